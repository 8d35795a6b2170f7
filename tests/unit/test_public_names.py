"""``from workspaces_constructs import ...``: every name is there, documented, and loaded only when it is used."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from typing import is_typeddict

import pytest
from constructs import Construct

import workspaces_constructs
from tests.support.synth import ROOT
from workspaces_constructs.rules import Rule

UNPACKED = re.compile(r"Unpack\[(\w+)\]")
OPTION_TYPES = [name for name in workspaces_constructs.__all__ if is_typeddict(getattr(workspaces_constructs, name))]


def test_the_names_are_sorted_and_each_leads_somewhere() -> None:
    names = workspaces_constructs.__all__

    assert names == sorted(set(names))
    assert {name: getattr(workspaces_constructs, name).__name__ for name in names} == {name: name for name in names}
    assert set(names) <= set(dir(workspaces_constructs))


def test_editors_and_mypy_see_the_same_names() -> None:
    module = ast.parse((ROOT / "workspaces_constructs/__init__.py").read_text())
    (seen,) = [node for node in module.body if isinstance(node, ast.If)]
    imported = [alias.name for node in seen.body if isinstance(node, ast.ImportFrom) for alias in node.names]

    assert sorted(imported) == workspaces_constructs.__all__


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Workspase'"):
        _ = workspaces_constructs.Workspase


@pytest.mark.parametrize("module", ["aws_cdk", "pydantic", "boto3"])
def test_the_package_alone_loads_nothing_heavy(module: str) -> None:
    code = (
        f"import sys, workspaces_constructs; workspaces_constructs.ConfigurationError; print('{module}' in sys.modules)"
    )
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("name", workspaces_constructs.__all__)
def test_every_public_name_is_documented(name: str) -> None:
    public = getattr(workspaces_constructs, name)
    documentation = inspect.getdoc(public) or ""
    assert documentation.partition("\n")[0].endswith((".", ":"))

    if issubclass(public, Construct) and "__init__" in vars(public):
        _, _, _, *keywords = inspect.signature(public.__init__).parameters.values()
        named = [item.name for item in keywords if item.kind is inspect.Parameter.KEYWORD_ONLY]
        assert [item for item in keywords if item.name not in named] == more_options(public)
        assert not [name for name in ("scope", "construct_id", *named) if f"    {name}: " not in documentation]


def more_options(construct: type) -> list[inspect.Parameter]:
    """The parameter ``**options`` of a construct, if it has one; only the typed kind counts."""
    parameters = inspect.signature(vars(construct).get("__init__", object.__init__)).parameters.values()
    return [item for item in parameters if item.kind is item.VAR_KEYWORD and UNPACKED.fullmatch(str(item.annotation))]


def described_keys(option_type: type) -> set[str]:
    """The keys that a type of options describes itself."""
    return set(re.findall(r"^    (\w+): \S", inspect.getdoc(option_type) or "", re.MULTILINE))


WITH_OPTIONS = [
    name
    for name in workspaces_constructs.__all__
    if issubclass(getattr(workspaces_constructs, name), Construct)
    and more_options(getattr(workspaces_constructs, name))
]


def test_scenarios_take_options() -> None:
    scenarios = {name for name in workspaces_constructs.__all__ if name.endswith("Scenario")}

    assert len(scenarios) == 7
    assert {*scenarios, "SharedServicesVpc"} == set(WITH_OPTIONS)


@pytest.mark.parametrize("name", WITH_OPTIONS)
def test_every_option_is_described_where_the_constructs_documentation_says(name: str) -> None:
    construct = getattr(workspaces_constructs, name)
    (parameter,) = more_options(construct)
    taken = getattr(workspaces_constructs, UNPACKED.sub(r"\1", parameter.annotation))
    *_, about = (inspect.getdoc(construct) or "").partition("    **options: ")
    pointed_at = re.findall(r":class:`(\w+)`", about.partition("\n\n")[0])

    described = set().union(*(described_keys(getattr(workspaces_constructs, there)) for there in pointed_at))
    assert described == set(taken.__annotations__)
    assert taken.__required_keys__ == frozenset()


@pytest.mark.parametrize("name", OPTION_TYPES)
def test_a_type_of_options_describes_keys_of_its_own(name: str) -> None:
    """Each key once: what it takes over from another type is described there."""
    option_type = getattr(workspaces_constructs, name)
    bases = [getattr(workspaces_constructs, other) for other in OPTION_TYPES if other != name]
    inherited = {
        key
        for base in bases
        if base.__annotations__.keys() < option_type.__annotations__.keys()
        for key in base.__annotations__
    }

    assert described_keys(option_type) == option_type.__annotations__.keys() - inherited


def test_every_module_is_documented_and_names_what_it_offers() -> None:
    runtimes = "workspaces_constructs.custom_resources.runtime", "workspaces_constructs.desktops.fleet.runtime"
    families = "workspaces_constructs.rules.families."
    for found in pkgutil.walk_packages(workspaces_constructs.__path__, "workspaces_constructs."):
        if found.name.startswith(runtimes):
            continue
        module = importlib.import_module(found.name)
        assert module.__doc__, found.name
        if found.name.startswith(families):
            assert any(isinstance(each, Rule) for each in vars(module).values()), found.name
        elif not found.ispkg:
            assert [name for name in module.__all__ if not hasattr(module, name)] == [], found.name
