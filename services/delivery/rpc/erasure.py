"""Erasure as delivery does it: windows, caps, direct calls, one-time passwords, suppression, counters, the outbox's files."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from counterpoint.delivery.v1.delivery_events_pb2 import OutcomesRecorded
from counterpoint.erasure.v1 import erasure_pb2 as pb
from counterpoint.erasure.v1.erasure_pb2_grpc import ErasureServiceServicer

from kit.bus import Bus, subjects
from kit.bus.erasing import erase_messages
from services.delivery.channels import outbox_erasure
from services.delivery.deps import Deps
from services.delivery.domain.ids import address_hash
from services.delivery.domain.otp import destination_id
from services.delivery.domain.sms import normalise_number
from services.delivery.jobs.recipients import normalised
from services.delivery.rpc.runs import stop_all
from services.delivery.store import erasure as store
from services.delivery.store import runs


@dataclass(frozen=True, slots=True)
class Eraser(ErasureServiceServicer):
    """The RPCs, and what they work with. `folders`: of the outbox."""

    deps: Deps
    bus: Bus
    folders: frozenset[Path]

    async def FindSubject(self, request: pb.FindSubjectRequest, context: Any) -> pb.FindSubjectResponse:
        subject = request.subject
        hashes = {address_hash(one.channel, normalised(one.channel, one.address)) for one in subject.addresses}
        subject.address_hashes.extend(sorted(hashes))
        return pb.FindSubjectResponse(subject=subject)

    async def Erase(self, request: pb.EraseRequest, context: Any) -> pb.EraseResponse:
        subject, answer = request.subject, pb.EraseResponse()
        if subject.kind in ("account", "app"):
            for app_id in subject.app_ids:
                await self._app(app_id, answer, dry_run=request.dry_run)
            if subject.kind == "account":
                await self._account(subject.account_id, answer, dry_run=request.dry_run)
        elif subject.kind in ("user", "endpoint"):
            await self._person(subject, answer, dry_run=request.dry_run)
        return answer

    async def _app(self, app_id: str, answer: pb.EraseResponse, *, dry_run: bool) -> None:
        async with self.deps.db.connect() as conn:
            for kind, count in (await store.app_rows(conn, app_id)).items():
                _add(answer, "rows", kind, count)
        if not dry_run:
            await stop_all(self.deps, app_id, "")
            async with self.deps.db.begin() as conn:
                await runs.forget_app(conn, app_id)
        async with self.deps.db.connect() as conn:
            _add(answer, "counters", "caps", await store.orphans(conn, self.deps.cache, app_id, dry_run=dry_run))
        for folder in self.folders:
            _add(answer, "outbox", "messages", await outbox_erasure.erase_app(folder, app_id, dry_run=dry_run))
        await self._facts(app_id, answer, dry_run=dry_run)
        ended = await erase_messages(self.bus, "CP_EVT_RUNS", f"cp.evt.delivery.v1.run.*.{app_id}", lambda subject, content: True, dry_run=dry_run)
        _add(answer, "bus", "facts about runs", ended.removed)
        if ended.unread:
            answer.waits.append(f"{ended.unread} facts about runs are not read by everybody yet")

    async def _account(self, account: str, answer: pb.EraseResponse, *, dry_run: bool) -> None:
        async with self.deps.db.begin() as conn:
            _add(answer, "rows", "templates", await store.templates(conn, account, dry_run=dry_run))
            _add(answer, "rows", "suppression list", await store.suppressions(conn, account, None, dry_run=dry_run))

    async def _person(self, subject: pb.Subject, answer: pb.EraseResponse, *, dry_run: bool) -> None:
        app_id, ids, users = subject.app_ids[0], frozenset(subject.endpoint_ids), frozenset(subject.user_ids)
        addresses = [(one.channel, normalised(one.channel, one.address)) for one in subject.addresses]
        named = [*ids, *users, *(one.address for one in subject.addresses)]
        async with self.deps.db.begin() as conn:
            places, busy = await store.windows(conn, app_id, ids, users, dry_run=dry_run)
            _add(answer, "rows", "places in windows and retries", places)
            _add(answer, "rows", "caps", await store.cap_rows(conn, app_id, list(ids), dry_run=dry_run))
            _add(answer, "rows", "answers of direct calls", await store.direct_answers(conn, [app_id], named, dry_run=dry_run))
            _add(answer, "rows", "one-time passwords", await store.passwords(conn, self._destinations(subject), dry_run=dry_run))
            _add(answer, "rows", "awaited receipts", await store.awaited(conn, app_id, list(ids), dry_run=dry_run))
            _add(answer, "rows", "suppression list", await store.suppressions(conn, subject.account_id, addresses, dry_run=dry_run))
            waiting = 0 if dry_run else await store.unpublished(conn, [app_id], named)
            queued = 0 if dry_run else await store.queued(conn, app_id)
        _add(answer, "counters", "caps", await store.counters(self.deps.cache, app_id, sorted(ids), dry_run=dry_run))
        mails = frozenset(one.address for one in subject.addresses)
        for folder in self.folders:
            _add(answer, "outbox", "messages", await outbox_erasure.erase_person(folder, app_id, ids, mails, dry_run=dry_run))
        if busy:
            answer.waits.append(f"{busy} windows that hold the person are being sent")
        if queued:
            answer.waits.append(f"{queued} direct sends of the app are still to be made")
        if waiting:
            answer.waits.append(f"{waiting} outcomes are not on the bus yet")
        await self._facts(app_id, answer, dry_run=dry_run, ids=ids | users)

    def _destinations(self, subject: pb.Subject) -> list[bytes]:
        """The names under which one-time passwords keep the person's numbers."""
        numbers = {normalise_number(one.address) for one in subject.addresses if one.channel in ("SMS", "VOICE")}
        key = self.deps.sealer.derive("otp")
        return [destination_id(key, subject.account_id, number) for number in sorted(filter(None, numbers))]

    async def _facts(self, app_id: str, answer: pb.EraseResponse, *, dry_run: bool, ids: frozenset[str] | None = None) -> None:
        """Outcomes on the bus. They go by being read."""

        def concerns(subject: str, content: bytes) -> bool:
            if ids is None:
                return True
            return any(outcome.endpoint_id in ids or outcome.user_id in ids for outcome in OutcomesRecorded.FromString(content).outcomes)

        found = await erase_messages(self.bus, "CP_EVT_OUTCOMES", subjects.of(subjects.OUTCOME_RECORDED, app_id), concerns, dry_run=dry_run)
        _add(answer, "bus", "outcomes", found.removed)
        if found.unread:
            answer.waits.append(f"{found.unread} outcomes on the bus are not read by everybody yet")


def _add(answer: pb.EraseResponse, store_name: str, what: str, count: int) -> None:
    if count:
        answer.lines.add(store=store_name, what=what, count=count)
