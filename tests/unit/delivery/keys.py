"""Keys and certificates for tests, made once per process."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID


def _pem(key: Any, secret: bytes = b"") -> str:
    how = BestAvailableEncryption(secret) if secret else NoEncryption()
    return str(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how).decode())


def _loaded(pem: str) -> Any:
    return load_pem_private_key(pem.encode(), None)


RSA_KEY = _pem(rsa.generate_private_key(65537, 2048))
EC_KEY = _pem(ec.generate_private_key(ec.SECP256R1()))
P384_KEY = _pem(ec.generate_private_key(ec.SECP384R1()))


def encrypted(pem: str) -> str:
    """The same key behind a password."""
    return _pem(_loaded(pem), b"password")


def public_pem(pem: str) -> str:
    """The public half."""
    key = _loaded(pem).public_key()
    return str(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())


def certificate_for(pem: str) -> str:
    """A self-signed certificate."""
    key, name = _loaded(pem), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "org.example.app")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
    return made.sign(key, SHA256()).public_bytes(Encoding.PEM).decode()
