"""Timed work: planning runs, commanding them, noticing their ends, stopping them. Every loop may run in any number of
replicas.
"""
