"""The RPCs of the campaigns service: servicer.py is the table of contents, one module per noun."""
