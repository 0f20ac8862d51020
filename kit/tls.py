"""Certificates of our own listeners: looked at before anything starts."""

from datetime import UTC, datetime
from pathlib import Path

from kit.config import ConfigError

_CERT, _KEY = "COUNTERPOINT_TLS_CERT", "COUNTERPOINT_TLS_KEY"


def check_certificate(cert: str, key: str, now: datetime | None = None) -> None:
    """The first certificate of the file is valid now and the key is its. Nothing to check when no certificate is set. Raises ConfigError."""
    if not cert:
        return
    # 30 ms to import, paid by those who use it.
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

    try:
        found = x509.load_pem_x509_certificate(_read(cert, _CERT))
    except ValueError:
        raise ConfigError(f"{_CERT} names {cert}, which holds no certificate in PEM form: correct it") from None
    now = now or datetime.now(UTC)
    if now > found.not_valid_after_utc:
        raise ConfigError(f"the certificate of {_CERT} ended on {found.not_valid_after_utc:%Y-%m-%d}: put a renewed one into {cert}")
    if now < found.not_valid_before_utc:
        raise ConfigError(f"the certificate of {_CERT} begins on {found.not_valid_before_utc:%Y-%m-%d %H:%M} UTC: wait, or correct this machine's clock")
    if not key:
        return
    try:
        private = load_pem_private_key(_read(key, _KEY), None)
    except (ValueError, TypeError):
        raise ConfigError(f"{_KEY} names {key}, which holds no private key in PEM form without a passphrase: correct it") from None
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if private.public_key().public_bytes(*form) != found.public_key().public_bytes(*form):
        raise ConfigError(f"the key of {_KEY} does not belong to the certificate of {_CERT}: use the pair that was issued together")


def _read(path: str, key: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise ConfigError(f"{key} names {path}, which cannot be read ({error.strerror}): correct it") from None
