"""What Terraform's AWS provider does with its Pinpoint resources, call for call (clients spec §1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest


@pytest.fixture
def app(new_app: Callable[..., str]) -> str:
    return new_app(f"tf-{uuid4().hex[:24]}-with_a-long_name", email=False)


def settings(pinpoint: Any, app: str) -> dict[str, Any]:
    return dict(pinpoint.get_application_settings(ApplicationId=app)["ApplicationSettingsResource"])


def test_an_app_without_settings_has_three_empty_objects(pinpoint: Any, app: str) -> None:
    """Without them `terraform apply` panics."""
    found = settings(pinpoint, app)
    assert (found["ApplicationId"], found["CampaignHook"], found["Limits"], found["QuietTime"]) == (app, {}, {}, {})


def test_settings_change_one_block_at_a_time(pinpoint: Any, app: str) -> None:
    hook = {"LambdaFunctionName": "arn:aws:lambda:us-east-1:000000000000:function:hook", "Mode": "DELIVERY"}
    limits = {"Daily": 3, "MaximumDuration": 600, "MessagesPerSecond": 50, "Total": 100}
    quiet = {"Start": "00:00", "End": "03:00"}
    for member, value in (("CampaignHook", hook), ("Limits", limits), ("QuietTime", quiet)):
        answer = pinpoint.update_application_settings(ApplicationId=app, WriteApplicationSettingsRequest={member: value})
        assert answer["ApplicationSettingsResource"][member] == value
    found = settings(pinpoint, app)
    assert (found["CampaignHook"], found["Limits"], found["QuietTime"]) == (hook, limits, quiet)


def test_tags_are_added_changed_and_dropped_by_the_arn(pinpoint: Any, app: str) -> None:
    arn = pinpoint.get_app(ApplicationId=app)["ApplicationResponse"]["Arn"]
    assert arn.endswith(f":apps/{app}")
    pinpoint.tag_resource(ResourceArn=arn, TagsModel={"tags": {"key1": "value1"}})
    pinpoint.tag_resource(ResourceArn=arn, TagsModel={"tags": {"key1": "value1updated", "key2": "value2"}})
    assert pinpoint.list_tags_for_resource(ResourceArn=arn)["TagsModel"]["tags"] == {"key1": "value1updated", "key2": "value2"}
    pinpoint.untag_resource(ResourceArn=arn, TagKeys=["key1"])
    assert pinpoint.list_tags_for_resource(ResourceArn=arn)["TagsModel"]["tags"] == {"key2": "value2"}


def test_an_app_that_disappears_is_not_found(pinpoint: Any, app: str) -> None:
    made = pinpoint.get_app(ApplicationId=app)["ApplicationResponse"]
    assert pinpoint.delete_app(ApplicationId=app)["ApplicationResponse"] == made
    with pytest.raises(pinpoint.exceptions.NotFoundException):
        pinpoint.get_app(ApplicationId=app)


def test_an_email_channel_reads_back_as_it_was_written_and_is_gone_when_deleted(pinpoint: Any, app: str) -> None:
    identity = "arn:aws:ses:us-east-1:000000000000:identity/example.com"
    role = "arn:aws:iam::000000000000:role/email"
    by_arn = "arn:aws:ses:us-east-1:000000000000:configuration-set/x"
    for request in (
        {"Enabled": False, "FromAddress": "one@example.com", "Identity": identity, "RoleArn": role, "ConfigurationSet": "by-name"},
        {"Enabled": False, "FromAddress": "two@example.com", "Identity": identity, "ConfigurationSet": by_arn},
    ):
        pinpoint.update_email_channel(ApplicationId=app, EmailChannelRequest=request)
        found = pinpoint.get_email_channel(ApplicationId=app)["EmailChannelResponse"]
        assert {name: found[name] for name in request} == request
        assert found["MessagesPerSecond"] > 0
    pinpoint.delete_email_channel(ApplicationId=app)
    with pytest.raises(pinpoint.exceptions.NotFoundException):
        pinpoint.get_email_channel(ApplicationId=app)


def test_an_sms_channel_reads_back_as_it_was_written(pinpoint: Any, app: str) -> None:
    for request in ({"Enabled": True}, {"Enabled": True, "SenderId": "one", "ShortCode": "12345"}, {"Enabled": False, "SenderId": "two", "ShortCode": "54321"}):
        pinpoint.update_sms_channel(ApplicationId=app, SMSChannelRequest=request)
        found = pinpoint.get_sms_channel(ApplicationId=app)["SMSChannelResponse"]
        assert {name: found[name] for name in request} == request
        assert {"PromotionalMessagesPerSecond", "TransactionalMessagesPerSecond"} <= set(found)
    pinpoint.delete_sms_channel(ApplicationId=app)
    with pytest.raises(pinpoint.exceptions.NotFoundException):
        pinpoint.get_sms_channel(ApplicationId=app)


def test_an_email_template_is_made_changed_tagged_and_deleted(pinpoint: Any) -> None:
    name = f"tf-{uuid4().hex[:12]}"
    request = {"Subject": "one", "TextPart": "text", "Headers": [{"Name": "X-Shop", "Value": "yes"}], "tags": {"key1": "value1"}}
    arn = pinpoint.create_email_template(TemplateName=name, EmailTemplateRequest=request)["CreateTemplateMessageBody"]["Arn"]
    found = pinpoint.get_email_template(TemplateName=name)["EmailTemplateResponse"]
    assert {member: found[member] for member in request} == request and found["Arn"] == arn
    pinpoint.update_email_template(TemplateName=name, EmailTemplateRequest={"Subject": "two", "TextPart": "text"})
    assert pinpoint.get_email_template(TemplateName=name)["EmailTemplateResponse"]["Subject"] == "two"
    pinpoint.delete_email_template(TemplateName=name)
    with pytest.raises(pinpoint.exceptions.NotFoundException):
        pinpoint.get_email_template(TemplateName=name)
