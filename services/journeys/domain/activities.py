"""Kinds of activities and their legal members in a draft (journeys spec §2, §5, §15). Whether a journey makes sense is
a matter of its review.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kit.times import parse_iso

if TYPE_CHECKING:
    from counterpoint.journeys.v1.journeys_pb2 import Activity, WaitTime

Fault = tuple[str, str]
LONGEST_ID, LONGEST_CUSTOM_DATA = 100, 5000
_MESSAGE = "MESSAGE"
# Member of Activity, its wire name, ActivityType of the metrics (analytics spec §5.3).
KINDS = (
    ("email", "EMAIL", _MESSAGE),
    ("sms", "SMS", _MESSAGE),
    ("push", "PUSH", _MESSAGE),
    ("custom", "CUSTOM", _MESSAGE),
    ("conditional_split", "ConditionalSplit", "CONDITIONAL_SPLIT"),
    ("multi_condition", "MultiCondition", "MULTI_CONDITIONAL_SPLIT"),
    ("random_split", "RandomSplit", "RANDOM_SPLIT"),
    ("holdout", "Holdout", "HOLDOUT"),
    ("wait", "Wait", "WAIT"),
    ("contact_center", "ContactCenter", "CONTACT_CENTER"),
)
_ID = re.compile(rf"[A-Za-z0-9]{{1,{LONGEST_ID}}}")
_DURATION = re.compile(r"P(?!$)([0-9]+W|([0-9]+Y)?([0-9]+M)?([0-9]+D)?(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+S)?)?)")


def kind(activity: Activity) -> str:
    """The ActivityType, "" for one that has no typed member yet."""
    return next((label for member, _, label in KINDS if activity.HasField(member)), "")  # type: ignore[arg-type]


def is_duration(text: str) -> bool:
    """An ISO 8601 duration such as PT1H or P7D."""
    return bool(_DURATION.fullmatch(text))


def faults(activity_id: str, activity: Activity) -> Iterator[Fault]:
    """What is syntactically wrong with one activity."""
    path = f"Activities.{activity_id[:LONGEST_ID]}"
    if not _ID.fullmatch(activity_id):
        yield path, f"an activity id has 1 to {LONGEST_ID} letters and digits"
    if len(activity.custom.message_config.data) > LONGEST_CUSTOM_DATA:
        yield f"{path}.CUSTOM.MessageConfig.Data", f"may have at most {LONGEST_CUSTOM_DATA} characters"
    if not 0 <= activity.holdout.percentage <= 100:
        yield f"{path}.Holdout.Percentage", "must be from 0 to 100"
    for i, branch in enumerate(activity.random_split.branches):
        if not 0 <= branch.percentage <= 100:
            yield f"{path}.RandomSplit.Branches[{i}].Percentage", "must be from 0 to 100"
    yield from _wait_faults(activity.wait.wait_time, f"{path}.Wait.WaitTime")
    yield from _wait_faults(
        activity.conditional_split.evaluation_wait_time, f"{path}.ConditionalSplit.EvaluationWaitTime"
    )
    yield from _wait_faults(activity.multi_condition.evaluation_wait_time, f"{path}.MultiCondition.EvaluationWaitTime")
    if activity.conditional_split.condition.operator not in ("", "ALL", "ANY"):
        yield f"{path}.ConditionalSplit.Condition.Operator", "must be ALL or ANY"


def _wait_faults(wait: WaitTime, path: str) -> Iterator[Fault]:
    if wait.wait_for and not is_duration(wait.wait_for):
        yield f"{path}.WaitFor", "must be an ISO 8601 duration such as PT1H"
    if wait.wait_until and not is_instant(wait.wait_until):
        yield f"{path}.WaitUntil", "must be an ISO 8601 instant"


def is_instant(text: str) -> bool:
    """An ISO 8601 instant."""
    try:
        parse_iso(text)
    except ValueError:
        return False
    return True
