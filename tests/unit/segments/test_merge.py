"""Rules of endpoint writes, by section of the endpoints spec."""

from __future__ import annotations

from typing import Any

import pytest
from counterpoint.type.v1 import type_pb2 as pb
from hypothesis import given
from hypothesis import strategies as st

from kit.times import format_us
from services.segments.domain import addresses, limits, merge
from services.segments.domain.fold import Fold, Item, Makers, Outcome, Rules, unregistered
from services.segments.domain.names import NAMES_PER_APP, Names, literal, matched, new_names

NOW = 1_795_000_000_000_000
HOUR = 3_600_000_000
MAKERS = Makers(pb.EndpointResponse.FromString, pb.EndpointUser.FromString)


def patch(**members: Any) -> pb.EndpointRequest:
    made = dict(members)
    if "attributes" in made:
        made["attributes"] = _lists(made["attributes"])
    if "user_attributes" in made:
        made["user"] = {**made.pop("user", {}), "user_attributes": _lists(made.pop("user_attributes"))}
    return pb.EndpointRequest(**made)


def _lists(values: dict[str, list[str]]) -> dict[str, pb.StringList]:
    return {name: pb.StringList(values=items) for name, items in values.items()}


class Store:
    """Plays the store: keeps rows and users between writes."""

    def __init__(self, rules: Rules | None = None) -> None:
        self.rules = rules or Rules()
        self.rows: dict[str, Any] = {}
        self.users: dict[str, Any] = {}
        self.names = Names(0)
        self.now = NOW
        self.fold: Fold

    def write(self, *items: Item) -> list[Outcome]:
        from services.segments.domain.fold import User

        for item in items:
            if item.patch is not None:
                for name in unregistered(item.patch, {}):
                    self.names.numbers.setdefault(name, len(self.names.numbers) + 1)
                if item.patch.user.user_id:
                    self.users.setdefault(item.patch.user.user_id, User(item.patch.user.user_id))
        self.now += 1000
        for row in self.rows.values():
            row.dirty = row.touched = row.created = False
            row.changes = []
        self.fold = Fold("app", self.rows, self.users, self.names, self.rules, self.now, MAKERS)
        return [self.fold.put(item) for item in items]

    def put(self, endpoint_id: str, /, **members: Any) -> Outcome:
        return self.write(Item(endpoint_id, patch(**members), "req"))[0]

    def document(self, endpoint_id: str) -> pb.EndpointResponse:
        return self.rows[endpoint_id].document

    def attributes(self, endpoint_id: str) -> dict[str, list[str]]:
        return {name: list(entry.values) for name, entry in self.document(endpoint_id).attributes.items()}

    def user(self, user_id: str) -> dict[str, list[str]]:
        return {name: list(entry.values) for name, entry in self.users[user_id].document.user_attributes.items()}


def test_a_new_endpoint_has_its_defaults() -> None:
    store = Store()
    outcome = store.put("e1", address="a@example.org", channel_type="EMAIL")
    made = store.document("e1")
    assert outcome.accepted and outcome.created
    assert (made.opt_out, made.endpoint_status, made.id, made.application_id, made.request_id) == ("NONE", "ACTIVE", "e1", "app", "req")
    assert made.creation_date == made.effective_date == format_us(store.now)
    assert made.cohort_id == str(addresses.cohort("app", "e1"))


def test_absent_members_keep_what_is_stored_1_2() -> None:
    store = Store()
    store.put("e1", address="a", channel_type="EMAIL", opt_out="ALL", demographic={"platform": "ios", "make": "Apple"}, metrics={"a": 1.0})
    store.put("e1", demographic={"platform": "android"}, metrics={"b": 2.0})
    made = store.document("e1")
    assert (made.address, made.opt_out, made.demographic.platform, made.demographic.make) == ("a", "ALL", "android", "Apple")
    assert dict(made.metrics) == {"a": 1.0, "b": 2.0}


def test_an_empty_text_clears_a_field_1_2() -> None:
    store = Store()
    store.put("e1", demographic={"platform": "ios"}, location={"city": "Lisboa"})
    store.put("e1", demographic={"platform": ""}, location={"city": ""})
    assert not store.document("e1").demographic.HasField("platform")
    assert not store.document("e1").location.HasField("city")


def test_a_list_replaces_and_an_empty_list_removes_1_2() -> None:
    store = Store()
    store.put("e1", attributes={"A": ["1", "2"], "B": ["x"], "C": ["y"]})
    store.put("e1", attributes={"A": ["3"], "B": []})
    assert store.attributes("e1") == {"A": ["3"], "C": ["y"]}


def test_a_missing_status_makes_active_a_missing_opt_out_keeps_1_2() -> None:
    store = Store()
    store.put("e1", endpoint_status="INACTIVE", opt_out="ALL")
    assert store.document("e1").endpoint_status == "INACTIVE"
    store.put("e1", metrics={"a": 1.0})
    assert (store.document("e1").endpoint_status, store.document("e1").opt_out) == ("ACTIVE", "ALL")


@pytest.mark.parametrize(("given", "stored"), [(47.61, 47.6), (-122.33, -122.3), (0.05, 0.1), (-0.01, 0.0), (38.7, 38.7)])
def test_coordinates_keep_one_decimal_1_1(given: float, stored: float) -> None:
    store = Store()
    store.put("e1", location={"latitude": given / 2 if abs(given) > 90 else given, "longitude": given})
    assert store.document("e1").location.longitude == stored


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z"),
        (format_us(NOW + 23 * HOUR), format_us(NOW + 23 * HOUR)),
        (format_us(NOW + 25 * HOUR), None),
        ("", None),
    ],
)
def test_effective_date_is_kept_as_given_but_never_far_ahead_1_1(given: str, stored: str | None) -> None:
    assert merge.effective(given, NOW)[0] == (stored or format_us(NOW))


def test_the_latest_effective_date_ever_counts_as_activity_2_4() -> None:
    store = Store()
    store.put("e1", effective_date="2026-11-10T00:00:00Z")
    store.put("e1", effective_date="2020-01-01T00:00:00Z")
    assert format_us(store.rows["e1"].active_us) == "2026-11-10T00:00:00.000Z"
    assert store.document("e1").effective_date == "2020-01-01T00:00:00Z"


def test_user_attributes_are_shared_by_all_endpoints_of_the_user_1_2() -> None:
    store = Store()
    store.put("e1", user={"user_id": "u"}, user_attributes={"Plan": ["free"], "Age": ["7"]})
    store.put("e2", user={"user_id": "u"}, user_attributes={"Plan": ["pro"]})
    assert store.user("u") == {"Plan": ["pro"], "Age": ["7"]}
    assert [row.endpoint_id for row in store.fold.touched()] == ["e1"]
    assert not store.document("e1").user.user_attributes


def test_user_attributes_without_user_id_go_to_the_current_user_1_2() -> None:
    store = Store()
    store.put("e1", user={"user_id": "u"})
    store.put("e1", user_attributes={"Plan": ["pro"]})
    assert store.user("u") == {"Plan": ["pro"]}
    assert store.document("e1").user.user_id == "u"


def test_an_empty_user_id_detaches_and_an_empty_user_keeps_1_2() -> None:
    store = Store()
    store.put("e1", user={"user_id": "u"})
    store.write(Item("e1", pb.EndpointRequest(user=pb.EndpointUser())))
    assert store.rows["e1"].user_id == "u"
    store.put("e1", user={"user_id": ""})
    assert store.rows["e1"].user_id == "" and not store.document("e1").HasField("user")


TAKE_OVER = [
    ("EMAIL", "a@example.org", "EMAIL", "A@Example.org", True),
    ("EMAIL", "a@example.org", "EMAIL", "b@example.org", False),
    ("SMS", "+351", "SMS", "+351", True),
    ("SMS", "+351", "VOICE", "+351", False),
    ("GCM", "tok", "GCM", "TOK", False),
    ("CUSTOM", "x", "CUSTOM", "x", True),
    ("IN_APP", "x", "IN_APP", "x", False),
    ("EMAIL", "", "EMAIL", "", False),
]


@pytest.mark.parametrize(("channel", "address", "other_channel", "other_address", "taken"), TAKE_OVER)
def test_an_address_written_again_deactivates_its_old_endpoint_1_1(channel: str, address: str, other_channel: str, other_address: str, taken: bool) -> None:
    store = Store()
    store.put("old", channel_type=channel, address=address, user={"user_id": "u"})
    store.put("new", channel_type=other_channel, address=other_address)
    assert store.document("old").endpoint_status == ("INACTIVE" if taken else "ACTIVE")
    assert store.rows["old"].user_id == "u"
    assert store.document("new").endpoint_status == "ACTIVE"


def test_only_a_write_that_changes_the_address_takes_over_1_1() -> None:
    store = Store()
    store.put("old", channel_type="EMAIL", address="a")
    store.put("new", channel_type="EMAIL", address="a")
    store.put("old", endpoint_status="ACTIVE", metrics={"x": 1.0})
    assert store.document("new").endpoint_status == "ACTIVE"
    store.put("new", channel_type="EMAIL", address="a")
    assert store.document("old").endpoint_status == "ACTIVE"


@pytest.mark.parametrize("channel", ["SMS", "PUSH", "VOICE", "EMAIL", "CUSTOM", "IN_APP", "APNS_SANDBOX"])
def test_the_sixteenth_endpoint_of_a_user_is_refused_1_3(channel: str) -> None:
    store = Store()
    for number in range(15):
        assert store.put(f"e{number}", channel_type="GCM", address=f"t{number}", user={"user_id": "u"}).accepted
    outcome = store.put("e15", channel_type=channel, address="x", user={"user_id": "u"})
    assert (outcome.status_code, outcome.message) == (400, "Exceeded maximum endpoint per user count: 15")
    assert "e15" not in store.rows or not store.rows["e15"].dirty


@pytest.mark.parametrize("channel", ["ADM", "GCM", "APNS", "APNS_VOIP", "APNS_VOIP_SANDBOX", "BAIDU"])
def test_a_push_endpoint_evicts_the_one_with_the_oldest_date_1_3(channel: str) -> None:
    store = Store()
    for number in range(14):
        store.put(f"e{number}", channel_type="EMAIL", address=f"a{number}", user={"user_id": "u"})
    store.put("p1", channel_type="APNS", address="t", user={"user_id": "u"}, effective_date="2026-01-01T00:00:00Z")
    assert store.put("p2", channel_type=channel, address="t2", user={"user_id": "u"}).accepted
    assert store.document("p1").endpoint_status == "INACTIVE"
    assert store.rows["p1"].user_id == "" and not store.document("p1").HasField("user")
    assert store.rows["p2"].user_id == "u"


def test_a_push_endpoint_without_another_to_evict_is_refused_1_3() -> None:
    store = Store()
    for number in range(15):
        store.put(f"e{number}", channel_type="EMAIL", address=f"a{number}", user={"user_id": "u"})
    assert not store.put("p", channel_type="GCM", address="t", user={"user_id": "u"}).accepted


def test_the_sandbox_counts_as_push_only_when_configured_1_3() -> None:
    store = Store(Rules(evict_apns_sandbox=True))
    for number in range(15):
        store.put(f"e{number}", channel_type="APNS_SANDBOX", address=f"a{number}", user={"user_id": "u"})
    assert store.put("p", channel_type="APNS_SANDBOX", address="t", user={"user_id": "u"}).accepted


def test_the_configured_limit_stands_in_the_message_1_3() -> None:
    store = Store(Rules(endpoints_per_user=10))
    outcomes = [store.put(f"e{number}", channel_type="SMS", address=f"a{number}", user={"user_id": "u"}) for number in range(11)]
    assert [outcome.accepted for outcome in outcomes] == [True] * 10 + [False]
    assert outcomes[-1].message == "Exceeded maximum endpoint per user count: 10"


def test_a_full_user_still_updates_its_own_endpoints_1_3() -> None:
    store = Store()
    for number in range(15):
        store.put(f"e{number}", channel_type="SMS", address=f"a{number}", user={"user_id": "u"})
    assert store.put("e3", metrics={"x": 1.0}, user={"user_id": "u"}).accepted


def test_a_client_key_takes_nothing_over_1_1() -> None:
    store = Store()
    store.put("old", channel_type="GCM", address="t", user={"user_id": "u"})

    def by_key(id: str, **members: Any) -> Outcome:
        return store.write(Item(id, patch(**members), client_key=True))[0]

    assert by_key("new", channel_type="GCM", address="t").accepted
    assert store.document("old").endpoint_status == "ACTIVE"
    assert by_key("mail", channel_type="EMAIL", address="a@example.org").status_code == 403
    assert by_key("old", user={"user_id": "thief"}).status_code == 403
    assert by_key("old", user={"user_id": "u"}).accepted


LONG = "x" * 101
FAULTS = [
    ({"attributes": {"n" * 51: ["v"]}}, "attribute names have 1 to 50"),
    ({"attributes": {"A": [LONG]}}, "Attributes.A: values have at most 100"),
    ({"attributes": {"A": ["v"] * 51}}, "Attributes.A: at most 50 values"),
    ({"user_attributes": {"A": [LONG]}}, "User.UserAttributes.A"),
    ({"metrics": {"m": float("nan")}}, "Metrics.m: must be a finite number"),
    ({"metrics": {"m": float("inf")}}, "Metrics.m"),
    ({"address": "x" * 4097}, "Address"),
    ({"channel_type": "FAX"}, "ChannelType"),
    ({"opt_out": "SOME"}, "OptOut"),
    ({"endpoint_status": "ODD"}, "EndpointStatus"),
    ({"effective_date": "yesterday"}, "EffectiveDate"),
    ({"user": {"user_id": "u" * 513}}, "User.UserId"),
    ({"location": {"latitude": 91.0}}, "Location.Latitude"),
]


@pytest.mark.parametrize(("members", "says"), FAULTS)
def test_values_over_a_limit_are_named_1_3(members: dict[str, Any], says: str) -> None:
    assert says in limits.fault_of_patch(patch(**members))


def test_values_at_the_limits_pass_1_3() -> None:
    full = patch(address="x" * 4096, attributes={"n" * 50: ["v" * 100] * 50}, user={"user_id": "u" * 512})
    assert limits.fault_of_patch(full) == ""


def test_a_record_over_15_kb_is_refused_and_nothing_changes_1_3() -> None:
    store = Store()
    store.put("e1", attributes={"A": ["v" * 100] * 50})
    big = {f"B{n}": ["w" * 100] * 50 for n in range(2)}
    outcome = store.put("e1", attributes=big)
    assert outcome.status_code == 400 and "at most 15360" in outcome.message
    assert set(store.attributes("e1")) == {"A"}
    assert store.put("e1", attributes={"B0": ["w" * 100] * 50}).accepted


def test_changes_are_told_by_name_with_old_and_new_1_7() -> None:
    store = Store()
    store.put("e1", opt_out="NONE", attributes={"Plan": ["free"], "Gone": ["x"]}, user={"user_id": "u"}, user_attributes={"Tier": ["a"]})
    assert store.rows["e1"].changes == []
    store.put("e1", opt_out="ALL", attributes={"Plan": ["pro", "max"], "Gone": [], "New": ["n"]}, user_attributes={"Tier": ["b"]})
    assert sorted(store.rows["e1"].changes) == [
        ("Attributes.Gone", "x", None),
        ("Attributes.New", None, "n"),
        ("Attributes.Plan", "free", '["pro", "max"]'),
        ("OptOut", "NONE", "ALL"),
        ("User.UserAttributes.Tier", "a", "b"),
    ]
    store.put("e1", opt_out="ALL", attributes={"Plan": ["pro", "max"]})
    assert store.rows["e1"].changes == []


def test_blocked_names_are_dropped_from_writes_1_5() -> None:
    store = Store()
    store.put("e1", attributes={"keep": ["1"], "temp_a": ["1"]})
    store.names.blocked.add(("a", "temp_a"))
    assert store.put("e1", attributes={"keep": ["2"], "temp_a": ["2"]}).accepted
    assert store.attributes("e1") == {"keep": ["2"], "temp_a": ["1"]}


def test_the_251st_name_finds_no_place_1_3() -> None:
    names = Names(0, {("a", f"n{i}"): i for i in range(NAMES_PER_APP - 1)})
    assert new_names(names, [[("u", "x"), ("m", "y")], [("u", "last")], [("m", "over")]]) == [("u", "last")]
    assert new_names(names, [[("m", "n3")]]) == [("m", "n3")]


def test_patterns_match_whole_names_1_5() -> None:
    names = Names(0, {("a", n): 1 for n in ("temp_a", "temp_b", "Temp_a", "first_name", "x[1]")} | {("u", "temp_a"): 1})
    assert matched(names, "a", ["temp_*"]) == ["temp_a", "temp_b"]
    assert matched(names, "a", ["temp_?", "first_name", "first"]) == ["first_name", "temp_a", "temp_b"]
    assert matched(names, "a", ["x[1]"]) == ["x[1]"]
    assert literal(["a", "b*", "c?"]) == ["a"]


@given(st.lists(st.tuples(st.sampled_from(["e1", "e2", "e3"]), st.sampled_from(["t1", "t2"]), st.sampled_from(["u1", "u2", ""])), max_size=12))
def test_one_batch_or_many_writes_leave_the_same_state_1_4(writes: list[tuple[str, str, str]]) -> None:
    together, apart = Store(), Store()
    items = [Item(id, patch(channel_type="GCM", address=address, user={"user_id": user})) for id, address, user in writes]
    together.write(*items)
    for item in items:
        apart.write(item)
    for id in together.rows:
        one, other = together.rows[id], apart.rows[id]
        assert (one.active, one.user_id, one.address_key) == (other.active, other.user_id, other.address_key)


@given(st.text(max_size=30), st.text(max_size=30))
def test_equal_addresses_have_equal_keys(first: str, second: str) -> None:
    same = addresses.normalised("EMAIL", first) == addresses.normalised("EMAIL", second)
    keys = addresses.address_key("EMAIL", first), addresses.address_key("EMAIL", second)
    assert (keys[0] == keys[1]) == same


def test_an_imported_row_without_id_always_gets_the_same_one_1_6() -> None:
    first = addresses.implicit_id("app", "EMAIL", "Ana@Example.org")
    assert first == addresses.implicit_id("app", "EMAIL", "ana@example.org")
    assert first != addresses.implicit_id("app2", "EMAIL", "ana@example.org") and 26 <= len(first) <= 32


_texts = st.sampled_from(["", "a", "Lisbon"])
_patches = st.builds(
    patch,
    address=st.sampled_from(["", "a@x"]) | st.none(),
    channel_type=st.sampled_from(["", "EMAIL"]) | st.none(),
    opt_out=st.sampled_from(["", "ALL", "NONE"]) | st.none(),
    endpoint_status=st.sampled_from(["", "ACTIVE", "INACTIVE"]) | st.none(),
    effective_date=st.sampled_from(["", "2026-01-01T00:00:00Z"]) | st.none(),
    request_id=st.sampled_from(["", "r"]) | st.none(),
    attributes=st.dictionaries(st.sampled_from(["A", "B", "gone"]), st.lists(_texts, max_size=2)),
    metrics=st.dictionaries(st.sampled_from(["m", "gone"]), st.floats(0, 9)),
    demographic=st.none() | st.fixed_dictionaries({}, optional={"locale": _texts, "timezone": _texts}),
    location=st.none() | st.fixed_dictionaries({}, optional={"city": _texts, "latitude": st.floats(-90, 90), "longitude": st.floats(-180, 180)}),
)


@given(_patches)
def test_filling_a_new_endpoint_is_applying_to_an_empty_one(given_patch: pb.EndpointRequest) -> None:
    applied, filled = pb.EndpointResponse(), pb.EndpointResponse()
    for draft in (applied, filled):
        merge.begin(draft, "app", "e", 7, NOW)
    blocked = {("a", "gone"), ("m", "gone")}
    _, effective_us = merge.apply(applied, given_patch, NOW, "request", blocked)
    assert merge.fill(filled, given_patch, NOW, "request", blocked) == effective_us
    for draft in (applied, filled):
        for part in ("demographic", "location"):
            if not getattr(draft, part).ListFields():
                draft.ClearField(part)
    assert filled == applied
