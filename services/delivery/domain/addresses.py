"""E-mail addresses: reading `Name <a@b.c>`, what may stand in an SMTP command, and who owns a sender.

Only syntax that matters for sending safely; whether a mailbox exists is the provider's answer.
"""

from __future__ import annotations

import re
from typing import NamedTuple

LONGEST = 320
# Nearly all addresses: read in one go.
_PLAIN = re.compile(r"[A-Za-z0-9_.+-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}\Z")
_DANGEROUS = re.compile(r"[\x00-\x20\x7f<>(),;:\\\"\[\]]|\s")
_DOMAIN = re.compile(r"^(?!-)[\w-]{1,63}(?<!-)(\.(?!-)[\w-]{1,63}(?<!-))*\Z", re.UNICODE)
_NAMED = re.compile(r'^\s*(?:"((?:[^"\\\r\n]|\\[^\r\n])*)"|([^<>"\r\n]*?))\s*<([^<>]*)>\s*\Z')
_IDENTITY = re.compile(r"^arn:[\w-]+:ses:[\w-]*:\d{12}:identity/(.+)\Z")


class Mailbox(NamedTuple):
    """A display name (empty when there is none) and a bare address."""

    name: str
    address: str


def valid_email(address: str) -> bool:
    """True when `address` is one bare address that is safe in MAIL FROM, RCPT TO and a header."""
    if len(address) > LONGEST:
        return False
    if _PLAIN.match(address):
        return True
    if _DANGEROUS.search(address):
        return False
    local, at, domain = address.rpartition("@")
    return bool(at and local and len(local) <= 64 and "@" not in local and _DOMAIN.match(domain))


def parse_mailbox(text: str) -> Mailbox:
    """Read `a@b.c`, `Name <a@b.c>` or `"Na, me" <a@b.c>`; ValueError for all else and control characters."""
    if any(ord(c) < 32 or ord(c) == 127 for c in text):
        raise ValueError("control characters in an e-mail address")
    named = _NAMED.match(text)
    if named is None:
        mailbox = Mailbox("", text.strip())
    else:
        quoted, plain, address = named.groups()
        mailbox = Mailbox(re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else plain.strip(), address.strip())
    if not valid_email(mailbox.address):
        raise ValueError("not an e-mail address")
    return mailbox


def domain_of(address: str) -> str:
    """The domain of a bare address, folded to lower case (a domain knows no case, a local part does)."""
    return address.rpartition("@")[2].lower()


def normalise_email(address: str) -> str:
    """The form in which two spellings of one address are equal: domain in lower case, local part as it is."""
    local, at, domain = address.strip().rpartition("@")
    return local + at + domain.lower()


def identity_name(identity: str) -> str | None:
    """The domain or address that an identity ARN names, or None when it is no such ARN (channels spec §1.2).

    >>> identity_name("arn:aws:ses:us-east-1:123456789012:identity/example.org")
    'example.org'
    """
    found = _IDENTITY.match(identity)
    return found.group(1) if found else None


def belongs_to(address: str, identity: str) -> bool:
    """Whether a sender may use `identity` (name or ARN): the same address, its `+label`, the domain or below it."""
    name = identity_name(identity) or identity
    if "@" not in name:
        domain, owner = domain_of(address), name.lower()
        return domain == owner or domain.endswith("." + owner)
    sender = normalise_email(address)
    local, _, domain = sender.rpartition("@")
    return normalise_email(name) in (sender, local.partition("+")[0] + "@" + domain)
