"""SendMessages and SendUsersMessages."""

from typing import Any

from kit.errors import NotBuilt
from services.delivery.deps import Deps


async def send(deps: Deps, request: Any) -> Any:
    """SendMessages."""
    raise NotBuilt("SendMessages is not built yet")


async def send_users(deps: Deps, request: Any) -> Any:
    """SendUsersMessages."""
    raise NotBuilt("SendUsersMessages is not built yet")
