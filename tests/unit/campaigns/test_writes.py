"""Merge rule, states, launching, quotas, settings, tags, metrics (campaigns spec §3, §4, §8.1, §11.1, §16)."""

from __future__ import annotations

from typing import Any

import pytest
from counterpoint.campaigns.v1.campaigns_pb2 import (
    ApplicationSettingsResource,
    CampaignResponse,
    WriteApplicationSettingsRequest,
    WriteCampaignRequest,
)
from counterpoint.delivery.v1.sending_pb2 import Books, ReasonCount

from kit import tags
from services.campaigns.domain import activities, launch, merge, quotas, settings, states
from services.campaigns.domain.states import Edit

STORED = CampaignResponse(
    name="old",
    description="d",
    segment_id="seg",
    segment_version=2,
    is_paused=False,
    limits={"daily": 1},
    schedule={"start_time": "IMMEDIATE", "quiet_time": {"start": "21:00", "end": "08:00"}},
    message_configuration={"email_message": {"title": "Hi"}},
    additional_treatments=[{"id": "1", "size_percent": 10}],
)
TREATMENTS = WriteCampaignRequest.DESCRIPTOR.fields_by_name["additional_treatments"].number


def after(**members: Any) -> CampaignResponse:
    return merge.merged(STORED, WriteCampaignRequest(**members))


def test_absent_members_keep_their_value() -> None:
    document = after(is_paused=True)
    assert document.is_paused
    document.is_paused = False
    assert document == STORED


def test_a_present_member_replaces_the_old_value_whole() -> None:
    assert after(limits={"total": 3}).limits == CampaignResponse(limits={"total": 3}).limits
    assert not after(schedule={"start_time": "IMMEDIATE"}).schedule.HasField("quiet_time")
    assert [
        t.id for t in after(additional_treatments=[{"size_percent": 1}, {"size_percent": 2}]).additional_treatments
    ] == ["1", "2"]


def test_an_empty_member_clears() -> None:
    assert not after(limits={}).HasField("limits")
    assert not after(message_configuration={}).HasField("message_configuration")
    assert not after(present_empty=[TREATMENTS]).additional_treatments
    assert after(description="").description == ""


def test_an_empty_quiet_time_inside_a_schedule_stays() -> None:
    assert after(schedule={"start_time": "IMMEDIATE", "quiet_time": {}}).schedule.HasField("quiet_time")


def test_tags_are_ignored() -> None:
    assert after(tags={"a": "b"}) == STORED


def test_a_client_that_sends_back_what_it_read_changes_nothing_else() -> None:
    request = WriteCampaignRequest(
        name="new",
        segment_id="seg",
        segment_version=2,
        limits={"daily": 1},
        additional_treatments=[{"size_percent": 10}],
    )
    assert merge.changed(STORED, merge.merged(STORED, request), request) == {"name"}


@pytest.mark.parametrize(
    ("status", "once", "changed", "allowed"),
    [
        ("SCHEDULED", True, {"schedule", "is_paused", "limits"}, True),
        ("PAUSED", True, {"schedule", "segment_id"}, True),
        ("PENDING_NEXT_RUN", False, {"schedule"}, True),
        ("INVALID", True, {"message_configuration"}, True),
        ("EXECUTING", True, {"name", "description", "treatment_name", "treatment_description"}, True),
        ("EXECUTING", True, {"is_paused"}, False),
        ("EXECUTING", True, {"name", "limits"}, False),
        ("EXECUTING", False, {"is_paused", "limits"}, True),
        ("COMPLETED", True, {"name"}, True),
        ("COMPLETED", True, {"schedule"}, False),
        ("COMPLETED", True, set(), True),
        ("DELETED", True, {"name"}, False),
        ("DELETED", True, set(), False),
    ],
)
def test_what_may_be_changed_follows_the_table_of_section_4(
    status: str, once: bool, changed: set[str], allowed: bool
) -> None:
    assert (states.refusal(status, once, changed) == "") is allowed


@pytest.mark.parametrize(
    ("status", "before", "paused", "schedule_written", "expected"),
    [
        ("SCHEDULED", False, False, False, Edit.KEEP),
        ("SCHEDULED", False, False, True, Edit.PLAN),
        ("SCHEDULED", False, True, False, Edit.PAUSE),
        ("PAUSED", True, True, True, Edit.PAUSE),
        ("PAUSED", True, False, False, Edit.PLAN),
        ("INVALID", False, False, False, Edit.PLAN),
        ("INVALID", False, True, False, Edit.PAUSE),
        ("EXECUTING", False, False, False, Edit.KEEP),
        ("COMPLETED", False, False, False, Edit.KEEP),
    ],
)
def test_a_write_moves_the_state_by_the_table_of_section_3(
    status: str, before: bool, paused: bool, schedule_written: bool, expected: Edit
) -> None:
    assert states.edit(status, before, paused, schedule_written) is expected


@pytest.mark.parametrize(
    ("treatments", "shown"),
    [
        (["COMPLETED", "COMPLETED"], "COMPLETED"),
        (["COMPLETED", "EXECUTING"], "EXECUTING"),
        (["SCHEDULED", "PENDING_NEXT_RUN"], "PENDING_NEXT_RUN"),
        (["COMPLETED", "SCHEDULED"], "SCHEDULED"),
        (["PAUSED", "INVALID"], "PAUSED"),
    ],
)
def test_a_campaign_shows_the_first_state_any_treatment_holds(treatments: list[str], shown: str) -> None:
    assert states.overall(treatments) == shown


@pytest.mark.parametrize(
    ("members", "app", "member"),
    [
        ({}, {}, ""),
        ({"schedule": {"start_time": "2027-01-01T00:00:00Z", "frequency": "ONCE"}}, {}, ""),
        ({"schedule": {"start_time": "x", "frequency": "DAILY"}}, {}, "Schedule.Frequency DAILY"),
        ({"schedule": {"start_time": "x", "frequency": "EVENT"}}, {}, "Schedule.Frequency EVENT"),
        ({"schedule": {"start_time": "x", "frequency": "IN_APP_EVENT"}}, {}, "Schedule.Frequency IN_APP_EVENT"),
        ({"schedule": {"start_time": "x", "is_local_time": True}}, {}, "Schedule.IsLocalTime"),
        ({"additional_treatments": [{"size_percent": 1}]}, {}, "AdditionalTreatments"),
        ({"hook": {"lambda_function_name": "f"}}, {}, "Hook"),
        ({"hook": {"web_url": "https://example.com"}}, {}, "Hook"),
        ({"hook": {"mode": "FILTER"}}, {"campaign_hook": {"lambda_function_name": "f"}}, ""),
        ({}, {"campaign_hook": {"lambda_function_name": "f"}}, "CampaignHook of the application settings"),
        ({}, {"campaign_hook": {"lambda_function_name": "", "mode": ""}}, ""),
        ({"message_configuration": {"in_app_message": {"body": "x"}}}, {}, "MessageConfiguration.InAppMessage"),
    ],
)
def test_what_cannot_be_launched_is_named(members: dict[str, Any], app: dict[str, Any], member: str) -> None:
    assert launch.not_built(CampaignResponse(**members), ApplicationSettingsResource(**app)) == member


def test_a_quota_refuses_the_one_above_it() -> None:
    assert quotas.refusal(quotas.ACTIVE, 200, 199) == ""
    assert "200" in quotas.refusal(quotas.ACTIVE, 200, 200)
    assert quotas.refusal(quotas.EVENT, None, 10**6) == ""
    assert "COUNTERPOINT_QUOTAS" in quotas.refusal(quotas.IN_APP, 25, 25)


def test_settings_are_replaced_block_by_block() -> None:
    stored = ApplicationSettingsResource(
        limits={"daily": 3, "total": 100}, quiet_time={"start": "00:00", "end": "03:00"}
    )
    written = settings.merged(stored, WriteApplicationSettingsRequest(limits={"daily": 1}))
    assert written == ApplicationSettingsResource(limits={"daily": 1}, quiet_time={"start": "00:00", "end": "03:00"})
    emptied = settings.merged(written, WriteApplicationSettingsRequest(quiet_time={}))
    assert emptied.HasField("quiet_time") and not emptied.quiet_time.ListFields()


def test_settings_never_set_are_empty_objects() -> None:
    shown = settings.completed(ApplicationSettingsResource(application_id="a"))
    assert all(shown.HasField(name) for name in settings.ALWAYS)
    assert not shown.HasField("journey_limits")


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"limits": {"daily": 101}}, "Limits.Daily"),
        ({"limits": {"maximum_duration": 59}}, "Limits.MaximumDuration"),
        ({"quiet_time": {"start": "0:00", "end": "03:00"}}, "QuietTime.Start"),
        ({"campaign_hook": {"mode": "X"}}, "CampaignHook.Mode"),
        ({"journey_limits": {"daily_cap": 101}}, "JourneyLimits.DailyCap"),
        ({"journey_limits": {"timeframe_cap": {"cap": 1, "days": 31}}}, "JourneyLimits.TimeframeCap.Days"),
    ],
)
def test_settings_out_of_range_are_refused(members: dict[str, Any], path: str) -> None:
    assert [where for where, _ in settings.faults(ApplicationSettingsResource(**members))] == [path]


def test_terraforms_empty_blocks_are_accepted() -> None:
    empty = {
        "limits": {"daily": 0, "maximum_duration": 0, "messages_per_second": 0, "total": 0},
        "quiet_time": {"start": "", "end": ""},
    }
    assert settings.faults(ApplicationSettingsResource(**empty, campaign_hook={"mode": ""})) == []


@pytest.mark.parametrize(
    ("given", "legal"),
    [
        ({"k" * 128: "v" * 256}, True),
        ({"Größe": "x_.:/=+-@ 1"}, True),
        ({"k": ""}, True),
        ({str(i): "" for i in range(50)}, True),
        ({str(i): "" for i in range(51)}, False),
        ({"k" * 129: ""}, False),
        ({"k": "v" * 257}, False),
        ({"": "v"}, False),
        ({"aws:x": "v"}, False),
        ({"k": "a;b"}, False),
    ],
)
def test_tags_keep_the_rules_of_quotas_section_3(given: dict[str, str], legal: bool) -> None:
    assert (tags.faults(given) == []) is legal


def test_the_books_become_the_documented_metrics() -> None:
    books = Books(
        produced=10,
        from_user=2,
        dropped=[ReasonCount(reason="ENDPOINT_INACTIVE", count=1), ReasonCount(reason="DAILY_CAP", count=2)],
        targeted=7,
        not_sent=[ReasonCount(reason="stopped", count=1)],
        queued=1,
        sent=3,
        failed=[ReasonCount(reason="FAILURE", count=1)],
        unknown=1,
        duplicate_users=4,
    )
    metrics = activities.execution_metrics(books)
    assert set(activities.DOCUMENTED) <= set(metrics)
    assert (
        metrics["ENDPOINT_PRODUCED"] == "8"
        and metrics["ENDPOINTS_FROM_USER"] == "2"
        and metrics["DUPLICATE_USER"] == "4"
    )
    assert metrics["ENDPOINT_INACTIVE"] == "1" and metrics["DAILY_CAP"] == "2" and metrics["NOT_SENT_STOPPED"] == "1"
    assert (metrics["DROPPED"], metrics["TARGETED"], metrics["SENT"], metrics["FAILED"], metrics["UNKNOWN"]) == (
        "3",
        "7",
        "3",
        "1",
        "1",
    )
