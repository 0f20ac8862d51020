"""The key ring: the newest key seals, every one opens, what is derived stays, and a changed file is used without a restart."""

from __future__ import annotations

import os
import time
from contextlib import AsyncExitStack
from pathlib import Path

import boto3
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws

from kit import kms
from kit.config import ConfigError
from kit.seal import Sealer, key_id, read_ring
from kit.service import Context
from kit.testing import eventually
from launcher import master
from launcher.failure import Refused

A, B, C = b"a" * 32, b"b" * 32, b"c" * 32


@given(st.binary(max_size=60), st.text(max_size=9), st.integers(1, 3), st.integers(1, 3))
def test_what_a_ring_sealed_every_longer_ring_opens(plain: bytes, context: str, early: int, later: int) -> None:
    rings = [A, A + B, A + B + C]
    sealed = Sealer(rings[early - 1]).seal(plain, context)
    if later >= early:
        assert Sealer(rings[later - 1]).open(sealed, context) == plain
    else:
        with pytest.raises(ValueError, match=f"sealed under the key {key_id(rings[early - 1][-32:]).hex()}, which is not in the key file"):
            Sealer(rings[later - 1]).open(sealed, context)


def test_values_of_the_first_form_open_under_any_ring_that_holds_their_key() -> None:
    nonce = b"n" * 12
    old = b"\x01" + nonce + AESGCM(Sealer(A).derive("seal")).encrypt(nonce, b"secret", b"place")
    assert Sealer(A).open(old, "place") == Sealer(A + B).open(old, "place") == b"secret"
    with pytest.raises(ValueError):
        Sealer(B).open(old, "place")
    assert not old.startswith(Sealer(A).prefix)


def test_what_is_derived_does_not_change_with_a_new_key() -> None:
    assert Sealer(A).derive("links") == Sealer(A + B).derive("links") != Sealer(B + A).derive("links")


def test_a_running_process_uses_a_key_that_is_added(tmp_path: Path) -> None:
    file = tmp_path / "master.key"
    file.write_bytes(A)
    running, other = Sealer.from_key_file(file), Sealer.from_key_file(file)
    before = running.seal(b"x", "c")
    said = master.rotate(file, "")
    assert (said["keys"], file.stat().st_mode & 0o777) == (2, 0o600)
    assert eventually(lambda: running.prefix[1:].hex() == said["newest"])
    assert other.open(running.seal(b"y", "c"), "c") == b"y"  # it reads the file again when it meets a key it does not know
    assert running.open(before, "c") == b"x"


def test_a_key_that_others_may_not_have_yet_does_not_seal(tmp_path: Path) -> None:
    file = tmp_path / "master.key"
    file.write_bytes(A + B)
    fresh = Sealer.from_key_file(file, settle=300)
    assert (fresh.prefix, fresh.settled) == (b"\x02" + key_id(A), False)
    os.utime(file, (time.time() - 301, time.time() - 301))
    old = Sealer.from_key_file(file, settle=300)
    assert (old.prefix, old.settled) == (b"\x02" + key_id(B), True)
    assert fresh.open(old.seal(b"x", "c"), "c") == b"x"
    file.write_bytes(A)
    only = Sealer.from_key_file(file, settle=300)
    assert (only.prefix, only.settled) == (b"\x02" + key_id(A), True)


@pytest.mark.parametrize("content", [B, b"", A + b"half"])
def test_a_file_that_became_another_is_not_used(tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "master.key"
    file.write_bytes(A)
    sealer = Sealer.from_key_file(file)
    file.write_bytes(content)
    os.utime(file, (1, 1))
    with pytest.raises(ValueError):
        sealer.open(Sealer(C).seal(b"x", "c"), "c")
    assert sealer.prefix == b"\x02" + key_id(A) and "the changed key file is not used" in caplog.text
    assert "bbbb" not in caplog.text


@pytest.mark.parametrize(("content", "sentence"), [(None, "cannot be read (No such file or directory)"), (b"short", "it must hold 32 bytes for each key")])
def test_a_process_with_a_key_file_that_cannot_be_used_says_so(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    if content is not None:
        (tmp_path / "key").write_bytes(content)
    ctx = Context("segments", {"COUNTERPOINT_KEY_FILE": str(tmp_path / "key")}, AsyncExitStack())
    with pytest.raises(ConfigError) as refused:
        _ = ctx.sealer
    assert str(refused.value).startswith(f"COUNTERPOINT_KEY_FILE names {tmp_path / 'key'}, which ") and sentence in str(refused.value)


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> str:
    """A KMS key of a simulated AWS, by alias; moto needs its environment."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    return "kms://alias/counterpoint"


@mock_aws
def test_a_key_file_that_a_kms_wraps(tmp_path: Path, url: str) -> None:
    client = boto3.client("kms")
    client.create_alias(AliasName="alias/counterpoint", TargetKeyId=client.create_key()["KeyMetadata"]["KeyId"])
    file = tmp_path / "master.key"
    file.write_bytes(A)
    sealed = Sealer.from_key_file(file).seal(b"x", "c")
    with pytest.raises(ConfigError, match="is not wrapped: run `counterpoint keys wrap-master`"):
        Sealer.from_key_file(file, url)
    master.wrap(file, url)
    assert A not in file.read_bytes() and read_ring(file, url) == A
    assert Sealer.from_key_file(file, url).open(sealed, "c") == b"x"
    assert master.rotate(file, url)["keys"] == 2
    assert Sealer.from_key_file(file, url).open(sealed, "c") == b"x"
    with pytest.raises(Refused, match="is wrapped already"):
        master.wrap(file, url)
    with pytest.raises(ConfigError, match="the key file is wrapped by a KMS: set COUNTERPOINT_KMS_URL"):
        read_ring(file)


@mock_aws
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("kms://alias/nobody", r"the KMS refuses to decrypt with alias/nobody \(NotFoundException\): correct COUNTERPOINT_KMS_URL"),
        ("https://x", "COUNTERPOINT_KMS_URL must be kms://alias/NAME or kms://KEY-ID"),
    ],
)
def test_a_kms_that_does_not_unwrap(url: str, wrong: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        kms.unwrapped(kms.HEAD + b"0" * 80, wrong)


def test_a_kms_that_cannot_be_reached(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_KMS", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(ConfigError, match=r"the KMS cannot be asked \(EndpointConnectionError\): check AWS_REGION, AWS_ENDPOINT_URL_KMS"):
        kms.unwrapped(kms.HEAD + b"0" * 80, url)
