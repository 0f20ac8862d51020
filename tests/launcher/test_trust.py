"""What a suite on one machine owes to whoever else is on it: passwords, private files, and secrets that can be given a new key while it runs."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import grpc
import nats
import pytest
import redis
from counterpoint.segments.v1 import audience_pb2, audience_pb2_grpc
from nats.errors import Error as NatsError
from redis.backoff import NoBackoff
from redis.retry import Retry

from kit.seal import Sealer
from kit.testing import eventually
from launcher.data import look, open_folder
from launcher.embedded.postgres import Postgres
from launcher.master import rotate
from tests.fixtures.servers import Servers
from tests.fixtures.shop import ROLE, Shop
from tests.fixtures.suite import ROOT, Suite
from tests.fixtures.users import counterpoint


@pytest.mark.parametrize("password", [None, "wrong"])
async def test_postgresql_refuses_who_has_no_password(servers: Servers, password: str | None) -> None:
    servers.database_url("segments")
    for role in ("counterpoint", "segments"):
        with pytest.raises((asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError)) as refused:
            await asyncpg.connect(host=str(servers.postgres.sockets), user=role, password=password, database="postgres", passfile="/nonexistent")
        assert "\n" not in str(refused.value)


@pytest.mark.parametrize("login", ["", "counterpoint:wrong@", "somebody:x@"])
async def test_nats_refuses_who_has_no_password(servers: Servers, login: str) -> None:
    place = servers.bus_url.rpartition("@")[2]
    said: list[str] = []

    async def heard(error: Exception) -> None:
        said.append(str(error))

    with pytest.raises((NatsError, OSError)):
        await nats.connect(f"nats://{login}{place}", allow_reconnect=False, connect_timeout=2, error_cb=heard, max_reconnect_attempts=0)
    assert any("Authorization" in text for text in said)


@pytest.mark.parametrize("password", [None, "wrong"])
def test_valkey_refuses_who_has_no_password(servers: Servers, password: str | None) -> None:
    path = servers.cache_url.removeprefix("unix://").partition("?")[0].rpartition("@")[2]
    client = redis.Redis(unix_socket_path=path, password=password, retry=Retry(NoBackoff(), 0))
    with pytest.raises((redis.AuthenticationError, redis.ResponseError)):
        client.get("x")


@pytest.mark.parametrize("headers", [{}, {"X-ClickHouse-User": "counterpoint"}, {"X-ClickHouse-User": "counterpoint", "X-ClickHouse-Key": "wrong"}])
def test_columns_refuse_who_has_no_password(servers: Servers, headers: dict[str, str]) -> None:
    import http.client

    url = urlsplit(servers.columns_url)
    link = http.client.HTTPConnection(str(url.hostname), url.port, timeout=5)
    link.request("POST", "/", body="SELECT 1", headers=headers)
    answer = link.getresponse()
    said = answer.read().decode()
    assert answer.status in (401, 403) and "516" in said and said.strip().count("\n") == 0


def test_servers_listen_on_loopback_and_private_sockets_alone(servers: Servers) -> None:
    for url in (servers.bus_url, servers.columns_url):
        assert urlsplit(url).hostname == "127.0.0.1"
        with pytest.raises(OSError):  # not on the machine's other addresses
            socket.create_connection((_own_address(), urlsplit(url).port or 0), 2).close()
    for folder in (servers.postgres.sockets, Path(servers.cache_url.removeprefix("unix://").partition("?")[0].rpartition("@")[2]).parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def _own_address() -> str:
    """An address of this machine beside loopback, or one of loopback's own that nobody should listen on."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.2"
        return str(probe.getsockname()[0])


def test_rpcs_of_a_suite_are_behind_private_sockets_and_a_token(suite: Suite) -> None:
    folder = suite.data / "run"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    state = json.loads((folder / "suite.json").read_text())
    for service in state["services"]:
        own, extra = service["addresses"]
        assert own.startswith("unix:") and extra.startswith("127.0.0.1:")
        assert stat.S_IMODE(Path(own.removeprefix("unix:")).parent.stat().st_mode) == 0o700
    assert stat.S_IMODE((suite.data / "rpc-token").stat().st_mode) == 0o600
    for token, code in (("", grpc.StatusCode.UNAUTHENTICATED), ("wrong", grpc.StatusCode.UNAUTHENTICATED), (suite.token, grpc.StatusCode.NOT_FOUND)):
        with grpc.insecure_channel(suite.grpc["segments"]) as channel, pytest.raises(grpc.RpcError) as refused:
            stub = audience_pb2_grpc.AudienceServiceStub(channel)
            stub.ResolveApp(audience_pb2.ResolveAppRequest(app_id="0" * 32), metadata=[("cp-token", token)], timeout=5)
        assert refused.value.code() is code


def test_every_file_of_the_data_folder_is_its_user_s_own(suite: Suite) -> None:
    """Whatever the mask of the shell that started it; after a mail, an event and an export. Tests put files into objects/ themselves: there, ours count."""
    shop = Shop(suite, "private files")
    who = {"ChannelType": "EMAIL", "Address": "private@example.com"}
    event = {"EventType": "seen", "Timestamp": datetime.now(UTC).isoformat()}
    batch = {"BatchItem": {"e1": {"Endpoint": who, "Events": {"x": event}}}}
    shop.pinpoint.put_events(ApplicationId=shop.app, EventsRequest=batch)
    mail = {"SimpleEmail": {"Subject": {"Data": "x"}, "TextPart": {"Data": "x"}}}
    message = {"Endpoints": {"e1": {}}, "MessageConfiguration": {"EmailMessage": mail}}
    answer = shop.pinpoint.send_messages(ApplicationId=shop.app, MessageRequest=message)["MessageResponse"]["EndpointResult"]["e1"]
    assert answer["DeliveryStatus"] == "SUCCESSFUL"
    export = {"RoleArn": ROLE, "S3UrlPrefix": "s3://private-files/out"}
    job = shop.pinpoint.create_export_job(ApplicationId=shop.app, ExportJobRequest=export)["ExportJobResponse"]["Id"]
    asked = {"ApplicationId": shop.app, "JobId": job}
    eventually(lambda: shop.pinpoint.get_export_job(**asked)["ExportJobResponse"]["JobStatus"] == "COMPLETED", 30)

    walked, open_to_others = set(), {}
    for folder, names, files in os.walk(suite.data):
        for name in (*names, *files):
            path = Path(folder, name).relative_to(suite.data)
            if path.parts[0] == "objects" and path.parts[1:2] != ("private-files",) and len(path.parts) > 1:
                continue
            walked.add(path.parts[0])
            found = (suite.data / path).lstat()
            if not stat.S_ISLNK(found.st_mode) and found.st_mode & 0o077:
                open_to_others[str(path)] = oct(stat.S_IMODE(found.st_mode))
    assert {"columns", "credentials", "logs", "master.key", "nats", "objects", "outbox", "postgres", "rpc-token", "run", "valkey"} <= walked
    # Root's PostgreSQL has a user of its own, who must get through to its folder and programs, and nobody gets further.
    passable = {"postgres"} if os.getuid() == 0 else set()
    assert {path: mode for path, mode in open_to_others.items() if path not in passable and not path.startswith("postgres/runtime")} == {}
    assert stat.S_IMODE(suite.data.stat().st_mode) == (0o711 if os.getuid() == 0 else 0o700)


def test_a_running_suite_is_given_a_new_master_key(suite: Suite) -> None:
    pinpoint = suite.boto3()
    apps = [pinpoint.create_app(CreateApplicationRequest={"Name": f"rotated {number}"})["ApplicationResponse"]["Id"] for number in range(3)]
    token = pinpoint.get_apps(PageSize="1")["ApplicationsResponse"]["NextToken"]
    pinpoint.update_baidu_channel(ApplicationId=apps[0], BaiduChannelRequest={"ApiKey": "the-api-key", "SecretKey": "the-secret-key"})
    made = said(suite, "keys", "create", "--name", "rotated")
    before = Sealer((suite.data / "master.key").read_bytes())
    rotated = said(suite, "keys", "rotate-master")
    ring = Sealer.from_key_file(suite.data / "master.key")
    assert (ring.ids[:-1], ring.ids[-1], rotated["keys"]) == (before.ids, rotated["newest"], len(before.ids) + 1)

    folder = look(suite.data)
    postgres = Postgres(suite.data, folder.identity, folder.secret)

    def sealed() -> list[bytes]:
        rows = postgres.sql("SELECT secret FROM gateway.access_keys WHERE id = :'key'", key=made["AccessKeyId"])
        rows += "\n" + postgres.sql("SELECT secret FROM delivery.channels WHERE app_id = :'app'", app=apps[0])
        return [bytes.fromhex(row.removeprefix("\\x")) for row in rows.split()]

    eventually(lambda: len(sealed()) == 2 and all(value.startswith(ring.prefix) for value in sealed()), timeout=20)
    with pytest.raises(ValueError, match="not in the key file"):
        before.open(sealed()[0], f"access-key:{made['AccessKeyId']}")
    own = suite.boto3(aws_access_key_id=made["AccessKeyId"], aws_secret_access_key=made["SecretAccessKey"])
    assert own.get_apps(PageSize="1", Token=token)["ApplicationsResponse"]["Item"]
    assert own.get_baidu_channel(ApplicationId=apps[0])["BaiduChannelResponse"]["HasCredential"]
    for app in apps:
        pinpoint.delete_app(ApplicationId=app)


def test_passwords_of_the_embedded_servers_outlive_a_new_master_key(tmp_path: Path) -> None:
    folder = open_folder(tmp_path / "data")
    before = [folder.secret(label) for label in ("rpc", "nats", "nats-store", "counterpoint")]
    rotate(folder.key_file, "")
    folder.close()
    again = open_folder(tmp_path / "data")
    assert [again.secret(label) for label in ("rpc", "nats", "nats-store", "counterpoint")] == before
    assert stat.S_IMODE(again.key_file.stat().st_mode) == 0o600
    again.close()


def said(suite: Suite, *words: str) -> Any:
    """What a command prints with --json, asked about the suite."""
    done = subprocess.run(counterpoint(*words, "--json"), env=suite.env, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
