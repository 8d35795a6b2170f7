"""``from workspaces_constructs import ...``: every name is there, documented, and loaded only when it is used."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import subprocess
import sys

import pytest
from constructs import Construct

import workspaces_constructs
from tests.support.synth import ROOT


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

    parameters = [
        parameter
        for parameter in inspect.signature(public.__init__).parameters
        if parameter not in {"self", "args", "kwargs"}
    ]
    if issubclass(public, Construct) and "__init__" in vars(public):
        assert not [parameter for parameter in parameters if f"    {parameter}: " not in documentation]
        keywords = list(inspect.signature(public.__init__).parameters.values())[3:]
        assert all(item.kind is inspect.Parameter.KEYWORD_ONLY for item in keywords)


def test_every_module_is_documented_and_names_what_it_offers() -> None:
    runtime = "workspaces_constructs.custom_resources.runtime"
    for found in pkgutil.walk_packages(workspaces_constructs.__path__, "workspaces_constructs."):
        if found.name.startswith(runtime):
            continue
        module = importlib.import_module(found.name)
        assert module.__doc__, found.name
        if not found.ispkg:
            assert [name for name in module.__all__ if not hasattr(module, name)] == [], found.name
