"""Segments, their immutable versions, and the trees they stand for."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from counterpoint.segments.v1.segments_events_pb2 import SegmentDeleted
from counterpoint.segments.v1.segments_pb2 import SegmentImportResource
from counterpoint.type.v1.type_pb2 import WriteSegmentRequest

from kit.bus import subjects
from kit.db import Database
from kit.errors import Invalid, NotFound
from services.segments.domain import criteria, definition
from services.segments.domain.criteria import Tree
from services.segments.domain.definition import Reference
from services.segments.domain.names import Names
from services.segments.store.tx import Tx, enqueue, reading, transaction

_log = logging.getLogger("segments.segments")
NOT_FOUND = "Resource not found"
DIMENSIONAL, IMPORT = "DIMENSIONAL", "IMPORT"
_JOINED = (
    "SELECT s.app_id, s.segment_id, s.kind, s.tags, s.latest, s.created_us, v.version, v.name, v.definition, v.import, v.jobs, v.modified_us "
    "FROM segments s JOIN segment_versions v ON v.app_id = s.app_id AND v.segment_id = s.segment_id "
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment at one version. `jobs`: the imports whose rows are its members."""

    app_id: str
    segment_id: str
    kind: str
    tags: dict[str, str]
    created_us: int
    version: int
    name: str | None
    definition: WriteSegmentRequest
    imported: SegmentImportResource | None
    jobs: tuple[str, ...]
    modified_us: int


def _segment(row: Any) -> Segment:
    return Segment(
        row["app_id"],
        row["segment_id"],
        row["kind"],
        row["tags"],
        row["created_us"],
        row["version"],
        row["name"],
        WriteSegmentRequest.FromString(row["definition"]),
        SegmentImportResource.FromString(row["import"]) if row["import"] is not None else None,
        tuple(row["jobs"]),
        row["modified_us"],
    )


class SegmentStore:
    """Reads and writes segments of apps that exist."""

    def __init__(self, db: Database) -> None:
        self._db = db

    @property
    def database(self) -> Database:
        """For a transaction over `latest_locked` and `add_version`."""
        return self._db

    async def create(self, segment: Segment) -> None:
        """Stores a new segment with its first version."""
        async with transaction(self._db) as tx:
            await self._insert(tx, segment)

    async def _insert(self, tx: Tx, segment: Segment) -> None:
        await tx.execute(
            "INSERT INTO segments (app_id, segment_id, kind, tags, latest, created_us) VALUES ($1, $2, $3, $4, $5, $6)",
            segment.app_id,
            segment.segment_id,
            segment.kind,
            json.dumps(segment.tags),
            segment.version,
            segment.created_us,
        )
        await self._insert_version(tx, segment)

    async def _insert_version(self, tx: Tx, segment: Segment) -> None:
        await tx.execute(
            "INSERT INTO segment_versions (app_id, segment_id, version, name, definition, import, jobs, modified_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            segment.app_id,
            segment.segment_id,
            segment.version,
            segment.name,
            segment.definition.SerializeToString(),
            segment.imported.SerializeToString() if segment.imported is not None else None,
            list(segment.jobs),
            segment.modified_us,
        )

    async def latest_locked(self, tx: Tx, app_id: str, segment_id: str) -> Segment | None:
        """The current version under its row lock, None when there is none."""
        row = await tx.fetchrow("SELECT latest FROM segments WHERE app_id = $1 AND segment_id = $2 AND deleted_us IS NULL FOR UPDATE", app_id, segment_id)
        return None if row is None else await self._get(tx, app_id, segment_id, row["latest"])

    async def add_version(self, tx: Tx, segment: Segment) -> None:
        """Stores the next version of a segment locked before, or its first one."""
        if segment.version == 1:
            await self._insert(tx, segment)
            return
        await self._insert_version(tx, segment)
        await tx.execute("UPDATE segments SET latest = $3 WHERE app_id = $1 AND segment_id = $2", segment.app_id, segment.segment_id, segment.version)

    async def get(self, app_id: str, segment_id: str, version: int = 0) -> Segment:
        """A segment at a version, 0 for the latest. Raises NotFound."""
        async with reading(self._db) as tx:
            found = await self._get(tx, app_id, segment_id, version)
        if found is None:
            raise NotFound(NOT_FOUND)
        return found

    async def _get(self, tx: Tx, app_id: str, segment_id: str, version: int) -> Segment | None:
        row = await tx.fetchrow(
            _JOINED + "WHERE s.app_id = $1 AND s.segment_id = $2 AND s.deleted_us IS NULL AND v.version = CASE WHEN $3 = 0 THEN s.latest ELSE $3::int END",
            app_id,
            segment_id,
            version,
        )
        return None if row is None else _segment(row)

    async def page(self, app_id: str, limit: int, after: tuple[int, str] | None) -> list[Segment]:
        """Current versions, newest segment first."""
        at, id = after or (2**62, "")
        async with reading(self._db) as tx:
            rows = await tx.fetch(
                _JOINED + "AND v.version = s.latest WHERE s.app_id = $1 AND s.deleted_us IS NULL AND (s.created_us, s.segment_id) < ($2, $3) "
                "ORDER BY s.created_us DESC, s.segment_id DESC LIMIT $4",
                app_id,
                at,
                id,
                limit,
            )
        return [_segment(row) for row in rows]

    async def versions(self, app_id: str, segment_id: str, limit: int, below: int) -> list[Segment]:
        """Versions of a segment below a number, newest first."""
        async with reading(self._db) as tx:
            rows = await tx.fetch(
                _JOINED + "WHERE s.app_id = $1 AND s.segment_id = $2 AND s.deleted_us IS NULL AND v.version < $3 ORDER BY v.version DESC LIMIT $4",
                app_id,
                segment_id,
                below,
                limit,
            )
        return [_segment(row) for row in rows]

    async def set_tags(self, app_id: str, segment_id: str, tags: dict[str, str]) -> None:
        """Replaces a segment's tags."""
        async with reading(self._db) as tx:
            await tx.execute("UPDATE segments SET tags = $3 WHERE app_id = $1 AND segment_id = $2", app_id, segment_id, json.dumps(tags))

    async def delete(self, app_id: str, segment_id: str, now_us: int) -> Segment:
        """Removes a segment and tells whoever uses it. Raises NotFound."""
        async with transaction(self._db) as tx:
            found = await self.latest_locked(tx, app_id, segment_id)
            if found is None:
                raise NotFound(NOT_FOUND)
            await tx.execute("UPDATE segments SET deleted_us = $3 WHERE app_id = $1 AND segment_id = $2", app_id, segment_id, now_us)
            fact = SegmentDeleted(app_id=app_id, segment_id=segment_id)
            await enqueue(tx, subjects.of(subjects.SEGMENT_DELETED, app_id), fact.SerializeToString(), f"segment-deleted-{segment_id}")
        return found

    async def sources(self, app_id: str, wanted: WriteSegmentRequest) -> dict[Reference, Segment]:
        """Every segment a definition reaches, for `tree`; segments that are gone are left out."""
        found: dict[Reference, Segment] = {}
        async with reading(self._db) as tx:
            await self._collect(tx, app_id, definition.references(wanted), found)
        return found

    async def _collect(self, tx: Tx, app_id: str, references: Sequence[Reference], found: dict[Reference, Segment]) -> None:
        for id, version in references:
            if (id, version) not in found:
                segment = await self._get(tx, app_id, id, version)
                if segment is not None:
                    found[id, version] = segment
                    await self._collect(tx, app_id, definition.references(segment.definition), found)


def check_sources(wanted: WriteSegmentRequest, found: dict[Reference, Segment], itself: str) -> None:
    """Unknown sources, cycles, nesting and imported bases. Raises Invalid."""
    for id, version in definition.references(wanted):
        if (id, version) not in found:
            raise Invalid(f"Segment not found: {id}" + (f" version {version}" if version else ""))
    _walk(wanted, found, itself, 1, set())
    if reached(wanted, found, {}) > definition.REACH:
        raise Invalid(definition.TOO_FAR)
    definition.check_sources(wanted, lambda reference: found[reference].kind == IMPORT)


def _walk(wanted: WriteSegmentRequest, found: dict[Reference, Segment], itself: str, depth: int, seen: set[tuple[Reference, int]]) -> None:
    """Raises Invalid for a cycle and for too deep a nesting. `seen`: sources already walked at a depth."""
    for reference in definition.references(wanted):
        if reference[0] == itself:
            raise Invalid("SegmentGroups: a segment must not be its own source")
        if depth > definition.DEPTH:
            raise Invalid(f"SegmentGroups: source segments nest at most {definition.DEPTH} deep")
        source = found.get(reference)
        if source is not None and (reference, depth) not in seen:
            seen.add((reference, depth))
            _walk(source.definition, found, itself, depth + 1, seen)


def reached(wanted: WriteSegmentRequest, found: dict[Reference, Segment], known: dict[Reference, int]) -> int:
    """How many segments a definition reaches, each as often as it is named. `known`: the same of sources counted before."""
    total = 0
    for reference in definition.references(wanted):
        if reference not in known:
            known[reference] = 0  # a source that leads back to itself adds nothing
            source = found.get(reference)
            known[reference] = 0 if source is None else reached(source.definition, found, known)
        total += 1 + known[reference]
    return total


def tree_of(segment: Segment, found: dict[Reference, Segment], names: Names) -> Tree:
    """The tree of a stored segment. Raises Invalid when its sources have grown beyond what is evaluated."""
    if segment.kind == IMPORT:
        return criteria.Imported("ImportDefinition", segment.segment_id, segment.jobs)
    return tree(segment.definition, found, names)


def tree(wanted: WriteSegmentRequest, found: dict[Reference, Segment], names: Names) -> Tree:
    """The tree of a definition, every source built once. A source that is gone holds nobody (endpoints spec 2)."""
    if reached(wanted, found, {}) > definition.REACH:
        raise Invalid(definition.TOO_FAR)
    built: dict[Reference, Tree] = {}

    def source(reference: Reference) -> Tree:
        if reference not in built:
            # Two updates at once can make segments each other's source.
            built[reference] = criteria.NOBODY
            segment = found.get(reference)
            if segment is None:
                _log.warning("a source segment is gone and counts as empty: %s", reference[0])
            elif segment.kind == IMPORT:
                built[reference] = tree_of(segment, found, names)
            else:
                built[reference] = definition.build(segment.definition, source, names.numbers)
        return built[reference]

    return definition.build(wanted, source, names.numbers)
