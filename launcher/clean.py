"""`make clean-data`: remove a data folder and what belongs to it elsewhere. `python -m launcher.clean` asks nothing, so it says what it took."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from launcher import data
from launcher.embedded import folders, postgres
from launcher.failure import Refused


def remove(path: Path) -> list[Path]:
    """Remove the folder, its PostgreSQL cluster and its socket folders; what was removed. Raises Refused when it is in use or not ours."""
    path = path.absolute()
    if not path.exists():
        return []
    pid = data.holder(path)
    if pid is not None:
        raise Refused(f"{path} is in use by process {pid}: stop it first.")
    named = path / "id"
    places = [path]
    if named.exists():
        identity = named.read_text().strip()
        layout = postgres.locate(path, identity)
        places += [layout.home, *(folders.temporary(identity, owner) for owner in {os.getuid(), layout.uid or os.getuid()})]
    elif any(entry.name != "lock" for entry in path.iterdir()):
        raise Refused(f"{path} is not a data folder of Counterpoint: nothing was removed.")
    taken = [place for place in places if place.exists()]
    for place in taken:
        shutil.rmtree(place, ignore_errors=True)
    return taken


def main() -> int:
    try:
        taken = remove(Path(os.environ.get("COUNTERPOINT_DATA", "./data")))
    except Refused as refusal:
        print(f"clean-data: {refusal}", file=sys.stderr)
        return 1
    for place in taken:
        print(f"removed {place}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
