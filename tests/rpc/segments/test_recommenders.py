"""Recommender configurations through the service (templates spec 2.4, quotas spec 3 and 15)."""

from __future__ import annotations

from typing import Any

import pytest
from counterpoint.segments.v1 import segments_pb2 as pb

from kit.caller import Caller, metadata
from kit.errors import Invalid, NotFound
from services.segments.domain.recommender import check
from tests.fixtures.servers import Servers
from tests.rpc.segments.rig import Rig, segments_service

LEAST = {"recommendation_provider_role_arn": "arn:aws:iam::000000000000:role/r", "recommendation_provider_uri": "https://models.example/c"}
FULL = LEAST | {
    "attributes": {"First": "First pick", "Second-1": "2nd pick"},
    "description": "Shoes; for runners, mostly.",
    "name": "Shoe model-1",
    "recommendation_provider_id_type": "PINPOINT_USER_ID",
    "recommendation_transformer_uri": "arn:aws:lambda:us-east-1:000000000000:function:f",
    "recommendations_display_name": "Shoes",
    "recommendations_per_message": 3,
}
OTHER = metadata(Caller(account="999999999999"))


async def _create(rig: Rig, calls: Any = None, **members: Any) -> Any:
    request = pb.CreateRecommenderConfigurationRequest(create_recommender_configuration=LEAST | members)
    return (await rig.api.CreateRecommenderConfiguration(request, metadata=calls)).recommender_configuration_response


async def _get(rig: Rig, which: str, calls: Any = None) -> Any:
    request = pb.GetRecommenderConfigurationRequest(recommender_id=which)
    return (await rig.api.GetRecommenderConfiguration(request, metadata=calls)).recommender_configuration_response


async def _update(rig: Rig, which: str, calls: Any = None, **members: Any) -> Any:
    request = pb.UpdateRecommenderConfigurationRequest(recommender_id=which, update_recommender_configuration=LEAST | members)
    return (await rig.api.UpdateRecommenderConfiguration(request, metadata=calls)).recommender_configuration_response


async def _delete(rig: Rig, which: str, calls: Any = None) -> Any:
    request = pb.DeleteRecommenderConfigurationRequest(recommender_id=which)
    return (await rig.api.DeleteRecommenderConfiguration(request, metadata=calls)).recommender_configuration_response


async def _list(rig: Rig, calls: Any = None, **members: Any) -> Any:
    request = pb.ListRecommenderConfigurationsRequest(**members)
    return (await rig.api.ListRecommenderConfigurations(request, metadata=calls)).list_recommender_configurations_response


async def test_configurations_live_in_their_account_up_to_a_hundred(servers: Servers) -> None:
    async with segments_service(servers) as rig:
        least = await _create(rig)
        assert (least.recommendation_provider_id_type, least.recommendations_per_message) == ("PINPOINT_ENDPOINT_ID", 5)
        assert not least.HasField("name") and least.creation_date == least.last_modified_date
        full = await _create(rig, **FULL)
        assert {name: getattr(full, name) for name in FULL} == FULL and await _get(rig, full.id) == full
        assert [one.id for one in (await _list(rig)).item] == [full.id, least.id]

        changed = await _update(rig, full.id, name="Other")
        assert changed.name == "Other" and not changed.attributes and not changed.HasField("description"), "an update replaces"
        assert (changed.id, changed.creation_date) == (full.id, full.creation_date) and changed.last_modified_date > full.last_modified_date
        assert await _get(rig, full.id) == changed
        assert await _delete(rig, full.id) == changed

        for ask in (_get, _update, _delete):
            with pytest.raises(NotFound, match="Recommender configuration not found"):
                await ask(rig, full.id)
            with pytest.raises(NotFound):
                await ask(rig, least.id, OTHER)
        assert not (await _list(rig, OTHER)).item
        with pytest.raises(Invalid, match="RecommendationProviderUri"):
            await _create(rig, recommendation_provider_uri="")
        with pytest.raises(Invalid, match="RecommendationsPerMessage"):
            await _update(rig, least.id, recommendations_per_message=6)

        made = [least.id] + [(await _create(rig, name=f"n{number}")).id for number in range(99)]
        with pytest.raises(Invalid, match="limit 100, in use 100"):
            await _create(rig)
        assert (await _create(rig, OTHER)).id
        first = await _list(rig, page_size="60")
        second = await _list(rig, page_size="60", token=first.next_token)
        assert [one.id for one in [*first.item, *second.item]] == made[::-1] and not second.HasField("next_token")
        for token, calls in ((first.next_token, OTHER), (first.next_token[:-2], None)):
            with pytest.raises(Invalid, match="Invalid NextToken"):
                await _list(rig, calls, token=token)


LAMBDA = {"recommendation_transformer_uri": "f"}


@pytest.mark.parametrize(
    "members, fault",
    [
        ({"recommendation_provider_role_arn": ""}, "RecommendationProviderRoleArn"),
        ({"recommendation_provider_uri": "x" * 2049}, "RecommendationProviderUri"),
        ({"recommendation_transformer_uri": ""}, "RecommendationTransformerUri"),
        ({"name": "x" * 129}, "Name"),
        ({"name": " x"}, "Name"),
        ({"name": "a/b"}, "Name"),
        ({"description": "x" * 129}, "Description"),
        ({"recommendations_display_name": "x" * 26}, "RecommendationsDisplayName"),
        ({"recommendations_display_name": "_x"}, "RecommendationsDisplayName"),
        ({"recommendations_per_message": 0}, "RecommendationsPerMessage"),
        ({"recommendations_per_message": 6}, "RecommendationsPerMessage"),
        ({"recommendation_provider_id_type": "EMAIL"}, "RecommendationProviderIdType"),
        ({"attributes": {"a": "A", "b": "B"}}, "Attributes: at most 1 without RecommendationTransformerUri"),
        (LAMBDA | {"attributes": {f"a{n}": "A" for n in range(11)}}, "Attributes: at most 10"),
        ({"attributes": {"x" * 51: "A"}}, "Attributes.x"),
        ({"attributes": {"-a": "A"}}, "Attributes.-a"),
        ({"attributes": {"a b": "A"}}, "Attributes.a b"),
        ({"attributes": {"a": "x" * 26}}, "Attributes.a: display"),
        ({"attributes": {"a": ""}}, "Attributes.a: display"),
    ],
)
def test_what_breaks_a_limit_is_named(members: dict[str, Any], fault: str) -> None:
    with pytest.raises(Invalid, match="^" + fault):
        check(pb.CreateRecommenderConfiguration(**(LEAST | members)))


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"name": "x" * 128, "description": "x" * 128, "recommendations_display_name": "x" * 25, "recommendations_per_message": 5},
        {"attributes": {"x" * 50: "x" * 25}},
        LAMBDA | {"attributes": {f"a{n}": "A" for n in range(10)}},
        {"name": "Größe 1_a-b"},
    ],
)
def test_what_is_at_the_limit_is_taken(members: dict[str, Any]) -> None:
    check(pb.CreateRecommenderConfiguration(**(LEAST | members)))


def test_both_writes_have_the_same_fields() -> None:
    """An update is kept as a creation."""
    create, update = pb.CreateRecommenderConfiguration.DESCRIPTOR, pb.UpdateRecommenderConfiguration.DESCRIPTOR
    assert [(f.name, f.number, f.type) for f in create.fields] == [(f.name, f.number, f.type) for f in update.fields]
