"""What all messages of a run say of themselves, for the facts about them (events spec §3.5, §3.6)."""

from counterpoint.delivery.v1.delivery_events_pb2 import Envelope

from services.delivery.jobs.loaded import Loaded


def envelope_of(loaded: Loaded) -> Envelope:
    """Sender, and the subject when it is the same for everybody; once a window."""
    inline, sms = loaded.plan.message_configuration.sms_message, loaded.documents.get("SMS")
    made = Envelope()
    if loaded.email is not None:
        # A subject with variables may speak of the person: it is the recipient's alone.
        made.from_address, made.subject = loaded.sender()[0], loaded.email.subject.constant
    if loaded.sms is not None:
        own = (sms.short_code, sms.sender_id) if sms is not None else ("", "")
        made.origin = inline.origination_number or inline.sender_id or own[0] or own[1]
        made.message_type = inline.message_type or "TRANSACTIONAL"
    return made
