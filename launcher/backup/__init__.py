"""`counterpoint backup` and `counterpoint restore`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from launcher.failure import Refused


def backup(arguments: argparse.Namespace, environ: Mapping[str, str]) -> Any:
    raise Refused("backup is not built yet.")


def restore(arguments: argparse.Namespace, environ: Mapping[str, str]) -> Any:
    raise Refused("restore is not built yet.")
