"""Certificates that cannot serve are refused with a sentence that says what to do."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kit.config import ConfigError
from kit.tls import check_certificate

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def issued(folder: Path, begins: datetime, ends: datetime) -> tuple[str, str]:
    """Paths of a certificate and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    made = builder.not_valid_before(begins).not_valid_after(ends).sign(key, hashes.SHA256())
    cert_file, key_file = folder / f"{ends:%Y%m%d}.pem", folder / f"{ends:%Y%m%d}.key"
    cert_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    key_file.write_bytes(key.private_bytes(*form))
    return str(cert_file), str(key_file)


def test_a_good_pair_and_none_at_all_pass(tmp_path: Path) -> None:
    check_certificate(*issued(tmp_path, NOW - timedelta(1), NOW + timedelta(1)), NOW)
    check_certificate("", "", NOW)


def test_what_is_over_not_begun_or_not_a_pair_is_refused(tmp_path: Path) -> None:
    old, new = issued(tmp_path, NOW - timedelta(9), NOW - timedelta(2)), issued(tmp_path, NOW + timedelta(1), NOW + timedelta(3))
    good = issued(tmp_path, NOW - timedelta(1), NOW + timedelta(1))
    for pair, sentence in (
        (old, "ended on 2026-11-23: put a renewed one"),
        (new, "begins on 2026-11-26 00:00 UTC: wait, or correct this machine's clock"),
        ((good[0], old[1]), "does not belong to the certificate"),
        ((good[1], good[1]), "holds no certificate in PEM form"),
        ((good[0], good[0]), "holds no private key in PEM form"),
        ((str(tmp_path / "none"), good[1]), "cannot be read (No such file or directory)"),
    ):
        with pytest.raises(ConfigError) as refused:
            check_certificate(*pair, NOW)
        assert sentence in str(refused.value)
