"""A run's plan: everything delivery needs, pinned when the run is made (campaigns spec §8)."""

from __future__ import annotations

from collections.abc import Mapping

from counterpoint.campaigns.v1.campaigns_pb2 import TreatmentResource
from counterpoint.delivery.v1.sending_pb2 import CheckContentResponse, EffectiveLimits, RunPlan

from services.campaigns.domain import cohorts, content, limits, schedule, trials
from services.campaigns.store.campaigns import CampaignRow


def build(
    row: CampaignRow, copies: Mapping[str, bytes], run_id: str, treatment_id: str, scheduled_ms: int, ledger: bool = False
) -> RunPlan:
    """The plan of one run. `ledger`: the application has a daily limit now, in which this run's messages count even if
    none limits it. `copies`: template copies by treatment; a treatment without content of its own uses the
    default one's.
    """
    campaign = row.document
    treatment = _treatment(row, treatment_id)
    source = campaign if treatment is None or not content.own(treatment) else treatment
    timed = campaign.schedule if treatment is None or not treatment.HasField("schedule") else treatment.schedule
    allocation = cohorts.allot(
        row.id, campaign.holdout_percent, [t.size_percent for t in campaign.additional_treatments]
    )
    held = limits.effective(campaign.limits, row.app_settings.limits)
    quiet_start, quiet_end = schedule.effective_quiet(timed, row.app_settings.quiet_time)
    plan = RunPlan(
        app_id=row.app_id,
        account_id=row.account_id,
        run_id=run_id,
        campaign_id=row.id,
        campaign_version=row.version,
        treatment_id=treatment_id,
        segment_id=campaign.segment_id,
        segment_version=campaign.segment_version,
        scheduled_ms=scheduled_ms,
        holdout_cohorts=allocation.holdout,
        other_cohorts=allocation.others(treatment_id),
        limits=EffectiveLimits(
            daily=held.daily,
            daily_app_wide=held.daily_app_wide,
            total=held.total,
            messages_per_second=held.messages_per_second,
            maximum_duration=held.maximum_duration,
            counted=ledger and not (held.daily or held.total),
        ),
        quiet_start=quiet_start,
        quiet_end=quiet_end,
        campaign_name=campaign.name,
    )
    if row.kind == trials.KIND:
        # A test reaches whom it is meant for, whatever their limits and the hour.
        plan.limits.counted = False
        plan.test, plan.limits.daily, plan.limits.total, plan.quiet_start, plan.quiet_end = True, 0, 0, "", ""
    for member in content.MEMBERS:
        if source.HasField(member):  # type: ignore[arg-type]
            getattr(plan, member).CopyFrom(getattr(source, member))
    stored = copies.get(treatment_id if source is treatment else cohorts.DEFAULT_TREATMENT)
    if stored:
        plan.template_copies.extend(CheckContentResponse.FromString(stored).templates)
    return plan


def _treatment(row: CampaignRow, treatment_id: str) -> TreatmentResource | None:
    return next((t for t in row.document.additional_treatments if t.id == treatment_id), None)
