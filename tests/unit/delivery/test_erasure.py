"""A person's places in a window stay places, so that its books balance; nobody is in them."""

from __future__ import annotations

import msgspec

from services.delivery.jobs.records import Record, pack, unpack
from services.delivery.store.erasure import _without

IDS, USERS = frozenset({"hers"}), frozenset({"jane"})


def test_a_decision_keeps_its_length_and_its_books() -> None:
    records = [
        Record("hers", "jane", "EMAIL", "sent", "SUCCESS", detail="said jane"),
        Record("his", "", "EMAIL", "failed"),
        Record("older", "jane", "SMS", "dropped"),
    ]
    decision, targets, count = _without(pack(records), None, IDS, USERS)
    assert decision is not None and targets is None and count == 2
    after = unpack(decision)
    assert [(one.endpoint_id, one.user_id, one.book, one.detail) for one in after] == [
        ("erased:0", "", "sent", ""),
        ("his", "", "failed", ""),
        ("erased:2", "", "dropped", ""),
    ]


def test_targets_of_a_retry() -> None:
    decision, targets, count = _without(None, msgspec.msgpack.encode(["a", "hers", "b"]), IDS, USERS)
    assert (decision, targets, count) == (None, msgspec.msgpack.encode(["a", "erased:1", "b"]), 1)
