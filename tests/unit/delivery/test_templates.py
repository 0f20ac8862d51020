"""Limits of push and in-app templates (templates spec §1.2, quotas spec §9)."""

from typing import Any

import pytest
from counterpoint.delivery.v1 import delivery_pb2 as shapes

from services.delivery.domain.templates import in_app_faults, push_faults

CONTENT: dict[str, Any] = {"background_color": "#ffffff"}


@pytest.mark.parametrize(
    ("blocks", "paths"),
    [
        ({"default": {"title": "t" * 2_000, "body": "b" * 2_000}}, []),
        ({"default": {"title": "t" * 2_000, "body": "b" * 2_001}}, ["Default"]),
        ({"adm": {"title": "t" * 3_000, "body": "b" * 3_000}}, []),
        ({"adm": {"body": "b" * 6_001}, "baidu": {"body": "b" * 4_001}}, ["ADM", "Baidu"]),
        ({"apns": {"body": "{{#if x}}"}}, ["APNS.Body"]),
        ({}, ["PushNotificationTemplateRequest"]),
    ],
)
def test_a_block_of_a_push_template_is_measured_as_a_whole(blocks: dict[str, Any], paths: list[str]) -> None:
    assert [path for path, _ in push_faults(shapes.PushNotificationTemplateRequest(**blocks))] == paths


@pytest.mark.parametrize(
    ("members", "paths"),
    [
        ({"content": [CONTENT]}, []),
        ({"content": [CONTENT] * 2, "layout": "CAROUSEL"}, []),
        ({"content": [CONTENT] * 2, "layout": "OVERLAYS"}, ["Content"]),
        ({"content": [CONTENT] * 2}, ["Content"]),
        ({"content": [CONTENT] * 6, "layout": "CAROUSEL"}, ["Content"]),
        ({}, ["Content"]),
    ],
)
def test_only_a_carousel_holds_several_contents(members: dict[str, Any], paths: list[str]) -> None:
    assert [path for path, _ in in_app_faults(shapes.InAppTemplateRequest(**members))] == paths
