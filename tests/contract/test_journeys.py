"""Journey drafts through boto3 (journeys spec §1–§3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

DRAFT: dict[str, Any] = {
    "Name": "welcome-2027",
    "State": "DRAFT",
    "StartActivity": "mail1",
    "StartCondition": {"SegmentStartCondition": {"SegmentId": "5b1c"}},
    "RefreshFrequency": "PT1H",
    "Schedule": {
        "EndTime": datetime(2028, 1, 10, 8, tzinfo=UTC),
        "StartTime": datetime(2027, 1, 10, 8, tzinfo=UTC),
        "Timezone": "UTC+01",
    },
    "QuietTime": {"Start": "21:00", "End": "08:00"},
    "WaitForQuietTime": True,
    "Limits": {"DailyCap": 2, "EndpointReentryCap": 1, "MessagesPerSecond": 20},
    "Activities": {
        "mail1": {
            "EMAIL": {
                "TemplateName": "welcome",
                "MessageConfig": {"FromAddress": "hi@example.org"},
                "NextActivity": "wait1",
            }
        },
        "wait1": {"Wait": {"WaitTime": {"WaitFor": "P2D"}, "NextActivity": "open1"}},
        "open1": {
            "ConditionalSplit": {
                "Condition": {
                    "Operator": "ANY",
                    "Conditions": [
                        {
                            "EventCondition": {
                                "MessageActivity": "mail1",
                                "Dimensions": {"EventType": {"DimensionType": "INCLUSIVE", "Values": ["_email.open"]}},
                            }
                        }
                    ],
                },
                "EvaluationWaitTime": {"WaitFor": "PT1H"},
                "TrueActivity": "hold1",
                "FalseActivity": "sms1",
            }
        },
        "sms1": {"SMS": {"TemplateName": "nudge", "MessageConfig": {"MessageType": "PROMOTIONAL"}}},
        "hold1": {"Holdout": {"Percentage": 10, "NextActivity": "rnd1"}},
        "rnd1": {
            "RandomSplit": {
                "Branches": [{"Percentage": 50, "NextActivity": "pushA"}, {"Percentage": 50, "NextActivity": "pushB"}]
            }
        },
        "pushA": {"PUSH": {"TemplateName": "tipA"}},
        "pushB": {"PUSH": {"TemplateName": "tipB", "TemplateVersion": "3", "MessageConfig": {"TimeToLive": "3600"}}},
    },
}


@pytest.fixture(scope="module")
def app(new_app: Callable[..., str]) -> str:
    return new_app("journeys", email=False)


def create(pinpoint: Any, app: str, **members: Any) -> dict[str, Any]:
    return pinpoint.create_journey(ApplicationId=app, WriteJourneyRequest=DRAFT | members)["JourneyResponse"]


def status(call: Callable[[], Any]) -> int:
    with pytest.raises(ClientError) as caught:
        call()
    return int(caught.value.response["ResponseMetadata"]["HTTPStatusCode"])


def test_the_example_of_the_specification_is_kept_member_by_member(pinpoint: Any, app: str) -> None:
    made = create(pinpoint, app)
    assert {name: made[name] for name in DRAFT} == DRAFT
    path = {"ApplicationId": app, "JourneyId": made["Id"]}
    assert pinpoint.get_journey(**path)["JourneyResponse"] == made
    changed = pinpoint.update_journey(
        **path, WriteJourneyRequest={"Name": "welcome-2028", "Activities": {"a1": {"Wait": {}}}}
    )["JourneyResponse"]
    assert changed["Activities"] == {"a1": {"Wait": {}}} and changed["Limits"] == DRAFT["Limits"]
    assert changed in pinpoint.list_journeys(ApplicationId=app)["JourneysResponse"]["Item"]
    assert pinpoint.delete_journey(**path)["JourneyResponse"] == changed
    assert status(lambda: pinpoint.get_journey(**path)) == 404


def test_publishing_is_not_built_and_other_states_are_refused(pinpoint: Any, app: str) -> None:
    made = create(pinpoint, app)
    path = {"ApplicationId": app, "JourneyId": made["Id"]}
    assert status(lambda: create(pinpoint, app, State="ACTIVE")) == 501
    assert status(lambda: pinpoint.update_journey_state(**path, JourneyStateRequest={"State": "ACTIVE"})) == 501
    assert status(lambda: pinpoint.update_journey_state(**path, JourneyStateRequest={"State": "CANCELLED"})) == 400
    assert status(lambda: create(pinpoint, app, State="PAUSED")) == 400
    assert status(lambda: create(pinpoint, app, Name="two words")) == 400


def test_a_draft_has_no_runs_and_empty_metrics(pinpoint: Any, app: str) -> None:
    path = {"ApplicationId": app, "JourneyId": create(pinpoint, app)["Id"]}
    assert pinpoint.get_journey_runs(**path)["JourneyRunsResponse"]["Item"] == []
    metrics = pinpoint.get_journey_execution_metrics(**path)["JourneyExecutionMetricsResponse"]
    assert (metrics["JourneyId"], metrics["Metrics"]) == (path["JourneyId"], {})
    activity = pinpoint.get_journey_execution_activity_metrics(**path, JourneyActivityId="open1")[
        "JourneyExecutionActivityMetricsResponse"
    ]
    assert (activity["ActivityType"], activity["Metrics"]) == ("CONDITIONAL_SPLIT", {})
    assert status(lambda: pinpoint.get_journey_execution_activity_metrics(**path, JourneyActivityId="none")) == 404
    assert status(lambda: pinpoint.get_journey_run_execution_metrics(**path, RunId="none")) == 404


def test_tags_of_a_journey_go_by_arn(pinpoint: Any, app: str) -> None:
    made = create(pinpoint, app)
    arn = f"arn:aws:mobiletargeting:us-east-1:000000000000:apps/{app}/journeys/{made['Id']}"
    pinpoint.tag_resource(ResourceArn=arn, TagsModel={"tags": {"a": "1"}})
    assert pinpoint.list_tags_for_resource(ResourceArn=arn)["TagsModel"]["tags"] == {"a": "1"}
    pinpoint.untag_resource(ResourceArn=arn, TagKeys=["a"])
    assert pinpoint.list_tags_for_resource(ResourceArn=arn)["TagsModel"]["tags"] == {}
