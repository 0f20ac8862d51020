"""What a recommender configuration may say (templates spec 2.4, quotas spec 15, and the words of the public model)."""

import re
from typing import TYPE_CHECKING

from kit.errors import Invalid

if TYPE_CHECKING:
    from counterpoint.segments.v1.segments_pb2 import CreateRecommenderConfiguration, UpdateRecommenderConfiguration

    Wanted = CreateRecommenderConfiguration | UpdateRecommenderConfiguration

ENDPOINT_ID, USER_ID = "PINPOINT_ENDPOINT_ID", "PINPOINT_USER_ID"
ITEMS = 5
TEXT = 128
DISPLAY_NAME = 25
ATTRIBUTE_NAME = 50
ADDRESS = 2048
# Attributes with a function that makes them of the items, and without.
ATTRIBUTES, PLAIN_ATTRIBUTES = 10, 1
_ATTRIBUTE = re.compile(r"[^\W_][\w-]*")
_SHOWN = re.compile(r"[^\W_][\w -]*")


def check(wanted: "Wanted") -> None:
    """Raises Invalid with every fault."""
    faults = [*_texts(wanted), *_numbers(wanted), *_attributes(wanted)]
    if faults:
        raise Invalid.of(faults)


def _texts(wanted: "Wanted") -> list[tuple[str, str]]:
    faults = []
    for path, given, text in (
        ("RecommendationProviderRoleArn", True, wanted.recommendation_provider_role_arn),
        ("RecommendationProviderUri", True, wanted.recommendation_provider_uri),
        ("RecommendationTransformerUri", wanted.HasField("recommendation_transformer_uri"), wanted.recommendation_transformer_uri),
    ):
        if given and not 1 <= len(text) <= ADDRESS:
            faults.append((path, f"must have 1 to {ADDRESS} characters"))
    if len(wanted.description) > TEXT:
        faults.append(("Description", f"must have at most {TEXT} characters"))
    for path, text, longest in (("Name", wanted.name, TEXT), ("RecommendationsDisplayName", wanted.recommendations_display_name, DISPLAY_NAME)):
        if text and (len(text) > longest or not _SHOWN.fullmatch(text)):
            faults.append((path, f"must begin with a letter or digit and have at most {longest} letters, digits, spaces, _ or -"))
    return faults


def _numbers(wanted: "Wanted") -> list[tuple[str, str]]:
    faults = []
    if wanted.HasField("recommendations_per_message") and not 1 <= wanted.recommendations_per_message <= ITEMS:
        faults.append(("RecommendationsPerMessage", f"must be 1 to {ITEMS}"))
    if wanted.HasField("recommendation_provider_id_type") and wanted.recommendation_provider_id_type not in (ENDPOINT_ID, USER_ID):
        faults.append(("RecommendationProviderIdType", f"must be {ENDPOINT_ID} or {USER_ID}"))
    return faults


def _attributes(wanted: "Wanted") -> list[tuple[str, str]]:
    faults = []
    most = ATTRIBUTES if wanted.recommendation_transformer_uri else PLAIN_ATTRIBUTES
    if len(wanted.attributes) > most:
        why = "" if most == ATTRIBUTES else " without RecommendationTransformerUri"
        faults.append(("Attributes", f"at most {most}{why}"))
    for name, display in sorted(wanted.attributes.items()):
        if len(name) > ATTRIBUTE_NAME or not _ATTRIBUTE.fullmatch(name):
            faults.append(
                (f"Attributes.{name[:ATTRIBUTE_NAME]}", f"names begin with a letter or digit and have at most {ATTRIBUTE_NAME} letters, digits, _ or -")
            )
        elif len(display) > DISPLAY_NAME or not _SHOWN.fullmatch(display):
            words = f"display names begin with a letter or digit and have at most {DISPLAY_NAME} letters, digits, spaces, _ or -"
            faults.append((f"Attributes.{name}", words))
    return faults
