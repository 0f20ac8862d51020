"""Who an access key belongs to: the root key from its file, every other key from the store through a short cache.

Secrets are sealed at rest (`kit.seal`), because HMAC verification needs them back; they are shown once, when made.
A disabled or deleted key stops working at once here and within `_KEPT_S` seconds on other gateways.
"""

from __future__ import annotations

import asyncio
import base64
import configparser
import logging
import os
import re
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path

from gateway.auth.sigv4 import unknown_key
from gateway.config import ROOT_ACCOUNT
from gateway.store import keys as store
from kit.clock import Clock
from kit.db import Database
from kit.db.reseal import Place
from kit.errors import Forbidden, Invalid
from kit.seal import Sealer
from kit.times import format_iso

log = logging.getLogger("gateway.auth.keys")

ROOT_PROFILE = "counterpoint"
_KEPT_S = 10.0
_UNKNOWN_KEPT_S = 2.0
_MOST = 50_000
_ACCOUNT = re.compile(r"\d{12}\Z", re.ASCII)
_NAME = re.compile(r"[\w+=,.@-]{1,64}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who signed: a key of an account. `operator`: the installation's root key, which may make keys for any account."""

    key_id: str
    account: str
    arn: str
    secret: str = field(repr=False)
    operator: bool = False


def read_root(path: Path) -> Principal | None:
    """The root key of account 000000000000 in an AWS shared-credentials file; None without file or profile."""
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(path.read_text())
    except FileNotFoundError:
        return None
    if not parser.has_section(ROOT_PROFILE):
        return None
    section = parser[ROOT_PROFILE]
    key_id, secret = section.get("aws_access_key_id", ""), section.get("aws_secret_access_key", "")
    if not key_id or not secret:
        return None
    return Principal(key_id, ROOT_ACCOUNT, f"arn:aws:iam::{ROOT_ACCOUNT}:root", secret, operator=True)


def new_key_id() -> str:
    """CPAK and 16 characters of base32: 80 random bits."""
    return "CPAK" + base64.b32encode(os.urandom(10)).decode()


def principal_arn(account: str, key_id: str) -> str:
    """The ARN policies and audit know a service key by."""
    return f"arn:aws:iam::{account}:user/{key_id}"


def _context(key_id: str) -> str:
    return f"access-key:{key_id}"


SEALED = Place("access_keys", ("id",), "secret", _context)


class Keys:
    """Finds principals for signatures; makes, lists, disables and deletes keys."""

    def __init__(self, db: Database, sealer: Sealer, clock: Clock, root: Principal | None) -> None:
        self._db = db
        self._sealer = sealer
        self._clock = clock
        self._root = root
        self._cache: dict[str, tuple[Principal | None, float]] = {}
        self._looking: dict[str, asyncio.Task[Principal | None]] = {}

    async def find(self, key_id: str) -> Principal:
        """The principal of an active key. Raises AuthFailure for every other."""
        if self._root is not None and key_id == self._root.key_id:
            return self._root
        cached = self._cache.get(key_id)
        if cached is not None and time.monotonic() < cached[1]:
            principal = cached[0]
        else:
            principal = await self._look_up(key_id)
        if principal is None:
            raise unknown_key()
        return principal

    async def _look_up(self, key_id: str) -> Principal | None:
        """Ask the store, once for everybody who waits for the same key."""
        task = self._looking.get(key_id)
        if task is None:
            task = asyncio.create_task(self._load(key_id))
            self._looking[key_id] = task
            task.add_done_callback(lambda _: self._looking.pop(key_id, None))
        return await asyncio.shield(task)

    async def _load(self, key_id: str) -> Principal | None:
        row = await store.find(self._db, key_id)
        principal = None
        if row is not None and row.status == "Active" and row.secret is not None:
            secret = self._sealer.open(row.secret, _context(key_id)).decode()
            principal = Principal(key_id, row.account_id, principal_arn(row.account_id, key_id), secret)
        self._remember(key_id, principal)
        return principal

    def _remember(self, key_id: str, principal: Principal | None) -> None:
        if len(self._cache) >= _MOST:
            self._cache.clear()
        kept = _KEPT_S if principal is not None else _UNKNOWN_KEPT_S
        self._cache[key_id] = (principal, time.monotonic() + kept)

    def forget(self, account: str) -> None:
        """Ask the store again about an account's keys."""
        for key_id in [key_id for key_id, (found, _) in self._cache.items() if found is not None and found.account == account]:
            del self._cache[key_id]

    async def create(self, by: Principal, account: str, name: str) -> dict[str, str]:
        """A new key, its secret shown this once. Raises Forbidden for another account, Invalid for a bad name."""
        account = _own_account(by, account)
        if name and not _NAME.match(name):
            raise Invalid("Name: 1 to 64 letters, digits or +=,.@_-")
        key_id, secret = new_key_id(), base64.b64encode(secrets.token_bytes(30)).decode()
        row = store.KeyRow(
            key_id,
            account,
            name,
            self._sealer.seal(secret.encode(), _context(key_id)),
            "Active",
            self._clock.now(),
            by.arn,
        )
        await store.insert(self._db, row)
        self._cache.pop(key_id, None)
        return {**describe(row), "SecretAccessKey": secret}

    async def listed(self, by: Principal, account: str) -> list[dict[str, str]]:
        """The keys of an account, without secrets."""
        return [describe(row) for row in await store.of_account(self._db, _own_account(by, account))]

    async def set_status(self, by: Principal, account: str, key_id: str, status: str) -> dict[str, str]:
        """Disable (`Inactive`), enable (`Active`) or delete (`Deleted`) a key. Raises NotFound, Forbidden."""
        row = await store.set_status(self._db, key_id, _own_account(by, account), status, self._clock.now())
        self._cache.pop(key_id, None)
        return describe(row)


def describe(row: store.KeyRow) -> dict[str, str]:
    """A key as the API shows it."""
    shown = {
        "AccessKeyId": row.id,
        "AccountId": row.account_id,
        "Status": row.status,
        "CreationDate": format_iso(row.created_at),
        "Arn": principal_arn(row.account_id, row.id),
    }
    if row.name:
        shown["Name"] = row.name
    return shown


def _own_account(by: Principal, account: str) -> str:
    account = account or by.account
    if not _ACCOUNT.match(account):
        raise Invalid("AccountId: must be 12 digits")
    if account != by.account and not by.operator:
        raise Forbidden(f"User: {by.arn} is not authorized to manage access keys of account {account}")
    return account
