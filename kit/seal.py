"""Secrets at rest: AES-256-GCM under the master key, and keys derived from it.

Sealed form: version byte 1, 12-byte nonce, ciphertext with tag. `context` (for example "channel:<app>:gcm") is bound as associated data, so that a sealed
value cannot be moved to another place.
"""

import hashlib
import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Sealer:
    """Holds the master key (32 bytes)."""

    def __init__(self, master: bytes) -> None:
        if len(master) != 32:
            raise ValueError("the master key must be 32 bytes")
        self._master = master
        self._cipher = AESGCM(self.derive("seal"))

    @classmethod
    def from_key_file(cls, path: str | Path) -> "Sealer":
        """Reads the key file. Raises ValueError when it does not hold 32 bytes, OSError when it cannot be read."""
        return cls(Path(path).read_bytes())

    def seal(self, plain: bytes, context: str) -> bytes:
        """Encrypts for one context."""
        nonce = os.urandom(12)
        return b"\x01" + nonce + self._cipher.encrypt(nonce, plain, context.encode())

    def open(self, sealed: bytes, context: str) -> bytes:
        """Decrypts; raises ValueError for a wrong key, context or damaged value."""
        if sealed[:1] != b"\x01":
            raise ValueError("unknown sealed form")
        try:
            return self._cipher.decrypt(sealed[1:13], sealed[13:], context.encode())
        except InvalidTag:
            raise ValueError("sealed value cannot be opened with this key") from None

    def derive(self, label: str) -> bytes:
        """A 32-byte key of its own for each label: page tokens, links, idempotency."""
        return hmac.new(self._master, b"counterpoint/" + label.encode(), hashlib.sha256).digest()
