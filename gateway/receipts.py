"""Receipts of erasures: JSON signed by Ed25519 under a key derived from the master key.

A receipt holds no name and no id of a person, only a keyed digest by which the holder of the id can be told that it is meant.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kit.seal import Sealer


class Receipts:
    """Signs and verifies."""

    def __init__(self, sealer: Sealer) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(sealer.derive("receipts"))
        self._digests = sealer.derive("receipt-subjects")

    def digest(self, kind: str, app_id: str, id: str) -> str:
        """What stands for an id."""
        return hmac.new(self._digests, "\0".join((kind, app_id, id)).encode(), hashlib.sha256).hexdigest()

    def sign(self, content: dict[str, Any]) -> dict[str, Any]:
        """The receipt with its signature and the public key, which anybody can check it with."""
        public = base64.b64encode(self._key.public_key().public_bytes_raw()).decode()
        whole = {**content, "PublicKey": public}
        return {"Receipt": whole, "Signature": base64.b64encode(self._key.sign(_canonical(whole))).decode()}

    def valid(self, receipt: Any, signature: Any) -> bool:
        """Whether this installation signed it, unchanged."""
        try:
            self._key.public_key().verify(base64.b64decode(signature, validate=True), _canonical(receipt))
        except (InvalidSignature, ValueError, TypeError):
            return False
        return True


def _canonical(content: dict[str, Any]) -> bytes:
    """Sorted keys, no space, UTF-8: the bytes that are signed."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
