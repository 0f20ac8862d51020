"""What the tests of the public API share: strict clients, an app of one's own, a second account.

Every boto3 client that a test of this folder gets from `suite.boto3()` is strict (`tests/contract/strict.py`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.contract.strict import strict
from tests.fixtures.suite import Suite
from tests.gateway.signing import Answer, signed

Call = Callable[..., Answer]


@pytest.fixture(scope="package", autouse=True)
def every_client_is_strict() -> Iterator[None]:
    """Who means to see a broken answer takes `tests.gateway.signing`."""
    lenient = Suite.boto3

    def boto3(self: Suite, service: str = "pinpoint", region: str = "us-east-1", **more: Any) -> Any:
        return strict(lenient(self, service, region, **more))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Suite, "boto3", boto3)
        yield


@pytest.fixture(scope="package")
def pinpoint(suite: Suite) -> Any:
    """boto3 with the root key; an answer that breaks the model raises."""
    return suite.boto3()


@pytest.fixture(scope="package")
def call(suite: Suite) -> Call:
    """call(method, target, body=…, key=…): one signed request over plain HTTP, for what boto3 would never send."""

    def send(method: str, target: str, body: Any = None, *, key: tuple[str, str] | None = None, headers: dict[str, str] | None = None) -> Answer:
        content = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        return signed(suite.http, key or (suite.access_key, suite.secret_key), method, target, content, headers)

    return send


@pytest.fixture(scope="module")
def new_app(pinpoint: Any) -> Callable[..., str]:
    """new_app(name, email=True): the id of a fresh app, by default with an e-mail channel that writes into the outbox."""

    def make(name: str = "contract", *, email: bool = True) -> str:
        app = str(pinpoint.create_app(CreateApplicationRequest={"Name": name})["ApplicationResponse"]["Id"])
        if email:
            request = {"FromAddress": "shop@example.com", "Identity": "arn:aws:ses:us-east-1:000000000000:identity/example.com", "Enabled": True}
            pinpoint.update_email_channel(ApplicationId=app, EmailChannelRequest=request)
        return app

    return make


@pytest.fixture(scope="package")
def stranger(call: Call) -> tuple[str, str]:
    """Key id and secret of an account nobody else uses."""
    account = str(10**11 + uuid4().int % 10**11)
    made = call("POST", "/counterpoint/v1/keys", {"AccountId": account}).json
    return made["AccessKeyId"], made["SecretAccessKey"]


@pytest.fixture(scope="package")
def other_account(suite: Suite, stranger: tuple[str, str]) -> Any:
    """boto3 with the stranger's key, strict."""
    return suite.boto3(aws_access_key_id=stranger[0], aws_secret_access_key=stranger[1])
