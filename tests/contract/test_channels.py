"""Channels as a Pinpoint user meets them (channels spec §1)."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from botocore.exceptions import ClientError

IDENTITY = "arn:aws:ses:us-east-1:000000000000:identity/example.com"


def test_the_email_channel_is_made_toggled_listed_and_deleted(pinpoint: Any, new_app: Callable[..., str]) -> None:
    app = new_app("channels", email=False)
    with pytest.raises(ClientError) as caught:
        pinpoint.get_email_channel(ApplicationId=app)
    assert caught.value.response["Error"]["Code"] == "NotFoundException"
    request = {"FromAddress": "Shop <shop@example.com>", "Identity": IDENTITY, "ConfigurationSet": "main"}
    made = pinpoint.update_email_channel(ApplicationId=app, EmailChannelRequest=request)["EmailChannelResponse"]
    assert (made["Platform"], made["Id"], made["Version"], made["Enabled"], made["IsArchived"]) == (
        "EMAIL",
        "email",
        1,
        True,
        False,
    )
    assert (made["ApplicationId"], made["FromAddress"], made["ConfigurationSet"], made["MessagesPerSecond"]) == (
        app,
        "Shop <shop@example.com>",
        "main",
        50,
    )
    off = pinpoint.update_email_channel(ApplicationId=app, EmailChannelRequest=request | {"Enabled": False})[
        "EmailChannelResponse"
    ]
    assert (off["Version"], off["Enabled"], off["CreationDate"]) == (2, False, made["CreationDate"])
    sms = pinpoint.update_sms_channel(ApplicationId=app, SMSChannelRequest={"SenderId": "Shop", "Enabled": True})[
        "SMSChannelResponse"
    ]
    assert (sms["SenderId"], sms["TransactionalMessagesPerSecond"]) == ("Shop", 20)
    listed = pinpoint.get_channels(ApplicationId=app)["ChannelsResponse"]["Channels"]
    assert {name: channel["Enabled"] for name, channel in listed.items()} == {"EMAIL": False, "SMS": True}
    gone = pinpoint.delete_email_channel(ApplicationId=app)["EmailChannelResponse"]
    assert gone["Enabled"] is False
    with pytest.raises(ClientError, match="NotFoundException"):
        pinpoint.get_email_channel(ApplicationId=app)


def test_a_wrong_sender_is_refused_with_its_member(pinpoint: Any, new_app: Callable[..., str]) -> None:
    with pytest.raises(ClientError) as caught:
        pinpoint.update_email_channel(
            ApplicationId=new_app("wrong", email=False),
            EmailChannelRequest={"FromAddress": "a@b.c", "Identity": IDENTITY},
        )
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert "FromAddress" in caught.value.response["Error"]["Message"]


def test_our_own_operations_on_channels_and_what_comes_back(call: Callable[..., Any], new_app: Callable[..., str]) -> None:
    app = new_app("own-operations")
    answer = call("POST", f"/counterpoint/v1/apps/{app}/channels/email/test", {})
    assert answer.status == 200 and answer.json["Ok"] and [step["Step"] for step in answer.json["Steps"]] == ["channel", "outbox"]
    answer = call("POST", f"/counterpoint/v1/apps/{app}/channels/email/test", {"SendTo": f"{app[:8]}@example.org"})
    assert answer.json["Steps"][-1] == {"Step": "send", "Ok": True, "Words": "The provider took the message."}
    assert call("POST", f"/counterpoint/v1/apps/{app}/channels/voice/test", {}).status == 501
    assert call("POST", f"/counterpoint/v1/apps/{app}/channels/fax/test", {}).status == 400
    address = f"gone-{app[:8]}@example.org"
    assert call("POST", "/counterpoint/v1/suppressions", {"Channel": "EMAIL", "Addresses": [address]}).json == {"Added": 1}
    found = call("GET", "/counterpoint/v1/suppressions?channel=EMAIL&page-size=500").json["Item"]
    assert [one["Reason"] for one in found if one["Address"] == address] == ["MANUAL"]
    assert call("DELETE", f"/counterpoint/v1/suppressions?channel=EMAIL&address={quote(address)}").json == {"Removed": True}
    mail = base64.b64encode(b"Subject: hello\r\n\r\nno bounce\r\n").decode()
    answer = call("POST", "/counterpoint/v1/reports", {"Message": mail})
    assert answer.status == 200 and "neither a bounce nor a complaint" in answer.json["Words"]
    assert call("POST", "/counterpoint/v1/reports", {}).status == 400
