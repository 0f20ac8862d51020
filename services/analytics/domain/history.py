"""Records of event streams back into rows: the way of records.py in the other direction (events spec 1.7, 3).

A record carries no event id, so the hash of its line is its identity: the same line again is the same row. Pure.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Any

import msgspec
from counterpoint.analytics.v1 import analytics_events_pb2 as events_pb
from counterpoint.delivery.v1 import delivery_events_pb2 as outcomes_pb

# The columns keep days up to 2149.
_LATEST_MS = 5_648_572_800_000
_MAX_TYPE = 50
_CAMPAIGN, _JOURNEY = "_campaign.send", "_journey.send"
# Event type → kind of outcome. What campaigns hand over is told by their own record, see `_handed`.
_KINDS = {
    "_email.delivered": "delivered",
    "_email.rejected": "rejected",
    "_email.hardbounce": "hardbounce",
    "_email.softbounce": "softbounce",
    "_email.complaint": "complaint",
    "_email.open": "open",
    "_email.click": "click",
    "_email.unsubscribe": "unsubscribe",
    "_email.rendering_failure": "rendering_failure",
    "_SMS.SUCCESS": "delivered",
    "_SMS.FAILURE": "failed",
    "_SMS.OPTOUT": "optout",
    _CAMPAIGN: "campaign.send",
    _JOURNEY: "journey.send",
}
_HANDED = frozenset({"_email.send", "_SMS.BUFFERED", "_SMS.SEND"})


class BadRecord(Exception):
    """Why a line is no record."""


class _Client(msgspec.Struct, gc=False):
    client_id: str | None = None


class _Session(msgspec.Struct, gc=False):
    session_id: str | None = None
    start_timestamp: int | None = None
    stop_timestamp: int | None = None


class _Locale(msgspec.Struct, gc=False):
    code: str | None = None


class _Platform(msgspec.Struct, gc=False):
    name: str | None = None


class _Device(msgspec.Struct, gc=False):
    locale: _Locale | None = None
    platform: _Platform | None = None


class _Application(msgspec.Struct, gc=False):
    version_name: str | None = None


class _Record(msgspec.Struct, gc=False):
    """The members that are kept; others are ignored."""

    event_type: str | None = None
    event_timestamp: int | None = None
    arrival_timestamp: int | None = None
    application: _Application | None = None
    client: _Client | None = None
    device: _Device | None = None
    session: _Session | None = None
    attributes: dict[str, str | None] | None = None
    metrics: dict[str, float | None] | None = None
    client_context: Any = None
    facets: Any = None
    client_reported: bool = False


@dataclass(slots=True)
class Rows:
    """What some lines hold. `failures`: line number and reason; `count`: records, bad ones included; `expired`: those older than is kept."""

    events: events_pb.EventsReceived
    outcomes: list[outcomes_pb.OutcomesRecorded] = field(default_factory=list)
    failures: list[tuple[int, str]] = field(default_factory=list)
    count: int = 0
    expired: int = 0


_record = msgspec.json.Decoder(_Record)


def read(app_id: str, lines: list[bytes], first: int, oldest_ms: int) -> Rows:
    """Rows of lines that begin with number `first`; what happened before `oldest_ms` is only counted. Empty lines are no records."""
    rows = Rows(events_pb.EventsReceived(app_id=app_id))
    for number, line in enumerate(lines, first):
        line = line.strip()
        if not line:
            continue
        rows.count += 1
        try:
            _add(rows, app_id, line, oldest_ms)
        except BadRecord as error:
            rows.failures.append((number, str(error)))
    return rows


def _add(rows: Rows, app_id: str, line: bytes, oldest_ms: int) -> None:
    record = _decoded(line)
    event_type = record.event_type or ""
    hashed = hashlib.sha256(line).digest()
    if not record.client_reported and (event_type in _KINDS or event_type in _HANDED):
        outcome = _outcome(record)
        if outcome is None:
            return
        if outcome.at_ms < oldest_ms:
            rows.expired += 1
        else:
            rows.outcomes.append(outcomes_pb.OutcomesRecorded(app_id=app_id, batch_id=f"import:{hashed[:16].hex()}", outcomes=[outcome]))
    elif _moment(record) < oldest_ms:
        rows.expired += 1
    else:
        rows.events.events.append(_event(record, int.from_bytes(hashed[:8], "big")))


def _decoded(line: bytes) -> _Record:
    """A record whose type and times are sound. Raises BadRecord."""
    try:
        record = _record.decode(line)
    except msgspec.ValidationError as error:
        raise BadRecord(str(error).replace("`", "'").replace("$.", "")) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadRecord("not valid JSON") from None
    if not record.event_type:
        raise BadRecord("event_type is missing")
    if len(record.event_type) > _MAX_TYPE:
        raise BadRecord(f"event_type is longer than {_MAX_TYPE} characters")
    if record.event_timestamp is None:
        raise BadRecord("event_timestamp is missing")
    session = record.session or _Session()
    for name, moment in (
        ("event_timestamp", record.event_timestamp),
        ("arrival_timestamp", record.arrival_timestamp),
        ("session.start_timestamp", session.start_timestamp),
        ("session.stop_timestamp", session.stop_timestamp),
    ):
        if moment is not None and not 0 <= moment < _LATEST_MS:
            raise BadRecord(f"{name} is no time in milliseconds")
    return record


def _moment(record: _Record) -> int:
    return record.event_timestamp or 0


def _arrival(record: _Record) -> int:
    return _moment(record) if record.arrival_timestamp is None else record.arrival_timestamp


def _client(record: _Record) -> str:
    return (record.client.client_id if record.client else None) or ""


def _event(record: _Record, content_hash: int) -> events_pb.ReceivedEvent:
    endpoint_id = _client(record)
    if not endpoint_id:
        raise BadRecord("client.client_id is missing")
    content = {
        "Attributes": {name: value for name, value in (record.attributes or {}).items() if value is not None},
        "EventType": record.event_type,
        "Metrics": {name: value for name, value in (record.metrics or {}).items() if value is not None},
    }
    session = record.session or _Session()
    return events_pb.ReceivedEvent(
        endpoint_id=endpoint_id,
        event_type=record.event_type,
        timestamp_ms=_moment(record),
        arrival_ms=_arrival(record),
        content_hash=content_hash,
        event=msgspec.json.encode(content),
        demographic=_demographic(record),
        user_id=_user(record),
        client_reported=record.client_reported,
        store=True,
        session_id=session.session_id or "",
        session_start_ms=session.start_timestamp or 0,
        session_stop_ms=session.stop_timestamp or 0,
        session_duration_ms=-1,
    )


def _demographic(record: _Record) -> bytes:
    device = record.device or _Device()
    given = {
        "Platform": device.platform.name if device.platform else None,
        "Locale": device.locale.code if device.locale else None,
        "AppVersion": record.application.version_name if record.application else None,
    }
    found = {name: value for name, value in given.items() if value}
    return msgspec.json.encode(found) if found else b""


def _user(record: _Record) -> str:
    """The user of the endpoint as the record shows it, "" when it does not."""
    snapshot = _inside(record.client_context, "custom", "endpoint")
    if isinstance(snapshot, str):
        try:
            snapshot = msgspec.json.decode(snapshot)
        except (msgspec.DecodeError, RecursionError):
            return ""
    user_id = _inside(snapshot, "User", "UserId")
    return user_id if isinstance(user_id, str) else ""


def _inside(value: Any, *path: str) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _outcome(record: _Record) -> outcomes_pb.Outcome | None:
    """The outcome a service record tells of, None for one that another record tells already."""
    attributes = {name: value for name, value in (record.attributes or {}).items() if value is not None}
    event_type = record.event_type or ""
    campaign_id = attributes.get("campaign_id", "")
    if event_type in _HANDED and campaign_id:
        # A campaign's message has a `_campaign.send` too, which is the one that counts.
        return None
    made = outcomes_pb.Outcome(
        kind=_KINDS.get(event_type, "message.send"),
        at_ms=_arrival(record),
        sent_ms=_moment(record),
        endpoint_id=_client(record),
        user_id=_user(record),
        campaign_id=campaign_id,
        activity_id=attributes.get("campaign_activity_id", ""),
        treatment_id=attributes.get("treatment_id", "0"),
        journey_id=attributes.get("journey_id", ""),
        journey_run_id=attributes.get("journey_run_id", ""),
        journey_activity_id=attributes.get("journey_activity_id", ""),
        trace_id=attributes.get("trace_id", ""),
    )
    if event_type.startswith("_email."):
        _of_email(made, record, attributes)
    elif event_type.startswith("_SMS."):
        _of_sms(made, record, attributes)
    else:
        _of_send(made, attributes)
    return made


def _of_send(made: outcomes_pb.Outcome, attributes: dict[str, str]) -> None:
    campaign = made.kind == "campaign.send"
    made.channel = attributes.get("delivery_type" if campaign else "journey_activity_type", "")
    made.status = attributes.get("campaign_send_status" if campaign else "journey_send_status", "")
    if campaign and not made.campaign_id:
        raise BadRecord("attributes.campaign_id is missing")
    if not made.status:
        raise BadRecord(f"attributes.{'campaign' if campaign else 'journey'}_send_status is missing")
    made.message_id = _of_run(made)


def _of_email(made: outcomes_pb.Outcome, record: _Record, attributes: dict[str, str]) -> None:
    made.channel = "EMAIL"
    named = _inside(record.facets, "email_channel", "mail_event", "mail", "message_id")
    made.message_id = named if isinstance(named, str) and named else _of_run(made)
    if made.kind == "hardbounce" and made.campaign_id:
        # `_campaign.send` does not name its message: a bounce finds it by its run and endpoint.
        made.message_id = _of_run(made)
    if made.kind == "click":
        made.detail = attributes.get("feedback", "")
    if made.kind == "message.send":
        made.status = "SUCCESSFUL"


def _of_sms(made: outcomes_pb.Outcome, record: _Record, attributes: dict[str, str]) -> None:
    made.channel = "SMS"
    # The time of an SMS record is the carrier's; nothing tells when the message was sent.
    made.at_ms = made.sent_ms
    made.message_id = attributes.get("message_id", "") or _of_run(made)
    made.status = "SUCCESSFUL" if made.kind == "message.send" else attributes.get("record_status", "")
    made.country = attributes.get("iso_country_code", "")
    parts = attributes.get("number_of_message_parts", "")
    made.parts = int(parts) if parts.isascii() and parts.isdigit() and len(parts) < 5 else 1
    made.price_millicents = (record.metrics or {}).get("price_in_millicents_usd") or 0.0


def _of_run(made: outcomes_pb.Outcome) -> str:
    """The one message of a run to an endpoint, for records that name none."""
    return f"{made.endpoint_id}/{made.activity_id or made.journey_run_id + made.journey_activity_id}"
