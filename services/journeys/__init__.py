"""Journeys: drafts are kept; publishing them is not built yet."""
