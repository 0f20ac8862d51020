"""Runs of campaigns seen from outside: holdout, hold, templates, pausing, limits (campaigns spec §3, §5, §6.3, §11)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from kit.testing import eventually
from services.campaigns.domain import cohorts
from tests.contract.test_campaigns import Shop


@pytest.fixture(scope="module")
def shop(pinpoint: Any, new_app: Callable[..., str]) -> Shop:
    return Shop(pinpoint, new_app("sending"))


def completed(shop: Shop, campaign: str) -> dict[str, Any]:
    """Waits for the end and returns the only activity."""
    eventually(lambda: shop.get(campaign)["State"]["CampaignStatus"] == "COMPLETED", timeout=30)
    (activity,) = shop.activities(campaign)
    assert activity["State"] == "COMPLETED"
    return activity


def soon(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


def test_the_holdout_is_the_cohorts_the_campaign_drew(pinpoint: Any, new_app: Callable[..., str]) -> None:
    shop = Shop(pinpoint, new_app("holdout"))
    items = [
        {
            "Id": f"h{n}",
            "ChannelType": "EMAIL",
            "Address": f"h{n}.{shop.app[:6]}@example.com",
            "Attributes": {"kind": ["customer"]},
        }
        for n in range(100)
    ]
    pinpoint.update_endpoints_batch(ApplicationId=shop.app, EndpointBatchRequest={"Item": items})
    ids = [*(item["Id"] for item in items), "c0", "c1", "c2"]
    made = shop.create(HoldoutPercent=40)
    held = cohorts.allot(made["Id"], 40, []).holdout
    drawn = {
        i: int(pinpoint.get_endpoint(ApplicationId=shop.app, EndpointId=i)["EndpointResponse"]["CohortId"]) for i in ids
    }
    expected = sum(cohort in held for cohort in drawn.values())
    metrics = completed(shop, made["Id"])["ExecutionMetrics"]
    assert (metrics["HOLDOUT"], metrics["SENT"]) == (str(expected), str(len(ids) - expected))


def test_a_held_campaign_shows_paused_and_goes_on_when_released(shop: Shop, call: Callable[..., Any]) -> None:
    assert call("POST", f"/counterpoint/v1/apps/{shop.app}/hold").status == 200
    made = shop.create()
    eventually(lambda: [a["State"] for a in shop.activities(made["Id"])] == ["PAUSED"], timeout=20)
    assert shop.get(made["Id"])["State"]["CampaignStatus"] == "EXECUTING"
    (activity,) = shop.activities(made["Id"])
    assert activity["SuccessfulEndpointCount"] == 0 and "Result" not in activity
    assert call("POST", f"/counterpoint/v1/apps/{shop.app}/release").status == 200
    assert completed(shop, made["Id"])["SuccessfulEndpointCount"] == 3


def test_a_campaign_outlives_its_template(shop: Shop) -> None:
    name = f"t-{uuid4().hex[:8]}"
    shop.pinpoint.create_email_template(
        TemplateName=name, EmailTemplateRequest={"Subject": "Hi", "HtmlPart": "<p>Hi</p>"}
    )
    made = shop.create(
        MessageConfiguration={},
        TemplateConfiguration={"EmailTemplate": {"Name": name}},
        Schedule={"StartTime": soon(2)},
    )
    shop.pinpoint.delete_email_template(TemplateName=name)
    assert completed(shop, made["Id"])["SuccessfulEndpointCount"] == 3


def test_a_paused_campaign_does_not_start_and_its_time_is_not_made_up(shop: Shop) -> None:
    made = shop.create(Schedule={"StartTime": soon(1)}, IsPaused=True)
    with_time = shop.create(Schedule={"StartTime": soon(1)})
    completed(shop, with_time["Id"])
    assert shop.get(made["Id"])["State"]["CampaignStatus"] == "PAUSED"
    with pytest.raises(shop.pinpoint.exceptions.BadRequestException, match=r"Schedule\.StartTime"):
        shop.update(made["Id"], IsPaused=False)
    shop.update(made["Id"], IsPaused=False, Schedule={"StartTime": "IMMEDIATE"})
    assert completed(shop, made["Id"])["SuccessfulEndpointCount"] == 3


def test_a_running_campaign_can_be_renamed_only_and_deleted(shop: Shop, call: Callable[..., Any]) -> None:
    call("POST", f"/counterpoint/v1/apps/{shop.app}/hold")
    try:
        made = shop.create()
        eventually(lambda: shop.get(made["Id"])["State"]["CampaignStatus"] == "EXECUTING", timeout=20)
        with pytest.raises(shop.pinpoint.exceptions.BadRequestException, match="IsPaused"):
            shop.update(made["Id"], IsPaused=True)
        assert shop.update(made["Id"], Name="renamed")["Version"] == 2
        shop.pinpoint.delete_campaign(ApplicationId=shop.app, CampaignId=made["Id"])
        with pytest.raises(shop.pinpoint.exceptions.NotFoundException):
            shop.get(made["Id"])
    finally:
        call("POST", f"/counterpoint/v1/apps/{shop.app}/release")


def test_the_applications_daily_limit_counts_over_campaigns_and_a_campaigns_own_replaces_it(
    pinpoint: Any, new_app: Callable[..., str]
) -> None:
    shop = Shop(pinpoint, new_app("daily"))
    before = shop.create(Schedule={"StartTime": soon(6)})
    settings = {"Limits": {"Daily": 1}}
    pinpoint.update_application_settings(ApplicationId=shop.app, WriteApplicationSettingsRequest=settings)
    assert completed(shop, shop.create()["Id"])["ExecutionMetrics"]["SENT"] == "3"
    second = completed(shop, shop.create()["Id"])["ExecutionMetrics"]
    assert (second["DAILY_CAP"], second["TARGETED"]) == ("3", "0")
    assert completed(shop, shop.create(Limits={"Daily": 5})["Id"])["ExecutionMetrics"]["SENT"] == "3"
    # made before the settings were written, so they do not reach it
    assert completed(shop, before["Id"])["ExecutionMetrics"]["SENT"] == "3"


def test_an_empty_quiet_time_switches_the_applications_off(pinpoint: Any, new_app: Callable[..., str]) -> None:
    shop = Shop(pinpoint, new_app("quiet"))
    shop.customer("asleep", Demographic={"Timezone": "Europe/Vienna"})
    settings = {"QuietTime": {"Start": "00:00", "End": "23:59"}}
    pinpoint.update_application_settings(ApplicationId=shop.app, WriteApplicationSettingsRequest=settings)
    metrics = completed(shop, shop.create()["Id"])["ExecutionMetrics"]
    assert (metrics["TARGETED"], metrics["SENT"], metrics["NOT_SENT_QUIET_TIME"]) == ("4", "3", "1")
    loud = shop.create(Schedule={"StartTime": "IMMEDIATE", "QuietTime": {}})
    assert completed(shop, loud["Id"])["ExecutionMetrics"]["SENT"] == "4"


def test_test_messages_reach_their_targets_and_count_nowhere(shop: Shop, call: Callable[..., Any]) -> None:
    made = shop.create(IsPaused=True)
    path = f"/counterpoint/v1/apps/{shop.app}/campaigns/{made['Id']}/test"
    answer = call("POST", path, {"EndpointIds": ["c0"], "Addresses": ["me@example.com"]})
    assert answer.status == 200
    assert [(one["Target"], one["DeliveryStatus"]) for one in answer.json["Results"]] == [("c0", "SUCCESSFUL"), ("me@example.com", "SUCCESSFUL")]
    answer = call("POST", path, {"SegmentId": made["SegmentId"]})
    assert answer.status == 200 and answer.json["Name"].startswith("test ")
    tested = answer.json["CampaignId"]
    assert completed(shop, tested)["SuccessfulEndpointCount"] == 3
    # Facts are stored in their order: what a later campaign counts, the tests before would have shown.
    counted = shop.create()
    completed(shop, counted["Id"])

    def sends(campaign: str) -> list[Any]:
        kpi = shop.pinpoint.get_campaign_date_range_kpi(ApplicationId=shop.app, CampaignId=campaign, KpiName="unique-deliveries")
        return [float(value["Value"]) for row in kpi["CampaignDateRangeKpiResponse"]["KpiResult"]["Rows"] for value in row["Values"]]

    eventually(lambda: sends(counted["Id"]) == [3.0], timeout=30)
    assert sends(tested) in ([], [0.0])
    for wrong in ({}, {"EndpointIds": ["c0"] * 11}, {"Addresses": ["token"]}, {"SegmentId": made["SegmentId"], "EndpointIds": ["c0"]}):
        assert call("POST", path, wrong).status == 400
    assert call("POST", path, {"SegmentId": "0" * 32}).status == 404
