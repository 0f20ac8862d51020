"""Starts and watches a whole Counterpoint on one machine, and is its command line. The only package that imports services."""
