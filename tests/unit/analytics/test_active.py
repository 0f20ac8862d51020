"""What is said about who was active."""

from counterpoint.analytics.v1.analytics_events_pb2 import EndpointsActive, EventsReceived, ReceivedBody, ReceivedEvent

from services.analytics.events.sinks import active


def test_the_newest_arrival_of_each_endpoint_is_said_once_an_app() -> None:
    batches = [
        EventsReceived(app_id="a", events=[ReceivedEvent(endpoint_id="e1", arrival_ms=5), ReceivedEvent(endpoint_id="e2", arrival_ms=9)]),
        EventsReceived(app_id="a", bodies=[ReceivedBody(endpoint_ids=["e1", "e3"], arrival_ms=7), ReceivedBody(endpoint_ids=["e2"], arrival_ms=8)]),
        EventsReceived(app_id="b", bodies=[ReceivedBody(endpoint_ids=["e1"], arrival_ms=1)]),
    ]
    said = {subject: EndpointsActive.FromString(data) for subject, data, _ in active(batches)}
    assert {subject: dict(zip(fact.endpoint_ids, fact.last_ms, strict=True)) for subject, fact in said.items()} == {
        "cp.evt.analytics.v1.endpoint.active.a": {"e1": 7, "e2": 9, "e3": 7},
        "cp.evt.analytics.v1.endpoint.active.b": {"e1": 1},
    }


def test_many_endpoints_are_said_in_several_messages() -> None:
    made = active([EventsReceived(app_id="a", bodies=[ReceivedBody(endpoint_ids=[str(n) for n in range(4000)], arrival_ms=1)])])
    assert sorted(int(id) for _, data, _ in made for id in EndpointsActive.FromString(data).endpoint_ids) == list(range(4000))
    assert len(made) > 1


def test_nothing_is_said_about_nobody() -> None:
    assert active([EventsReceived(app_id="a")]) == []
