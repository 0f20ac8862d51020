"""Typed, strict configuration from the environment: one frozen dataclass a section, each field with its key and its words.

    @dataclass(frozen=True, slots=True)
    class DeliveryConfig:
        email_url: str = setting("COUNTERPOINT_EMAIL_URL", "outbox:", "Where e-mail goes.")

`<KEY>_FILE` reads the value from a file. A value of the wrong type raises ConfigError with one sentence.
"""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

T = TypeVar("T")


class ConfigError(Exception):
    """A key that cannot be used as it is; the text is one sentence that says what to do."""


def setting(env: str, default: Any = dataclasses.MISSING, doc: str = "", secret: bool = False) -> Any:
    """A dataclass field bound to an environment key. Without a default the key is required."""
    return dataclasses.field(default=default, metadata={"env": env, "doc": doc, "secret": secret})


def section(cls: type[T], environ: Mapping[str, str]) -> T:
    """Builds the dataclass from the environment. Raises ConfigError for a missing or ill-typed value."""
    hints = get_type_hints(cls)
    values: dict[str, Any] = {}
    for field in dataclasses.fields(cls):  # type: ignore[arg-type]
        key = field.metadata["env"]
        text = _text(key, environ)
        if text is None or text == "":
            if field.default is dataclasses.MISSING:
                raise ConfigError(f"{key} is required: {field.metadata['doc']}")
            continue
        values[field.name] = _typed(key, text, hints[field.name])
    return cls(**values)


def keys(cls: type[Any]) -> list[tuple[str, Any, str]]:
    """(key, default, words) of every setting, for `config explain` and the documentation."""
    return [(f.metadata["env"], None if f.default is dataclasses.MISSING else f.default, f.metadata["doc"]) for f in dataclasses.fields(cls)]


def _text(key: str, environ: Mapping[str, str]) -> str | None:
    path = environ.get(key + "_FILE")
    if path:
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            raise ConfigError(f"{key}_FILE cannot be read: {error.strerror}") from None
    return environ.get(key)


def _typed(key: str, text: str, hint: Any) -> Any:
    if hint in (str, str | None):
        return text
    if hint is bool:
        if text.lower() in ("1", "true", "yes"):
            return True
        if text.lower() in ("0", "false", "no"):
            return False
        raise ConfigError(f"{key} must be true or false")
    if hint in (int, int | None):
        try:
            return int(text)
        except ValueError:
            raise ConfigError(f"{key} must be a whole number") from None
    if hint is float:
        try:
            return float(text)
        except ValueError:
            raise ConfigError(f"{key} must be a number") from None
    if hint is Path:
        return Path(text)
    raise TypeError(f"{key}: settings of type {hint} are not supported")
