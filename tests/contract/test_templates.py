"""Templates as a Pinpoint user meets them (templates spec §1, §7, §8)."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError


def status(caught: pytest.ExceptionInfo[ClientError]) -> int:
    return int(caught.value.response["ResponseMetadata"]["HTTPStatusCode"])


def test_an_email_template_lives_through_its_versions(pinpoint: Any) -> None:
    name = f"welcome-{uuid4().hex[:8]}"
    body = {
        "Subject": "Welcome {{User.UserAttributes.FirstName.[0]}}",
        "HtmlPart": '<h1>Hi {{User.UserAttributes.FirstName.[0]}}</h1><a href="https://example.org">Start</a>',
        "TextPart": "Hi {{User.UserAttributes.FirstName.[0]}}",
        "DefaultSubstitutions": json.dumps({"User.UserAttributes.FirstName": "friend"}),
        "Headers": [{"Name": "List-Unsubscribe", "Value": "<https://example.org/u/{{Id}}>"}],
        "TemplateDescription": "first draft",
        "tags": {"team": "crm"},
    }
    made = pinpoint.create_email_template(TemplateName=name, EmailTemplateRequest=body)["CreateTemplateMessageBody"]
    assert made["Arn"] == f"arn:aws:mobiletargeting:us-east-1:000000000000:templates/{name}/EMAIL"
    found = pinpoint.get_email_template(TemplateName=name)["EmailTemplateResponse"]
    assert {key: found[key] for key in body} == body
    assert (found["Version"], found["TemplateType"], found["TemplateName"], found["Arn"]) == (
        "1",
        "EMAIL",
        name,
        made["Arn"],
    )
    pinpoint.update_email_template(TemplateName=name, EmailTemplateRequest={"Subject": "two"}, CreateNewVersion=True)
    assert pinpoint.get_email_template(TemplateName=name)["EmailTemplateResponse"]["Version"] == "1"
    pinpoint.update_template_active_version(
        TemplateName=name, TemplateType="EMAIL", TemplateActiveVersionRequest={"Version": "latest"}
    )
    found = pinpoint.get_email_template(TemplateName=name)["EmailTemplateResponse"]
    assert (found["Subject"], found["Version"], "HtmlPart" in found) == ("two", "2", False)
    versions = pinpoint.list_template_versions(TemplateName=name, TemplateType="EMAIL")["TemplateVersionsResponse"][
        "Item"
    ]
    assert [item["Version"] for item in versions] == ["2", "1"]
    listed = pinpoint.list_templates(Prefix=name)["TemplatesResponse"]["Item"]
    assert [(item["TemplateName"], item["Version"]) for item in listed] == [(name, "2")]
    assert pinpoint.list_tags_for_resource(ResourceArn=made["Arn"])["TagsModel"]["tags"] == {"team": "crm"}
    pinpoint.delete_email_template(TemplateName=name)
    with pytest.raises(ClientError) as caught:
        pinpoint.get_email_template(TemplateName=name)
    assert status(caught) == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"Subject": "{{#if}}"},
        {"HtmlPart": "{{nosuch x}}"},
        {"Subject": "s", "DefaultSubstitutions": "x"},
        {"Subject": "s", "Headers": [{"Name": "To", "Value": "x"}]},
    ],
)
def test_what_cannot_be_sent_is_a_400(pinpoint: Any, body: dict[str, Any]) -> None:
    with pytest.raises(ClientError) as caught:
        pinpoint.create_email_template(TemplateName=f"bad-{uuid4().hex[:8]}", EmailTemplateRequest=body)
    assert status(caught) == 400


def test_the_other_types_are_stored_and_read_back(pinpoint: Any) -> None:
    name = f"all-{uuid4().hex[:8]}"
    pinpoint.create_sms_template(TemplateName=name, SMSTemplateRequest={"Body": "Hi {{Id}}"})
    pinpoint.create_push_template(
        TemplateName=name,
        PushNotificationTemplateRequest={"Default": {"Title": "T", "Body": "B"}, "GCM": {"Body": "G"}},
    )
    pinpoint.create_voice_template(
        TemplateName=name, VoiceTemplateRequest={"Body": "Hello", "LanguageCode": "en-US", "VoiceId": "Joanna"}
    )
    pinpoint.create_in_app_template(
        TemplateName=name,
        InAppTemplateRequest={
            "Layout": "OVERLAYS",
            "Content": [{"BackgroundColor": "#fff"}],
            "CustomConfig": {"a": "b"},
        },
    )
    assert pinpoint.get_sms_template(TemplateName=name)["SMSTemplateResponse"]["Body"] == "Hi {{Id}}"
    assert pinpoint.get_push_template(TemplateName=name)["PushNotificationTemplateResponse"]["GCM"] == {"Body": "G"}
    assert pinpoint.get_voice_template(TemplateName=name)["VoiceTemplateResponse"]["VoiceId"] == "Joanna"
    assert pinpoint.get_in_app_template(TemplateName=name)["InAppTemplateResponse"]["CustomConfig"] == {"a": "b"}


def test_a_template_names_only_a_recommender_of_the_account(pinpoint: Any) -> None:
    name = f"picks-{uuid4().hex[:8]}"
    with pytest.raises(pinpoint.exceptions.ClientError) as caught:
        pinpoint.create_email_template(TemplateName=name, EmailTemplateRequest={"Subject": "s", "RecommenderId": "0" * 32})
    assert status(caught) == 404
    made = pinpoint.create_recommender_configuration(
        CreateRecommenderConfiguration={
            "RecommendationProviderRoleArn": "arn:aws:iam::000000000000:role/r",
            "RecommendationProviderUri": "arn:aws:personalize:us-east-1:000000000000:campaign/c",
        }
    )["RecommenderConfigurationResponse"]["Id"]
    pinpoint.create_email_template(TemplateName=name, EmailTemplateRequest={"Subject": "s", "RecommenderId": made})
    assert pinpoint.get_email_template(TemplateName=name)["EmailTemplateResponse"]["RecommenderId"] == made


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        ({"aws:owner": "x"}, "reserved"),
        ({"k" * 129: "x"}, "128"),
        ({"k": "v" * 257}, "256"),
        ({"k!": "v"}, "letters"),
        ({str(n): "" for n in range(51)}, "50"),
    ],
)
def test_illegal_tags_are_refused_on_create_and_later(pinpoint: Any, tags: dict[str, str], words: str) -> None:
    name = f"tagged-{uuid4().hex[:8]}"
    with pytest.raises(pinpoint.exceptions.BadRequestException, match=words):
        pinpoint.create_sms_template(TemplateName=name, SMSTemplateRequest={"Body": "x", "tags": tags})
    made = pinpoint.create_sms_template(TemplateName=name, SMSTemplateRequest={"Body": "x"})["CreateTemplateMessageBody"]
    with pytest.raises(ClientError, match=rf"BadRequestException.*{words}"):
        pinpoint.tag_resource(ResourceArn=made["Arn"], TagsModel={"tags": tags})
    assert pinpoint.list_tags_for_resource(ResourceArn=made["Arn"])["TagsModel"]["tags"] == {}
