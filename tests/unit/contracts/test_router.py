"""Routing on the raw path (api-conventions spec §1, §8)."""

import pytest

from gateway.errors import MethodNotAllowed
from gateway.router import Router, product_router
from gateway.routes import EXTENSIONS, OPERATIONS, tag_owner
from kit.errors import Invalid, NotFound
from kit.wire.fields import descriptor_of

ROUTER = product_router()
ARN = "arn:aws:mobiletargeting:eu-central-1:123456789012:"


@pytest.mark.parametrize(
    "method, path, operation, params",
    [
        ("GET", "/v1/apps", "GetApps", {}),
        ("GET", "/v1/apps/", "GetApps", {}),
        ("PUT", "/v1/apps/a1/endpoints", "UpdateEndpointsBatch", {"application-id": "a1"}),
        ("PUT", "/v1/apps/a1/endpoints/e1", "UpdateEndpoint", {"application-id": "a1", "endpoint-id": "e1"}),
        ("GET", "/v1/apps/a1/endpoints/x%2Fy%20%C3%BC", "GetEndpoint", {"application-id": "a1", "endpoint-id": "x/y ü"}),
        ("GET", "/v1/apps/a1/endpoints/a+b%2Bc", "GetEndpoint", {"application-id": "a1", "endpoint-id": "a+b+c"}),
        ("GET", "/v1/apps/a1/endpoints/%2525", "GetEndpoint", {"application-id": "a1", "endpoint-id": "%25"}),
        ("GET", "/v1/apps/a1/endpoints/e1/inappmessages", "GetInAppMessages", {"application-id": "a1", "endpoint-id": "e1"}),
        ("GET", "/v1/templates/n/email", "GetEmailTemplate", {"template-name": "n"}),
        ("GET", "/v1/templates/n/email/versions", "ListTemplateVersions", {"template-name": "n", "template-type": "email"}),
        ("PUT", "/v1/templates/n/EMAIL/active-version", "UpdateTemplateActiveVersion", {"template-name": "n", "template-type": "EMAIL"}),
        ("POST", "/v1/apps/a1/events", "PutEvents", {"application-id": "a1"}),
        ("POST", "/v1/apps/a1/events/legacy", "PutEvents", {"application-id": "a1"}),
        ("POST", "/v1/phone/number/validate/", "PhoneNumberValidate", {}),
        ("DELETE", "/v1/tags/arn%3Aaws%3Amobiletargeting%3A%3A1%3Aapps%2Fa1", "UntagResource", {"resource-arn": "arn:aws:mobiletargeting::1:apps/a1"}),
        ("POST", "/counterpoint/v1/apps/a1/release", "HoldApp", {"app_id": "a1", "verb": "release"}),
    ],
)
def test_a_path_finds_its_operation(method: str, path: str, operation: str, params: dict[str, str]) -> None:
    match = ROUTER.match(method, path)
    assert (match.route.operation, match.params) == (operation, params)


@pytest.mark.parametrize(
    "path",
    ["v1/apps", "/v1//apps", "//v1/apps", "/v1/apps//", "/v1/./apps", "/v1/apps/..", "/v1/apps/%2e%2e/x", "/v1/apps/%zz", "/v1/apps/%", "/v1/apps/%ff", ""],
)
def test_an_ambiguous_path_is_refused(path: str) -> None:
    with pytest.raises(Invalid):
        ROUTER.match("GET", path)


@pytest.mark.parametrize(
    "path", ["/", "/v1", "/v2/apps", "/v1/apps/a1/nothing", "/v1/apps/a1/endpoints/x/y", "/counterpoint/v1/apps/a1/stop", "/2014-06-05/events"]
)
def test_an_unknown_path_is_not_found(path: str) -> None:
    with pytest.raises(NotFound):
        ROUTER.match("POST", path)


@pytest.mark.parametrize(
    "method, path, allowed",
    [
        ("GET", "/v1/apps/a1/endpoints", "PUT"),
        ("PATCH", "/v1/apps", "GET, POST"),
        ("POST", "/v1/apps/a1/channels/sms", "DELETE, GET, PUT"),
        ("GET", "/v1/apps/a1/events/legacy", "POST"),
    ],
)
def test_a_known_path_with_another_verb_names_the_verbs_it_has(method: str, path: str, allowed: str) -> None:
    with pytest.raises(MethodNotAllowed) as refused:
        ROUTER.match(method, path)
    assert refused.value.allowed == allowed


@pytest.mark.parametrize(
    "arn, service",
    [
        ("apps/a1", "segments"),
        ("apps/a1/segments/s1", "segments"),
        ("apps/a1/campaigns/c1", "campaigns"),
        ("apps/a1/journeys/j1", "journeys"),
        ("templates/t/EMAIL", "delivery"),
    ],
)
def test_tags_are_kept_by_the_service_that_owns_the_resource(arn: str, service: str) -> None:
    assert tag_owner(ARN + arn) == service
    route = ROUTER.match("GET", "/v1/tags/x").route
    assert route.for_params({"resource-arn": ARN + arn}).rpc_path == f"/counterpoint.{service}.v1.{service.capitalize()}Service/ListTagsForResource"


@pytest.mark.parametrize(
    "arn, error", [("x", Invalid), ("arn:aws:s3:::b", Invalid), (ARN + "recommenders/r", NotFound), (ARN + "apps/a1/endpoints/e", NotFound)]
)
def test_an_arn_that_bears_no_tags_is_refused(arn: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        tag_owner(arn)


@pytest.mark.parametrize(
    "method, path, resource",
    [
        ("POST", "/v1/apps", "apps"),
        ("GET", "/v1/apps/a1/settings", "apps/a1"),
        ("POST", "/v1/apps/a1/campaigns", "apps/a1/campaigns"),
        ("GET", "/v1/apps/a1/campaigns", "apps/a1"),
        ("GET", "/v1/apps/a1/campaigns/c1/versions/3", "apps/a1/campaigns/c1"),
        ("POST", "/v1/apps/a1/segments", "apps/a1"),
        ("GET", "/v1/apps/a1/segments/s1/jobs/export", "apps/a1/segments/s1/jobs/export"),
        ("POST", "/v1/apps/a1/jobs/import", "apps/a1"),
        ("GET", "/v1/apps/a1/jobs/export", "apps/a1/jobs/export"),
        ("PUT", "/v1/apps/a1/endpoints", "apps/a1"),
        ("GET", "/v1/apps/a1/endpoints/e1/inappmessages", "apps/a1/endpoints/e1"),
        ("POST", "/v1/apps/a1/users-messages", "apps/a1/messages"),
        ("POST", "/v1/apps/a1/events/legacy", "apps/a1/events"),
        ("GET", "/v1/templates/t/inapp", "templates/t/INAPP"),
        ("GET", "/v1/templates/t/sms/versions", "templates/t/SMS"),
        ("GET", "/v1/tags/arn%3Aaws%3Amobiletargeting%3Aus-east-1%3A000000000000%3Aapps%2Fa1", "apps/a1"),
        ("POST", "/counterpoint/v1/apps/a1/campaigns/c1/hold", "apps/a1/campaigns/c1"),
    ],
)
def test_policies_are_asked_about_the_right_resource(method: str, path: str, resource: str) -> None:
    match = ROUTER.match(method, path)
    assert match.route.resource_part(match.params) == resource


@pytest.mark.parametrize("route", EXTENSIONS, ids=lambda route: route.operation)
def test_our_own_rows_name_rpcs_that_exist_and_parameters_they_have(route: object) -> None:
    from google.protobuf import descriptor_pool

    from gateway.routes import Route

    assert isinstance(route, Route)
    method = descriptor_pool.Default().FindServiceByName(descriptor_of(route.request_class).file.package + "." + route.api).methods_by_name[route.rpc]
    assert method.input_type is descriptor_of(route.request_class)
    assert method.output_type is descriptor_of(route.response_class)
    names = {name for field in method.input_type.fields for name in (field.name, field.json_name)}
    assert {part.strip("{}").split(":")[0] for part in route.path.split("/") if part.startswith("{")} <= names
    assert hasattr(route.stub_class, "__init__")


def test_two_rows_cannot_claim_one_path() -> None:
    with pytest.raises(ValueError, match="claimed twice"):
        Router([("GET", "/a/{x}", OPERATIONS[0]), ("GET", "/a/{y}", OPERATIONS[1])])
