"""The command line `counterpoint`: what each command takes, and the module that does it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

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

    up = commands.add_parser("up", help="start everything on this machine, in the foreground")
    up.set_defaults(run=_up)

    serve = commands.add_parser("serve", help="run one process, configured by its environment")
    serve.add_argument("name", help="segments, campaigns, journeys, delivery, analytics, gateway or columns")
    serve.set_defaults(run=_serve)

    migrate = commands.add_parser("migrate", help="bring database schemas and bus streams to this version")
    migrate.add_argument("names", nargs="*", help="services whose schema is meant")
    migrate.add_argument("--json", action="store_true")
    migrate.set_defaults(run=_migrate)
    return parser


def _up(arguments: argparse.Namespace) -> int:
    from launcher.up import run

    return run(os.environ)


def _serve(arguments: argparse.Namespace) -> int:
    from launcher.serve import run

    return run(arguments.name)


def _migrate(arguments: argparse.Namespace) -> int:
    import json

    from launcher.migrate import run

    counts = run(arguments.names, os.environ)
    if arguments.json:
        print(json.dumps(counts))
    else:
        for name, count in counts.items():
            print(f"{name}: {count} step{'' if count == 1 else 's'} applied")
    return 0


if __name__ == "__main__":
    sys.exit(main())
