"""Attribute names that were removed: restored, purged (endpoints spec 1.5)."""

from __future__ import annotations

from typing import Any

import pytest
from counterpoint.segments.v1 import audience_pb2, segments_pb2
from counterpoint.segments.v1.segments_events_pb2 import EndpointsUpdated
from counterpoint.type.v1 import type_pb2

from kit.bus import subjects
from kit.errors import Invalid
from kit.testing import eventually_async
from tests.fixtures.servers import Servers
from tests.rpc.segments.rig import Rig, segments_service

CUSTOM, USER, METRIC = "endpoint-custom-attributes", "endpoint-user-attributes", "endpoint-metric-attributes"


async def _remove(rig: Rig, kind: str, *names: str) -> list[str]:
    request = segments_pb2.RemoveAttributesRequest(application_id=rig.app, attribute_type=kind, update_attributes_request={"blacklist": names})
    return list((await rig.api.RemoveAttributes(request)).attributes_resource.attributes)


async def _restore(rig: Rig, kind: str, *names: str) -> list[str]:
    answer = await rig.audience.RestoreAttributes(audience_pb2.RestoreAttributesRequest(app_id=rig.app, attribute_type=kind, names=names))
    return list(answer.attributes)


async def _purged(rig: Rig, kind: str, *names: str) -> list[str]:
    """What the purge took on, once it is over."""
    answer = await rig.audience.PurgeAttributes(audience_pb2.PurgeAttributesRequest(app_id=rig.app, attribute_type=kind, names=names))

    async def over() -> bool:
        return not (await _names(rig, kind)).purging

    await eventually_async(over)
    return list(answer.attributes)


async def _names(rig: Rig, kind: str) -> Any:
    return await rig.audience.GetAttributes(audience_pb2.GetAttributesRequest(app_id=rig.app, attribute_type=kind))


async def test_a_restored_name_is_written_again(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        await rig.put("e", attributes={"temp_a": ["1"], "temp_b": ["1"], "kept": ["1"]})
        assert await _remove(rig, CUSTOM, "temp_*") == ["temp_a", "temp_b"]
        await rig.put("e", attributes={"temp_a": ["2"], "kept": ["2"]})
        assert {name: list(held.values) for name, held in (await rig.get("e")).attributes.items()} == {"temp_a": ["1"], "temp_b": ["1"], "kept": ["2"]}
        shown = await _names(rig, CUSTOM)
        assert (list(shown.attributes), list(shown.removed), list(shown.purging)) == (["kept"], ["temp_a", "temp_b"], [])
        assert await _restore(rig, CUSTOM, "temp_a", "kept", "unheard") == ["temp_a"]
        await rig.put("e", attributes={"temp_a": ["3"], "temp_b": ["3"]})
        assert {name: list(held.values) for name, held in (await rig.get("e")).attributes.items()} == {"temp_a": ["3"], "temp_b": ["1"], "kept": ["2"]}
        for wrong in ({"attribute_type": "endpoint-attributes", "names": ["x"]}, {"attribute_type": CUSTOM}):
            with pytest.raises(Invalid):
                await rig.audience.RestoreAttributes(audience_pb2.RestoreAttributesRequest(app_id=rig.app, **wrong))


async def test_a_restored_name_needs_room_among_the_250(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        await rig.put("e", metrics={"gone": 1.0})
        assert await _remove(rig, METRIC, "gone") == ["gone"]
        await rig.put("e", metrics={f"m{number}": 1.0 for number in range(250)})
        with pytest.raises(Invalid, match="Too many custom attributes"):
            await _restore(rig, METRIC, "gone")
        await _remove(rig, METRIC, "m0")
        assert await _restore(rig, METRIC, "gone") == ["gone"]


async def test_purged_names_lose_their_values_everywhere_and_others_keep_theirs(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        for number in range(3):
            user = {"user_id": f"u{number % 2}", "user_attributes": {"Secret": ["x"], "Plan": ["pro"]}}
            await rig.put(f"e{number}", attributes={"Card": ["4111"], "Kept": ["1"]}, metrics={"Age": 40.0, "Orders": 1.0}, user=user)
        with_card = {"attributes": {"Card": type_pb2.AttributeDimension(values=["4111"])}}
        with_secret = {"user_attributes": {"Secret": type_pb2.AttributeDimension(values=["x"])}}
        assert await rig.count(dimensions=with_card) == await rig.count(dimensions=with_secret) == 3
        for kind, name in ((CUSTOM, "Card"), (METRIC, "Age"), (USER, "Secret")):
            assert await _purged(rig, kind, name, "Kept", "Plan") == []  # only removed names are purged
            assert await _remove(rig, kind, name) == [name]
            assert await _purged(rig, kind, name) == [name]
            assert list((await _names(rig, kind)).removed) == [name]
        for number in range(3):
            found = await rig.get(f"e{number}")
            assert {name: list(held.values) for name, held in found.attributes.items()} == {"Kept": ["1"]}
            assert dict(found.metrics) == {"Orders": 1.0}
            assert {name: list(held.values) for name, held in found.user.user_attributes.items()} == {"Plan": ["pro"]}
        assert await rig.count(dimensions=with_card) == await rig.count(dimensions=with_secret) == 0


async def test_a_purge_is_told_without_values(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        await rig.put("e", attributes={"Card": ["4111"]})
        version = (await rig.audience.EvaluateMember(audience_pb2.EvaluateMemberRequest(app_id=rig.app, endpoint_id="e"))).version
        await _remove(rig, CUSTOM, "Card")
        await _purged(rig, CUSTOM, "Card")
        subscription = await rig.bus.js.subscribe(subjects.of(subjects.ENDPOINT_UPDATED, rig.app), ordered_consumer=True)
        facts = [EndpointsUpdated.FromString((await subscription.next_msg(timeout=10)).data) for _ in range(2)]
        (change,) = facts[1].changes
        assert (change.endpoint_id, list(change.values)) == ("e", []) and change.version > version
