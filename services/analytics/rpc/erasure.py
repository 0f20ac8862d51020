"""Erasure as analytics does it: events, outcomes, what waits for event streams, and dead letters of every service."""

from dataclasses import dataclass
from typing import Any

from counterpoint.erasure.v1 import erasure_pb2 as pb
from counterpoint.erasure.v1.erasure_pb2_grpc import ErasureServiceServicer

from kit.bus import Bus, subjects
from kit.bus.erasing import Found, erase_messages
from kit.columns import Columns
from kit.db import Database
from services.analytics.store import erasure as store

_PERSON = {"endpoint_id": "has({ids:Array(String)}, endpoint_id)", "user_id": "has({users:Array(String)}, user_id)"}
_ADDRESS = {"address_hash": "has({hashes:Array(UInt64)}, address_hash)"}
_ALL = {"app_id": "1"}


@dataclass(frozen=True, slots=True)
class Eraser(ErasureServiceServicer):
    """The RPCs, and what they work with."""

    db: Database
    columns: Columns
    bus: Bus

    async def FindSubject(self, request: pb.FindSubjectRequest, context: Any) -> pb.FindSubjectResponse:
        return pb.FindSubjectResponse(subject=request.subject)

    async def Erase(self, request: pb.EraseRequest, context: Any) -> pb.EraseResponse:
        subject, answer = request.subject, pb.EraseResponse()
        if subject.kind in ("account", "app"):
            await self._apps(subject, answer, dry_run=request.dry_run)
        elif subject.kind in ("user", "endpoint"):
            await self._person(subject, answer, dry_run=request.dry_run)
        elif subject.kind == "events":
            await self._events(subject, answer, dry_run=request.dry_run)
        return answer

    async def _apps(self, subject: pb.Subject, answer: pb.EraseResponse, *, dry_run: bool) -> None:
        await self._columns(subject, _ALL, answer, dry_run=dry_run)
        async with self.db.begin() as conn:
            _add(answer, "rows", "event streams, retention, imports", await store.app_rows(conn, subject.app_ids, dry_run=dry_run))
        for app_id in subject.app_ids:
            await self._bus(app_id, lambda subject, content: True, [app_id], answer, dry_run=dry_run)

    async def _person(self, subject: pb.Subject, answer: pb.EraseResponse, *, dry_run: bool) -> None:
        ids, users = frozenset(subject.endpoint_ids), frozenset(subject.user_ids)
        await self._columns(subject, _PERSON | _ADDRESS, answer, dry_run=dry_run)
        async with self.db.begin() as conn:
            _add(answer, "rows", "waiting for the event stream", await store.queued(conn, subject.app_ids[0], ids, users, dry_run=dry_run))
        named = [*ids, *users, *(one.address for one in subject.addresses)]
        await self._bus(subject.app_ids[0], lambda _, content: store.concerns(content, ids, users), named, answer, dry_run=dry_run)

    async def _events(self, subject: pb.Subject, answer: pb.EraseResponse, *, dry_run: bool) -> None:
        app_id, day = subject.app_ids[0], subject.before_day
        # Only the table of events has their types; outcomes are not events of the app.
        await self._columns(subject, {"event_type": f"day < toDate({day})" if day else "1"}, answer, dry_run=dry_run)
        if day:
            return
        async with self.db.begin() as conn:
            _add(answer, "rows", "waiting for the event stream", await store.queued_events(conn, app_id, dry_run=dry_run))
        self._unread(await self._on(app_id, lambda subject, content: True, dry_run=dry_run), answer)

    async def _columns(self, subject: pb.Subject, where: dict[str, str], answer: pb.EraseResponse, *, dry_run: bool) -> None:
        values = {
            "apps": list(subject.app_ids),
            "ids": list(subject.endpoint_ids),
            "users": list(subject.user_ids),
            "hashes": list(subject.address_hashes),
        }
        for table, count in (await store.in_columns(self.columns, where, values, dry_run=dry_run)).items():
            _add(answer, "columns", table, count)

    async def _bus(self, app_id: str, concerns: Any, named: list[str], answer: pb.EraseResponse, *, dry_run: bool) -> None:
        """Events on the bus, and dead letters, which nobody can read: whatever holds one of the texts goes."""
        self._unread(await self._on(app_id, concerns, dry_run=dry_run), answer)
        needles = [text.encode() for text in named]
        letters = await erase_messages(
            self.bus, "CP_DLQ", "cp.dlq.>", lambda subject, content: any(needle in content for needle in needles), dry_run=dry_run
        )
        _add(answer, "bus", "dead letters", letters.removed)

    async def _on(self, app_id: str, concerns: Any, *, dry_run: bool) -> Found:
        return await erase_messages(self.bus, "CP_EVT_EVENTS", subjects.of(subjects.EVENT_RECEIVED, app_id), concerns, dry_run=dry_run)

    def _unread(self, found: Found, answer: pb.EraseResponse) -> None:
        _add(answer, "bus", "events", found.removed)
        if found.unread:
            answer.waits.append(f"{found.unread} sets of events on the bus are not read by everybody yet")


def _add(answer: pb.EraseResponse, store_name: str, what: str, count: int) -> None:
    if count:
        answer.lines.add(store=store_name, what=what, count=count)
