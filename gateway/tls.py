"""TLS of the HTTP API: which versions are spoken, and certificates that are renewed while the process runs."""

from __future__ import annotations

import asyncio
import logging
import ssl
from pathlib import Path

from kit.config import ConfigError
from kit.telemetry import names
from kit.telemetry.metrics import Collector
from kit.tls import check_certificate, ends_of, stamp_of

_log = logging.getLogger("gateway.tls")
_LOOK_SECONDS = 2.0


def demand(context: ssl.SSLContext) -> None:
    """Nothing older than TLS 1.2, whatever the system's own policy says."""
    context.minimum_version = ssl.TLSVersion.TLSv1_2


def measured(cert: str) -> Collector:
    """Sets the gauge of the certificate in the file."""
    file = Path(cert)

    async def look() -> None:
        names.CERTIFICATE_ENDS.set(ends_of(await asyncio.to_thread(file.read_bytes)), "http")

    return look


async def renew_for_ever(context: ssl.SSLContext, cert: str, key: str) -> None:
    """Give new connections the files' certificate when they change; a pair that cannot serve is logged and not used."""
    used = stamp_of(cert, key)
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        found = stamp_of(cert, key)
        if found == used:
            continue
        used = found
        try:
            check_certificate(cert, key)
            context.load_cert_chain(cert, key)
        except (ConfigError, OSError) as error:
            _log.warning("the renewed certificate of the HTTP API is not used: %s", error)
            continue
        _log.info("the certificate of the HTTP API was renewed")
