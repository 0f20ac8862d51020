"""`counterpoint erase`."""

from __future__ import annotations

import argparse
from typing import Any

from launcher.client import Client
from launcher.failure import Refused


def erase(client: Client, arguments: argparse.Namespace) -> Any:
    raise Refused("erase is not built yet.")
