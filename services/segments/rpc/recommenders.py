"""Recommender configurations: stored, listed and validated; the account's own, whatever the app."""

from counterpoint.segments.v1 import segments_pb2 as pb

from kit import caller, ids
from kit.paging import page_size
from kit.times import format_us
from services.segments.domain import recommender
from services.segments.rpc.deps import Deps
from services.segments.store.recommenders import Recommender

# In every profile (quotas spec 3).
_PER_ACCOUNT = 100


async def create(deps: Deps, request: pb.CreateRecommenderConfigurationRequest) -> pb.CreateRecommenderConfigurationResponse:
    """A new configuration of the caller's account."""
    wanted = request.create_recommender_configuration
    recommender.check(wanted)
    now_us = deps.clock.now_us()
    made = Recommender(caller.current().account, ids.new_id(), wanted, now_us, now_us)
    await deps.recommenders.create(made, _PER_ACCOUNT)
    return pb.CreateRecommenderConfigurationResponse(recommender_configuration_response=_shown(made))


async def get(deps: Deps, request: pb.GetRecommenderConfigurationRequest) -> pb.GetRecommenderConfigurationResponse:
    """One configuration."""
    found = await deps.recommenders.get(caller.current().account, request.recommender_id)
    return pb.GetRecommenderConfigurationResponse(recommender_configuration_response=_shown(found))


async def list_(deps: Deps, request: pb.ListRecommenderConfigurationsRequest) -> pb.ListRecommenderConfigurationsResponse:
    """Configurations, newest first."""
    account = caller.current().account
    size = page_size(request.page_size)
    after = deps.pages.decode("GetRecommenderConfigurations", account, request.token) if request.token else None
    found = await deps.recommenders.page(account, size + 1, (after[0], after[1]) if after else None)
    answer = pb.RecommenderConfigurationsResponse(item=[_shown(one) for one in found[:size]])
    if len(found) > size:
        last = found[size - 1]
        answer.next_token = deps.pages.encode("GetRecommenderConfigurations", account, [last.created_us, last.recommender_id])
    return pb.ListRecommenderConfigurationsResponse(list_recommender_configurations_response=answer)


async def update(deps: Deps, request: pb.UpdateRecommenderConfigurationRequest) -> pb.UpdateRecommenderConfigurationResponse:
    """Replaces a configuration whole: what is absent is gone."""
    wanted = request.update_recommender_configuration
    recommender.check(wanted)
    # The two messages have the same fields under the same numbers.
    document = pb.CreateRecommenderConfiguration.FromString(wanted.SerializeToString())
    after = await deps.recommenders.replace(caller.current().account, request.recommender_id, document, deps.clock.now_us())
    return pb.UpdateRecommenderConfigurationResponse(recommender_configuration_response=_shown(after))


async def delete(deps: Deps, request: pb.DeleteRecommenderConfigurationRequest) -> pb.DeleteRecommenderConfigurationResponse:
    """The configuration as it was; templates that name it are not asked."""
    gone = await deps.recommenders.delete(caller.current().account, request.recommender_id)
    return pb.DeleteRecommenderConfigurationResponse(recommender_configuration_response=_shown(gone))


_OPTIONAL = ("description", "name", "recommendation_transformer_uri", "recommendations_display_name")


def _shown(found: Recommender) -> pb.RecommenderConfigurationResponse:
    """The configuration as the API shows it, the model's defaults filled in."""
    said = found.document
    answer = pb.RecommenderConfigurationResponse(
        attributes=said.attributes,
        creation_date=format_us(found.created_us),
        id=found.recommender_id,
        last_modified_date=format_us(found.modified_us),
        recommendation_provider_id_type=said.recommendation_provider_id_type or recommender.ENDPOINT_ID,
        recommendation_provider_role_arn=said.recommendation_provider_role_arn,
        recommendation_provider_uri=said.recommendation_provider_uri,
        recommendations_per_message=said.recommendations_per_message or recommender.ITEMS,
    )
    for name in _OPTIONAL:
        if said.HasField(name):
            setattr(answer, name, getattr(said, name))
    return answer
