"""Which states may be asked for (journeys spec §3). Only drafts exist so far."""

DRAFT, ACTIVE, PAUSED, CANCELLED = "DRAFT", "ACTIVE", "PAUSED", "CANCELLED"
SETTABLE = (ACTIVE, PAUSED, CANCELLED)
NOT_BUILT = "publishing a journey is not built yet"


def write_refusal(asked: str) -> str:
    """Why a create or update may not ask for this state; "" when it may."""
    return "" if asked in ("", DRAFT, ACTIVE) else "State: must be DRAFT or ACTIVE"


def change_refusal(current: str, asked: str) -> str:
    """Why UpdateJourneyState may not bring this about; "" when it may."""
    if asked not in SETTABLE:
        return f"State: must be one of {', '.join(SETTABLE)}"
    if current == DRAFT and asked != ACTIVE:
        return f"State: a journey in state {DRAFT} cannot become {asked}"
    return ""
