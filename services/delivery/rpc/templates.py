"""Templates and their versions (templates spec §1): one code for all five types, which differ in their documents
only."""

from typing import Any

from counterpoint.delivery.v1 import delivery_pb2 as shapes
from counterpoint.segments.v1.segments_pb2 import GetRecommenderConfigurationRequest
from counterpoint.type.v1.type_pb2 import MessageBody

from kit import caller, tags
from kit.errors import Invalid, NotFound
from kit.paging import page_size
from kit.times import format_ms
from services.delivery.deps import Deps
from services.delivery.domain import templates as rules
from services.delivery.jobs.templates import OF_TYPE, response_of
from services.delivery.store import templates

_WITH_RECOMMENDER = ("EMAIL", "SMS", "PUSH")


def _arn(kind: str, name: str) -> str:
    return caller.arn(caller.current(), f"templates/{name}/{kind}")


def _missing(name: str) -> NotFound:
    return NotFound(f"Template {name} not found")


def _checked(kind: str, name: str, body: Any) -> Any:
    """The document to store. Raises Invalid for a bad name or content."""
    if not rules.valid_name(name):
        raise Invalid("template-name: must begin with a letter or digit and hold at most 128 letters, digits, _ and -")
    faults = rules.FAULTS[kind](body)
    if faults:
        raise Invalid.of(faults)
    stored = OF_TYPE[kind][0]()
    stored.CopyFrom(body)
    stored.ClearField("tags")
    stored.ClearField("present_empty")
    return stored


async def _known_recommender(deps: Deps, kind: str, document: Any) -> None:
    """Raises NotFound for a RecommenderId that the account does not have (templates spec §7)."""
    wanted = document.recommender_id if kind in _WITH_RECOMMENDER else ""
    if wanted:
        await deps.segments.GetRecommenderConfiguration(GetRecommenderConfigurationRequest(recommender_id=wanted))


async def create(deps: Deps, kind: str, name: str, body: Any) -> dict[str, str]:
    """Arn, Message and RequestID of a new template."""
    document, account = _checked(kind, name, body), caller.current().account
    faults = tags.faults(body.tags)
    if faults:
        raise Invalid.of(faults)
    await _known_recommender(deps, kind, document)
    async with deps.db.begin() as conn:
        if await templates.count(conn, account) >= rules.MOST_TEMPLATES:
            raise Invalid(f"at most {rules.MOST_TEMPLATES:,} templates are allowed")
        if not await templates.insert(
            conn, account, kind, name, document.SerializeToString(), dict(body.tags), deps.clock.now_ms()
        ):
            raise Invalid(f"Template {name} already exists")
    return {"arn": _arn(kind, name), "message": "Created", "request_id": caller.current().request_id}


async def get(deps: Deps, kind: str, name: str, version: str) -> Any:
    """The response document of one version, the active one without."""
    async with deps.db.connect() as conn:
        row = await templates.get(conn, caller.current().account, kind, name)
        if row is None:
            raise _missing(name)
        number = row.active if not version else row.latest if version == "latest" else _number(version)
        stored = await templates.version(conn, caller.current().account, kind, name, number)
    if stored is None:
        raise NotFound(f"Template {name} version {version} not found")
    return response_of(kind, row, stored, _arn(kind, name))


def _number(version: str) -> int:
    """A version's number; 0, which no version has, for anything else."""
    return int(version) if version.isascii() and version.isdigit() and len(version) < 6 else 0


async def update(deps: Deps, kind: str, request: Any, body: Any) -> MessageBody:
    """Overwrites the latest version or adds one (templates spec §1.1)."""
    name = request.template_name
    if request.create_new_version and request.version:
        raise Invalid("version: cannot be given together with create-new-version=true")
    document, account = _checked(kind, name, body), caller.current().account
    await _known_recommender(deps, kind, document)
    async with deps.db.begin() as conn:
        row = await templates.get(conn, account, kind, name, lock=True)
        if row is None:
            raise _missing(name)
        if request.version and request.version != "latest" and _number(request.version) != row.latest:
            raise Invalid("version: must be the latest version")
        number = row.used + 1 if request.create_new_version else row.latest
        if number > rules.MOST_VERSIONS:
            raise Invalid(f"at most {rules.MOST_VERSIONS:,} versions are allowed")
        await templates.put_version(
            conn, account, kind, name, number, document.SerializeToString(), deps.clock.now_ms()
        )
        await templates.set_numbers(conn, account, kind, name, row.active, number, max(row.used, number))
    return _accepted()


def _accepted() -> MessageBody:
    return MessageBody(message="Accepted", request_id=caller.current().request_id)


async def delete(deps: Deps, kind: str, name: str, version: str) -> MessageBody:
    """The whole template, or one version that is not active."""
    account = caller.current().account
    async with deps.db.begin() as conn:
        row = await templates.get(conn, account, kind, name, lock=True)
        if row is None:
            raise _missing(name)
        if not version:
            await templates.delete(conn, account, kind, name)
            return _accepted()
        number = row.latest if version == "latest" else _number(version)
        left = await templates.versions(conn, account, kind, name, rules.MOST_VERSIONS + 1, 2)
        if (
            all(one.version != number for one in left)
            and await templates.version(conn, account, kind, name, number) is None
        ):
            raise NotFound(f"Template {name} version {version} not found")
        if number == row.active and len(left) > 1:
            raise Invalid("version: the active version cannot be deleted")
        if len(left) == 1:
            await templates.delete(conn, account, kind, name)
        else:
            await templates.delete_version(conn, account, kind, name, number)
            if number == row.latest:
                newest = max(one.version for one in left if one.version != number)
                await templates.set_numbers(conn, account, kind, name, row.active, newest, row.used)
    return _accepted()


def _type(text: str) -> str:
    kind = rules.type_of(text)
    if kind is None:
        raise Invalid("template-type: must be one of EMAIL, SMS, VOICE, PUSH, INAPP")
    return kind


async def activate(deps: Deps, request: Any) -> Any:
    """UpdateTemplateActiveVersion."""
    kind, name, wanted = (
        _type(request.template_type),
        request.template_name,
        request.template_active_version_request.version,
    )
    if not wanted:
        raise Invalid("Version: is required")
    account = caller.current().account
    async with deps.db.begin() as conn:
        row = await templates.get(conn, account, kind, name, lock=True)
        if row is None:
            raise _missing(name)
        number = row.latest if wanted == "latest" else _number(wanted)
        if await templates.version(conn, account, kind, name, number) is None:
            raise NotFound(f"Template {name} version {wanted} not found")
        await templates.set_numbers(conn, account, kind, name, number, row.latest, row.used)
    done = MessageBody(message="Success", request_id=caller.current().request_id)
    return shapes.UpdateTemplateActiveVersionResponse(message_body=done)


async def list_all(deps: Deps, request: Any) -> Any:
    """ListTemplates: by name; what the original shows and no more."""
    account, size = caller.current().account, page_size(request.page_size)
    types = [_type(request.template_type)] if request.template_type else list(rules.TYPES)
    scope = f"{request.prefix}\n{','.join(types)}"
    after = (
        tuple(deps.pages.decode("ListTemplates", account, request.next_token, scope)) if request.next_token else None
    )
    async with deps.db.connect() as conn:
        rows = await templates.page(conn, account, types, request.prefix, after, size + 1)  # type: ignore[arg-type]
    answer = shapes.ListTemplatesResponse(templates_response=shapes.TemplatesResponse())
    answer.templates_response.SetInParent()
    for row, modified_ms in rows[:size]:
        answer.templates_response.item.add(
            template_name=row.name,
            template_type=row.type,
            creation_date=format_ms(row.created_ms),
            last_modified_date=format_ms(modified_ms),
            version=str(row.active),
        )
    if len(rows) > size:
        last = rows[size - 1][0]
        answer.templates_response.next_token = deps.pages.encode(
            "ListTemplates", account, [last.name, last.type], scope
        )
    return answer


async def list_versions(deps: Deps, request: Any) -> Any:
    """ListTemplateVersions: newest first."""
    kind, name, account = _type(request.template_type), request.template_name, caller.current().account
    size, scope = page_size(request.page_size), f"{account}/{kind}/{name}"
    below = (
        deps.pages.decode("ListTemplateVersions", scope, request.next_token)[0]
        if request.next_token
        else rules.MOST_VERSIONS + 1
    )
    async with deps.db.connect() as conn:
        row = await templates.get(conn, account, kind, name)
        if row is None:
            raise _missing(name)
        found = await templates.versions(conn, account, kind, name, below, size + 1)
    answer = shapes.ListTemplateVersionsResponse(
        template_versions_response=shapes.TemplateVersionsResponse(message="OK", request_id=caller.current().request_id)
    )
    for one in found[:size]:
        request_document = OF_TYPE[kind][0].FromString(one.document)
        item = answer.template_versions_response.item.add(
            template_name=name,
            template_type=kind,
            version=str(one.version),
            creation_date=format_ms(one.created_ms),
            last_modified_date=format_ms(one.modified_ms),
        )
        for member in ("template_description", "default_substitutions"):
            if hasattr(request_document, member) and request_document.HasField(member):
                setattr(item, member, getattr(request_document, member))
    if len(found) > size:
        answer.template_versions_response.next_token = deps.pages.encode(
            "ListTemplateVersions", scope, [found[size - 1].version]
        )
    return answer
