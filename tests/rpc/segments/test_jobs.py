"""Imports and exports through the service."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from counterpoint.segments.v1 import audience_pb2, segments_pb2
from counterpoint.segments.v1.segments_events_pb2 import EndpointsUpdated
from counterpoint.type.v1 import type_pb2
from sqlalchemy import text

from kit import ids
from kit.bus import subjects
from kit.errors import Invalid, NotFound
from kit.testing import eventually_async
from services.segments.store.tx import reading
from tests.fixtures.servers import Servers
from tests.rpc.segments.rig import ROLE, Rig, segments_service


async def _export(rig: Rig, prefix: str, **members: Any) -> list[dict[str, Any]]:
    """Runs an export and reads what it wrote."""
    wanted = {"role_arn": ROLE, "s3_url_prefix": prefix} | members
    job = (await rig.api.CreateExportJob(segments_pb2.CreateExportJobRequest(application_id=rig.app, export_job_request=wanted))).export_job_response

    async def ended() -> Any:
        found = (await rig.api.GetExportJob(segments_pb2.GetExportJobRequest(application_id=rig.app, job_id=job.id))).export_job_response
        return found if found.job_status in ("COMPLETED", "FAILED") else None

    done = await eventually_async(ended, timeout=30)
    assert done.job_status == "COMPLETED", list(done.failures)
    files = sorted((rig.objects / prefix.removeprefix("s3://")).glob(f"{job.id}-*.json.gz"))
    return [json.loads(line) for file in files for line in gzip.decompress(file.read_bytes()).decode().splitlines()]


async def test_csv_rows_become_endpoints_by_the_rules_of_3_1(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        text = (
            "\ufeffChannelType, Id ,Address,OptOut,EndpointStatus,Location.Country,Location.Latitude,Attributes.Interests,Attributes.Interests,"
            "Metrics.score, User.UserAttributes.FirstName,User.UserId\r\n"
            "EMAIL,e-1001,ana@example.org,NONE,INACTIVE,PT,38.72,Music,Travel,7.5,Ana,u-77\r\n"
            'SMS,e-1002,+12065550142,,,US,,"Sports, ""all""",,3,Ana,u-77\r\n'
            "\r\n"
            "EMAIL,,Implicit@example.org,,,,,,,,,\r\n"
            "EMAIL,,implicit@example.org,,,,,,,,,\r\n"
            "EMAIL,bad-metric,x@example.org,,,,,,,many,,\r\n"
            ",new-without-address,,,,PT,,,,,,\r\n"
            ",e-1001,,,,DE,,,,,,\r\n"
            'EMAIL,broken,"line\r\nbreak",,,,,,,,,\r\n'
            "EMAIL,after,after@example.org,,,,,,,,,\r\n"
        )
        job = await rig.import_(rig.store("c.csv", text))
        assert list(job.failures) == [
            "c.csv:7: Metrics.score: must be a finite number",
            "c.csv:8: a new endpoint needs ChannelType and Address",
            "c.csv:10: broken quoting, or a line break inside a value",
        ]
        assert (job.job_status, job.total_processed, job.total_failures, job.completed_pieces, job.total_pieces) == ("COMPLETED", 9, 3, 1, 1)
        assert not job.definition.define_segment and job.definition.register_endpoints
        ana = await rig.get("e-1001")
        assert (ana.endpoint_status, ana.location.country, ana.location.latitude, ana.metrics["score"]) == ("ACTIVE", "DE", 38.7, 7.5)
        assert list(ana.attributes["Interests"].values) == ["Music", "Travel"]
        assert ana.request_id == job.id
        assert list((await rig.get("e-1002")).attributes["Interests"].values) == ['Sports, "all"']
        assert await rig.count() == 4


async def test_json_rows_gzip_folders_and_arrays(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        lines = [
            {"Id": "j1", "ChannelType": "EMAIL", "Address": "j1@x.org", "Attributes": {"Ride": ["Bus"], "One": "bare"}, "Unknown": 1},
            {"Id": "j2", "ChannelType": "SMS", "Address": "+1", "User": {"UserId": "u", "UserAttributes": {"First": ["A"]}}},
        ]
        rig.store("in/a.json.gz", gzip.compress("\n".join(map(json.dumps, lines)).encode()))
        rig.store("in/sub/b.json", '[{"Id":"j3","ChannelType":"SMS","Address":"+3"},{"Id":"j4","ChannelType":"SMS","Address":5}]\n\nnot json\n{"Id":7}\n')
        rig.store("in/ignored.csv", "Id\nx\n")
        job = await rig.import_("s3://bucket/in/", format="JSON")
        assert job.job_status == "COMPLETED"
        assert list(job.failures) == ["in/sub/b.json:1: Address: must be text", "in/sub/b.json:3: the line is not JSON", "in/sub/b.json:4: Id: must be text"]
        assert (job.total_processed, job.total_failures, job.completed_pieces) == (6, 3, 2)
        assert list((await rig.get("j1")).attributes["One"].values) == ["bare"]
        assert await rig.members() == ["j1", "j2", "j3"]


async def test_a_broken_file_fails_the_job_and_keeps_what_came_before(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        rows = "Id,ChannelType,Address\n" + "".join(f"e{i},EMAIL,{ids.new_id()}@x.org\n" for i in range(3000))
        packed = gzip.compress(rows.encode())
        job = await rig.import_(rig.store("cut.csv.gz", packed[: len(packed) * 2 // 3]))
        assert job.job_status == "FAILED" and list(job.failures)[-1] == "cut.csv.gz: the gzip data ends too early"
        assert 0 < await rig.count() == job.total_processed - job.total_failures
        for name, content, says in (
            ("odd.csv", "Id,Colour\n1,2\n", "unknown column Colour"),
            ("latin.csv", "Id,ChannelType,Address\n1,EMAIL,é@x\n".encode("latin-1"), "not UTF-8"),
            ("twice.csv", "Id,Id\n1,2\n", "appears twice"),
            ("empty.csv", "\n", "no header"),
        ):
            job = await rig.import_(rig.store(name, content))
            assert job.job_status == "FAILED" and says in job.failures[0], job
        for url in ("s3://bucket/none.csv", "s3://bucket/none/"):
            assert (await rig.import_(url)).job_status == "FAILED"
        for wrong in ({"s3_url": "https://x/y"}, {"s3_url": "s3://b/../c"}, {"role_arn": "me"}, {"format": "XML"}, {"segment_id": "f" * 32}):
            with pytest.raises(Invalid):
                await rig.start_import(**{"url": wrong.pop("s3_url", "s3://bucket/x"), **wrong})


async def test_imported_segments_grow_by_union_and_serve_as_base(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        header = "Id,ChannelType,Address,Attributes.Plan\n"
        first = await rig.import_(rig.store("first.csv", header + "a,EMAIL,a@x,pro\nb,SMS,+1,free\n"), define_segment=True, register_endpoints=True)
        segment_id = first.definition.segment_id
        await rig.put("outside", channel_type="EMAIL", address="o@x", attributes={"Plan": ["pro"]})
        found = (await rig.api.GetSegment(segments_pb2.GetSegmentRequest(application_id=rig.app, segment_id=segment_id))).segment_response
        assert (found.name, found.segment_type, found.version, found.import_definition.size) == ("first", "IMPORT", 1, 2)
        assert dict(found.import_definition.channel_counts) == {"EMAIL": 1, "SMS": 1}
        url = rig.store("more.csv", header + "b,SMS,+1,pro\nc,SMS,+2,pro\n")
        await rig.import_(url, define_segment=True, register_endpoints=True, segment_id=segment_id)
        assert await rig.members(segment_id) == ["a", "b", "c"]
        found = (await rig.api.GetSegment(segments_pb2.GetSegmentRequest(application_id=rig.app, segment_id=segment_id))).segment_response
        assert (found.version, found.import_definition.size, dict(found.import_definition.channel_counts)) == (2, 3, {"EMAIL": 1, "SMS": 2})
        old = audience_pb2.CountSegmentRequest(app_id=rig.app, segment_id=segment_id, segment_version=1)
        assert (await rig.audience.CountSegment(old)).total == 2
        plan = {"attributes": {"Plan": type_pb2.AttributeDimension(values=["pro"])}}
        based = await rig.segment(name="based", segment_groups={"groups": [{"source_segments": [{"id": segment_id}], "dimensions": [plan]}]})
        assert await rig.members(based.id) == ["a", "b", "c"]
        await rig.delete("b")
        assert await rig.members(based.id) == ["a", "c"]
        for groups in (
            [{"source_segments": [{"id": segment_id}, {"id": based.id}]}],
            [{"source_segments": [{"id": segment_id}]}, {"dimensions": [plan]}],
        ):
            with pytest.raises(Invalid, match="imported segment"):
                await rig.segment(name="x", segment_groups={"groups": groups})
        with pytest.raises(Invalid, match="cannot be edited"):
            request = segments_pb2.UpdateSegmentRequest(application_id=rig.app, segment_id=segment_id, write_segment_request={"dimensions": plan})
            await rig.api.UpdateSegment(request)
        with pytest.raises(Invalid, match="imported segment"):
            await rig.start_import(url, segment_id=based.id)
        jobs = await rig.api.ListSegmentImportJobs(segments_pb2.ListSegmentImportJobsRequest(application_id=rig.app, segment_id=segment_id))
        assert len(jobs.import_jobs_response.item) == 2


async def test_a_failing_job_says_so_before_it_has_failed(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        async with rig.db.begin() as conn:
            for statement in (
                "CREATE TABLE seen (position bigint GENERATED ALWAYS AS IDENTITY, job_id text, status text, completed_us bigint)",
                "CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS "
                "'BEGIN INSERT INTO seen (job_id, status, completed_us) VALUES (new.job_id, new.status, new.completed_us); RETURN new; END'",
                "CREATE TRIGGER seeing AFTER UPDATE OF status ON jobs FOR EACH ROW EXECUTE FUNCTION see()",
            ):
                await conn.execute(text(statement))
        (rig.objects / "taken").parent.mkdir(exist_ok=True)
        (rig.objects / "taken").write_text("a file where a bucket should be")
        wanted = {"role_arn": ROLE, "s3_url_prefix": "s3://taken/out/"}
        await rig.put("e")
        export = await rig.api.CreateExportJob(segments_pb2.CreateExportJobRequest(application_id=rig.app, export_job_request=wanted))
        jobs = [
            (await rig.import_(rig.store("header.csv", "Id,Wrong\n1,2\n"))).id,
            (await rig.import_("s3://bucket/nothing.csv")).id,
            export.export_job_response.id,
        ]

        async def seen(job_id: str) -> list[tuple[str, bool]]:
            async with reading(rig.db) as tx:
                rows = await tx.fetch("SELECT status, completed_us FROM seen WHERE job_id = $1 ORDER BY position", job_id)
            return [(row["status"], row["completed_us"] is not None) for row in rows]

        for job_id in jobs:

            async def failed(job_id: str = job_id) -> bool:
                return (await seen(job_id))[-1:] == [("FAILED", True)]

            await eventually_async(failed)
            assert (await seen(job_id))[-2] == ("FAILING", False)


async def test_a_list_of_users_takes_in_all_their_endpoints(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        for number in range(6):
            await rig.put(f"e{number}", channel_type="EMAIL", address=f"a{number}", user={"user_id": f"u{number // 2}"})
        job = await rig.import_(rig.store("users.csv", "User.UserId\nu0 u1\nu1\nnobody\n"), define_segment=True)
        assert job.job_status == "COMPLETED" and job.total_processed == 3
        assert await rig.members(job.definition.segment_id) == ["e0", "e1", "e2", "e3"]
        await rig.put("joined", user={"user_id": "u1"})
        frozen = await rig.audience.FreezeAudience(
            audience_pb2.FreezeAudienceRequest(app_id=rig.app, run_id=ids.new_id(), segment_id=job.definition.segment_id)
        )
        assert (frozen.size, frozen.from_user, frozen.duplicate_users) == (5, 5, 1)


async def test_rows_that_are_not_registered_belong_to_their_segment_alone(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        await rig.put("known", channel_type="EMAIL", address="k@x", attributes={"Plan": ["free"]})
        text = "Id,ChannelType,Address,Attributes.Plan\nknown,EMAIL,k@x,pro\nprivate,EMAIL,p@x,pro\n"
        job = await rig.import_(rig.store("p.csv", text), define_segment=True, register_endpoints=False)
        assert await rig.members(job.definition.segment_id) == ["known", "private"]
        assert await rig.members() == ["known"]
        assert list((await rig.get("known")).attributes["Plan"].values) == ["free"]
        with pytest.raises(NotFound):
            await rig.get("private")
        checked = await rig.import_(rig.store("p.csv", text + "x,FAX,f,\n"), define_segment=False, register_endpoints=False)
        assert (checked.job_status, checked.total_processed, checked.total_failures) == ("COMPLETED", 3, 1)
        assert await rig.count() == 1


async def test_an_export_can_be_imported_again(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        await rig.put(
            "e1",
            request_id="r-1",
            channel_type="EMAIL",
            address="ana@x.org",
            attributes={"Interests": ["Music", "Travel"]},
            metrics={"score": 7.5},
            location={"country": "PT", "latitude": 38.7, "longitude": -9.1},
            user={"user_id": "u", "user_attributes": {"First": ["Ana"]}},
        )
        await rig.put("e2", channel_type="SMS", address="+1", opt_out="ALL")
        await rig.put("e2", endpoint_status="INACTIVE", request_id="r-2")
        lines = await _export(rig, "s3://bucket/out/")
        assert [line["Id"] for line in lines] == ["e1", "e2"]
        assert lines[0]["User"] == {"UserId": "u", "UserAttributes": {"First": ["Ana"]}} and lines[0]["Location"]["Latitude"] == 38.7
        sms = await rig.segment(name="sms", dimensions={"demographic": {"channel": {"values": ["SMS"]}}})
        assert [line["Id"] for line in await _export(rig, "s3://bucket/sms", segment_id=sms.id)] == ["e2"]
        with pytest.raises(NotFound):
            await _export(rig, "s3://bucket/x/", segment_id="f" * 32)
        before = [await rig.get("e1"), await rig.get("e2")]
        rig.app = await rig.new_app("copy")
        job = await rig.import_("s3://bucket/out/", format="JSON")
        assert (job.total_processed, job.total_failures) == (2, 0)
        for old, new in zip(before, [await rig.get("e1"), await rig.get("e2")], strict=True):
            for name in ("application_id", "creation_date", "cohort_id"):
                old.ClearField(name)
                new.ClearField(name)
            assert old == new


async def test_jobs_are_listed_newest_first(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        url = rig.store("a.csv", "Id,ChannelType,Address\na,EMAIL,a@x\n")
        made = [(await rig.start_import(url)).id for _ in range(3)]
        page = (await rig.api.ListImportJobs(segments_pb2.ListImportJobsRequest(application_id=rig.app, page_size="2"))).import_jobs_response
        rest = segments_pb2.ListImportJobsRequest(application_id=rig.app, page_size="2", token=page.next_token)
        assert [job.id for job in [*page.item, *(await rig.api.ListImportJobs(rest)).import_jobs_response.item]] == made[::-1]
        with pytest.raises(NotFound):
            await rig.api.GetImportJob(segments_pb2.GetImportJobRequest(application_id=rig.app, job_id="f" * 32))
        for job_id in made:
            await rig.ended(job_id)


def _failed_rows(rig: Rig, job_id: str) -> list[dict[str, Any]]:
    path = rig.objects / "bucket" / "counterpoint-failures" / f"{job_id}.json.gz"
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).decode().splitlines()]


async def _changes(rig: Rig, count: int) -> dict[str, tuple[bool, list[tuple[str, str | None, str | None]]]]:
    """(created, changed values) by endpoint of the first `count` facts."""
    subscription = await rig.bus.js.subscribe(subjects.of(subjects.ENDPOINT_UPDATED, rig.app), ordered_consumer=True)
    found = {}
    for _ in range(count):
        fact = EndpointsUpdated.FromString((await subscription.next_msg(timeout=10)).data)
        for change in fact.changes:
            values = [(v.name, v.old if v.HasField("old") else None, v.new if v.HasField("new") else None) for v in change.values]
            found[change.endpoint_id] = (change.created, values)
    return found


async def test_an_import_tells_what_it_changes_only_when_asked_to(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        user = {"user_id": "u", "user_attributes": {"City": ["Graz"]}}
        await rig.put("e1", channel_type="EMAIL", address="a@x.org", attributes={"Plan": ["free"], "Kept": ["1"]}, user=user)
        header = "Id,ChannelType,Address,OptOut,Attributes.Plan,Attributes.Kept,User.UserId,User.UserAttributes.City\n"
        silent = await rig.import_(rig.store("silent.csv", header + "e1,,,,basic,1,,\n"))
        assert silent.job_status == "COMPLETED" and (await _changes(rig, 2))["e1"] == (False, [])
        text = header + "e1,,,ALL,pro,1,,Wien\nnew,EMAIL,n@x.org,,pro,,,\ne1,,,,gold,1,,\n"
        job = await rig.start_own_import(rig.store("told.csv", text), emit_changes=True)
        assert job.job_status == "CREATED" and job.definition.s3_url.endswith("told.csv")
        assert (await rig.ended(job.id)).total_failures == 0
        found = await _changes(rig, 3)
        assert found["new"] == (True, [])
        created, values = found["e1"]
        assert not created and sorted(values) == [
            ("Attributes.Plan", "basic", "gold"),
            ("OptOut", "NONE", "ALL"),
            ("User.UserAttributes.City", "Graz", "Wien"),
        ]
        private = await rig.start_own_import(rig.store("told.csv", text), emit_changes=True, define_segment=True, register_endpoints=False)
        assert (await rig.ended(private.id)).job_status == "COMPLETED"
        for wrong in ({"format": "XML"}, {"role_arn": "me"}, {"segment_id": "f" * 32}):
            with pytest.raises(Invalid):
                await rig.start_own_import("s3://bucket/told.csv", emit_changes=True, **wrong)


async def test_large_changes_are_told_in_facts_the_bus_takes(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        names = [f"n{number}" for number in range(60)]
        header = "Id,ChannelType,Address," + ",".join(f"Attributes.{name}" for name in names)
        for letter in "ab":
            rows = "".join(f"e{number},EMAIL,a{number}@x.org{f',{letter * 90}' * 60}\n" for number in range(150))
            job = await rig.start_own_import(rig.store("wide.csv", f"{header}\n{rows}"), emit_changes=True)
            assert (await rig.ended(job.id)).total_failures == 0
        found = await _changes(rig, 4)
        assert len(found) == 150 and all(len(values) == 60 and not created for created, values in found.values())


async def test_every_failed_row_is_in_the_file_of_failed_rows(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        header = "Id,ChannelType,Address\n"
        rig.store("in/a.csv", header + "ok,EMAIL,ok@x.org\n" + "".join(f"e{i},FAX,{i}\n" for i in range(11_000)))
        rig.store("in/b.csv", "Id,Colour\n1,2\n")
        rig.store("in/c.csv", header + "ok2,EMAIL,ok2@x.org\nbad,EMAIL\n")
        job = await rig.import_("s3://bucket/in/")
        assert (job.job_status, job.total_processed, job.total_failures, len(job.failures)) == ("FAILED", 11_003, 11_001, 100)
        rows = _failed_rows(rig, job.id)
        assert [row["Line"] for row in rows] == [*range(3, 11_003), 0, 3]
        assert rows[0]["Object"] == "in/a.csv" and job.failures[0] == f"in/a.csv:3: {rows[0]['Reason']}"
        assert rows[-2] == {"Object": "in/b.csv", "Line": 0, "Reason": "unknown column Colour"}
        assert rows[-1] == {"Object": "in/c.csv", "Line": 3, "Reason": "the row has 2 values, the header names 3"}
        async with reading(rig.db) as tx:
            assert await tx.fetchval("SELECT count(*) FROM failed_rows") == 0
        rig.store("clean.json", '{"Id":"j","ChannelType":"SMS","Address":"+1"}\n')
        whole = await rig.import_("s3://bucket/", format="JSON")
        assert (whole.job_status, whole.total_processed) == ("COMPLETED", 1)
        assert not (rig.objects / "bucket" / "counterpoint-failures" / f"{whole.id}.json.gz").exists()


async def test_a_store_that_refuses_the_failed_rows_fails_nothing(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        (rig.objects / "bucket").mkdir(parents=True)
        (rig.objects / "bucket" / "counterpoint-failures").write_text("in the way")
        job = await rig.import_(rig.store("x.csv", "Id,ChannelType,Address\n" + "".join(f"e{i},FAX,{i}\n" for i in range(120))))
        assert (job.job_status, job.total_failures, len(job.failures)) == ("COMPLETED", 120, 100)
        assert job.failures[-1] == f"s3://bucket/counterpoint-failures/{job.id}.json.gz: the failed rows could not be written"
