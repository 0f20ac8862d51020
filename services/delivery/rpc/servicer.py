"""Tables of contents: one line per RPC; the work is in the module the line names.

What is not here answers UNIMPLEMENTED.
"""

from typing import Any

from counterpoint.delivery.v1 import delivery_pb2 as shapes
from counterpoint.delivery.v1.delivery_pb2_grpc import DeliveryServiceServicer
from counterpoint.delivery.v1.sending_pb2_grpc import SendingServiceServicer

from services.delivery.deps import Deps
from services.delivery.rpc import (
    channels,
    channeltest,
    content,
    explain,
    messages,
    otp,
    phone,
    push,
    reports,
    runs,
    suppressions,
    tags,
    templates,
    testing,
    tracking,
)


class Delivery(DeliveryServiceServicer):  # type: ignore[misc]
    """The public operations."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def UpdateEmailChannel(self, request: Any, context: Any) -> Any:
        return await channels.update_email(self._deps, request)

    async def GetEmailChannel(self, request: Any, context: Any) -> Any:
        return await channels.get_email(self._deps, request)

    async def DeleteEmailChannel(self, request: Any, context: Any) -> Any:
        return await channels.delete_email(self._deps, request)

    async def UpdateSmsChannel(self, request: Any, context: Any) -> Any:
        return await channels.update_sms(self._deps, request)

    async def GetSmsChannel(self, request: Any, context: Any) -> Any:
        return await channels.get_sms(self._deps, request)

    async def DeleteSmsChannel(self, request: Any, context: Any) -> Any:
        return await channels.delete_sms(self._deps, request)

    async def UpdateVoiceChannel(self, request: Any, context: Any) -> Any:
        return await channels.update_voice(self._deps, request)

    async def GetVoiceChannel(self, request: Any, context: Any) -> Any:
        return await channels.get_voice(self._deps, request)

    async def DeleteVoiceChannel(self, request: Any, context: Any) -> Any:
        return await channels.delete_voice(self._deps, request)

    async def UpdateGcmChannel(self, request: Any, context: Any) -> Any:
        return await push.update(self._deps, "GCM", request)

    async def GetGcmChannel(self, request: Any, context: Any) -> Any:
        return await push.get(self._deps, "GCM", request)

    async def DeleteGcmChannel(self, request: Any, context: Any) -> Any:
        return await push.delete(self._deps, "GCM", request)

    async def UpdateApnsChannel(self, request: Any, context: Any) -> Any:
        return await push.update(self._deps, "APNS", request)

    async def GetApnsChannel(self, request: Any, context: Any) -> Any:
        return await push.get(self._deps, "APNS", request)

    async def DeleteApnsChannel(self, request: Any, context: Any) -> Any:
        return await push.delete(self._deps, "APNS", request)

    async def UpdateApnsSandboxChannel(self, request: Any, context: Any) -> Any:
        return await push.update(self._deps, "APNS_SANDBOX", request)

    async def GetApnsSandboxChannel(self, request: Any, context: Any) -> Any:
        return await push.get(self._deps, "APNS_SANDBOX", request)

    async def DeleteApnsSandboxChannel(self, request: Any, context: Any) -> Any:
        return await push.delete(self._deps, "APNS_SANDBOX", request)

    async def UpdateApnsVoipChannel(self, request: Any, context: Any) -> Any:
        return await push.update(self._deps, "APNS_VOIP", request)

    async def GetApnsVoipChannel(self, request: Any, context: Any) -> Any:
        return await push.get(self._deps, "APNS_VOIP", request)

    async def DeleteApnsVoipChannel(self, request: Any, context: Any) -> Any:
        return await push.delete(self._deps, "APNS_VOIP", request)

    async def UpdateApnsVoipSandboxChannel(self, request: Any, context: Any) -> Any:
        return await push.update(self._deps, "APNS_VOIP_SANDBOX", request)

    async def GetApnsVoipSandboxChannel(self, request: Any, context: Any) -> Any:
        return await push.get(self._deps, "APNS_VOIP_SANDBOX", request)

    async def DeleteApnsVoipSandboxChannel(self, request: Any, context: Any) -> Any:
        return await push.delete(self._deps, "APNS_VOIP_SANDBOX", request)

    async def UpdateAdmChannel(self, request: Any, context: Any) -> Any:
        return await push.update(self._deps, "ADM", request)

    async def GetAdmChannel(self, request: Any, context: Any) -> Any:
        return await push.get(self._deps, "ADM", request)

    async def DeleteAdmChannel(self, request: Any, context: Any) -> Any:
        return await push.delete(self._deps, "ADM", request)

    async def UpdateBaiduChannel(self, request: Any, context: Any) -> Any:
        return await push.update(self._deps, "BAIDU", request)

    async def GetBaiduChannel(self, request: Any, context: Any) -> Any:
        return await push.get(self._deps, "BAIDU", request)

    async def DeleteBaiduChannel(self, request: Any, context: Any) -> Any:
        return await push.delete(self._deps, "BAIDU", request)

    async def ListChannels(self, request: Any, context: Any) -> Any:
        return await channels.list_all(self._deps, request)

    async def CreateEmailTemplate(self, request: Any, context: Any) -> Any:
        return shapes.CreateEmailTemplateResponse(
            create_template_message_body=await templates.create(
                self._deps, "EMAIL", request.template_name, request.email_template_request
            )
        )

    async def GetEmailTemplate(self, request: Any, context: Any) -> Any:
        return shapes.GetEmailTemplateResponse(
            email_template_response=await templates.get(self._deps, "EMAIL", request.template_name, request.version)
        )

    async def UpdateEmailTemplate(self, request: Any, context: Any) -> Any:
        return shapes.UpdateEmailTemplateResponse(
            message_body=await templates.update(self._deps, "EMAIL", request, request.email_template_request)
        )

    async def DeleteEmailTemplate(self, request: Any, context: Any) -> Any:
        return shapes.DeleteEmailTemplateResponse(
            message_body=await templates.delete(self._deps, "EMAIL", request.template_name, request.version)
        )

    async def CreateSmsTemplate(self, request: Any, context: Any) -> Any:
        return shapes.CreateSmsTemplateResponse(
            create_template_message_body=await templates.create(
                self._deps, "SMS", request.template_name, request.sms_template_request
            )
        )

    async def GetSmsTemplate(self, request: Any, context: Any) -> Any:
        return shapes.GetSmsTemplateResponse(
            sms_template_response=await templates.get(self._deps, "SMS", request.template_name, request.version)
        )

    async def UpdateSmsTemplate(self, request: Any, context: Any) -> Any:
        return shapes.UpdateSmsTemplateResponse(
            message_body=await templates.update(self._deps, "SMS", request, request.sms_template_request)
        )

    async def DeleteSmsTemplate(self, request: Any, context: Any) -> Any:
        return shapes.DeleteSmsTemplateResponse(
            message_body=await templates.delete(self._deps, "SMS", request.template_name, request.version)
        )

    async def CreatePushTemplate(self, request: Any, context: Any) -> Any:
        return shapes.CreatePushTemplateResponse(
            create_template_message_body=await templates.create(
                self._deps, "PUSH", request.template_name, request.push_notification_template_request
            )
        )

    async def GetPushTemplate(self, request: Any, context: Any) -> Any:
        return shapes.GetPushTemplateResponse(
            push_notification_template_response=await templates.get(
                self._deps, "PUSH", request.template_name, request.version
            )
        )

    async def UpdatePushTemplate(self, request: Any, context: Any) -> Any:
        return shapes.UpdatePushTemplateResponse(
            message_body=await templates.update(self._deps, "PUSH", request, request.push_notification_template_request)
        )

    async def DeletePushTemplate(self, request: Any, context: Any) -> Any:
        return shapes.DeletePushTemplateResponse(
            message_body=await templates.delete(self._deps, "PUSH", request.template_name, request.version)
        )

    async def CreateVoiceTemplate(self, request: Any, context: Any) -> Any:
        return shapes.CreateVoiceTemplateResponse(
            create_template_message_body=await templates.create(
                self._deps, "VOICE", request.template_name, request.voice_template_request
            )
        )

    async def GetVoiceTemplate(self, request: Any, context: Any) -> Any:
        return shapes.GetVoiceTemplateResponse(
            voice_template_response=await templates.get(self._deps, "VOICE", request.template_name, request.version)
        )

    async def UpdateVoiceTemplate(self, request: Any, context: Any) -> Any:
        return shapes.UpdateVoiceTemplateResponse(
            message_body=await templates.update(self._deps, "VOICE", request, request.voice_template_request)
        )

    async def DeleteVoiceTemplate(self, request: Any, context: Any) -> Any:
        return shapes.DeleteVoiceTemplateResponse(
            message_body=await templates.delete(self._deps, "VOICE", request.template_name, request.version)
        )

    async def CreateInAppTemplate(self, request: Any, context: Any) -> Any:
        return shapes.CreateInAppTemplateResponse(
            template_create_message_body=await templates.create(
                self._deps, "INAPP", request.template_name, request.in_app_template_request
            )
        )

    async def GetInAppTemplate(self, request: Any, context: Any) -> Any:
        return shapes.GetInAppTemplateResponse(
            in_app_template_response=await templates.get(self._deps, "INAPP", request.template_name, request.version)
        )

    async def UpdateInAppTemplate(self, request: Any, context: Any) -> Any:
        return shapes.UpdateInAppTemplateResponse(
            message_body=await templates.update(self._deps, "INAPP", request, request.in_app_template_request)
        )

    async def DeleteInAppTemplate(self, request: Any, context: Any) -> Any:
        return shapes.DeleteInAppTemplateResponse(
            message_body=await templates.delete(self._deps, "INAPP", request.template_name, request.version)
        )

    async def ListTemplates(self, request: Any, context: Any) -> Any:
        return await templates.list_all(self._deps, request)

    async def ListTemplateVersions(self, request: Any, context: Any) -> Any:
        return await templates.list_versions(self._deps, request)

    async def UpdateTemplateActiveVersion(self, request: Any, context: Any) -> Any:
        return await templates.activate(self._deps, request)

    async def ListTagsForResource(self, request: Any, context: Any) -> Any:
        return await tags.list_all(self._deps, request)

    async def TagResource(self, request: Any, context: Any) -> Any:
        return await tags.tag(self._deps, request)

    async def UntagResource(self, request: Any, context: Any) -> Any:
        return await tags.untag(self._deps, request)

    async def SendMessages(self, request: Any, context: Any) -> Any:
        return await messages.send(self._deps, request)

    async def SendUsersMessages(self, request: Any, context: Any) -> Any:
        return await messages.send_users(self._deps, request)

    async def SendOTPMessage(self, request: Any, context: Any) -> Any:
        return await otp.send(self._deps, request)

    async def VerifyOTPMessage(self, request: Any, context: Any) -> Any:
        return await otp.verify(self._deps, request)

    async def PhoneNumberValidate(self, request: Any, context: Any) -> Any:
        return await phone.validate(self._deps, request)


class Sending(SendingServiceServicer):  # type: ignore[misc]
    """What campaigns, journeys and the gateway ask."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def CheckContent(self, request: Any, context: Any) -> Any:
        return await content.check(self._deps, request)

    async def StartRun(self, request: Any, context: Any) -> Any:
        return await runs.start(self._deps, request)

    async def StopRuns(self, request: Any, context: Any) -> Any:
        return await runs.stop(self._deps, request)

    async def ListRuns(self, request: Any, context: Any) -> Any:
        return await runs.list_all(self._deps, request)

    async def SetHold(self, request: Any, context: Any) -> Any:
        return await runs.set_hold(self._deps, request)

    async def ListHolds(self, request: Any, context: Any) -> Any:
        return await runs.list_holds(self._deps, request)

    async def ExplainRecipient(self, request: Any, context: Any) -> Any:
        return await explain.explain(self._deps, request)

    async def Track(self, request: Any, context: Any) -> Any:
        return await tracking.track(self._deps, request)

    async def SendTest(self, request: Any, context: Any) -> Any:
        return await testing.send(self._deps, request)

    async def TestChannel(self, request: Any, context: Any) -> Any:
        return await channeltest.test(self._deps, request)

    async def ListSuppressions(self, request: Any, context: Any) -> Any:
        return await suppressions.list_all(self._deps, request)

    async def PutSuppression(self, request: Any, context: Any) -> Any:
        return await suppressions.put(self._deps, request)

    async def DeleteSuppression(self, request: Any, context: Any) -> Any:
        return await suppressions.delete(self._deps, request)

    async def TakeReport(self, request: Any, context: Any) -> Any:
        return await reports.take_report(self._deps, request)

    async def TakeReceipt(self, request: Any, context: Any) -> Any:
        return await reports.take_receipt(self._deps, request)
