"""The seven push channels over real servers: secrets kept, never told (channels spec §1)."""

import json
from typing import Any

import pytest
from counterpoint.delivery.v1 import delivery_pb2 as shapes
from counterpoint.type.v1.type_pb2 import MessageConfiguration

from kit.db import Database
from kit.errors import Invalid, NotFound
from kit.seal import Sealer
from services.delivery.domain.push import CHANNELS
from tests.fixtures.servers import Servers
from tests.rpc.delivery.harness import World, endpoint, lines, world
from tests.unit.delivery.keys import EC_KEY, RSA_KEY, certificate_for

ACCOUNT = json.dumps(
    {"type": "service_account", "project_id": "demo", "private_key": "hidden-in-account", "client_email": "x@demo.example"}
)
APPLE = {
    "certificate": certificate_for(RSA_KEY),
    "private_key": RSA_KEY,
    "token_key": EC_KEY,
    "token_key_id": "KEYID67890",
    "team_id": "TEAMID7890",
    "bundle_id": "org.example.hidden",
}
SECRETS: dict[str, dict[str, str]] = {
    "GCM": {"api_key": "AIzaHiddenHiddenHidden42", "service_json": ACCOUNT},
    "ADM": {"client_id": "hidden-client", "client_secret": "hidden-secret"},
    "BAIDU": {"api_key": "BaiduHiddenHidden42", "secret_key": "hidden-secret"},
} | dict.fromkeys(("APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX"), APPLE)


async def call(w: World, verb: str, platform: str, app: str, **body: Any) -> Any:
    """The document that Update, Get or Delete of a channel answers."""
    name, member = CHANNELS[platform].name, f"{platform.lower()}_channel"
    request = getattr(shapes, f"{verb}{name}ChannelRequest")(application_id=app)
    if verb == "Update":
        sent = getattr(request, f"{member}_request")
        sent.SetInParent()
        for field, value in body.items():
            setattr(sent, field, value)
    answer = await getattr(w.delivery, f"{verb}{name}Channel")(request)
    return getattr(answer, f"{member}_response")


async def test_every_push_channel_keeps_its_secrets_and_shows_none(servers: Servers) -> None:
    database = servers.database_url("delivery")
    async with world(servers, database) as w, Database(database, 1) as db:
        app = await w.app(email=False)
        for platform, secrets in SECRETS.items():
            with pytest.raises(NotFound, match=f"Channel {platform} is not configured"):
                await call(w, "Get", platform, app)
            first = await call(w, "Update", platform, app, **secrets)
            assert (first.platform, first.id, first.version, first.enabled, first.is_archived) == (
                platform,
                platform.lower(),
                1,
                True,
                False,
            )
            assert first.has_credential and first.creation_date == first.last_modified_date
            required = secrets if CHANNELS[platform].required else {}
            off = await call(w, "Update", platform, app, enabled=False, **required)
            assert (off.version, off.enabled, off.has_credential) == (2, False, True)
            read = await call(w, "Get", platform, app)
            assert read == off and read.creation_date == first.creation_date
            for answer in (first, off, read):
                text = str(answer)
                assert not [value for value in secrets.values() if value in text or (len(value) > 20 and value[8:20] in text)], platform
        listed = await w.delivery.ListChannels(shapes.ListChannelsRequest(application_id=app))
        assert set(listed.channels_response.channels) == set(SECRETS)
        assert not any(channel.enabled for channel in listed.channels_response.channels.values())
        async with db.connect() as conn:
            rows = (await conn.exec_driver_sql("SELECT platform, document, secret FROM channels")).all()
        sealer = Sealer(b"k" * 32)
        for row in rows:
            opened = json.loads(sealer.open(bytes(row.secret), f"channel:{app}:{row.platform.lower()}"))
            assert opened == SECRETS[row.platform]
            for value in SECRETS[row.platform].values():
                assert value.encode() not in bytes(row.document) + bytes(row.secret)
        for platform in SECRETS:
            gone = await call(w, "Delete", platform, app)
            assert (gone.enabled, gone.is_archived, gone.has_credential, gone.version) == (False, True, False, 2)
            for verb in ("Get", "Delete"):
                with pytest.raises(NotFound):
                    await call(w, verb, platform, app)
        async with db.connect() as conn:
            assert (await conn.exec_driver_sql("SELECT count(*) FROM channels")).scalar_one() == 0


async def test_absent_secrets_stay_and_new_ones_replace_them(servers: Servers) -> None:
    async with world(servers) as w:
        app = await w.app(email=False)
        made = await call(w, "Update", "GCM", app, enabled=False)
        assert (made.has_credential, made.default_authentication_method, made.enabled) == (False, "KEY", False)
        made = await call(w, "Update", "GCM", app, service_json=ACCOUNT)
        assert (made.has_credential, made.default_authentication_method, made.enabled) == (True, "TOKEN", False)
        made = await call(w, "Update", "GCM", app, api_key="AIzaOldOldOldOld42")
        assert (made.default_authentication_method, made.credential) == ("KEY", "AIza…ld42")
        made = await call(w, "Update", "GCM", app, api_key="AIzaNewNewNewNew43", default_authentication_method="token")
        assert (made.default_authentication_method, made.credential) == ("token", "AIza…ew43")
        made = await call(w, "Update", "GCM", app)
        assert (made.default_authentication_method, made.credential, made.version) == ("token", "AIza…ew43", 5)
        apple = {name: APPLE[name] for name in ("certificate", "private_key")}
        made = await call(w, "Update", "APNS", app, default_authentication_method="", **apple)
        assert (made.has_credential, made.has_token_key, made.default_authentication_method) == (True, False, "")
        made = await call(w, "Update", "APNS", app, **{name: APPLE[name] for name in APPLE if name not in apple})
        assert (made.has_credential, made.has_token_key) == (True, True)


async def test_bad_credentials_are_refused_by_member_and_change_nothing(servers: Servers) -> None:
    async with world(servers) as w:
        app = await w.app(email=False)
        for platform, body, words in (
            ("GCM", {"service_json": '{"type":"hidden"}'}, "ServiceJson: is not the key file"),
            ("GCM", {"default_authentication_method": "x"}, "DefaultAuthenticationMethod: must be"),
            ("APNS", {"certificate": "hidden", "private_key": RSA_KEY}, "Certificate: is not a PEM"),
            ("APNS", {"certificate": APPLE["certificate"]}, "PrivateKey: is required with Certificate"),
            ("APNS_VOIP", {"certificate": APPLE["certificate"], "private_key": EC_KEY}, "does not belong"),
            ("APNS_SANDBOX", {"token_key": RSA_KEY}, "TokenKey: is not a .p8"),
            ("APNS_VOIP_SANDBOX", {"bundle_id": "org.example"}, "TokenKey: is required with BundleId"),
            ("ADM", {"client_id": "i"}, "ClientSecret: is required"),
            ("ADM", {"client_id": "", "client_secret": "s"}, "ClientId: is required"),
            ("BAIDU", {"api_key": "a\nb", "secret_key": "s"}, "ApiKey: must be printable"),
        ):
            with pytest.raises(Invalid, match=words) as caught:
                await call(w, "Update", platform, app, **body)
            assert "hidden" not in str(caught.value)
            with pytest.raises(NotFound):
                await call(w, "Get", platform, app)
        with pytest.raises(NotFound, match="Application not found"):
            await call(w, "Update", "GCM", "0" * 32)


async def test_a_push_channel_that_is_switched_on_still_sends_nothing(servers: Servers) -> None:
    async with world(servers) as w:
        app = await w.app(endpoint("phone", "token", "GCM"), email=False)
        await call(w, "Update", "GCM", app, service_json=ACCOUNT)
        request = shapes.SendMessagesRequest(application_id=app)
        request.message_request.endpoints["phone"].SetInParent()
        request.message_request.message_configuration.gcm_message.body = "hello"
        found = (await w.delivery.SendMessages(request)).message_response.endpoint_result["phone"]
        assert (found.delivery_status, found.status_code, found.status_message) == (
            "PERMANENT_FAILURE",
            400,
            "channel not built yet",
        )
        messages = MessageConfiguration(gcm_message={"body": "hello"})
        run = await w.ended(app, await w.run(app, message_configuration=messages))
        assert lines(run.books.dropped) == {"UNSUPPORTED_CHANNEL": 1}
