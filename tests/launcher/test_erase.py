"""A person is written everywhere, erased, and looked for in every store."""

from __future__ import annotations

import asyncio
import gzip
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kit.cache import Cache
from kit.columns import Columns
from kit.seal import Sealer
from kit.testing import eventually
from launcher import data
from launcher.backup import archive, files, streams
from launcher.embedded.columns import address_of
from launcher.embedded.postgres import Postgres
from launcher.embedded.valkey import Valkey
from tests.fixtures.shop import ROLE, Shop
from tests.fixtures.suite import Suite
from tests.launcher.test_backup import counterpoint, said

USER, MAIL, PHONE = "erin-7f3a-user", "erin-7f3a-mail", "erin-7f3a-phone"
ADDRESS, NUMBER = "Erin.7f3a@example.com", "+14255550187"
BOBS, BOBS_ADDRESS = "bob-7f3a", "bob.7f3a@example.com"
ERIN = [text.encode() for text in (USER, MAIL, PHONE, ADDRESS, ADDRESS.lower(), NUMBER)]
BOB = [BOBS.encode(), BOBS_ADDRESS.encode()]


class Stores:
    """Where something is held: a needle found in a part of a backup, which holds all but the live index and Valkey, or in one of these."""

    def __init__(self, suite: Suite, tmp_path: Path, needles: list[bytes]) -> None:
        self._suite = suite
        self._needles = needles
        self._tmp = tmp_path

    def holding(self, app: str) -> set[str]:
        """Names of what holds any of the needles; audit records stay and are not looked at."""
        made = said(counterpoint(self._suite, "backup", str(self._tmp / "backups"), "--with-outbox", "--json"))
        folder, manifest = archive.find(Path(made["backup"]))
        reader = archive.Reader(folder, manifest, Sealer.from_key_file(self._suite.data / "master.key"))
        parts = (name for name in manifest["parts"] if name != "rows/gateway/audit")
        found = {_kind(name) for name in parts if self._holds(b"".join(self._plain(reader, name)))}
        return found | asyncio.run(self._others(app))

    def _plain(self, reader: archive.Reader, name: str) -> Any:
        if name.startswith("streams/"):
            yield from streams.frames(reader.read(name))
        elif name == "objects":
            target = self._tmp / "objects"
            files.load(reader, name, target)
            for path in target.rglob("*.gz"):
                with suppress(OSError, EOFError):  # of another test, which wants a file that is no gzip
                    yield gzip.decompress(path.read_bytes())
                path.unlink()
        else:
            yield from reader.read(name)

    async def _others(self, app: str) -> set[str]:
        folder = data.look(self._suite.data)
        found = set()
        state = json.loads((folder.path / "run" / "suite.json").read_text())
        async with Columns(address_of(state["columns"], folder.secret), "segments") as columns:
            exists = await columns.query(f"SELECT 1 FROM system.tables WHERE database = 'segments' AND name = 'idx_{app}'")
            rows = await columns.query(f"SELECT * FROM idx_{app}") if exists else []
            if self._holds(repr(rows).encode()):
                found.add("live index")
        async with Cache(Valkey(folder.path, folder.identity, folder.secret).url) as cache:
            client: Any = cache.client
            keys = [key async for key in client.scan_iter(count=5000)]
            fields = [field for key in keys if await client.type(key) == b"hash" for field in await client.hkeys(key)]
            if self._holds(b"\0".join(keys + fields)):
                found.add("counters")
        return found

    def _holds(self, content: bytes) -> bool:
        """Also as PostgreSQL writes bytes."""
        return any(needle in content or needle.hex().encode() in content for needle in self._needles)


def _kind(part: str) -> str:
    return part.rsplit("/", 1)[0] if part.startswith("columns/") else part


def written_everywhere(suite: Suite) -> Shop:
    """An app with Erin, and Bob, in everything there is."""
    shop = Shop(suite, "erasure")
    pinpoint, app = shop.pinpoint, shop.app
    pinpoint.update_sms_channel(ApplicationId=app, SMSChannelRequest={"Enabled": True})
    everybody = {"Kind": ["customer"]}
    erin = {"UserId": USER, "UserAttributes": {"Name": ["Erin"]}}
    mail = {"ChannelType": "EMAIL", "Address": ADDRESS, "Attributes": everybody, "User": erin}
    pinpoint.update_endpoint(ApplicationId=app, EndpointId=MAIL, EndpointRequest=mail)
    phone = {"ChannelType": "SMS", "Address": NUMBER, "User": {"UserId": USER}}
    pinpoint.update_endpoint(ApplicationId=app, EndpointId=PHONE, EndpointRequest=phone)
    bob = {"ChannelType": "EMAIL", "Address": BOBS_ADDRESS, "Attributes": everybody}
    pinpoint.update_endpoint(ApplicationId=app, EndpointId=BOBS, EndpointRequest=bob)
    bad = {"Id": MAIL, "ChannelType": "PIGEON", "Address": "roof"}
    pinpoint.update_endpoints_batch(ApplicationId=app, EndpointBatchRequest={"Item": [bad]})
    event = {"Endpoint": {}, "Events": {"e1": {"EventType": "bought", "Timestamp": "2026-11-24T10:00:00Z"}}}
    pinpoint.put_events(ApplicationId=app, EventsRequest={"BatchItem": {MAIL: event, BOBS: event}})
    shop.ended(shop.launch(shop.everybody(), Limits={"Daily": 5, "Total": 5}))
    email = {"SimpleEmail": {"Subject": {"Data": "x"}, "TextPart": {"Data": "x"}}}
    direct = {"Addresses": {ADDRESS: {"ChannelType": "EMAIL"}}, "Endpoints": {MAIL: {}}, "MessageConfiguration": {"EmailMessage": email}}
    pinpoint.send_messages(ApplicationId=app, MessageRequest=direct)
    otp = {"BrandName": "Shop", "Channel": "SMS", "DestinationIdentity": NUMBER, "OriginationIdentity": "+14255550100", "ReferenceId": "r1"}
    pinpoint.send_otp_message(ApplicationId=app, SendOTPMessageRequestParameters=otp)
    _imported(shop)
    _exported(shop)
    _suppressed(suite)
    eventually(lambda: shop.events("bought") == 2, 20)
    return shop


def _imported(shop: Shop) -> None:
    folder = shop.suite.data / "objects" / "lists"
    folder.mkdir(exist_ok=True)
    (folder / "list.csv").write_text(f"Id\n{MAIL}\n{BOBS}\n")
    request = {"Format": "CSV", "S3Url": "s3://lists/list.csv", "RoleArn": ROLE, "DefineSegment": True, "SegmentName": "list"}
    job = shop.pinpoint.create_import_job(ApplicationId=shop.app, ImportJobRequest=request)["ImportJobResponse"]["Id"]
    assert shop.imported(job)["JobStatus"] == "COMPLETED"
    (folder / "list.csv").unlink()  # the operator's own file


def _exported(shop: Shop) -> None:
    request = {"S3UrlPrefix": "s3://exports/all", "RoleArn": ROLE}
    job = shop.pinpoint.create_export_job(ApplicationId=shop.app, ExportJobRequest=request)["ExportJobResponse"]["Id"]
    eventually(lambda: shop.pinpoint.get_export_job(ApplicationId=shop.app, JobId=job)["ExportJobResponse"]["JobStatus"] == "COMPLETED", 20)


def _suppressed(suite: Suite) -> None:
    folder = data.look(suite.data)
    postgres = Postgres(folder.path, folder.identity, folder.secret)
    postgres.sql(
        "INSERT INTO delivery.suppressions (account, channel, address, reason, since_ms) VALUES ('000000000000', 'EMAIL', :'address', 'COMPLAINT', 1)",
        address=ADDRESS.lower(),
    )


EVERYWHERE = {
    "rows/segments/endpoints",
    "rows/segments/users",
    "rows/segments/dropped_items",
    "rows/delivery/windows",
    "rows/delivery/cap_totals",
    "rows/delivery/cap_targets",
    "rows/delivery/direct_calls",
    "rows/delivery/suppressions",
    "columns/segments.activity",
    "columns/segments.members",
    "columns/segments.audience",
    "columns/analytics.events",
    "columns/analytics.outcomes",
    "streams/CP_EVT_SEGMENTS",
    "objects",
    "outbox",
    "live index",
    "counters",
}


@pytest.fixture(scope="module")
def shop(suite: Suite) -> Shop:
    return written_everywhere(suite)


def test_a_person_is_erased_from_every_store(suite: Suite, tmp_path: Path, shop: Shop) -> None:
    stores = Stores(suite, tmp_path, ERIN)
    # Who was active is noted last, after the event is counted.
    eventually(lambda: stores.holding(shop.app) >= EVERYWHERE, 30, every=0.5)
    mails = len(list((suite.data / "outbox" / shop.app).rglob("*.*")))

    dry = said(counterpoint(suite, "erase", "user", USER, "--app", shop.app, "--json"))
    assert dry["DryRun"]
    assert {(line["Store"], line["What"]) for line in dry["Lines"]} >= {("rows", "endpoints"), ("outbox", "messages"), ("rows", "one-time passwords")}
    assert shop.pinpoint.get_endpoint(ApplicationId=shop.app, EndpointId=MAIL)["EndpointResponse"]["Address"] == ADDRESS

    receipt = tmp_path / "receipt.json"
    done = said(counterpoint(suite, "erase", "user", USER, "--app", shop.app, "--yes", "--receipt", str(receipt), "--json"))
    assert (done["State"], done["Left"]) == ("DONE", [])
    assert stores.holding(shop.app) == set()

    assert shop.pinpoint.get_endpoint(ApplicationId=shop.app, EndpointId=BOBS)["EndpointResponse"]["Address"] == BOBS_ADDRESS
    assert mails > 3 and len(list((suite.data / "outbox" / shop.app).rglob("*.*"))) == 1, "what went to Bob"
    (run,) = shop.runs(shop.pinpoint.get_campaigns(ApplicationId=shop.app)["CampaignsResponse"]["Item"][0]["Id"])
    assert run["Books"]["Sent"] == 2, "the books count her still"
    again = said(counterpoint(suite, "erase", "user", USER, "--app", shop.app, "--json"))
    assert again["Lines"] == []

    assert said(counterpoint(suite, "erase", "verify", str(receipt), "--json"))["Valid"]
    assert not any(needle.decode() in receipt.read_text() for needle in ERIN)
    receipt.write_text(receipt.read_text().replace('"Count": 1', '"Count": 2', 1))
    forged = counterpoint(suite, "erase", "verify", str(receipt))
    assert (forged.returncode, "was not signed by this installation" in forged.stderr) == (1, True)


def test_an_app_is_erased_with_everything_in_it(suite: Suite, tmp_path: Path, shop: Shop) -> None:
    """Bob, who was left there, goes with it."""
    assert Stores(suite, tmp_path, BOB).holding(shop.app) >= {"rows/segments/endpoints", "columns/analytics.outcomes", "outbox", "counters"}
    done = said(counterpoint(suite, "erase", "app", shop.app, "--yes", "--json"))
    assert done["State"] == "DONE"
    assert Stores(suite, tmp_path, BOB).holding(shop.app) == set()
    with pytest.raises(Exception, match="Application not found"):
        shop.pinpoint.get_app(ApplicationId=shop.app)


def test_a_segment_goes_with_its_list_and_the_endpoints_only_it_sees(suite: Suite) -> None:
    shop = Shop(suite, "lists")
    folder = suite.data / "objects" / "lists"
    folder.mkdir(exist_ok=True)
    (folder / "private.csv").write_text("Id,ChannelType,Address\n" + "".join(f"p{n},EMAIL,p{n}@example.com\n" for n in range(30)))
    request = {"Format": "CSV", "S3Url": "s3://lists/private.csv", "RoleArn": ROLE, "DefineSegment": True, "SegmentName": "list", "RegisterEndpoints": False}
    job = shop.pinpoint.create_import_job(ApplicationId=shop.app, ImportJobRequest=request)["ImportJobResponse"]["Id"]
    segment = shop.imported(job)["Definition"]["SegmentId"]
    assert shop.size(segment) == 30
    done = said(counterpoint(suite, "erase", "segment", segment, "--app", shop.app, "--yes", "--json"))
    found = {(line["Store"], line["What"]): line["Count"] for line in done["Lines"]}
    assert found["rows", "endpoints of the segment alone"] == found["columns", "imported lists"] == 30
    with pytest.raises(Exception, match="not found"):
        shop.pinpoint.get_segment(ApplicationId=shop.app, SegmentId=segment)


def test_events_go_and_endpoints_stay(suite: Suite) -> None:
    shop = Shop(suite, "events")
    now = datetime.now(UTC)
    for at, name in ((now, "today"), (now - timedelta(days=3), "before")):
        event = {"Endpoint": {}, "Events": {"e": {"EventType": name, "Timestamp": at.isoformat(timespec="seconds")}}}
        shop.pinpoint.put_events(ApplicationId=shop.app, EventsRequest={"BatchItem": {"ann": event}})
    eventually(lambda: shop.events("today") == shop.events("before") == 1, 20)
    yesterday = (now - timedelta(days=1)).date().isoformat()
    said(counterpoint(suite, "erase", "events", "--app", shop.app, "--before", yesterday, "--yes", "--json"))
    assert (shop.events("before"), shop.events("today")) == (0, 1)
    said(counterpoint(suite, "erase", "events", "--app", shop.app, "--yes", "--json"))
    assert shop.events("today") == 0
    assert shop.pinpoint.get_endpoint(ApplicationId=shop.app, EndpointId="ann")["EndpointResponse"]["Id"] == "ann"


def test_an_account_goes_with_its_apps_templates_and_keys(suite: Suite) -> None:
    account = str(10**11 + uuid4().int % 10**11)
    key = said(counterpoint(suite, "keys", "create", "--account", account, "--name", "theirs", "--json"))
    theirs = suite.boto3(aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"])
    app = theirs.create_app(CreateApplicationRequest={"Name": "theirs"})["ApplicationResponse"]["Id"]
    theirs.create_sms_template(TemplateName="theirs", SMSTemplateRequest={"Body": "hi"})
    own = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    foreign = counterpoint(suite, "erase", "account", account, **own)
    assert (foreign.returncode, "is not authorized to act on the whole installation" in foreign.stderr) == (1, True)
    done = said(counterpoint(suite, "erase", "account", account, "--yes", "--json"))
    assert {("rows", "templates"), ("rows", "access keys"), ("rows", "name and tags of the app")} <= {(line["Store"], line["What"]) for line in done["Lines"]}
    with pytest.raises(Exception, match="The security token included in the request is invalid"):
        theirs.get_app(ApplicationId=app)
    assert said(counterpoint(suite, "keys", "list", "--account", account, "--json"))["Item"] == []


REFUSED = [
    (("erase", "user"), "Name the user: counterpoint erase user ID."),
    (("erase", "user", "x"), "Name the app: counterpoint erase user --app APP."),
    (("erase", "app", "x", "--before", "2026-01-01"), "--before is for events only."),
    (("erase", "app", "0" * 32, "--yes"), "Application not found (HTTP 404)"),
    (("erase", "account", "12"), "Id: must be an account of twelve digits (HTTP 400)"),
    (("erase", "verify", "/nowhere"), "/nowhere is not a receipt: counterpoint erase verify FILE."),
    (("release",), "Name the --app; or, for a suite that was restored, say --drop-missed or --run-missed (`counterpoint status` lists the runs)."),
]


@pytest.mark.parametrize(("words", "text"), REFUSED, ids=[" ".join(case[0])[:30] for case in REFUSED])
def test_a_refusal_is_one_sentence(suite: Suite, words: tuple[str, ...], text: str) -> None:
    done = counterpoint(suite, *words)
    assert (done.returncode, done.stderr) == (1, f"counterpoint: {text}\n")
