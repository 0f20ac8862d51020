"""Configuration of a whole suite: which keys exist, counterpoint.toml and environment, and what is refused before anything starts."""

from __future__ import annotations

import dataclasses
import difflib
import importlib
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from kit.config import ConfigError, setting
from launcher.failure import Refused

PREFIX = "COUNTERPOINT_"
# Modules whose dataclasses declare keys; a part that is not installed is passed over.
_DECLARING = [
    "launcher.config",
    "kit.trust",
    "gateway.config",
    *(f"services.{name}.config" for name in ("segments", "campaigns", "journeys", "delivery", "analytics")),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteConfig:
    """What `counterpoint up` reads, and every key the whole product shares."""

    data: str = setting("COUNTERPOINT_DATA", "./data", "Data folder; everything embedded lives in it.")
    http: str = setting("COUNTERPOINT_HTTP", "127.0.0.1:8080", "Address of the HTTP API, host:port.")
    services: str = setting("COUNTERPOINT_SERVICES", "", "Comma list of the services to run; empty: all.")
    replicas: int = setting("COUNTERPOINT_REPLICAS", 1, "Processes per service.")
    grpc: str = setting("COUNTERPOINT_GRPC", "", "Loopback host:port of the first of five consecutive ports on which the services' RPCs are offered.")
    clock: str = setting("COUNTERPOINT_CLOCK", "", "`manual`: product time is moved by `counterpoint clock advance`; refused with real providers.")
    bus_sync: str = setting("COUNTERPOINT_BUS_SYNC", "", "`always`: the embedded bus flushes to disk before each acknowledgement.")
    database_url: str = setting("COUNTERPOINT_DATABASE_URL", "", "PostgreSQL; for `up`, {service} stands for the login's name. Empty: embedded.", secret=True)
    bus_url: str = setting("COUNTERPOINT_BUS_URL", "", "NATS with JetStream. Empty: embedded.", secret=True)
    cache_url: str = setting("COUNTERPOINT_CACHE_URL", "", "Redis or Valkey. Empty: embedded.", secret=True)
    columns_url: str = setting("COUNTERPOINT_COLUMNS_URL", "", "ClickHouse over HTTP. Empty: embedded.", secret=True)
    url: str = setting("COUNTERPOINT_URL", "", "Address of the HTTP API for commands that run elsewhere; empty: the suite that runs on the data folder.")
    bus_replicas: int = setting("COUNTERPOINT_BUS_REPLICAS", 1, "Servers of a NATS cluster that keep each stream: 1, 3 or 5; `migrate` sets it.")
    public_url: str = setting("COUNTERPOINT_PUBLIC_URL", "", "Base of tracking, unsubscribe and callback links; default: the HTTP address.")
    email_url: str = setting("COUNTERPOINT_EMAIL_URL", "outbox:", "smtp://user:pass@host:port, smtps://…, outbox: or null:.", secret=True)
    sms_url: str = setting("COUNTERPOINT_SMS_URL", "outbox:", "twilio+http(s)://SID:TOKEN@host:port, outbox: or null:.", secret=True)
    voice_url: str = setting("COUNTERPOINT_VOICE_URL", "outbox:", "outbox:; real voice providers are not built yet.", secret=True)
    s3_endpoint: str = setting("COUNTERPOINT_S3_ENDPOINT", "", "S3-compatible server; empty: the folder objects/ of the data folder.")
    roles: str = setting("COUNTERPOINT_ROLES", "", "TOML file: per account, role ARN to credentials profile, allowed buckets and allowed event streams.")
    egress_allow: str = setting("COUNTERPOINT_EGRESS_ALLOW", "", "Comma list of host:port or CIDR that outgoing calls may reach although private or plain.")
    region: str = setting("COUNTERPOINT_REGION", "us-east-1", "Home region for policies.")
    regions: str = setting("COUNTERPOINT_REGIONS", "*", "Comma list of regions a signature may name, or *.")
    quotas: str = setting("COUNTERPOINT_QUOTAS", "counterpoint", "counterpoint, pinpoint-2023 or pinpoint-2026.")
    retention_days: int = setting("COUNTERPOINT_ANALYTICS_RETENTION_DAYS", 90, "Days events are kept, unless an app says otherwise.")
    abuse_address: str = setting("COUNTERPOINT_ABUSE_ADDRESS", "", "Address named in the headers of mail.")
    log_level: str = setting("COUNTERPOINT_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR.")
    log: str = setting("COUNTERPOINT_LOG", "text", "Form of the logs: text, or json (one object a line, with trace ids).")
    metrics: str = setting(
        "COUNTERPOINT_METRICS", "", "Where a process offers its metrics, host:port or unix:/path; for `up` a loopback host:port, the first of one per process."
    )
    start_patience: float = setting("COUNTERPOINT_START_PATIENCE", 15.0, "Seconds a process waits at its start for servers that do not answer yet.")
    tls_cert: str = setting("COUNTERPOINT_TLS_CERT", "", "PEM file with the certificate chain of the HTTP API.")
    tls_key: str = setting("COUNTERPOINT_TLS_KEY", "", "PEM file with its private key.")
    behind_tls: bool = setting("COUNTERPOINT_BEHIND_TLS", False, "A proxy in front ends TLS: plain HTTP off loopback is allowed.")
    key_file: str = setting("COUNTERPOINT_KEY_FILE", "", "File with the master key, or several, 32 bytes each; default: master.key in the data folder.")
    kms_url: str = setting("COUNTERPOINT_KMS_URL", "", "kms://alias/NAME or kms://KEY-ID: the KMS of the usual AWS environment that unwraps the key file.")
    key_settle: float = setting(
        "COUNTERPOINT_KEY_SETTLE_SECONDS", 300.0, "Seconds after which a key added to the key file seals: every process must have it by then; `up`: at once."
    )
    root_credentials: str = setting("COUNTERPOINT_ROOT_CREDENTIALS", "", "Credentials file of the root key; default: credentials in the data folder.")


# Set by the launcher for its processes, or by tests; not meant for counterpoint.toml.
_INTERNAL = (
    "COUNTERPOINT_BUS_ROOM",
    "COUNTERPOINT_LISTEN",
    "COUNTERPOINT_MIGRATE",
    "COUNTERPOINT_PARTS",
    "COUNTERPOINT_PEERS",
    "COUNTERPOINT_FAULT",
    "COUNTERPOINT_CONFIG",
    "COUNTERPOINT_COLUMNS_FOLDER",
    "COUNTERPOINT_COLUMNS_PASSWORD",
    "COUNTERPOINT_COLUMNS_FD",
)

# Keys of the product's plan whose engine does not exist: said so instead of being taken for a typing error.
_NOT_BUILT = {
    "COUNTERPOINT_FCM_URL": "push by FCM",
    "COUNTERPOINT_APNS_URL": "push by APNs",
    "COUNTERPOINT_ADM_URL": "push by ADM",
    "COUNTERPOINT_BAIDU_URL": "push by Baidu",
}
# Per provider key: the schemes that work, and those that are planned.
_SCHEMES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "COUNTERPOINT_EMAIL_URL": (("outbox", "null", "smtp", "smtps"), ("ses",)),
    "COUNTERPOINT_SMS_URL": (("outbox", "null", "twilio+http", "twilio+https"), ("smpp", "eum")),
    "COUNTERPOINT_VOICE_URL": (("outbox",), ("twilio+http", "twilio+https", "ari+http", "ari+https")),
}


@dataclass(frozen=True, slots=True)
class Key:
    """One documented key. `default` None: required where it is used."""

    name: str
    default: object
    doc: str
    secret: bool


def known() -> dict[str, Key]:
    """Every key by name, from the dataclasses that declare them."""
    found: dict[str, Key] = {}
    for module in _modules():
        for thing in vars(module).values():
            if dataclasses.is_dataclass(thing) and isinstance(thing, type) and thing.__module__ == module.__name__:
                for key in _keys(thing):
                    found.setdefault(key.name, key)
    return found


def planned() -> dict[str, str]:
    """Keys that are refused until what they are for is built."""
    return dict(_NOT_BUILT)


def load(environ: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The environment with what counterpoint.toml adds to it. Raises Refused for unknown keys and for providers not built yet.

    The file is `COUNTERPOINT_CONFIG`, or counterpoint.toml in `folder` if there is one. Its keys are the environment's without the prefix,
    in small letters: `email_url = "smtp://…"`. The environment wins.
    """
    merged = dict(environ)
    names = known()
    for name, value in _from_file(environ, folder).items():
        merged.setdefault(name, value)
    check_names(merged, names)
    for name in names:
        _check_scheme(name, merged)
    return merged


def check_names(environ: Mapping[str, str], names: Mapping[str, Key] | None = None) -> None:
    """Raises Refused for the first key that nobody knows, or whose engine is not built."""
    names = known() if names is None else names
    for name in environ:
        if name.startswith(PREFIX):
            _check_name(name, names)


def value(environ: Mapping[str, str], name: str) -> str:
    """One key's value, from `<KEY>_FILE` if that is given; "" when unset. Raises Refused when the file cannot be read."""
    path = environ.get(name + "_FILE")
    if path:
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            raise Refused(f"{name}_FILE names {path}, which cannot be read: {error.strerror}.") from None
    return environ.get(name, "")


def _modules() -> Iterator[ModuleType]:
    for name in _DECLARING:
        try:
            yield importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name is None or not name.startswith(error.name):
                raise


def _keys(declared: type[Any]) -> Iterator[Key]:
    for field in dataclasses.fields(declared):
        name = field.metadata.get("env")
        if name:
            default = None if field.default is dataclasses.MISSING else field.default
            yield Key(name, default, field.metadata.get("doc", ""), bool(field.metadata.get("secret")))


def _from_file(environ: Mapping[str, str], folder: Path) -> dict[str, str]:
    named = environ.get("COUNTERPOINT_CONFIG")
    path = Path(named) if named else folder / "counterpoint.toml"
    try:
        with open(path, "rb") as file:
            table = tomllib.load(file)
    except FileNotFoundError:
        if named:
            raise Refused(f"COUNTERPOINT_CONFIG names {path}, which does not exist.") from None
        return {}
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise Refused(f"{path} cannot be read: {error}.") from None
    found = {}
    for name, given in table.items():
        if isinstance(given, (dict, list)):
            raise Refused(f"{path}: {name} must be a text, a number or true/false.")
        found[PREFIX + name.upper()] = str(given).lower() if isinstance(given, bool) else str(given)
    return found


def _check_name(name: str, names: Mapping[str, Key]) -> None:
    plain = name.removesuffix("_FILE") if name not in names else name
    if plain in _NOT_BUILT:
        raise Refused(f"{name} is set, but {_NOT_BUILT[plain]} is not built yet.")
    if plain not in names and plain not in _INTERNAL:
        near = difflib.get_close_matches(name, [*names, *_NOT_BUILT], 1, 0.5)
        raise Refused(f"{name} is not a key Counterpoint knows" + (f"; the nearest is {near[0]}." if near else "."))


def _check_scheme(name: str, environ: Mapping[str, str]) -> None:
    schemes = _SCHEMES.get(name)
    text = value(environ, name) if schemes else ""
    if schemes is None or not text:
        return
    built, planned = schemes
    scheme = text.partition(":")[0].lower()
    if scheme in planned:
        raise Refused(f"{name}: {scheme}:// is not built yet; use {', '.join(built)}.")
    if scheme not in built:
        raise Refused(f"{name} must begin with one of {', '.join(built)}.")


def real_providers(environ: Mapping[str, str]) -> list[str]:
    """The provider keys that reach the outside world."""
    quiet = ("", "outbox", "null")
    return [name for name in _SCHEMES if value(environ, name).partition(":")[0].lower() not in quiet]


def shown(key: Key, text: str) -> str:
    """A value for people: of secrets only where they lead."""
    if not key.secret or not text:
        return text
    return place_of(text)


def place_of(text: str) -> str:
    """Where a URL leads, without its user part and its query; of any other text nothing."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return "***"
    if not parts.scheme:
        return "***"
    user = "…@" if "@" in parts.netloc else ""
    return parts._replace(netloc=user + parts.netloc.rpartition("@")[2], query="").geturl()


def section(environ: Mapping[str, str]) -> SuiteConfig:
    """The suite's own configuration. Raises Refused."""
    from kit.config import section as read

    try:
        return read(SuiteConfig, environ)
    except ConfigError as error:
        raise Refused(f"{error}.") from None


def checked(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """The configuration of this process's environment and folder."""
    return load(os.environ if environ is None else environ, Path.cwd())
