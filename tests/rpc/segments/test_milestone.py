"""From an app through endpoints and an import to a frozen audience."""

import pytest
from counterpoint.segments.v1 import audience_pb2, segments_pb2

from kit.errors import NotFound
from tests.fixtures.servers import Servers
from tests.rpc.segments.rig import segments_service

HEADER = "Id,ChannelType,Address,OptOut,User.UserId,Attributes.LastPurchase,Metrics.TotalSpent,User.UserAttributes.Name\n"


async def test_a_csv_becomes_a_segment_and_a_frozen_audience(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        opt_out = ["ALL", *["NONE"] * 9]
        rows = "".join(f"e{i},EMAIL,a{i // 2}@example.org,{opt_out[i % 10]},u{i},2026-0{1 + i % 9}-01T00:00:00Z,{i},N{i}\n" for i in range(1000))
        job = await rig.import_(rig.store("in/c.csv", HEADER + rows + "bad,EMAIL\n"), define_segment=True, register_endpoints=True, segment_name="all")
        assert (job.job_status, job.total_processed, job.total_failures) == ("COMPLETED", 1001, 1)
        assert list(job.failures) == ["in/c.csv:1002: the row has 2 values, the header names 8"]
        assert await rig.count() == 1000
        assert await rig.count(job.definition.segment_id) == 1000
        rich = await rig.segment(name="rich", dimensions={"metrics": {"TotalSpent": {"comparison_operator": "GREATER_THAN", "value": 899}}})
        assert await rig.count(rich.id) == 100
        freeze = audience_pb2.FreezeAudienceRequest(app_id=rig.app, run_id="a" * 32, segment_id=job.definition.segment_id)
        frozen = await rig.audience.FreezeAudience(freeze)
        assert frozen.size == 1000 == (await rig.audience.FreezeAudience(freeze)).size
        read = await rig.audience.ReadAudience(audience_pb2.ReadAudienceRequest(app_id=rig.app, run_id="a" * 32, from_seq=1, to_seq=1000))
        assert [r.seq for r in read.recipients] == list(range(1, 1001))
        # a pair shares each address: the second was written last and took the address over, so no pair has two active members
        assert not any(r.duplicate_address for r in read.recipients)
        assert all(r.exists and r.version == r.frozen_version for r in read.recipients)


async def test_a_deleted_app_is_not_found_at_once(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        await rig.put("e1", address="a@example.org", channel_type="EMAIL")
        assert (await rig.get("e1")).endpoint_status == "ACTIVE"
        assert (await rig.audience.ResolveApp(audience_pb2.ResolveAppRequest(app_id=rig.app))).account_id == "000000000000"
        await rig.api.DeleteApp(segments_pb2.DeleteAppRequest(application_id=rig.app))
        for call in (rig.get("e1"), rig.put("e2", address="b"), rig.audience.ResolveApp(audience_pb2.ResolveAppRequest(app_id=rig.app))):
            with pytest.raises(NotFound, match="Application not found"):
                await call
