from counterpoint.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AttributeDimension(_message.Message):
    __slots__ = ("attribute_type", "values")
    ATTRIBUTE_TYPE_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    attribute_type: str
    values: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, attribute_type: _Optional[str] = ..., values: _Optional[_Iterable[str]] = ...) -> None: ...

class CampaignCustomMessage(_message.Message):
    __slots__ = ("data",)
    DATA_FIELD_NUMBER: _ClassVar[int]
    data: str
    def __init__(self, data: _Optional[str] = ...) -> None: ...

class CampaignEmailMessage(_message.Message):
    __slots__ = ("body", "from_address", "headers", "html_body", "title")
    BODY_FIELD_NUMBER: _ClassVar[int]
    FROM_ADDRESS_FIELD_NUMBER: _ClassVar[int]
    HEADERS_FIELD_NUMBER: _ClassVar[int]
    HTML_BODY_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    body: str
    from_address: str
    headers: _containers.RepeatedCompositeFieldContainer[MessageHeader]
    html_body: str
    title: str
    def __init__(self, body: _Optional[str] = ..., from_address: _Optional[str] = ..., headers: _Optional[_Iterable[_Union[MessageHeader, _Mapping]]] = ..., html_body: _Optional[str] = ..., title: _Optional[str] = ...) -> None: ...

class CampaignInAppMessage(_message.Message):
    __slots__ = ("body", "content", "custom_config", "layout")
    class CustomConfigEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    BODY_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    CUSTOM_CONFIG_FIELD_NUMBER: _ClassVar[int]
    LAYOUT_FIELD_NUMBER: _ClassVar[int]
    body: str
    content: _containers.RepeatedCompositeFieldContainer[InAppMessageContent]
    custom_config: _containers.ScalarMap[str, str]
    layout: str
    def __init__(self, body: _Optional[str] = ..., content: _Optional[_Iterable[_Union[InAppMessageContent, _Mapping]]] = ..., custom_config: _Optional[_Mapping[str, str]] = ..., layout: _Optional[str] = ...) -> None: ...

class CampaignSmsMessage(_message.Message):
    __slots__ = ("body", "message_type", "origination_number", "sender_id", "entity_id", "template_id")
    BODY_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_TYPE_FIELD_NUMBER: _ClassVar[int]
    ORIGINATION_NUMBER_FIELD_NUMBER: _ClassVar[int]
    SENDER_ID_FIELD_NUMBER: _ClassVar[int]
    ENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_ID_FIELD_NUMBER: _ClassVar[int]
    body: str
    message_type: str
    origination_number: str
    sender_id: str
    entity_id: str
    template_id: str
    def __init__(self, body: _Optional[str] = ..., message_type: _Optional[str] = ..., origination_number: _Optional[str] = ..., sender_id: _Optional[str] = ..., entity_id: _Optional[str] = ..., template_id: _Optional[str] = ...) -> None: ...

class CustomDeliveryConfiguration(_message.Message):
    __slots__ = ("delivery_uri", "endpoint_types")
    DELIVERY_URI_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_TYPES_FIELD_NUMBER: _ClassVar[int]
    delivery_uri: str
    endpoint_types: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, delivery_uri: _Optional[str] = ..., endpoint_types: _Optional[_Iterable[str]] = ...) -> None: ...

class DefaultButtonConfiguration(_message.Message):
    __slots__ = ("background_color", "border_radius", "button_action", "link", "text", "text_color")
    BACKGROUND_COLOR_FIELD_NUMBER: _ClassVar[int]
    BORDER_RADIUS_FIELD_NUMBER: _ClassVar[int]
    BUTTON_ACTION_FIELD_NUMBER: _ClassVar[int]
    LINK_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    TEXT_COLOR_FIELD_NUMBER: _ClassVar[int]
    background_color: str
    border_radius: int
    button_action: str
    link: str
    text: str
    text_color: str
    def __init__(self, background_color: _Optional[str] = ..., border_radius: _Optional[int] = ..., button_action: _Optional[str] = ..., link: _Optional[str] = ..., text: _Optional[str] = ..., text_color: _Optional[str] = ...) -> None: ...

class EndpointDemographic(_message.Message):
    __slots__ = ("app_version", "locale", "make", "model", "model_version", "platform", "platform_version", "timezone")
    APP_VERSION_FIELD_NUMBER: _ClassVar[int]
    LOCALE_FIELD_NUMBER: _ClassVar[int]
    MAKE_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    MODEL_VERSION_FIELD_NUMBER: _ClassVar[int]
    PLATFORM_FIELD_NUMBER: _ClassVar[int]
    PLATFORM_VERSION_FIELD_NUMBER: _ClassVar[int]
    TIMEZONE_FIELD_NUMBER: _ClassVar[int]
    app_version: str
    locale: str
    make: str
    model: str
    model_version: str
    platform: str
    platform_version: str
    timezone: str
    def __init__(self, app_version: _Optional[str] = ..., locale: _Optional[str] = ..., make: _Optional[str] = ..., model: _Optional[str] = ..., model_version: _Optional[str] = ..., platform: _Optional[str] = ..., platform_version: _Optional[str] = ..., timezone: _Optional[str] = ...) -> None: ...

class EndpointLocation(_message.Message):
    __slots__ = ("city", "country", "latitude", "longitude", "postal_code", "region")
    CITY_FIELD_NUMBER: _ClassVar[int]
    COUNTRY_FIELD_NUMBER: _ClassVar[int]
    LATITUDE_FIELD_NUMBER: _ClassVar[int]
    LONGITUDE_FIELD_NUMBER: _ClassVar[int]
    POSTAL_CODE_FIELD_NUMBER: _ClassVar[int]
    REGION_FIELD_NUMBER: _ClassVar[int]
    city: str
    country: str
    latitude: float
    longitude: float
    postal_code: str
    region: str
    def __init__(self, city: _Optional[str] = ..., country: _Optional[str] = ..., latitude: _Optional[float] = ..., longitude: _Optional[float] = ..., postal_code: _Optional[str] = ..., region: _Optional[str] = ...) -> None: ...

class EndpointRequest(_message.Message):
    __slots__ = ("address", "attributes", "channel_type", "demographic", "effective_date", "endpoint_status", "location", "metrics", "opt_out", "request_id", "user", "present_empty")
    class AttributesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: StringList
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[StringList, _Mapping]] = ...) -> None: ...
    class MetricsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: float
        def __init__(self, key: _Optional[str] = ..., value: _Optional[float] = ...) -> None: ...
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_TYPE_FIELD_NUMBER: _ClassVar[int]
    DEMOGRAPHIC_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_DATE_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_STATUS_FIELD_NUMBER: _ClassVar[int]
    LOCATION_FIELD_NUMBER: _ClassVar[int]
    METRICS_FIELD_NUMBER: _ClassVar[int]
    OPT_OUT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    USER_FIELD_NUMBER: _ClassVar[int]
    PRESENT_EMPTY_FIELD_NUMBER: _ClassVar[int]
    address: str
    attributes: _containers.MessageMap[str, StringList]
    channel_type: str
    demographic: EndpointDemographic
    effective_date: str
    endpoint_status: str
    location: EndpointLocation
    metrics: _containers.ScalarMap[str, float]
    opt_out: str
    request_id: str
    user: EndpointUser
    present_empty: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, address: _Optional[str] = ..., attributes: _Optional[_Mapping[str, StringList]] = ..., channel_type: _Optional[str] = ..., demographic: _Optional[_Union[EndpointDemographic, _Mapping]] = ..., effective_date: _Optional[str] = ..., endpoint_status: _Optional[str] = ..., location: _Optional[_Union[EndpointLocation, _Mapping]] = ..., metrics: _Optional[_Mapping[str, float]] = ..., opt_out: _Optional[str] = ..., request_id: _Optional[str] = ..., user: _Optional[_Union[EndpointUser, _Mapping]] = ..., present_empty: _Optional[_Iterable[int]] = ...) -> None: ...

class EndpointResponse(_message.Message):
    __slots__ = ("address", "application_id", "attributes", "channel_type", "cohort_id", "creation_date", "demographic", "effective_date", "endpoint_status", "id", "location", "metrics", "opt_out", "request_id", "user")
    class AttributesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: StringList
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[StringList, _Mapping]] = ...) -> None: ...
    class MetricsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: float
        def __init__(self, key: _Optional[str] = ..., value: _Optional[float] = ...) -> None: ...
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_TYPE_FIELD_NUMBER: _ClassVar[int]
    COHORT_ID_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    DEMOGRAPHIC_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_DATE_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_STATUS_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    LOCATION_FIELD_NUMBER: _ClassVar[int]
    METRICS_FIELD_NUMBER: _ClassVar[int]
    OPT_OUT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    USER_FIELD_NUMBER: _ClassVar[int]
    address: str
    application_id: str
    attributes: _containers.MessageMap[str, StringList]
    channel_type: str
    cohort_id: str
    creation_date: str
    demographic: EndpointDemographic
    effective_date: str
    endpoint_status: str
    id: str
    location: EndpointLocation
    metrics: _containers.ScalarMap[str, float]
    opt_out: str
    request_id: str
    user: EndpointUser
    def __init__(self, address: _Optional[str] = ..., application_id: _Optional[str] = ..., attributes: _Optional[_Mapping[str, StringList]] = ..., channel_type: _Optional[str] = ..., cohort_id: _Optional[str] = ..., creation_date: _Optional[str] = ..., demographic: _Optional[_Union[EndpointDemographic, _Mapping]] = ..., effective_date: _Optional[str] = ..., endpoint_status: _Optional[str] = ..., id: _Optional[str] = ..., location: _Optional[_Union[EndpointLocation, _Mapping]] = ..., metrics: _Optional[_Mapping[str, float]] = ..., opt_out: _Optional[str] = ..., request_id: _Optional[str] = ..., user: _Optional[_Union[EndpointUser, _Mapping]] = ...) -> None: ...

class EndpointUser(_message.Message):
    __slots__ = ("user_attributes", "user_id", "present_empty")
    class UserAttributesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: StringList
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[StringList, _Mapping]] = ...) -> None: ...
    USER_ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    PRESENT_EMPTY_FIELD_NUMBER: _ClassVar[int]
    user_attributes: _containers.MessageMap[str, StringList]
    user_id: str
    present_empty: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, user_attributes: _Optional[_Mapping[str, StringList]] = ..., user_id: _Optional[str] = ..., present_empty: _Optional[_Iterable[int]] = ...) -> None: ...

class EventDimensions(_message.Message):
    __slots__ = ("attributes", "event_type", "metrics")
    class AttributesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: AttributeDimension
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[AttributeDimension, _Mapping]] = ...) -> None: ...
    class MetricsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: MetricDimension
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[MetricDimension, _Mapping]] = ...) -> None: ...
    ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    EVENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    METRICS_FIELD_NUMBER: _ClassVar[int]
    attributes: _containers.MessageMap[str, AttributeDimension]
    event_type: SetDimension
    metrics: _containers.MessageMap[str, MetricDimension]
    def __init__(self, attributes: _Optional[_Mapping[str, AttributeDimension]] = ..., event_type: _Optional[_Union[SetDimension, _Mapping]] = ..., metrics: _Optional[_Mapping[str, MetricDimension]] = ...) -> None: ...

class GPSCoordinates(_message.Message):
    __slots__ = ("latitude", "longitude")
    LATITUDE_FIELD_NUMBER: _ClassVar[int]
    LONGITUDE_FIELD_NUMBER: _ClassVar[int]
    latitude: float
    longitude: float
    def __init__(self, latitude: _Optional[float] = ..., longitude: _Optional[float] = ...) -> None: ...

class GPSPointDimension(_message.Message):
    __slots__ = ("coordinates", "range_in_kilometers")
    COORDINATES_FIELD_NUMBER: _ClassVar[int]
    RANGE_IN_KILOMETERS_FIELD_NUMBER: _ClassVar[int]
    coordinates: GPSCoordinates
    range_in_kilometers: float
    def __init__(self, coordinates: _Optional[_Union[GPSCoordinates, _Mapping]] = ..., range_in_kilometers: _Optional[float] = ...) -> None: ...

class InAppMessageBodyConfig(_message.Message):
    __slots__ = ("alignment", "body", "text_color")
    ALIGNMENT_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    TEXT_COLOR_FIELD_NUMBER: _ClassVar[int]
    alignment: str
    body: str
    text_color: str
    def __init__(self, alignment: _Optional[str] = ..., body: _Optional[str] = ..., text_color: _Optional[str] = ...) -> None: ...

class InAppMessageButton(_message.Message):
    __slots__ = ("android", "default_config", "ios", "web")
    ANDROID_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_CONFIG_FIELD_NUMBER: _ClassVar[int]
    IOS_FIELD_NUMBER: _ClassVar[int]
    WEB_FIELD_NUMBER: _ClassVar[int]
    android: OverrideButtonConfiguration
    default_config: DefaultButtonConfiguration
    ios: OverrideButtonConfiguration
    web: OverrideButtonConfiguration
    def __init__(self, android: _Optional[_Union[OverrideButtonConfiguration, _Mapping]] = ..., default_config: _Optional[_Union[DefaultButtonConfiguration, _Mapping]] = ..., ios: _Optional[_Union[OverrideButtonConfiguration, _Mapping]] = ..., web: _Optional[_Union[OverrideButtonConfiguration, _Mapping]] = ...) -> None: ...

class InAppMessageContent(_message.Message):
    __slots__ = ("background_color", "body_config", "header_config", "image_url", "primary_btn", "secondary_btn")
    BACKGROUND_COLOR_FIELD_NUMBER: _ClassVar[int]
    BODY_CONFIG_FIELD_NUMBER: _ClassVar[int]
    HEADER_CONFIG_FIELD_NUMBER: _ClassVar[int]
    IMAGE_URL_FIELD_NUMBER: _ClassVar[int]
    PRIMARY_BTN_FIELD_NUMBER: _ClassVar[int]
    SECONDARY_BTN_FIELD_NUMBER: _ClassVar[int]
    background_color: str
    body_config: InAppMessageBodyConfig
    header_config: InAppMessageHeaderConfig
    image_url: str
    primary_btn: InAppMessageButton
    secondary_btn: InAppMessageButton
    def __init__(self, background_color: _Optional[str] = ..., body_config: _Optional[_Union[InAppMessageBodyConfig, _Mapping]] = ..., header_config: _Optional[_Union[InAppMessageHeaderConfig, _Mapping]] = ..., image_url: _Optional[str] = ..., primary_btn: _Optional[_Union[InAppMessageButton, _Mapping]] = ..., secondary_btn: _Optional[_Union[InAppMessageButton, _Mapping]] = ...) -> None: ...

class InAppMessageHeaderConfig(_message.Message):
    __slots__ = ("alignment", "header", "text_color")
    ALIGNMENT_FIELD_NUMBER: _ClassVar[int]
    HEADER_FIELD_NUMBER: _ClassVar[int]
    TEXT_COLOR_FIELD_NUMBER: _ClassVar[int]
    alignment: str
    header: str
    text_color: str
    def __init__(self, alignment: _Optional[str] = ..., header: _Optional[str] = ..., text_color: _Optional[str] = ...) -> None: ...

class JourneyTimeframeCap(_message.Message):
    __slots__ = ("cap", "days")
    CAP_FIELD_NUMBER: _ClassVar[int]
    DAYS_FIELD_NUMBER: _ClassVar[int]
    cap: int
    days: int
    def __init__(self, cap: _Optional[int] = ..., days: _Optional[int] = ...) -> None: ...

class Message(_message.Message):
    __slots__ = ("action", "body", "image_icon_url", "image_small_icon_url", "image_url", "json_body", "media_url", "raw_content", "silent_push", "time_to_live", "title", "url")
    ACTION_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    IMAGE_ICON_URL_FIELD_NUMBER: _ClassVar[int]
    IMAGE_SMALL_ICON_URL_FIELD_NUMBER: _ClassVar[int]
    IMAGE_URL_FIELD_NUMBER: _ClassVar[int]
    JSON_BODY_FIELD_NUMBER: _ClassVar[int]
    MEDIA_URL_FIELD_NUMBER: _ClassVar[int]
    RAW_CONTENT_FIELD_NUMBER: _ClassVar[int]
    SILENT_PUSH_FIELD_NUMBER: _ClassVar[int]
    TIME_TO_LIVE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    action: str
    body: str
    image_icon_url: str
    image_small_icon_url: str
    image_url: str
    json_body: str
    media_url: str
    raw_content: str
    silent_push: bool
    time_to_live: int
    title: str
    url: str
    def __init__(self, action: _Optional[str] = ..., body: _Optional[str] = ..., image_icon_url: _Optional[str] = ..., image_small_icon_url: _Optional[str] = ..., image_url: _Optional[str] = ..., json_body: _Optional[str] = ..., media_url: _Optional[str] = ..., raw_content: _Optional[str] = ..., silent_push: _Optional[bool] = ..., time_to_live: _Optional[int] = ..., title: _Optional[str] = ..., url: _Optional[str] = ...) -> None: ...

class MessageBody(_message.Message):
    __slots__ = ("message", "request_id")
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    message: str
    request_id: str
    def __init__(self, message: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class MessageConfiguration(_message.Message):
    __slots__ = ("adm_message", "apns_message", "baidu_message", "custom_message", "default_message", "email_message", "gcm_message", "sms_message", "in_app_message")
    ADM_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    APNS_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    BAIDU_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    CUSTOM_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    EMAIL_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    GCM_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    SMS_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    IN_APP_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    adm_message: Message
    apns_message: Message
    baidu_message: Message
    custom_message: CampaignCustomMessage
    default_message: Message
    email_message: CampaignEmailMessage
    gcm_message: Message
    sms_message: CampaignSmsMessage
    in_app_message: CampaignInAppMessage
    def __init__(self, adm_message: _Optional[_Union[Message, _Mapping]] = ..., apns_message: _Optional[_Union[Message, _Mapping]] = ..., baidu_message: _Optional[_Union[Message, _Mapping]] = ..., custom_message: _Optional[_Union[CampaignCustomMessage, _Mapping]] = ..., default_message: _Optional[_Union[Message, _Mapping]] = ..., email_message: _Optional[_Union[CampaignEmailMessage, _Mapping]] = ..., gcm_message: _Optional[_Union[Message, _Mapping]] = ..., sms_message: _Optional[_Union[CampaignSmsMessage, _Mapping]] = ..., in_app_message: _Optional[_Union[CampaignInAppMessage, _Mapping]] = ...) -> None: ...

class MessageHeader(_message.Message):
    __slots__ = ("name", "value")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    name: str
    value: str
    def __init__(self, name: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...

class MetricDimension(_message.Message):
    __slots__ = ("comparison_operator", "value")
    COMPARISON_OPERATOR_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    comparison_operator: str
    value: float
    def __init__(self, comparison_operator: _Optional[str] = ..., value: _Optional[float] = ...) -> None: ...

class OverrideButtonConfiguration(_message.Message):
    __slots__ = ("button_action", "link")
    BUTTON_ACTION_FIELD_NUMBER: _ClassVar[int]
    LINK_FIELD_NUMBER: _ClassVar[int]
    button_action: str
    link: str
    def __init__(self, button_action: _Optional[str] = ..., link: _Optional[str] = ...) -> None: ...

class QuietTime(_message.Message):
    __slots__ = ("end", "start")
    END_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    end: str
    start: str
    def __init__(self, end: _Optional[str] = ..., start: _Optional[str] = ...) -> None: ...

class RecencyDimension(_message.Message):
    __slots__ = ("duration", "recency_type")
    DURATION_FIELD_NUMBER: _ClassVar[int]
    RECENCY_TYPE_FIELD_NUMBER: _ClassVar[int]
    duration: str
    recency_type: str
    def __init__(self, duration: _Optional[str] = ..., recency_type: _Optional[str] = ...) -> None: ...

class SegmentBehaviors(_message.Message):
    __slots__ = ("recency",)
    RECENCY_FIELD_NUMBER: _ClassVar[int]
    recency: RecencyDimension
    def __init__(self, recency: _Optional[_Union[RecencyDimension, _Mapping]] = ...) -> None: ...

class SegmentDemographics(_message.Message):
    __slots__ = ("app_version", "channel", "device_type", "make", "model", "platform")
    APP_VERSION_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    DEVICE_TYPE_FIELD_NUMBER: _ClassVar[int]
    MAKE_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    PLATFORM_FIELD_NUMBER: _ClassVar[int]
    app_version: SetDimension
    channel: SetDimension
    device_type: SetDimension
    make: SetDimension
    model: SetDimension
    platform: SetDimension
    def __init__(self, app_version: _Optional[_Union[SetDimension, _Mapping]] = ..., channel: _Optional[_Union[SetDimension, _Mapping]] = ..., device_type: _Optional[_Union[SetDimension, _Mapping]] = ..., make: _Optional[_Union[SetDimension, _Mapping]] = ..., model: _Optional[_Union[SetDimension, _Mapping]] = ..., platform: _Optional[_Union[SetDimension, _Mapping]] = ...) -> None: ...

class SegmentDimensions(_message.Message):
    __slots__ = ("attributes", "behavior", "demographic", "location", "metrics", "user_attributes")
    class AttributesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: AttributeDimension
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[AttributeDimension, _Mapping]] = ...) -> None: ...
    class MetricsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: MetricDimension
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[MetricDimension, _Mapping]] = ...) -> None: ...
    class UserAttributesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: AttributeDimension
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[AttributeDimension, _Mapping]] = ...) -> None: ...
    ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    BEHAVIOR_FIELD_NUMBER: _ClassVar[int]
    DEMOGRAPHIC_FIELD_NUMBER: _ClassVar[int]
    LOCATION_FIELD_NUMBER: _ClassVar[int]
    METRICS_FIELD_NUMBER: _ClassVar[int]
    USER_ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    attributes: _containers.MessageMap[str, AttributeDimension]
    behavior: SegmentBehaviors
    demographic: SegmentDemographics
    location: SegmentLocation
    metrics: _containers.MessageMap[str, MetricDimension]
    user_attributes: _containers.MessageMap[str, AttributeDimension]
    def __init__(self, attributes: _Optional[_Mapping[str, AttributeDimension]] = ..., behavior: _Optional[_Union[SegmentBehaviors, _Mapping]] = ..., demographic: _Optional[_Union[SegmentDemographics, _Mapping]] = ..., location: _Optional[_Union[SegmentLocation, _Mapping]] = ..., metrics: _Optional[_Mapping[str, MetricDimension]] = ..., user_attributes: _Optional[_Mapping[str, AttributeDimension]] = ...) -> None: ...

class SegmentGroup(_message.Message):
    __slots__ = ("dimensions", "source_segments", "source_type", "type")
    DIMENSIONS_FIELD_NUMBER: _ClassVar[int]
    SOURCE_SEGMENTS_FIELD_NUMBER: _ClassVar[int]
    SOURCE_TYPE_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    dimensions: _containers.RepeatedCompositeFieldContainer[SegmentDimensions]
    source_segments: _containers.RepeatedCompositeFieldContainer[SegmentReference]
    source_type: str
    type: str
    def __init__(self, dimensions: _Optional[_Iterable[_Union[SegmentDimensions, _Mapping]]] = ..., source_segments: _Optional[_Iterable[_Union[SegmentReference, _Mapping]]] = ..., source_type: _Optional[str] = ..., type: _Optional[str] = ...) -> None: ...

class SegmentGroupList(_message.Message):
    __slots__ = ("groups", "include")
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    INCLUDE_FIELD_NUMBER: _ClassVar[int]
    groups: _containers.RepeatedCompositeFieldContainer[SegmentGroup]
    include: str
    def __init__(self, groups: _Optional[_Iterable[_Union[SegmentGroup, _Mapping]]] = ..., include: _Optional[str] = ...) -> None: ...

class SegmentLocation(_message.Message):
    __slots__ = ("country", "gps_point")
    COUNTRY_FIELD_NUMBER: _ClassVar[int]
    GPS_POINT_FIELD_NUMBER: _ClassVar[int]
    country: SetDimension
    gps_point: GPSPointDimension
    def __init__(self, country: _Optional[_Union[SetDimension, _Mapping]] = ..., gps_point: _Optional[_Union[GPSPointDimension, _Mapping]] = ...) -> None: ...

class SegmentReference(_message.Message):
    __slots__ = ("id", "version")
    ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    id: str
    version: int
    def __init__(self, id: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class SetDimension(_message.Message):
    __slots__ = ("dimension_type", "values")
    DIMENSION_TYPE_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    dimension_type: str
    values: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, dimension_type: _Optional[str] = ..., values: _Optional[_Iterable[str]] = ...) -> None: ...

class StringList(_message.Message):
    __slots__ = ("values",)
    VALUES_FIELD_NUMBER: _ClassVar[int]
    values: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, values: _Optional[_Iterable[str]] = ...) -> None: ...

class TagsModel(_message.Message):
    __slots__ = ("tags",)
    class TagsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    TAGS_FIELD_NUMBER: _ClassVar[int]
    tags: _containers.ScalarMap[str, str]
    def __init__(self, tags: _Optional[_Mapping[str, str]] = ...) -> None: ...

class Template(_message.Message):
    __slots__ = ("name", "version")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    name: str
    version: str
    def __init__(self, name: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class TemplateConfiguration(_message.Message):
    __slots__ = ("email_template", "push_template", "sms_template", "voice_template", "in_app_template")
    EMAIL_TEMPLATE_FIELD_NUMBER: _ClassVar[int]
    PUSH_TEMPLATE_FIELD_NUMBER: _ClassVar[int]
    SMS_TEMPLATE_FIELD_NUMBER: _ClassVar[int]
    VOICE_TEMPLATE_FIELD_NUMBER: _ClassVar[int]
    IN_APP_TEMPLATE_FIELD_NUMBER: _ClassVar[int]
    email_template: Template
    push_template: Template
    sms_template: Template
    voice_template: Template
    in_app_template: Template
    def __init__(self, email_template: _Optional[_Union[Template, _Mapping]] = ..., push_template: _Optional[_Union[Template, _Mapping]] = ..., sms_template: _Optional[_Union[Template, _Mapping]] = ..., voice_template: _Optional[_Union[Template, _Mapping]] = ..., in_app_template: _Optional[_Union[Template, _Mapping]] = ...) -> None: ...

class WriteSegmentRequest(_message.Message):
    __slots__ = ("dimensions", "name", "segment_groups", "tags", "present_empty")
    class TagsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    DIMENSIONS_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_GROUPS_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    PRESENT_EMPTY_FIELD_NUMBER: _ClassVar[int]
    dimensions: SegmentDimensions
    name: str
    segment_groups: SegmentGroupList
    tags: _containers.ScalarMap[str, str]
    present_empty: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, dimensions: _Optional[_Union[SegmentDimensions, _Mapping]] = ..., name: _Optional[str] = ..., segment_groups: _Optional[_Union[SegmentGroupList, _Mapping]] = ..., tags: _Optional[_Mapping[str, str]] = ..., present_empty: _Optional[_Iterable[int]] = ...) -> None: ...
