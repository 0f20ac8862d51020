"""`counterpoint backup` and `counterpoint restore`: everything the suite keeps, as one folder of files.

In it: rows of every schema at one instant, the columns (but the live index, which is made from the rows), the bus with how far each reader
has come, and the object folder. Not in it: Valkey, whose counters are rebuilt from the rows. A restored suite starts on hold.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any


def backup(arguments: argparse.Namespace, environ: Mapping[str, str]) -> Any:
    """Make a backup below `arguments.folder`; what it holds."""
    from launcher.backup.saving import run

    return run(arguments, environ)


def restore(arguments: argparse.Namespace, environ: Mapping[str, str]) -> Any:
    """Bring a backup into an empty suite; what it held."""
    from launcher.backup.restoring import run

    return run(arguments, environ)
