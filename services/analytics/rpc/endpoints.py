"""Endpoints of events, written through segments: what many callers bring at one moment goes in one call."""

from counterpoint.segments.v1 import audience_pb2, audience_pb2_grpc

from kit.rpc import Peers


async def write_endpoints(peers: Peers, groups: list[list[audience_pb2.EndpointUpsert]]) -> list[list[audience_pb2.EndpointUpsertResult] | Exception]:
    """Writes the groups in order by one UpsertEndpoints and hands each its own results."""
    stub = peers.stub("segments", audience_pb2_grpc.AudienceServiceStub)
    answer = await stub.UpsertEndpoints(audience_pb2.UpsertEndpointsRequest(items=[item for group in groups for item in group]))
    results = iter(answer.results)
    return [[next(results) for _ in group] for group in groups]
