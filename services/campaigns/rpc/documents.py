"""Stored campaigns as answers."""

from __future__ import annotations

from counterpoint.campaigns.v1.campaigns_pb2 import CampaignResponse

from kit import caller
from kit.times import format_us
from services.campaigns.store.campaigns import CampaignRow


def response(row: CampaignRow) -> CampaignResponse:
    """The campaign at the version of the row, with the state it has today (campaigns spec §4)."""
    answer = CampaignResponse()
    answer.CopyFrom(row.document)
    answer.id = row.id
    answer.application_id = row.app_id
    answer.arn = caller.arn(caller.current(), f"apps/{row.app_id}/campaigns/{row.id}")
    answer.creation_date = format_us(row.created_ms * 1000)
    answer.last_modified_date = format_us(row.written_ms * 1000)
    answer.version = row.shown_version or row.version
    answer.state.campaign_status = row.status
    if answer.additional_treatments:
        answer.default_state.campaign_status = row.status
        for treatment in answer.additional_treatments:
            treatment.state.campaign_status = row.status
    answer.tags.update(row.tags)
    return answer
