"""The command line `counterpoint`."""

from __future__ import annotations

import os
import sys


def main(argv: list[str] | None = None) -> int:
    argv = sys.argv[1:] if argv is None else argv
    if argv[:2] == ["serve", "columns"]:
        from launcher.columns.main import run

        run(os.environ)
        return 0
    return 2


if __name__ == "__main__":
    sys.exit(main())
