"""The public API held by the contract tests of tests/contract, imported, against a suite with two replicas of every service."""
