"""`counterpoint serve NAME`: one process of the product, configured by its environment alone; what a pod runs."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import os
import sys

from launcher import config, registry
from launcher.failure import Refused


def run(name: str) -> int:
    """Serve until SIGTERM; the exit code. Raises Refused for a name or a key that there is not."""
    config.check_names(os.environ)
    if name == "columns":
        from launcher.columns.main import run as run_columns

        run_columns(os.environ)
        return 0
    if name == registry.GATEWAY:
        return _gateway()
    if name not in registry.built():
        raise Refused(f"There is no service {name}; there are {', '.join([*registry.built(), registry.GATEWAY, 'columns'])}.")
    from kit.service import main

    return main(name, importlib.import_module(f"services.{name}.service").open_service)


def _gateway() -> int:
    from kit.config import ConfigError

    try:
        result = importlib.import_module("gateway.main").run()
        if inspect.iscoroutine(result):
            result = asyncio.run(result)
        return result if isinstance(result, int) else 0
    except ConfigError as error:
        print(f"counterpoint gateway: {error}", file=sys.stderr)
        return 2
