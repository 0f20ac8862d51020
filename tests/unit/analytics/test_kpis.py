"""The KPI registry and its formulas (analytics spec 1.2, 1.3, 10, 11)."""

from collections import defaultdict
from typing import Any

import pytest

from kit.errors import Invalid
from services.analytics.domain import kpis

APPLICATION = """successful-delivery-rate successful-delivery-rate-grouped-by-date email-open-rate email-open-rate-grouped-by-campaign unique-deliveries
unique-deliveries-grouped-by-campaign unique-deliveries-grouped-by-date successful-deliveries-grouped-by-campaign push-open-rate
push-open-rate-grouped-by-campaign txn-emails-clicked txn-emails-clicked-grouped-by-date txn-emails-complaint-rate
txn-emails-complaint-rate-grouped-by-date txn-emails-with-complaints txn-emails-with-complaints-grouped-by-date txn-emails-delivered
txn-emails-delivered-grouped-by-date txn-emails-delivery-rate txn-emails-delivery-rate-grouped-by-date txn-emails-hard-bounced
txn-emails-hard-bounced-grouped-by-date txn-emails-opened txn-emails-opened-grouped-by-date txn-emails-sent txn-emails-sent-grouped-by-date
txn-emails-soft-bounced txn-emails-soft-bounced-grouped-by-date txn-emails-unique-clicks txn-emails-unique-clicks-grouped-by-date
txn-emails-unique-opens txn-emails-unique-opens-grouped-by-date txn-sms-average-price-grouped-by-country
txn-sms-average-price-by-parts-grouped-by-country txn-sms-delivered txn-sms-delivered-grouped-by-country txn-sms-delivered-grouped-by-date
txn-sms-error-distribution txn-sms-delivery-rate txn-sms-delivery-rate-grouped-by-date txn-sms-delivered-by-parts
txn-sms-delivered-by-parts-grouped-by-country txn-sms-sent-by-parts txn-sms-sent-by-parts-grouped-by-country txn-sms-sent
txn-sms-sent-grouped-by-country txn-sms-sent-grouped-by-date txn-sms-total-price-grouped-by-country"""
CAMPAIGN = """hard-bounce-rate hard-bounce-rate-grouped-by-campaign-activity successful-delivery-rate successful-delivery-rate-grouped-by-campaign-activity
successful-delivery-rate-grouped-by-date email-open-rate email-open-rate-grouped-by-campaign-activity direct-email-opens-grouped-by-campaign-activity
unique-deliveries unique-deliveries-grouped-by-campaign-activity unique-deliveries-grouped-by-date clicks-grouped-by-campaign-activity
successful-deliveries-grouped-by-campaign-activity attempted-deliveries-grouped-by-campaign-activity push-open-rate
push-open-rate-grouped-by-campaign-activity direct-push-opens-grouped-by-campaign-activity sms-spend"""
JOURNEY = """journey-emails-clicked emails-clicked-grouped-by-journey-activity journey-emails-complained emails-complained-grouped-by-journey-activity
journey-emails-delivered emails-delivered-grouped-by-journey-activity journey-emails-hardbounced emails-hardbounced-grouped-by-journey-activity
journey-emails-opened emails-opened-grouped-by-journey-activity journey-emails-rejected emails-rejected-grouped-by-journey-activity
journey-emails-sent emails-sent-grouped-by-journey-activity journey-emails-softbounced emails-softbounced-grouped-by-journey-activity
journey-emails-unsubscribed emails-unsubscribed-grouped-by-journey-activity"""


def counts(**values: float) -> dict[str, float]:
    return defaultdict(float, {"any": 1.0, **values})


@pytest.mark.parametrize(("scope", "published"), [("application", APPLICATION), ("campaign", CAMPAIGN), ("journey", JOURNEY)])
def test_the_registry_holds_exactly_the_published_names(scope: str, published: str) -> None:
    assert set(kpis.SCOPES[scope]) == set(published.split())


@pytest.mark.parametrize(
    ("scope", "name"), [("application", "nonsense-rate"), ("application", "sms-spend"), ("campaign", "txn-sms-sent"), ("journey", "clicks")]
)
def test_an_unknown_name_and_a_name_of_another_scope_are_refused(scope: str, name: str) -> None:
    with pytest.raises(Invalid, match=f"Unsupported KpiName: {name}"):
        kpis.find(scope, name)


@pytest.mark.parametrize(
    ("scope", "name", "found", "value"),
    [
        ("campaign", "successful-deliveries-grouped-by-campaign-activity", counts(sent=100, email_sent=100, soft=5, hard=2), "98.0"),
        ("application", "txn-emails-delivered", counts(email_sent=100, soft=5, hard=2), "93.0"),
        ("campaign", "email-open-rate", counts(email_sent=10, hard=2, opened_messages=4), "0.5"),
        ("campaign", "direct-email-opens-grouped-by-campaign-activity", counts(opens=3), "3.0"),
        ("application", "txn-sms-average-price-grouped-by-country", counts(sms_sent=2, price=1300), "650.0"),
        ("campaign", "hard-bounce-rate", counts(email_sent=4, hard=1), "0.25"),
    ],
)
def test_formulas(scope: str, name: str, found: dict[str, float], value: str) -> None:
    kpi = kpis.find(scope, name)
    assert kpis.rows(kpi, {"g" if kpi.group else "": found}) == [("g" if kpi.group else "", value)]


def test_nothing_counted_and_division_by_zero_give_no_row() -> None:
    rate = kpis.find("campaign", "email-open-rate")
    assert kpis.rows(rate, {}) == []
    assert kpis.rows(rate, {"": counts(email_sent=0)}) == []


@pytest.mark.parametrize(
    ("name", "key"), [("txn-sms-sent-grouped-by-date", "TxnSmsSent"), ("txn-emails-sent", "TxnEmailsSent"), ("unique-deliveries", "UniqueDeliveries")]
)
def test_value_keys_are_camel_case_without_the_group(name: str, key: str) -> None:
    assert kpis.find("application", name).value_key == key


def test_rows_come_in_the_order_of_their_groups() -> None:
    kpi: Any = kpis.find("application", "unique-deliveries-grouped-by-campaign")
    assert kpis.rows(kpi, {"b": counts(unique_delivered=2), "a": counts(unique_delivered=1), "": counts()}) == [("a", "1.0"), ("b", "2.0")]
