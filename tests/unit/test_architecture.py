"""The house of DESIGN §2: which room may import which, and how large a file may be."""

from __future__ import annotations

import ast
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.synth import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGE = ROOT / "workspaces_constructs"
ROOMS = ("facts", "custom_resources", "network", "directory", "desktops", "operations", "scenarios", "deployment")
"""From the ground up: a room imports itself and the rooms before it."""

RUNTIMES = (PACKAGE / "custom_resources/runtime", PACKAGE / "desktops/fleet/runtime")
"""What is sent to AWS Lambda as it stands there."""

BOTO = {"boto3", "botocore"}
"""What Lambda has beside the standard library; ``mypy_boto3_*`` are types, which only mypy imports."""


def modules(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """The absolute name of every module that a file imports, anywhere in it."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = [*package[: len(package) - node.level + 1]] if node.level else []
            yield ".".join([*base, *([node.module] if node.module else [])])


def rooms(path: Path) -> set[str]:
    return {
        name.split(".")[1]
        for name in imports(path)
        if name.startswith("workspaces_constructs.") and name.split(".")[1] in {*ROOMS, "rules", "testing"}
    }


@pytest.mark.parametrize("room", ROOMS)
def test_arrows_run_one_way_only(room: str) -> None:
    allowed = set(ROOMS[: ROOMS.index(room) + 1])

    assert {str(path): rooms(path) - allowed for path in modules(PACKAGE / room) if rooms(path) - allowed} == {}


def test_rules_import_facts_and_nothing_else_of_ours() -> None:
    assert [path for path in modules(PACKAGE / "rules") if rooms(path) - {"facts", "rules"}] == []


def test_nothing_imports_what_is_for_tests() -> None:
    inside = modules(PACKAGE / "testing")

    assert inside
    assert [path for path in modules(PACKAGE) if path not in inside and "testing" in rooms(path)] == []


def test_only_the_module_for_snapshots_needs_what_the_library_does_not_depend_on() -> None:
    needing = [path.name for path in modules(PACKAGE) if any(name.startswith("syrupy") for name in imports(path))]

    assert needing == ["snapshots.py"]


def test_reachability_needs_no_cdk() -> None:
    heavy = {"aws_cdk", "constructs", "jsii", "cdk_nag"}
    folder = PACKAGE / "testing/reachability"

    assert [path for path in modules(folder) if heavy & {name.split(".")[0] for name in imports(path)}] == []


def test_facts_import_no_cdk() -> None:
    heavy = {"aws_cdk", "constructs", "jsii", "boto3", "pydantic"}

    assert [path for path in modules(PACKAGE / "facts") if heavy & {name.split(".")[0] for name in imports(path)}] == []


@pytest.mark.parametrize("runtime", RUNTIMES, ids=str)
def test_a_runtime_imports_nothing_but_boto3_and_the_standard_library(runtime: Path) -> None:
    own = {path.stem for path in modules(runtime)}
    package = ".".join(runtime.relative_to(ROOT).parts)
    assert own
    for path in modules(runtime):
        for name in imports(path):
            first = name.split(".")[0]
            known = first in BOTO or first in sys.stdlib_module_names or first in own
            assert name.startswith(package) or known or first.startswith("mypy_boto3_"), (path, name)


def test_the_library_does_not_know_the_local_aws_and_the_local_aws_not_the_library() -> None:
    assert [path for path in modules(PACKAGE) if any(name.startswith("local_aws") for name in imports(path))] == []
    offenders = {
        str(path): name
        for path in modules(ROOT / "local_aws")
        for name in imports(path)
        if name.startswith("workspaces_constructs") and not name.startswith("workspaces_constructs.facts")
    }
    assert offenders == {}


def test_there_is_no_circle() -> None:
    graph = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): set(imports(path))
        for path in modules(PACKAGE)
        if path.name != "__init__.py"
    }
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join([*trail[trail.index(name) :], name])
        if name not in done:
            for other in graph[name] & graph.keys():
                visit(other, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def test_reading_the_library_asks_nothing_of_the_cdk() -> None:
    """``app.py`` reads it in one thread while another talks to Node, and there is one line to Node."""
    code = """
import sys, importlib, aws_cdk, cdk_nag
from jsii._kernel.providers.process import _NodeProcess
asked = []
_NodeProcess.send = lambda _, request, *__: asked.append(request)
for name in sys.argv[1:]:
    importlib.import_module(name)
print(len(sys.argv) > 100, asked)
"""
    packaged = [path for path in modules(PACKAGE) if (path.parent / "__init__.py").exists()]
    inside = [path for path in packaged if not path.is_relative_to(PACKAGE / "testing") and path.name != "__main__.py"]
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in inside if path.name != "__init__.py"]
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code, *names], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "True []"


def test_no_file_is_longer_than_400_lines() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],  # noqa: S607 - git is on the path
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    lengths = {name: len((ROOT / name).read_text().splitlines()) for name in listed if (ROOT / name).exists()}

    assert len(lengths) > 50
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_nothing_that_ends_in_a_template_depends_on_clock_or_chance() -> None:
    chance = {"random", "secrets", "time", "uuid"}
    for path in modules(PACKAGE):
        runs_elsewhere = path.parent in RUNTIMES or not (path.parent / "__init__.py").exists()
        if not runs_elsewhere:
            assert not chance & {name.split(".")[0] for name in imports(path)}, path
            assert "datetime.now" not in path.read_text(), path
            assert "date.today" not in path.read_text(), path
