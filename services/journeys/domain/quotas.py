"""Quotas of journeys by profile (quotas spec §8, §17)."""

MOST_ACTIVITIES = {"counterpoint": 200, "pinpoint-2023": 40, "pinpoint-2026": 40}
MOST_CONTACT_CENTERS = 3
