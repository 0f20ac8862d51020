"""Endpoints and segment definitions for tests, drawn from small pools with awkward values in them."""

from __future__ import annotations

import random
from typing import Any

from counterpoint.type.v1 import type_pb2 as pb
from hypothesis import strategies as st

NOW_US = 1_795_000_000_000_000  # 2026-11-18
DAY_US = 86_400_000_000
TEXTS = ["", "a", "A", "ab", "Ünï", "it's", 'q"uote', "back\\slash", "new\nline", "tab\tx", "FORMAT CSV\n1", "{x:String}", "%s", "数", "x" * 100]
DATES = [
    "2026-11-18T00:00:00Z",
    "2026-11-18T23:59:59.999Z",
    "2026-11-17T23:59:59.999999Z",
    "2026-11-18",
    "2026-11-19T01:00:00+02:00",
    "1969-12-31T23:59:59Z",
    "2300-01-01T00:00:00Z",
    "not a date",
    "2026-13-01",
    "2026-11-18 00:00:00",
]
NAMES = ["Plan", "plan", "Renewal", "DeviceType", "Location.City", "odd name'", "never"]
METRICS = ["score", "orders", "never"]
NUMBERS = [0.0, -0.0, 1.0, 0.1 + 0.2, 0.3, 1e300, -1e300, 5e-324, 2**53 + 0.0, -3.5]
PLATFORMS = ["ios", "iOS", "ANDROID", "Windows", "ß", "SS"]
COUNTRIES = ["PT", "pt", "DE", "İ"]
CHANNELS = ["EMAIL", "SMS", "GCM", "APNS", "PUSH", "CUSTOM", "IN_APP"]
CITIES = ["Lisboa", "lisboa", "it's"]
LATITUDES = [0.0, 38.7, -38.7, 90.0, -90.0]
LONGITUDES = [0.0, -9.1, 180.0, -180.0, 179.9]


def population(count: int, seed: int) -> list[tuple[pb.EndpointResponse, int, int]]:
    """(endpoint with user attributes, active_us, newest event arrival or 0)."""
    chance = random.Random(seed)
    return [_endpoint(chance, f"e{number}" if number else "id'with\\odd\nbytes") for number in range(count)]


def _endpoint(chance: random.Random, endpoint_id: str) -> tuple[pb.EndpointResponse, int, int]:
    made = pb.EndpointResponse(id=endpoint_id, cohort_id=str(chance.randrange(100)), opt_out=chance.choice(["NONE", "ALL"]))
    made.endpoint_status = chance.choice(["ACTIVE", "ACTIVE", "INACTIVE"])
    made.creation_date = "2026-11-01T00:00:00.000Z"
    made.effective_date = chance.choice(["2026-11-18T00:00:00.000Z", "2026-10-01T00:00:00Z", "2026-11-17T12:00:00+01:00"])
    maybe = lambda: chance.random() < 0.6  # noqa: E731
    if maybe():
        made.channel_type = chance.choice(CHANNELS)
        made.address = chance.choice(["", "a@example.org", "A@example.org ", "+351"])
    for name in NAMES[:-1]:
        if maybe():
            made.attributes[name].values.extend(chance.sample(TEXTS + DATES, chance.randint(1, 3)))
        if maybe():
            made.user.user_attributes[name].values.extend(chance.sample(TEXTS + DATES, chance.randint(1, 3)))
    if maybe():
        made.user.user_id = f"u{chance.randrange(5)}"
    else:
        made.ClearField("user")
    for name in METRICS[:-1]:
        if maybe():
            made.metrics[name] = chance.choice(NUMBERS)
    if maybe():
        made.demographic.platform = chance.choice(PLATFORMS)
        made.demographic.make = chance.choice(["Apple", "apple", "Samsung"])
        made.demographic.app_version = chance.choice(["1.0", "1.0 ", "2"])
        made.demographic.locale = chance.choice(["en_US", "pt_PT"])
    if maybe():
        made.location.country = chance.choice(COUNTRIES)
        made.location.city = chance.choice(CITIES)
    if maybe():
        made.location.latitude = chance.choice(LATITUDES)
    if maybe():
        made.location.longitude = chance.choice(LONGITUDES)
    edges = [0, NOW_US, NOW_US - DAY_US, NOW_US - DAY_US - 1, NOW_US - 7 * DAY_US + 1, NOW_US - 30 * DAY_US]
    return made, chance.choice(edges), chance.choice([0, 0, *edges])


_texts = st.sampled_from(TEXTS)
_dates = st.sampled_from([d for d in DATES if d not in ("not a date", "2026-13-01", "2026-11-18 00:00:00")])


def _attribute() -> st.SearchStrategy[pb.AttributeDimension]:
    plain = st.builds(
        pb.AttributeDimension, attribute_type=st.sampled_from(["INCLUSIVE", "EXCLUSIVE", "CONTAINS", None]), values=st.lists(_texts, max_size=3)
    )
    dated = st.builds(pb.AttributeDimension, attribute_type=st.sampled_from(["BEFORE", "AFTER", "ON"]), values=st.lists(_dates, min_size=1, max_size=3))
    between = st.builds(pb.AttributeDimension, attribute_type=st.just("BETWEEN"), values=st.lists(_dates, min_size=2, max_size=2))
    return st.one_of(plain, dated, between)


def _set(values: list[str]) -> st.SearchStrategy[Any]:
    made = st.builds(pb.SetDimension, dimension_type=st.sampled_from(["INCLUSIVE", "EXCLUSIVE", None]), values=st.lists(st.sampled_from(values), max_size=3))
    return st.one_of(st.none(), made)


_metric = st.builds(
    pb.MetricDimension,
    comparison_operator=st.sampled_from(["EQUAL", "GREATER_THAN", "LESS_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN_OR_EQUAL"]),
    value=st.sampled_from(NUMBERS),
)
_recency = st.builds(
    pb.RecencyDimension, duration=st.sampled_from(["HR_24", "DAY_7", "DAY_14", "DAY_30"]), recency_type=st.sampled_from(["ACTIVE", "INACTIVE"])
)
# Ranges keep clear of the exact distances between pool points, where one bit of rounding would decide.
_point = st.builds(
    pb.GPSPointDimension,
    coordinates=st.builds(pb.GPSCoordinates, latitude=st.sampled_from(LATITUDES), longitude=st.sampled_from(LONGITUDES)),
    range_in_kilometers=st.sampled_from([None, 0.5, 1234.5, 9000.25, 30000.0]),
)
_fields = [*NAMES, "Demographic.Locale", "EffectiveDate", "User.UserId", "OptOut", "Attributes.Plan", "CohortId"]


def dimensions() -> st.SearchStrategy[pb.SegmentDimensions]:
    """One criteria group."""
    return st.builds(
        pb.SegmentDimensions,
        attributes=st.dictionaries(st.sampled_from(_fields), _attribute(), max_size=2),
        user_attributes=st.dictionaries(st.sampled_from(NAMES), _attribute(), max_size=1),
        metrics=st.dictionaries(st.sampled_from(METRICS), _metric, max_size=1),
        behavior=st.one_of(st.none(), st.builds(pb.SegmentBehaviors, recency=_recency)),
        demographic=st.one_of(
            st.none(),
            st.builds(
                pb.SegmentDemographics,
                app_version=_set(["1.0", "2", ""]),
                channel=_set([*CHANNELS, "email"]),
                device_type=_set(["phone", "a", "tablet"]),
                make=_set(["APPLE", "samsung"]),
                platform=_set(PLATFORMS),
            ),
        ),
        location=st.one_of(st.none(), st.builds(pb.SegmentLocation, country=_set(COUNTRIES), gps_point=st.one_of(st.none(), _point))),
    )


_way = st.sampled_from(["ALL", "ANY", "NONE", None])


def definitions(references: st.SearchStrategy[pb.SegmentReference] | None = None) -> st.SearchStrategy[pb.WriteSegmentRequest]:
    """Whole definitions: dimensions, or groups over source segments."""
    sources = st.lists(references, max_size=2) if references is not None else st.just([])
    group = st.builds(pb.SegmentGroup, dimensions=st.lists(dimensions(), max_size=2), type=_way, source_type=_way, source_segments=sources)
    groups = st.builds(pb.SegmentGroupList, include=_way, groups=st.lists(group, max_size=3))
    return st.one_of(st.builds(pb.WriteSegmentRequest, dimensions=dimensions()), st.builds(pb.WriteSegmentRequest, segment_groups=groups))
