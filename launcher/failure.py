"""The one way the launcher says no: a sentence for people, printed without a traceback, exit code 1."""


class Refused(Exception):
    """`str(error)` is one clear sentence that says what is wrong and what to do."""
