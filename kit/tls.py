"""Certificates of our own listeners: looked at before anything starts."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kit.config import ConfigError

if TYPE_CHECKING:
    from cryptography import x509

# `cryptography` takes 30 ms to import, paid inside functions by those who use it.
_HTTP = ("COUNTERPOINT_TLS_CERT", "COUNTERPOINT_TLS_KEY")


def check_certificate(cert: str, key: str, now: datetime | None = None, names: tuple[str, str] = _HTTP) -> None:
    """The first certificate of the file is valid now and the key is its. Nothing to check when no certificate is set. Raises ConfigError.

    `names`: the keys of the configuration that name the two files.
    """
    if not cert:
        return
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

    of_cert, of_key = names
    found = _certificates(cert, of_cert)[0]
    now = now or datetime.now(UTC)
    if now > found.not_valid_after_utc:
        raise ConfigError(f"the certificate of {of_cert} ended on {found.not_valid_after_utc:%Y-%m-%d}: put a renewed one into {cert}")
    if now < found.not_valid_before_utc:
        raise ConfigError(f"the certificate of {of_cert} begins on {found.not_valid_before_utc:%Y-%m-%d %H:%M} UTC: wait, or correct this machine's clock")
    if not key:
        return
    try:
        private = load_pem_private_key(_read(key, of_key), None)
    except (ValueError, TypeError):
        raise ConfigError(f"{of_key} names {key}, which holds no private key in PEM form without a passphrase: correct it") from None
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if private.public_key().public_bytes(*form) != found.public_key().public_bytes(*form):
        raise ConfigError(f"the key of {of_key} does not belong to the certificate of {of_cert}: use the pair that was issued together")


def check_issuer(cert: str, ca: str, names: tuple[str, str]) -> None:
    """Every certificate of the file is signed by the next, the last by one of `ca`. Raises ConfigError."""
    of_cert, of_ca = names
    chain, authorities = _certificates(cert, of_cert), _certificates(ca, of_ca)
    for place, found in enumerate(chain):
        above = chain[place + 1 : place + 2] or authorities
        if not any(_signed(found, by) for by in above):
            raise ConfigError(f"the certificate of {of_cert} was not issued by the authority of {of_ca}: use the pair that belongs together")


def ends_of(cert: bytes) -> float:
    """When the first certificate in this PEM text ends, in seconds of Unix time."""
    from cryptography import x509

    return x509.load_pem_x509_certificate(cert).not_valid_after_utc.timestamp()


def uris_of(cert: str) -> list[str]:
    """The URIs among the alternative names of the file's first certificate."""
    from cryptography import x509

    found = x509.load_pem_x509_certificate(Path(cert).read_bytes())
    try:
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    return list(names.get_values_for_type(x509.UniformResourceIdentifier))


def stamp_of(*paths: str) -> tuple[tuple[int, int, int], ...]:
    """Differs when one of the files was changed or replaced; a missing file is all zeros."""
    found = []
    for path in paths:
        try:
            state = os.stat(path)
        except OSError:
            found.append((0, 0, 0))
            continue
        found.append((state.st_mtime_ns, state.st_ino, state.st_size))
    return tuple(found)


def _certificates(path: str, key: str) -> "list[x509.Certificate]":
    from cryptography import x509

    try:
        return x509.load_pem_x509_certificates(_read(path, key))
    except ValueError:
        raise ConfigError(f"{key} names {path}, which holds no certificate in PEM form: correct it") from None


def _signed(cert: "x509.Certificate", by: "x509.Certificate") -> bool:
    from cryptography.exceptions import InvalidSignature

    try:
        cert.verify_directly_issued_by(by)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _read(path: str, key: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise ConfigError(f"{key} names {path}, which cannot be read ({error.strerror}): correct it") from None
