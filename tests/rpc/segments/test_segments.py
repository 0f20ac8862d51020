"""Segments, groups, versions, counting and freezing through the service."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from counterpoint.analytics.v1.analytics_events_pb2 import EndpointsActive
from counterpoint.segments.v1 import audience_pb2, segments_pb2
from counterpoint.type.v1 import type_pb2

from kit import ids
from kit.bus import subjects
from kit.errors import Invalid, NotFound
from kit.testing import eventually_async
from kit.times import format_us
from tests.fixtures.servers import Servers
from tests.rpc.segments.rig import Rig, segments_service

DAY_US = 86_400_000_000


def attribute(*values: str, way: str = "INCLUSIVE") -> type_pb2.AttributeDimension:
    return type_pb2.AttributeDimension(attribute_type=way, values=values)


async def _update(rig: Rig, segment_id: str, **members: Any) -> Any:
    request = segments_pb2.UpdateSegmentRequest(application_id=rig.app, segment_id=segment_id, write_segment_request=members)
    return (await rig.api.UpdateSegment(request)).segment_response


async def test_segments_are_versioned_listed_and_deleted(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        first = await rig.segment(name="one", dimensions={"attributes": {"Plan": attribute("pro")}}, tags={"a": "b"})
        assert (first.version, first.segment_type, dict(first.tags), first.name) == (1, "DIMENSIONAL", {"a": "b"}, "one")
        group = first.segment_groups.groups[0]
        assert (first.segment_groups.include, group.type, group.source_type) == ("ALL", "ALL", "ALL") and group.dimensions[0] == first.dimensions
        second = await _update(rig, first.id, name="two", dimensions={"attributes": {"Plan": attribute("free")}}, tags={"ignored": "yes"})
        assert (second.version, second.name, dict(second.tags), second.creation_date) == (2, "two", {"a": "b"}, first.creation_date)
        await rig.segment(name="other")

        async def version(text: str) -> Any:
            request = segments_pb2.GetSegmentVersionRequest(application_id=rig.app, segment_id=first.id, version=text)
            return (await rig.api.GetSegmentVersion(request)).segment_response

        assert (await version("1")).dimensions == first.dimensions
        for text in ("3", "0", "x", "-1", "99999999999"):
            with pytest.raises(NotFound):
                await version(text)
        versions = await rig.api.ListSegmentVersions(segments_pb2.ListSegmentVersionsRequest(application_id=rig.app, segment_id=first.id, page_size="1"))
        assert [one.version for one in versions.segments_response.item] == [2]
        rest = segments_pb2.ListSegmentVersionsRequest(application_id=rig.app, segment_id=first.id, token=versions.segments_response.next_token)
        assert [one.version for one in (await rig.api.ListSegmentVersions(rest)).segments_response.item] == [1]
        listed = (await rig.api.ListSegments(segments_pb2.ListSegmentsRequest(application_id=rig.app))).segments_response.item
        assert [one.name for one in listed] == ["other", "two"]
        gone = await rig.api.DeleteSegment(segments_pb2.DeleteSegmentRequest(application_id=rig.app, segment_id=first.id))
        assert gone.segment_response.version == 2
        with pytest.raises(NotFound):
            await rig.api.GetSegment(segments_pb2.GetSegmentRequest(application_id=rig.app, segment_id=first.id))


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"name": ""}, "Name"),
    ({"name": "n" * 129}, "Name"),
    ({"dimensions": {}, "segment_groups": {}}, "not both"),
    ({"dimensions": {"attributes": {"a": attribute("x", way="NEAR")}}}, "AttributeType"),
    ({"dimensions": {"attributes": {"a": attribute("soon", way="BEFORE")}}}, "not an ISO 8601 date"),
    ({"dimensions": {"attributes": {"a": attribute("2026-01-01", way="BETWEEN")}}}, "exactly two"),
    ({"dimensions": {"attributes": {"a": attribute("x" * 101)}}}, "at most 100 characters"),
    ({"dimensions": {"attributes": {"a": attribute(*["x"] * 101)}}}, "at most 100 values"),
    ({"dimensions": {"metrics": {"m": {"comparison_operator": "ABOUT", "value": 1}}}}, "ComparisonOperator"),
    ({"dimensions": {"metrics": {"m": {"comparison_operator": "EQUAL"}}}}, "Value"),
    ({"dimensions": {"behavior": {"recency": {"duration": "HR_1", "recency_type": "ACTIVE"}}}}, "Recency"),
    ({"dimensions": {"location": {"gps_point": {"coordinates": {"latitude": 91, "longitude": 0}}}}}, "Latitude"),
    ({"dimensions": {"location": {"gps_point": {"coordinates": {"latitude": 1}}}}}, "Longitude"),
    ({"segment_groups": {"groups": [{}] * 11}}, "10 groups"),
    ({"segment_groups": {"include": "SOME"}}, "Include"),
    ({"segment_groups": {"groups": [{"source_segments": [{"id": "f" * 32}]}]}}, "Segment not found"),
]


async def test_definitions_that_cannot_be_are_refused(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        for members, says in REFUSED:
            with pytest.raises(Invalid, match=says):
                await rig.segment(**members)


async def test_groups_combine_sources_and_criteria_at_all_three_levels(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        for number in range(12):
            await rig.put(f"e{number:02}", attributes={"two": [str(number % 2)], "three": [str(number % 3)]}, metrics={"n": float(number)})
        even = await rig.segment(name="even", dimensions={"attributes": {"two": attribute("0")}})
        third = await rig.segment(name="third", dimensions={"attributes": {"three": attribute("0")}})
        small = type_pb2.SegmentDimensions(metrics={"n": type_pb2.MetricDimension(comparison_operator="LESS_THAN", value=4)})
        large = type_pb2.SegmentDimensions(metrics={"n": type_pb2.MetricDimension(comparison_operator="GREATER_THAN", value=9)})

        async def chosen(include: str, *groups: dict[str, Any]) -> set[int]:
            made = await rig.segment(name="x", segment_groups={"include": include, "groups": list(groups)})
            return {int(id[1:]) for id in await rig.members(made.id)}

        sources = [{"id": even.id}, {"id": third.id}]
        evens, thirds, everybody = set(range(0, 12, 2)), set(range(0, 12, 3)), set(range(12))
        assert await chosen("ALL", {"source_type": "ALL", "source_segments": sources}) == evens & thirds
        assert await chosen("ALL", {"source_type": "ANY", "source_segments": sources}) == evens | thirds
        assert await chosen("ALL", {"source_type": "NONE", "source_segments": sources}) == everybody - evens - thirds
        assert await chosen("ALL", {"type": "ANY", "dimensions": [small, large]}) == {0, 1, 2, 3, 10, 11}
        assert await chosen("ALL", {"type": "NONE", "dimensions": [small, large]}) == set(range(4, 10))
        assert await chosen("ALL", {"type": "ALL", "dimensions": [small, large]}) == set()
        first, second = {"source_segments": [{"id": even.id}], "dimensions": [small]}, {"dimensions": [large]}
        assert await chosen("ANY", first, second) == {0, 2, 10, 11}
        assert await chosen("ALL", first, {"dimensions": [small]}) == {0, 2}
        assert await chosen("NONE", first, second) == everybody - {0, 2, 10, 11}
        # a pinned version stays, the latest is resolved again
        pinned = await rig.segment(name="p", segment_groups={"groups": [{"source_segments": [{"id": even.id, "version": 1}]}]})
        latest = await rig.segment(name="l", segment_groups={"groups": [{"source_segments": [{"id": even.id}]}]})
        await _update(rig, even.id, dimensions={"attributes": {"two": attribute("1")}})
        assert {int(id[1:]) for id in await rig.members(pinned.id)} == evens
        assert {int(id[1:]) for id in await rig.members(latest.id)} == everybody - evens
        for wrong in ([{"id": pinned.id}], [{"id": even.id}]):
            with pytest.raises(Invalid, match="own source"):
                await _update(rig, even.id, segment_groups={"groups": [{"source_segments": wrong}]})
        await rig.api.DeleteSegment(segments_pb2.DeleteSegmentRequest(application_id=rig.app, segment_id=even.id))
        assert await rig.members(latest.id) == []


async def test_source_segments_nest_at_most_five_deep(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        current = await rig.segment(name="base")
        for _ in range(5):
            current = await rig.segment(name="on top", segment_groups={"groups": [{"source_segments": [{"id": current.id}]}]})
        with pytest.raises(Invalid, match="nest"):
            await rig.segment(name="too deep", segment_groups={"groups": [{"source_segments": [{"id": current.id}]}]})


async def test_sources_of_sources_reach_two_hundred_segments_at_most(servers: Servers) -> None:
    async with segments_service(servers) as rig:

        def over(source: Any, times: int) -> Any:
            return {"groups": [{"source_type": "ANY", "source_segments": [{"id": source.id}] * times}]}

        base = await rig.segment(name="base")
        middle = await rig.segment(name="middle", segment_groups=over(base, 99))
        top = await rig.segment(name="top", segment_groups=over(middle, 2))
        await rig.put("e")
        assert await rig.members(top.id) == ["e"]
        for source, times in ((middle, 3), (base, 201)):
            with pytest.raises(Invalid, match="at most 200 segments"):
                await rig.segment(name="too far", segment_groups=over(source, times))
        # a source that grows later makes the segment over it fail visibly, and nothing else
        await _update(rig, middle.id, segment_groups=over(base, 150))
        with pytest.raises(Invalid, match="at most 200 segments"):
            await rig.members(top.id)


async def test_many_long_values_of_many_sources_are_evaluated(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        await rig.put("e", channel_type="EMAIL", address="e@x.org", attributes={"Plan": {"values": ["ü" * 96 + "2099"]}})
        sources = []
        for number in range(5):
            values = attribute(*("ü" * 96 + f"{number:02}{place:02}" for place in range(100)))
            sources.append(await rig.segment(name="long", dimensions={"attributes": {"Plan": values}}))
        groups = {"groups": [{"source_type": "NONE", "source_segments": [{"id": source.id} for source in sources]}]}
        made = await rig.segment(name="none of them", segment_groups=groups)
        assert await rig.members(made.id) == ["e"]
        assert await rig.count(made.id) == 1
        request = audience_pb2.FreezeAudienceRequest(app_id=rig.app, run_id=ids.new_id(), segment_id=made.id)
        assert (await _freeze(rig, request)).size == 1


async def test_recency_joins_writes_and_events(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        now_us = rig_now()
        await rig.put("fresh")
        await rig.put("stale", effective_date=format_us(now_us - 20 * DAY_US))
        await rig.put("lively", effective_date=format_us(now_us - 20 * DAY_US))
        fact = EndpointsActive(app_id=rig.app, endpoint_ids=["lively"], last_ms=[now_us // 1000 - 3_600_000])
        await rig.bus.publish(subjects.of(subjects.ENDPOINT_ACTIVE, rig.app), fact.SerializeToString(), ids.new_id())

        async def members(duration: str, kind: str) -> set[str]:
            made = await rig.segment(name="r", dimensions={"behavior": {"recency": {"duration": duration, "recency_type": kind}}})
            return set(await rig.members(made.id))

        async def arrived() -> bool:
            return "lively" in await members("HR_24", "ACTIVE")

        await eventually_async(arrived)
        assert await members("DAY_14", "ACTIVE") == {"fresh", "lively"}
        assert await members("DAY_14", "INACTIVE") == {"stale"}
        assert await members("DAY_30", "ACTIVE") == {"fresh", "lively", "stale"}


def rig_now() -> int:
    from kit.clock import SystemClock

    return SystemClock().now_us()


async def _freeze(rig: Rig, request: Any) -> Any:
    return await rig.audience.FreezeAudience(request)


async def test_a_frozen_audience_is_dense_idempotent_and_marks_duplicates(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        for number in range(20):
            user = {"user_id": "u", "user_attributes": {"N": ["x"]}} if number < 3 else {}
            await rig.put(f"e{number:02}", channel_type="EMAIL", address=f"a{number}@x.org", user=user)
        # Two active endpoints of one address: written apart, then brought together by reviving the taken-over one.
        for id in ("t1", "t2"):
            await rig.put(id, channel_type="EMAIL", address="Twin@x.org")
        await rig.put("t1", endpoint_status="ACTIVE")
        await rig.put("out", channel_type="EMAIL", address="twin@x.org", opt_out="ALL")
        await rig.put("t1", endpoint_status="ACTIVE")
        await rig.put("t2", endpoint_status="ACTIVE")
        await rig.put("mute")
        everybody = await rig.segment(name="everybody")
        freeze = audience_pb2.FreezeAudienceRequest(app_id=rig.app, run_id=ids.new_id(), segment_id=everybody.id)
        impatient = [asyncio.create_task(_freeze(rig, freeze)) for _ in range(3)]
        impatient[0].cancel()
        frozen = await rig.audience.FreezeAudience(freeze)
        assert frozen.size == 24 and {(await task).size for task in impatient[1:]} == {24}
        await rig.api.DeleteSegment(segments_pb2.DeleteSegmentRequest(application_id=rig.app, segment_id=everybody.id))
        await rig.put("late", channel_type="EMAIL", address="late@x.org")
        assert (await rig.audience.FreezeAudience(freeze)).size == 24
        await rig.delete("e05")
        await rig.put("e06", opt_out="ALL")
        read = audience_pb2.ReadAudienceRequest(app_id=rig.app, run_id=freeze.run_id, from_seq=1, to_seq=5000)
        found = (await rig.audience.ReadAudience(read)).recipients
        assert [one.seq for one in found] == list(range(1, 25))
        by_id = {one.endpoint_id: one for one in found}
        assert not by_id["e05"].exists and by_id["e06"].version > by_id["e06"].frozen_version
        assert type_pb2.EndpointResponse.FromString(by_id["e06"].endpoint).opt_out == "ALL"
        assert type_pb2.EndpointUser.FromString(by_id["e01"].user).user_attributes["N"].values[:] == ["x"]
        assert [one.endpoint_id for one in found if one.duplicate_address] == ["t2"]
        some = audience_pb2.ReadAudienceRequest(app_id=rig.app, run_id=freeze.run_id, endpoint_ids=["t1", "none", "mute"])
        assert {one.endpoint_id for one in (await rig.audience.ReadAudience(some)).recipients} == {"t1", "mute"}
        member = audience_pb2.FindMemberRequest(app_id=rig.app, run_id=freeze.run_id, endpoint_id="t2")
        assert (await rig.audience.FindMember(member)).recipient.seq == by_id["t2"].seq
        for request in (
            audience_pb2.FindMemberRequest(app_id=rig.app, run_id=freeze.run_id, endpoint_id="late"),
            audience_pb2.FindMemberRequest(app_id=rig.app, run_id="0" * 32, endpoint_id="t2"),
        ):
            with pytest.raises(NotFound):
                await rig.audience.FindMember(request)


async def test_an_endpoint_is_explained_rule_by_rule(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        await rig.put("e1", attributes={"Plan": ["pro"]}, metrics={"n": 3.0}, demographic={"platform": "iOS"})
        made = await rig.segment(
            name="x",
            dimensions={
                "attributes": {"Plan": attribute("pro"), "Gone": attribute("2026-01-01", way="AFTER")},
                "metrics": {"n": {"comparison_operator": "GREATER_THAN", "value": 5}},
                "demographic": {"platform": {"values": ["ios"]}, "make": {"dimension_type": "EXCLUSIVE", "values": ["Apple"]}},
            },
        )
        request = audience_pb2.EvaluateMemberRequest(app_id=rig.app, endpoint_id="e1", segment_id=made.id)
        verdict = await rig.audience.EvaluateMember(request)
        assert verdict.endpoint_exists and not verdict.member
        seen = {rule.rule: (rule.saw, rule.holds) for rule in verdict.rules}
        assert seen == {
            "Dimensions.Attributes.Gone": ("", False),
            "Dimensions.Attributes.Plan": ("pro", True),
            "Dimensions.Metrics.n": ("3.0", False),
            "Dimensions.Demographic.Platform": ("iOS", True),
            "Dimensions.Demographic.Make": ("", True),
        }
        nobody = await rig.audience.EvaluateMember(audience_pb2.EvaluateMemberRequest(app_id=rig.app, endpoint_id="none", segment_id=made.id))
        assert not nobody.endpoint_exists
