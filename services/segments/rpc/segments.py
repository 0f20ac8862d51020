"""Segments and their versions."""

from counterpoint.segments.v1 import segments_pb2 as pb
from counterpoint.type.v1.type_pb2 import SegmentGroup, SegmentGroupList, WriteSegmentRequest

from kit import caller, ids
from kit.errors import Invalid, NotFound
from kit.paging import page_size
from kit.times import format_us
from services.segments.domain import definition
from services.segments.domain.criteria import EVERYBODY, Tree
from services.segments.domain.names import Names
from services.segments.rpc import tags
from services.segments.rpc.deps import Deps
from services.segments.store.segments import DIMENSIONAL, IMPORT, NOT_FOUND, Segment, check_sources, tree, tree_of
from services.segments.store.tx import transaction


async def create_segment(deps: Deps, request: pb.CreateSegmentRequest) -> pb.CreateSegmentResponse:
    """A dimensional segment, version 1."""
    app = await deps.app(request.application_id)
    wanted = request.write_segment_request
    definition.check(wanted)
    labels = tags.checked(wanted.tags)
    await _check_sources(deps, app.app_id, wanted, "")
    now_us = deps.clock.now_us()
    name = wanted.name if wanted.HasField("name") else None
    segment = Segment(app.app_id, ids.new_id(), DIMENSIONAL, labels, now_us, 1, name, _bare(wanted), None, (), now_us)
    await deps.segments.create(segment)
    return pb.CreateSegmentResponse(segment_response=shown(segment))


async def update_segment(deps: Deps, request: pb.UpdateSegmentRequest) -> pb.UpdateSegmentResponse:
    """The next version. An imported segment takes a new name only."""
    app = await deps.app(request.application_id)
    wanted = request.write_segment_request
    definition.check(wanted)
    await _check_sources(deps, app.app_id, wanted, request.segment_id)
    async with transaction(deps.segments.database) as tx:
        current = await deps.segments.latest_locked(tx, app.app_id, request.segment_id)
        if current is None:
            raise NotFound(NOT_FOUND)
        if current.kind == IMPORT and (wanted.HasField("dimensions") or wanted.HasField("segment_groups")):
            raise Invalid("Dimensions: an imported segment cannot be edited")
        name = wanted.name if wanted.HasField("name") else current.name
        after = Segment(
            current.app_id,
            current.segment_id,
            current.kind,
            current.tags,
            current.created_us,
            current.version + 1,
            name,
            _bare(wanted),
            current.imported,
            current.jobs,
            deps.clock.now_us(),
        )
        await deps.segments.add_version(tx, after)
    return pb.UpdateSegmentResponse(segment_response=shown(after))


async def get_segment(deps: Deps, request: pb.GetSegmentRequest) -> pb.GetSegmentResponse:
    """The current version."""
    await deps.app(request.application_id)
    return pb.GetSegmentResponse(segment_response=shown(await deps.segments.get(request.application_id, request.segment_id)))


async def get_segment_version(deps: Deps, request: pb.GetSegmentVersionRequest) -> pb.GetSegmentVersionResponse:
    """One version; anything but a known number is not found."""
    await deps.app(request.application_id)
    text = request.version
    if not text.isascii() or not text.isdigit() or not 1 <= len(text) <= 9 or int(text) < 1:
        raise NotFound(NOT_FOUND)
    return pb.GetSegmentVersionResponse(segment_response=shown(await deps.segments.get(request.application_id, request.segment_id, int(text))))


async def list_segments(deps: Deps, request: pb.ListSegmentsRequest) -> pb.ListSegmentsResponse:
    """Current versions, newest segment first."""
    app = await deps.app(request.application_id)
    size = page_size(request.page_size)
    after = deps.pages.decode("GetSegments", app.app_id, request.token) if request.token else None
    found = await deps.segments.page(app.app_id, size + 1, (after[0], after[1]) if after else None)
    answer = pb.SegmentsResponse(item=[shown(segment) for segment in found[:size]])
    if len(found) > size:
        answer.next_token = deps.pages.encode("GetSegments", app.app_id, [found[size - 1].created_us, found[size - 1].segment_id])
    return pb.ListSegmentsResponse(segments_response=answer)


async def list_segment_versions(deps: Deps, request: pb.ListSegmentVersionsRequest) -> pb.ListSegmentVersionsResponse:
    """Versions, newest first."""
    app = await deps.app(request.application_id)
    await deps.segments.get(app.app_id, request.segment_id)
    size = page_size(request.page_size)
    scope = f"{app.app_id}/{request.segment_id}"
    below = deps.pages.decode("GetSegmentVersions", scope, request.token)[0] if request.token else 2**31 - 1
    found = await deps.segments.versions(app.app_id, request.segment_id, size + 1, below)
    answer = pb.SegmentsResponse(item=[shown(segment) for segment in found[:size]])
    if len(found) > size:
        answer.next_token = deps.pages.encode("GetSegmentVersions", scope, [found[size - 1].version])
    return pb.ListSegmentVersionsResponse(segments_response=answer)


async def delete_segment(deps: Deps, request: pb.DeleteSegmentRequest) -> pb.DeleteSegmentResponse:
    """The segment as it was; never refused."""
    await deps.app(request.application_id)
    gone = await deps.segments.delete(request.application_id, request.segment_id, deps.clock.now_us())
    deps.committed()
    return pb.DeleteSegmentResponse(segment_response=shown(gone))


async def stored_tree(deps: Deps, app_id: str, segment_id: str, version: int) -> tuple[Tree, Names]:
    """The tree of a stored segment, everybody for an empty id. Raises NotFound."""
    names = await deps.registry.current(app_id)
    if not segment_id:
        return EVERYBODY, names
    segment = await deps.segments.get(app_id, segment_id, version)
    found = await deps.segments.sources(app_id, segment.definition)
    return tree_of(segment, found, names), names


async def unsaved_tree(deps: Deps, app_id: str, wanted: WriteSegmentRequest) -> tuple[Tree, Names]:
    """The tree of a definition that is not stored. Raises Invalid."""
    definition.check(wanted)
    found = await deps.segments.sources(app_id, wanted)
    check_sources(wanted, found, "")
    names = await deps.registry.current(app_id)
    return tree(wanted, found, names), names


async def _check_sources(deps: Deps, app_id: str, wanted: WriteSegmentRequest, itself: str) -> None:
    if definition.references(wanted):
        check_sources(wanted, await deps.segments.sources(app_id, wanted), itself)


def _bare(wanted: WriteSegmentRequest) -> WriteSegmentRequest:
    """The definition without its name and tags, which have columns of their own."""
    kept = WriteSegmentRequest()
    kept.CopyFrom(wanted)
    kept.ClearField("tags")
    kept.ClearField("name")
    return kept


def shown(segment: Segment) -> pb.SegmentResponse:
    """The segment as the API shows it."""
    answer = pb.SegmentResponse(
        application_id=segment.app_id,
        arn=caller.arn(caller.current(), f"apps/{segment.app_id}/segments/{segment.segment_id}"),
        creation_date=format_us(segment.created_us),
        id=segment.segment_id,
        last_modified_date=format_us(segment.modified_us),
        segment_type=segment.kind,
        tags=segment.tags,
        version=segment.version,
    )
    if segment.name is not None:
        answer.name = segment.name
    if segment.imported is not None:
        answer.import_definition.CopyFrom(segment.imported)
    if segment.definition.HasField("dimensions"):
        answer.dimensions.CopyFrom(segment.definition.dimensions)
        group = SegmentGroup(type="ALL", source_type="ALL", dimensions=[segment.definition.dimensions])
        answer.segment_groups.CopyFrom(SegmentGroupList(include="ALL", groups=[group]))
    elif segment.definition.HasField("segment_groups"):
        answer.segment_groups.CopyFrom(segment.definition.segment_groups)
    return answer
