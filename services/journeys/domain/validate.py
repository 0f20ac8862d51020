"""What a draft must keep before it is stored (journeys spec §2, §15; quotas spec §8). Open ends and missing parts are
for the review.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from kit.times import parse_iso
from services.journeys.domain import activities, quotas

if TYPE_CHECKING:
    from counterpoint.journeys.v1.journeys_pb2 import JourneyLimits, JourneyResponse, JourneySchedule

Fault = tuple[str, str]
LONGEST_NAME, LONGEST_START, MOST_CAP, FASTEST = 150, 128, 100, 20_000
MOST_RANGES, MOST_CLOSED, LONGEST_CLOSED, MOST_TIMEFRAME_DAYS = 4, 20, timedelta(days=7), 30
_NAME = re.compile(r"[A-Za-z0-9_-]+")
_START = re.compile(rf"[A-Za-z0-9]{{1,{LONGEST_START}}}")
_TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_HOURS = re.compile(r"T?([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?")
_OFFSETS = (
    "+01 +02 +03 +03:30 +04 +04:30 +05 +05:30 +05:45 +06 +06:30 +07 +08 +08:45 +09 +09:30 +10 +10:30 +11 +12 "
    "+12:45 +13 +13:45 "
    "-02 -02:30 -03 -03:30 -04 -05 -06 -07 -08 -09 -09:30 -10 -11"
)
TIMEZONES = frozenset({"UTC", *(f"UTC{offset}" for offset in _OFFSETS.split())})
_CHANNELS = (("email", "EMAIL"), ("sms", "SMS"), ("push", "PUSH"), ("voice", "VOICE"), ("custom", "CUSTOM"))


def faults(journey: JourneyResponse, most_activities: int) -> list[Fault]:
    """Everything wrong with the draft, as (wire path, reason)."""
    return [
        *_name_faults(journey),
        *_activity_faults(journey, most_activities),
        *_time_faults(journey),
        *_limit_faults(journey.limits),
        *_hour_faults(journey),
        *_closed_faults(journey),
    ]


def _name_faults(journey: JourneyResponse) -> Iterator[Fault]:
    if not journey.name:
        yield "Name", "is required"
    elif len(journey.name) > LONGEST_NAME or not _NAME.fullmatch(journey.name):
        yield "Name", f"has 1 to {LONGEST_NAME} letters, digits, _ and -, no spaces"


def _activity_faults(journey: JourneyResponse, most: int) -> Iterator[Fault]:
    if len(journey.activities) > most:
        yield (
            "Activities",
            f"quota activities-per-journey reached: the limit is {most}, {len(journey.activities)} are given; "
            f"COUNTERPOINT_QUOTAS selects another profile",
        )
    if sum(a.HasField("contact_center") for a in journey.activities.values()) > quotas.MOST_CONTACT_CENTERS:
        yield "Activities", f"may hold at most {quotas.MOST_CONTACT_CENTERS} contact center activities"
    if journey.start_activity and not _START.fullmatch(journey.start_activity):
        yield "StartActivity", f"has 1 to {LONGEST_START} letters and digits"
    for activity_id in sorted(journey.activities):
        yield from activities.faults(activity_id, journey.activities[activity_id])


def _time_faults(journey: JourneyResponse) -> Iterator[Fault]:
    yield from _schedule_faults(journey.schedule)
    quiet = journey.quiet_time
    if quiet.start or quiet.end:
        for wire, text in (("Start", quiet.start), ("End", quiet.end)):
            if not _TIME_OF_DAY.fullmatch(text):
                yield f"QuietTime.{wire}", "must be HH:MM, 24 hours, with leading zeros"
    if journey.refresh_frequency and not activities.is_duration(journey.refresh_frequency):
        yield "RefreshFrequency", "must be an ISO 8601 duration such as PT1H"
    if journey.local_time and journey.start_condition.HasField("event_start_condition"):
        yield "LocalTime", "cannot be true in a journey that events start"
    for i, method in enumerate(journey.timezone_estimation_methods):
        if method not in ("PHONE_NUMBER", "POSTAL_CODE"):
            yield f"TimezoneEstimationMethods[{i}]", "must be PHONE_NUMBER or POSTAL_CODE"


def _schedule_faults(schedule: JourneySchedule) -> Iterator[Fault]:
    for wire, text in (("StartTime", schedule.start_time), ("EndTime", schedule.end_time)):
        if text and not activities.is_instant(text):
            yield f"Schedule.{wire}", "must be an ISO 8601 instant"
    if schedule.timezone and schedule.timezone not in TIMEZONES:
        yield "Schedule.Timezone", "must be UTC or one of the listed offsets, such as UTC+05:30"


def _limit_faults(limits: JourneyLimits) -> Iterator[Fault]:
    caps = (
        ("DailyCap", limits.daily_cap, MOST_CAP),
        ("EndpointReentryCap", limits.endpoint_reentry_cap, MOST_CAP),
        ("TotalCap", limits.total_cap, MOST_CAP),
        ("TimeframeCap.Cap", limits.timeframe_cap.cap, MOST_CAP),
        ("TimeframeCap.Days", limits.timeframe_cap.days, MOST_TIMEFRAME_DAYS),
    )
    for wire, value, most in caps:
        if not 0 <= value <= most:
            yield f"Limits.{wire}", f"must be from 0 to {most}"
    if limits.HasField("messages_per_second") and not 1 <= limits.messages_per_second <= FASTEST:
        yield "Limits.MessagesPerSecond", f"must be from 1 to {FASTEST}"
    if limits.endpoint_reentry_interval and not activities.is_duration(limits.endpoint_reentry_interval):
        yield "Limits.EndpointReentryInterval", "must be an ISO 8601 duration such as P7D"


def _hour_faults(journey: JourneyResponse) -> Iterator[Fault]:
    for member, wire in _CHANNELS:
        days = getattr(journey.open_hours, member)
        for day in sorted(days):
            path = f"OpenHours.{wire}.{day}"
            if len(days[day].values) > MOST_RANGES:
                yield path, f"may hold at most {MOST_RANGES} ranges"
            for i, rule in enumerate(days[day].values):
                if not (_HOURS.fullmatch(rule.start_time) and _HOURS.fullmatch(rule.end_time)):
                    yield f"{path}[{i}]", "StartTime and EndTime must be HH:MM"


def _closed_faults(journey: JourneyResponse) -> Iterator[Fault]:
    for member, wire in _CHANNELS:
        rules = getattr(journey.closed_days, member)
        if len(rules) > MOST_CLOSED:
            yield f"ClosedDays.{wire}", f"may hold at most {MOST_CLOSED} rules"
        for i, rule in enumerate(rules):
            path = f"ClosedDays.{wire}[{i}]"
            if len(rule.name) > LONGEST_NAME:
                yield f"{path}.Name", f"may have at most {LONGEST_NAME} characters"
            if not (activities.is_instant(rule.start_date_time) and activities.is_instant(rule.end_date_time)):
                yield path, "StartDateTime and EndDateTime must be ISO 8601"
            elif parse_iso(rule.end_date_time) - parse_iso(rule.start_date_time) > LONGEST_CLOSED:
                yield path, f"may last at most {LONGEST_CLOSED.days} days"
