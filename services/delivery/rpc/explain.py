"""Why did this endpoint get the message, or not? (design §7)"""

from typing import Any

from counterpoint.delivery.v1 import sending_pb2 as shapes
from counterpoint.delivery.v1.sending_pb2 import RunPlan
from counterpoint.segments.v1 import audience_pb2 as audience

from kit.errors import Invalid, NotFound
from kit.times import format_ms
from services.delivery.deps import Deps
from services.delivery.domain.books import DROPPED, FAILED, NOT_SENT, QUEUED, SENT, STOPPED, UNKNOWN
from services.delivery.domain.decide import Plan, Recipient, route
from services.delivery.domain.ids import message_id
from services.delivery.domain.runplan import judged_by
from services.delivery.jobs.loaded import channel_documents
from services.delivery.jobs.recipients import recipient
from services.delivery.jobs.records import SENDING, Record, unpack
from services.delivery.jobs.sweeping import DAY_MS
from services.delivery.store import runs, windows
from services.delivery.store.runs import RunRow

_WORDS = {
    "ENDPOINT_OPT_OUT": "it has opted out of all messages",
    "ENDPOINT_INACTIVE": "its status is INACTIVE",
    "ENDPOINT_MISSING_ADDRESS": "it has no address",
    "ENDPOINT_MISSING_CHANNEL": "it has no channel type",
    "ENDPOINT_CHANNEL_MISMATCH": "the campaign has no message for its channel",
    "FILTERED_OUT_BY_SEGMENT": "it was deleted after the audience was fixed",
    "UNSUPPORTED_CHANNEL": "its channel is not set up or is switched off",
    "DUPLICATE_ADDRESS": "another endpoint of the audience has the same address",
    "HOLDOUT": "it belongs to the holdout group",
    "TREATMENT_HOLDOUT": "it belongs to another treatment",
    "DAILY_CAP": "it had reached the limit of messages in 24 hours",
    "CAMPAIGN_CAP": "it had reached the campaign's limit of messages in all",
    "QUIET_TIME": "it was quiet time where it is",
    "EXPIRED": "the run's time was over before its turn",
    "FAILURE": "its message could not be rendered",
    STOPPED: "the run was stopped before its turn",
    "FAILURE_PERMANENT": "the provider or the suppression list refused it for good",
    "TRANSIENT_FAILURE": "the provider could not take it, at every attempt",
    "THROTTLED": "the provider throttled us, at every attempt",
    "CUSTOM_DELIVERY_FAILURE": "the webhook failed",
    "UNKNOWN": "a process died during the hand-over, so it may or may not have been sent",
}


async def explain(deps: Deps, request: Any) -> Any:
    """The newest run of the campaign, or the one named. Raises Invalid without an endpoint, or without either of them."""
    faults = [] if request.endpoint_id else [("endpoint", "is required")]
    if not (request.campaign_id or request.run_id):
        faults.append(("campaign", "is required"))
    if faults:
        raise Invalid.of(faults)
    async with deps.db.connect() as conn:
        if request.run_id:
            rows = await runs.by_id(conn, request.app_id, [request.run_id])
        else:
            rows = await runs.page(conn, request.app_id, request.campaign_id, None, 1)
        if not rows or (request.campaign_id and rows[0].campaign_id != request.campaign_id):
            raise NotFound("The campaign has no such run")
        run = rows[0]
        stored = await runs.documents(conn, run.run_id)
        documents = await channel_documents(conn, run.app_id)
    if run.ended_ms and run.ended_ms < deps.clock.now_ms() - deps.config.audience_days * DAY_MS:
        # The audience is pruned by now too, so that nobody could tell a member from a stranger.
        words = f"What became of each endpoint of a run is kept for {deps.config.audience_days} days after its end."
        return shapes.ExplainRecipientResponse(
            endpoint_id=request.endpoint_id, campaign_id=run.campaign_id, activity_id=run.run_id, summary=words
        )
    plan = RunPlan.FromString(stored[0] if stored else b"")
    answer = shapes.ExplainRecipientResponse(
        endpoint_id=request.endpoint_id, campaign_id=run.campaign_id, activity_id=run.run_id
    )
    try:
        found = await deps.audience.FindMember(
            audience.FindMemberRequest(app_id=run.app_id, run_id=run.run_id, endpoint_id=request.endpoint_id)
        )
    except NotFound:
        return await _stranger(deps, run, plan, answer)
    member = found.recipient
    answer.member, answer.judged_on = True, "run"
    answer.changed_since_run = member.version > member.frozen_version or not member.exists
    _dropped(answer, found)
    await _member(deps, run, member, answer)
    _rules(answer, recipient(member), plan, judged_by(plan, documents))
    return answer


async def _stranger(deps: Deps, run: RunRow, plan: RunPlan, answer: Any) -> Any:
    """Not in the audience: the segment's rules on today's data."""
    request = audience.EvaluateMemberRequest(
        app_id=run.app_id,
        endpoint_id=answer.endpoint_id,
        segment_id=plan.segment_id,
        segment_version=plan.segment_version,
        now_us=deps.clock.now_us(),
    )
    today = await deps.audience.EvaluateMember(request)
    answer.book, answer.judged_on = "not_a_member", "today"
    answer.changed_since_run = today.version > run.started_ms * 1000
    _dropped(answer, today)
    for rule in today.rules:
        answer.rules.add(rule=rule.rule, wants=rule.wants, saw=rule.saw, holds=rule.holds)
    if not today.endpoint_exists:
        answer.summary = "The endpoint does not exist."
    elif today.member:
        answer.summary = (
            "The endpoint was not in the audience when the run began; judged on today's data it is in the segment."
        )
    else:
        failed = next((rule for rule in today.rules if not rule.holds), None)
        why = f": {failed.rule} wants {failed.wants}, it has {failed.saw or 'nothing'}" if failed else ""
        answer.summary = f"The endpoint is not in the segment{why} (judged on today's data)."
    return answer


def _dropped(answer: Any, told: Any) -> None:
    """The newest write of the endpoint that a batch dropped (endpoints spec 1.4)."""
    if told.HasField("dropped"):
        dropped = told.dropped
        answer.dropped_write.CopyFrom(shapes.ExplainedDrop(at=dropped.at, reason=dropped.reason, message=dropped.message))


async def _member(deps: Deps, run: RunRow, member: Any, answer: Any) -> None:
    """Book, reason and time from the window's record, followed through its retries."""
    async with deps.db.connect() as conn:
        window = await windows.holding(conn, run.run_id, member.seq)
        record, at_ms, due_ms = _record(window, member.endpoint_id)
        while record is not None and record.book == "retry":
            window = await windows.by_number(conn, run.run_id, window.number + windows.RETRY_NUMBERS)
            record, at_ms, due_ms = _record(window, member.endpoint_id, retry=True)
    if window is not None and window.state == "closed" and window.decision is None:
        record, at_ms = Record(member.endpoint_id, "", "", NOT_SENT, STOPPED), window.closed_ms
    if record is None or record.book == SENDING:
        answer.book = QUEUED
        answer.summary = (
            "The endpoint waits for its turn."
            if not due_ms
            else f"The provider could not take the message; the next attempt is due at {format_ms(due_ms)}."
        )
        return
    answer.book, answer.reason, answer.at = record.book, record.reason, format_ms(at_ms)
    if record.book in (SENT, FAILED, UNKNOWN):
        answer.message_id = message_id(run.run_id, record.endpoint_id)
    answer.summary = _sentence(record)


def _record(window: Any, endpoint_id: str, retry: bool = False) -> tuple[Record | None, int, int]:
    if window is None:
        return None, 0, 0
    if window.state in ("open", "claimed") or window.decision is None:
        return None, window.closed_ms, window.due_ms if retry else 0
    found = next((record for record in unpack(bytes(window.decision)) if record.endpoint_id == endpoint_id), None)
    return found, window.closed_ms, 0


def _sentence(record: Record) -> str:
    why = _WORDS.get(record.reason, record.reason)
    detail = f" ({record.detail})" if record.detail else ""
    if record.book == SENT:
        return "The provider took the message" + (" and it was delivered." if record.delivered else ".")
    if record.book == DROPPED:
        return f"The endpoint was left out because {why}."
    if record.book == NOT_SENT:
        return f"The endpoint counted as targeted but nothing was sent because {why}{detail}."
    if record.book == FAILED:
        return f"The message failed because {why}{detail}."
    return f"It is not known whether the message was sent: {why}."


def _rules(answer: Any, found: Recipient, plan: RunPlan, judged: Plan) -> None:
    """Each rule of the run with the value it sees now; `changed_since_run` says whether that may differ from what
    it saw then."""
    channel = route(found.channel, judged)
    add = answer.rules.add
    add(rule="exists", wants="the endpoint exists", saw="yes" if found.exists else "no", holds=found.exists)
    add(rule="EndpointStatus", wants="not INACTIVE", saw=found.status, holds=found.status != "INACTIVE")
    add(rule="OptOut", wants="not ALL", saw=found.opt_out, holds=found.opt_out != "ALL")
    add(rule="Address", wants="an address", saw="present" if found.address else "", holds=bool(found.address))
    add(
        rule="ChannelType",
        wants=" or ".join(sorted(judged.covered | judged.custom)),
        saw=found.channel,
        holds=bool(channel),
    )
    add(
        rule="Channel",
        wants="configured and enabled",
        saw=", ".join(sorted(judged.usable)),
        holds=channel in judged.usable,
    )
    add(
        rule="duplicate address",
        wants="the first endpoint with this address",
        saw="a later one" if found.duplicate_address else "the first",
        holds=not found.duplicate_address,
    )
    chosen = found.cohort not in judged.holdout and found.cohort not in judged.others
    add(rule="CohortId", wants=f"a cohort of treatment {plan.treatment_id or '0'}", saw=str(found.cohort), holds=chosen)
    if judged.quiet is not None:
        quiet = answer.reason != "QUIET_TIME"
        add(
            rule="QuietTime",
            wants=f"outside {plan.quiet_start} to {plan.quiet_end} local time",
            saw=found.timezone or "no time zone",
            holds=quiet,
        )
