from counterpoint.options.v1 import options_pb2 as _options_pb2
from counterpoint.type.v1 import type_pb2 as _type_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CreateAppRequest(_message.Message):
    __slots__ = ("create_application_request",)
    CREATE_APPLICATION_REQUEST_FIELD_NUMBER: _ClassVar[int]
    create_application_request: CreateApplicationRequest
    def __init__(self, create_application_request: _Optional[_Union[CreateApplicationRequest, _Mapping]] = ...) -> None: ...

class CreateAppResponse(_message.Message):
    __slots__ = ("application_response",)
    APPLICATION_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    application_response: ApplicationResponse
    def __init__(self, application_response: _Optional[_Union[ApplicationResponse, _Mapping]] = ...) -> None: ...

class CreateExportJobRequest(_message.Message):
    __slots__ = ("application_id", "export_job_request")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    EXPORT_JOB_REQUEST_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    export_job_request: ExportJobRequest
    def __init__(self, application_id: _Optional[str] = ..., export_job_request: _Optional[_Union[ExportJobRequest, _Mapping]] = ...) -> None: ...

class CreateExportJobResponse(_message.Message):
    __slots__ = ("export_job_response",)
    EXPORT_JOB_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    export_job_response: ExportJobResponse
    def __init__(self, export_job_response: _Optional[_Union[ExportJobResponse, _Mapping]] = ...) -> None: ...

class CreateImportJobRequest(_message.Message):
    __slots__ = ("application_id", "import_job_request")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    IMPORT_JOB_REQUEST_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    import_job_request: ImportJobRequest
    def __init__(self, application_id: _Optional[str] = ..., import_job_request: _Optional[_Union[ImportJobRequest, _Mapping]] = ...) -> None: ...

class CreateImportJobResponse(_message.Message):
    __slots__ = ("import_job_response",)
    IMPORT_JOB_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    import_job_response: ImportJobResponse
    def __init__(self, import_job_response: _Optional[_Union[ImportJobResponse, _Mapping]] = ...) -> None: ...

class CreateRecommenderConfigurationRequest(_message.Message):
    __slots__ = ("create_recommender_configuration",)
    CREATE_RECOMMENDER_CONFIGURATION_FIELD_NUMBER: _ClassVar[int]
    create_recommender_configuration: CreateRecommenderConfiguration
    def __init__(self, create_recommender_configuration: _Optional[_Union[CreateRecommenderConfiguration, _Mapping]] = ...) -> None: ...

class CreateRecommenderConfigurationResponse(_message.Message):
    __slots__ = ("recommender_configuration_response",)
    RECOMMENDER_CONFIGURATION_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    recommender_configuration_response: RecommenderConfigurationResponse
    def __init__(self, recommender_configuration_response: _Optional[_Union[RecommenderConfigurationResponse, _Mapping]] = ...) -> None: ...

class CreateSegmentRequest(_message.Message):
    __slots__ = ("application_id", "write_segment_request")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    WRITE_SEGMENT_REQUEST_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    write_segment_request: _type_pb2.WriteSegmentRequest
    def __init__(self, application_id: _Optional[str] = ..., write_segment_request: _Optional[_Union[_type_pb2.WriteSegmentRequest, _Mapping]] = ...) -> None: ...

class CreateSegmentResponse(_message.Message):
    __slots__ = ("segment_response",)
    SEGMENT_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    segment_response: SegmentResponse
    def __init__(self, segment_response: _Optional[_Union[SegmentResponse, _Mapping]] = ...) -> None: ...

class DeleteAppRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class DeleteAppResponse(_message.Message):
    __slots__ = ("application_response",)
    APPLICATION_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    application_response: ApplicationResponse
    def __init__(self, application_response: _Optional[_Union[ApplicationResponse, _Mapping]] = ...) -> None: ...

class DeleteEndpointRequest(_message.Message):
    __slots__ = ("application_id", "endpoint_id")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    endpoint_id: str
    def __init__(self, application_id: _Optional[str] = ..., endpoint_id: _Optional[str] = ...) -> None: ...

class DeleteEndpointResponse(_message.Message):
    __slots__ = ("endpoint_response",)
    ENDPOINT_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    endpoint_response: _type_pb2.EndpointResponse
    def __init__(self, endpoint_response: _Optional[_Union[_type_pb2.EndpointResponse, _Mapping]] = ...) -> None: ...

class DeleteRecommenderConfigurationRequest(_message.Message):
    __slots__ = ("recommender_id",)
    RECOMMENDER_ID_FIELD_NUMBER: _ClassVar[int]
    recommender_id: str
    def __init__(self, recommender_id: _Optional[str] = ...) -> None: ...

class DeleteRecommenderConfigurationResponse(_message.Message):
    __slots__ = ("recommender_configuration_response",)
    RECOMMENDER_CONFIGURATION_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    recommender_configuration_response: RecommenderConfigurationResponse
    def __init__(self, recommender_configuration_response: _Optional[_Union[RecommenderConfigurationResponse, _Mapping]] = ...) -> None: ...

class DeleteSegmentRequest(_message.Message):
    __slots__ = ("application_id", "segment_id")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    segment_id: str
    def __init__(self, application_id: _Optional[str] = ..., segment_id: _Optional[str] = ...) -> None: ...

class DeleteSegmentResponse(_message.Message):
    __slots__ = ("segment_response",)
    SEGMENT_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    segment_response: SegmentResponse
    def __init__(self, segment_response: _Optional[_Union[SegmentResponse, _Mapping]] = ...) -> None: ...

class DeleteUserEndpointsRequest(_message.Message):
    __slots__ = ("application_id", "user_id")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    user_id: str
    def __init__(self, application_id: _Optional[str] = ..., user_id: _Optional[str] = ...) -> None: ...

class DeleteUserEndpointsResponse(_message.Message):
    __slots__ = ("endpoints_response",)
    ENDPOINTS_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    endpoints_response: EndpointsResponse
    def __init__(self, endpoints_response: _Optional[_Union[EndpointsResponse, _Mapping]] = ...) -> None: ...

class GetAppRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class GetAppResponse(_message.Message):
    __slots__ = ("application_response",)
    APPLICATION_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    application_response: ApplicationResponse
    def __init__(self, application_response: _Optional[_Union[ApplicationResponse, _Mapping]] = ...) -> None: ...

class GetEndpointRequest(_message.Message):
    __slots__ = ("application_id", "endpoint_id")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    endpoint_id: str
    def __init__(self, application_id: _Optional[str] = ..., endpoint_id: _Optional[str] = ...) -> None: ...

class GetEndpointResponse(_message.Message):
    __slots__ = ("endpoint_response",)
    ENDPOINT_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    endpoint_response: _type_pb2.EndpointResponse
    def __init__(self, endpoint_response: _Optional[_Union[_type_pb2.EndpointResponse, _Mapping]] = ...) -> None: ...

class GetExportJobRequest(_message.Message):
    __slots__ = ("application_id", "job_id")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    job_id: str
    def __init__(self, application_id: _Optional[str] = ..., job_id: _Optional[str] = ...) -> None: ...

class GetExportJobResponse(_message.Message):
    __slots__ = ("export_job_response",)
    EXPORT_JOB_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    export_job_response: ExportJobResponse
    def __init__(self, export_job_response: _Optional[_Union[ExportJobResponse, _Mapping]] = ...) -> None: ...

class GetImportJobRequest(_message.Message):
    __slots__ = ("application_id", "job_id")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    job_id: str
    def __init__(self, application_id: _Optional[str] = ..., job_id: _Optional[str] = ...) -> None: ...

class GetImportJobResponse(_message.Message):
    __slots__ = ("import_job_response",)
    IMPORT_JOB_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    import_job_response: ImportJobResponse
    def __init__(self, import_job_response: _Optional[_Union[ImportJobResponse, _Mapping]] = ...) -> None: ...

class GetRecommenderConfigurationRequest(_message.Message):
    __slots__ = ("recommender_id",)
    RECOMMENDER_ID_FIELD_NUMBER: _ClassVar[int]
    recommender_id: str
    def __init__(self, recommender_id: _Optional[str] = ...) -> None: ...

class GetRecommenderConfigurationResponse(_message.Message):
    __slots__ = ("recommender_configuration_response",)
    RECOMMENDER_CONFIGURATION_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    recommender_configuration_response: RecommenderConfigurationResponse
    def __init__(self, recommender_configuration_response: _Optional[_Union[RecommenderConfigurationResponse, _Mapping]] = ...) -> None: ...

class GetSegmentRequest(_message.Message):
    __slots__ = ("application_id", "segment_id")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    segment_id: str
    def __init__(self, application_id: _Optional[str] = ..., segment_id: _Optional[str] = ...) -> None: ...

class GetSegmentResponse(_message.Message):
    __slots__ = ("segment_response",)
    SEGMENT_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    segment_response: SegmentResponse
    def __init__(self, segment_response: _Optional[_Union[SegmentResponse, _Mapping]] = ...) -> None: ...

class GetSegmentVersionRequest(_message.Message):
    __slots__ = ("application_id", "segment_id", "version")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    segment_id: str
    version: str
    def __init__(self, application_id: _Optional[str] = ..., segment_id: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class GetSegmentVersionResponse(_message.Message):
    __slots__ = ("segment_response",)
    SEGMENT_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    segment_response: SegmentResponse
    def __init__(self, segment_response: _Optional[_Union[SegmentResponse, _Mapping]] = ...) -> None: ...

class ListAppsRequest(_message.Message):
    __slots__ = ("page_size", "token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: str
    token: str
    def __init__(self, page_size: _Optional[str] = ..., token: _Optional[str] = ...) -> None: ...

class ListAppsResponse(_message.Message):
    __slots__ = ("applications_response",)
    APPLICATIONS_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    applications_response: ApplicationsResponse
    def __init__(self, applications_response: _Optional[_Union[ApplicationsResponse, _Mapping]] = ...) -> None: ...

class ListExportJobsRequest(_message.Message):
    __slots__ = ("application_id", "page_size", "token")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    page_size: str
    token: str
    def __init__(self, application_id: _Optional[str] = ..., page_size: _Optional[str] = ..., token: _Optional[str] = ...) -> None: ...

class ListExportJobsResponse(_message.Message):
    __slots__ = ("export_jobs_response",)
    EXPORT_JOBS_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    export_jobs_response: ExportJobsResponse
    def __init__(self, export_jobs_response: _Optional[_Union[ExportJobsResponse, _Mapping]] = ...) -> None: ...

class ListImportJobsRequest(_message.Message):
    __slots__ = ("application_id", "page_size", "token")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    page_size: str
    token: str
    def __init__(self, application_id: _Optional[str] = ..., page_size: _Optional[str] = ..., token: _Optional[str] = ...) -> None: ...

class ListImportJobsResponse(_message.Message):
    __slots__ = ("import_jobs_response",)
    IMPORT_JOBS_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    import_jobs_response: ImportJobsResponse
    def __init__(self, import_jobs_response: _Optional[_Union[ImportJobsResponse, _Mapping]] = ...) -> None: ...

class ListRecommenderConfigurationsRequest(_message.Message):
    __slots__ = ("page_size", "token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: str
    token: str
    def __init__(self, page_size: _Optional[str] = ..., token: _Optional[str] = ...) -> None: ...

class ListRecommenderConfigurationsResponse(_message.Message):
    __slots__ = ("list_recommender_configurations_response",)
    LIST_RECOMMENDER_CONFIGURATIONS_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    list_recommender_configurations_response: RecommenderConfigurationsResponse
    def __init__(self, list_recommender_configurations_response: _Optional[_Union[RecommenderConfigurationsResponse, _Mapping]] = ...) -> None: ...

class ListSegmentExportJobsRequest(_message.Message):
    __slots__ = ("application_id", "page_size", "segment_id", "token")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    page_size: str
    segment_id: str
    token: str
    def __init__(self, application_id: _Optional[str] = ..., page_size: _Optional[str] = ..., segment_id: _Optional[str] = ..., token: _Optional[str] = ...) -> None: ...

class ListSegmentExportJobsResponse(_message.Message):
    __slots__ = ("export_jobs_response",)
    EXPORT_JOBS_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    export_jobs_response: ExportJobsResponse
    def __init__(self, export_jobs_response: _Optional[_Union[ExportJobsResponse, _Mapping]] = ...) -> None: ...

class ListSegmentImportJobsRequest(_message.Message):
    __slots__ = ("application_id", "page_size", "segment_id", "token")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    page_size: str
    segment_id: str
    token: str
    def __init__(self, application_id: _Optional[str] = ..., page_size: _Optional[str] = ..., segment_id: _Optional[str] = ..., token: _Optional[str] = ...) -> None: ...

class ListSegmentImportJobsResponse(_message.Message):
    __slots__ = ("import_jobs_response",)
    IMPORT_JOBS_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    import_jobs_response: ImportJobsResponse
    def __init__(self, import_jobs_response: _Optional[_Union[ImportJobsResponse, _Mapping]] = ...) -> None: ...

class ListSegmentVersionsRequest(_message.Message):
    __slots__ = ("application_id", "page_size", "segment_id", "token")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    page_size: str
    segment_id: str
    token: str
    def __init__(self, application_id: _Optional[str] = ..., page_size: _Optional[str] = ..., segment_id: _Optional[str] = ..., token: _Optional[str] = ...) -> None: ...

class ListSegmentVersionsResponse(_message.Message):
    __slots__ = ("segments_response",)
    SEGMENTS_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    segments_response: SegmentsResponse
    def __init__(self, segments_response: _Optional[_Union[SegmentsResponse, _Mapping]] = ...) -> None: ...

class ListSegmentsRequest(_message.Message):
    __slots__ = ("application_id", "page_size", "token")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    page_size: str
    token: str
    def __init__(self, application_id: _Optional[str] = ..., page_size: _Optional[str] = ..., token: _Optional[str] = ...) -> None: ...

class ListSegmentsResponse(_message.Message):
    __slots__ = ("segments_response",)
    SEGMENTS_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    segments_response: SegmentsResponse
    def __init__(self, segments_response: _Optional[_Union[SegmentsResponse, _Mapping]] = ...) -> None: ...

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

class ListUserEndpointsRequest(_message.Message):
    __slots__ = ("application_id", "user_id")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    user_id: str
    def __init__(self, application_id: _Optional[str] = ..., user_id: _Optional[str] = ...) -> None: ...

class ListUserEndpointsResponse(_message.Message):
    __slots__ = ("endpoints_response",)
    ENDPOINTS_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    endpoints_response: EndpointsResponse
    def __init__(self, endpoints_response: _Optional[_Union[EndpointsResponse, _Mapping]] = ...) -> None: ...

class RemoveAttributesRequest(_message.Message):
    __slots__ = ("application_id", "attribute_type", "update_attributes_request")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTE_TYPE_FIELD_NUMBER: _ClassVar[int]
    UPDATE_ATTRIBUTES_REQUEST_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    attribute_type: str
    update_attributes_request: UpdateAttributesRequest
    def __init__(self, application_id: _Optional[str] = ..., attribute_type: _Optional[str] = ..., update_attributes_request: _Optional[_Union[UpdateAttributesRequest, _Mapping]] = ...) -> None: ...

class RemoveAttributesResponse(_message.Message):
    __slots__ = ("attributes_resource",)
    ATTRIBUTES_RESOURCE_FIELD_NUMBER: _ClassVar[int]
    attributes_resource: AttributesResource
    def __init__(self, attributes_resource: _Optional[_Union[AttributesResource, _Mapping]] = ...) -> None: ...

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

class UpdateEndpointRequest(_message.Message):
    __slots__ = ("application_id", "endpoint_id", "endpoint_request")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_ID_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_REQUEST_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    endpoint_id: str
    endpoint_request: _type_pb2.EndpointRequest
    def __init__(self, application_id: _Optional[str] = ..., endpoint_id: _Optional[str] = ..., endpoint_request: _Optional[_Union[_type_pb2.EndpointRequest, _Mapping]] = ...) -> None: ...

class UpdateEndpointResponse(_message.Message):
    __slots__ = ("message_body",)
    MESSAGE_BODY_FIELD_NUMBER: _ClassVar[int]
    message_body: _type_pb2.MessageBody
    def __init__(self, message_body: _Optional[_Union[_type_pb2.MessageBody, _Mapping]] = ...) -> None: ...

class UpdateEndpointsBatchRequest(_message.Message):
    __slots__ = ("application_id", "endpoint_batch_request")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_BATCH_REQUEST_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    endpoint_batch_request: EndpointBatchRequest
    def __init__(self, application_id: _Optional[str] = ..., endpoint_batch_request: _Optional[_Union[EndpointBatchRequest, _Mapping]] = ...) -> None: ...

class UpdateEndpointsBatchResponse(_message.Message):
    __slots__ = ("message_body",)
    MESSAGE_BODY_FIELD_NUMBER: _ClassVar[int]
    message_body: _type_pb2.MessageBody
    def __init__(self, message_body: _Optional[_Union[_type_pb2.MessageBody, _Mapping]] = ...) -> None: ...

class UpdateRecommenderConfigurationRequest(_message.Message):
    __slots__ = ("recommender_id", "update_recommender_configuration")
    RECOMMENDER_ID_FIELD_NUMBER: _ClassVar[int]
    UPDATE_RECOMMENDER_CONFIGURATION_FIELD_NUMBER: _ClassVar[int]
    recommender_id: str
    update_recommender_configuration: UpdateRecommenderConfiguration
    def __init__(self, recommender_id: _Optional[str] = ..., update_recommender_configuration: _Optional[_Union[UpdateRecommenderConfiguration, _Mapping]] = ...) -> None: ...

class UpdateRecommenderConfigurationResponse(_message.Message):
    __slots__ = ("recommender_configuration_response",)
    RECOMMENDER_CONFIGURATION_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    recommender_configuration_response: RecommenderConfigurationResponse
    def __init__(self, recommender_configuration_response: _Optional[_Union[RecommenderConfigurationResponse, _Mapping]] = ...) -> None: ...

class UpdateSegmentRequest(_message.Message):
    __slots__ = ("application_id", "segment_id", "write_segment_request")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    WRITE_SEGMENT_REQUEST_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    segment_id: str
    write_segment_request: _type_pb2.WriteSegmentRequest
    def __init__(self, application_id: _Optional[str] = ..., segment_id: _Optional[str] = ..., write_segment_request: _Optional[_Union[_type_pb2.WriteSegmentRequest, _Mapping]] = ...) -> None: ...

class UpdateSegmentResponse(_message.Message):
    __slots__ = ("segment_response",)
    SEGMENT_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    segment_response: SegmentResponse
    def __init__(self, segment_response: _Optional[_Union[SegmentResponse, _Mapping]] = ...) -> None: ...

class ApplicationResponse(_message.Message):
    __slots__ = ("arn", "id", "name", "tags", "creation_date")
    class TagsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ARN_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    arn: str
    id: str
    name: str
    tags: _containers.ScalarMap[str, str]
    creation_date: str
    def __init__(self, arn: _Optional[str] = ..., id: _Optional[str] = ..., name: _Optional[str] = ..., tags: _Optional[_Mapping[str, str]] = ..., creation_date: _Optional[str] = ...) -> None: ...

class ApplicationsResponse(_message.Message):
    __slots__ = ("item", "next_token")
    ITEM_FIELD_NUMBER: _ClassVar[int]
    NEXT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    item: _containers.RepeatedCompositeFieldContainer[ApplicationResponse]
    next_token: str
    def __init__(self, item: _Optional[_Iterable[_Union[ApplicationResponse, _Mapping]]] = ..., next_token: _Optional[str] = ...) -> None: ...

class AttributesResource(_message.Message):
    __slots__ = ("application_id", "attribute_type", "attributes")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTE_TYPE_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    attribute_type: str
    attributes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, application_id: _Optional[str] = ..., attribute_type: _Optional[str] = ..., attributes: _Optional[_Iterable[str]] = ...) -> None: ...

class CreateApplicationRequest(_message.Message):
    __slots__ = ("name", "tags")
    class TagsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    NAME_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    name: str
    tags: _containers.ScalarMap[str, str]
    def __init__(self, name: _Optional[str] = ..., tags: _Optional[_Mapping[str, str]] = ...) -> None: ...

class CreateRecommenderConfiguration(_message.Message):
    __slots__ = ("attributes", "description", "name", "recommendation_provider_id_type", "recommendation_provider_role_arn", "recommendation_provider_uri", "recommendation_transformer_uri", "recommendations_display_name", "recommendations_per_message", "present_empty")
    class AttributesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    RECOMMENDATION_PROVIDER_ID_TYPE_FIELD_NUMBER: _ClassVar[int]
    RECOMMENDATION_PROVIDER_ROLE_ARN_FIELD_NUMBER: _ClassVar[int]
    RECOMMENDATION_PROVIDER_URI_FIELD_NUMBER: _ClassVar[int]
    RECOMMENDATION_TRANSFORMER_URI_FIELD_NUMBER: _ClassVar[int]
    RECOMMENDATIONS_DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    RECOMMENDATIONS_PER_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    PRESENT_EMPTY_FIELD_NUMBER: _ClassVar[int]
    attributes: _containers.ScalarMap[str, str]
    description: str
    name: str
    recommendation_provider_id_type: str
    recommendation_provider_role_arn: str
    recommendation_provider_uri: str
    recommendation_transformer_uri: str
    recommendations_display_name: str
    recommendations_per_message: int
    present_empty: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, attributes: _Optional[_Mapping[str, str]] = ..., description: _Optional[str] = ..., name: _Optional[str] = ..., recommendation_provider_id_type: _Optional[str] = ..., recommendation_provider_role_arn: _Optional[str] = ..., recommendation_provider_uri: _Optional[str] = ..., recommendation_transformer_uri: _Optional[str] = ..., recommendations_display_name: _Optional[str] = ..., recommendations_per_message: _Optional[int] = ..., present_empty: _Optional[_Iterable[int]] = ...) -> None: ...

class EndpointBatchItem(_message.Message):
    __slots__ = ("address", "attributes", "channel_type", "demographic", "effective_date", "endpoint_status", "id", "location", "metrics", "opt_out", "request_id", "user", "present_empty")
    class AttributesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _type_pb2.StringList
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_type_pb2.StringList, _Mapping]] = ...) -> None: ...
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
    ID_FIELD_NUMBER: _ClassVar[int]
    LOCATION_FIELD_NUMBER: _ClassVar[int]
    METRICS_FIELD_NUMBER: _ClassVar[int]
    OPT_OUT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    USER_FIELD_NUMBER: _ClassVar[int]
    PRESENT_EMPTY_FIELD_NUMBER: _ClassVar[int]
    address: str
    attributes: _containers.MessageMap[str, _type_pb2.StringList]
    channel_type: str
    demographic: _type_pb2.EndpointDemographic
    effective_date: str
    endpoint_status: str
    id: str
    location: _type_pb2.EndpointLocation
    metrics: _containers.ScalarMap[str, float]
    opt_out: str
    request_id: str
    user: _type_pb2.EndpointUser
    present_empty: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, address: _Optional[str] = ..., attributes: _Optional[_Mapping[str, _type_pb2.StringList]] = ..., channel_type: _Optional[str] = ..., demographic: _Optional[_Union[_type_pb2.EndpointDemographic, _Mapping]] = ..., effective_date: _Optional[str] = ..., endpoint_status: _Optional[str] = ..., id: _Optional[str] = ..., location: _Optional[_Union[_type_pb2.EndpointLocation, _Mapping]] = ..., metrics: _Optional[_Mapping[str, float]] = ..., opt_out: _Optional[str] = ..., request_id: _Optional[str] = ..., user: _Optional[_Union[_type_pb2.EndpointUser, _Mapping]] = ..., present_empty: _Optional[_Iterable[int]] = ...) -> None: ...

class EndpointBatchRequest(_message.Message):
    __slots__ = ("item",)
    ITEM_FIELD_NUMBER: _ClassVar[int]
    item: _containers.RepeatedCompositeFieldContainer[EndpointBatchItem]
    def __init__(self, item: _Optional[_Iterable[_Union[EndpointBatchItem, _Mapping]]] = ...) -> None: ...

class EndpointsResponse(_message.Message):
    __slots__ = ("item",)
    ITEM_FIELD_NUMBER: _ClassVar[int]
    item: _containers.RepeatedCompositeFieldContainer[_type_pb2.EndpointResponse]
    def __init__(self, item: _Optional[_Iterable[_Union[_type_pb2.EndpointResponse, _Mapping]]] = ...) -> None: ...

class ExportJobRequest(_message.Message):
    __slots__ = ("role_arn", "s3_url_prefix", "segment_id", "segment_version")
    ROLE_ARN_FIELD_NUMBER: _ClassVar[int]
    S3_URL_PREFIX_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_VERSION_FIELD_NUMBER: _ClassVar[int]
    role_arn: str
    s3_url_prefix: str
    segment_id: str
    segment_version: int
    def __init__(self, role_arn: _Optional[str] = ..., s3_url_prefix: _Optional[str] = ..., segment_id: _Optional[str] = ..., segment_version: _Optional[int] = ...) -> None: ...

class ExportJobResource(_message.Message):
    __slots__ = ("role_arn", "s3_url_prefix", "segment_id", "segment_version")
    ROLE_ARN_FIELD_NUMBER: _ClassVar[int]
    S3_URL_PREFIX_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_VERSION_FIELD_NUMBER: _ClassVar[int]
    role_arn: str
    s3_url_prefix: str
    segment_id: str
    segment_version: int
    def __init__(self, role_arn: _Optional[str] = ..., s3_url_prefix: _Optional[str] = ..., segment_id: _Optional[str] = ..., segment_version: _Optional[int] = ...) -> None: ...

class ExportJobResponse(_message.Message):
    __slots__ = ("application_id", "completed_pieces", "completion_date", "creation_date", "definition", "failed_pieces", "failures", "id", "job_status", "total_failures", "total_pieces", "total_processed", "type")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    COMPLETED_PIECES_FIELD_NUMBER: _ClassVar[int]
    COMPLETION_DATE_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    DEFINITION_FIELD_NUMBER: _ClassVar[int]
    FAILED_PIECES_FIELD_NUMBER: _ClassVar[int]
    FAILURES_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    JOB_STATUS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FAILURES_FIELD_NUMBER: _ClassVar[int]
    TOTAL_PIECES_FIELD_NUMBER: _ClassVar[int]
    TOTAL_PROCESSED_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    completed_pieces: int
    completion_date: str
    creation_date: str
    definition: ExportJobResource
    failed_pieces: int
    failures: _containers.RepeatedScalarFieldContainer[str]
    id: str
    job_status: str
    total_failures: int
    total_pieces: int
    total_processed: int
    type: str
    def __init__(self, application_id: _Optional[str] = ..., completed_pieces: _Optional[int] = ..., completion_date: _Optional[str] = ..., creation_date: _Optional[str] = ..., definition: _Optional[_Union[ExportJobResource, _Mapping]] = ..., failed_pieces: _Optional[int] = ..., failures: _Optional[_Iterable[str]] = ..., id: _Optional[str] = ..., job_status: _Optional[str] = ..., total_failures: _Optional[int] = ..., total_pieces: _Optional[int] = ..., total_processed: _Optional[int] = ..., type: _Optional[str] = ...) -> None: ...

class ExportJobsResponse(_message.Message):
    __slots__ = ("item", "next_token")
    ITEM_FIELD_NUMBER: _ClassVar[int]
    NEXT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    item: _containers.RepeatedCompositeFieldContainer[ExportJobResponse]
    next_token: str
    def __init__(self, item: _Optional[_Iterable[_Union[ExportJobResponse, _Mapping]]] = ..., next_token: _Optional[str] = ...) -> None: ...

class ImportJobRequest(_message.Message):
    __slots__ = ("define_segment", "external_id", "format", "register_endpoints", "role_arn", "s3_url", "segment_id", "segment_name")
    DEFINE_SEGMENT_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_ID_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    REGISTER_ENDPOINTS_FIELD_NUMBER: _ClassVar[int]
    ROLE_ARN_FIELD_NUMBER: _ClassVar[int]
    S3_URL_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_NAME_FIELD_NUMBER: _ClassVar[int]
    define_segment: bool
    external_id: str
    format: str
    register_endpoints: bool
    role_arn: str
    s3_url: str
    segment_id: str
    segment_name: str
    def __init__(self, define_segment: _Optional[bool] = ..., external_id: _Optional[str] = ..., format: _Optional[str] = ..., register_endpoints: _Optional[bool] = ..., role_arn: _Optional[str] = ..., s3_url: _Optional[str] = ..., segment_id: _Optional[str] = ..., segment_name: _Optional[str] = ...) -> None: ...

class ImportJobResource(_message.Message):
    __slots__ = ("define_segment", "external_id", "format", "register_endpoints", "role_arn", "s3_url", "segment_id", "segment_name")
    DEFINE_SEGMENT_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_ID_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    REGISTER_ENDPOINTS_FIELD_NUMBER: _ClassVar[int]
    ROLE_ARN_FIELD_NUMBER: _ClassVar[int]
    S3_URL_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_NAME_FIELD_NUMBER: _ClassVar[int]
    define_segment: bool
    external_id: str
    format: str
    register_endpoints: bool
    role_arn: str
    s3_url: str
    segment_id: str
    segment_name: str
    def __init__(self, define_segment: _Optional[bool] = ..., external_id: _Optional[str] = ..., format: _Optional[str] = ..., register_endpoints: _Optional[bool] = ..., role_arn: _Optional[str] = ..., s3_url: _Optional[str] = ..., segment_id: _Optional[str] = ..., segment_name: _Optional[str] = ...) -> None: ...

class ImportJobResponse(_message.Message):
    __slots__ = ("application_id", "completed_pieces", "completion_date", "creation_date", "definition", "failed_pieces", "failures", "id", "job_status", "total_failures", "total_pieces", "total_processed", "type")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    COMPLETED_PIECES_FIELD_NUMBER: _ClassVar[int]
    COMPLETION_DATE_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    DEFINITION_FIELD_NUMBER: _ClassVar[int]
    FAILED_PIECES_FIELD_NUMBER: _ClassVar[int]
    FAILURES_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    JOB_STATUS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FAILURES_FIELD_NUMBER: _ClassVar[int]
    TOTAL_PIECES_FIELD_NUMBER: _ClassVar[int]
    TOTAL_PROCESSED_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    completed_pieces: int
    completion_date: str
    creation_date: str
    definition: ImportJobResource
    failed_pieces: int
    failures: _containers.RepeatedScalarFieldContainer[str]
    id: str
    job_status: str
    total_failures: int
    total_pieces: int
    total_processed: int
    type: str
    def __init__(self, application_id: _Optional[str] = ..., completed_pieces: _Optional[int] = ..., completion_date: _Optional[str] = ..., creation_date: _Optional[str] = ..., definition: _Optional[_Union[ImportJobResource, _Mapping]] = ..., failed_pieces: _Optional[int] = ..., failures: _Optional[_Iterable[str]] = ..., id: _Optional[str] = ..., job_status: _Optional[str] = ..., total_failures: _Optional[int] = ..., total_pieces: _Optional[int] = ..., total_processed: _Optional[int] = ..., type: _Optional[str] = ...) -> None: ...

class ImportJobsResponse(_message.Message):
    __slots__ = ("item", "next_token")
    ITEM_FIELD_NUMBER: _ClassVar[int]
    NEXT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    item: _containers.RepeatedCompositeFieldContainer[ImportJobResponse]
    next_token: str
    def __init__(self, item: _Optional[_Iterable[_Union[ImportJobResponse, _Mapping]]] = ..., next_token: _Optional[str] = ...) -> None: ...

class RecommenderConfigurationResponse(_message.Message):
    __slots__ = ("attributes", "creation_date", "description", "id", "last_modified_date", "name", "recommendation_provider_id_type", "recommendation_provider_role_arn", "recommendation_provider_uri", "recommendation_transformer_uri", "recommendations_display_name", "recommendations_per_message")
    class AttributesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_DATE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    RECOMMENDATION_PROVIDER_ID_TYPE_FIELD_NUMBER: _ClassVar[int]
    RECOMMENDATION_PROVIDER_ROLE_ARN_FIELD_NUMBER: _ClassVar[int]
    RECOMMENDATION_PROVIDER_URI_FIELD_NUMBER: _ClassVar[int]
    RECOMMENDATION_TRANSFORMER_URI_FIELD_NUMBER: _ClassVar[int]
    RECOMMENDATIONS_DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    RECOMMENDATIONS_PER_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    attributes: _containers.ScalarMap[str, str]
    creation_date: str
    description: str
    id: str
    last_modified_date: str
    name: str
    recommendation_provider_id_type: str
    recommendation_provider_role_arn: str
    recommendation_provider_uri: str
    recommendation_transformer_uri: str
    recommendations_display_name: str
    recommendations_per_message: int
    def __init__(self, attributes: _Optional[_Mapping[str, str]] = ..., creation_date: _Optional[str] = ..., description: _Optional[str] = ..., id: _Optional[str] = ..., last_modified_date: _Optional[str] = ..., name: _Optional[str] = ..., recommendation_provider_id_type: _Optional[str] = ..., recommendation_provider_role_arn: _Optional[str] = ..., recommendation_provider_uri: _Optional[str] = ..., recommendation_transformer_uri: _Optional[str] = ..., recommendations_display_name: _Optional[str] = ..., recommendations_per_message: _Optional[int] = ...) -> None: ...

class RecommenderConfigurationsResponse(_message.Message):
    __slots__ = ("item", "next_token")
    ITEM_FIELD_NUMBER: _ClassVar[int]
    NEXT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    item: _containers.RepeatedCompositeFieldContainer[RecommenderConfigurationResponse]
    next_token: str
    def __init__(self, item: _Optional[_Iterable[_Union[RecommenderConfigurationResponse, _Mapping]]] = ..., next_token: _Optional[str] = ...) -> None: ...

class SegmentImportResource(_message.Message):
    __slots__ = ("channel_counts", "external_id", "format", "role_arn", "s3_url", "size")
    class ChannelCountsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    CHANNEL_COUNTS_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_ID_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    ROLE_ARN_FIELD_NUMBER: _ClassVar[int]
    S3_URL_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    channel_counts: _containers.ScalarMap[str, int]
    external_id: str
    format: str
    role_arn: str
    s3_url: str
    size: int
    def __init__(self, channel_counts: _Optional[_Mapping[str, int]] = ..., external_id: _Optional[str] = ..., format: _Optional[str] = ..., role_arn: _Optional[str] = ..., s3_url: _Optional[str] = ..., size: _Optional[int] = ...) -> None: ...

class SegmentResponse(_message.Message):
    __slots__ = ("application_id", "arn", "creation_date", "dimensions", "id", "import_definition", "last_modified_date", "name", "segment_groups", "segment_type", "tags", "version")
    class TagsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ARN_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    DIMENSIONS_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    IMPORT_DEFINITION_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_DATE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_GROUPS_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    arn: str
    creation_date: str
    dimensions: _type_pb2.SegmentDimensions
    id: str
    import_definition: SegmentImportResource
    last_modified_date: str
    name: str
    segment_groups: _type_pb2.SegmentGroupList
    segment_type: str
    tags: _containers.ScalarMap[str, str]
    version: int
    def __init__(self, application_id: _Optional[str] = ..., arn: _Optional[str] = ..., creation_date: _Optional[str] = ..., dimensions: _Optional[_Union[_type_pb2.SegmentDimensions, _Mapping]] = ..., id: _Optional[str] = ..., import_definition: _Optional[_Union[SegmentImportResource, _Mapping]] = ..., last_modified_date: _Optional[str] = ..., name: _Optional[str] = ..., segment_groups: _Optional[_Union[_type_pb2.SegmentGroupList, _Mapping]] = ..., segment_type: _Optional[str] = ..., tags: _Optional[_Mapping[str, str]] = ..., version: _Optional[int] = ...) -> None: ...

class SegmentsResponse(_message.Message):
    __slots__ = ("item", "next_token")
    ITEM_FIELD_NUMBER: _ClassVar[int]
    NEXT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    item: _containers.RepeatedCompositeFieldContainer[SegmentResponse]
    next_token: str
    def __init__(self, item: _Optional[_Iterable[_Union[SegmentResponse, _Mapping]]] = ..., next_token: _Optional[str] = ...) -> None: ...

class UpdateAttributesRequest(_message.Message):
    __slots__ = ("blacklist",)
    BLACKLIST_FIELD_NUMBER: _ClassVar[int]
    blacklist: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, blacklist: _Optional[_Iterable[str]] = ...) -> None: ...

class UpdateRecommenderConfiguration(_message.Message):
    __slots__ = ("attributes", "description", "name", "recommendation_provider_id_type", "recommendation_provider_role_arn", "recommendation_provider_uri", "recommendation_transformer_uri", "recommendations_display_name", "recommendations_per_message", "present_empty")
    class AttributesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    RECOMMENDATION_PROVIDER_ID_TYPE_FIELD_NUMBER: _ClassVar[int]
    RECOMMENDATION_PROVIDER_ROLE_ARN_FIELD_NUMBER: _ClassVar[int]
    RECOMMENDATION_PROVIDER_URI_FIELD_NUMBER: _ClassVar[int]
    RECOMMENDATION_TRANSFORMER_URI_FIELD_NUMBER: _ClassVar[int]
    RECOMMENDATIONS_DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    RECOMMENDATIONS_PER_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    PRESENT_EMPTY_FIELD_NUMBER: _ClassVar[int]
    attributes: _containers.ScalarMap[str, str]
    description: str
    name: str
    recommendation_provider_id_type: str
    recommendation_provider_role_arn: str
    recommendation_provider_uri: str
    recommendation_transformer_uri: str
    recommendations_display_name: str
    recommendations_per_message: int
    present_empty: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, attributes: _Optional[_Mapping[str, str]] = ..., description: _Optional[str] = ..., name: _Optional[str] = ..., recommendation_provider_id_type: _Optional[str] = ..., recommendation_provider_role_arn: _Optional[str] = ..., recommendation_provider_uri: _Optional[str] = ..., recommendation_transformer_uri: _Optional[str] = ..., recommendations_display_name: _Optional[str] = ..., recommendations_per_message: _Optional[int] = ..., present_empty: _Optional[_Iterable[int]] = ...) -> None: ...
