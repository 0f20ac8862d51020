"""The push channels through boto3: round trips, secrets in no answer, Terraform's sequences (channels spec §1, clients spec §1)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.contract.conftest import Call
from tests.fixtures.suite import Suite
from tests.unit.delivery.keys import EC_KEY, RSA_KEY, certificate_for

ACCOUNT = json.dumps({"type": "service_account", "project_id": "demo", "private_key": "hush-private", "client_email": "hush@demo.example"})
PAIR = {"Certificate": certificate_for(RSA_KEY), "PrivateKey": RSA_KEY}
TOKEN = {"TokenKey": EC_KEY, "TokenKeyId": "HUSHKEYID0", "TeamId": "HUSHTEAM00", "BundleId": "org.example.hush"}
# By path: the model's spelling, and two sets of secrets, the second of which replaces the first.
CHANNELS: dict[str, tuple[str, dict[str, str], dict[str, str]]] = {
    "gcm": ("GCM", {"ApiKey": "AIzaHushHushHush0042"}, {"ServiceJson": ACCOUNT, "DefaultAuthenticationMethod": "TOKEN"}),
    "apns": ("APNS", {**PAIR, "DefaultAuthenticationMethod": "CERTIFICATE"}, {**TOKEN, "DefaultAuthenticationMethod": "TOKEN"}),
    "apns_sandbox": ("APNSSandbox", {**PAIR, "DefaultAuthenticationMethod": "certificate"}, {**TOKEN, "DefaultAuthenticationMethod": "KEY"}),
    "apns_voip": ("APNSVoip", PAIR, TOKEN),
    "apns_voip_sandbox": ("APNSVoipSandbox", {**PAIR, "DefaultAuthenticationMethod": ""}, TOKEN),
    "adm": ("ADM", {"ClientId": "hush-client-1", "ClientSecret": "hush-secret-1"}, {"ClientId": "hush-client-2", "ClientSecret": "hush-secret-2"}),
    "baidu": ("Baidu", {"ApiKey": "HushHushHushHush01", "SecretKey": "hush-secret-1"}, {"ApiKey": "HushHushHushHush02", "SecretKey": "hush-secret-2"}),
}
SHOWN = {"DefaultAuthenticationMethod", "Enabled"}


@pytest.fixture(scope="module")
def app(new_app: Callable[..., str]) -> str:
    return new_app("push", email=False)


@pytest.fixture(scope="module")
def untouched(new_app: Callable[..., str]) -> str:
    """An app in which no refusal may leave anything."""
    return new_app("refused push", email=False)


def put(pinpoint: Any, path: str, app: str, request: dict[str, Any]) -> dict[str, Any]:
    name = CHANNELS[path][0]
    answer = getattr(pinpoint, f"update_{path}_channel")(ApplicationId=app, **{f"{name}ChannelRequest": request})
    return dict(answer[f"{name}ChannelResponse"])


def ask(pinpoint: Any, verb: str, path: str, app: str) -> dict[str, Any]:
    return dict(getattr(pinpoint, f"{verb}_{path}_channel")(ApplicationId=app)[f"{CHANNELS[path][0]}ChannelResponse"])


def strings(value: Any) -> Iterator[str]:
    """Every text in an answer."""
    if isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, str):
        yield value


def assert_hides(answer: dict[str, Any], *requests: dict[str, str]) -> None:
    """No secret is in the answer, neither whole nor its middle."""
    secrets = [value for request in requests for name, value in request.items() if name not in SHOWN and len(value) > 9]
    for text in strings(answer):
        assert not [secret for secret in secrets if secret in text or (len(secret) > 15 and secret[4:-4] in text)]


@pytest.mark.parametrize("path", CHANNELS)
def test_terraforms_sequence_create_read_toggle_rotate_delete(pinpoint: Any, app: str, path: str) -> None:
    _, first, second = CHANNELS[path]
    missing = pinpoint.exceptions.NotFoundException
    with pytest.raises(missing):
        ask(pinpoint, "get", path, app)
    made = put(pinpoint, path, app, {**first, "Enabled": False})
    assert (made["Platform"], made["Id"], made["ApplicationId"]) == (path.upper(), path, app)
    assert (made["Version"], made["Enabled"], made["IsArchived"], made["HasCredential"]) == (1, False, False, True)
    assert ask(pinpoint, "get", path, app) == made
    if first.get("DefaultAuthenticationMethod"):
        assert made["DefaultAuthenticationMethod"] == first["DefaultAuthenticationMethod"]
    required = first if path in ("adm", "baidu") else {}
    toggled = put(pinpoint, path, app, {**required, "Enabled": True})
    assert (toggled["Version"], toggled["Enabled"], toggled["HasCredential"], toggled["CreationDate"]) == (2, True, True, made["CreationDate"])
    assert pinpoint.get_channels(ApplicationId=app)["ChannelsResponse"]["Channels"][path.upper()]["Enabled"] is True
    rotated = put(pinpoint, path, app, second)
    assert (rotated["Version"], rotated["Enabled"], rotated["HasCredential"]) == (3, True, True)
    gone = ask(pinpoint, "delete", path, app)
    assert (gone["Enabled"], gone["IsArchived"], gone["HasCredential"], gone["Version"]) == (False, True, False, 3)
    for answer in (made, toggled, rotated, gone, pinpoint.get_channels(ApplicationId=app)):
        assert_hides(answer, first, second)
    for verb in ("get", "delete"):
        with pytest.raises(missing):
            ask(pinpoint, verb, path, app)


def test_members_that_tell_of_credentials_are_those_of_the_channel(pinpoint: Any, app: str) -> None:
    made = put(pinpoint, "gcm", app, {"ServiceJson": ACCOUNT})
    assert (made["HasFcmServiceCredentials"], made["DefaultAuthenticationMethod"], "Credential" in made) == (True, "TOKEN", False)
    assert put(pinpoint, "gcm", app, {"ApiKey": "AIzaHushHushHush0042"})["Credential"] == "AIza…0042"
    assert put(pinpoint, "baidu", app, CHANNELS["baidu"][1])["Credential"] == "Hush…sh01"
    assert [put(pinpoint, "apns", app, request)["HasTokenKey"] for request in (PAIR, TOKEN, {})] == [False, True, True]


def test_no_secret_is_in_a_log_or_an_audit_record(pinpoint: Any, suite: Suite, app: str, call: Call) -> None:
    for path, (_, first, second) in CHANNELS.items():
        for request in (first, second):
            put(pinpoint, path, app, request)
    records = call("GET", "/counterpoint/v1/audit")
    assert records.status == 200
    said = suite.said() + records.body.decode()
    assert "UpdateGcmChannel" in said
    for _, first, second in CHANNELS.values():
        for request in (first, second):
            assert not [name for name, value in request.items() if name not in SHOWN and value and value in said]
    assert "hush" not in said.lower()


@pytest.mark.parametrize(
    ("path", "given", "words"),
    [
        ("gcm", {"ServiceJson": "hush"}, "ServiceJson: is not JSON"),
        ("gcm", {"ServiceJson": '{"type":"hush"}'}, "ServiceJson: is not the key file"),
        ("gcm", {"ApiKey": "hush hush"}, "ApiKey: must be printable"),
        ("gcm", {"DefaultAuthenticationMethod": "hush"}, "DefaultAuthenticationMethod: must be"),
        ("apns", {"Certificate": "hush"}, "Certificate: is not a PEM certificate"),
        ("apns", {"PrivateKey": RSA_KEY}, "Certificate: is required with PrivateKey"),
        ("apns_sandbox", {"TokenKey": RSA_KEY}, "TokenKey: is not a .p8"),
        ("apns_voip", {"TeamId": "hush"}, "TokenKey: is required with TeamId"),
        ("apns_voip_sandbox", {**PAIR, "PrivateKey": EC_KEY}, "Certificate: does not belong"),
        ("adm", {"ClientId": "", "ClientSecret": "hush"}, "ClientId"),
        ("baidu", {"ApiKey": "hush", "SecretKey": "hush\n"}, "SecretKey: must be printable"),
    ],
)
def test_a_bad_credential_is_refused_by_member_and_not_repeated(pinpoint: Any, untouched: str, path: str, given: dict[str, str], words: str) -> None:
    with pytest.raises(ClientError) as caught:
        put(pinpoint, path, untouched, given)
    error = caught.value.response
    assert (error["ResponseMetadata"]["HTTPStatusCode"], error["Error"]["Code"]) == (400, "BadRequestException")
    assert words in error["Error"]["Message"] and "hush" not in error["Error"]["Message"]
    with pytest.raises(pinpoint.exceptions.NotFoundException):
        ask(pinpoint, "get", path, untouched)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("gcm", b"{"),
        ("gcm", b"[]"),
        ("gcm", b'{"ApiKey":7}'),
        ("gcm", b'{"Enabled":"true"}'),
        ("gcm", b'{"ServiceJson":{"type":"service_account"}}'),
        ("apns", b'{"Certificate":["x"]}'),
        ("adm", b"{}"),
        ("adm", b'{"ClientId":"i"}'),
        ("baidu", b'{"ApiKey":null,"SecretKey":"s"}'),
    ],
)
def test_a_malformed_body_is_a_400(call: Call, app: str, path: str, body: bytes) -> None:
    answer = call("PUT", f"/v1/apps/{app}/channels/{path}", body)
    assert (answer.status, answer.error) == (400, "BadRequestException")


def test_an_app_of_somebody_else_and_an_unknown_one_are_not_found(pinpoint: Any, other_account: Any, app: str) -> None:
    put(pinpoint, "gcm", app, {"ApiKey": "AIzaHushHushHush0042"})
    for client, where in ((other_account, app), (pinpoint, "0" * 32)):
        with pytest.raises(client.exceptions.NotFoundException):
            put(client, "gcm", where, {"ApiKey": "k"})
        for verb in ("get", "delete"):
            with pytest.raises(client.exceptions.NotFoundException):
                ask(client, verb, "gcm", where)
    assert ask(pinpoint, "get", "gcm", app)["HasCredential"]


def test_a_push_message_says_that_its_engine_is_not_built(pinpoint: Any, app: str) -> None:
    put(pinpoint, "gcm", app, {"ServiceJson": ACCOUNT, "Enabled": True})
    request = {"Addresses": {"token": {"ChannelType": "GCM"}}, "MessageConfiguration": {"GCMMessage": {"Body": "hello"}}}
    found = pinpoint.send_messages(ApplicationId=app, MessageRequest=request)["MessageResponse"]["Result"]["token"]
    assert (found["DeliveryStatus"], found["StatusCode"], found["StatusMessage"]) == ("PERMANENT_FAILURE", 400, "channel not built yet")
