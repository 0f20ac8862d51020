"""Direct messages as a Pinpoint user meets them (channels spec §2, §3; templates spec §2.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from tests.fixtures.suite import Suite


@pytest.fixture(scope="module")
def app(pinpoint: Any, new_app: Callable[..., str]) -> str:
    made = new_app("messages")
    pinpoint.update_sms_channel(ApplicationId=made, SMSChannelRequest={"SenderId": "Shop", "Enabled": True})
    endpoint = {
        "ChannelType": "EMAIL",
        "Address": "ann@example.com",
        "User": {"UserId": "u1", "UserAttributes": {"First": ["Ann"]}},
    }
    pinpoint.update_endpoint(ApplicationId=made, EndpointId="ann", EndpointRequest=endpoint)
    return made


def outbox(suite: Suite, app: str) -> str:
    folder = suite.data / "outbox" / app / "direct"
    return "\0".join(path.read_text() for path in sorted(folder.iterdir()) if not path.name.startswith("."))


def test_an_address_and_an_endpoint_get_a_message_each(pinpoint: Any, suite: Suite, app: str) -> None:
    mark = uuid4().hex
    simple = {
        "Subject": {"Data": f"Order {{{{order}}}} {mark}"},
        "TextPart": {"Data": "Hi {{User.UserAttributes.First}}"},
    }
    request = {
        "Addresses": {
            "+4915112345678": {"ChannelType": "SMS", "Substitutions": {"order": ["88"]}},
            "reader@example.org": {"ChannelType": "EMAIL"},
        },
        "Endpoints": {"ann": {}, "nobody": {}},
        "MessageConfiguration": {
            "SMSMessage": {"Body": "Order {{order}}: code 4711", "MessageType": "TRANSACTIONAL"},
            "EmailMessage": {"SimpleEmail": simple, "Substitutions": {"order": ["7"]}},
        },
        "TraceId": "order-88",
    }
    found = pinpoint.send_messages(ApplicationId=app, MessageRequest=request)["MessageResponse"]
    assert {key: value["StatusCode"] for key, value in found["Result"].items()} == {
        "+4915112345678": 200,
        "reader@example.org": 200,
    }
    assert {key: (value["DeliveryStatus"], value["StatusCode"]) for key, value in found["EndpointResult"].items()} == {
        "ann": ("SUCCESSFUL", 200),
        "nobody": ("PERMANENT_FAILURE", 404),
    }
    assert found["EndpointResult"]["ann"]["Address"] == "ann@example.com"
    texts = outbox(suite, app)
    assert (
        f"Subject: Order 7 {mark}" in texts
        and "Hi Ann" in texts
        and "Order 88: code 4711" in texts
        and "X-Counterpoint-Trace-Id: order-88" in texts
    )


def test_a_users_endpoints_get_it_and_an_unknown_user_is_an_empty_answer(pinpoint: Any, app: str) -> None:
    request = {
        "Users": {"u1": {"TitleOverride": "Yours"}, "u9": {}},
        "MessageConfiguration": {"DefaultMessage": {"Body": "Hello"}},
    }
    found = pinpoint.send_users_messages(ApplicationId=app, SendUsersMessageRequest=request)["SendUsersMessageResponse"]
    assert found["Result"]["u9"] == {}
    assert found["Result"]["u1"]["ann"]["DeliveryStatus"] == "SUCCESSFUL"


def test_wrong_requests_are_400_and_unknown_templates_404(pinpoint: Any, app: str) -> None:
    for request, expected in (
        ({"MessageConfiguration": {}}, 400),
        ({"Addresses": {"a@example.org": {}}, "MessageConfiguration": {}}, 400),
        (
            {
                "Addresses": {"a@example.org": {"ChannelType": "EMAIL"}},
                "MessageConfiguration": {},
                "TemplateConfiguration": {"EmailTemplate": {"Name": "none"}},
            },
            404,
        ),
    ):
        with pytest.raises(ClientError) as caught:
            pinpoint.send_messages(ApplicationId=app, MessageRequest=request)
        assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == expected
