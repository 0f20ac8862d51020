"""Channels as a Pinpoint user meets them (channels spec §1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
