"""Rules of events and figures: no I/O, no clock."""
