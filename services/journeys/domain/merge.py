"""The merge rule of writes: an absent top-level member keeps its value, one that is present replaces it whole, an empty
one clears it (journeys spec §2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from counterpoint.journeys.v1.journeys_pb2 import JourneyResponse, WriteJourneyRequest

# Dates are accepted and ignored, the state has rules of its own.
_OTHERS = ("creation_date", "last_modified_date", "state", "present_empty")


def merged(stored: JourneyResponse, request: WriteJourneyRequest) -> JourneyResponse:
    """The document after the write. `stored` stays as it is."""
    document = type(stored)()
    document.CopyFrom(stored)
    given = {field.name: value for field, value in request.ListFields() if field.name not in _OTHERS}
    emptied = {field.name for field in type(request).DESCRIPTOR.fields if field.number in request.present_empty}
    for name in (*given, *emptied.difference(given, _OTHERS)):
        document.ClearField(name)  # type: ignore[arg-type]
    source = type(stored)()
    for name, value in given.items():
        if name == "activities":
            for key in value:
                source.activities[key].CopyFrom(value[key])
        elif name == "timezone_estimation_methods":
            source.timezone_estimation_methods.extend(value)
        elif not hasattr(value, "ListFields"):
            setattr(source, name, value)
        elif value.ListFields():
            getattr(source, name).CopyFrom(value)
    document.MergeFrom(source)
    return document
