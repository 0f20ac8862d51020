"""The RPCs of the journeys service: servicer.py is the table of contents, one module per noun."""
