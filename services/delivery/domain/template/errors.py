"""What can go wrong with a template: when it is compiled, and when it is rendered for one recipient."""

from __future__ import annotations


class TemplateError(Exception):
    """The text is no template. `line` and `column` count from 1 and point at the fault."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(f"{message} (line {line}, column {column})")
        self.message = message
        self.line = line
        self.column = column


class RenderError(Exception):
    """This recipient's message cannot be rendered: a helper refused its input, or a guard tripped."""


class MissingValue(RenderError):
    """A printed variable has neither value nor default (templates spec §2.1). `path` is the variable as written."""

    def __init__(self, path: str) -> None:
        super().__init__(f"no value and no default for {path}")
        self.path = path


def fault(source: str, offset: int, message: str) -> TemplateError:
    """A TemplateError at a character offset of the source."""
    before = source[:offset]
    return TemplateError(message, before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)
