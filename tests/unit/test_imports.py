"""The rules of import (architecture.md): who may know whom, read from the code itself."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("segments", "campaigns", "journeys", "delivery", "analytics")
_OURS = ("kit", "gateway", "services", "launcher", "samples", "bench", "tests", "counterpoint")
# What a domain may not touch: the network, databases, the bus, and the clock or chance of its own.
_IMPURE = ("grpc", "sqlalchemy", "asyncpg", "nats", "redis", "aiohttp", "clickhouse_connect", "boto3", "socket", "asyncio", "random", "secrets", "time")
_HARMLESS_KIT = ("kit.errors", "kit.tags", "kit.times", "kit.wire")


@cache
def imports(folder: str) -> list[tuple[Path, str]]:
    """(file, imported module) of every import below a folder."""
    found = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found += [(path.relative_to(ROOT), alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found += [(path.relative_to(ROOT), f"{node.module}.{alias.name}") for alias in node.names]
    return found


def offenders(folder: str, forbidden: tuple[str, ...], allowed: tuple[str, ...] = ()) -> list[str]:
    def under(module: str, roots: tuple[str, ...]) -> bool:
        return any(module == root or module.startswith(root + ".") for root in roots)

    return [f"{path} imports {module}" for path, module in imports(folder) if under(module, forbidden) and not under(module, allowed)]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_imports_no_other_service(name: str) -> None:
    others = tuple(f"services.{other}" for other in SERVICES if other != name)
    assert offenders(f"services/{name}", (*others, "gateway", "launcher", "samples", "bench", "tests")) == []


def test_kit_imports_no_service_and_no_product_noun() -> None:
    code = offenders("kit", ("services", "gateway", "launcher", "samples", "bench", "tests"))
    contracts = [line for line in offenders("kit", ("counterpoint",), ("counterpoint.options",)) if not line.startswith("kit/wire/")]
    assert code + contracts == []


def test_the_gateway_imports_only_kit_and_contracts() -> None:
    assert offenders("gateway", ("services", "launcher", "samples", "bench", "tests")) == []


def test_only_the_launcher_and_benchmarks_import_services() -> None:
    assert offenders("samples", ("services", "gateway", "kit")) == []


@pytest.mark.parametrize("name", SERVICES)
def test_a_domain_is_pure(name: str) -> None:
    outer = tuple(f"services.{name}.{layer}" for layer in ("store", "rpc", "events", "jobs", "channels", "service", "config"))
    assert offenders(f"services/{name}/domain", (*outer, *_IMPURE)) == []
    assert offenders(f"services/{name}/domain", ("kit",), _HARMLESS_KIT) == []


@pytest.mark.parametrize("name", SERVICES)
def test_inner_layers_do_not_import_the_wiring(name: str) -> None:
    for layer in ("store", "rpc", "events", "jobs"):
        assert offenders(f"services/{name}/{layer}", (f"services.{name}.service",)) == []


def test_generated_code_needs_no_generator_at_run_time() -> None:
    for folder in ("kit", "gateway", "services", "launcher"):
        assert offenders(folder, ("grpc_tools",)) == []
