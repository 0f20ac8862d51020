"""Who may call which RPC where callers are known by their certificates: the one list, and the look into it that every call pays.

Calls go one way (docs/architecture.md): the gateway calls anybody, campaigns and journeys call segments, delivery and analytics, delivery
calls segments and analytics, analytics calls segments. Here stand the RPCs that the code calls, no others: a test holds both equal.
Internal callers are not listed: their certificates name what they may call.
"""

from collections.abc import Mapping, Sequence

from kit.trust import Identity, identity_of

_CONTRACTS = "counterpoint."
# Beside the gateway, which may call everything.
CALLERS: dict[str, tuple[str, ...]] = {
    "segments.v1.AudienceService/ResolveApp": ("campaigns", "journeys", "delivery", "analytics"),
    "segments.v1.AudienceService/UpsertEndpoints": ("delivery", "analytics"),
    "segments.v1.AudienceService/BatchGetEndpoints": ("delivery", "analytics"),
    "segments.v1.AudienceService/BatchGetUserEndpoints": ("delivery",),
    "segments.v1.AudienceService/CountSegment": ("campaigns",),
    "segments.v1.AudienceService/FreezeAudience": ("delivery",),
    "segments.v1.AudienceService/ReadAudience": ("delivery",),
    "segments.v1.AudienceService/FindMember": ("delivery",),
    "segments.v1.AudienceService/EvaluateMember": ("delivery",),
    "segments.v1.SegmentsService/GetSegment": ("campaigns",),
    "segments.v1.SegmentsService/GetSegmentVersion": ("campaigns",),
    "segments.v1.SegmentsService/GetRecommenderConfiguration": ("delivery",),
    "delivery.v1.SendingService/CheckContent": ("campaigns",),
    "delivery.v1.SendingService/StartRun": ("campaigns",),
    "delivery.v1.SendingService/StopRuns": ("campaigns",),
    "delivery.v1.SendingService/ListRuns": ("campaigns",),
    "delivery.v1.SendingService/SendTest": ("campaigns",),
    "delivery.v1.RestoresService/ReleaseEverything": ("campaigns",),
}
GATEWAY = "gateway"
_SPEAKING = ("cp-account", "cp-principal")
# More than any installation has pairs of caller and RPC.
_MOST_REMEMBERED = 20_000


def short(method: str) -> str:
    """`/counterpoint.segments.v1.AudienceService/ResolveApp` without what all contracts share."""
    return method.lstrip("/").removeprefix(_CONTRACTS)


class Callers:
    """Judges callers. `speakers`: internal callers that may name an account and a principal, as the product's own services may."""

    def __init__(self, speakers: frozenset[str]) -> None:
        self._speakers = speakers
        self._judged: dict[tuple[tuple[bytes, ...], str], tuple[str, str]] = {}

    def judge(self, peer: Mapping[str, Sequence[bytes]], method: str, metadata: Mapping[str, str]) -> tuple[str, str]:
        """(why the call is refused or "", name of the internal caller or "" for a service). `peer`: gRPC's authentication context."""
        key = (tuple(peer.get("peer_uri", ())), method)
        found = self._judged.get(key)
        if found is None:
            if len(self._judged) >= _MOST_REMEMBERED:
                self._judged.clear()
            found = self._judged[key] = _judged(key[0], short(method))
        refusal, client = found
        if client and not refusal and client not in self._speakers and any(name in metadata for name in _SPEAKING):
            return f"{client} may not name an account or a principal: leave them away, or list it in COUNTERPOINT_RPC_SPEAKERS", client
        return found


def _judged(uris: Sequence[bytes], rpc: str) -> tuple[str, str]:
    who = identity_of(uri.decode(errors="replace") for uri in uris)
    if who is None:
        return "the certificate names no caller: issue one with `counterpoint certs issue`", ""
    if not _may(who, rpc):
        way = "its certificate does not name it" if not who.own else "services call one way, and this is not among them"
        return f"{who.name} may not call {rpc}: {way}", "" if who.own else who.name
    return "", "" if who.own else who.name


def _may(who: Identity, rpc: str) -> bool:
    if who.own:
        return who.name == GATEWAY or who.name in CALLERS.get(rpc, ())
    return rpc in who.calls or rpc.partition("/")[0] + "/*" in who.calls
