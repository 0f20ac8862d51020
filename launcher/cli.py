"""The command line `counterpoint`: what each command takes, and the function that does it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from launcher.failure import Refused


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. A refusal is one sentence on stderr and code 1."""
    arguments = _parser().parse_args(argv)
    try:
        result = arguments.run(arguments)
    except Refused as refusal:
        print(f"counterpoint: {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0
    return int(result or 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="counterpoint", description="Counterpoint: a self-hosted successor of Amazon Pinpoint.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, words: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        found = commands.add_parser(name, help=words, description=words[:1].upper() + words[1:] + ".")
        found.add_argument("--json", action="store_true", help="print JSON")
        found.set_defaults(run=run)
        return found

    command("up", "start everything on this machine, in the foreground", _up)
    serve = command("serve", "run one process, configured by its environment", _serve)
    serve.add_argument("name", help="segments, campaigns, journeys, delivery, analytics, gateway or columns")
    migrate = command("migrate", "bring database schemas and bus streams to this version", _migrate)
    migrate.add_argument("names", nargs="*", help="services whose schema is meant")
    bench = command("bench", "measure what this machine does, beside any suite that runs", _bench)
    bench.add_argument("--row", default="", help="one row of the table of figures; default: all of them")
    _local_commands(command)
    _archive_commands(command)
    _certs_command(command)
    _remote_commands(command)
    return parser


def _local_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    command("status", "say how the suite is: health, backlog, dead letters, holds, versions, encryption, disk", _status)
    report = command("diagnostics", "write an archive for a report, without secrets or addresses", _diagnostics)
    report.add_argument("--output", default="", metavar="FILE", help="default: counterpoint-diagnostics-<time>.tar.gz here")
    command("services", "list address, TLS and version of every service's RPCs", _local(lambda local, env, args: local.services(env)))
    clock = command("clock", "move the product time of a sandbox", _local(lambda local, env, args: local.advance_clock(env, args.span)))
    clock.add_argument("action", choices=["advance"])
    clock.add_argument("span", help="45s, 90m, 12h, 2d, 1d12h")
    configuration = command("config", "check the configuration, or explain every key", _config)
    configuration.add_argument("action", choices=["check", "explain"])
    configuration.add_argument("file", nargs="?", help="a counterpoint.toml to check")


def _archive_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    save = command("backup", "write everything the suite keeps into a new folder below DIR", _archive("backup"))
    save.add_argument("folder", metavar="DIR", help="folder of backups; each gets a folder of its own, named by its time")
    save.add_argument("--with-keys", action="store_true", help="take the master key and the root key along: without the master key a backup cannot be opened")
    save.add_argument("--with-outbox", action="store_true", help="take the files of the outbox along")
    save.add_argument("--keep", type=int, default=0, metavar="N", help="afterwards remove all but the newest N whole backups in DIR")
    load = command("restore", "bring a backup into an empty suite, which then starts on hold", _archive("restore"))
    load.add_argument("folder", metavar="DIR", help="a backup, or the folder of backups: the newest whole one")
    load.add_argument("--key-file", default="", help="the master key of the suite the backup was made of, where the backup does not hold it")


def _certs_command(command: Callable[..., argparse.ArgumentParser]) -> None:
    certs = command("certs", "make certificates for calls between services: an authority, one for each service and each internal caller", _certs)
    certs.add_argument("action", choices=["init", "issue", "show"])
    certs.add_argument("name", nargs="?", default="", help="issue: a service, gateway, or the name of an internal caller")
    certs.add_argument("--allow", action="append", default=[], metavar="RPC", help="issue: an RPC, or a whole contract, for an internal caller; repeatable")
    certs.add_argument("--dns", action="append", default=[], metavar="NAME", help="issue: one more name under which a service is reached")
    certs.add_argument("--namespace", default="counterpoint", help="issue: the namespace of the services in a cluster")
    certs.add_argument("--days", type=int, default=0, help="how long it is valid; default: 30, the authority 1825")
    certs.add_argument("--folder", default="certs", help="where authority and certificates lie")


def _remote_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    keys = command("keys", "create, list, disable or delete access keys; add a key to the key file, or have a KMS wrap it", _keys)
    keys.add_argument("action", choices=["create", "list", "disable", "delete", "rotate-master", "wrap-master"])
    keys.add_argument("key_id", nargs="?", default="")
    keys.add_argument("--account", default="", help="twelve digits; default: the account of the signing key")
    keys.add_argument("--name", default="")
    keys.add_argument("--file", default="", help="rotate-master, wrap-master: the key file; default: the one this machine's suite uses")
    for name, words in (("hold", "stop new windows of sending"), ("release", "resume what was held, or a restored suite")):
        hold = command(name, words, _remote(name))
        hold.add_argument("--app", required=name == "hold", default="")
        hold.add_argument("--campaign", default="")
        hold.add_argument("--channel", default="")
    missed = hold.add_mutually_exclusive_group()
    missed.add_argument("--drop-missed", action="store_true", help="of a restored suite: runs due until the restore, or under way at the backup, are not sent")
    missed.add_argument("--run-missed", action="store_true", help="of a restored suite: they are sent now")
    erase = command("erase", "remove what is known of somebody or something from every store; a dry run without --yes", _remote("erase"))
    erase.add_argument("what", choices=["account", "app", "user", "endpoint", "segment", "events", "verify"])
    erase.add_argument("id", nargs="?", default="", help="what to erase, or the receipt to verify; none for events")
    erase.add_argument("--app", default="", help="the app of the user, endpoint, segment or events")
    erase.add_argument("--before", default="", metavar="DAY", help="events only: those of days before this one, YYYY-MM-DD")
    erase.add_argument("--yes", action="store_true", help="do it")
    erase.add_argument("--receipt", default="", metavar="FILE", help="write the signed receipt there")
    explain = command("explain", "say why an endpoint did or did not get a campaign", _remote("explain"))
    for name in ("--app", "--endpoint", "--campaign"):
        explain.add_argument(name, required=True)
    explain.add_argument("--run", dest="run_id", default="", help="one run; default: the newest")
    retention = command("retention", "set how many days an app's events are kept", _remote("retention"))
    retention.add_argument("action", choices=["set"])
    retention.add_argument("days", type=int)
    retention.add_argument("--app", required=True)
    retention.add_argument("--confirm-deletion", action="store_true", help="needed to lower the number, which deletes what is older")
    _job_commands(command)


def _job_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    role = "arn:aws:iam::000000000000:role/import"
    load = command("import", "import endpoints, or event history, from a file or an s3:// URL", _remote("import_file"))
    load.add_argument("source", nargs="+", help="file or s3:// URL; `events FILE` for records of an event stream")
    load.add_argument("--app", required=True)
    load.add_argument("--format", choices=["CSV", "JSON"])
    load.add_argument("--segment", default="", help="name of a segment to define from the rows")
    load.add_argument("--role", default=role)
    save = command("export", "export endpoints below an s3:// prefix", _remote("export_file"))
    save.add_argument("target", help="s3://bucket/prefix")
    save.add_argument("--app", required=True)
    save.add_argument("--segment", default="", help="id of a segment; default: all endpoints")
    save.add_argument("--role", default=role)


def _keep_private() -> None:
    """What this process and its children write is for its user alone, whatever the shell says."""
    os.umask(0o077)


def _up(arguments: argparse.Namespace) -> int:
    from launcher.up import run

    _keep_private()
    return run(os.environ)


def _serve(arguments: argparse.Namespace) -> int:
    from launcher.serve import run

    _keep_private()
    return run(arguments.name)


def _bench(arguments: argparse.Namespace) -> int:
    from launcher.bench import run

    return run(arguments.row, arguments.json, os.environ)


def _migrate(arguments: argparse.Namespace) -> int:
    from launcher import local
    from launcher.migrate import run

    local.show(arguments, run(arguments.names, os.environ))
    return 0


def _status(arguments: argparse.Namespace) -> int:
    from launcher import local, status

    found = status.report(os.environ)
    local.show(arguments, found if arguments.json else status.words(found))
    return 0 if found["ready"] else 1


def _diagnostics(arguments: argparse.Namespace) -> int:
    from launcher import diagnostics, local

    local.show(arguments, diagnostics.write(os.environ, arguments.output))
    return 0


def _certs(arguments: argparse.Namespace) -> int:
    from launcher import certs, local

    local.show(arguments, certs.run(arguments))
    return 0


def _config(arguments: argparse.Namespace) -> int:
    from launcher import local

    checked = arguments.action == "check"
    local.show(arguments, local.check_config(os.environ, arguments.file) if checked else local.explain_config(os.environ))
    return 0


def _archive(name: str) -> Callable[[argparse.Namespace], int]:
    """`backup` or `restore` of `launcher.backup`."""

    def run(arguments: argparse.Namespace) -> int:
        from launcher import backup, local

        _keep_private()
        local.show(arguments, getattr(backup, name)(arguments, os.environ))
        return 0

    return run


def _keys(arguments: argparse.Namespace) -> int:
    if arguments.action not in ("rotate-master", "wrap-master"):
        return _remote("keys")(arguments)
    from launcher import local, master

    local.show(arguments, master.run(arguments, os.environ))
    return 0


def _local(work: Callable[[Any, Any, argparse.Namespace], Any]) -> Callable[[argparse.Namespace], int]:
    def run(arguments: argparse.Namespace) -> int:
        from launcher import local

        local.show(arguments, work(local, os.environ, arguments))
        return 0

    return run


def _remote(name: str) -> Callable[[argparse.Namespace], int]:
    """A command of `launcher.commands`, given a signed client."""

    def run(arguments: argparse.Namespace) -> int:
        from launcher import client, commands, local

        if arguments.command == "keys" and arguments.action in ("disable", "delete") and not arguments.key_id:
            raise Refused(f"Name the key: counterpoint keys {arguments.action} CPAK…")
        arguments.data = str(local.data_path(os.environ))
        local.show(arguments, getattr(commands, name)(client.connect(os.environ), arguments))
        return 0

    return run


if __name__ == "__main__":
    sys.exit(main())
