"""Templates, their versions and tags (templates spec §1, §6.1, §7, acceptance 1)."""

from typing import Any

import pytest
from counterpoint.delivery.v1 import delivery_pb2 as shapes
from counterpoint.delivery.v1 import sending_pb2
from counterpoint.type.v1.type_pb2 import MessageConfiguration, TemplateConfiguration

from kit import caller, ids
from kit.caller import Caller
from kit.errors import Invalid, NotFound
from tests.fixtures.servers import Servers
from tests.rpc.delivery.harness import World, world


def _sign_in() -> None:
    """A fresh account for each test: templates belong to accounts."""
    caller.set_current(Caller(account=str(int(ids.new_id(), 16))[:12], request_id="r1"))


async def create(w: World, name: str, subject: str = "v1", **members: Any) -> Any:
    body = shapes.EmailTemplateRequest(subject=subject, **members)
    return await w.delivery.CreateEmailTemplate(
        shapes.CreateEmailTemplateRequest(template_name=name, email_template_request=body)
    )


async def update(w: World, name: str, subject: str, **members: Any) -> Any:
    body = shapes.EmailTemplateRequest(subject=subject)
    return await w.delivery.UpdateEmailTemplate(
        shapes.UpdateEmailTemplateRequest(template_name=name, email_template_request=body, **members)
    )


async def get(w: World, name: str, version: str = "") -> Any:
    request = shapes.GetEmailTemplateRequest(template_name=name, version=version or None)
    return (await w.delivery.GetEmailTemplate(request)).email_template_response


async def activate(w: World, name: str, version: str) -> Any:
    body = shapes.TemplateActiveVersionRequest(version=version)
    request = shapes.UpdateTemplateActiveVersionRequest(
        template_name=name, template_type="email", template_active_version_request=body
    )
    return await w.delivery.UpdateTemplateActiveVersion(request)


async def test_versions_are_made_activated_overwritten_and_deleted(servers: Servers) -> None:
    async with world(servers) as w:
        _sign_in()
        await create(w, "t", template_description="first")
        await update(w, "t", "v2", create_new_version=True)
        found = await get(w, "t")
        assert (found.subject, found.version, found.template_description) == ("v1", "1", "first")
        assert (await get(w, "t", "2")).subject == "v2"
        assert (await activate(w, "t", "latest")).message_body.message == "Success"
        assert (await get(w, "t")).subject == "v2"
        await update(w, "t", "v2b")
        assert ((await get(w, "t")).subject, (await get(w, "t", "1")).subject) == ("v2b", "v1")
        await update(w, "t", "v2c", version="2")
        with pytest.raises(Invalid, match="latest"):
            await update(w, "t", "x", version="1")
        with pytest.raises(Invalid, match="create-new-version"):
            await update(w, "t", "x", version="2", create_new_version=True)
        with pytest.raises(NotFound):
            await get(w, "t", "3")
        with pytest.raises(Invalid, match="active"):
            await w.delivery.DeleteEmailTemplate(shapes.DeleteEmailTemplateRequest(template_name="t", version="2"))
        await activate(w, "t", "1")
        await w.delivery.DeleteEmailTemplate(shapes.DeleteEmailTemplateRequest(template_name="t", version="2"))
        await update(w, "t", "v3", create_new_version=True)
        listed = await w.delivery.ListTemplateVersions(
            shapes.ListTemplateVersionsRequest(template_name="t", template_type="EMAIL")
        )
        assert [item.version for item in listed.template_versions_response.item] == ["3", "1"]
        await w.delivery.DeleteEmailTemplate(shapes.DeleteEmailTemplateRequest(template_name="t"))
        with pytest.raises(NotFound):
            await get(w, "t")


async def test_lists_are_by_name_in_pages_and_show_what_the_original_shows(servers: Servers) -> None:
    async with world(servers) as w:
        _sign_in()
        for name in ("b", "a", "B", "ab"):
            await create(w, name, tags={"k": "v"})
        sms = shapes.SMSTemplateRequest(body="Hi {{User.UserId}}")
        await w.delivery.CreateSmsTemplate(shapes.CreateSmsTemplateRequest(template_name="a", sms_template_request=sms))
        first = (await w.delivery.ListTemplates(shapes.ListTemplatesRequest(page_size="3"))).templates_response
        assert [(item.template_name, item.template_type) for item in first.item] == [
            ("B", "EMAIL"),
            ("a", "EMAIL"),
            ("a", "SMS"),
        ]
        assert not first.item[0].HasField("arn") and not first.item[0].tags
        rest = (
            await w.delivery.ListTemplates(shapes.ListTemplatesRequest(page_size="3", next_token=first.next_token))
        ).templates_response
        assert [item.template_name for item in rest.item] == ["ab", "b"] and not rest.HasField("next_token")
        found = (
            await w.delivery.ListTemplates(shapes.ListTemplatesRequest(prefix="a", template_type="email"))
        ).templates_response
        assert [item.template_name for item in found.item] == ["a", "ab"]
        with pytest.raises(Invalid, match="template-type"):
            await w.delivery.ListTemplates(shapes.ListTemplatesRequest(template_type="fax"))


BAD_CONTENT = (
    ({"subject": ""}, "needs a Subject"),
    ({"subject": "{{#if x}}"}, "Subject: .*line 1"),
    ({"html_part": "<p>\n{{nosuch x}}</p>"}, "HtmlPart: .*line 2"),
    ({"default_substitutions": "[1]"}, "DefaultSubstitutions"),
    ({"headers": [{"name": "Bcc", "value": "x"}]}, "may not be set"),
    ({"headers": [{"name": "X-A", "value": "a\r\nBcc: b"}]}, "control characters"),
    ({"headers": [{"name": "X-A", "value": "v" * 871}]}, "longer than 870"),
    ({"text_part": "x" * 599_500, "headers": [{"name": "X-A", "value": "v" * 800}]}, "longer than 600,000"),
)


async def test_content_that_cannot_be_sent_is_refused_when_it_is_written(servers: Servers) -> None:
    async with world(servers) as w:
        _sign_in()
        for members, fault in BAD_CONTENT:
            with pytest.raises(Invalid, match=fault):
                await create(w, "t", **({"subject": "ok"} | members))


async def test_a_name_is_taken_once_per_type_and_tags_can_be_changed(servers: Servers) -> None:
    async with world(servers) as w:
        _sign_in()
        arn = (await create(w, "t", tags={"a": "1"})).create_template_message_body.arn
        with pytest.raises(Invalid, match="already exists"):
            await create(w, "t")
        with pytest.raises(Invalid, match="template-name"):
            await create(w, "-t")
        request = shapes.TagResourceRequest(resource_arn=arn)
        request.tags_model.tags["b"] = "2"
        await w.delivery.TagResource(request)
        await w.delivery.UntagResource(shapes.UntagResourceRequest(resource_arn=arn, tag_keys=["a", "zz"]))
        listed = await w.delivery.ListTagsForResource(shapes.ListTagsForResourceRequest(resource_arn=arn))
        assert dict(listed.tags_model.tags) == {"b": "2"}
        assert dict((await get(w, "t")).tags) == {"b": "2"}
        _sign_in()
        with pytest.raises(NotFound):
            await w.delivery.ListTagsForResource(shapes.ListTagsForResourceRequest(resource_arn=arn))


async def test_push_voice_and_in_app_templates_read_back_as_written(servers: Servers) -> None:
    async with world(servers) as w:
        _sign_in()
        push = shapes.PushNotificationTemplateRequest(
            default=shapes.DefaultPushNotificationTemplate(title="T", body="B {{Attributes.X}}")
        )
        await w.delivery.CreatePushTemplate(
            shapes.CreatePushTemplateRequest(template_name="p", push_notification_template_request=push)
        )
        found = (
            await w.delivery.GetPushTemplate(shapes.GetPushTemplateRequest(template_name="p"))
        ).push_notification_template_response
        assert (found.default.body, found.template_type, found.version) == ("B {{Attributes.X}}", "PUSH", "1")
        voice = shapes.VoiceTemplateRequest(body="Hello", voice_id="Joanna")
        await w.delivery.CreateVoiceTemplate(
            shapes.CreateVoiceTemplateRequest(template_name="p", voice_template_request=voice)
        )
        assert (
            await w.delivery.GetVoiceTemplate(shapes.GetVoiceTemplateRequest(template_name="p"))
        ).voice_template_response.voice_id == "Joanna"
        in_app = shapes.InAppTemplateRequest(layout="OVERLAYS", custom_config={"a": "b"})
        in_app.content.add(background_color="#fff")
        await w.delivery.CreateInAppTemplate(
            shapes.CreateInAppTemplateRequest(template_name="p", in_app_template_request=in_app)
        )
        shown = (
            await w.delivery.GetInAppTemplate(shapes.GetInAppTemplateRequest(template_name="p"))
        ).in_app_template_response
        assert (shown.layout, dict(shown.custom_config), len(shown.content)) == ("OVERLAYS", {"a": "b"}, 1)


async def test_a_campaigns_content_is_checked_before_it_is_stored(servers: Servers) -> None:
    async with world(servers) as w:
        _sign_in()
        account = caller.current().account
        await create(w, "t")

        async def check(messages: MessageConfiguration, templates: TemplateConfiguration | None = None) -> Any:
            return await w.sending.CheckContent(
                sending_pb2.CheckContentRequest(
                    app_id="a", account_id=account, message_configuration=messages, template_configuration=templates
                )
            )

        copies = await check(MessageConfiguration(), TemplateConfiguration(email_template={"name": "t"}))
        assert [(copy.template_type, copy.name, copy.version) for copy in copies.templates] == [("EMAIL", "t", "1")]
        with pytest.raises(NotFound, match="Template u not found"):
            await check(MessageConfiguration(), TemplateConfiguration(email_template={"name": "u"}))
        with pytest.raises(NotFound, match="version 9"):
            await check(MessageConfiguration(), TemplateConfiguration(email_template={"name": "t", "version": "9"}))
        with pytest.raises(Invalid, match=r"EmailMessage\.HtmlBody"):
            await check(MessageConfiguration(email_message={"html_body": "{{#each}}"}))
        with pytest.raises(Invalid, match="VoiceTemplate"):
            await check(MessageConfiguration(), TemplateConfiguration(voice_template={"name": "t"}))
        with pytest.raises(Invalid, match="DeliveryUri"):
            await check(MessageConfiguration(custom_message={"data": "{}"}))
