"""Imports and exports against an S3-compatible server, with a table of roles."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import boto3
import pytest
from counterpoint.segments.v1 import segments_pb2
from moto.server import ThreadedMotoServer

from kit.testing import eventually_async
from tests.fixtures.servers import Servers
from tests.rpc.segments.rig import ROLE, segments_service


@pytest.fixture
def s3() -> Iterator[str]:
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    with mock.patch.dict(os.environ, keys):
        server.start()
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
        server.stop()


async def test_jobs_read_and_write_s3_with_the_roles_that_are_listed(servers: Servers, s3: str, tmp_path: Path) -> None:
    client = boto3.client("s3", endpoint_url=s3)
    for bucket in ("ours", "theirs"):
        client.create_bucket(Bucket=bucket)
        client.put_object(Bucket=bucket, Key="in/a.csv", Body=b"Id,ChannelType,Address\na,EMAIL,a@x\n")
        client.put_object(Bucket=bucket, Key="in/deep/b.csv.gz", Body=gzip.compress(b"Id,ChannelType,Address\nb,EMAIL,b@x\n"))
    (tmp_path / "credentials").write_text("[importer]\naws_access_key_id = test\naws_secret_access_key = test\n")
    roles = tmp_path / "roles.toml"
    roles.write_text(f'["000000000000"."{ROLE}"]\nprofile = "importer"\nbuckets = ["ours"]\n')
    environ = {"COUNTERPOINT_S3_ENDPOINT": s3, "COUNTERPOINT_ROLES": str(roles)}
    with mock.patch.dict(os.environ, {"AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials")}):
        async with segments_service(servers, **environ) as rig:
            job = await rig.import_("s3://ours/in/")
            assert (job.job_status, job.total_processed, job.completed_pieces) == ("COMPLETED", 2, 2), list(job.failures)
            for url, role, says in (
                ("s3://theirs/in/", ROLE, "may not use this bucket"),
                ("s3://ours/in/", ROLE + "2", "not listed"),
                ("s3://ours/none", ROLE, "no object"),
            ):
                failed = await rig.import_(url, role_arn=role)
                assert failed.job_status == "FAILED" and says in failed.failures[0]
            wanted = {"role_arn": ROLE, "s3_url_prefix": "s3://ours/out/"}
            made = await rig.api.CreateExportJob(segments_pb2.CreateExportJobRequest(application_id=rig.app, export_job_request=wanted))

            async def ended() -> bool:
                request = segments_pb2.GetExportJobRequest(application_id=rig.app, job_id=made.export_job_response.id)
                return (await rig.api.GetExportJob(request)).export_job_response.job_status == "COMPLETED"

            await eventually_async(ended, timeout=20)
            key = f"out/{made.export_job_response.id}-00000.json.gz"
            lines = gzip.decompress(client.get_object(Bucket="ours", Key=key)["Body"].read()).splitlines()
            assert len(lines) == 2
