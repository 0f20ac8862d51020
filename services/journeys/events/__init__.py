"""Facts of other services that journeys reads."""
