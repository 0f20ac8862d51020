"""Erasure as segments does it: the truth first, so that nothing new is made of it, then what was made of it."""

from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Any

from counterpoint.erasure.v1 import erasure_pb2 as pb
from counterpoint.erasure.v1.erasure_pb2_grpc import ErasureServiceServicer
from counterpoint.segments.v1.segments_events_pb2 import EndpointsDeleted, EndpointsUpdated

from kit.bus import Bus, subjects
from kit.bus.erasing import erase_messages
from kit.clock import Clock
from kit.errors import NotFound
from services.segments.domain.addresses import normalised
from services.segments.jobs.export_files import ExportFiles
from services.segments.store.apps import UNKNOWN, AppStore
from services.segments.store.audience import Audiences
from services.segments.store.endpoints import EndpointStore
from services.segments.store.erasure import Erasure
from services.segments.store.index import Index
from services.segments.store.segments import SegmentStore

_STREAM = "CP_EVT_SEGMENTS"


@dataclass(slots=True)
class Pass:
    """What one pass finds."""

    dry_run: bool
    answer: pb.EraseResponse = field(default_factory=pb.EraseResponse)

    async def add(self, store: str, what: str, count: Awaitable[int]) -> int:
        """Awaits a count and notes it."""
        found = await count
        if found:
            self.answer.lines.add(store=store, what=what, count=found)
        return found


@dataclass(frozen=True, slots=True)
class Eraser(ErasureServiceServicer):
    """The RPCs, and what they work with."""

    bus: Bus
    clock: Clock
    store: Erasure
    apps: AppStore
    endpoints: EndpointStore
    segments: SegmentStore
    index: Index
    audiences: Audiences
    files: ExportFiles

    async def FindSubject(self, request: pb.FindSubjectRequest, context: Any) -> pb.FindSubjectResponse:
        return pb.FindSubjectResponse(subject=await self._found(request.subject))

    async def Erase(self, request: pb.EraseRequest, context: Any) -> pb.EraseResponse:
        return await self._erase(request.subject, Pass(request.dry_run))

    async def _found(self, subject: pb.Subject) -> pb.Subject:
        if subject.kind == "account":
            subject.app_ids.extend(await self.store.apps_of(subject.account_id))
        elif await self.store.owner(subject.app_ids[0]) != subject.account_id:
            raise NotFound(UNKNOWN)
        elif subject.kind == "segment":
            subject.job_ids.extend(await self.store.jobs_of(subject.app_ids[0], subject.id))
        elif subject.kind in ("user", "endpoint"):
            await self._person(subject)
        return subject

    async def _person(self, subject: pb.Subject) -> None:
        """The person's ids and addresses, each in the form stored and in the one compared."""
        user_id, endpoint_id = (subject.id, "") if subject.kind == "user" else ("", subject.id)
        known = await self.store.known(subject.app_ids[0], user_id, endpoint_id)
        subject.endpoint_ids.extend({endpoint.id for endpoint in known} | ({endpoint_id} if endpoint_id else set()))
        if user_id:
            subject.user_ids.append(user_id)
        found = {(one.channel_type, form) for one in known for form in (one.address, normalised(one.channel_type, one.address))}
        for channel, address in sorted(found):
            if address:
                subject.addresses.add(channel=channel, address=address)

    async def _erase(self, subject: pb.Subject, this: Pass) -> pb.EraseResponse:
        if subject.kind in ("account", "app"):
            for app_id in subject.app_ids:
                await self._app(app_id, subject.account_id, this)
            if subject.kind == "account":
                await this.add("rows", "recommender configurations", self.store.recommenders(subject.account_id, dry_run=this.dry_run))
        elif subject.kind == "segment":
            await self._segment(subject, this)
        elif subject.kind == "events":
            if not subject.before_day:
                await this.add("columns", "activity", self.store.activity(subject.app_ids[0], None, dry_run=this.dry_run))
        else:
            await self._of_person(subject, this)
        return this.answer

    async def _of_person(self, subject: pb.Subject, this: Pass) -> None:
        app_id, endpoint_ids, user_ids, dry_run = subject.app_ids[0], list(subject.endpoint_ids), list(subject.user_ids), this.dry_run
        if not dry_run:
            await self._deleted(app_id, endpoint_ids)
        await this.add("rows", "endpoints", self.store.endpoint_rows(app_id, endpoint_ids, dry_run=dry_run))
        await this.add("rows", "refused writes", self.store.refused(app_id, endpoint_ids, dry_run=dry_run))
        await this.add("rows", "users", self.store.user_rows(app_id, user_ids, dry_run=dry_run))
        await this.add("columns", "activity", self.store.activity(app_id, endpoint_ids, dry_run=dry_run))
        await this.add("columns", "imported lists", self.store.listed(app_id, endpoint_ids, user_ids, dry_run=dry_run))
        await this.add("columns", "frozen audiences", self.store.audiences(app_id, endpoint_ids, dry_run=dry_run))
        await this.add("objects", "lines of exports", self._exports(app_id, endpoint_ids, user_ids, this))
        await this.add("rows", "notes of exports", self._cursors(app_id, endpoint_ids, this))
        ids = frozenset(endpoint_ids)
        await this.add("bus", "facts", self._facts(app_id, lambda subject, content: bool(ids & _ids(subject, content)), this))
        await self._unread_activity(app_id, ids, this)
        await self._unpublished([app_id], [id.encode() for id in endpoint_ids], this)

    async def _deleted(self, app_id: str, endpoint_ids: list[str]) -> None:
        """Deletes what is alive as anybody would, so that everybody hears of it."""
        for endpoint_id in endpoint_ids:
            try:
                await self.endpoints.delete(app_id, endpoint_id)
            except NotFound:
                continue

    async def _segment(self, subject: pb.Subject, this: Pass) -> None:
        app_id, dry_run = subject.app_ids[0], this.dry_run
        if not dry_run:
            try:
                await self.segments.delete(app_id, subject.id, self.clock.now_us())
            except NotFound:
                pass  # deleted before: its rows are still there
        while private := await self.store.private_ids(app_id, subject.id):
            await this.add("rows", "endpoints of the segment alone", self.store.endpoint_rows(app_id, private, dry_run=dry_run))
            if dry_run:
                break
        await this.add("columns", "imported lists", self.store.list_of(app_id, subject.id, dry_run=dry_run))
        await this.add("rows", "segment and its jobs", self.store.segment_rows(app_id, subject.id, list(subject.job_ids), dry_run=dry_run))

    async def _app(self, app_id: str, account_id: str, this: Pass) -> None:
        dry_run = this.dry_run
        for kind, count in (await self.store.app_rows(app_id)).items():
            if count:
                this.answer.lines.add(store="rows", what=kind, count=count)
        await this.add("objects", "lines of exports", self._exports(app_id, None, [], this))
        await this.add("columns", "activity", self.store.activity(app_id, None, dry_run=dry_run))
        await this.add("columns", "imported lists", self.store.lists(app_id, dry_run=dry_run))
        if not dry_run:
            try:
                await self.apps.delete(app_id, account_id, self.clock.now_us())
            except NotFound:
                pass  # deleted before: rows may still be there
            await self.audiences.forget(app_id)
            await self.index.drop(app_id)
            await self.apps.purge(app_id, self.clock.now_us())
        await this.add("rows", "name and tags of the app", self.store.unname(app_id, dry_run=dry_run))
        await this.add("bus", "facts", self._facts(app_id, lambda subject, content: True, this))
        await self._unpublished([app_id], [], this)

    async def _exports(self, app_id: str, endpoint_ids: list[str] | None, user_ids: list[str], this: Pass) -> int:
        count, faults = await self.files.erase(app_id, endpoint_ids, user_ids, dry_run=this.dry_run)
        this.answer.left.extend(faults)
        return count

    async def _cursors(self, app_id: str, endpoint_ids: list[str], this: Pass) -> int:
        ended, running = await self.store.cursors(app_id, endpoint_ids, dry_run=this.dry_run)
        if running:
            this.answer.waits.append(f"{running} exports are under way")
        return ended

    async def _facts(self, app_id: str, concerns: Any, this: Pass) -> int:
        found = await erase_messages(self.bus, _STREAM, f"cp.evt.segments.v1.*.*.{app_id}", concerns, dry_run=this.dry_run)
        if found.unread:
            this.answer.waits.append(f"{found.unread} facts about endpoints are not read by everybody yet")
        return found.removed

    async def _unread_activity(self, app_id: str, ids: frozenset[str], this: Pass) -> None:
        """What says that somebody was active, and is yet to be noted by ourselves."""
        texts = [id.encode() for id in ids]
        subject = subjects.of(subjects.ENDPOINT_ACTIVE, app_id)
        found = await erase_messages(self.bus, "CP_EVT_EVENTS", subject, lambda _, content: any(text in content for text in texts), dry_run=this.dry_run)
        if found.unread:
            this.answer.waits.append(f"{found.unread} facts about activity are not noted yet")

    async def _unpublished(self, app_ids: list[str], needles: list[bytes], this: Pass) -> None:
        count = 0 if this.dry_run else await self.store.unpublished(app_ids, needles)
        if count:
            this.answer.waits.append(f"{count} facts about endpoints are not on the bus yet")


def _ids(subject: str, content: bytes) -> set[str]:
    """The endpoints a fact tells of."""
    if subject.startswith(subjects.ENDPOINT_UPDATED):
        return {change.endpoint_id for change in EndpointsUpdated.FromString(content).changes}
    if subject.startswith(subjects.ENDPOINT_DELETED):
        return set(EndpointsDeleted.FromString(content).endpoint_ids)
    return set()
