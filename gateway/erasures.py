"""Erasure over all services (design §9): a dry run, passes until one finds nothing, a signed receipt.

The caller drives it pass by pass, so that nothing is lost when a process dies: an erasure that stopped half way is asked for its next pass,
by whoever, through whichever gateway.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from counterpoint.erasure.v1 import erasure_pb2 as pb
from counterpoint.erasure.v1.erasure_pb2_grpc import ErasureServiceStub

from gateway.auth.keys import Keys, Principal
from gateway.operator import need_operator
from gateway.receipts import Receipts
from gateway.replies import Reply, json_reply
from gateway.store import erasures as store
from gateway.store.erasures import Erasure
from kit import ids
from kit.db import Database
from kit.db.reseal import Place
from kit.errors import Invalid, NotBuilt, NotFound
from kit.rpc import Peers
from kit.seal import Sealer
from kit.times import format_iso, parse_iso

KINDS = ("account", "app", "user", "endpoint", "segment", "events")
# The truth first, then those who make something of it, those who only read last.
_ORDER = ("segments", "campaigns", "journeys", "delivery", "analytics")
_MEMBERS = {"Kind", "ApplicationId", "Id", "Before", "DryRun"}
_PASS_S = 300.0
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Erasures:
    """Handlers of `gateway.own`'s table."""

    def __init__(self, peers: Peers, db: Database, sealer: Sealer, keys: Keys) -> None:
        self._peers = peers
        self._db = db
        self._sealer = sealer
        self._receipts = Receipts(sealer)
        self._keys = keys

    async def start(self, by: Principal, params: dict[str, str], query: dict[str, str], body: Any) -> Reply:
        """`{"Kind", "ApplicationId", "Id", "Before", "DryRun"}`: what would go, or an erasure to be driven by `step`."""
        subject = _subject(by, body)
        for service in _ORDER:
            try:
                found = await self._stub(service).FindSubject(pb.FindSubjectRequest(subject=subject), timeout=_PASS_S)
            except NotBuilt:
                continue
            subject = found.subject
        if body.get("DryRun"):
            answer = await self._pass(subject, dry_run=True)
            return json_reply(200, {"DryRun": True, "Lines": _lines(_counted({}, answer)), "Left": list(answer.left)})
        app_id = "" if subject.kind == "account" else subject.app_ids[0]
        row = Erasure(ids.new_id(), subject.account_id, subject.kind, app_id, datetime.now(UTC), by.arn, None)
        row.subject = self._sealer.seal(subject.SerializeToString(), _context(row.id))
        await store.insert(self._db, row)
        return json_reply(201, {"ErasureId": row.id, "State": "RUNNING", "Lines": []})

    async def step(self, by: Principal, params: dict[str, str], query: dict[str, str], body: Any) -> Reply:
        """One pass. DONE, with the receipt, when it found nothing and waits for nothing."""
        row = await self._find(by, params["erasure-id"])
        waits: list[str] = []
        if row.subject is not None:
            subject = pb.Subject.FromString(self._sealer.open(row.subject, _context(row.id)))
            answer = await self._pass(subject, dry_run=False)
            row.lines, row.left, waits = _counted(row.lines, answer), list(answer.left), list(answer.waits)
            if not answer.lines and not waits:
                row.receipt = json.dumps(self._receipts.sign(self._content(row, subject)))
                row.subject = None
            await store.save(self._db, row)
        return _shown(row, waits)

    async def get(self, by: Principal, params: dict[str, str], query: dict[str, str], body: Any) -> Reply:
        """How far it is, and the receipt once it is done."""
        return _shown(await self._find(by, params["erasure-id"]), [])

    async def verify(self, by: Principal, params: dict[str, str], query: dict[str, str], body: Any) -> Reply:
        """`{"Receipt", "Signature", "Id"}`: whether we signed it; with an id, also whether it is the one that was erased."""
        if not isinstance(body, dict) or not isinstance(body.get("Receipt"), dict):
            raise Invalid("Receipt: must be the receipt as it was given")
        receipt = body["Receipt"]
        valid = self._receipts.valid(receipt, body.get("Signature"))
        if valid and body.get("Id"):
            named = self._receipts.digest(receipt["Kind"], receipt.get("ApplicationId", ""), str(body["Id"]))
            return json_reply(200, {"Valid": valid, "OfId": named == receipt["SubjectDigest"]})
        return json_reply(200, {"Valid": valid})

    async def _find(self, by: Principal, erasure_id: str) -> Erasure:
        row = await store.find(self._db, erasure_id)
        if row is None or not (by.operator or row.account_id == by.account):
            raise NotFound("Erasure not found")
        if row.kind == "account":
            need_operator(by)
        return row

    async def _pass(self, subject: pb.Subject, *, dry_run: bool) -> pb.EraseResponse:
        """Every service once, and the gateway's own rows."""
        whole = pb.EraseResponse()
        for service in _ORDER:
            try:
                whole.MergeFrom(await self._stub(service).Erase(pb.EraseRequest(subject=subject, dry_run=dry_run), timeout=_PASS_S))
            except NotBuilt:
                continue
        if subject.kind in ("account", "app"):
            account = subject.account_id if subject.kind == "account" else ""
            _add(whole, "answers kept for repetitions", await store.answers(self._db, list(subject.app_ids), account, dry_run=dry_run))
            if account:
                _add(whole, "access keys", await store.keys(self._db, account, dry_run=dry_run))
                self._keys.forget(account)
        return whole

    def _content(self, row: Erasure, subject: pb.Subject) -> dict[str, Any]:
        return {
            "ErasureId": row.id,
            "Kind": row.kind,
            "AccountId": row.account_id,
            **({"ApplicationId": row.app_id} if row.app_id else {}),
            "SubjectDigest": self._receipts.digest(row.kind, row.app_id, subject.id),
            "StartedAt": format_iso(row.started_at),
            "StartedBy": row.started_by,
            "FinishedAt": format_iso(datetime.now(UTC)),
            "Erased": _lines(row.lines),
            "Left": row.left,
            "Stays": ["audit records", "backups made before"],
        }

    def _stub(self, service: str) -> Any:
        return self._peers.stub(service, ErasureServiceStub)


def _subject(by: Principal, body: Any) -> pb.Subject:
    """What the body names. Raises Invalid, or Forbidden for an account that is not the operator's to erase."""
    if not isinstance(body, dict) or set(body) - _MEMBERS:
        raise Invalid(f"The body must be an object of {', '.join(sorted(_MEMBERS))}")
    kind, app_id, id, before = (str(body.get(name) or "") for name in ("Kind", "ApplicationId", "Id", "Before"))
    if kind not in KINDS:
        raise Invalid(f"Kind: must be one of {', '.join(KINDS)}")
    if kind == "account":
        need_operator(by)
        if len(id) != 12 or not id.isdigit() or not id.isascii():
            raise Invalid("Id: must be an account of twelve digits")
        return pb.Subject(kind=kind, account_id=id, id=id)
    app_id = app_id or (id if kind == "app" else "")
    if not app_id:
        raise Invalid("ApplicationId: is required")
    if not id and kind not in ("app", "events"):
        raise Invalid("Id: is required")
    if before and kind != "events":
        raise Invalid("Before: is for events only")
    subject = pb.Subject(kind=kind, account_id=by.account, app_ids=[app_id], id=app_id if kind == "app" else id)
    if before:
        try:
            subject.before_day = (parse_iso(before) - _EPOCH).days
        except ValueError:
            raise Invalid("Before: must be a day, YYYY-MM-DD") from None
    return subject


def _add(answer: pb.EraseResponse, what: str, count: int) -> None:
    if count:
        answer.lines.add(store="rows", what=what, count=count)


def _counted(lines: dict[tuple[str, str], int], answer: pb.EraseResponse) -> dict[tuple[str, str], int]:
    found = dict(lines)
    for line in answer.lines:
        key = (line.store, line.what)
        found[key] = found.get(key, 0) + line.count
    return found


def _lines(lines: dict[tuple[str, str], int]) -> list[dict[str, Any]]:
    return [{"Store": where, "What": what, "Count": count} for (where, what), count in sorted(lines.items())]


def _shown(row: Erasure, waits: list[str]) -> Reply:
    shown = {"ErasureId": row.id, "State": "RUNNING" if row.subject is not None else "DONE", "Lines": _lines(row.lines), "Left": row.left}
    if row.subject is not None:
        return json_reply(200, {**shown, "Waits": waits})
    return json_reply(200, {**shown, **json.loads(row.receipt)})


def _context(erasure_id: str) -> str:
    return f"erasure:{erasure_id}"


SEALED = Place("erasures", ("id",), "subject", _context)
