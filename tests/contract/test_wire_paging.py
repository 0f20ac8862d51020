"""Walks over pages with 0, 1, a page, a page and one item, and an insert in between (api-conventions spec §6, §12 item 5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from tests.fixtures.suite import Suite
from tests.gateway.signing import signed

Make = Callable[[Any, str, int], str]
Page = Callable[..., dict[str, Any]]


def make_app(client: Any, app: str, number: int) -> str:
    return str(client.create_app(CreateApplicationRequest={"Name": f"n{number}"})["ApplicationResponse"]["Id"])


def make_segment(client: Any, app: str, number: int) -> str:
    request = {"Name": f"n{number}", "Dimensions": {"Demographic": {"Channel": {"DimensionType": "INCLUSIVE", "Values": ["EMAIL"]}}}}
    return str(client.create_segment(ApplicationId=app, WriteSegmentRequest=request)["SegmentResponse"]["Id"])


def make_journey(client: Any, app: str, number: int) -> str:
    return str(client.create_journey(ApplicationId=app, WriteJourneyRequest={"Name": f"n{number}"})["JourneyResponse"]["Id"])


def make_template(client: Any, app: str, number: int) -> str:
    name = f"paging-{app[:8]}-{number:02d}"
    client.create_email_template(TemplateName=name, EmailTemplateRequest={"Subject": "s", "TextPart": "t"})
    return name


def apps(client: Any, app: str, **paging: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.get_apps(**paging)["ApplicationsResponse"]
    return answer


def segments(client: Any, app: str, **paging: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.get_segments(ApplicationId=app, **paging)["SegmentsResponse"]
    return answer


def journeys(client: Any, app: str, **paging: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.list_journeys(ApplicationId=app, **paging)["JourneysResponse"]
    return answer


def templates(client: Any, app: str, **paging: str) -> dict[str, Any]:
    if "Token" in paging:
        paging["NextToken"] = paging.pop("Token")
    answer: dict[str, Any] = client.list_templates(Prefix=f"paging-{app[:8]}-", **paging)["TemplatesResponse"]
    return answer


KINDS = {
    "apps": (make_app, apps, "Id"),
    "segments": (make_segment, segments, "Id"),
    "journeys": (make_journey, journeys, "Id"),
    "templates": (make_template, templates, "TemplateName"),
}


def fresh(suite: Suite, kind: str) -> tuple[Any, str]:
    """A client and an app in which nothing of this kind exists: an account of its own."""
    root = (suite.access_key, suite.secret_key)
    account = str(uuid4().int)[:12]
    made = signed(suite.http, root, "POST", "/counterpoint/v1/keys", f'{{"AccountId":"{account}"}}'.encode()).json
    keys = {"aws_access_key_id": made["AccessKeyId"], "aws_secret_access_key": made["SecretAccessKey"]}
    client = suite.boto3(**keys)
    return client, uuid4().hex if kind in ("apps", "templates") else make_app(client, "", 0)


def walk(page: Page, client: Any, app: str, name: str, size: int, between: Callable[[], object] = lambda: None) -> list[list[str]]:
    pages: list[list[str]] = []
    paging: dict[str, str] = {}
    while True:
        answer = page(client, app, PageSize=str(size), **paging)
        pages.append([item[name] for item in answer["Item"]])
        if "NextToken" not in answer:
            return pages
        assert answer["NextToken"]
        paging = {"Token": answer["NextToken"]}
        between()
        assert len(pages) < 50


@pytest.mark.parametrize("kind", KINDS)
def test_a_walk_sees_every_item_once_and_ends_without_a_token(suite: Suite, kind: str) -> None:
    make, page, name = KINDS[kind]
    client, app = fresh(suite, kind)
    assert walk(page, client, app, name, 2) == [[]]
    made: list[str] = []
    for number in range(3):
        made.append(make(client, app, number))
        expected = sorted(made) if kind == "templates" else made[::-1]
        pages = walk(page, client, app, name, 2)
        assert [item for part in pages for item in part] == expected
        assert len(pages) == (2 if number == 2 else 1)


@pytest.mark.parametrize("kind", KINDS)
def test_an_insert_between_two_pages_repeats_and_hides_nothing(suite: Suite, kind: str) -> None:
    make, page, name = KINDS[kind]
    client, app = fresh(suite, kind)
    made = [make(client, app, number) for number in range(4)]
    late = iter(range(10, 20))
    pages = walk(page, client, app, name, 2, between=lambda: make(client, app, next(late)))
    seen = [item for part in pages for item in part]
    assert len(seen) == len(set(seen))
    assert set(made) <= set(seen)


@pytest.mark.parametrize("kind", KINDS)
def test_page_sizes_and_tokens_are_judged(suite: Suite, kind: str) -> None:
    make, page, _ = KINDS[kind]
    client, app = fresh(suite, kind)
    make(client, app, 0)
    assert page(client, app, PageSize="100000")["Item"]
    for size in ("abc", "0", "-1"):
        with pytest.raises(client.exceptions.BadRequestException):
            page(client, app, PageSize=size)
    with pytest.raises(client.exceptions.BadRequestException, match="Invalid NextToken"):
        page(client, app, Token="made-up")
