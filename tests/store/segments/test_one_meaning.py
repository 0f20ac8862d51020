"""The two meanings of a segment are one: the predicate over the columns and the pure function agree on every endpoint."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from counterpoint.type.v1 import type_pb2 as pb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit import ids
from kit.columns import Columns
from services.segments.domain import criteria, definition
from services.segments.domain.criteria import Imported, Situation, Tree, matches
from services.segments.domain.member import Member, member
from services.segments.domain.names import Names
from services.segments.store.index import Batch, Index, table
from services.segments.store.predicate import compile_tree
from tests.fixtures.servers import Servers
from tests.unit.segments import populations as pool

LISTS = {"s1": [(0, "e1"), (0, "e7"), (1, "u1")], "s2": [(1, "u0"), (1, "u2"), (0, "it's not there")]}


@dataclass(repr=False)
class World:
    """Endpoints stored in columns and known here."""

    loop: asyncio.AbstractEventLoop
    columns: Columns
    members: list[Member]
    arrivals: dict[str, int]
    names: Names
    app: str

    def select(self, tree: Tree) -> set[str]:
        made = compile_tree(tree, self.app, self.names.numbers, pool.NOW_US)
        sql = f"SELECT endpoint_id FROM {table(self.app)} FINAL WHERE {made.where}"
        return {row[0] for row in self.loop.run_until_complete(self.columns.query(sql))}

    def expect(self, tree: Tree) -> set[str]:
        return {one.endpoint_id for one in self.members if matches(tree, one, self._at(one))}

    def _at(self, one: Member) -> Situation:
        def listed(leaf: Imported) -> bool:
            rows = LISTS[leaf.segment_id] if leaf.jobs else []
            return (0, one.endpoint_id) in rows or (one.fields["user_id"] != "" and (1, one.fields["user_id"]) in rows)

        return Situation(pool.NOW_US, self.arrivals[one.endpoint_id], listed)


@pytest.fixture(scope="module")
def world(servers: Servers) -> Iterator[World]:
    loop = asyncio.new_event_loop()
    columns = Columns(servers.columns_url, servers.columns_database())
    made = loop.run_until_complete(_world(columns, ids.new_id()))
    made.loop = loop
    yield made
    loop.close()


async def _world(columns: Columns, app: str) -> World:
    await columns.create_database()
    index = Index(columns)
    await index.open()
    drawn = pool.population(400, seed=7)
    names = Names(0, {(kind, name): 1 + number for kind in "au" for number, name in enumerate(pool.NAMES[:-1])})
    names.numbers |= {("m", name): 1 + number for number, name in enumerate(pool.METRICS[:-1])}
    batch, old = Batch(names.numbers), Batch(names.numbers)
    members, arrivals = [], {}
    for endpoint, active_us, arrival_us in drawn:
        one = member(endpoint, active_us)
        members.append(one)
        arrivals[endpoint.id] = arrival_us
        # an older version that must not be seen, and one that was deleted
        old.add(1, member(pb.EndpointResponse(id=endpoint.id, endpoint_status="ACTIVE", cohort_id="1"), pool.NOW_US))
        batch.add(2, one)
    old.add(1, member(pb.EndpointResponse(id="gone", endpoint_status="ACTIVE", cohort_id="1"), pool.NOW_US))
    batch.remove(2, "gone")
    await index.insert(app, old)
    await index.insert(app, batch)
    await index.ensure(app, [f"{kind}{number}" for (kind, _), number in names.numbers.items()])
    activity = [(app, id, us) for id, us in arrivals.items() if us]
    await columns.insert("activity", ["app_id", "endpoint_id", "last_us"], activity)
    rows = [(app, segment, "j1", kind, id) for segment, listed in LISTS.items() for kind, id in listed]
    await columns.insert("members", ["app_id", "segment_id", "job_id", "kind", "id"], rows)
    return World(asyncio.get_running_loop(), columns, members, arrivals, names, app)


def _source(reference: tuple[str, int]) -> Tree:
    return criteria.Imported("ImportDefinition", reference[0], ("j1",) if reference[1] == 0 else ())


_references = st.builds(pb.SegmentReference, id=st.sampled_from(sorted(LISTS)), version=st.sampled_from([0, 9]))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(wanted=pool.definitions(_references))
def test_predicate_and_function_choose_the_same_endpoints(world: World, wanted: pb.WriteSegmentRequest) -> None:
    definition.check(wanted)
    tree = definition.build(wanted, _source, world.names.numbers)
    assert world.select(tree) == world.expect(tree)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=pool.dimensions())
def test_a_tree_and_its_negation_share_out_everybody(world: World, wanted: pb.SegmentDimensions) -> None:
    tree = definition.dimension_tree("Dimensions", wanted, world.names.numbers)
    chosen, others = world.select(tree), world.select(criteria.Not(tree))
    assert chosen.isdisjoint(others)
    assert chosen | others == {one.endpoint_id for one in world.members}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=40))
def test_any_text_survives_as_a_literal(world: World, value: str) -> None:
    from services.segments.store.predicate import text

    rows = world.loop.run_until_complete(world.columns.query(f"SELECT {text(value)}"))
    assert rows[0][0] == value
