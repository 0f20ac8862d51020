"""Events and outcomes in the real columns: what is stored twice counts once, and every KPI equals its definition (analytics spec 1.3, 10)."""

import json
from contextlib import asynccontextmanager
from typing import Any

from counterpoint.analytics.v1 import analytics_events_pb2 as events_pb
from counterpoint.delivery.v1 import delivery_events_pb2 as outcomes_pb

from kit.columns import Columns
from services.analytics.domain import kpis
from services.analytics.domain.events import judge
from services.analytics.domain.whole import FIELDS, rows
from services.analytics.store import chart_query, events, outcomes, retention, tables
from services.analytics.store.kpi_query import base_counts
from tests.fixtures.servers import Servers

DAY = 86_400_000
T0 = 20_700 * DAY + 8 * 3_600_000
APP = "a" * 32
CAMPAIGN = "c" * 32


@asynccontextmanager
async def fresh(servers: Servers) -> Any:
    async with Columns(servers.columns_url, servers.columns_database()) as columns:
        await columns.create_database()
        await tables.create(columns)
        yield columns


def outcome(kind: str, endpoint: str, at_ms: int = T0, **more: Any) -> outcomes_pb.Outcome:
    made = {"channel": "EMAIL", "campaign_id": CAMPAIGN, "activity_id": "run-1", "treatment_id": "0", "message_id": f"m-{endpoint}", "sent_ms": T0}
    return outcomes_pb.Outcome(kind=kind, endpoint_id=endpoint, at_ms=at_ms, **{**made, **more})


def sent(*endpoints: str, **more: Any) -> list[outcomes_pb.Outcome]:
    return [outcome("campaign.send", endpoint, status="SUCCESS", book="sent", **more) for endpoint in endpoints]


async def figure(columns: Columns, name: str, scope: str = "campaign") -> list[tuple[str, str]]:
    kpi = kpis.find(scope, name)
    narrowed = CAMPAIGN if scope == "campaign" else ""
    return kpis.rows(kpi, await base_counts(columns, APP, kpi.family, kpi.group, T0 - DAY, T0 + 5 * DAY, narrowed))


def batch(batch_id: str, found: list[outcomes_pb.Outcome]) -> outcomes_pb.OutcomesRecorded:
    return outcomes_pb.OutcomesRecorded(app_id=APP, batch_id=batch_id, outcomes=found)


async def test_a_batch_delivered_twice_by_the_bus_counts_once(servers: Servers) -> None:
    async with fresh(servers) as columns:
        one = batch("w1", sent("e1", "e2", "e3"))
        await outcomes.insert(columns, [one], "token-1")
        await outcomes.insert(columns, [one], "token-1")
        await outcomes.insert(columns, [one, batch("w2", sent("e4"))], "token-2")
        assert await figure(columns, "attempted-deliveries-grouped-by-campaign-activity") == [("run-1", "4.0")]
        assert await figure(columns, "unique-deliveries") == [("", "4.0")]
        assert await figure(columns, "unique-deliveries-grouped-by-campaign", "application") == [(CAMPAIGN, "4.0")]


async def test_a_new_app_has_no_rows(servers: Servers) -> None:
    async with fresh(servers) as columns:
        assert await figure(columns, "unique-deliveries", "application") == []
        assert await figure(columns, "successful-delivery-rate") == []


async def test_hard_bounces_are_not_deliveries_and_soft_ones_only_outside_campaigns(servers: Servers) -> None:
    async with fresh(servers) as columns:
        names = [f"e{i}" for i in range(100)]
        bounced = [outcome("hardbounce", n) for n in names[:2]] + [outcome("softbounce", n) for n in names[2:7]]
        await outcomes.insert(columns, [batch("w", sent(*names) + bounced)], "t")
        direct = [outcome("message.send", n, status="SUCCESSFUL", campaign_id="", activity_id="", message_id=f"d-{n}") for n in names] + [
            outcome("hardbounce", n, campaign_id="", activity_id="", message_id=f"d-{n}") for n in names[:2]
        ]
        direct += [outcome("softbounce", n, campaign_id="", activity_id="", message_id=f"d-{n}") for n in names[2:7]]
        await outcomes.insert(columns, [batch("d", direct)], "t2")
        assert await figure(columns, "successful-deliveries-grouped-by-campaign-activity") == [("run-1", "98.0")]
        assert await figure(columns, "unique-deliveries") == [("", "98.0")]
        assert await figure(columns, "hard-bounce-rate") == [("", "0.02")]
        assert await figure(columns, "txn-emails-delivered", "application") == [("", "93.0")]


async def test_every_open_counts_and_a_rate_counts_a_message_once(servers: Servers) -> None:
    async with fresh(servers) as columns:
        half_past_eight = T0 + 30 * 60_000
        opens = [outcome("open", "e1", half_past_eight + minutes * 60_000) for minutes in (0, 15, 35)]
        clicks = [outcome("click", "e1", half_past_eight, detail="https://example.org/")]
        await outcomes.insert(columns, [batch("w", sent("e1", "e2", "e3", "e4")), batch("o", opens + clicks)], "t")
        assert await figure(columns, "direct-email-opens-grouped-by-campaign-activity") == [("run-1", "3.0")]
        assert await figure(columns, "email-open-rate") == [("", "0.25")]
        assert await figure(columns, "clicks-grouped-by-campaign-activity") == [("run-1", "1.0")]


async def test_an_open_counts_on_the_day_its_message_was_sent(servers: Servers) -> None:
    async with fresh(servers) as columns:
        mail = {"campaign_id": "", "activity_id": ""}
        rows = [outcome("message.send", "e1", status="SUCCESSFUL", **mail), outcome("open", "e1", T0 + 2 * DAY, **mail)]
        await outcomes.insert(columns, [batch("w", rows)], "t")
        ((day, value),) = await figure(columns, "txn-emails-opened-grouped-by-date", "application")
        assert (day, value) == ("2026-09-04", "1.0")


async def test_sms_prices_and_countries(servers: Servers) -> None:
    async with fresh(servers) as columns:
        base = {"campaign_id": "", "activity_id": "", "channel": "SMS", "country": "US", "parts": 1, "status": "SUCCESSFUL"}
        rows = [outcome("message.send", "e1", price_millicents=645.0, **base), outcome("message.send", "e2", price_millicents=655.0, **base)]
        await outcomes.insert(columns, [batch("w", rows)], "t")
        assert await figure(columns, "txn-sms-average-price-grouped-by-country", "application") == [("US", "650.0")]
        assert await figure(columns, "txn-sms-sent", "application") == [("", "2.0")]


def received(event_id: str, at_ms: int = T0, content_hash: int = 1, **more: Any) -> events_pb.ReceivedEvent:
    body = (
        b'{"EventType":"_monetization.purchase","Metrics":{"_item_price":2.5,"_quantity":4},'
        b'"Attributes":{"_currency":"USD"},"Session":{"Id":"s","StartTimestamp":"2026-09-04T08:00:00Z"}}'
    )
    made = {"endpoint_id": "e1", "event_type": "_monetization.purchase", "arrival_ms": T0, "event": body, "store": True}
    return events_pb.ReceivedEvent(event_id=event_id, timestamp_ms=at_ms, content_hash=content_hash, **{**made, **more})


async def test_push_opens_are_what_the_app_reports(servers: Servers) -> None:
    def opened(event_id: str, endpoint: str, campaign: str = CAMPAIGN, **more: Any) -> events_pb.ReceivedEvent:
        attributes = f'"Attributes":{{"campaign_id":"{campaign}","campaign_activity_id":"run-1","treatment_id":"0"}}'
        body = f'{{"EventType":"_campaign.opened_notification",{attributes}}}'.encode()
        return received(event_id, endpoint_id=endpoint, event_type="_campaign.opened_notification", event=body, **more)

    async with fresh(servers) as columns:
        await outcomes.insert(columns, [batch("w", sent("e1", "e2", "e3", "e4", channel="GCM"))], "t")
        assert await figure(columns, "push-open-rate") == [("", "0.0")]
        found = [opened("1", "e1"), opened("1", "e1"), opened("2", "e1"), opened("1", "e2", arrival_ms=T0 + DAY), opened("1", "e3", campaign="d" * 32)]
        await events.insert(columns, [events_pb.EventsReceived(app_id=APP, batch_id="b", events=found)], "t2")
        assert await figure(columns, "push-open-rate") == [("", "0.5")]
        assert await figure(columns, "push-open-rate-grouped-by-campaign", "application") == [(CAMPAIGN, "0.5")]
        assert await figure(columns, "direct-push-opens-grouped-by-campaign-activity") == [("run-1", "3.0")]
        assert await figure(columns, "attempted-deliveries-grouped-by-campaign-activity") == [("run-1", "4.0")]
        # a campaign that only an event names was never sent
        assert await figure(columns, "successful-deliveries-grouped-by-campaign", "application") == [(CAMPAIGN, "4.0")]


async def test_an_event_sent_again_counts_once_and_one_of_other_content_twice(servers: Servers) -> None:
    async with fresh(servers) as columns:
        first = events_pb.EventsReceived(app_id=APP, events=[received("1"), received("2"), received("3", store=False)])
        again = events_pb.EventsReceived(app_id=APP, events=[received("1"), received("1", content_hash=2), received("1", at_ms=T0 + 1)])
        assert await events.insert(columns, [first], "t1") == 2
        assert await events.insert(columns, [again], "t2") == 3
        ((series, day, values),) = await chart_query.revenue(columns, APP, T0 - DAY, T0 + DAY)
        assert (series, day, values) == ("USD", "2026-09-04", {"Revenue": 40.0, "Purchases": 4.0, "Units": 16.0, "PayingUsers": 1.0})


async def test_an_event_without_price_and_quantity_is_a_purchase_of_one_unit(servers: Servers) -> None:
    async with fresh(servers) as columns:
        await events.insert(columns, [events_pb.EventsReceived(app_id=APP, events=[received("1", event=b"{}")])], "t")
        ((_, _, values),) = await chart_query.revenue(columns, APP, T0 - DAY, T0 + DAY)
        assert values == {"Revenue": 0.0, "Purchases": 1.0, "Units": 1.0, "PayingUsers": 1.0}


async def test_a_body_that_travelled_whole_is_the_same_rows_as_its_events(servers: Servers) -> None:
    session = {"Id": "s", "StartTimestamp": "2026-09-04T08:00:00Z", "StopTimestamp": "2026-09-04T08:00:09Z", "Duration": 9000.0}
    event = {"EventType": "_x", "Timestamp": "2026-09-04T08:00:00Z", "Attributes": {"a": "ü", "gone": None}, "Metrics": {"m": 1}, "Session": session}
    part = {"Demographic": {"Platform": "iOS"}, "User": {"UserId": "u"}}
    items = {"e1": {"Endpoint": part, "Events": {"1": event, "2": {**event, "Session": None}}}, "e2": {"Events": {"1": event}}}
    body = json.dumps({"BatchItem": items}).encode()
    verdict = judge(body, T0, 90)
    single = [events_pb.ReceivedEvent(**dict(zip(FIELDS, row, strict=True))) for row in rows(verdict.accepted, verdict.endpoints, T0)]
    async with fresh(servers) as columns:
        await events.insert(columns, [events_pb.EventsReceived(app_id=APP, bodies=[events_pb.ReceivedBody(body=body, arrival_ms=T0)])], "t1")
        whole_rows = await columns.query("SELECT * FROM events ORDER BY endpoint_id, event_id")
        assert len(whole_rows) == 3
        assert await events.insert(columns, [events_pb.EventsReceived(app_id=APP, events=single)], "t2") == 3
        assert await columns.query("SELECT * FROM events FINAL ORDER BY endpoint_id, event_id") == whole_rows


async def test_a_deleted_app_leaves_nothing(servers: Servers) -> None:
    async with fresh(servers) as columns:
        await outcomes.insert(columns, [batch("w", sent("e1"))], "t")
        await events.insert(columns, [events_pb.EventsReceived(app_id=APP, events=[received("1")])], "t")
        await retention.delete_app(columns, APP)
        assert await columns.query("SELECT count() FROM outcomes") == [(0,)]
        assert await columns.query("SELECT count() FROM events") == [(0,)]
