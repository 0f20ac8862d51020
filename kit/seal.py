"""Secrets at rest: AES-256-GCM under keys of the key file, and keys derived from its first one.

The key file is a ring: one key of 32 bytes, or several in the order in which they came. The newest seals, every one opens, so that a new key may be
added at any time (`counterpoint keys rotate-master`); what was sealed before is sealed anew by a job of its owner (`kit.db.reseal`). The file is read
again when it changes. A key younger than `settle` seconds does not seal yet: every process must have seen it by then.

Sealed form: version byte 2, 4 bytes of the key's id, 12-byte nonce, ciphertext with tag; version 1 lacks the id. `context` (for example
"channel:<app>:gcm") is bound as associated data, so that a sealed value cannot be moved to another place.

What is derived (links, page tokens, receipts, signatures of webhooks, passwords of the embedded servers) comes from the first key, so that a new one
leaves it valid.
"""

import hashlib
import hmac
import logging
import os
import time
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kit import kms
from kit.tls import stamp_of

_log = logging.getLogger("kit.seal")
KEY_BYTES = 32
_ID_BYTES = 4
_LOOK_SECONDS = 1.0


def read_ring(path: str | Path, kms_url: str = "") -> bytes:
    """The keys of a key file, one after the other, unwrapped where a KMS wrapped them. Raises OSError; ValueError when they are no keys."""
    ring = kms.unwrapped(Path(path).read_bytes(), kms_url)
    if not ring or len(ring) % KEY_BYTES:
        raise ValueError("a key file holds 32 bytes for each key")
    return ring


class Sealer:
    """Holds the ring (32 bytes or a multiple)."""

    def __init__(self, ring: bytes, path: str | Path = "", kms_url: str = "", settle: float = 0.0) -> None:
        self._path, self._kms_url, self._settle = str(path), kms_url, settle
        self._next = 0.0
        self._stamp = stamp_of(self._path) if path else ()
        self._hold(ring)

    @classmethod
    def from_key_file(cls, path: str | Path, kms_url: str = "", settle: float = 0.0) -> "Sealer":
        """Reads the key file. Raises ValueError when it holds no keys, OSError when it cannot be read, ConfigError when a KMS does not unwrap it."""
        return cls(read_ring(path, kms_url), path, kms_url, settle)

    @property
    def prefix(self) -> bytes:
        """How everything begins that is sealed now."""
        self._look()
        return b"\x02" + self._sealing()[0]

    @property
    def settled(self) -> bool:
        """Whether the newest key seals: before, nothing may be sealed anew, as what others did already would be undone."""
        self._look()
        return self._sealing()[0] == next(reversed(self._ciphers))

    @property
    def ids(self) -> list[str]:
        """The ids of the ring's keys, in hex, oldest first."""
        return [found.hex() for found in self._ciphers]

    def seal(self, plain: bytes, context: str) -> bytes:
        """Encrypts for one context."""
        self._look()
        name, cipher = self._sealing()
        nonce = os.urandom(12)
        return b"\x02" + name + nonce + cipher.encrypt(nonce, plain, context.encode())

    def open(self, sealed: bytes, context: str) -> bytes:
        """Decrypts; raises ValueError for a key that is not in the ring, a wrong context or a damaged value."""
        if sealed[:1] == b"\x01":
            return self._opened(list(self._ciphers.values()), sealed[1:], context)
        if sealed[:1] != b"\x02":
            raise ValueError("unknown sealed form")
        name = sealed[1 : 1 + _ID_BYTES]
        if name not in self._ciphers:
            self._look(at_once=True)
        cipher = self._ciphers.get(name)
        if cipher is None:
            raise ValueError(f"sealed under the key {name.hex()}, which is not in the key file")
        return self._opened([cipher], sealed[1 + _ID_BYTES :], context)

    def derive(self, label: str) -> bytes:
        """A 32-byte key of its own for each label: page tokens, links, idempotency."""
        return _derived(self._ring[:KEY_BYTES], label)

    def _opened(self, ciphers: list[AESGCM], sealed: bytes, context: str) -> bytes:
        for cipher in ciphers:
            try:
                return cipher.decrypt(sealed[:12], sealed[12:], context.encode())
            except InvalidTag:
                continue
        raise ValueError("sealed value cannot be opened with this key")

    def _sealing(self) -> tuple[bytes, AESGCM]:
        """The newest key that every process knows by now."""
        known = list(self._ciphers.items())
        young = len(known) > 1 and self._settle > 0 and time.time() - self._changed < self._settle
        return known[-2] if young else known[-1]

    def _look(self, *, at_once: bool = False) -> None:
        """Reads the file again if it changed; one that cannot be used is logged, and the ring stays as it is."""
        if not self._path or (time.monotonic() < self._next and not at_once):
            return
        self._next = time.monotonic() + _LOOK_SECONDS
        stamp = stamp_of(self._path)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            ring = read_ring(self._path, self._kms_url)
            if ring[:KEY_BYTES] != self._ring[:KEY_BYTES]:
                raise ValueError("its first key is another one")
        except Exception as error:
            _log.warning("the changed key file is not used: %s", error)
            return
        self._hold(ring)
        _log.info("the key file was read again: %d keys", len(self._ciphers))

    def _hold(self, ring: bytes) -> None:
        if not ring or len(ring) % KEY_BYTES:
            raise ValueError("the master key must be 32 bytes, or a multiple for several keys")
        self._ring = ring
        keys = [ring[start : start + KEY_BYTES] for start in range(0, len(ring), KEY_BYTES)]
        self._ciphers = {key_id(key): AESGCM(_derived(key, "seal")) for key in keys}
        self._changed = self._stamp[0][0] / 1e9 if self._stamp else 0.0


def key_id(key: bytes) -> bytes:
    """What names a key without giving it away: 4 bytes."""
    return _derived(key, "key-id")[:_ID_BYTES]


def _derived(key: bytes, label: str) -> bytes:
    return hmac.new(key, b"counterpoint/" + label.encode(), hashlib.sha256).digest()
