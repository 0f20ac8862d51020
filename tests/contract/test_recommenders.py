"""Recommender configurations by boto3."""

from __future__ import annotations

from typing import Any

import pytest

LEAST = {
    "RecommendationProviderRoleArn": "arn:aws:iam::000000000000:role/r",
    "RecommendationProviderUri": "arn:aws:personalize:us-east-1:000000000000:campaign/c",
}
FULL = LEAST | {
    "Attributes": {"Pick": "Our pick"},
    "Description": "For the shop",
    "Name": "Shop model",
    "RecommendationProviderIdType": "PINPOINT_USER_ID",
    "RecommendationTransformerUri": "arn:aws:lambda:us-east-1:000000000000:function:f",
    "RecommendationsDisplayName": "Picks",
    "RecommendationsPerMessage": 2,
}


def test_a_configuration_is_made_read_replaced_listed_and_deleted(pinpoint: Any, other_account: Any) -> None:
    answer = pinpoint.create_recommender_configuration(CreateRecommenderConfiguration=FULL)
    made = answer["RecommenderConfigurationResponse"]
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 201 and {name: made[name] for name in FULL} == FULL
    which = {"RecommenderId": made["Id"]}
    assert pinpoint.get_recommender_configuration(**which)["RecommenderConfigurationResponse"] == made
    with pytest.raises(other_account.exceptions.NotFoundException):
        other_account.get_recommender_configuration(**which)

    newer = pinpoint.create_recommender_configuration(CreateRecommenderConfiguration=LEAST)["RecommenderConfigurationResponse"]
    page = pinpoint.get_recommender_configurations(PageSize="1")["ListRecommenderConfigurationsResponse"]
    assert [one["Id"] for one in page["Item"]] == [newer["Id"]]
    rest = pinpoint.get_recommender_configurations(Token=page["NextToken"])["ListRecommenderConfigurationsResponse"]
    assert rest["Item"][0] == made

    changed = pinpoint.update_recommender_configuration(**which, UpdateRecommenderConfiguration=LEAST)["RecommenderConfigurationResponse"]
    defaults = {"RecommendationProviderIdType": "PINPOINT_ENDPOINT_ID", "RecommendationsPerMessage": 5}
    kept = {"Id": made["Id"], "CreationDate": made["CreationDate"], "LastModifiedDate": changed["LastModifiedDate"]}
    assert changed == LEAST | defaults | kept
    for one in (changed, newer):
        assert pinpoint.delete_recommender_configuration(RecommenderId=one["Id"])["RecommenderConfigurationResponse"] == one
        with pytest.raises(pinpoint.exceptions.NotFoundException):
            pinpoint.delete_recommender_configuration(RecommenderId=one["Id"])


@pytest.mark.parametrize(
    "wrong, fault",
    [
        ({"RecommendationsPerMessage": 6}, "RecommendationsPerMessage: "),
        ({"RecommendationProviderIdType": "EMAIL"}, "RecommendationProviderIdType: "),
        ({"Name": "x" * 129}, "Name: "),
        ({"Attributes": {"a": "A", "b": "B"}}, "Attributes: "),
    ],
)
def test_a_fault_is_named_by_its_path(pinpoint: Any, wrong: dict[str, Any], fault: str) -> None:
    with pytest.raises(pinpoint.exceptions.BadRequestException, match=fault):
        pinpoint.create_recommender_configuration(CreateRecommenderConfiguration=LEAST | wrong)
