"""Every subject, stream and durable of the product, as literals one search finds. docs/reference/subjects.md is made from this file.

Grammar: `cp.<kind>.<owner>.v1.<entity>.<verb>.<app_id>`; kind `evt` is a fact (past tense, many readers), `dlq` what a reader could not take. Only ids we mint
become tokens; endpoint and user ids stay in the payload.
"""

from dataclasses import dataclass, replace

ENDPOINT_UPDATED = "cp.evt.segments.v1.endpoint.updated"
ENDPOINT_DELETED = "cp.evt.segments.v1.endpoint.deleted"
APP_DELETED = "cp.evt.segments.v1.app.deleted"
SEGMENT_DELETED = "cp.evt.segments.v1.segment.deleted"
RUN_STARTED = "cp.evt.delivery.v1.run.started"
RUN_ENDED = "cp.evt.delivery.v1.run.ended"
OUTCOME_RECORDED = "cp.evt.delivery.v1.outcome.recorded"
EVENT_RECEIVED = "cp.evt.analytics.v1.event.received"
ENDPOINT_ACTIVE = "cp.evt.analytics.v1.endpoint.active"


def of(subject: str, app_id: str) -> str:
    """The subject for one app."""
    return f"{subject}.{app_id}"


def every(subject: str) -> str:
    """The subject for all apps."""
    return f"{subject}.*"


@dataclass(frozen=True, slots=True)
class Durable:
    """One reader. `filter` is a subject with wildcard; `name` is `<service>-<purpose>`."""

    name: str
    stream: str
    filter: str
    reads: str


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream. `retention` "interest" keeps what some durable has not acked yet; "limits" keeps by age and discards old."""

    name: str
    subjects: tuple[str, ...]
    retention: str
    max_bytes: int
    max_age_seconds: int = 0
    about: str = ""


STREAMS = (
    Stream("CP_EVT_SEGMENTS", ("cp.evt.segments.v1.>",), "limits", 1 << 30, 7 * 86400, "Facts about apps, segments and endpoints; kept seven days."),
    Stream("CP_EVT_RUNS", ("cp.evt.delivery.v1.run.>",), "limits", 256 << 20, 7 * 86400, "Runs that began and ended; kept seven days."),
    Stream("CP_EVT_OUTCOMES", ("cp.evt.delivery.v1.outcome.>",), "interest", 4 << 30, 0, "What became of every recipient; kept until every reader has it."),
    Stream("CP_EVT_EVENTS", ("cp.evt.analytics.v1.>",), "interest", 4 << 30, 0, "Accepted events; kept until every reader has them."),
    Stream("CP_DLQ", ("cp.dlq.>",), "limits", 256 << 20, 30 * 86400, "What a reader could not take, with the reason; kept thirty days."),
)

# The server gives a stream its whole bound beforehand; some room is left for its own files.
_SHARE_OF_ROOM = 0.9


def within(room: int | None) -> tuple[Stream, ...]:
    """The streams, each smaller by the same share where together they would take more than `room` bytes."""
    total = sum(stream.max_bytes for stream in STREAMS)
    if room is None or total <= room * _SHARE_OF_ROOM:
        return STREAMS
    return tuple(replace(stream, max_bytes=int(stream.max_bytes * room * _SHARE_OF_ROOM / total)) for stream in STREAMS)


ANALYTICS_OUTCOMES = Durable("analytics-outcomes", "CP_EVT_OUTCOMES", every(OUTCOME_RECORDED), "analytics stores outcomes in the columns")
ANALYTICS_EVENTS = Durable(
    "analytics-received", "CP_EVT_EVENTS", every(EVENT_RECEIVED), "analytics stores events in the columns, queues them for event streams, says who was active"
)
ANALYTICS_FORWARD_OUTCOMES = Durable(
    "analytics-forward-outcomes", "CP_EVT_OUTCOMES", every(OUTCOME_RECORDED), "analytics forwards outcomes to event streams"
)
ANALYTICS_CHANGES = Durable("analytics-changes", "CP_EVT_SEGMENTS", every(ENDPOINT_UPDATED), "analytics stores `_endpoint.changed` events")
SEGMENTS_ACTIVITY = Durable("segments-active", "CP_EVT_EVENTS", every(ENDPOINT_ACTIVE), "segments notes when an endpoint was last active")
CAMPAIGNS_RUNS = Durable("campaigns-runs", "CP_EVT_RUNS", every(RUN_ENDED), "campaigns moves a campaign on when its run ends")
CAMPAIGNS_APPS = Durable("campaigns-apps", "CP_EVT_SEGMENTS", every(APP_DELETED), "campaigns deletes what belonged to the app")
CAMPAIGNS_SEGMENTS = Durable("campaigns-segments", "CP_EVT_SEGMENTS", every(SEGMENT_DELETED), "campaigns fails the campaigns of the segment")
JOURNEYS_APPS = Durable("journeys-apps", "CP_EVT_SEGMENTS", every(APP_DELETED), "journeys deletes what belonged to the app")
DELIVERY_APPS = Durable("delivery-apps", "CP_EVT_SEGMENTS", every(APP_DELETED), "delivery stops the app's runs and deletes its channels")
ANALYTICS_APPS = Durable("analytics-apps", "CP_EVT_SEGMENTS", every(APP_DELETED), "analytics deletes the app's events and figures")

DURABLES = (
    ANALYTICS_OUTCOMES,
    ANALYTICS_EVENTS,
    ANALYTICS_FORWARD_OUTCOMES,
    ANALYTICS_CHANGES,
    SEGMENTS_ACTIVITY,
    CAMPAIGNS_RUNS,
    CAMPAIGNS_APPS,
    CAMPAIGNS_SEGMENTS,
    JOURNEYS_APPS,
    DELIVERY_APPS,
    ANALYTICS_APPS,
)

# (stream, name) of durables of earlier versions, which nobody reads any more: they would keep every fact. Deleted once those of now are there.
RETIRED = (("CP_EVT_EVENTS", "analytics-events"), ("CP_EVT_EVENTS", "analytics-forward-events"), ("CP_EVT_EVENTS", "segments-activity"))


def dead_letter(durable: str) -> str:
    """Where a durable's poison goes."""
    return f"cp.dlq.{durable}"
