"""Records of an event stream: the envelope of version 3.1 and its families (events spec 3.2, 3.3, 3.5, 3.6).

Pure: a fact and what segments says about the endpoint go in, JSON comes out. What a fact does not carry is left out.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from kit.wire import encode
from services.analytics.domain.events import Event

if TYPE_CHECKING:
    from counterpoint.analytics.v1.analytics_events_pb2 import ReceivedEvent
    from counterpoint.delivery.v1.delivery_events_pb2 import Envelope, Outcome, OutcomesRecorded
    from counterpoint.type.v1.type_pb2 import EndpointResponse

VERSION = "3.1"
# campaign_send_status, all of them (events spec 3.3).
CAMPAIGN_STATUSES = frozenset(
    {
        "SUCCESS",
        "FAILURE",
        "FAILURE_PERMANENT",
        "TRANSIENT_FAILURE",
        "THROTTLED",
        "DAILY_CAP",
        "CAMPAIGN_CAP",
        "QUIET_TIME",
        "HOLDOUT",
        "EXPIRED",
        "DUPLICATE_ADDRESS",
        "HOOK_FAILURE",
        "CUSTOM_DELIVERY_FAILURE",
        "RECOMMENDATION_FAILURE",
        "UNSUPPORTED_CHANNEL",
        "UNKNOWN",
    }
)
# Not part of the endpoint's snapshot: what the record says elsewhere, and what only we use.
_NOT_IN_SNAPSHOT = ("Id", "ApplicationId", "CohortId", "CreationDate", "RequestId")


@dataclass(frozen=True, slots=True)
class Record:
    """One record: `key` is the client id, which also orders it; `data` is a JSON object in UTF-8 without a line end."""

    key: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Frame:
    """What every record of one stream shares. `endpoints`: those known, by id. `with_address`: snapshots show the address."""

    app_id: str
    account_id: str
    endpoints: "Mapping[str, EndpointResponse]"
    with_address: bool = False


_event = msgspec.json.Decoder(Event)


def of_event(frame: Frame, received: "ReceivedEvent") -> Record:
    """The record of an event that a client reported."""
    event = _event.decode(received.event)
    stored = frame.endpoints.get(received.endpoint_id)
    device = _demographic(received.demographic, stored)
    record = {
        "event_type": received.event_type,
        "event_timestamp": received.timestamp_ms,
        "arrival_timestamp": received.arrival_ms,
        "event_version": VERSION,
        "application": {
            "app_id": frame.app_id,
            "sdk": _given(name=event.SdkName, version=event.ClientSdkVersion),
            **_given(package_name=event.AppPackageName, title=event.AppTitle, version_name=device.get("AppVersion"), version_code=event.AppVersionCode),
        },
        "client": {"client_id": received.endpoint_id},
        "device": _device(device),
        "session": _session(received),
        "attributes": event.Attributes or {},
        "metrics": event.Metrics or {},
        **_context(_snapshot(frame, received.endpoint_id)),
        "awsAccountId": frame.account_id,
    }
    if received.client_reported:
        # A service type from outside: whoever acts on bounces or opt-outs must be able to tell (events spec 2).
        record["client_reported"] = True
    return Record(received.endpoint_id, msgspec.json.encode(record))


def of_outcome(frame: Frame, outcome: "Outcome", batch: "OutcomesRecorded") -> Iterator[Record]:
    """The records of one outcome of a batch: none for what this stream does not show, two for a campaign's message that was sent."""
    marks = {"test": "true"} if batch.test else {}
    if outcome.kind == "campaign.send" and outcome.status in CAMPAIGN_STATUSES:
        yield _campaign_send(frame, outcome, marks)
    sent = outcome.kind in ("campaign.send", "message.send") and outcome.status in ("SUCCESS", "SUCCESSFUL")
    kind = "send" if sent else outcome.kind
    envelope = outcome.envelope if outcome.HasField("envelope") else batch.envelope
    # What the caller gave with the message stands below what is ours.
    marks = {**outcome.context, **_given(trace_id=outcome.trace_id), **marks}
    if outcome.channel == "EMAIL" and kind in _EMAIL:
        yield _email(frame, outcome, kind, envelope, marks)
    elif outcome.channel == "SMS" and kind in _SMS:
        yield _sms(frame, outcome, kind, envelope, marks)


def _campaign_send(frame: Frame, outcome: "Outcome", marks: dict[str, str]) -> Record:
    attributes = marks | {
        "campaign_id": outcome.campaign_id,
        "campaign_activity_id": outcome.activity_id,
        "treatment_id": outcome.treatment_id or "0",
        "delivery_type": outcome.channel,
        "campaign_send_status": outcome.status,
    }
    record = _service_record(frame, "_campaign.send", outcome.sent_ms or outcome.at_ms, outcome.at_ms, outcome.endpoint_id, attributes)
    record |= _context(_snapshot(frame, outcome.endpoint_id))
    record["awsAccountId"] = frame.account_id
    return Record(outcome.endpoint_id, msgspec.json.encode(record))


# kind → (event type, feedback; "" for the URL that was clicked).
_EMAIL = {
    "send": ("_email.send", "received"),
    "delivered": ("_email.delivered", "delivered"),
    "rejected": ("_email.rejected", "rejected"),
    "hardbounce": ("_email.hardbounce", "hardbounced"),
    "softbounce": ("_email.softbounce", "softbounced"),
    "complaint": ("_email.complaint", "complained"),
    "open": ("_email.open", "opened"),
    "click": ("_email.click", ""),
    "unsubscribe": ("_email.unsubscribe", "unsubscribed"),
    "rendering_failure": ("_email.rendering_failure", "rendering_failure"),
}


def _email(frame: Frame, outcome: "Outcome", kind: str, envelope: "Envelope", marks: dict[str, str]) -> Record:
    event_type, feedback = _EMAIL[kind]
    client = outcome.endpoint_id or _stand_in(frame.app_id, outcome.message_id)
    # All events of a message carry the time it was sent.
    sent_ms = outcome.sent_ms or outcome.at_ms
    attributes = marks | {"feedback": feedback or outcome.detail, **_origin(outcome)}
    record = _service_record(frame, event_type, sent_ms, outcome.at_ms, client, attributes)
    record |= _context({"legacy_identifier": frame.app_id})
    record["awsAccountId"] = frame.account_id
    to = _address(frame, outcome, envelope)
    mail = _given(message_id=outcome.message_id) | {"message_send_timestamp": sent_ms} | _headers(envelope, to)
    record["facets"] = {"email_channel": {"mail_event": {"mail": mail, **_mail_event(outcome, kind, to)}}}
    return Record(client, msgspec.json.encode(record))


def _headers(envelope: "Envelope", to: list[str]) -> dict[str, Any]:
    """What the mail's head said, as far as it is known: other headers are not kept (`headers_truncated`)."""
    common: dict[str, Any] = _given(**{"from": envelope.from_address, "subject": envelope.subject})
    if not common and not to:
        return {}
    common["to"] = to
    shown = {"From": envelope.from_address, "To": ", ".join(to), "Subject": envelope.subject}
    headers = [{"name": name, "value": value} for name, value in shown.items() if value]
    return _given(from_address=envelope.from_address) | {"destination": to, "headers_truncated": True, "headers": headers, "common_headers": common}


def _address(frame: Frame, outcome: "Outcome", envelope: "Envelope") -> list[str]:
    """Where it went, as a list of one; empty unless the operator lets addresses be shown."""
    if not frame.with_address:
        return []
    stored = frame.endpoints.get(outcome.endpoint_id)
    found = envelope.address or (stored.address if stored is not None else "")
    return [found] if found else []


# kind → (event type, record_status; "" for the one the outcome tells).
_SMS = {
    "send": ("_SMS.BUFFERED", "SUCCESSFUL"),
    "delivered": ("_SMS.SUCCESS", "DELIVERED"),
    "failed": ("_SMS.FAILURE", ""),
    "optout": ("_SMS.OPTOUT", "DELIVERED"),
}


def _sms(frame: Frame, outcome: "Outcome", kind: str, envelope: "Envelope", marks: dict[str, str]) -> Record:
    event_type, status = _SMS[kind]
    stand_in = _stand_in(frame.app_id, outcome.message_id)
    client = outcome.endpoint_id or stand_in
    attributes = marks | _origin(outcome)
    attributes |= {"treatment_id": outcome.treatment_id or "0", "sender_request_id": stand_in, "record_status": status or outcome.status or "UNKNOWN"}
    attributes |= _given(
        message_id=outcome.message_id,
        origination_phone_number=envelope.origin,
        destination_phone_number="".join(_address(frame, outcome, envelope)),
        iso_country_code=outcome.country,
        number_of_message_parts=str(outcome.parts or ""),
        message_type=envelope.message_type.title(),
    )
    # Of a text message the time is the carrier's.
    record = _service_record(frame, event_type, outcome.at_ms, outcome.at_ms, client, attributes)
    if outcome.price_millicents:
        record["metrics"] = {"price_in_millicents_usd": outcome.price_millicents}
    record["awsAccountId"] = frame.account_id
    return Record(client, msgspec.json.encode(record))


def _origin(outcome: "Outcome") -> dict[str, str]:
    if outcome.campaign_id:
        return {"campaign_id": outcome.campaign_id, "campaign_activity_id": outcome.activity_id, "treatment_id": outcome.treatment_id or "0"}
    if outcome.journey_id:
        return {"journey_id": outcome.journey_id, "journey_run_id": outcome.journey_run_id, "journey_activity_id": outcome.journey_activity_id}
    return {"treatment_id": "0"}


def _mail_event(outcome: "Outcome", kind: str, to: list[str]) -> dict[str, Any]:
    """The sub-object of the kind. `to`: the recipient, empty where addresses are not shown."""
    agent = _given(user_agent=outcome.user_agent)
    match kind:
        case "send":
            return {"send": {}}
        case "delivered":
            return {"delivery": _given(smtp_response=outcome.detail) | {"recipients": to}}
        case "rejected":
            return {"reject": _given(reason=outcome.detail)}
        case "hardbounce" | "softbounce":
            kinds = "Permanent" if kind == "hardbounce" else "Transient"
            code = _given(action="failed", status="".join(_ENHANCED.findall(outcome.detail)[:1]), diagnostic_code=outcome.detail)
            bounced = [{"email_address": address} | code for address in to]
            return {"bounce": {"bounce_type": kinds, "bounce_sub_type": _sub_type(outcome.detail), "bounced_recipients": bounced}}
        case "complaint":
            told = _given(complaint_feedback_type=outcome.detail, user_agent=outcome.user_agent)
            return {"complaint": {"complained_recipients": [{"email_address": address} for address in to]} | told}
        case "open":
            return {"open": agent}
        case "click":
            return {"click": agent | {"link": outcome.detail}}
        case "unsubscribe":
            return {"unsubscribe": {}}
        case _:
            return {"rendering_failure": _given(error_message=outcome.detail)}


_ENHANCED = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
# Enhanced status (RFC 3463) → bounce_sub_type; without one "General".
_SUB_TYPES = {"5.1.1": "NoEmail", "4.2.2": "MailboxFull", "5.2.2": "MailboxFull", "5.3.4": "MessageTooLarge", "5.2.3": "MessageTooLarge"}


def _sub_type(detail: str) -> str:
    if "suppression list" in detail:
        return "OnAccountSuppressionList"
    return next((_SUB_TYPES[code] for code in _ENHANCED.findall(detail) if code in _SUB_TYPES), "General")


def _service_record(frame: Frame, event_type: str, event_ms: int, arrival_ms: int, client: str, attributes: dict[str, str]) -> dict[str, Any]:
    return {
        "event_type": event_type,
        "event_timestamp": event_ms,
        "arrival_timestamp": arrival_ms,
        "event_version": VERSION,
        "application": {"app_id": frame.app_id, "sdk": {}},
        "client": {"client_id": client},
        "device": {"platform": {}},
        "session": {},
        "attributes": attributes,
    }


def _stand_in(app_id: str, message_id: str) -> str:
    """The client id of a message to a bare address: nobody's id, the same for all events of the message."""
    return str(UUID(bytes=hashlib.sha256(f"{app_id}/{message_id}".encode()).digest()[:16], version=4))


def _given(**values: str | None) -> dict[str, str]:
    """Members that have a value."""
    return {name: value for name, value in values.items() if value}


def _context(custom: Mapping[str, str]) -> dict[str, Any]:
    return {"client_context": {"custom": custom}} if custom else {}


def _snapshot(frame: Frame, endpoint_id: str) -> dict[str, str]:
    endpoint = frame.endpoints.get(endpoint_id)
    if endpoint is None:
        return {}
    shown = encode(endpoint)
    for name in _NOT_IN_SNAPSHOT if frame.with_address else (*_NOT_IN_SNAPSHOT, "Address"):
        shown.pop(name, None)
    return {"endpoint": msgspec.json.encode(shown).decode()}


def _demographic(raw: bytes, stored: "EndpointResponse | None") -> dict[str, str]:
    """Wire member → text: what the request brought, else what is stored (events spec 1.4)."""
    known = encode(stored.demographic) if stored is not None and stored.HasField("demographic") else {}
    try:
        brought = msgspec.json.decode(raw) if raw else {}
    except msgspec.DecodeError:
        brought = {}
    return known | {name: value for name, value in brought.items() if isinstance(value, str) and value}


def _device(demographic: Mapping[str, str]) -> dict[str, Any]:
    platform = _given(name=demographic.get("Platform"), version=demographic.get("PlatformVersion"))
    device: dict[str, Any] = {"platform": platform, **_given(make=demographic.get("Make"), model=demographic.get("Model"))}
    if code := demographic.get("Locale"):
        device["locale"] = _locale(code)
    return device


def _locale(code: str) -> dict[str, str]:
    """`en_US` or `en-US`: code, language and country; `zh_Hant_TW` has its country last."""
    language, *rest = code.replace("-", "_").split("_")
    country = rest[-1] if rest and (len(rest[-1]) == 2 or (len(rest[-1]) == 3 and rest[-1].isdigit())) else ""
    return {"code": code, **_given(country=country, language=language)}


def _session(received: "ReceivedEvent") -> dict[str, Any]:
    if not received.session_id:
        return {}
    session: dict[str, Any] = {"session_id": received.session_id, "start_timestamp": received.session_start_ms}
    if received.session_stop_ms:
        session["stop_timestamp"] = received.session_stop_ms
    return session
