"""Facts of other services that campaigns reads."""
