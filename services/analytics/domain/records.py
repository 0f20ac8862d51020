"""Records of an event stream: the envelope of version 3.1 and its families (events spec 3.2, 3.3, 3.5).

Pure: a fact and what segments says about the endpoint go in, JSON comes out. What a fact does not carry is left out.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from kit.wire import encode
from services.analytics.domain.events import Event

if TYPE_CHECKING:
    from counterpoint.analytics.v1.analytics_events_pb2 import ReceivedEvent
    from counterpoint.delivery.v1.delivery_events_pb2 import Outcome
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


def of_outcome(frame: Frame, outcome: "Outcome") -> Iterator[Record]:
    """The records of one outcome: none for what this stream does not show, two for a campaign's e-mail that was sent."""
    if outcome.kind == "campaign.send" and outcome.status in CAMPAIGN_STATUSES:
        yield _campaign_send(frame, outcome)
    if outcome.channel != "EMAIL":
        return
    sent = outcome.kind in ("campaign.send", "message.send") and outcome.status in ("SUCCESS", "SUCCESSFUL")
    kind = "send" if sent else outcome.kind
    if kind in _EMAIL:
        yield _email(frame, outcome, kind)


def _campaign_send(frame: Frame, outcome: "Outcome") -> Record:
    attributes = {
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


def _email(frame: Frame, outcome: "Outcome", kind: str) -> Record:
    event_type, feedback = _EMAIL[kind]
    client = outcome.endpoint_id or _stand_in(frame.app_id, outcome.message_id)
    # All events of a message carry the time it was sent.
    sent_ms = outcome.sent_ms or outcome.at_ms
    attributes = {"feedback": feedback or outcome.detail, **_origin(outcome), **_given(trace_id=outcome.trace_id)}
    record = _service_record(frame, event_type, sent_ms, outcome.at_ms, client, attributes)
    record |= _context({"legacy_identifier": frame.app_id})
    record["awsAccountId"] = frame.account_id
    mail = _given(message_id=outcome.message_id) | {"message_send_timestamp": sent_ms}
    record["facets"] = {"email_channel": {"mail_event": {"mail": mail, **_mail_event(outcome, kind)}}}
    return Record(client, msgspec.json.encode(record))


def _origin(outcome: "Outcome") -> dict[str, str]:
    if outcome.campaign_id:
        return {"campaign_id": outcome.campaign_id, "campaign_activity_id": outcome.activity_id, "treatment_id": outcome.treatment_id or "0"}
    if outcome.journey_id:
        return {"journey_id": outcome.journey_id, "journey_run_id": outcome.journey_run_id, "journey_activity_id": outcome.journey_activity_id}
    return {"treatment_id": "0"}


def _mail_event(outcome: "Outcome", kind: str) -> dict[str, Any]:
    """The sub-object of the kind. Addresses do not travel in outcomes: lists of recipients are there, and empty."""
    agent = _given(user_agent=outcome.user_agent)
    match kind:
        case "send":
            return {"send": {}}
        case "delivered":
            return {"delivery": _given(smtp_response=outcome.detail) | {"recipients": []}}
        case "rejected":
            return {"reject": _given(reason=outcome.detail)}
        case "hardbounce" | "softbounce":
            kinds = "Permanent" if kind == "hardbounce" else "Transient"
            return {"bounce": {"bounce_type": kinds, "bounce_sub_type": "General", "bounced_recipients": []}}
        case "complaint":
            return {"complaint": {"complained_recipients": []}}
        case "open":
            return {"open": agent}
        case "click":
            return {"click": agent | {"link": outcome.detail}}
        case "unsubscribe":
            return {"unsubscribe": {}}
        case _:
            return {"rendering_failure": _given(error_message=outcome.detail)}


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
