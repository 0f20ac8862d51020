"""Campaigns: what is sent to whom and when, their runs as plans, and the settings of applications."""
