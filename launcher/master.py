"""`counterpoint keys rotate-master` and `wrap-master`: the key file gets a new key, or is wrapped by a KMS. Who uses it then: `kit.seal`."""

from __future__ import annotations

import argparse
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kit import kms
from kit.config import ConfigError
from kit.seal import KEY_BYTES, key_id, read_ring
from launcher import config, local
from launcher.failure import Refused


def run(arguments: argparse.Namespace, environ: Mapping[str, str]) -> dict[str, Any]:
    """One of the two; what `--json` prints. Raises Refused."""
    merged = config.load(environ, Path.cwd())
    url = config.value(merged, "COUNTERPOINT_KMS_URL")
    path = Path(arguments.file or config.value(merged, "COUNTERPOINT_KEY_FILE") or local.data_path(environ) / "master.key")
    try:
        return rotate(path, url) if arguments.action == "rotate-master" else wrap(path, url)
    except ConfigError as error:
        raise Refused.of(error) from None
    except OSError as error:
        raise Refused(f"The key file {path} cannot be replaced ({error.strerror}): name another by --file.") from None
    except ValueError:
        raise Refused(f"{path} is not a key file: it must hold 32 bytes for each key.") from None


def rotate(path: Path, url: str) -> dict[str, Any]:
    """One more key, which seals from now on. The older ones stay: they open what they sealed, and the first one is what everything else derives from."""
    ring = read_ring(path, url) + secrets.token_bytes(KEY_BYTES)
    _replace(path, kms.wrapped(ring, url) if url else ring)
    return {
        "key_file": str(path),
        "keys": len(ring) // KEY_BYTES,
        "newest": key_id(ring[-KEY_BYTES:]).hex(),
        "wrapped": bool(url),
        "next": "keep a copy beside that of the first key: processes that read this file seal anew by themselves what older keys sealed",
    }


def wrap(path: Path, url: str) -> dict[str, Any]:
    """The same keys, wrapped by the KMS of COUNTERPOINT_KMS_URL."""
    if not url:
        raise Refused("COUNTERPOINT_KMS_URL is not set: write it like kms://alias/NAME.")
    if path.read_bytes().startswith(kms.HEAD):
        raise Refused(f"{path} is wrapped already.")
    ring = read_ring(path)
    _replace(path, kms.wrapped(ring, url))
    return {"key_file": str(path), "keys": len(ring) // KEY_BYTES, "newest": key_id(ring[-KEY_BYTES:]).hex(), "wrapped": True}


def _replace(path: Path, content: bytes) -> None:
    """Whole or not at all, of mode 600, on the disk before anybody seals under it."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
