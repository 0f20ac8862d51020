from counterpoint.options.v1 import options_pb2 as _options_pb2
from counterpoint.type.v1 import type_pb2 as _type_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CreateEmailTemplateRequest(_message.Message):
    __slots__ = ("email_template_request", "template_name")
    EMAIL_TEMPLATE_REQUEST_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    email_template_request: EmailTemplateRequest
    template_name: str
    def __init__(self, email_template_request: _Optional[_Union[EmailTemplateRequest, _Mapping]] = ..., template_name: _Optional[str] = ...) -> None: ...

class CreateEmailTemplateResponse(_message.Message):
    __slots__ = ("create_template_message_body",)
    CREATE_TEMPLATE_MESSAGE_BODY_FIELD_NUMBER: _ClassVar[int]
    create_template_message_body: CreateTemplateMessageBody
    def __init__(self, create_template_message_body: _Optional[_Union[CreateTemplateMessageBody, _Mapping]] = ...) -> None: ...

class CreateInAppTemplateRequest(_message.Message):
    __slots__ = ("in_app_template_request", "template_name")
    IN_APP_TEMPLATE_REQUEST_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    in_app_template_request: InAppTemplateRequest
    template_name: str
    def __init__(self, in_app_template_request: _Optional[_Union[InAppTemplateRequest, _Mapping]] = ..., template_name: _Optional[str] = ...) -> None: ...

class CreateInAppTemplateResponse(_message.Message):
    __slots__ = ("template_create_message_body",)
    TEMPLATE_CREATE_MESSAGE_BODY_FIELD_NUMBER: _ClassVar[int]
    template_create_message_body: TemplateCreateMessageBody
    def __init__(self, template_create_message_body: _Optional[_Union[TemplateCreateMessageBody, _Mapping]] = ...) -> None: ...

class CreatePushTemplateRequest(_message.Message):
    __slots__ = ("push_notification_template_request", "template_name")
    PUSH_NOTIFICATION_TEMPLATE_REQUEST_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    push_notification_template_request: PushNotificationTemplateRequest
    template_name: str
    def __init__(self, push_notification_template_request: _Optional[_Union[PushNotificationTemplateRequest, _Mapping]] = ..., template_name: _Optional[str] = ...) -> None: ...

class CreatePushTemplateResponse(_message.Message):
    __slots__ = ("create_template_message_body",)
    CREATE_TEMPLATE_MESSAGE_BODY_FIELD_NUMBER: _ClassVar[int]
    create_template_message_body: CreateTemplateMessageBody
    def __init__(self, create_template_message_body: _Optional[_Union[CreateTemplateMessageBody, _Mapping]] = ...) -> None: ...

class CreateSmsTemplateRequest(_message.Message):
    __slots__ = ("sms_template_request", "template_name")
    SMS_TEMPLATE_REQUEST_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    sms_template_request: SMSTemplateRequest
    template_name: str
    def __init__(self, sms_template_request: _Optional[_Union[SMSTemplateRequest, _Mapping]] = ..., template_name: _Optional[str] = ...) -> None: ...

class CreateSmsTemplateResponse(_message.Message):
    __slots__ = ("create_template_message_body",)
    CREATE_TEMPLATE_MESSAGE_BODY_FIELD_NUMBER: _ClassVar[int]
    create_template_message_body: CreateTemplateMessageBody
    def __init__(self, create_template_message_body: _Optional[_Union[CreateTemplateMessageBody, _Mapping]] = ...) -> None: ...

class CreateVoiceTemplateRequest(_message.Message):
    __slots__ = ("template_name", "voice_template_request")
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    VOICE_TEMPLATE_REQUEST_FIELD_NUMBER: _ClassVar[int]
    template_name: str
    voice_template_request: VoiceTemplateRequest
    def __init__(self, template_name: _Optional[str] = ..., voice_template_request: _Optional[_Union[VoiceTemplateRequest, _Mapping]] = ...) -> None: ...

class CreateVoiceTemplateResponse(_message.Message):
    __slots__ = ("create_template_message_body",)
    CREATE_TEMPLATE_MESSAGE_BODY_FIELD_NUMBER: _ClassVar[int]
    create_template_message_body: CreateTemplateMessageBody
    def __init__(self, create_template_message_body: _Optional[_Union[CreateTemplateMessageBody, _Mapping]] = ...) -> None: ...

class DeleteAdmChannelRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class DeleteAdmChannelResponse(_message.Message):
    __slots__ = ("adm_channel_response",)
    ADM_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    adm_channel_response: ADMChannelResponse
    def __init__(self, adm_channel_response: _Optional[_Union[ADMChannelResponse, _Mapping]] = ...) -> None: ...

class DeleteApnsChannelRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class DeleteApnsChannelResponse(_message.Message):
    __slots__ = ("apns_channel_response",)
    APNS_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    apns_channel_response: APNSChannelResponse
    def __init__(self, apns_channel_response: _Optional[_Union[APNSChannelResponse, _Mapping]] = ...) -> None: ...

class DeleteApnsSandboxChannelRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class DeleteApnsSandboxChannelResponse(_message.Message):
    __slots__ = ("apns_sandbox_channel_response",)
    APNS_SANDBOX_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    apns_sandbox_channel_response: APNSSandboxChannelResponse
    def __init__(self, apns_sandbox_channel_response: _Optional[_Union[APNSSandboxChannelResponse, _Mapping]] = ...) -> None: ...

class DeleteApnsVoipChannelRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class DeleteApnsVoipChannelResponse(_message.Message):
    __slots__ = ("apns_voip_channel_response",)
    APNS_VOIP_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    apns_voip_channel_response: APNSVoipChannelResponse
    def __init__(self, apns_voip_channel_response: _Optional[_Union[APNSVoipChannelResponse, _Mapping]] = ...) -> None: ...

class DeleteApnsVoipSandboxChannelRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class DeleteApnsVoipSandboxChannelResponse(_message.Message):
    __slots__ = ("apns_voip_sandbox_channel_response",)
    APNS_VOIP_SANDBOX_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    apns_voip_sandbox_channel_response: APNSVoipSandboxChannelResponse
    def __init__(self, apns_voip_sandbox_channel_response: _Optional[_Union[APNSVoipSandboxChannelResponse, _Mapping]] = ...) -> None: ...

class DeleteBaiduChannelRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class DeleteBaiduChannelResponse(_message.Message):
    __slots__ = ("baidu_channel_response",)
    BAIDU_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    baidu_channel_response: BaiduChannelResponse
    def __init__(self, baidu_channel_response: _Optional[_Union[BaiduChannelResponse, _Mapping]] = ...) -> None: ...

class DeleteEmailChannelRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class DeleteEmailChannelResponse(_message.Message):
    __slots__ = ("email_channel_response",)
    EMAIL_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    email_channel_response: EmailChannelResponse
    def __init__(self, email_channel_response: _Optional[_Union[EmailChannelResponse, _Mapping]] = ...) -> None: ...

class DeleteEmailTemplateRequest(_message.Message):
    __slots__ = ("template_name", "version")
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    template_name: str
    version: str
    def __init__(self, template_name: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class DeleteEmailTemplateResponse(_message.Message):
    __slots__ = ("message_body",)
    MESSAGE_BODY_FIELD_NUMBER: _ClassVar[int]
    message_body: _type_pb2.MessageBody
    def __init__(self, message_body: _Optional[_Union[_type_pb2.MessageBody, _Mapping]] = ...) -> None: ...

class DeleteGcmChannelRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class DeleteGcmChannelResponse(_message.Message):
    __slots__ = ("gcm_channel_response",)
    GCM_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    gcm_channel_response: GCMChannelResponse
    def __init__(self, gcm_channel_response: _Optional[_Union[GCMChannelResponse, _Mapping]] = ...) -> None: ...

class DeleteInAppTemplateRequest(_message.Message):
    __slots__ = ("template_name", "version")
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    template_name: str
    version: str
    def __init__(self, template_name: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class DeleteInAppTemplateResponse(_message.Message):
    __slots__ = ("message_body",)
    MESSAGE_BODY_FIELD_NUMBER: _ClassVar[int]
    message_body: _type_pb2.MessageBody
    def __init__(self, message_body: _Optional[_Union[_type_pb2.MessageBody, _Mapping]] = ...) -> None: ...

class DeletePushTemplateRequest(_message.Message):
    __slots__ = ("template_name", "version")
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    template_name: str
    version: str
    def __init__(self, template_name: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class DeletePushTemplateResponse(_message.Message):
    __slots__ = ("message_body",)
    MESSAGE_BODY_FIELD_NUMBER: _ClassVar[int]
    message_body: _type_pb2.MessageBody
    def __init__(self, message_body: _Optional[_Union[_type_pb2.MessageBody, _Mapping]] = ...) -> None: ...

class DeleteSmsChannelRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class DeleteSmsChannelResponse(_message.Message):
    __slots__ = ("sms_channel_response",)
    SMS_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    sms_channel_response: SMSChannelResponse
    def __init__(self, sms_channel_response: _Optional[_Union[SMSChannelResponse, _Mapping]] = ...) -> None: ...

class DeleteSmsTemplateRequest(_message.Message):
    __slots__ = ("template_name", "version")
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    template_name: str
    version: str
    def __init__(self, template_name: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class DeleteSmsTemplateResponse(_message.Message):
    __slots__ = ("message_body",)
    MESSAGE_BODY_FIELD_NUMBER: _ClassVar[int]
    message_body: _type_pb2.MessageBody
    def __init__(self, message_body: _Optional[_Union[_type_pb2.MessageBody, _Mapping]] = ...) -> None: ...

class DeleteVoiceChannelRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class DeleteVoiceChannelResponse(_message.Message):
    __slots__ = ("voice_channel_response",)
    VOICE_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    voice_channel_response: VoiceChannelResponse
    def __init__(self, voice_channel_response: _Optional[_Union[VoiceChannelResponse, _Mapping]] = ...) -> None: ...

class DeleteVoiceTemplateRequest(_message.Message):
    __slots__ = ("template_name", "version")
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    template_name: str
    version: str
    def __init__(self, template_name: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class DeleteVoiceTemplateResponse(_message.Message):
    __slots__ = ("message_body",)
    MESSAGE_BODY_FIELD_NUMBER: _ClassVar[int]
    message_body: _type_pb2.MessageBody
    def __init__(self, message_body: _Optional[_Union[_type_pb2.MessageBody, _Mapping]] = ...) -> None: ...

class GetAdmChannelRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class GetAdmChannelResponse(_message.Message):
    __slots__ = ("adm_channel_response",)
    ADM_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    adm_channel_response: ADMChannelResponse
    def __init__(self, adm_channel_response: _Optional[_Union[ADMChannelResponse, _Mapping]] = ...) -> None: ...

class GetApnsChannelRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class GetApnsChannelResponse(_message.Message):
    __slots__ = ("apns_channel_response",)
    APNS_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    apns_channel_response: APNSChannelResponse
    def __init__(self, apns_channel_response: _Optional[_Union[APNSChannelResponse, _Mapping]] = ...) -> None: ...

class GetApnsSandboxChannelRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class GetApnsSandboxChannelResponse(_message.Message):
    __slots__ = ("apns_sandbox_channel_response",)
    APNS_SANDBOX_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    apns_sandbox_channel_response: APNSSandboxChannelResponse
    def __init__(self, apns_sandbox_channel_response: _Optional[_Union[APNSSandboxChannelResponse, _Mapping]] = ...) -> None: ...

class GetApnsVoipChannelRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class GetApnsVoipChannelResponse(_message.Message):
    __slots__ = ("apns_voip_channel_response",)
    APNS_VOIP_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    apns_voip_channel_response: APNSVoipChannelResponse
    def __init__(self, apns_voip_channel_response: _Optional[_Union[APNSVoipChannelResponse, _Mapping]] = ...) -> None: ...

class GetApnsVoipSandboxChannelRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class GetApnsVoipSandboxChannelResponse(_message.Message):
    __slots__ = ("apns_voip_sandbox_channel_response",)
    APNS_VOIP_SANDBOX_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    apns_voip_sandbox_channel_response: APNSVoipSandboxChannelResponse
    def __init__(self, apns_voip_sandbox_channel_response: _Optional[_Union[APNSVoipSandboxChannelResponse, _Mapping]] = ...) -> None: ...

class GetBaiduChannelRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class GetBaiduChannelResponse(_message.Message):
    __slots__ = ("baidu_channel_response",)
    BAIDU_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    baidu_channel_response: BaiduChannelResponse
    def __init__(self, baidu_channel_response: _Optional[_Union[BaiduChannelResponse, _Mapping]] = ...) -> None: ...

class GetEmailChannelRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class GetEmailChannelResponse(_message.Message):
    __slots__ = ("email_channel_response",)
    EMAIL_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    email_channel_response: EmailChannelResponse
    def __init__(self, email_channel_response: _Optional[_Union[EmailChannelResponse, _Mapping]] = ...) -> None: ...

class GetEmailTemplateRequest(_message.Message):
    __slots__ = ("template_name", "version")
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    template_name: str
    version: str
    def __init__(self, template_name: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class GetEmailTemplateResponse(_message.Message):
    __slots__ = ("email_template_response",)
    EMAIL_TEMPLATE_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    email_template_response: EmailTemplateResponse
    def __init__(self, email_template_response: _Optional[_Union[EmailTemplateResponse, _Mapping]] = ...) -> None: ...

class GetGcmChannelRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class GetGcmChannelResponse(_message.Message):
    __slots__ = ("gcm_channel_response",)
    GCM_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    gcm_channel_response: GCMChannelResponse
    def __init__(self, gcm_channel_response: _Optional[_Union[GCMChannelResponse, _Mapping]] = ...) -> None: ...

class GetInAppTemplateRequest(_message.Message):
    __slots__ = ("template_name", "version")
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    template_name: str
    version: str
    def __init__(self, template_name: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class GetInAppTemplateResponse(_message.Message):
    __slots__ = ("in_app_template_response",)
    IN_APP_TEMPLATE_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    in_app_template_response: InAppTemplateResponse
    def __init__(self, in_app_template_response: _Optional[_Union[InAppTemplateResponse, _Mapping]] = ...) -> None: ...

class GetPushTemplateRequest(_message.Message):
    __slots__ = ("template_name", "version")
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    template_name: str
    version: str
    def __init__(self, template_name: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class GetPushTemplateResponse(_message.Message):
    __slots__ = ("push_notification_template_response",)
    PUSH_NOTIFICATION_TEMPLATE_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    push_notification_template_response: PushNotificationTemplateResponse
    def __init__(self, push_notification_template_response: _Optional[_Union[PushNotificationTemplateResponse, _Mapping]] = ...) -> None: ...

class GetSmsChannelRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class GetSmsChannelResponse(_message.Message):
    __slots__ = ("sms_channel_response",)
    SMS_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    sms_channel_response: SMSChannelResponse
    def __init__(self, sms_channel_response: _Optional[_Union[SMSChannelResponse, _Mapping]] = ...) -> None: ...

class GetSmsTemplateRequest(_message.Message):
    __slots__ = ("template_name", "version")
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    template_name: str
    version: str
    def __init__(self, template_name: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class GetSmsTemplateResponse(_message.Message):
    __slots__ = ("sms_template_response",)
    SMS_TEMPLATE_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    sms_template_response: SMSTemplateResponse
    def __init__(self, sms_template_response: _Optional[_Union[SMSTemplateResponse, _Mapping]] = ...) -> None: ...

class GetVoiceChannelRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class GetVoiceChannelResponse(_message.Message):
    __slots__ = ("voice_channel_response",)
    VOICE_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    voice_channel_response: VoiceChannelResponse
    def __init__(self, voice_channel_response: _Optional[_Union[VoiceChannelResponse, _Mapping]] = ...) -> None: ...

class GetVoiceTemplateRequest(_message.Message):
    __slots__ = ("template_name", "version")
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    template_name: str
    version: str
    def __init__(self, template_name: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class GetVoiceTemplateResponse(_message.Message):
    __slots__ = ("voice_template_response",)
    VOICE_TEMPLATE_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    voice_template_response: VoiceTemplateResponse
    def __init__(self, voice_template_response: _Optional[_Union[VoiceTemplateResponse, _Mapping]] = ...) -> None: ...

class ListChannelsRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class ListChannelsResponse(_message.Message):
    __slots__ = ("channels_response",)
    CHANNELS_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    channels_response: ChannelsResponse
    def __init__(self, channels_response: _Optional[_Union[ChannelsResponse, _Mapping]] = ...) -> None: ...

class ListTagsForResourceRequest(_message.Message):
    __slots__ = ("resource_arn",)
    RESOURCE_ARN_FIELD_NUMBER: _ClassVar[int]
    resource_arn: str
    def __init__(self, resource_arn: _Optional[str] = ...) -> None: ...

class ListTagsForResourceResponse(_message.Message):
    __slots__ = ("tags_model",)
    TAGS_MODEL_FIELD_NUMBER: _ClassVar[int]
    tags_model: _type_pb2.TagsModel
    def __init__(self, tags_model: _Optional[_Union[_type_pb2.TagsModel, _Mapping]] = ...) -> None: ...

class ListTemplateVersionsRequest(_message.Message):
    __slots__ = ("next_token", "page_size", "template_name", "template_type")
    NEXT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_TYPE_FIELD_NUMBER: _ClassVar[int]
    next_token: str
    page_size: str
    template_name: str
    template_type: str
    def __init__(self, next_token: _Optional[str] = ..., page_size: _Optional[str] = ..., template_name: _Optional[str] = ..., template_type: _Optional[str] = ...) -> None: ...

class ListTemplateVersionsResponse(_message.Message):
    __slots__ = ("template_versions_response",)
    TEMPLATE_VERSIONS_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    template_versions_response: TemplateVersionsResponse
    def __init__(self, template_versions_response: _Optional[_Union[TemplateVersionsResponse, _Mapping]] = ...) -> None: ...

class ListTemplatesRequest(_message.Message):
    __slots__ = ("next_token", "page_size", "prefix", "template_type")
    NEXT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PREFIX_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_TYPE_FIELD_NUMBER: _ClassVar[int]
    next_token: str
    page_size: str
    prefix: str
    template_type: str
    def __init__(self, next_token: _Optional[str] = ..., page_size: _Optional[str] = ..., prefix: _Optional[str] = ..., template_type: _Optional[str] = ...) -> None: ...

class ListTemplatesResponse(_message.Message):
    __slots__ = ("templates_response",)
    TEMPLATES_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    templates_response: TemplatesResponse
    def __init__(self, templates_response: _Optional[_Union[TemplatesResponse, _Mapping]] = ...) -> None: ...

class PhoneNumberValidateRequest(_message.Message):
    __slots__ = ("number_validate_request",)
    NUMBER_VALIDATE_REQUEST_FIELD_NUMBER: _ClassVar[int]
    number_validate_request: NumberValidateRequest
    def __init__(self, number_validate_request: _Optional[_Union[NumberValidateRequest, _Mapping]] = ...) -> None: ...

class PhoneNumberValidateResponse(_message.Message):
    __slots__ = ("number_validate_response",)
    NUMBER_VALIDATE_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    number_validate_response: NumberValidateResponse
    def __init__(self, number_validate_response: _Optional[_Union[NumberValidateResponse, _Mapping]] = ...) -> None: ...

class SendMessagesRequest(_message.Message):
    __slots__ = ("application_id", "message_request")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_REQUEST_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    message_request: MessageRequest
    def __init__(self, application_id: _Optional[str] = ..., message_request: _Optional[_Union[MessageRequest, _Mapping]] = ...) -> None: ...

class SendMessagesResponse(_message.Message):
    __slots__ = ("message_response",)
    MESSAGE_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    message_response: MessageResponse
    def __init__(self, message_response: _Optional[_Union[MessageResponse, _Mapping]] = ...) -> None: ...

class SendOTPMessageRequest(_message.Message):
    __slots__ = ("application_id", "send_otp_message_request_parameters")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    SEND_OTP_MESSAGE_REQUEST_PARAMETERS_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    send_otp_message_request_parameters: SendOTPMessageRequestParameters
    def __init__(self, application_id: _Optional[str] = ..., send_otp_message_request_parameters: _Optional[_Union[SendOTPMessageRequestParameters, _Mapping]] = ...) -> None: ...

class SendOTPMessageResponse(_message.Message):
    __slots__ = ("message_response",)
    MESSAGE_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    message_response: MessageResponse
    def __init__(self, message_response: _Optional[_Union[MessageResponse, _Mapping]] = ...) -> None: ...

class SendUsersMessagesRequest(_message.Message):
    __slots__ = ("application_id", "send_users_message_request")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    SEND_USERS_MESSAGE_REQUEST_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    send_users_message_request: SendUsersMessageRequest
    def __init__(self, application_id: _Optional[str] = ..., send_users_message_request: _Optional[_Union[SendUsersMessageRequest, _Mapping]] = ...) -> None: ...

class SendUsersMessagesResponse(_message.Message):
    __slots__ = ("send_users_message_response",)
    SEND_USERS_MESSAGE_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    send_users_message_response: SendUsersMessageResponse
    def __init__(self, send_users_message_response: _Optional[_Union[SendUsersMessageResponse, _Mapping]] = ...) -> None: ...

class TagResourceRequest(_message.Message):
    __slots__ = ("resource_arn", "tags_model")
    RESOURCE_ARN_FIELD_NUMBER: _ClassVar[int]
    TAGS_MODEL_FIELD_NUMBER: _ClassVar[int]
    resource_arn: str
    tags_model: _type_pb2.TagsModel
    def __init__(self, resource_arn: _Optional[str] = ..., tags_model: _Optional[_Union[_type_pb2.TagsModel, _Mapping]] = ...) -> None: ...

class TagResourceResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class UntagResourceRequest(_message.Message):
    __slots__ = ("resource_arn", "tag_keys")
    RESOURCE_ARN_FIELD_NUMBER: _ClassVar[int]
    TAG_KEYS_FIELD_NUMBER: _ClassVar[int]
    resource_arn: str
    tag_keys: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, resource_arn: _Optional[str] = ..., tag_keys: _Optional[_Iterable[str]] = ...) -> None: ...

class UntagResourceResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class UpdateAdmChannelRequest(_message.Message):
    __slots__ = ("adm_channel_request", "application_id")
    ADM_CHANNEL_REQUEST_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    adm_channel_request: ADMChannelRequest
    application_id: str
    def __init__(self, adm_channel_request: _Optional[_Union[ADMChannelRequest, _Mapping]] = ..., application_id: _Optional[str] = ...) -> None: ...

class UpdateAdmChannelResponse(_message.Message):
    __slots__ = ("adm_channel_response",)
    ADM_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    adm_channel_response: ADMChannelResponse
    def __init__(self, adm_channel_response: _Optional[_Union[ADMChannelResponse, _Mapping]] = ...) -> None: ...

class UpdateApnsChannelRequest(_message.Message):
    __slots__ = ("apns_channel_request", "application_id")
    APNS_CHANNEL_REQUEST_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    apns_channel_request: APNSChannelRequest
    application_id: str
    def __init__(self, apns_channel_request: _Optional[_Union[APNSChannelRequest, _Mapping]] = ..., application_id: _Optional[str] = ...) -> None: ...

class UpdateApnsChannelResponse(_message.Message):
    __slots__ = ("apns_channel_response",)
    APNS_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    apns_channel_response: APNSChannelResponse
    def __init__(self, apns_channel_response: _Optional[_Union[APNSChannelResponse, _Mapping]] = ...) -> None: ...

class UpdateApnsSandboxChannelRequest(_message.Message):
    __slots__ = ("apns_sandbox_channel_request", "application_id")
    APNS_SANDBOX_CHANNEL_REQUEST_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    apns_sandbox_channel_request: APNSSandboxChannelRequest
    application_id: str
    def __init__(self, apns_sandbox_channel_request: _Optional[_Union[APNSSandboxChannelRequest, _Mapping]] = ..., application_id: _Optional[str] = ...) -> None: ...

class UpdateApnsSandboxChannelResponse(_message.Message):
    __slots__ = ("apns_sandbox_channel_response",)
    APNS_SANDBOX_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    apns_sandbox_channel_response: APNSSandboxChannelResponse
    def __init__(self, apns_sandbox_channel_response: _Optional[_Union[APNSSandboxChannelResponse, _Mapping]] = ...) -> None: ...

class UpdateApnsVoipChannelRequest(_message.Message):
    __slots__ = ("apns_voip_channel_request", "application_id")
    APNS_VOIP_CHANNEL_REQUEST_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    apns_voip_channel_request: APNSVoipChannelRequest
    application_id: str
    def __init__(self, apns_voip_channel_request: _Optional[_Union[APNSVoipChannelRequest, _Mapping]] = ..., application_id: _Optional[str] = ...) -> None: ...

class UpdateApnsVoipChannelResponse(_message.Message):
    __slots__ = ("apns_voip_channel_response",)
    APNS_VOIP_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    apns_voip_channel_response: APNSVoipChannelResponse
    def __init__(self, apns_voip_channel_response: _Optional[_Union[APNSVoipChannelResponse, _Mapping]] = ...) -> None: ...

class UpdateApnsVoipSandboxChannelRequest(_message.Message):
    __slots__ = ("apns_voip_sandbox_channel_request", "application_id")
    APNS_VOIP_SANDBOX_CHANNEL_REQUEST_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    apns_voip_sandbox_channel_request: APNSVoipSandboxChannelRequest
    application_id: str
    def __init__(self, apns_voip_sandbox_channel_request: _Optional[_Union[APNSVoipSandboxChannelRequest, _Mapping]] = ..., application_id: _Optional[str] = ...) -> None: ...

class UpdateApnsVoipSandboxChannelResponse(_message.Message):
    __slots__ = ("apns_voip_sandbox_channel_response",)
    APNS_VOIP_SANDBOX_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    apns_voip_sandbox_channel_response: APNSVoipSandboxChannelResponse
    def __init__(self, apns_voip_sandbox_channel_response: _Optional[_Union[APNSVoipSandboxChannelResponse, _Mapping]] = ...) -> None: ...

class UpdateBaiduChannelRequest(_message.Message):
    __slots__ = ("application_id", "baidu_channel_request")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    BAIDU_CHANNEL_REQUEST_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    baidu_channel_request: BaiduChannelRequest
    def __init__(self, application_id: _Optional[str] = ..., baidu_channel_request: _Optional[_Union[BaiduChannelRequest, _Mapping]] = ...) -> None: ...

class UpdateBaiduChannelResponse(_message.Message):
    __slots__ = ("baidu_channel_response",)
    BAIDU_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    baidu_channel_response: BaiduChannelResponse
    def __init__(self, baidu_channel_response: _Optional[_Union[BaiduChannelResponse, _Mapping]] = ...) -> None: ...

class UpdateEmailChannelRequest(_message.Message):
    __slots__ = ("application_id", "email_channel_request")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    EMAIL_CHANNEL_REQUEST_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    email_channel_request: EmailChannelRequest
    def __init__(self, application_id: _Optional[str] = ..., email_channel_request: _Optional[_Union[EmailChannelRequest, _Mapping]] = ...) -> None: ...

class UpdateEmailChannelResponse(_message.Message):
    __slots__ = ("email_channel_response",)
    EMAIL_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    email_channel_response: EmailChannelResponse
    def __init__(self, email_channel_response: _Optional[_Union[EmailChannelResponse, _Mapping]] = ...) -> None: ...

class UpdateEmailTemplateRequest(_message.Message):
    __slots__ = ("create_new_version", "email_template_request", "template_name", "version")
    CREATE_NEW_VERSION_FIELD_NUMBER: _ClassVar[int]
    EMAIL_TEMPLATE_REQUEST_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    create_new_version: bool
    email_template_request: EmailTemplateRequest
    template_name: str
    version: str
    def __init__(self, create_new_version: _Optional[bool] = ..., email_template_request: _Optional[_Union[EmailTemplateRequest, _Mapping]] = ..., template_name: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class UpdateEmailTemplateResponse(_message.Message):
    __slots__ = ("message_body",)
    MESSAGE_BODY_FIELD_NUMBER: _ClassVar[int]
    message_body: _type_pb2.MessageBody
    def __init__(self, message_body: _Optional[_Union[_type_pb2.MessageBody, _Mapping]] = ...) -> None: ...

class UpdateGcmChannelRequest(_message.Message):
    __slots__ = ("application_id", "gcm_channel_request")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    GCM_CHANNEL_REQUEST_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    gcm_channel_request: GCMChannelRequest
    def __init__(self, application_id: _Optional[str] = ..., gcm_channel_request: _Optional[_Union[GCMChannelRequest, _Mapping]] = ...) -> None: ...

class UpdateGcmChannelResponse(_message.Message):
    __slots__ = ("gcm_channel_response",)
    GCM_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    gcm_channel_response: GCMChannelResponse
    def __init__(self, gcm_channel_response: _Optional[_Union[GCMChannelResponse, _Mapping]] = ...) -> None: ...

class UpdateInAppTemplateRequest(_message.Message):
    __slots__ = ("create_new_version", "in_app_template_request", "template_name", "version")
    CREATE_NEW_VERSION_FIELD_NUMBER: _ClassVar[int]
    IN_APP_TEMPLATE_REQUEST_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    create_new_version: bool
    in_app_template_request: InAppTemplateRequest
    template_name: str
    version: str
    def __init__(self, create_new_version: _Optional[bool] = ..., in_app_template_request: _Optional[_Union[InAppTemplateRequest, _Mapping]] = ..., template_name: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class UpdateInAppTemplateResponse(_message.Message):
    __slots__ = ("message_body",)
    MESSAGE_BODY_FIELD_NUMBER: _ClassVar[int]
    message_body: _type_pb2.MessageBody
    def __init__(self, message_body: _Optional[_Union[_type_pb2.MessageBody, _Mapping]] = ...) -> None: ...

class UpdatePushTemplateRequest(_message.Message):
    __slots__ = ("create_new_version", "push_notification_template_request", "template_name", "version")
    CREATE_NEW_VERSION_FIELD_NUMBER: _ClassVar[int]
    PUSH_NOTIFICATION_TEMPLATE_REQUEST_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    create_new_version: bool
    push_notification_template_request: PushNotificationTemplateRequest
    template_name: str
    version: str
    def __init__(self, create_new_version: _Optional[bool] = ..., push_notification_template_request: _Optional[_Union[PushNotificationTemplateRequest, _Mapping]] = ..., template_name: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class UpdatePushTemplateResponse(_message.Message):
    __slots__ = ("message_body",)
    MESSAGE_BODY_FIELD_NUMBER: _ClassVar[int]
    message_body: _type_pb2.MessageBody
    def __init__(self, message_body: _Optional[_Union[_type_pb2.MessageBody, _Mapping]] = ...) -> None: ...

class UpdateSmsChannelRequest(_message.Message):
    __slots__ = ("application_id", "sms_channel_request")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    SMS_CHANNEL_REQUEST_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    sms_channel_request: SMSChannelRequest
    def __init__(self, application_id: _Optional[str] = ..., sms_channel_request: _Optional[_Union[SMSChannelRequest, _Mapping]] = ...) -> None: ...

class UpdateSmsChannelResponse(_message.Message):
    __slots__ = ("sms_channel_response",)
    SMS_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    sms_channel_response: SMSChannelResponse
    def __init__(self, sms_channel_response: _Optional[_Union[SMSChannelResponse, _Mapping]] = ...) -> None: ...

class UpdateSmsTemplateRequest(_message.Message):
    __slots__ = ("create_new_version", "sms_template_request", "template_name", "version")
    CREATE_NEW_VERSION_FIELD_NUMBER: _ClassVar[int]
    SMS_TEMPLATE_REQUEST_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    create_new_version: bool
    sms_template_request: SMSTemplateRequest
    template_name: str
    version: str
    def __init__(self, create_new_version: _Optional[bool] = ..., sms_template_request: _Optional[_Union[SMSTemplateRequest, _Mapping]] = ..., template_name: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class UpdateSmsTemplateResponse(_message.Message):
    __slots__ = ("message_body",)
    MESSAGE_BODY_FIELD_NUMBER: _ClassVar[int]
    message_body: _type_pb2.MessageBody
    def __init__(self, message_body: _Optional[_Union[_type_pb2.MessageBody, _Mapping]] = ...) -> None: ...

class UpdateTemplateActiveVersionRequest(_message.Message):
    __slots__ = ("template_active_version_request", "template_name", "template_type")
    TEMPLATE_ACTIVE_VERSION_REQUEST_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_TYPE_FIELD_NUMBER: _ClassVar[int]
    template_active_version_request: TemplateActiveVersionRequest
    template_name: str
    template_type: str
    def __init__(self, template_active_version_request: _Optional[_Union[TemplateActiveVersionRequest, _Mapping]] = ..., template_name: _Optional[str] = ..., template_type: _Optional[str] = ...) -> None: ...

class UpdateTemplateActiveVersionResponse(_message.Message):
    __slots__ = ("message_body",)
    MESSAGE_BODY_FIELD_NUMBER: _ClassVar[int]
    message_body: _type_pb2.MessageBody
    def __init__(self, message_body: _Optional[_Union[_type_pb2.MessageBody, _Mapping]] = ...) -> None: ...

class UpdateVoiceChannelRequest(_message.Message):
    __slots__ = ("application_id", "voice_channel_request")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    VOICE_CHANNEL_REQUEST_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    voice_channel_request: VoiceChannelRequest
    def __init__(self, application_id: _Optional[str] = ..., voice_channel_request: _Optional[_Union[VoiceChannelRequest, _Mapping]] = ...) -> None: ...

class UpdateVoiceChannelResponse(_message.Message):
    __slots__ = ("voice_channel_response",)
    VOICE_CHANNEL_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    voice_channel_response: VoiceChannelResponse
    def __init__(self, voice_channel_response: _Optional[_Union[VoiceChannelResponse, _Mapping]] = ...) -> None: ...

class UpdateVoiceTemplateRequest(_message.Message):
    __slots__ = ("create_new_version", "template_name", "version", "voice_template_request")
    CREATE_NEW_VERSION_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    VOICE_TEMPLATE_REQUEST_FIELD_NUMBER: _ClassVar[int]
    create_new_version: bool
    template_name: str
    version: str
    voice_template_request: VoiceTemplateRequest
    def __init__(self, create_new_version: _Optional[bool] = ..., template_name: _Optional[str] = ..., version: _Optional[str] = ..., voice_template_request: _Optional[_Union[VoiceTemplateRequest, _Mapping]] = ...) -> None: ...

class UpdateVoiceTemplateResponse(_message.Message):
    __slots__ = ("message_body",)
    MESSAGE_BODY_FIELD_NUMBER: _ClassVar[int]
    message_body: _type_pb2.MessageBody
    def __init__(self, message_body: _Optional[_Union[_type_pb2.MessageBody, _Mapping]] = ...) -> None: ...

class VerifyOTPMessageRequest(_message.Message):
    __slots__ = ("application_id", "verify_otp_message_request_parameters")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    VERIFY_OTP_MESSAGE_REQUEST_PARAMETERS_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    verify_otp_message_request_parameters: VerifyOTPMessageRequestParameters
    def __init__(self, application_id: _Optional[str] = ..., verify_otp_message_request_parameters: _Optional[_Union[VerifyOTPMessageRequestParameters, _Mapping]] = ...) -> None: ...

class VerifyOTPMessageResponse(_message.Message):
    __slots__ = ("verification_response",)
    VERIFICATION_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    verification_response: VerificationResponse
    def __init__(self, verification_response: _Optional[_Union[VerificationResponse, _Mapping]] = ...) -> None: ...

class AddressConfiguration(_message.Message):
    __slots__ = ("body_override", "channel_type", "context", "raw_content", "substitutions", "title_override")
    class ContextEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    class SubstitutionsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _type_pb2.StringList
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_type_pb2.StringList, _Mapping]] = ...) -> None: ...
    BODY_OVERRIDE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_TYPE_FIELD_NUMBER: _ClassVar[int]
    CONTEXT_FIELD_NUMBER: _ClassVar[int]
    RAW_CONTENT_FIELD_NUMBER: _ClassVar[int]
    SUBSTITUTIONS_FIELD_NUMBER: _ClassVar[int]
    TITLE_OVERRIDE_FIELD_NUMBER: _ClassVar[int]
    body_override: str
    channel_type: str
    context: _containers.ScalarMap[str, str]
    raw_content: str
    substitutions: _containers.MessageMap[str, _type_pb2.StringList]
    title_override: str
    def __init__(self, body_override: _Optional[str] = ..., channel_type: _Optional[str] = ..., context: _Optional[_Mapping[str, str]] = ..., raw_content: _Optional[str] = ..., substitutions: _Optional[_Mapping[str, _type_pb2.StringList]] = ..., title_override: _Optional[str] = ...) -> None: ...

class ADMChannelRequest(_message.Message):
    __slots__ = ("client_id", "client_secret", "enabled")
    CLIENT_ID_FIELD_NUMBER: _ClassVar[int]
    CLIENT_SECRET_FIELD_NUMBER: _ClassVar[int]
    ENABLED_FIELD_NUMBER: _ClassVar[int]
    client_id: str
    client_secret: str
    enabled: bool
    def __init__(self, client_id: _Optional[str] = ..., client_secret: _Optional[str] = ..., enabled: _Optional[bool] = ...) -> None: ...

class ADMChannelResponse(_message.Message):
    __slots__ = ("application_id", "creation_date", "enabled", "has_credential", "id", "is_archived", "last_modified_by", "last_modified_date", "platform", "version")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    ENABLED_FIELD_NUMBER: _ClassVar[int]
    HAS_CREDENTIAL_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    IS_ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_BY_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_DATE_FIELD_NUMBER: _ClassVar[int]
    PLATFORM_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    creation_date: str
    enabled: bool
    has_credential: bool
    id: str
    is_archived: bool
    last_modified_by: str
    last_modified_date: str
    platform: str
    version: int
    def __init__(self, application_id: _Optional[str] = ..., creation_date: _Optional[str] = ..., enabled: _Optional[bool] = ..., has_credential: _Optional[bool] = ..., id: _Optional[str] = ..., is_archived: _Optional[bool] = ..., last_modified_by: _Optional[str] = ..., last_modified_date: _Optional[str] = ..., platform: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class ADMMessage(_message.Message):
    __slots__ = ("action", "body", "consolidation_key", "data", "expires_after", "icon_reference", "image_icon_url", "image_url", "md5", "raw_content", "silent_push", "small_image_icon_url", "sound", "substitutions", "title", "url")
    class DataEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    class SubstitutionsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _type_pb2.StringList
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_type_pb2.StringList, _Mapping]] = ...) -> None: ...
    ACTION_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    CONSOLIDATION_KEY_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_AFTER_FIELD_NUMBER: _ClassVar[int]
    ICON_REFERENCE_FIELD_NUMBER: _ClassVar[int]
    IMAGE_ICON_URL_FIELD_NUMBER: _ClassVar[int]
    IMAGE_URL_FIELD_NUMBER: _ClassVar[int]
    MD5_FIELD_NUMBER: _ClassVar[int]
    RAW_CONTENT_FIELD_NUMBER: _ClassVar[int]
    SILENT_PUSH_FIELD_NUMBER: _ClassVar[int]
    SMALL_IMAGE_ICON_URL_FIELD_NUMBER: _ClassVar[int]
    SOUND_FIELD_NUMBER: _ClassVar[int]
    SUBSTITUTIONS_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    action: str
    body: str
    consolidation_key: str
    data: _containers.ScalarMap[str, str]
    expires_after: str
    icon_reference: str
    image_icon_url: str
    image_url: str
    md5: str
    raw_content: str
    silent_push: bool
    small_image_icon_url: str
    sound: str
    substitutions: _containers.MessageMap[str, _type_pb2.StringList]
    title: str
    url: str
    def __init__(self, action: _Optional[str] = ..., body: _Optional[str] = ..., consolidation_key: _Optional[str] = ..., data: _Optional[_Mapping[str, str]] = ..., expires_after: _Optional[str] = ..., icon_reference: _Optional[str] = ..., image_icon_url: _Optional[str] = ..., image_url: _Optional[str] = ..., md5: _Optional[str] = ..., raw_content: _Optional[str] = ..., silent_push: _Optional[bool] = ..., small_image_icon_url: _Optional[str] = ..., sound: _Optional[str] = ..., substitutions: _Optional[_Mapping[str, _type_pb2.StringList]] = ..., title: _Optional[str] = ..., url: _Optional[str] = ...) -> None: ...

class AndroidPushNotificationTemplate(_message.Message):
    __slots__ = ("action", "body", "image_icon_url", "image_url", "raw_content", "small_image_icon_url", "sound", "title", "url")
    ACTION_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    IMAGE_ICON_URL_FIELD_NUMBER: _ClassVar[int]
    IMAGE_URL_FIELD_NUMBER: _ClassVar[int]
    RAW_CONTENT_FIELD_NUMBER: _ClassVar[int]
    SMALL_IMAGE_ICON_URL_FIELD_NUMBER: _ClassVar[int]
    SOUND_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    action: str
    body: str
    image_icon_url: str
    image_url: str
    raw_content: str
    small_image_icon_url: str
    sound: str
    title: str
    url: str
    def __init__(self, action: _Optional[str] = ..., body: _Optional[str] = ..., image_icon_url: _Optional[str] = ..., image_url: _Optional[str] = ..., raw_content: _Optional[str] = ..., small_image_icon_url: _Optional[str] = ..., sound: _Optional[str] = ..., title: _Optional[str] = ..., url: _Optional[str] = ...) -> None: ...

class APNSChannelRequest(_message.Message):
    __slots__ = ("bundle_id", "certificate", "default_authentication_method", "enabled", "private_key", "team_id", "token_key", "token_key_id")
    BUNDLE_ID_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_AUTHENTICATION_METHOD_FIELD_NUMBER: _ClassVar[int]
    ENABLED_FIELD_NUMBER: _ClassVar[int]
    PRIVATE_KEY_FIELD_NUMBER: _ClassVar[int]
    TEAM_ID_FIELD_NUMBER: _ClassVar[int]
    TOKEN_KEY_FIELD_NUMBER: _ClassVar[int]
    TOKEN_KEY_ID_FIELD_NUMBER: _ClassVar[int]
    bundle_id: str
    certificate: str
    default_authentication_method: str
    enabled: bool
    private_key: str
    team_id: str
    token_key: str
    token_key_id: str
    def __init__(self, bundle_id: _Optional[str] = ..., certificate: _Optional[str] = ..., default_authentication_method: _Optional[str] = ..., enabled: _Optional[bool] = ..., private_key: _Optional[str] = ..., team_id: _Optional[str] = ..., token_key: _Optional[str] = ..., token_key_id: _Optional[str] = ...) -> None: ...

class APNSChannelResponse(_message.Message):
    __slots__ = ("application_id", "creation_date", "default_authentication_method", "enabled", "has_credential", "has_token_key", "id", "is_archived", "last_modified_by", "last_modified_date", "platform", "version")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_AUTHENTICATION_METHOD_FIELD_NUMBER: _ClassVar[int]
    ENABLED_FIELD_NUMBER: _ClassVar[int]
    HAS_CREDENTIAL_FIELD_NUMBER: _ClassVar[int]
    HAS_TOKEN_KEY_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    IS_ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_BY_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_DATE_FIELD_NUMBER: _ClassVar[int]
    PLATFORM_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    creation_date: str
    default_authentication_method: str
    enabled: bool
    has_credential: bool
    has_token_key: bool
    id: str
    is_archived: bool
    last_modified_by: str
    last_modified_date: str
    platform: str
    version: int
    def __init__(self, application_id: _Optional[str] = ..., creation_date: _Optional[str] = ..., default_authentication_method: _Optional[str] = ..., enabled: _Optional[bool] = ..., has_credential: _Optional[bool] = ..., has_token_key: _Optional[bool] = ..., id: _Optional[str] = ..., is_archived: _Optional[bool] = ..., last_modified_by: _Optional[str] = ..., last_modified_date: _Optional[str] = ..., platform: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class APNSMessage(_message.Message):
    __slots__ = ("apns_push_type", "action", "badge", "body", "category", "collapse_id", "data", "media_url", "preferred_authentication_method", "priority", "raw_content", "silent_push", "sound", "substitutions", "thread_id", "time_to_live", "title", "url")
    class DataEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    class SubstitutionsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _type_pb2.StringList
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_type_pb2.StringList, _Mapping]] = ...) -> None: ...
    APNS_PUSH_TYPE_FIELD_NUMBER: _ClassVar[int]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    BADGE_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    COLLAPSE_ID_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    MEDIA_URL_FIELD_NUMBER: _ClassVar[int]
    PREFERRED_AUTHENTICATION_METHOD_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    RAW_CONTENT_FIELD_NUMBER: _ClassVar[int]
    SILENT_PUSH_FIELD_NUMBER: _ClassVar[int]
    SOUND_FIELD_NUMBER: _ClassVar[int]
    SUBSTITUTIONS_FIELD_NUMBER: _ClassVar[int]
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    TIME_TO_LIVE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    apns_push_type: str
    action: str
    badge: int
    body: str
    category: str
    collapse_id: str
    data: _containers.ScalarMap[str, str]
    media_url: str
    preferred_authentication_method: str
    priority: str
    raw_content: str
    silent_push: bool
    sound: str
    substitutions: _containers.MessageMap[str, _type_pb2.StringList]
    thread_id: str
    time_to_live: int
    title: str
    url: str
    def __init__(self, apns_push_type: _Optional[str] = ..., action: _Optional[str] = ..., badge: _Optional[int] = ..., body: _Optional[str] = ..., category: _Optional[str] = ..., collapse_id: _Optional[str] = ..., data: _Optional[_Mapping[str, str]] = ..., media_url: _Optional[str] = ..., preferred_authentication_method: _Optional[str] = ..., priority: _Optional[str] = ..., raw_content: _Optional[str] = ..., silent_push: _Optional[bool] = ..., sound: _Optional[str] = ..., substitutions: _Optional[_Mapping[str, _type_pb2.StringList]] = ..., thread_id: _Optional[str] = ..., time_to_live: _Optional[int] = ..., title: _Optional[str] = ..., url: _Optional[str] = ...) -> None: ...

class APNSPushNotificationTemplate(_message.Message):
    __slots__ = ("action", "body", "media_url", "raw_content", "sound", "title", "url")
    ACTION_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    MEDIA_URL_FIELD_NUMBER: _ClassVar[int]
    RAW_CONTENT_FIELD_NUMBER: _ClassVar[int]
    SOUND_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    action: str
    body: str
    media_url: str
    raw_content: str
    sound: str
    title: str
    url: str
    def __init__(self, action: _Optional[str] = ..., body: _Optional[str] = ..., media_url: _Optional[str] = ..., raw_content: _Optional[str] = ..., sound: _Optional[str] = ..., title: _Optional[str] = ..., url: _Optional[str] = ...) -> None: ...

class APNSSandboxChannelRequest(_message.Message):
    __slots__ = ("bundle_id", "certificate", "default_authentication_method", "enabled", "private_key", "team_id", "token_key", "token_key_id")
    BUNDLE_ID_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_AUTHENTICATION_METHOD_FIELD_NUMBER: _ClassVar[int]
    ENABLED_FIELD_NUMBER: _ClassVar[int]
    PRIVATE_KEY_FIELD_NUMBER: _ClassVar[int]
    TEAM_ID_FIELD_NUMBER: _ClassVar[int]
    TOKEN_KEY_FIELD_NUMBER: _ClassVar[int]
    TOKEN_KEY_ID_FIELD_NUMBER: _ClassVar[int]
    bundle_id: str
    certificate: str
    default_authentication_method: str
    enabled: bool
    private_key: str
    team_id: str
    token_key: str
    token_key_id: str
    def __init__(self, bundle_id: _Optional[str] = ..., certificate: _Optional[str] = ..., default_authentication_method: _Optional[str] = ..., enabled: _Optional[bool] = ..., private_key: _Optional[str] = ..., team_id: _Optional[str] = ..., token_key: _Optional[str] = ..., token_key_id: _Optional[str] = ...) -> None: ...

class APNSSandboxChannelResponse(_message.Message):
    __slots__ = ("application_id", "creation_date", "default_authentication_method", "enabled", "has_credential", "has_token_key", "id", "is_archived", "last_modified_by", "last_modified_date", "platform", "version")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_AUTHENTICATION_METHOD_FIELD_NUMBER: _ClassVar[int]
    ENABLED_FIELD_NUMBER: _ClassVar[int]
    HAS_CREDENTIAL_FIELD_NUMBER: _ClassVar[int]
    HAS_TOKEN_KEY_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    IS_ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_BY_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_DATE_FIELD_NUMBER: _ClassVar[int]
    PLATFORM_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    creation_date: str
    default_authentication_method: str
    enabled: bool
    has_credential: bool
    has_token_key: bool
    id: str
    is_archived: bool
    last_modified_by: str
    last_modified_date: str
    platform: str
    version: int
    def __init__(self, application_id: _Optional[str] = ..., creation_date: _Optional[str] = ..., default_authentication_method: _Optional[str] = ..., enabled: _Optional[bool] = ..., has_credential: _Optional[bool] = ..., has_token_key: _Optional[bool] = ..., id: _Optional[str] = ..., is_archived: _Optional[bool] = ..., last_modified_by: _Optional[str] = ..., last_modified_date: _Optional[str] = ..., platform: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class APNSVoipChannelRequest(_message.Message):
    __slots__ = ("bundle_id", "certificate", "default_authentication_method", "enabled", "private_key", "team_id", "token_key", "token_key_id")
    BUNDLE_ID_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_AUTHENTICATION_METHOD_FIELD_NUMBER: _ClassVar[int]
    ENABLED_FIELD_NUMBER: _ClassVar[int]
    PRIVATE_KEY_FIELD_NUMBER: _ClassVar[int]
    TEAM_ID_FIELD_NUMBER: _ClassVar[int]
    TOKEN_KEY_FIELD_NUMBER: _ClassVar[int]
    TOKEN_KEY_ID_FIELD_NUMBER: _ClassVar[int]
    bundle_id: str
    certificate: str
    default_authentication_method: str
    enabled: bool
    private_key: str
    team_id: str
    token_key: str
    token_key_id: str
    def __init__(self, bundle_id: _Optional[str] = ..., certificate: _Optional[str] = ..., default_authentication_method: _Optional[str] = ..., enabled: _Optional[bool] = ..., private_key: _Optional[str] = ..., team_id: _Optional[str] = ..., token_key: _Optional[str] = ..., token_key_id: _Optional[str] = ...) -> None: ...

class APNSVoipChannelResponse(_message.Message):
    __slots__ = ("application_id", "creation_date", "default_authentication_method", "enabled", "has_credential", "has_token_key", "id", "is_archived", "last_modified_by", "last_modified_date", "platform", "version")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_AUTHENTICATION_METHOD_FIELD_NUMBER: _ClassVar[int]
    ENABLED_FIELD_NUMBER: _ClassVar[int]
    HAS_CREDENTIAL_FIELD_NUMBER: _ClassVar[int]
    HAS_TOKEN_KEY_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    IS_ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_BY_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_DATE_FIELD_NUMBER: _ClassVar[int]
    PLATFORM_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    creation_date: str
    default_authentication_method: str
    enabled: bool
    has_credential: bool
    has_token_key: bool
    id: str
    is_archived: bool
    last_modified_by: str
    last_modified_date: str
    platform: str
    version: int
    def __init__(self, application_id: _Optional[str] = ..., creation_date: _Optional[str] = ..., default_authentication_method: _Optional[str] = ..., enabled: _Optional[bool] = ..., has_credential: _Optional[bool] = ..., has_token_key: _Optional[bool] = ..., id: _Optional[str] = ..., is_archived: _Optional[bool] = ..., last_modified_by: _Optional[str] = ..., last_modified_date: _Optional[str] = ..., platform: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class APNSVoipSandboxChannelRequest(_message.Message):
    __slots__ = ("bundle_id", "certificate", "default_authentication_method", "enabled", "private_key", "team_id", "token_key", "token_key_id")
    BUNDLE_ID_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_AUTHENTICATION_METHOD_FIELD_NUMBER: _ClassVar[int]
    ENABLED_FIELD_NUMBER: _ClassVar[int]
    PRIVATE_KEY_FIELD_NUMBER: _ClassVar[int]
    TEAM_ID_FIELD_NUMBER: _ClassVar[int]
    TOKEN_KEY_FIELD_NUMBER: _ClassVar[int]
    TOKEN_KEY_ID_FIELD_NUMBER: _ClassVar[int]
    bundle_id: str
    certificate: str
    default_authentication_method: str
    enabled: bool
    private_key: str
    team_id: str
    token_key: str
    token_key_id: str
    def __init__(self, bundle_id: _Optional[str] = ..., certificate: _Optional[str] = ..., default_authentication_method: _Optional[str] = ..., enabled: _Optional[bool] = ..., private_key: _Optional[str] = ..., team_id: _Optional[str] = ..., token_key: _Optional[str] = ..., token_key_id: _Optional[str] = ...) -> None: ...

class APNSVoipSandboxChannelResponse(_message.Message):
    __slots__ = ("application_id", "creation_date", "default_authentication_method", "enabled", "has_credential", "has_token_key", "id", "is_archived", "last_modified_by", "last_modified_date", "platform", "version")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_AUTHENTICATION_METHOD_FIELD_NUMBER: _ClassVar[int]
    ENABLED_FIELD_NUMBER: _ClassVar[int]
    HAS_CREDENTIAL_FIELD_NUMBER: _ClassVar[int]
    HAS_TOKEN_KEY_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    IS_ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_BY_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_DATE_FIELD_NUMBER: _ClassVar[int]
    PLATFORM_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    creation_date: str
    default_authentication_method: str
    enabled: bool
    has_credential: bool
    has_token_key: bool
    id: str
    is_archived: bool
    last_modified_by: str
    last_modified_date: str
    platform: str
    version: int
    def __init__(self, application_id: _Optional[str] = ..., creation_date: _Optional[str] = ..., default_authentication_method: _Optional[str] = ..., enabled: _Optional[bool] = ..., has_credential: _Optional[bool] = ..., has_token_key: _Optional[bool] = ..., id: _Optional[str] = ..., is_archived: _Optional[bool] = ..., last_modified_by: _Optional[str] = ..., last_modified_date: _Optional[str] = ..., platform: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class BaiduChannelRequest(_message.Message):
    __slots__ = ("api_key", "enabled", "secret_key")
    API_KEY_FIELD_NUMBER: _ClassVar[int]
    ENABLED_FIELD_NUMBER: _ClassVar[int]
    SECRET_KEY_FIELD_NUMBER: _ClassVar[int]
    api_key: str
    enabled: bool
    secret_key: str
    def __init__(self, api_key: _Optional[str] = ..., enabled: _Optional[bool] = ..., secret_key: _Optional[str] = ...) -> None: ...

class BaiduChannelResponse(_message.Message):
    __slots__ = ("application_id", "creation_date", "credential", "enabled", "has_credential", "id", "is_archived", "last_modified_by", "last_modified_date", "platform", "version")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    CREDENTIAL_FIELD_NUMBER: _ClassVar[int]
    ENABLED_FIELD_NUMBER: _ClassVar[int]
    HAS_CREDENTIAL_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    IS_ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_BY_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_DATE_FIELD_NUMBER: _ClassVar[int]
    PLATFORM_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    creation_date: str
    credential: str
    enabled: bool
    has_credential: bool
    id: str
    is_archived: bool
    last_modified_by: str
    last_modified_date: str
    platform: str
    version: int
    def __init__(self, application_id: _Optional[str] = ..., creation_date: _Optional[str] = ..., credential: _Optional[str] = ..., enabled: _Optional[bool] = ..., has_credential: _Optional[bool] = ..., id: _Optional[str] = ..., is_archived: _Optional[bool] = ..., last_modified_by: _Optional[str] = ..., last_modified_date: _Optional[str] = ..., platform: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class BaiduMessage(_message.Message):
    __slots__ = ("action", "body", "data", "icon_reference", "image_icon_url", "image_url", "raw_content", "silent_push", "small_image_icon_url", "sound", "substitutions", "time_to_live", "title", "url")
    class DataEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    class SubstitutionsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _type_pb2.StringList
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_type_pb2.StringList, _Mapping]] = ...) -> None: ...
    ACTION_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    ICON_REFERENCE_FIELD_NUMBER: _ClassVar[int]
    IMAGE_ICON_URL_FIELD_NUMBER: _ClassVar[int]
    IMAGE_URL_FIELD_NUMBER: _ClassVar[int]
    RAW_CONTENT_FIELD_NUMBER: _ClassVar[int]
    SILENT_PUSH_FIELD_NUMBER: _ClassVar[int]
    SMALL_IMAGE_ICON_URL_FIELD_NUMBER: _ClassVar[int]
    SOUND_FIELD_NUMBER: _ClassVar[int]
    SUBSTITUTIONS_FIELD_NUMBER: _ClassVar[int]
    TIME_TO_LIVE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    action: str
    body: str
    data: _containers.ScalarMap[str, str]
    icon_reference: str
    image_icon_url: str
    image_url: str
    raw_content: str
    silent_push: bool
    small_image_icon_url: str
    sound: str
    substitutions: _containers.MessageMap[str, _type_pb2.StringList]
    time_to_live: int
    title: str
    url: str
    def __init__(self, action: _Optional[str] = ..., body: _Optional[str] = ..., data: _Optional[_Mapping[str, str]] = ..., icon_reference: _Optional[str] = ..., image_icon_url: _Optional[str] = ..., image_url: _Optional[str] = ..., raw_content: _Optional[str] = ..., silent_push: _Optional[bool] = ..., small_image_icon_url: _Optional[str] = ..., sound: _Optional[str] = ..., substitutions: _Optional[_Mapping[str, _type_pb2.StringList]] = ..., time_to_live: _Optional[int] = ..., title: _Optional[str] = ..., url: _Optional[str] = ...) -> None: ...

class ChannelResponse(_message.Message):
    __slots__ = ("application_id", "creation_date", "enabled", "has_credential", "id", "is_archived", "last_modified_by", "last_modified_date", "version")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    ENABLED_FIELD_NUMBER: _ClassVar[int]
    HAS_CREDENTIAL_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    IS_ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_BY_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_DATE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    creation_date: str
    enabled: bool
    has_credential: bool
    id: str
    is_archived: bool
    last_modified_by: str
    last_modified_date: str
    version: int
    def __init__(self, application_id: _Optional[str] = ..., creation_date: _Optional[str] = ..., enabled: _Optional[bool] = ..., has_credential: _Optional[bool] = ..., id: _Optional[str] = ..., is_archived: _Optional[bool] = ..., last_modified_by: _Optional[str] = ..., last_modified_date: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class ChannelsResponse(_message.Message):
    __slots__ = ("channels",)
    class ChannelsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: ChannelResponse
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[ChannelResponse, _Mapping]] = ...) -> None: ...
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    channels: _containers.MessageMap[str, ChannelResponse]
    def __init__(self, channels: _Optional[_Mapping[str, ChannelResponse]] = ...) -> None: ...

class CreateTemplateMessageBody(_message.Message):
    __slots__ = ("arn", "message", "request_id")
    ARN_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    arn: str
    message: str
    request_id: str
    def __init__(self, arn: _Optional[str] = ..., message: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class DefaultMessage(_message.Message):
    __slots__ = ("body", "substitutions")
    class SubstitutionsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _type_pb2.StringList
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_type_pb2.StringList, _Mapping]] = ...) -> None: ...
    BODY_FIELD_NUMBER: _ClassVar[int]
    SUBSTITUTIONS_FIELD_NUMBER: _ClassVar[int]
    body: str
    substitutions: _containers.MessageMap[str, _type_pb2.StringList]
    def __init__(self, body: _Optional[str] = ..., substitutions: _Optional[_Mapping[str, _type_pb2.StringList]] = ...) -> None: ...

class DefaultPushNotificationMessage(_message.Message):
    __slots__ = ("action", "body", "data", "silent_push", "substitutions", "title", "url")
    class DataEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    class SubstitutionsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _type_pb2.StringList
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_type_pb2.StringList, _Mapping]] = ...) -> None: ...
    ACTION_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    SILENT_PUSH_FIELD_NUMBER: _ClassVar[int]
    SUBSTITUTIONS_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    action: str
    body: str
    data: _containers.ScalarMap[str, str]
    silent_push: bool
    substitutions: _containers.MessageMap[str, _type_pb2.StringList]
    title: str
    url: str
    def __init__(self, action: _Optional[str] = ..., body: _Optional[str] = ..., data: _Optional[_Mapping[str, str]] = ..., silent_push: _Optional[bool] = ..., substitutions: _Optional[_Mapping[str, _type_pb2.StringList]] = ..., title: _Optional[str] = ..., url: _Optional[str] = ...) -> None: ...

class DefaultPushNotificationTemplate(_message.Message):
    __slots__ = ("action", "body", "sound", "title", "url")
    ACTION_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    SOUND_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    action: str
    body: str
    sound: str
    title: str
    url: str
    def __init__(self, action: _Optional[str] = ..., body: _Optional[str] = ..., sound: _Optional[str] = ..., title: _Optional[str] = ..., url: _Optional[str] = ...) -> None: ...

class DirectMessageConfiguration(_message.Message):
    __slots__ = ("adm_message", "apns_message", "baidu_message", "default_message", "default_push_notification_message", "email_message", "gcm_message", "sms_message", "voice_message")
    ADM_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    APNS_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    BAIDU_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_PUSH_NOTIFICATION_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    EMAIL_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    GCM_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    SMS_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    VOICE_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    adm_message: ADMMessage
    apns_message: APNSMessage
    baidu_message: BaiduMessage
    default_message: DefaultMessage
    default_push_notification_message: DefaultPushNotificationMessage
    email_message: EmailMessage
    gcm_message: GCMMessage
    sms_message: SMSMessage
    voice_message: VoiceMessage
    def __init__(self, adm_message: _Optional[_Union[ADMMessage, _Mapping]] = ..., apns_message: _Optional[_Union[APNSMessage, _Mapping]] = ..., baidu_message: _Optional[_Union[BaiduMessage, _Mapping]] = ..., default_message: _Optional[_Union[DefaultMessage, _Mapping]] = ..., default_push_notification_message: _Optional[_Union[DefaultPushNotificationMessage, _Mapping]] = ..., email_message: _Optional[_Union[EmailMessage, _Mapping]] = ..., gcm_message: _Optional[_Union[GCMMessage, _Mapping]] = ..., sms_message: _Optional[_Union[SMSMessage, _Mapping]] = ..., voice_message: _Optional[_Union[VoiceMessage, _Mapping]] = ...) -> None: ...

class EmailChannelRequest(_message.Message):
    __slots__ = ("configuration_set", "enabled", "from_address", "identity", "role_arn", "orchestration_sending_role_arn")
    CONFIGURATION_SET_FIELD_NUMBER: _ClassVar[int]
    ENABLED_FIELD_NUMBER: _ClassVar[int]
    FROM_ADDRESS_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_FIELD_NUMBER: _ClassVar[int]
    ROLE_ARN_FIELD_NUMBER: _ClassVar[int]
    ORCHESTRATION_SENDING_ROLE_ARN_FIELD_NUMBER: _ClassVar[int]
    configuration_set: str
    enabled: bool
    from_address: str
    identity: str
    role_arn: str
    orchestration_sending_role_arn: str
    def __init__(self, configuration_set: _Optional[str] = ..., enabled: _Optional[bool] = ..., from_address: _Optional[str] = ..., identity: _Optional[str] = ..., role_arn: _Optional[str] = ..., orchestration_sending_role_arn: _Optional[str] = ...) -> None: ...

class EmailChannelResponse(_message.Message):
    __slots__ = ("application_id", "configuration_set", "creation_date", "enabled", "from_address", "has_credential", "id", "identity", "is_archived", "last_modified_by", "last_modified_date", "messages_per_second", "platform", "role_arn", "orchestration_sending_role_arn", "version")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CONFIGURATION_SET_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    ENABLED_FIELD_NUMBER: _ClassVar[int]
    FROM_ADDRESS_FIELD_NUMBER: _ClassVar[int]
    HAS_CREDENTIAL_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_FIELD_NUMBER: _ClassVar[int]
    IS_ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_BY_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_DATE_FIELD_NUMBER: _ClassVar[int]
    MESSAGES_PER_SECOND_FIELD_NUMBER: _ClassVar[int]
    PLATFORM_FIELD_NUMBER: _ClassVar[int]
    ROLE_ARN_FIELD_NUMBER: _ClassVar[int]
    ORCHESTRATION_SENDING_ROLE_ARN_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    configuration_set: str
    creation_date: str
    enabled: bool
    from_address: str
    has_credential: bool
    id: str
    identity: str
    is_archived: bool
    last_modified_by: str
    last_modified_date: str
    messages_per_second: int
    platform: str
    role_arn: str
    orchestration_sending_role_arn: str
    version: int
    def __init__(self, application_id: _Optional[str] = ..., configuration_set: _Optional[str] = ..., creation_date: _Optional[str] = ..., enabled: _Optional[bool] = ..., from_address: _Optional[str] = ..., has_credential: _Optional[bool] = ..., id: _Optional[str] = ..., identity: _Optional[str] = ..., is_archived: _Optional[bool] = ..., last_modified_by: _Optional[str] = ..., last_modified_date: _Optional[str] = ..., messages_per_second: _Optional[int] = ..., platform: _Optional[str] = ..., role_arn: _Optional[str] = ..., orchestration_sending_role_arn: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class EmailMessage(_message.Message):
    __slots__ = ("body", "feedback_forwarding_address", "from_address", "raw_email", "reply_to_addresses", "simple_email", "substitutions")
    class SubstitutionsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _type_pb2.StringList
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_type_pb2.StringList, _Mapping]] = ...) -> None: ...
    BODY_FIELD_NUMBER: _ClassVar[int]
    FEEDBACK_FORWARDING_ADDRESS_FIELD_NUMBER: _ClassVar[int]
    FROM_ADDRESS_FIELD_NUMBER: _ClassVar[int]
    RAW_EMAIL_FIELD_NUMBER: _ClassVar[int]
    REPLY_TO_ADDRESSES_FIELD_NUMBER: _ClassVar[int]
    SIMPLE_EMAIL_FIELD_NUMBER: _ClassVar[int]
    SUBSTITUTIONS_FIELD_NUMBER: _ClassVar[int]
    body: str
    feedback_forwarding_address: str
    from_address: str
    raw_email: RawEmail
    reply_to_addresses: _containers.RepeatedScalarFieldContainer[str]
    simple_email: SimpleEmail
    substitutions: _containers.MessageMap[str, _type_pb2.StringList]
    def __init__(self, body: _Optional[str] = ..., feedback_forwarding_address: _Optional[str] = ..., from_address: _Optional[str] = ..., raw_email: _Optional[_Union[RawEmail, _Mapping]] = ..., reply_to_addresses: _Optional[_Iterable[str]] = ..., simple_email: _Optional[_Union[SimpleEmail, _Mapping]] = ..., substitutions: _Optional[_Mapping[str, _type_pb2.StringList]] = ...) -> None: ...

class EmailTemplateRequest(_message.Message):
    __slots__ = ("default_substitutions", "html_part", "recommender_id", "subject", "headers", "tags", "template_description", "text_part", "present_empty")
    class TagsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    DEFAULT_SUBSTITUTIONS_FIELD_NUMBER: _ClassVar[int]
    HTML_PART_FIELD_NUMBER: _ClassVar[int]
    RECOMMENDER_ID_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    HEADERS_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    TEXT_PART_FIELD_NUMBER: _ClassVar[int]
    PRESENT_EMPTY_FIELD_NUMBER: _ClassVar[int]
    default_substitutions: str
    html_part: str
    recommender_id: str
    subject: str
    headers: _containers.RepeatedCompositeFieldContainer[_type_pb2.MessageHeader]
    tags: _containers.ScalarMap[str, str]
    template_description: str
    text_part: str
    present_empty: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, default_substitutions: _Optional[str] = ..., html_part: _Optional[str] = ..., recommender_id: _Optional[str] = ..., subject: _Optional[str] = ..., headers: _Optional[_Iterable[_Union[_type_pb2.MessageHeader, _Mapping]]] = ..., tags: _Optional[_Mapping[str, str]] = ..., template_description: _Optional[str] = ..., text_part: _Optional[str] = ..., present_empty: _Optional[_Iterable[int]] = ...) -> None: ...

class EmailTemplateResponse(_message.Message):
    __slots__ = ("arn", "creation_date", "default_substitutions", "html_part", "last_modified_date", "recommender_id", "subject", "headers", "tags", "template_description", "template_name", "template_type", "text_part", "version")
    class TagsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ARN_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_SUBSTITUTIONS_FIELD_NUMBER: _ClassVar[int]
    HTML_PART_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_DATE_FIELD_NUMBER: _ClassVar[int]
    RECOMMENDER_ID_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    HEADERS_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_TYPE_FIELD_NUMBER: _ClassVar[int]
    TEXT_PART_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    arn: str
    creation_date: str
    default_substitutions: str
    html_part: str
    last_modified_date: str
    recommender_id: str
    subject: str
    headers: _containers.RepeatedCompositeFieldContainer[_type_pb2.MessageHeader]
    tags: _containers.ScalarMap[str, str]
    template_description: str
    template_name: str
    template_type: str
    text_part: str
    version: str
    def __init__(self, arn: _Optional[str] = ..., creation_date: _Optional[str] = ..., default_substitutions: _Optional[str] = ..., html_part: _Optional[str] = ..., last_modified_date: _Optional[str] = ..., recommender_id: _Optional[str] = ..., subject: _Optional[str] = ..., headers: _Optional[_Iterable[_Union[_type_pb2.MessageHeader, _Mapping]]] = ..., tags: _Optional[_Mapping[str, str]] = ..., template_description: _Optional[str] = ..., template_name: _Optional[str] = ..., template_type: _Optional[str] = ..., text_part: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class EndpointMessageResult(_message.Message):
    __slots__ = ("address", "delivery_status", "message_id", "status_code", "status_message", "updated_token")
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_STATUS_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_CODE_FIELD_NUMBER: _ClassVar[int]
    STATUS_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    UPDATED_TOKEN_FIELD_NUMBER: _ClassVar[int]
    address: str
    delivery_status: str
    message_id: str
    status_code: int
    status_message: str
    updated_token: str
    def __init__(self, address: _Optional[str] = ..., delivery_status: _Optional[str] = ..., message_id: _Optional[str] = ..., status_code: _Optional[int] = ..., status_message: _Optional[str] = ..., updated_token: _Optional[str] = ...) -> None: ...

class EndpointMessageResultMap(_message.Message):
    __slots__ = ("values",)
    class ValuesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: EndpointMessageResult
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[EndpointMessageResult, _Mapping]] = ...) -> None: ...
    VALUES_FIELD_NUMBER: _ClassVar[int]
    values: _containers.MessageMap[str, EndpointMessageResult]
    def __init__(self, values: _Optional[_Mapping[str, EndpointMessageResult]] = ...) -> None: ...

class EndpointSendConfiguration(_message.Message):
    __slots__ = ("body_override", "context", "raw_content", "substitutions", "title_override")
    class ContextEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    class SubstitutionsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _type_pb2.StringList
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_type_pb2.StringList, _Mapping]] = ...) -> None: ...
    BODY_OVERRIDE_FIELD_NUMBER: _ClassVar[int]
    CONTEXT_FIELD_NUMBER: _ClassVar[int]
    RAW_CONTENT_FIELD_NUMBER: _ClassVar[int]
    SUBSTITUTIONS_FIELD_NUMBER: _ClassVar[int]
    TITLE_OVERRIDE_FIELD_NUMBER: _ClassVar[int]
    body_override: str
    context: _containers.ScalarMap[str, str]
    raw_content: str
    substitutions: _containers.MessageMap[str, _type_pb2.StringList]
    title_override: str
    def __init__(self, body_override: _Optional[str] = ..., context: _Optional[_Mapping[str, str]] = ..., raw_content: _Optional[str] = ..., substitutions: _Optional[_Mapping[str, _type_pb2.StringList]] = ..., title_override: _Optional[str] = ...) -> None: ...

class GCMChannelRequest(_message.Message):
    __slots__ = ("api_key", "default_authentication_method", "enabled", "service_json")
    API_KEY_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_AUTHENTICATION_METHOD_FIELD_NUMBER: _ClassVar[int]
    ENABLED_FIELD_NUMBER: _ClassVar[int]
    SERVICE_JSON_FIELD_NUMBER: _ClassVar[int]
    api_key: str
    default_authentication_method: str
    enabled: bool
    service_json: str
    def __init__(self, api_key: _Optional[str] = ..., default_authentication_method: _Optional[str] = ..., enabled: _Optional[bool] = ..., service_json: _Optional[str] = ...) -> None: ...

class GCMChannelResponse(_message.Message):
    __slots__ = ("application_id", "creation_date", "credential", "default_authentication_method", "enabled", "has_credential", "has_fcm_service_credentials", "id", "is_archived", "last_modified_by", "last_modified_date", "platform", "version")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    CREDENTIAL_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_AUTHENTICATION_METHOD_FIELD_NUMBER: _ClassVar[int]
    ENABLED_FIELD_NUMBER: _ClassVar[int]
    HAS_CREDENTIAL_FIELD_NUMBER: _ClassVar[int]
    HAS_FCM_SERVICE_CREDENTIALS_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    IS_ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_BY_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_DATE_FIELD_NUMBER: _ClassVar[int]
    PLATFORM_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    creation_date: str
    credential: str
    default_authentication_method: str
    enabled: bool
    has_credential: bool
    has_fcm_service_credentials: bool
    id: str
    is_archived: bool
    last_modified_by: str
    last_modified_date: str
    platform: str
    version: int
    def __init__(self, application_id: _Optional[str] = ..., creation_date: _Optional[str] = ..., credential: _Optional[str] = ..., default_authentication_method: _Optional[str] = ..., enabled: _Optional[bool] = ..., has_credential: _Optional[bool] = ..., has_fcm_service_credentials: _Optional[bool] = ..., id: _Optional[str] = ..., is_archived: _Optional[bool] = ..., last_modified_by: _Optional[str] = ..., last_modified_date: _Optional[str] = ..., platform: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class GCMMessage(_message.Message):
    __slots__ = ("action", "body", "collapse_key", "data", "icon_reference", "image_icon_url", "image_url", "preferred_authentication_method", "priority", "raw_content", "restricted_package_name", "silent_push", "small_image_icon_url", "sound", "substitutions", "time_to_live", "title", "url")
    class DataEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    class SubstitutionsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _type_pb2.StringList
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_type_pb2.StringList, _Mapping]] = ...) -> None: ...
    ACTION_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    COLLAPSE_KEY_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    ICON_REFERENCE_FIELD_NUMBER: _ClassVar[int]
    IMAGE_ICON_URL_FIELD_NUMBER: _ClassVar[int]
    IMAGE_URL_FIELD_NUMBER: _ClassVar[int]
    PREFERRED_AUTHENTICATION_METHOD_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    RAW_CONTENT_FIELD_NUMBER: _ClassVar[int]
    RESTRICTED_PACKAGE_NAME_FIELD_NUMBER: _ClassVar[int]
    SILENT_PUSH_FIELD_NUMBER: _ClassVar[int]
    SMALL_IMAGE_ICON_URL_FIELD_NUMBER: _ClassVar[int]
    SOUND_FIELD_NUMBER: _ClassVar[int]
    SUBSTITUTIONS_FIELD_NUMBER: _ClassVar[int]
    TIME_TO_LIVE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    action: str
    body: str
    collapse_key: str
    data: _containers.ScalarMap[str, str]
    icon_reference: str
    image_icon_url: str
    image_url: str
    preferred_authentication_method: str
    priority: str
    raw_content: str
    restricted_package_name: str
    silent_push: bool
    small_image_icon_url: str
    sound: str
    substitutions: _containers.MessageMap[str, _type_pb2.StringList]
    time_to_live: int
    title: str
    url: str
    def __init__(self, action: _Optional[str] = ..., body: _Optional[str] = ..., collapse_key: _Optional[str] = ..., data: _Optional[_Mapping[str, str]] = ..., icon_reference: _Optional[str] = ..., image_icon_url: _Optional[str] = ..., image_url: _Optional[str] = ..., preferred_authentication_method: _Optional[str] = ..., priority: _Optional[str] = ..., raw_content: _Optional[str] = ..., restricted_package_name: _Optional[str] = ..., silent_push: _Optional[bool] = ..., small_image_icon_url: _Optional[str] = ..., sound: _Optional[str] = ..., substitutions: _Optional[_Mapping[str, _type_pb2.StringList]] = ..., time_to_live: _Optional[int] = ..., title: _Optional[str] = ..., url: _Optional[str] = ...) -> None: ...

class InAppTemplateRequest(_message.Message):
    __slots__ = ("content", "custom_config", "layout", "tags", "template_description", "present_empty")
    class CustomConfigEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    class TagsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    CUSTOM_CONFIG_FIELD_NUMBER: _ClassVar[int]
    LAYOUT_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    PRESENT_EMPTY_FIELD_NUMBER: _ClassVar[int]
    content: _containers.RepeatedCompositeFieldContainer[_type_pb2.InAppMessageContent]
    custom_config: _containers.ScalarMap[str, str]
    layout: str
    tags: _containers.ScalarMap[str, str]
    template_description: str
    present_empty: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, content: _Optional[_Iterable[_Union[_type_pb2.InAppMessageContent, _Mapping]]] = ..., custom_config: _Optional[_Mapping[str, str]] = ..., layout: _Optional[str] = ..., tags: _Optional[_Mapping[str, str]] = ..., template_description: _Optional[str] = ..., present_empty: _Optional[_Iterable[int]] = ...) -> None: ...

class InAppTemplateResponse(_message.Message):
    __slots__ = ("arn", "content", "creation_date", "custom_config", "last_modified_date", "layout", "tags", "template_description", "template_name", "template_type", "version")
    class CustomConfigEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    class TagsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ARN_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    CUSTOM_CONFIG_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_DATE_FIELD_NUMBER: _ClassVar[int]
    LAYOUT_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_TYPE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    arn: str
    content: _containers.RepeatedCompositeFieldContainer[_type_pb2.InAppMessageContent]
    creation_date: str
    custom_config: _containers.ScalarMap[str, str]
    last_modified_date: str
    layout: str
    tags: _containers.ScalarMap[str, str]
    template_description: str
    template_name: str
    template_type: str
    version: str
    def __init__(self, arn: _Optional[str] = ..., content: _Optional[_Iterable[_Union[_type_pb2.InAppMessageContent, _Mapping]]] = ..., creation_date: _Optional[str] = ..., custom_config: _Optional[_Mapping[str, str]] = ..., last_modified_date: _Optional[str] = ..., layout: _Optional[str] = ..., tags: _Optional[_Mapping[str, str]] = ..., template_description: _Optional[str] = ..., template_name: _Optional[str] = ..., template_type: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class MessageRequest(_message.Message):
    __slots__ = ("addresses", "context", "endpoints", "message_configuration", "template_configuration", "trace_id")
    class AddressesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: AddressConfiguration
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[AddressConfiguration, _Mapping]] = ...) -> None: ...
    class ContextEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    class EndpointsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: EndpointSendConfiguration
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[EndpointSendConfiguration, _Mapping]] = ...) -> None: ...
    ADDRESSES_FIELD_NUMBER: _ClassVar[int]
    CONTEXT_FIELD_NUMBER: _ClassVar[int]
    ENDPOINTS_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_CONFIGURATION_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_CONFIGURATION_FIELD_NUMBER: _ClassVar[int]
    TRACE_ID_FIELD_NUMBER: _ClassVar[int]
    addresses: _containers.MessageMap[str, AddressConfiguration]
    context: _containers.ScalarMap[str, str]
    endpoints: _containers.MessageMap[str, EndpointSendConfiguration]
    message_configuration: DirectMessageConfiguration
    template_configuration: _type_pb2.TemplateConfiguration
    trace_id: str
    def __init__(self, addresses: _Optional[_Mapping[str, AddressConfiguration]] = ..., context: _Optional[_Mapping[str, str]] = ..., endpoints: _Optional[_Mapping[str, EndpointSendConfiguration]] = ..., message_configuration: _Optional[_Union[DirectMessageConfiguration, _Mapping]] = ..., template_configuration: _Optional[_Union[_type_pb2.TemplateConfiguration, _Mapping]] = ..., trace_id: _Optional[str] = ...) -> None: ...

class MessageResponse(_message.Message):
    __slots__ = ("application_id", "endpoint_result", "request_id", "result")
    class EndpointResultEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: EndpointMessageResult
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[EndpointMessageResult, _Mapping]] = ...) -> None: ...
    class ResultEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: MessageResult
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[MessageResult, _Mapping]] = ...) -> None: ...
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_RESULT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    endpoint_result: _containers.MessageMap[str, EndpointMessageResult]
    request_id: str
    result: _containers.MessageMap[str, MessageResult]
    def __init__(self, application_id: _Optional[str] = ..., endpoint_result: _Optional[_Mapping[str, EndpointMessageResult]] = ..., request_id: _Optional[str] = ..., result: _Optional[_Mapping[str, MessageResult]] = ...) -> None: ...

class MessageResult(_message.Message):
    __slots__ = ("delivery_status", "message_id", "status_code", "status_message", "updated_token")
    DELIVERY_STATUS_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_CODE_FIELD_NUMBER: _ClassVar[int]
    STATUS_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    UPDATED_TOKEN_FIELD_NUMBER: _ClassVar[int]
    delivery_status: str
    message_id: str
    status_code: int
    status_message: str
    updated_token: str
    def __init__(self, delivery_status: _Optional[str] = ..., message_id: _Optional[str] = ..., status_code: _Optional[int] = ..., status_message: _Optional[str] = ..., updated_token: _Optional[str] = ...) -> None: ...

class NumberValidateRequest(_message.Message):
    __slots__ = ("iso_country_code", "phone_number")
    ISO_COUNTRY_CODE_FIELD_NUMBER: _ClassVar[int]
    PHONE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    iso_country_code: str
    phone_number: str
    def __init__(self, iso_country_code: _Optional[str] = ..., phone_number: _Optional[str] = ...) -> None: ...

class NumberValidateResponse(_message.Message):
    __slots__ = ("carrier", "city", "cleansed_phone_number_e164", "cleansed_phone_number_national", "country", "country_code_iso2", "country_code_numeric", "county", "original_country_code_iso2", "original_phone_number", "phone_type", "phone_type_code", "timezone", "zip_code")
    CARRIER_FIELD_NUMBER: _ClassVar[int]
    CITY_FIELD_NUMBER: _ClassVar[int]
    CLEANSED_PHONE_NUMBER_E164_FIELD_NUMBER: _ClassVar[int]
    CLEANSED_PHONE_NUMBER_NATIONAL_FIELD_NUMBER: _ClassVar[int]
    COUNTRY_FIELD_NUMBER: _ClassVar[int]
    COUNTRY_CODE_ISO2_FIELD_NUMBER: _ClassVar[int]
    COUNTRY_CODE_NUMERIC_FIELD_NUMBER: _ClassVar[int]
    COUNTY_FIELD_NUMBER: _ClassVar[int]
    ORIGINAL_COUNTRY_CODE_ISO2_FIELD_NUMBER: _ClassVar[int]
    ORIGINAL_PHONE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    PHONE_TYPE_FIELD_NUMBER: _ClassVar[int]
    PHONE_TYPE_CODE_FIELD_NUMBER: _ClassVar[int]
    TIMEZONE_FIELD_NUMBER: _ClassVar[int]
    ZIP_CODE_FIELD_NUMBER: _ClassVar[int]
    carrier: str
    city: str
    cleansed_phone_number_e164: str
    cleansed_phone_number_national: str
    country: str
    country_code_iso2: str
    country_code_numeric: str
    county: str
    original_country_code_iso2: str
    original_phone_number: str
    phone_type: str
    phone_type_code: int
    timezone: str
    zip_code: str
    def __init__(self, carrier: _Optional[str] = ..., city: _Optional[str] = ..., cleansed_phone_number_e164: _Optional[str] = ..., cleansed_phone_number_national: _Optional[str] = ..., country: _Optional[str] = ..., country_code_iso2: _Optional[str] = ..., country_code_numeric: _Optional[str] = ..., county: _Optional[str] = ..., original_country_code_iso2: _Optional[str] = ..., original_phone_number: _Optional[str] = ..., phone_type: _Optional[str] = ..., phone_type_code: _Optional[int] = ..., timezone: _Optional[str] = ..., zip_code: _Optional[str] = ...) -> None: ...

class PushNotificationTemplateRequest(_message.Message):
    __slots__ = ("adm", "apns", "baidu", "default", "default_substitutions", "gcm", "recommender_id", "tags", "template_description", "present_empty")
    class TagsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ADM_FIELD_NUMBER: _ClassVar[int]
    APNS_FIELD_NUMBER: _ClassVar[int]
    BAIDU_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_SUBSTITUTIONS_FIELD_NUMBER: _ClassVar[int]
    GCM_FIELD_NUMBER: _ClassVar[int]
    RECOMMENDER_ID_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    PRESENT_EMPTY_FIELD_NUMBER: _ClassVar[int]
    adm: AndroidPushNotificationTemplate
    apns: APNSPushNotificationTemplate
    baidu: AndroidPushNotificationTemplate
    default: DefaultPushNotificationTemplate
    default_substitutions: str
    gcm: AndroidPushNotificationTemplate
    recommender_id: str
    tags: _containers.ScalarMap[str, str]
    template_description: str
    present_empty: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, adm: _Optional[_Union[AndroidPushNotificationTemplate, _Mapping]] = ..., apns: _Optional[_Union[APNSPushNotificationTemplate, _Mapping]] = ..., baidu: _Optional[_Union[AndroidPushNotificationTemplate, _Mapping]] = ..., default: _Optional[_Union[DefaultPushNotificationTemplate, _Mapping]] = ..., default_substitutions: _Optional[str] = ..., gcm: _Optional[_Union[AndroidPushNotificationTemplate, _Mapping]] = ..., recommender_id: _Optional[str] = ..., tags: _Optional[_Mapping[str, str]] = ..., template_description: _Optional[str] = ..., present_empty: _Optional[_Iterable[int]] = ...) -> None: ...

class PushNotificationTemplateResponse(_message.Message):
    __slots__ = ("adm", "apns", "arn", "baidu", "creation_date", "default", "default_substitutions", "gcm", "last_modified_date", "recommender_id", "tags", "template_description", "template_name", "template_type", "version")
    class TagsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ADM_FIELD_NUMBER: _ClassVar[int]
    APNS_FIELD_NUMBER: _ClassVar[int]
    ARN_FIELD_NUMBER: _ClassVar[int]
    BAIDU_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_SUBSTITUTIONS_FIELD_NUMBER: _ClassVar[int]
    GCM_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_DATE_FIELD_NUMBER: _ClassVar[int]
    RECOMMENDER_ID_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_TYPE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    adm: AndroidPushNotificationTemplate
    apns: APNSPushNotificationTemplate
    arn: str
    baidu: AndroidPushNotificationTemplate
    creation_date: str
    default: DefaultPushNotificationTemplate
    default_substitutions: str
    gcm: AndroidPushNotificationTemplate
    last_modified_date: str
    recommender_id: str
    tags: _containers.ScalarMap[str, str]
    template_description: str
    template_name: str
    template_type: str
    version: str
    def __init__(self, adm: _Optional[_Union[AndroidPushNotificationTemplate, _Mapping]] = ..., apns: _Optional[_Union[APNSPushNotificationTemplate, _Mapping]] = ..., arn: _Optional[str] = ..., baidu: _Optional[_Union[AndroidPushNotificationTemplate, _Mapping]] = ..., creation_date: _Optional[str] = ..., default: _Optional[_Union[DefaultPushNotificationTemplate, _Mapping]] = ..., default_substitutions: _Optional[str] = ..., gcm: _Optional[_Union[AndroidPushNotificationTemplate, _Mapping]] = ..., last_modified_date: _Optional[str] = ..., recommender_id: _Optional[str] = ..., tags: _Optional[_Mapping[str, str]] = ..., template_description: _Optional[str] = ..., template_name: _Optional[str] = ..., template_type: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class RawEmail(_message.Message):
    __slots__ = ("data",)
    DATA_FIELD_NUMBER: _ClassVar[int]
    data: bytes
    def __init__(self, data: _Optional[bytes] = ...) -> None: ...

class SendOTPMessageRequestParameters(_message.Message):
    __slots__ = ("allowed_attempts", "brand_name", "channel", "code_length", "destination_identity", "entity_id", "language", "origination_identity", "reference_id", "template_id", "validity_period")
    ALLOWED_ATTEMPTS_FIELD_NUMBER: _ClassVar[int]
    BRAND_NAME_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    CODE_LENGTH_FIELD_NUMBER: _ClassVar[int]
    DESTINATION_IDENTITY_FIELD_NUMBER: _ClassVar[int]
    ENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    ORIGINATION_IDENTITY_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_ID_FIELD_NUMBER: _ClassVar[int]
    VALIDITY_PERIOD_FIELD_NUMBER: _ClassVar[int]
    allowed_attempts: int
    brand_name: str
    channel: str
    code_length: int
    destination_identity: str
    entity_id: str
    language: str
    origination_identity: str
    reference_id: str
    template_id: str
    validity_period: int
    def __init__(self, allowed_attempts: _Optional[int] = ..., brand_name: _Optional[str] = ..., channel: _Optional[str] = ..., code_length: _Optional[int] = ..., destination_identity: _Optional[str] = ..., entity_id: _Optional[str] = ..., language: _Optional[str] = ..., origination_identity: _Optional[str] = ..., reference_id: _Optional[str] = ..., template_id: _Optional[str] = ..., validity_period: _Optional[int] = ...) -> None: ...

class SendUsersMessageRequest(_message.Message):
    __slots__ = ("context", "message_configuration", "template_configuration", "trace_id", "users")
    class ContextEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    class UsersEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: EndpointSendConfiguration
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[EndpointSendConfiguration, _Mapping]] = ...) -> None: ...
    CONTEXT_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_CONFIGURATION_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_CONFIGURATION_FIELD_NUMBER: _ClassVar[int]
    TRACE_ID_FIELD_NUMBER: _ClassVar[int]
    USERS_FIELD_NUMBER: _ClassVar[int]
    context: _containers.ScalarMap[str, str]
    message_configuration: DirectMessageConfiguration
    template_configuration: _type_pb2.TemplateConfiguration
    trace_id: str
    users: _containers.MessageMap[str, EndpointSendConfiguration]
    def __init__(self, context: _Optional[_Mapping[str, str]] = ..., message_configuration: _Optional[_Union[DirectMessageConfiguration, _Mapping]] = ..., template_configuration: _Optional[_Union[_type_pb2.TemplateConfiguration, _Mapping]] = ..., trace_id: _Optional[str] = ..., users: _Optional[_Mapping[str, EndpointSendConfiguration]] = ...) -> None: ...

class SendUsersMessageResponse(_message.Message):
    __slots__ = ("application_id", "request_id", "result")
    class ResultEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: EndpointMessageResultMap
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[EndpointMessageResultMap, _Mapping]] = ...) -> None: ...
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    request_id: str
    result: _containers.MessageMap[str, EndpointMessageResultMap]
    def __init__(self, application_id: _Optional[str] = ..., request_id: _Optional[str] = ..., result: _Optional[_Mapping[str, EndpointMessageResultMap]] = ...) -> None: ...

class SimpleEmail(_message.Message):
    __slots__ = ("html_part", "subject", "text_part", "headers")
    HTML_PART_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    TEXT_PART_FIELD_NUMBER: _ClassVar[int]
    HEADERS_FIELD_NUMBER: _ClassVar[int]
    html_part: SimpleEmailPart
    subject: SimpleEmailPart
    text_part: SimpleEmailPart
    headers: _containers.RepeatedCompositeFieldContainer[_type_pb2.MessageHeader]
    def __init__(self, html_part: _Optional[_Union[SimpleEmailPart, _Mapping]] = ..., subject: _Optional[_Union[SimpleEmailPart, _Mapping]] = ..., text_part: _Optional[_Union[SimpleEmailPart, _Mapping]] = ..., headers: _Optional[_Iterable[_Union[_type_pb2.MessageHeader, _Mapping]]] = ...) -> None: ...

class SimpleEmailPart(_message.Message):
    __slots__ = ("charset", "data")
    CHARSET_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    charset: str
    data: str
    def __init__(self, charset: _Optional[str] = ..., data: _Optional[str] = ...) -> None: ...

class SMSChannelRequest(_message.Message):
    __slots__ = ("enabled", "sender_id", "short_code")
    ENABLED_FIELD_NUMBER: _ClassVar[int]
    SENDER_ID_FIELD_NUMBER: _ClassVar[int]
    SHORT_CODE_FIELD_NUMBER: _ClassVar[int]
    enabled: bool
    sender_id: str
    short_code: str
    def __init__(self, enabled: _Optional[bool] = ..., sender_id: _Optional[str] = ..., short_code: _Optional[str] = ...) -> None: ...

class SMSChannelResponse(_message.Message):
    __slots__ = ("application_id", "creation_date", "enabled", "has_credential", "id", "is_archived", "last_modified_by", "last_modified_date", "platform", "promotional_messages_per_second", "sender_id", "short_code", "transactional_messages_per_second", "version")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    ENABLED_FIELD_NUMBER: _ClassVar[int]
    HAS_CREDENTIAL_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    IS_ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_BY_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_DATE_FIELD_NUMBER: _ClassVar[int]
    PLATFORM_FIELD_NUMBER: _ClassVar[int]
    PROMOTIONAL_MESSAGES_PER_SECOND_FIELD_NUMBER: _ClassVar[int]
    SENDER_ID_FIELD_NUMBER: _ClassVar[int]
    SHORT_CODE_FIELD_NUMBER: _ClassVar[int]
    TRANSACTIONAL_MESSAGES_PER_SECOND_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    creation_date: str
    enabled: bool
    has_credential: bool
    id: str
    is_archived: bool
    last_modified_by: str
    last_modified_date: str
    platform: str
    promotional_messages_per_second: int
    sender_id: str
    short_code: str
    transactional_messages_per_second: int
    version: int
    def __init__(self, application_id: _Optional[str] = ..., creation_date: _Optional[str] = ..., enabled: _Optional[bool] = ..., has_credential: _Optional[bool] = ..., id: _Optional[str] = ..., is_archived: _Optional[bool] = ..., last_modified_by: _Optional[str] = ..., last_modified_date: _Optional[str] = ..., platform: _Optional[str] = ..., promotional_messages_per_second: _Optional[int] = ..., sender_id: _Optional[str] = ..., short_code: _Optional[str] = ..., transactional_messages_per_second: _Optional[int] = ..., version: _Optional[int] = ...) -> None: ...

class SMSMessage(_message.Message):
    __slots__ = ("body", "keyword", "media_url", "message_type", "origination_number", "sender_id", "substitutions", "entity_id", "template_id")
    class SubstitutionsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _type_pb2.StringList
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_type_pb2.StringList, _Mapping]] = ...) -> None: ...
    BODY_FIELD_NUMBER: _ClassVar[int]
    KEYWORD_FIELD_NUMBER: _ClassVar[int]
    MEDIA_URL_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_TYPE_FIELD_NUMBER: _ClassVar[int]
    ORIGINATION_NUMBER_FIELD_NUMBER: _ClassVar[int]
    SENDER_ID_FIELD_NUMBER: _ClassVar[int]
    SUBSTITUTIONS_FIELD_NUMBER: _ClassVar[int]
    ENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_ID_FIELD_NUMBER: _ClassVar[int]
    body: str
    keyword: str
    media_url: str
    message_type: str
    origination_number: str
    sender_id: str
    substitutions: _containers.MessageMap[str, _type_pb2.StringList]
    entity_id: str
    template_id: str
    def __init__(self, body: _Optional[str] = ..., keyword: _Optional[str] = ..., media_url: _Optional[str] = ..., message_type: _Optional[str] = ..., origination_number: _Optional[str] = ..., sender_id: _Optional[str] = ..., substitutions: _Optional[_Mapping[str, _type_pb2.StringList]] = ..., entity_id: _Optional[str] = ..., template_id: _Optional[str] = ...) -> None: ...

class SMSTemplateRequest(_message.Message):
    __slots__ = ("body", "default_substitutions", "recommender_id", "tags", "template_description", "present_empty")
    class TagsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    BODY_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_SUBSTITUTIONS_FIELD_NUMBER: _ClassVar[int]
    RECOMMENDER_ID_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    PRESENT_EMPTY_FIELD_NUMBER: _ClassVar[int]
    body: str
    default_substitutions: str
    recommender_id: str
    tags: _containers.ScalarMap[str, str]
    template_description: str
    present_empty: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, body: _Optional[str] = ..., default_substitutions: _Optional[str] = ..., recommender_id: _Optional[str] = ..., tags: _Optional[_Mapping[str, str]] = ..., template_description: _Optional[str] = ..., present_empty: _Optional[_Iterable[int]] = ...) -> None: ...

class SMSTemplateResponse(_message.Message):
    __slots__ = ("arn", "body", "creation_date", "default_substitutions", "last_modified_date", "recommender_id", "tags", "template_description", "template_name", "template_type", "version")
    class TagsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ARN_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_SUBSTITUTIONS_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_DATE_FIELD_NUMBER: _ClassVar[int]
    RECOMMENDER_ID_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_TYPE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    arn: str
    body: str
    creation_date: str
    default_substitutions: str
    last_modified_date: str
    recommender_id: str
    tags: _containers.ScalarMap[str, str]
    template_description: str
    template_name: str
    template_type: str
    version: str
    def __init__(self, arn: _Optional[str] = ..., body: _Optional[str] = ..., creation_date: _Optional[str] = ..., default_substitutions: _Optional[str] = ..., last_modified_date: _Optional[str] = ..., recommender_id: _Optional[str] = ..., tags: _Optional[_Mapping[str, str]] = ..., template_description: _Optional[str] = ..., template_name: _Optional[str] = ..., template_type: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class TemplateActiveVersionRequest(_message.Message):
    __slots__ = ("version",)
    VERSION_FIELD_NUMBER: _ClassVar[int]
    version: str
    def __init__(self, version: _Optional[str] = ...) -> None: ...

class TemplateCreateMessageBody(_message.Message):
    __slots__ = ("arn", "message", "request_id")
    ARN_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    arn: str
    message: str
    request_id: str
    def __init__(self, arn: _Optional[str] = ..., message: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class TemplateResponse(_message.Message):
    __slots__ = ("arn", "creation_date", "default_substitutions", "last_modified_date", "tags", "template_description", "template_name", "template_type", "version")
    class TagsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ARN_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_SUBSTITUTIONS_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_DATE_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_TYPE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    arn: str
    creation_date: str
    default_substitutions: str
    last_modified_date: str
    tags: _containers.ScalarMap[str, str]
    template_description: str
    template_name: str
    template_type: str
    version: str
    def __init__(self, arn: _Optional[str] = ..., creation_date: _Optional[str] = ..., default_substitutions: _Optional[str] = ..., last_modified_date: _Optional[str] = ..., tags: _Optional[_Mapping[str, str]] = ..., template_description: _Optional[str] = ..., template_name: _Optional[str] = ..., template_type: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class TemplatesResponse(_message.Message):
    __slots__ = ("item", "next_token")
    ITEM_FIELD_NUMBER: _ClassVar[int]
    NEXT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    item: _containers.RepeatedCompositeFieldContainer[TemplateResponse]
    next_token: str
    def __init__(self, item: _Optional[_Iterable[_Union[TemplateResponse, _Mapping]]] = ..., next_token: _Optional[str] = ...) -> None: ...

class TemplateVersionResponse(_message.Message):
    __slots__ = ("creation_date", "default_substitutions", "last_modified_date", "template_description", "template_name", "template_type", "version")
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_SUBSTITUTIONS_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_DATE_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_TYPE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    creation_date: str
    default_substitutions: str
    last_modified_date: str
    template_description: str
    template_name: str
    template_type: str
    version: str
    def __init__(self, creation_date: _Optional[str] = ..., default_substitutions: _Optional[str] = ..., last_modified_date: _Optional[str] = ..., template_description: _Optional[str] = ..., template_name: _Optional[str] = ..., template_type: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class TemplateVersionsResponse(_message.Message):
    __slots__ = ("item", "message", "next_token", "request_id")
    ITEM_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    NEXT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    item: _containers.RepeatedCompositeFieldContainer[TemplateVersionResponse]
    message: str
    next_token: str
    request_id: str
    def __init__(self, item: _Optional[_Iterable[_Union[TemplateVersionResponse, _Mapping]]] = ..., message: _Optional[str] = ..., next_token: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class VerificationResponse(_message.Message):
    __slots__ = ("valid",)
    VALID_FIELD_NUMBER: _ClassVar[int]
    valid: bool
    def __init__(self, valid: _Optional[bool] = ...) -> None: ...

class VerifyOTPMessageRequestParameters(_message.Message):
    __slots__ = ("destination_identity", "otp", "reference_id")
    DESTINATION_IDENTITY_FIELD_NUMBER: _ClassVar[int]
    OTP_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    destination_identity: str
    otp: str
    reference_id: str
    def __init__(self, destination_identity: _Optional[str] = ..., otp: _Optional[str] = ..., reference_id: _Optional[str] = ...) -> None: ...

class VoiceChannelRequest(_message.Message):
    __slots__ = ("enabled",)
    ENABLED_FIELD_NUMBER: _ClassVar[int]
    enabled: bool
    def __init__(self, enabled: _Optional[bool] = ...) -> None: ...

class VoiceChannelResponse(_message.Message):
    __slots__ = ("application_id", "creation_date", "enabled", "has_credential", "id", "is_archived", "last_modified_by", "last_modified_date", "platform", "version")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    ENABLED_FIELD_NUMBER: _ClassVar[int]
    HAS_CREDENTIAL_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    IS_ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_BY_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_DATE_FIELD_NUMBER: _ClassVar[int]
    PLATFORM_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    creation_date: str
    enabled: bool
    has_credential: bool
    id: str
    is_archived: bool
    last_modified_by: str
    last_modified_date: str
    platform: str
    version: int
    def __init__(self, application_id: _Optional[str] = ..., creation_date: _Optional[str] = ..., enabled: _Optional[bool] = ..., has_credential: _Optional[bool] = ..., id: _Optional[str] = ..., is_archived: _Optional[bool] = ..., last_modified_by: _Optional[str] = ..., last_modified_date: _Optional[str] = ..., platform: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class VoiceMessage(_message.Message):
    __slots__ = ("body", "language_code", "origination_number", "substitutions", "voice_id")
    class SubstitutionsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _type_pb2.StringList
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_type_pb2.StringList, _Mapping]] = ...) -> None: ...
    BODY_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_CODE_FIELD_NUMBER: _ClassVar[int]
    ORIGINATION_NUMBER_FIELD_NUMBER: _ClassVar[int]
    SUBSTITUTIONS_FIELD_NUMBER: _ClassVar[int]
    VOICE_ID_FIELD_NUMBER: _ClassVar[int]
    body: str
    language_code: str
    origination_number: str
    substitutions: _containers.MessageMap[str, _type_pb2.StringList]
    voice_id: str
    def __init__(self, body: _Optional[str] = ..., language_code: _Optional[str] = ..., origination_number: _Optional[str] = ..., substitutions: _Optional[_Mapping[str, _type_pb2.StringList]] = ..., voice_id: _Optional[str] = ...) -> None: ...

class VoiceTemplateRequest(_message.Message):
    __slots__ = ("body", "default_substitutions", "language_code", "tags", "template_description", "voice_id", "present_empty")
    class TagsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    BODY_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_SUBSTITUTIONS_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_CODE_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    VOICE_ID_FIELD_NUMBER: _ClassVar[int]
    PRESENT_EMPTY_FIELD_NUMBER: _ClassVar[int]
    body: str
    default_substitutions: str
    language_code: str
    tags: _containers.ScalarMap[str, str]
    template_description: str
    voice_id: str
    present_empty: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, body: _Optional[str] = ..., default_substitutions: _Optional[str] = ..., language_code: _Optional[str] = ..., tags: _Optional[_Mapping[str, str]] = ..., template_description: _Optional[str] = ..., voice_id: _Optional[str] = ..., present_empty: _Optional[_Iterable[int]] = ...) -> None: ...

class VoiceTemplateResponse(_message.Message):
    __slots__ = ("arn", "body", "creation_date", "default_substitutions", "language_code", "last_modified_date", "tags", "template_description", "template_name", "template_type", "version", "voice_id")
    class TagsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ARN_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_SUBSTITUTIONS_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_CODE_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_DATE_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_TYPE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    VOICE_ID_FIELD_NUMBER: _ClassVar[int]
    arn: str
    body: str
    creation_date: str
    default_substitutions: str
    language_code: str
    last_modified_date: str
    tags: _containers.ScalarMap[str, str]
    template_description: str
    template_name: str
    template_type: str
    version: str
    voice_id: str
    def __init__(self, arn: _Optional[str] = ..., body: _Optional[str] = ..., creation_date: _Optional[str] = ..., default_substitutions: _Optional[str] = ..., language_code: _Optional[str] = ..., last_modified_date: _Optional[str] = ..., tags: _Optional[_Mapping[str, str]] = ..., template_description: _Optional[str] = ..., template_name: _Optional[str] = ..., template_type: _Optional[str] = ..., version: _Optional[str] = ..., voice_id: _Optional[str] = ...) -> None: ...
