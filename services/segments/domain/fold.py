"""Applies the items of one write in order: merge, take-over of addresses, endpoints per user (endpoints spec 1.1 to 1.3).

A `Fold` holds every row the write may touch (the store has locked them) and the rows' new state afterwards. A bad item changes nothing and says why.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from services.segments.domain import addresses, limits, merge
from services.segments.domain.names import CUSTOM, METRIC, TOO_MANY, USER, Name, Names

if TYPE_CHECKING:
    from counterpoint.type.v1.type_pb2 import EndpointResponse, EndpointUser

TOO_MANY_ENDPOINTS = "Exceeded maximum endpoint per user count: "
_EVICTED = frozenset({"ADM", "GCM", "APNS", "APNS_VOIP", "APNS_VOIP_SANDBOX", "BAIDU"})
_PERSONAL = frozenset({"EMAIL", "SMS", "VOICE"})
_ABSENT = frozenset[str]()
# Why an item was not written, for counting (endpoints spec 1.4).
MISSING_ID, INVALID_VALUE, RECORD_SIZE = "MISSING_ID", "INVALID_VALUE", "RECORD_SIZE"
ATTRIBUTE_NAMES, ENDPOINTS_PER_USER, NOT_ALLOWED = "ATTRIBUTE_NAMES", "ENDPOINTS_PER_USER", "NOT_ALLOWED"


@dataclass(slots=True)
class Item:
    """One endpoint to write. `patch`: an EndpointRequest, an EndpointBatchItem, or None to create only."""

    endpoint_id: str
    patch: Any = None
    request_id: str = ""
    client_key: bool = False


@dataclass(slots=True)
class Outcome:
    """The answer for one item. `reason`: the kind of refusal, "" when it was written."""

    status_code: int = 202
    message: str = "Accepted"
    created: bool = False
    channel: str = ""
    reason: str = ""

    @property
    def accepted(self) -> bool:
        """True when the item was written."""
        return self.status_code == 202


@dataclass(slots=True)
class Row:
    """A stored endpoint. `exists` is false for a tombstone, an unknown id, and a row private to another place."""

    endpoint_id: str
    version: int = 0
    exists: bool = False
    user_id: str = ""
    channel: str = ""
    address_key: bytes = addresses.NO_ADDRESS
    active: bool = True
    effective_us: int = 0
    active_us: int = 0
    private_to: str | None = None
    packed: bytes = b""
    document: "EndpointResponse | None" = None
    dirty: bool = False
    # The user's attributes changed: a new version, the same document.
    touched: bool = False
    created: bool = False
    changes: list[merge.Change] = field(default_factory=list)


@dataclass(slots=True)
class User:
    """A stored user."""

    user_id: str
    packed: bytes = b""
    document: "EndpointUser | None" = None
    dirty: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for a write.

    `new_needs_address`: rows of an import (endpoints spec 3.1). `private_to`: new endpoints belong to this segment alone. `tell_changes`: the facts name what
    changed, which imports do only when asked to (endpoints spec 1.7).
    """

    endpoints_per_user: int = 15
    evict_apns_sandbox: bool = False
    new_needs_address: bool = False
    private_to: str | None = None
    tell_changes: bool = True


@dataclass(frozen=True, slots=True)
class Makers:
    """How documents are made from their stored form; the empty form gives an empty document."""

    endpoint: Callable[[bytes], "EndpointResponse"]
    user: Callable[[bytes], "EndpointUser"]


class Fold:
    """One write over the rows of one app."""

    def __init__(
        self, app_id: str, rows: dict[str, Row], users: dict[str, User], names: Names, rules: Rules, now_us: int, makers: Makers, crowded: bool = True
    ) -> None:
        """`crowded`: names may have found no place, so every item is checked."""
        self._crowded = crowded
        self.app_id = app_id
        self.rows = rows
        self.users = users
        self._names = names
        self._rules = rules
        self._now_us = now_us
        self._make = makers
        self._by_user: dict[str, set[str]] = {}
        self._by_address: dict[bytes, set[str]] = {}
        for row in rows.values():
            if row.exists:
                self._enter(row)

    def put(self, item: Item) -> Outcome:
        """Applies one item whose id and patch have passed `limits`."""
        row = self.rows.get(item.endpoint_id)
        if row is None:
            row = self.rows[item.endpoint_id] = Row(item.endpoint_id)
        if self._rules.private_to is not None and row.exists and row.private_to is None:
            return Outcome(channel=row.channel)  # a registered endpoint is linked, not changed
        if item.patch is None:
            return self._create_bare(row, item)
        return self._merge(row, item)

    def changed(self) -> list[Row]:
        """Rows to store again."""
        return [row for row in self.rows.values() if row.dirty]

    def touched(self) -> list[Row]:
        """Rows that only get a new version, because their user changed."""
        return [row for row in self.rows.values() if row.touched and not row.dirty]

    def _create_bare(self, row: Row, item: Item) -> Outcome:
        if row.exists:
            return Outcome(channel=row.channel)
        document = self._new(row)
        document.effective_date, row.effective_us = merge.effective("", self._now_us)
        document.request_id = item.request_id
        row.active_us = row.effective_us
        self._store(row, document)
        return Outcome(created=True)

    def _merge(self, row: Row, item: Item) -> Outcome:
        patch = item.patch
        channel = patch.channel_type or (row.channel if row.exists else "")
        refused = self._refusal(row, item, channel)
        if refused is not None:
            return refused
        target = self._target(row, patch)
        victim, refused = self._room(row, target, channel)
        if refused is not None:
            return refused
        created = not row.exists
        user = self.users.get(target) if target else None
        if not self._fits(row, user, patch):
            fault = self._too_large(row, user, item)
            if fault:
                return Outcome(400, fault, reason=RECORD_SIZE)
        old_key = row.address_key if row.exists else addresses.NO_ADDRESS
        document = self._new(row) if created else self._open(row)
        self._leave(row)
        changes: list[merge.Change] = []
        if created:
            row.effective_us = merge.fill(document, patch, self._now_us, item.request_id, self._names.blocked)
        else:
            changes, row.effective_us = merge.apply(document, patch, self._now_us, item.request_id, self._names.blocked)
        row.active_us = max(row.active_us, row.effective_us)
        if victim is not None:
            self._evict(victim)
        if target != row.user_id:
            _own(document, target)
            row.user_id = target
        self._store(row, document)
        if user is not None and patch.user.user_attributes:
            changes += self._write_user(user, patch.user)
        if patch.HasField("address") and row.address_key != old_key and not item.client_key and self._rules.private_to is None:
            self._take_over(row)
        if not row.created and self._rules.tell_changes:
            row.changes += changes
        return Outcome(created=created, channel=row.channel)

    def _refusal(self, row: Row, item: Item, channel: str) -> Outcome | None:
        patch = item.patch
        if self._crowded and unregistered(patch, self._names.numbers):
            return Outcome(400, TOO_MANY, reason=ATTRIBUTE_NAMES)
        if item.client_key:
            if channel in _PERSONAL and (patch.address or (row.exists and channel != row.channel and row.address_key != addresses.NO_ADDRESS)):
                return Outcome(403, "A client key may not set an e-mail or phone address", reason=NOT_ALLOWED)
            if row.exists and row.user_id and patch.HasField("user") and patch.user.HasField("user_id") and patch.user.user_id != row.user_id:
                return Outcome(403, "A client key may not move an endpoint of another user", reason=NOT_ALLOWED)
        if self._rules.new_needs_address and not row.exists and not (patch.channel_type and patch.address):
            return Outcome(400, "a new endpoint needs ChannelType and Address", reason=INVALID_VALUE)
        return None

    def _target(self, row: Row, patch: Any) -> str:
        """The user after the write: an absent UserId keeps, the empty one detaches."""
        if patch.HasField("user") and patch.user.HasField("user_id"):
            return str(patch.user.user_id)
        return row.user_id if row.exists else ""

    def _room(self, row: Row, target: str, channel: str) -> tuple[Row | None, Outcome | None]:
        """(endpoint to evict, refusal) when the write adds the endpoint to a user that is full."""
        members = self._by_user.get(target, _ABSENT)
        if not target or row.endpoint_id in members or len(members) < self._rules.endpoints_per_user:
            return None, None
        push = _EVICTED | {"APNS_SANDBOX"} if self._rules.evict_apns_sandbox else _EVICTED
        candidates = [self.rows[id] for id in members if self.rows[id].channel in push]
        if channel not in push or not candidates:
            return None, Outcome(400, f"{TOO_MANY_ENDPOINTS}{self._rules.endpoints_per_user}", reason=ENDPOINTS_PER_USER)
        return min(candidates, key=lambda r: (r.effective_us or self._effective(r), r.endpoint_id)), None

    def _effective(self, row: Row) -> int:
        row.effective_us = merge.effective(self._open(row).effective_date, self._now_us)[1]
        return row.effective_us

    def _evict(self, row: Row) -> None:
        document = self._open(row)
        self._leave(row)
        document.endpoint_status = "INACTIVE"
        document.ClearField("user")
        row.user_id = ""
        self._store(row, document)

    def _take_over(self, row: Row) -> None:
        """Other endpoints with the address become INACTIVE; they keep their user."""
        if row.address_key == addresses.NO_ADDRESS or row.channel == "IN_APP":
            return
        for id in sorted(self._by_address.get(row.address_key, _ABSENT)):
            other = self.rows[id]
            if id != row.endpoint_id and other.active and other.private_to is None:
                document = self._open(other)
                document.endpoint_status = "INACTIVE"
                self._store(other, document)

    def _write_user(self, user: User, patch: "EndpointUser") -> list[merge.Change]:
        document = user.document if user.document is not None else self._make.user(user.packed)
        user.document = document
        document.user_id = user.user_id
        changes = merge.apply_user(document, patch, self._names.blocked)
        if changes:
            user.dirty = True
            for id in self._by_user.get(user.user_id, _ABSENT):
                self.rows[id].touched = True
        return changes

    def _fits(self, row: Row, user: User | None, patch: Any) -> bool:
        stored = len(row.packed) if row.document is None else row.document.ByteSize()
        owner = 0 if user is None else (len(user.packed) if user.document is None else user.document.ByteSize())
        return limits.surely_small(stored if row.exists else 200, owner, patch.ByteSize())

    def _too_large(self, row: Row, user: User | None, item: Item) -> str:
        """Merges into copies to see how large the record would be."""
        draft = self._make.endpoint(self._open(row).SerializeToString() if row.exists else b"")
        if not row.exists:
            merge.begin(draft, self.app_id, row.endpoint_id, 0, self._now_us)
        merge.apply(draft, item.patch, self._now_us, item.request_id, self._names.blocked)
        owner = None
        if user is not None:
            owner = self._make.user(user.packed if user.document is None else user.document.SerializeToString())
            owner.user_id = user.user_id
            merge.apply_user(owner, item.patch.user, self._names.blocked)
        return limits.fault_of_size(draft, owner)

    def _new(self, row: Row) -> "EndpointResponse":
        """A fresh document; nothing of a tombstone or of a private row survives but the version."""
        document = self._make.endpoint(b"")
        merge.begin(document, self.app_id, row.endpoint_id, addresses.cohort(self.app_id, row.endpoint_id), self._now_us)
        self._leave(row)
        row.exists, row.created, row.user_id, row.packed, row.active_us = True, True, "", b"", 0
        row.private_to = self._rules.private_to
        return document

    def _open(self, row: Row) -> "EndpointResponse":
        if row.document is None:
            row.document = self._make.endpoint(row.packed)
        return row.document

    def _store(self, row: Row, document: "EndpointResponse") -> None:
        """Takes the document as the row's new state and files the row under its user and address."""
        row.document = document
        row.channel = document.channel_type
        row.address_key = addresses.address_key(document.channel_type, document.address)
        row.active = document.endpoint_status == "ACTIVE"
        row.dirty = True
        self._enter(row)

    def _enter(self, row: Row) -> None:
        if row.user_id:
            self._by_user.setdefault(row.user_id, set()).add(row.endpoint_id)
        if row.address_key != addresses.NO_ADDRESS:
            self._by_address.setdefault(row.address_key, set()).add(row.endpoint_id)

    def _leave(self, row: Row) -> None:
        if row.user_id:
            self._by_user.get(row.user_id, set()).discard(row.endpoint_id)
        self._by_address.get(row.address_key, set()).discard(row.endpoint_id)


def _own(document: "EndpointResponse", user_id: str) -> None:
    document.ClearField("user")
    if user_id:
        document.user.user_id = user_id


def unregistered(patch: Any, numbers: Mapping[Name, int]) -> list[Name]:
    """The attribute names a patch sets that have no number; a name that is only removed needs no place."""
    attributes = patch.attributes
    names: list[Name] = [(CUSTOM, name) for name in attributes if (CUSTOM, name) not in numbers and attributes[name].values]
    names += [(METRIC, name) for name in patch.metrics if (METRIC, name) not in numbers]
    if patch.HasField("user"):
        attributes = patch.user.user_attributes
        names += [(USER, name) for name in attributes if (USER, name) not in numbers and attributes[name].values]
    return names
