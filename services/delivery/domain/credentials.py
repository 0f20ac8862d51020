"""Whether a push provider's credential can be what it claims to be: syntax alone, nobody is asked (channels spec §1.1).

Every check takes the text as it was given and returns what is wrong in words that quote none of it, "" when nothing.
"""

import base64
import binascii
import json
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
    load_pem_private_key,
)
from cryptography.x509 import Certificate, load_der_x509_certificate, load_pem_x509_certificate

LONGEST_TEXT: Final = 4_096
LONGEST_KEY: Final = 8_192
"""Room for RSA of 8,192 bits."""
LONGEST_FILE: Final = 65_536
_ACCOUNT_MEMBERS: Final = ("project_id", "private_key", "client_email")


def plain(text: str) -> str:
    """An id or key that travels in a header or a form: printable ASCII without spaces."""
    if len(text) > LONGEST_TEXT:
        return f"must have at most {LONGEST_TEXT} characters"
    return "" if text.isascii() and text.isprintable() and " " not in text else "must be printable ASCII without spaces"


def service_account(text: str) -> str:
    """A Google service account's key file."""
    if len(text) > LONGEST_FILE:
        return f"must have at most {LONGEST_FILE} characters"
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return "is not JSON"
    if not isinstance(document, dict) or document.get("type") != "service_account":
        return "is not the key file of a service account"
    missing = [name for name in _ACCOUNT_MEMBERS if not isinstance(document.get(name), str) or not document[name]]
    return f"lacks {', '.join(missing)}" if missing else ""


def certificate(text: str) -> str:
    """An X.509 certificate, PEM (also with text around it) or bare base64."""
    if len(text) > LONGEST_FILE:
        return f"must have at most {LONGEST_FILE} characters"
    return "" if _certificate(text) is not None else "is not a PEM certificate"


def private_key(text: str) -> str:
    """The unencrypted private key of a certificate."""
    if len(text) > LONGEST_KEY:
        return f"must have at most {LONGEST_KEY} characters"
    return "" if _key(text) is not None else "is not an unencrypted PEM private key"


def signing_key(text: str) -> str:
    """Apple's .p8 file: an EC key on P-256 (some tools send it without its first and last line)."""
    if len(text) > LONGEST_KEY:
        return f"must have at most {LONGEST_KEY} characters"
    key = _key(text)
    fits = isinstance(key, EllipticCurvePrivateKey) and isinstance(key.curve, SECP256R1)
    return "" if fits else "is not a .p8 signing key"


def belong_together(certificate_text: str, key_text: str) -> bool:
    """Whether both have the same public key."""
    found, key = _certificate(certificate_text), _key(key_text)
    if found is None or key is None:
        return False
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    try:
        return bool(found.public_key().public_bytes(*form) == key.public_key().public_bytes(*form))
    except (ValueError, UnsupportedAlgorithm):
        return False


def masked(text: str) -> str:
    """The first and last four characters; nothing of a text so short that these would be most of it."""
    return f"{text[:4]}…{text[-4:]}" if len(text) >= 16 else "…"


def _certificate(text: str) -> Certificate | None:
    try:
        if "-----BEGIN" in text:
            return load_pem_x509_certificate(text.encode())
        return load_der_x509_certificate(base64.b64decode("".join(text.split()), validate=True))
    except (ValueError, binascii.Error, UnsupportedAlgorithm):
        return None


def _key(text: str) -> Any:
    # Whether RSA's numbers are primes is not looked into: that takes seconds for large ones, and is no syntax.
    try:
        if "-----BEGIN" in text:
            return load_pem_private_key(text.encode(), None, unsafe_skip_rsa_key_validation=True)
        der = base64.b64decode("".join(text.split()), validate=True)
        return load_der_private_key(der, None, unsafe_skip_rsa_key_validation=True)
    except (ValueError, TypeError, binascii.Error, UnsupportedAlgorithm):
        return None
