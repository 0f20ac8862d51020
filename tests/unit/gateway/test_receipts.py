"""Receipts of erasures: signed, checked by anybody, and silent about who it was."""

from __future__ import annotations

import base64
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from gateway.receipts import Receipts
from kit.seal import Sealer

OURS, OTHERS = Receipts(Sealer(b"k" * 32)), Receipts(Sealer(b"o" * 32))


def test_a_receipt_is_checked_with_the_key_it_names_and_by_us() -> None:
    signed = OURS.sign({"Kind": "user", "SubjectDigest": OURS.digest("user", "app", "jane"), "Erased": [{"Count": 1}]})
    assert OURS.valid(signed["Receipt"], signed["Signature"])
    text = json.dumps(signed["Receipt"], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(signed["Receipt"]["PublicKey"]))
    public.verify(base64.b64decode(signed["Signature"]), text)
    assert "jane" not in json.dumps(signed)


def test_another_installation_and_a_changed_receipt_are_refused() -> None:
    signed = OURS.sign({"Kind": "user", "Erased": [{"Count": 1}]})
    assert not OTHERS.valid(signed["Receipt"], signed["Signature"])
    assert not OURS.valid({**signed["Receipt"], "Kind": "app"}, signed["Signature"])
    for signature in ("", "no base64", None, base64.b64encode(b"x" * 64).decode()):
        assert not OURS.valid(signed["Receipt"], signature)


def test_a_digest_tells_ids_apart_and_apps_too() -> None:
    assert len({OURS.digest("user", "a", "b"), OURS.digest("user", "ab", ""), OURS.digest("endpoint", "a", "b"), OTHERS.digest("user", "a", "b")}) == 4
