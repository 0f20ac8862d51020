"""Seeing it: one suite at work, and what can be seen of it in traces, metrics, logs, `status` and `diagnostics`; and what must not be."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from kit.bus import Bus, subjects
from kit.testing import eventually
from kit.testing.twilio_server import TwilioServer
from kit.version import VERSION
from launcher import data, registry, scrape, status
from tests.fixtures.collector import Collector, Kept
from tests.fixtures.receiver import Receiver
from tests.fixtures.shop import ROLE, Shop
from tests.fixtures.suite import ROOT, Suite
from tests.fixtures.users import counterpoint
from tests.gateway.signing import send

BODY = "Confidential tidings about marzipan"
PHONE, BAD_PHONE, OTP_PHONE = "+4915112345678", "+4915112340000", "+4915112349999"
TOKEN = "sup3r-hidden-t0ken"
WRONG_SECRET = "wrongwrongwrongwrong/wrong+wrongwrong42"
SERVER, CLIENT, PRODUCER, CONSUMER = 2, 3, 4, 5


@dataclass
class Seen:
    """The suite after its work, and the traces of two requests of it."""

    suite: Suite
    collector: Collector
    shop: Shop
    direct: str = ""
    campaign: str = ""
    secrets: list[str] = field(default_factory=list)


class Operator:
    """A text message operator in a thread of its own."""

    def __init__(self) -> None:
        self.server = TwilioServer(token=TOKEN, rules={re.escape(BAD_PHONE): (400, 21211)})
        self._loop = asyncio.new_event_loop()
        self._started, self._over = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._serve()), daemon=True)

    def __enter__(self) -> TwilioServer:
        self._thread.start()
        assert self._started.wait(10)
        return self.server

    def __exit__(self, *exc: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(10)

    async def _serve(self) -> None:
        async with self.server:
            self._started.set()
            await self._over.wait()


@pytest.fixture(scope="module")
def seen() -> Iterator[Seen]:
    with Collector() as collector, Receiver() as receiver, Operator() as operator:
        environ = {
            "COUNTERPOINT_LOG": "json",
            "COUNTERPOINT_LOG_LEVEL": "DEBUG",
            "COUNTERPOINT_EMAIL_URL": receiver.url,
            "COUNTERPOINT_SMS_URL": operator.url,
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
            "OTEL_BSP_SCHEDULE_DELAY": "200",
        }
        with Suite(environ) as suite:
            seen = Seen(suite, collector, Shop(suite, "seeing"))
            work(seen, operator)
            yield seen


def work(seen: Seen, operator: TwilioServer) -> None:
    """Imports, a campaign, direct messages, one-time passwords, requests with bad credentials, and a fact that nobody can read."""
    shop, suite, pinpoint = seen.shop, seen.suite, seen.shop.pinpoint
    pinpoint.update_sms_channel(ApplicationId=shop.app, SMSChannelRequest={"SenderId": "Shop", "Enabled": True})
    shop.load(30)
    bad_import(shop)
    pinpoint.update_endpoint(ApplicationId=shop.app, EndpointId="one", EndpointRequest={"ChannelType": "EMAIL", "Address": "one.person@example.com"})
    message = {"EmailMessage": {"Title": BODY, "HtmlBody": f"<p>{BODY}</p>", "Body": BODY}}
    made = pinpoint.create_campaign(
        ApplicationId=shop.app,
        WriteCampaignRequest={"Name": "c", "SegmentId": shop.everybody(), "Schedule": {"StartTime": "IMMEDIATE"}, "MessageConfiguration": message},
    )
    seen.campaign = made["ResponseMetadata"]["RequestId"].replace("-", "")
    eventually(lambda: [run["State"] for run in shop.runs(made["CampaignResponse"]["Id"])] == ["COMPLETED"], timeout=40)
    seen.direct = direct(pinpoint, shop.app)["ResponseMetadata"]["RequestId"].replace("-", "")
    seen.secrets.append(one_time_password(pinpoint, shop.app, operator))
    bad_credentials(suite)
    asyncio.run(unreadable(suite, shop.app))
    pinpoint.put_events(
        ApplicationId=shop.app,
        EventsRequest={"BatchItem": {"one": {"Endpoint": {}, "Events": {"e": {"EventType": "bought", "Timestamp": "2026-11-24T00:00:00Z"}}}}},
    )
    key = (suite.data / "master.key").read_bytes()
    folder = data.look(suite.data)
    seen.secrets += [suite.secret_key, suite.token, TOKEN, WRONG_SECRET, key.hex()]
    seen.secrets += [folder.secret(label) for label in ("nats", "nats-store", "columns", "valkey", "counterpoint", *registry.SERVICES, "gateway")]


def bad_import(shop: Shop) -> None:
    """Half of its rows are refused."""
    name = f"{uuid4().hex}.csv"
    (shop.suite.data / "objects" / "shop" / name).write_text(f"Id,ChannelType,Address\nx,PIGEON,roof.top@example.com\ny,EMAIL,{'a' * 5000}@example.com\n")
    request = {"Format": "CSV", "S3Url": f"s3://shop/{name}", "RoleArn": ROLE, "RegisterEndpoints": True, "DefineSegment": False}
    shop.imported(shop.pinpoint.create_import_job(ApplicationId=shop.app, ImportJobRequest=request)["ImportJobResponse"]["Id"])


def direct(pinpoint: Any, app: str) -> Any:
    """One call to an address, two numbers (one of which the operator refuses) and an endpoint."""
    addresses = {"ada.lovelace@example.com": {"ChannelType": "EMAIL"}, PHONE: {"ChannelType": "SMS"}, BAD_PHONE: {"ChannelType": "SMS"}}
    messages = {"EmailMessage": {"SimpleEmail": {"Subject": {"Data": BODY}, "TextPart": {"Data": BODY}}}, "SMSMessage": {"Body": BODY}}
    request = {"Addresses": addresses, "Endpoints": {"one": {}}, "MessageConfiguration": messages}
    return pinpoint.send_messages(ApplicationId=app, MessageRequest=request)


def one_time_password(pinpoint: Any, app: str, operator: TwilioServer) -> str:
    """Sends one; the code."""
    request = {"BrandName": "Shop", "Channel": "SMS", "DestinationIdentity": OTP_PHONE, "OriginationIdentity": "Shop", "ReferenceId": "login", "CodeLength": 8}
    pinpoint.send_otp_message(ApplicationId=app, SendOTPMessageRequestParameters=request)
    body = next(message["Body"] for message in operator.messages if message["To"] == OTP_PHONE)
    (code,) = re.findall(r"\b\d{8}\b", body)
    wrong = {"DestinationIdentity": OTP_PHONE, "ReferenceId": "login", "Otp": "00000000"}
    pinpoint.verify_otp_message(ApplicationId=app, VerifyOTPMessageRequestParameters=wrong)
    return str(code)


def bad_credentials(suite: Suite) -> None:
    for keys in ({"aws_secret_access_key": WRONG_SECRET}, {"aws_access_key_id": "CPAKNOBODYNOBODYNOBO", "aws_secret_access_key": WRONG_SECRET}):
        with pytest.raises(ClientError):
            suite.boto3(**keys).get_apps()
    forms = ({"Authorization": "Basic YWRhOnNlY3JldA=="}, {"Authorization": f"AWS4-HMAC-SHA256 Credential={suite.access_key}/x, Signature=00"}, {})
    for headers in forms:
        assert send(suite.http, "GET", f"/v1/apps/{'0' * 32}/endpoints/lost.soul%40example.com", headers=headers).status in (400, 403)


async def unreadable(suite: Suite, app: str) -> None:
    async with Bus((suite.data / "bus-url").read_text().strip()) as bus:
        await bus.publish(subjects.of(subjects.OUTCOME_RECORDED, app), b"\xff\xffdead.letter@example.com", uuid4().hex)


def run(seen: Seen, *arguments: str) -> str:
    done = subprocess.run(counterpoint(*arguments), env=seen.suite.env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def metrics(seen: Seen) -> dict[str, str | None]:
    listed = json.loads(run(seen, "services", "--json"))
    return scrape.all_of(listed["metrics"])


# --- traces --------------------------------------------------------------------------------------------------------------------------------


def chain(seen: Seen, trace: str, wanted: list[tuple[str, int, str]]) -> dict[str, Kept]:
    """The spans of a trace, once those wanted (service, kind, name) are there; every one's parent is there too, but the first's."""

    def there() -> list[Kept]:
        found = seen.collector.spans(trace)
        have = {(kept.service.removeprefix("counterpoint-"), kept.kind, kept.name) for kept in found}
        missing = [one for one in wanted if one not in have]
        assert not missing, (missing, sorted(have))
        ids = {kept.span for kept in found}
        assert [kept.name for kept in found if kept.parent not in ids] == [wanted[0][2]]
        return found

    return {kept.span: kept for kept in eventually(there, timeout=60)}


def above(spans: dict[str, Kept], name: str, kind: int) -> list[str]:
    """The names from the first span of the trace down to one."""
    one: Kept | None = next(kept for kept in spans.values() if (kept.name, kept.kind) == (name, kind))
    names: list[str] = []
    while one is not None:
        names.append(one.name)
        one = spans.get(one.parent)
    return names[::-1]


def test_a_direct_send_is_one_trace_from_the_request_to_the_stored_outcome(seen: Seen) -> None:
    call, outcome = "counterpoint.delivery.v1.DeliveryService/SendMessages", "cp.evt.delivery.v1.outcome.recorded"
    spans = chain(
        seen,
        seen.direct,
        [
            ("gateway", SERVER, "SendMessages"),
            ("gateway", CLIENT, call),
            ("delivery", SERVER, call),
            ("delivery", CLIENT, "hand over EMAIL"),
            ("delivery", CLIENT, "hand over SMS"),
            ("analytics-store", CONSUMER, "analytics-outcomes"),
        ],
    )
    assert above(spans, "hand over EMAIL", CLIENT) == ["SendMessages", call, call, "hand over EMAIL"]
    assert above(spans, "analytics-outcomes", CONSUMER) == ["SendMessages", call, call, f"publish {outcome}", "analytics-outcomes"]


def test_a_campaign_is_one_trace_from_its_creation_to_the_stored_outcomes(seen: Seen) -> None:
    create, start = "counterpoint.campaigns.v1.CampaignsService/CreateCampaign", "counterpoint.delivery.v1.SendingService/StartRun"
    freeze = "counterpoint.segments.v1.AudienceService/FreezeAudience"
    spans = chain(
        seen,
        seen.campaign,
        [
            ("gateway", SERVER, "CreateCampaign"),
            ("campaigns", SERVER, create),
            ("campaigns", CLIENT, start),
            ("delivery", SERVER, start),
            ("segments", SERVER, freeze),
            ("delivery-sending", 1, "window"),
            ("delivery-sending", CLIENT, "hand over EMAIL"),
            ("analytics-store", CONSUMER, "analytics-outcomes"),
            ("campaigns", CONSUMER, "campaigns-runs"),
        ],
    )
    assert above(spans, "hand over EMAIL", CLIENT) == ["CreateCampaign", create, create, start, start, "window", "hand over EMAIL"]
    assert above(spans, freeze, SERVER) == ["CreateCampaign", create, create, start, start, "freeze", freeze, freeze]


# --- metrics -------------------------------------------------------------------------------------------------------------------------------


def test_every_process_tells_its_metrics_and_they_say_what_was_done(seen: Seen) -> None:
    texts = metrics(seen)
    assert set(texts) == {"gateway", "segments", "campaigns", "journeys", "delivery", "delivery-sending", "analytics", "analytics-store"}
    assert all(texts.values())
    found: dict[tuple[str, ...], float] = {}
    for sample in scrape.samples(texts):
        key = (sample.name.removeprefix("counterpoint_"), *sample.labels.values())
        found[key] = found.get(key, 0) + sample.value
    assert found["http_requests_total", "SendMessages", "200"] == found["http_request_seconds_count", "SendMessages"] == 1
    assert found["http_requests_total", "GetApps", "403"] == 2
    assert found["rpc_calls_total", "counterpoint.delivery.v1.DeliveryService/SendMessages", "OK"] == 1
    assert found["provider_messages_total", "EMAIL", "smtp", "SUCCESSFUL"] == 32
    assert found["provider_messages_total", "SMS", "twilio", "SUCCESSFUL"] == 2
    assert found["provider_messages_total", "SMS", "twilio", "PERMANENT_FAILURE"] == 1
    assert found["recipients_total", "sent", "SUCCESS"] == 30
    assert (found["runs", "RUNNING"], found["recipients_queued",], found["outbox_facts",]) == (0, 0, 0)
    assert found["coalescer_batch_items_count", "endpoints"] >= 1
    assert found["bus_messages_total", "analytics-outcomes", "handled"] >= 2
    assert found["database_connections_limit",] > found["database_connections", "idle"] + found["database_connections", "used"] > 0
    assert found["columns_call_seconds_count", "insert"] >= 1
    assert all(found["build_info", name, VERSION] == 1 for name in texts)


# --- logs ----------------------------------------------------------------------------------------------------------------------------------


def test_every_line_of_the_log_is_json_and_work_is_found_by_its_trace(seen: Seen) -> None:
    lines = [json.loads(line) for line in seen.suite.said().splitlines()]
    assert {"gateway", "delivery", "delivery-sending", "counterpoint"} <= {line["process"] for line in lines}
    assert all(line["time"].endswith("Z") and line["level"] and "message" in line for line in lines)
    (begun,) = (line["message"] for line in lines if line.get("trace_id") == seen.campaign and line["process"] == "delivery")
    assert begun.endswith(" begins with 30 members")


# --- status and diagnostics ----------------------------------------------------------------------------------------------------------------


def test_status_says_how_it_is_in_words(seen: Seen) -> None:
    seen.shop.call("POST", "hold")

    def report() -> Any:
        found = status.report(seen.suite.env)
        assert found["bus"]["readers"]["analytics-outcomes"]["dead_letters"] == 1
        assert [hold["app"] for hold in found["holds"]] == [seen.shop.app]
        return found

    found = eventually(report, timeout=60)
    assert found["ready"] and all(one["answers"] and one["memory_bytes"] > 1 << 20 for one in found["processes"].values())
    assert found["sending"]["recipients_since_start"]["sent"] == 30
    assert found["versions"]["PostgreSQL"].startswith("18") and found["disk"]["used_bytes"]["postgres"] > 1 << 20
    assert found["encrypted_at_rest"]["secrets"] is True
    words = run(seen, "status")
    assert words.startswith("Counterpoint is ready.\n")
    assert re.search(r"^dead letters +1 of analytics-outcomes$", words, re.MULTILINE)
    assert re.search(rf"^holds +app {seen.shop.app} for \d+ s$", words, re.MULTILINE)
    assert re.search(r"^sending +no run is under way$", words, re.MULTILINE)
    seen.shop.call("POST", "release")
    eventually(lambda: status.report(seen.suite.env)["holds"] == [], timeout=60)


def test_a_reader_that_stands_still_is_seen_by_its_backlog(seen: Seen) -> None:
    import os
    import signal

    pid = seen.suite.pids()["analytics-store"]
    os.kill(pid, signal.SIGSTOP)
    try:
        direct(seen.shop.pinpoint, seen.shop.app)

        def waits() -> Any:
            found = status.report(seen.suite.env)
            assert found["bus"]["readers"]["analytics-outcomes"]["backlog"] >= 1
            assert found["bus"]["readers"]["analytics-outcomes"]["oldest_seconds"] > 0
            return found

        found = eventually(waits, timeout=60)
        assert found["processes"]["analytics-store"] == {"answers": False}
    finally:
        os.kill(pid, signal.SIGCONT)


def everything(seen: Seen, archive: Path) -> dict[str, str]:
    """Every text that the suite has let out for people who run it."""
    texts = {name: text or "" for name, text in metrics(seen).items()}
    texts["printed"] = seen.suite.said()
    texts["kept"] = (seen.suite.data / "logs" / "suite.log").read_text()
    texts["traces"] = "\n".join(kept.raw for kept in seen.collector.spans())
    texts["status"] = run(seen, "status") + run(seen, "status", "--json")
    run(seen, "diagnostics", "--output", str(archive))
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            file = tar.extractfile(member)
            assert file is not None
            texts[f"archive:{member.name.partition('/')[2]}"] = file.read().decode()
    return texts


def test_no_secret_address_or_message_is_in_any_of_them(seen: Seen, tmp_path: Path) -> None:
    archive = tmp_path / "report.tar.gz"
    texts = everything(seen, archive)
    assert archive.stat().st_mode & 0o777 == 0o600
    assert {"archive:config.json", "archive:status.json", "archive:versions.json", "archive:metrics/gateway.txt", "archive:logs/suite.log"} <= set(texts)
    assert json.loads(texts["archive:config.json"])["COUNTERPOINT_SMS_URL"].startswith("twilio+http://")
    assert json.loads(texts["archive:status.json"])["ready"] is True
    numbers = [text.lstrip("+") for text in (PHONE, BAD_PHONE, OTP_PHONE)]
    for name, text in texts.items():
        for secret in seen.secrets:
            assert secret not in text, (name, secret[:4])
        for people in (BODY, "marzipan", *numbers, "ada.lovelace", "one.person", "roof.top", "lost.soul", "dead.letter", seen.shop.address(3)):
            assert people not in text, (name, people)
        addresses = [found for found in re.findall(r"[\w.+-]+(?:@|%40)[\w-]+\.\w[\w.]*", text) if not found.startswith("***")]
        assert addresses == [], name


def test_a_report_is_not_written_over_another_and_works_without_a_suite(seen: Seen, tmp_path: Path) -> None:
    target = tmp_path / "r.tar.gz"
    env = seen.suite.env | {"COUNTERPOINT_DATA": str(tmp_path / "none")}
    for code in (0, 1):
        done = subprocess.run(counterpoint("diagnostics", "--output", str(target)), env=env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == code, done.stderr
    assert "name another place with --output" in done.stderr
    with tarfile.open(target) as tar:
        status = tar.extractfile("counterpoint-diagnostics/status.json")
        assert status is not None and "No suite is running" in status.read().decode()


