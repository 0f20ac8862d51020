"""The seven push channels (channels spec §1.2), one function per verb over the table in domain/push.py."""

import asyncio
import json
from typing import Any

from counterpoint.delivery.v1 import delivery_pb2 as shapes

from kit.db.reseal import Place
from kit.errors import Invalid
from services.delivery.deps import Deps
from services.delivery.domain import push
from services.delivery.domain.push import PushChannel
from services.delivery.rpc import channels


async def update(deps: Deps, platform: str, request: Any) -> Any:
    """PUT channels/<platform>. Secrets that are absent stay as they are stored."""
    channel, app_id = push.CHANNELS[platform], request.application_id
    body = getattr(request, f"{platform.lower()}_channel_request")
    new = push.given(channel, body)
    chosen = body.default_authentication_method if "" not in channel.methods else ""
    # Reading keys takes milliseconds of CPU: not on the loop.
    faults = await asyncio.to_thread(push.faults, channel, new, chosen)
    if faults:
        raise Invalid.of(faults)

    def change(document: Any, sealed: bytes | None) -> bytes:
        secrets = _opened(deps, app_id, platform, sealed) | new
        missing = push.incomplete(channel, new, secrets)
        if missing:
            raise Invalid.of(missing)
        method = ""
        if "" not in channel.methods:
            if chosen:
                document.default_authentication_method = chosen
            elif body.HasField("default_authentication_method"):
                document.ClearField("default_authentication_method")
            method = document.default_authentication_method
        for member, value in push.shown(channel, secrets, method).items():
            setattr(document, member, value)
        return deps.sealer.seal(json.dumps(secrets).encode(), _context(app_id, platform))

    document = await channels.put(deps, app_id, platform, body, change)
    return _answer("Update", channel, document)


async def get(deps: Deps, platform: str, request: Any) -> Any:
    """GET channels/<platform>."""
    return _answer("Get", push.CHANNELS[platform], await channels.get(deps, request.application_id, platform))


async def delete(deps: Deps, platform: str, request: Any) -> Any:
    """DELETE channels/<platform>: the credentials are erased."""
    return _answer("Delete", push.CHANNELS[platform], await channels.delete(deps, request.application_id, platform))


def _answer(verb: str, channel: PushChannel, document: Any) -> Any:
    shape = getattr(shapes, f"{verb}{channel.name}ChannelResponse")
    return shape(**{f"{channel.platform.lower()}_channel_response": document})


def _opened(deps: Deps, app_id: str, platform: str, sealed: bytes | None) -> dict[str, str]:
    """The stored secrets by field."""
    if sealed is None:
        return {}
    found: dict[str, str] = json.loads(deps.sealer.open(sealed, _context(app_id, platform)))
    return found


def _context(app_id: str, platform: str) -> str:
    return f"channel:{app_id}:{platform.lower()}"


SEALED = Place("channels", ("app_id", "platform"), "secret", _context)
