"""The merge rule of writes: an absent top-level member keeps its value, one that is present replaces it whole, an empty
one clears it (campaigns spec §4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from counterpoint.campaigns.v1.campaigns_pb2 import CampaignResponse, WriteCampaignRequest

# Tags count when a campaign is made, never in an update.
_OTHERS = ("tags", "present_empty")
_TREATMENTS = "additional_treatments"


def merged(stored: CampaignResponse, request: WriteCampaignRequest) -> CampaignResponse:
    """The document after the write. `stored` stays as it is."""
    document = type(stored)()
    document.CopyFrom(stored)
    for name in written(request):
        document.ClearField(name)  # type: ignore[arg-type]
        if name == _TREATMENTS:
            _add_treatments(document, request)
        else:
            _set(document, name, getattr(request, name))
    return document


def written(request: WriteCampaignRequest) -> list[str]:
    """The members the request holds, those given empty included."""
    names = [field.name for field, _ in request.ListFields() if field.name not in _OTHERS]
    cleared = {field.name for field in type(request).DESCRIPTOR.fields if field.number in request.present_empty}
    return names + sorted(cleared.difference(names, _OTHERS))


def changed(stored: CampaignResponse, document: CampaignResponse, request: WriteCampaignRequest) -> set[str]:
    """The written members whose value differs from the stored one: a client that sends back what it read changes
    nothing.
    """
    return {name for name in written(request) if _plain(stored, name) != _plain(document, name)}


def _set(document: CampaignResponse, name: str, value: Any) -> None:
    if not hasattr(value, "ListFields"):
        setattr(document, name, value)
    elif value.ListFields():
        getattr(document, name).CopyFrom(value)


def _add_treatments(document: CampaignResponse, request: WriteCampaignRequest) -> None:
    for i, given in enumerate(request.additional_treatments):
        treatment = document.additional_treatments.add(id=str(i + 1))
        for field, value in given.ListFields():
            if hasattr(value, "CopyFrom"):
                getattr(treatment, field.name).CopyFrom(value)
            else:
                setattr(treatment, field.name, value)


def _plain(document: CampaignResponse, name: str) -> Any:
    value = getattr(document, name)
    return list(value) if name == _TREATMENTS else value
