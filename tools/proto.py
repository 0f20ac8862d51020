"""Generates the Python side of the contracts: every `protos/**/*.proto` into `gen/` (`make proto`).

Messages get `_pb2.py` and `_pb2.pyi`, files with a service also `_pb2_grpc.py` and `_pb2_grpc.pyi`. Files whose
proto is gone are removed. `gen/` holds no `__init__.py`: `counterpoint` is a namespace package. `--check` writes
nothing and fails when the committed files differ from what would be made. `--release` writes the image that
`buf breaking` compares with: from then on a field keeps its number, type and JSON name.
"""

import argparse
import filecmp
import shutil
import subprocess
import sys
import tempfile
from importlib import resources
from pathlib import Path

from grpc_tools import protoc

ROOT = Path(__file__).resolve().parent.parent
PROTOS = ROOT / "protos"
GEN = ROOT / "gen"
RELEASED = PROTOS / "released.binpb"
# Spoken between our own processes of one version, so free to change: not part of what is released.
INTERNAL = (
    "segments/v1/audience",
    "delivery/v1/sending",
    "campaigns/v1/testing",
    "campaigns/v1/restores",
    "delivery/v1/restores",
    "erasure/v1/erasure",
    "analytics/v1/ingest",
    "analytics/v1/charts",
    "analytics/v1/history",
    "access/v1/access",
)


def generate(out: Path) -> None:
    """Runs protoc over every proto with output root `out`; SystemExit on a faulty proto."""
    files = sorted(str(path.relative_to(PROTOS)) for path in PROTOS.rglob("*.proto"))
    plugins = Path(sys.executable).parent
    outcome = protoc.main(
        [
            "protoc",
            f"-I{PROTOS}",
            f"-I{resources.files('grpc_tools') / '_proto'}",
            f"--plugin=protoc-gen-mypy_grpc={plugins / 'protoc-gen-mypy_grpc'}",
            f"--python_out={out}",
            f"--grpc_python_out={out}",
            f"--pyi_out={out}",
            f"--mypy_grpc_out=quiet:{out}",
            *files,
        ]
    )
    if outcome != 0:
        raise SystemExit(outcome)
    _drop_empty_grpc(out)


def _drop_empty_grpc(out: Path) -> None:
    """protoc writes a `_pb2_grpc.py` for every file; without a service it holds nothing."""
    for path in out.rglob("*_pb2_grpc.py"):
        if "class " not in path.read_text():
            path.unlink()
            path.with_suffix(".pyi").unlink(missing_ok=True)


def _tree(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*_pb2*.py*") if path.suffix in (".py", ".pyi")}


def differences(fresh: Path) -> list[str]:
    """Names of generated files that are missing, left over or different in `gen/`."""
    names = _tree(fresh) | _tree(GEN)
    return sorted(name for name in names if not _same(fresh / name, GEN / name))


def _same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and filecmp.cmp(one, other, shallow=False)


def release() -> int:
    """Freezes the public contracts: operations, documents, facts."""
    excluded = [f"--exclude-path=protos/counterpoint/{name}.proto" for name in INTERNAL]
    buf = Path(sys.executable).parent / "buf"
    return subprocess.run([buf, "build", "--exclude-source-info", f"--output={RELEASED}", *excluded], cwd=ROOT, check=False).returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether gen/ is fresh")
    parser.add_argument("--release", action="store_true", help="freeze the public contracts for `buf breaking`")
    arguments = parser.parse_args()
    if arguments.release:
        return release()
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder)
        generate(fresh)
        stale = differences(fresh)
        if arguments.check:
            for name in stale:
                print(f"gen/{name} is stale: run `make proto`")
            return 1 if stale else 0
        for name in stale:
            _replace(fresh / name, GEN / name)
    return 0


def _replace(source: Path, target: Path) -> None:
    if source.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    else:
        target.unlink()


if __name__ == "__main__":
    raise SystemExit(main())
