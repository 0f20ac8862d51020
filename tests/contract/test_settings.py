"""Application settings as Terraform and others use them (clients spec §1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest


def test_settings_never_set_are_empty_objects(pinpoint: Any, new_app: Callable[..., str]) -> None:
    app = new_app("settings", email=False)
    settings = pinpoint.get_application_settings(ApplicationId=app)["ApplicationSettingsResource"]
    assert settings["ApplicationId"] == app
    assert (settings["CampaignHook"], settings["Limits"], settings["QuietTime"]) == ({}, {}, {})


def test_an_absent_block_keeps_its_value(pinpoint: Any, new_app: Callable[..., str]) -> None:
    app = new_app("settings", email=False)

    def write(**blocks: Any) -> dict[str, Any]:
        return pinpoint.update_application_settings(ApplicationId=app, WriteApplicationSettingsRequest=blocks)[
            "ApplicationSettingsResource"
        ]

    limits = {"Daily": 3, "MaximumDuration": 600, "MessagesPerSecond": 1, "Total": 100}
    quiet = {"Start": "00:00", "End": "03:00"}
    hook = {"LambdaFunctionName": "arn:aws:lambda:us-east-1:000000000000:function:f", "Mode": "DELIVERY"}
    write(Limits=limits)
    write(QuietTime=quiet, CloudWatchMetricsEnabled=True)
    written = write(CampaignHook=hook)
    assert (written["Limits"], written["QuietTime"], written["CampaignHook"]) == (limits, quiet, hook)
    read = pinpoint.get_application_settings(ApplicationId=app)["ApplicationSettingsResource"]
    assert read == written
    emptied = write(
        Limits={"Daily": 0, "MaximumDuration": 0, "MessagesPerSecond": 0, "Total": 0}, QuietTime={}, CampaignHook={}
    )
    assert emptied["Limits"] == {"Daily": 0, "MaximumDuration": 0, "MessagesPerSecond": 0, "Total": 0}
    assert (emptied["QuietTime"], emptied["CampaignHook"]) == ({}, {})


@pytest.mark.parametrize(
    "block",
    [{"Limits": {"Daily": 101}}, {"Limits": {"MaximumDuration": 59}}, {"QuietTime": {"Start": "0:00", "End": "03:00"}}],
)
def test_a_block_out_of_range_is_refused(pinpoint: Any, new_app: Callable[..., str], block: dict[str, Any]) -> None:
    app = new_app("settings", email=False)
    with pytest.raises(pinpoint.exceptions.BadRequestException):
        pinpoint.update_application_settings(ApplicationId=app, WriteApplicationSettingsRequest=block)


def test_settings_of_an_unknown_application_are_not_found(pinpoint: Any) -> None:
    with pytest.raises(pinpoint.exceptions.NotFoundException, match="Application not found"):
        pinpoint.get_application_settings(ApplicationId=uuid4().hex)
