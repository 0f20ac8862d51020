"""Campaigns and their versions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from counterpoint.campaigns.v1.campaigns_pb2 import ApplicationSettingsResource, CampaignResponse
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.errors import Invalid, NotFound
from kit.telemetry import traceparent
from services.campaigns.domain import quotas, schedule, states, trials

_COLUMNS = (
    "c.id, c.app_id, c.account_id, c.created_ms, c.version, c.kind, c.status, c.next_run_ms, c.tags, "
    "c.app_settings, v.written_ms, v.document, v.traceparent"
)
_FROM = "FROM campaigns c JOIN campaign_versions v ON v.campaign_id = c.id"
_CURRENT = f"SELECT {_COLUMNS} {_FROM} AND v.version = c.version"


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign at one version. `document`: CampaignResponse without state, ARN and tags. `next_run_ms`: product time,
    None when no run is to come. `traceparent`: the trace of the request that wrote this version.
    """

    id: str
    app_id: str
    account_id: str
    created_ms: int
    version: int
    kind: str
    status: str
    next_run_ms: int | None
    app_settings: ApplicationSettingsResource
    written_ms: int
    document: CampaignResponse
    tags: Mapping[str, str] = field(default_factory=dict)
    # The version this row shows; `version` is the newest one.
    shown_version: int = 0
    traceparent: str = ""


def _row(r: Any) -> CampaignRow:
    return CampaignRow(
        id=r.id,
        app_id=r.app_id,
        account_id=r.account_id,
        created_ms=r.created_ms,
        version=r.version,
        kind=r.kind,
        status=r.status,
        next_run_ms=r.next_run_ms,
        app_settings=ApplicationSettingsResource.FromString(r.app_settings),
        written_ms=r.written_ms,
        document=CampaignResponse.FromString(r.document),
        tags=json.loads(r.tags),
        shown_version=getattr(r, "shown_version", r.version),
        traceparent=r.traceparent,
    )


async def get(conn: AsyncConnection, app_id: str, account_id: str, campaign_id: str, lock: bool = False) -> CampaignRow:
    """The campaign at its newest version. Raises NotFound. `lock`: holds the row until the transaction ends."""
    if lock:
        # Before the join: a row that changes while we wait must be read anew together with its new version.
        await conn.execute(text("SELECT 1 FROM campaigns WHERE id = :id FOR UPDATE"), {"id": campaign_id})
    sql = f"{_CURRENT} WHERE c.id = :id AND c.app_id = :app AND c.account_id = :account AND NOT c.deleted"
    found = (await conn.execute(text(sql), {"id": campaign_id, "app": app_id, "account": account_id})).first()
    if found is None:
        raise NotFound("Resource not found")
    return _row(found)


async def get_version(
    conn: AsyncConnection, app_id: str, account_id: str, campaign_id: str, version: int
) -> CampaignRow:
    """The campaign as one version left it, with today's state. Raises NotFound."""
    sql = (
        f"SELECT {_COLUMNS}, v.version AS shown_version {_FROM} "
        "WHERE c.id = :id AND c.app_id = :app AND c.account_id = :account AND NOT c.deleted AND v.version = :version"
    )
    found = (
        await conn.execute(text(sql), {"id": campaign_id, "app": app_id, "account": account_id, "version": version})
    ).first()
    if found is None:
        raise NotFound("Resource not found")
    return _row(found)


async def list_page(
    conn: AsyncConnection, app_id: str, account_id: str, limit: int, after: Sequence[object] | None
) -> list[CampaignRow]:
    """Newest first. `after`: (created_ms, id) of the last campaign of the page before."""
    where, values = "", {"app": app_id, "account": account_id, "limit": limit}
    if after:
        where = "AND (c.created_ms, c.id) < (:created, :id)"
        values |= {"created": after[0], "id": after[1]}  # type: ignore[dict-item]
    sql = (
        f"{_CURRENT} WHERE c.app_id = :app AND c.account_id = :account AND NOT c.deleted {where} ORDER BY "
        f"c.created_ms DESC, c.id DESC LIMIT :limit"
    )
    return [_row(found) for found in await conn.execute(text(sql), values)]


async def list_versions(conn: AsyncConnection, campaign_id: str, limit: int, below: int | None) -> list[CampaignRow]:
    """Newest version first. `below`: the last version of the page before."""
    sql = (
        f"SELECT {_COLUMNS}, v.version AS shown_version {_FROM} WHERE c.id = :id AND v.version < :below ORDER BY "
        f"v.version DESC LIMIT :limit"
    )
    return [
        _row(found)
        for found in await conn.execute(text(sql), {"id": campaign_id, "below": below or 2**31 - 1, "limit": limit})
    ]


async def insert(conn: AsyncConnection, row: CampaignRow, copies: Mapping[str, bytes]) -> None:
    """Stores a new campaign with its first version. Raises NotFound when the application was deleted meanwhile."""
    await conn.execute(text("SELECT pg_advisory_xact_lock_shared(hashtext(:key))"), {"key": f"app:{row.app_id}"})
    if (await conn.execute(text("SELECT 1 FROM deleted_apps WHERE app_id = :app"), {"app": row.app_id})).first():
        raise NotFound("Application not found")
    await conn.execute(
        text(
            "INSERT INTO campaigns (id, app_id, account_id, created_ms, version, kind, status, segment_id, "
            "next_run_ms, tags, app_settings) "
            "VALUES (:id, :app, :account, :created, :version, :kind, :status, :segment, :next, :tags, :settings)"
        ),
        {
            "id": row.id,
            "app": row.app_id,
            "account": row.account_id,
            "created": row.created_ms,
            "version": row.version,
            "kind": row.kind,
            "status": row.status,
            "segment": row.document.segment_id,
            "next": row.next_run_ms,
            "tags": json.dumps(dict(row.tags)),
            "settings": row.app_settings.SerializeToString(),
        },
    )
    await _insert_version(conn, row, copies)


async def update(conn: AsyncConnection, row: CampaignRow, copies: Mapping[str, bytes]) -> None:
    """Stores a new version of a campaign whose row is locked."""
    await conn.execute(
        text(
            "UPDATE campaigns SET version = :version, kind = :kind, status = :status, segment_id = :segment, "
            "next_run_ms = :next WHERE id = :id"
        ),
        {
            "id": row.id,
            "version": row.version,
            "kind": row.kind,
            "status": row.status,
            "segment": row.document.segment_id,
            "next": row.next_run_ms,
        },
    )
    await _insert_version(conn, row, copies)


async def _insert_version(conn: AsyncConnection, row: CampaignRow, copies: Mapping[str, bytes]) -> None:
    await conn.execute(
        text(
            "INSERT INTO campaign_versions (campaign_id, version, written_ms, document, traceparent) VALUES (:id, "
            ":version, :written, :document, :trace)"
        ),
        {
            "id": row.id,
            "version": row.version,
            "written": row.written_ms,
            "document": row.document.SerializeToString(),
            "trace": traceparent(),
        },
    )
    if copies:
        await conn.execute(
            text(
                "INSERT INTO content_copies (campaign_id, version, treatment_id, copies) VALUES (:id, :version, "
                ":treatment, :copies)"
            ),
            [
                {"id": row.id, "version": row.version, "treatment": treatment, "copies": data}
                for treatment, data in copies.items()
            ],
        )


async def copies_of(conn: AsyncConnection, campaign_id: str, version: int) -> dict[str, bytes]:
    """The template copies of one version, by treatment: serialised CheckContentResponse."""
    sql = text("SELECT treatment_id, copies FROM content_copies WHERE campaign_id = :id AND version = :version")
    return {
        found.treatment_id: found.copies for found in await conn.execute(sql, {"id": campaign_id, "version": version})
    }


async def load_current(conn: AsyncConnection, campaign_ids: Sequence[str]) -> dict[str, CampaignRow]:
    """Campaigns at their newest version, by id; the caller holds their locks."""
    found = await conn.execute(text(f"{_CURRENT} WHERE c.id = ANY(:ids)"), {"ids": list(campaign_ids)})
    return {row.id: _row(row) for row in found}


async def copies_of_all(conn: AsyncConnection, versions: Sequence[tuple[str, int]]) -> dict[str, dict[str, bytes]]:
    """`copies_of` for many campaigns at one version each, by campaign."""
    sql = text(
        "SELECT campaign_id, treatment_id, copies FROM content_copies "
        "WHERE (campaign_id, version) IN (SELECT * FROM unnest(CAST(:ids AS text[]), CAST(:versions AS int[])))"
    )
    copies: dict[str, dict[str, bytes]] = {}
    for found in await conn.execute(sql, {"ids": [i for i, _ in versions], "versions": [v for _, v in versions]}):
        copies.setdefault(found.campaign_id, {})[found.treatment_id] = found.copies
    return copies


async def mark_deleted(conn: AsyncConnection, campaign_id: str) -> None:
    """Deletes a campaign for its readers; its runs are stopped by the stopper."""
    await conn.execute(
        text(
            "UPDATE campaigns SET deleted = true, status = 'DELETED', next_run_ms = NULL, stop_requests = "
            "stop_requests + 1 WHERE id = :id"
        ),
        {"id": campaign_id},
    )


async def set_tags(conn: AsyncConnection, campaign_id: str, tags: Mapping[str, str]) -> None:
    """Replaces the tags of a campaign whose row is locked."""
    await conn.execute(
        text("UPDATE campaigns SET tags = :tags WHERE id = :id"), {"id": campaign_id, "tags": json.dumps(dict(tags))}
    )


async def check_quotas(conn: AsyncConnection, profile: quotas.Quotas, row: CampaignRow) -> None:
    """Refuses one more active campaign when a quota is used up. Counted under a lock, so that two creations cannot both
    pass. Raises Invalid.
    """
    if row.status not in states.ACTIVE or row.kind == trials.KIND:
        return
    await conn.execute(text("SELECT pg_advisory_xact_lock(hashtext(:key))"), {"key": f"quota:{row.account_id}"})
    active = "SELECT count(*) FROM campaigns WHERE status = ANY(:active) AND kind <> :test AND id <> :id AND "
    values = {"active": list(states.ACTIVE), "test": trials.KIND, "id": row.id}
    used = (
        await conn.execute(text(active + "account_id = :account"), values | {"account": row.account_id})
    ).scalar_one()
    found = quotas.refusal(quotas.ACTIVE, profile.active, used)
    if not found and row.kind in (schedule.EVENT, schedule.IN_APP_EVENT):
        used = (
            await conn.execute(
                text(active + "app_id = :app AND kind = :kind"), values | {"app": row.app_id, "kind": row.kind}
            )
        ).scalar_one()
        found = quotas.refusal(
            *(quotas.EVENT, profile.event) if row.kind == schedule.EVENT else (quotas.IN_APP, profile.in_app), used
        )
    if found:
        raise Invalid(found)


async def fail_of_segment(conn: AsyncConnection, app_id: str, segment_id: str) -> int:
    """Fails the campaigns of a deleted segment: DELETED but readable (campaigns spec §3). Returns how many."""
    done = await conn.execute(
        text(
            "UPDATE campaigns SET status = 'DELETED', next_run_ms = NULL, stop_requests = stop_requests + "
            "CAST(status = 'EXECUTING' AS int) "
            "WHERE app_id = :app AND segment_id = :segment AND status IN ('SCHEDULED', 'EXECUTING', "
            "'PENDING_NEXT_RUN', 'PAUSED', 'INVALID')"
        ),
        {"app": app_id, "segment": segment_id},
    )
    return done.rowcount


async def delete_app(conn: AsyncConnection, app_id: str) -> None:
    """Deletes everything of an application and remembers that it is gone. Doing it again changes nothing."""
    await conn.execute(text("SELECT pg_advisory_xact_lock(hashtext(:key))"), {"key": f"app:{app_id}"})
    await conn.execute(text("INSERT INTO deleted_apps (app_id) VALUES (:app) ON CONFLICT DO NOTHING"), {"app": app_id})
    await conn.execute(text("DELETE FROM campaigns WHERE app_id = :app"), {"app": app_id})
    await conn.execute(text("DELETE FROM settings WHERE app_id = :app"), {"app": app_id})
