"""`counterpoint certs`: a small authority for calls between services, and the certificates it issues.

The authority is a folder: `ca.pem` and `ca.key`, beside them `NAME.pem` and `NAME.key` of everybody. Keys are of mode 600 and never printed.
What a certificate says, and who reads it: `kit.trust`. `cryptography` takes long to import: its users here are functions.
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit import trust
from kit.tls import uris_of
from launcher import registry
from launcher.failure import Refused

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
# Clocks of two machines differ a little.
_BEFORE = timedelta(minutes=5)
_CONTRACTS = "counterpoint."


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """One of the actions; what `--json` prints. Raises Refused."""
    folder = Path(arguments.folder)
    match arguments.action:
        case "init":
            return init(folder, arguments.days or 1825)
        case "issue":
            return issue(folder, arguments.name, arguments.allow, arguments.dns, arguments.namespace, arguments.days or 30)
        case _:
            return show(folder)


def init(folder: Path, days: int) -> dict[str, Any]:
    """A new authority in the folder. Refuses to replace one: everybody's certificates would be worth nothing."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    if (folder / "ca.key").exists():
        raise Refused(f"{folder} holds an authority already: remove the folder first if everybody is to get new certificates.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key, now = _new_key(), datetime.now(UTC)
    name = _named("Counterpoint calls between services")
    builder = _begun(name, name, key, now, days).add_extension(x509.BasicConstraints(True, 0), True)
    builder = builder.add_extension(_usage(signs_certificates=True), True)
    made = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False).sign(key, hashes.SHA256())
    return _written(folder, "ca", made, key)


def issue(folder: Path, name: str, allow: list[str], dns: list[str], namespace: str, days: int) -> dict[str, Any]:
    """A certificate for a part of the product, or for an internal caller that may call the RPCs of `allow` and nothing else."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import ExtendedKeyUsageOID

    own = name in (*registry.SERVICES, registry.GATEWAY)
    _check(name, own, allow)
    authority, signing = _authority(folder)
    rpcs = [_rpc(text) for text in allow]
    uris = [trust.SERVICE + name] if own else [trust.CLIENT + name, *(trust.CALL + rpc for rpc in rpcs)]
    hosts = [*_hosts(name, namespace), *dns] if own else dns
    purposes = [ExtendedKeyUsageOID.CLIENT_AUTH, *([ExtendedKeyUsageOID.SERVER_AUTH] if own else [])]
    key, now = _new_key(), datetime.now(UTC)
    if authority.not_valid_after_utc <= now:
        raise Refused(f"The authority in {folder} ended on {authority.not_valid_after_utc:%Y-%m-%d}: make a new one in another folder.")
    builder = _begun(_named(name), authority.subject, key, now, days).add_extension(x509.BasicConstraints(False, None), True)
    names = [*(x509.DNSName(host) for host in hosts), *(x509.UniformResourceIdentifier(uri) for uri in uris)]
    builder = builder.add_extension(x509.SubjectAlternativeName(names), False).add_extension(x509.ExtendedKeyUsage(purposes), False)
    builder = builder.add_extension(_usage(signs_certificates=False), True)
    builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), False)
    return _written(folder, name, builder.sign(signing, hashes.SHA256()), key) | ({"allow": rpcs} if rpcs else {})


def show(folder: Path) -> dict[str, Any]:
    """Every certificate of the folder: whose, what it may call, when it ends."""
    from cryptography import x509

    found = []
    for path in sorted(folder.glob("*.pem")):
        made = x509.load_pem_x509_certificate(path.read_bytes())
        who = trust.identity_of(uris_of(str(path)))
        days = (made.not_valid_after_utc - datetime.now(UTC)).days
        entry = {"name": path.stem, "ends": f"{made.not_valid_after_utc:%Y-%m-%dT%H:%M:%SZ}", "days_left": days}
        found.append(entry | ({"allow": sorted(who.calls)} if who and who.calls else {}))
    if not found:
        raise Refused(f"{folder} holds no certificates: make an authority with `counterpoint certs init`.")
    return {"certificates": found}


def rpcs() -> set[str]:
    """Every RPC there is, as certificates name it: `segments.v1.AudienceService/ResolveApp`."""
    import counterpoint

    found = set()
    for root in map(Path, counterpoint.__path__):
        for path in root.rglob("*_pb2.py"):
            module = _CONTRACTS + ".".join(path.relative_to(root).with_suffix("").parts)
            for service in importlib.import_module(module).DESCRIPTOR.services_by_name.values():
                found |= {f"{service.full_name.removeprefix(_CONTRACTS)}/{method.name}" for method in service.methods}
    return found


def _check(name: str, own: bool, allow: list[str]) -> None:
    if not _NAME.fullmatch(name):
        raise Refused(f"{name} cannot be a name: small letters, digits and hyphens, 63 at most.")
    if own and allow:
        raise Refused(f"{name} is a part of the product, whose calls are fixed: leave --allow away.")
    if not own and not allow:
        raise Refused(f"{name} is no part of the product: say with --allow which RPCs it may call, such as segments.v1.AudienceService/CountSegment.")


def _rpc(text: str) -> str:
    """The RPC, or the contract with `/*`, that somebody typed. Raises Refused with the nearest there is."""
    known = rpcs()
    every = known | {rpc.partition("/")[0] + "/*" for rpc in known}
    wanted = text.lstrip("/").removeprefix(_CONTRACTS)
    wanted = wanted if "/" in wanted else wanted + "/*"
    if wanted not in every:
        near = difflib.get_close_matches(wanted, sorted(every), 1, 0.4)
        raise Refused(f"There is no RPC {text}" + (f"; the nearest is {near[0]}." if near else "."))
    return wanted


def _hosts(name: str, namespace: str) -> list[str]:
    """The names under which a service is called: its own, which our clients expect whatever the address, and those in a cluster."""
    return [name, *(f"{name}.{namespace}{rest}" for rest in ("", ".svc", ".svc.cluster.local"))]


def _authority(folder: Path) -> tuple[x509.Certificate, EllipticCurvePrivateKey]:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key: Any = load_pem_private_key((folder / "ca.key").read_bytes(), None)
        return x509.load_pem_x509_certificate((folder / "ca.pem").read_bytes()), key
    except (OSError, ValueError, TypeError):
        raise Refused(f"{folder} holds no authority: make one with `counterpoint certs init --folder {folder}`.") from None


def _new_key() -> EllipticCurvePrivateKey:
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.generate_private_key(ec.SECP256R1())


def _named(name: str) -> x509.Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _begun(name: x509.Name, issuer: x509.Name, key: EllipticCurvePrivateKey, now: datetime, days: int) -> x509.CertificateBuilder:
    from cryptography import x509

    builder = x509.CertificateBuilder().subject_name(name).issuer_name(issuer).public_key(key.public_key())
    return builder.serial_number(x509.random_serial_number()).not_valid_before(now - _BEFORE).not_valid_after(now + timedelta(days))


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(not signs_certificates, False, False, False, False, signs_certificates, signs_certificates, False, False)


def _written(folder: Path, name: str, made: x509.Certificate, key: EllipticCurvePrivateKey) -> dict[str, Any]:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # The key first: who reads both in between finds a pair that does not fit, and keeps the old one.
    _replace(folder / f"{name}.key", secret, 0o600)
    _replace(folder / f"{name}.pem", made.public_bytes(Encoding.PEM), 0o644)
    ends = f"{made.not_valid_after_utc:%Y-%m-%dT%H:%M:%SZ}"
    return {"name": name, "certificate": str(folder / f"{name}.pem"), "key": str(folder / f"{name}.key"), "ends": ends}


def _replace(path: Path, content: bytes, mode: int) -> None:
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
        fresh.chmod(mode)
        fresh.replace(path)
    except OSError as error:
        raise Refused(f"{path} cannot be written ({error.strerror}): choose another --folder.") from None
