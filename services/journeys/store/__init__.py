"""Rows of the journeys service."""
