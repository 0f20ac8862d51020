"""What a campaign document must keep (campaigns spec §2, §5, §6, §7, §9, §13, §17)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from counterpoint.campaigns.v1.campaigns_pb2 import CampaignResponse, WriteCampaignRequest

from services.campaigns.domain import merge, validate

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SOUND: dict[str, Any] = {
    "name": "spring",
    "segment_id": "seg",
    "schedule": {"start_time": "IMMEDIATE"},
    "message_configuration": {"email_message": {"title": "Hi", "body": "Hi"}},
}
CONTENT: dict[str, Any] = {"header_config": {"alignment": "LEFT", "text_color": "#000000", "header": "Hi"}}
BUTTON: dict[str, Any] = {"button_action": "LINK", "text": "Go", "link": "https://example.com"}


def document(**members: Any) -> CampaignResponse:
    given = {name: value for name, value in (SOUND | members).items() if value is not None}
    return merge.merged(CampaignResponse(), WriteCampaignRequest(**given))


def paths(**members: Any) -> list[str]:
    return [path for path, _ in validate.faults(document(**members), NOW, fresh_schedules=True)]


def in_app(**members: Any) -> dict[str, Any]:
    return {"message_configuration": {"in_app_message": members}}


@pytest.mark.parametrize(
    ("members", "path"),
    [
        # §17 line 2: what must be there
        ({"name": None}, "Name"),
        ({"segment_id": None}, "SegmentId"),
        ({"schedule": None}, "Schedule"),
        ({"schedule": {"frequency": "ONCE"}}, "Schedule.StartTime"),
        ({"message_configuration": None}, "MessageConfiguration"),
        ({"message_configuration": {}}, "MessageConfiguration"),
        # settings without words are no message
        ({"message_configuration": {"email_message": {}}}, "MessageConfiguration"),
        ({"message_configuration": {"email_message": {"from_address": "a@example.com"}}}, "MessageConfiguration"),
        ({"message_configuration": {"sms_message": {"message_type": "PROMOTIONAL"}}}, "MessageConfiguration"),
        ({"message_configuration": {"default_message": {}}}, "MessageConfiguration"),
        # §2
        ({"name": "x" * 129}, "Name"),
        ({"priority": 0}, "Priority"),
        ({"priority": 6}, "Priority"),
        ({"segment_version": -1}, "SegmentVersion"),
        # §5
        ({"holdout_percent": 101}, "HoldoutPercent"),
        ({"holdout_percent": -1}, "HoldoutPercent"),
        ({"additional_treatments": [{}]}, "AdditionalTreatments[0].SizePercent"),
        ({"additional_treatments": [{"size_percent": 101}]}, "AdditionalTreatments[0].SizePercent"),
        ({"additional_treatments": [{"size_percent": 1}] * 5}, "AdditionalTreatments"),
        ({"holdout_percent": 61, "additional_treatments": [{"size_percent": 40}]}, "AdditionalTreatments"),
        (
            {"additional_treatments": [{"size_percent": 5, "schedule": {"start_time": "never"}}]},
            "AdditionalTreatments[0].Schedule.StartTime",
        ),
        # §6.2
        (
            {"message_configuration": {"email_message": {"body": "b", "headers": [{"name": "X", "value": "1"}] * 16}}},
            "MessageConfiguration.EmailMessage.Headers",
        ),
        (
            {"message_configuration": {"email_message": {"body": "b", "headers": [{"name": "X" * 127}]}}},
            "MessageConfiguration.EmailMessage.Headers[0].Name",
        ),
        (
            {"message_configuration": {"email_message": {"body": "b", "headers": [{"name": "X", "value": "1" * 871}]}}},
            "MessageConfiguration.EmailMessage.Headers[0].Value",
        ),
        ({"message_configuration": {"gcm_message": {"body": "x" * 201}}}, "MessageConfiguration.GCMMessage.Body"),
        (
            {"message_configuration": {"default_message": {"body": "x" * 201}}},
            "MessageConfiguration.DefaultMessage.Body",
        ),
        ({"message_configuration": {"apns_message": {"action": "JUMP"}}}, "MessageConfiguration.APNSMessage.Action"),
        (
            {"message_configuration": {"adm_message": {"raw_content": "["}}},
            "MessageConfiguration.ADMMessage.RawContent",
        ),
        (
            {"message_configuration": {"sms_message": {"body": "x", "message_type": "SECRET"}}},
            "MessageConfiguration.SMSMessage.MessageType",
        ),
        # §6.3
        ({"template_configuration": {"voice_template": {"name": "v"}}}, "TemplateConfiguration.VoiceTemplate"),
        ({"template_configuration": {"email_template": {}}}, "TemplateConfiguration.EmailTemplate.Name"),
        # §7
        ({"message_configuration": {"custom_message": {"data": "{}"}}}, "CustomDeliveryConfiguration"),
        ({"custom_delivery_configuration": {"endpoint_types": ["EMAIL"]}}, "CustomDeliveryConfiguration.DeliveryUri"),
        (
            {"custom_delivery_configuration": {"delivery_uri": "ftp://example.com"}},
            "CustomDeliveryConfiguration.DeliveryUri",
        ),
        (
            {"custom_delivery_configuration": {"delivery_uri": "https://example.com/a b"}},
            "CustomDeliveryConfiguration.DeliveryUri",
        ),
        (
            {"custom_delivery_configuration": {"delivery_uri": "https://user@example.com"}},
            "CustomDeliveryConfiguration.DeliveryUri",
        ),
        (
            {"custom_delivery_configuration": {"delivery_uri": "https://example.com", "endpoint_types": ["FAX"]}},
            "CustomDeliveryConfiguration.EndpointTypes[0]",
        ),
        (
            {
                "custom_delivery_configuration": {"delivery_uri": "f"},
                "message_configuration": {"custom_message": {"data": "ü" * 2561}},
            },
            "MessageConfiguration.CustomMessage.Data",
        ),
        # §9
        ({"hook": {"mode": "CHANGE"}}, "Hook.Mode"),
        ({"hook": {"web_url": "example.com"}}, "Hook.WebUrl"),
        # §11
        ({"limits": {"daily": 101}}, "Limits.Daily"),
        # §13
        (in_app(layout="SIDEWAYS"), "MessageConfiguration.InAppMessage.Layout"),
        (in_app(layout="OVERLAYS", content=[CONTENT] * 2), "MessageConfiguration.InAppMessage.Content"),
        (in_app(layout="CAROUSEL", content=[CONTENT] * 6), "MessageConfiguration.InAppMessage.Content"),
        (in_app(custom_config={str(i): "x" for i in range(11)}), "MessageConfiguration.InAppMessage.CustomConfig"),
        (
            in_app(content=[{"header_config": CONTENT["header_config"] | {"header": "x" * 65}}]),
            "MessageConfiguration.InAppMessage.Content[0].HeaderConfig.Header",
        ),
        (
            in_app(content=[{"body_config": {"alignment": "UP", "text_color": "#000000", "body": "x"}}]),
            "MessageConfiguration.InAppMessage.Content[0].BodyConfig.Alignment",
        ),
        (
            in_app(content=[{"image_url": "https://example.com/a.gif"}]),
            "MessageConfiguration.InAppMessage.Content[0].ImageUrl",
        ),
        (
            in_app(content=[{"primary_btn": {"default_config": BUTTON | {"button_action": "CLOSE"}}}]),
            "MessageConfiguration.InAppMessage.Content[0].PrimaryBtn.DefaultConfig.Link",
        ),
        (
            in_app(content=[{"secondary_btn": {"default_config": BUTTON, "web": {}}}]),
            "MessageConfiguration.InAppMessage.Content[0].SecondaryBtn.Web.ButtonAction",
        ),
    ],
)
def test_a_broken_member_is_refused_by_its_wire_path(members: dict[str, Any], path: str) -> None:
    assert paths(**members) == [path]


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"name": "x" * 128, "priority": 5, "holdout_percent": 100},
        {"holdout_percent": 20, "additional_treatments": [{"size_percent": 20}] * 4},
        {"message_configuration": None, "template_configuration": {"email_template": {"name": "t", "version": "1"}}},
        {"message_configuration": {"email_message": {"body": "b", "headers": [{"name": "X" * 126, "value": "1" * 870}] * 15}}},
        {"message_configuration": {"default_message": {"body": "x" * 200}}},
        {
            "message_configuration": {"custom_message": {"data": "x" * 5120}},
            "custom_delivery_configuration": {"delivery_uri": "https://a.example.com/x?y#z"},
        },
        {"custom_delivery_configuration": {"delivery_uri": "arn:aws:lambda:us-east-1:000000000000:function:f"}},
        {"hook": {"lambda_function_name": "f", "mode": "DELIVERY"}},
        in_app(layout="CAROUSEL", content=[CONTENT] * 5),
        in_app(content=[{"primary_btn": {"default_config": BUTTON}, "image_url": "https://example.com/a.png"}]),
    ],
)
def test_values_at_their_limits_are_accepted(members: dict[str, Any]) -> None:
    assert paths(**members) == []


def test_kinds_of_treatments_do_not_mix() -> None:
    event = {
        "start_time": "IMMEDIATE",
        "frequency": "EVENT",
        "event_filter": {"filter_type": "SYSTEM", "dimensions": {}},
    }
    assert paths(additional_treatments=[{"size_percent": 5, "schedule": event}]) == ["AdditionalTreatments[0].Schedule.Frequency"]


def test_all_faults_are_found_at_once() -> None:
    assert paths(name=None, segment_id=None, schedule=None, message_configuration=None) == [
        "Name",
        "SegmentId",
        "MessageConfiguration",
        "Schedule",
    ]
