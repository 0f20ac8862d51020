"""What a replica or a restart must not lose."""

from __future__ import annotations

from kit.columns import Columns
from tests.fixtures.servers import Servers
from tests.rpc.segments.rig import segments_service


async def test_an_index_that_is_gone_is_built_anew_from_the_truth(servers: Servers) -> None:
    url = servers.database_url("segments")
    async with segments_service(servers, url) as rig:
        for number in range(20):
            await rig.put(f"e{number}", attributes={"Plan": ["pro" if number % 2 else "free"]})
        await rig.delete("e0")
        assert await rig.count() == 19
        app = rig.app
    async with Columns(servers.columns_url, "segments") as columns:
        await columns.command(f"DROP TABLE idx_{app}")
    async with segments_service(servers, url) as rig:
        rig.app = app
        assert await rig.count() == 19


async def test_two_replicas_see_each_others_names_and_writes(servers: Servers) -> None:
    url = servers.database_url("segments")
    async with segments_service(servers, url) as first, segments_service(servers, url) as second:
        second.app = first.app
        for number in range(10):
            await (first, second)[number % 2].put(f"e{number}", attributes={f"n{number}": ["x"]}, metrics={"m": float(number)})
            assert await (second, first)[number % 2].count() == number + 1
        condition = {"metrics": {"m": {"comparison_operator": "GREATER_THAN", "value": 4}}}
        assert await first.count(dimensions=condition) == await second.count(dimensions=condition) == 5
