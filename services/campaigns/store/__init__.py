"""Rows of the campaigns service: one module per noun."""
