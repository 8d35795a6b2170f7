"""The examples in ``examples/`` and in the docstrings do what they say."""

from __future__ import annotations

import inspect
import json
import os
import re
import runpy
import subprocess
import sys
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_secretsmanager as secretsmanager
from cdk_nag import AwsSolutionsChecks
from cfnlint.api import lint
from cfnlint.config import ManualArgs
from constructs import Construct

import workspaces_constructs
from tests.support.acknowledgements import acknowledgements
from tests.support.synth import ROOT, cdk_context, new_app
from tests.support.templates import by_type
from workspaces_constructs import (
    AdConnector,
    DirectoryRegistration,
    ManagedMicrosoftAd,
    ServiceAccount,
    WorkspacesVpc,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/app.py"))


@cache
def example(name: str) -> tuple[cdk.App, dict[str, Any]]:
    """An example's app and template, run in this process as the CLI would run it in its own."""
    before = dict(os.environ)
    os.environ["CDK_CONTEXT_JSON"] = json.dumps(cdk_context())
    os.environ["CDK_OUTDIR"] = new_app().outdir
    try:
        app = runpy.run_path(str(ROOT / "examples" / name / "app.py"))["app"]
    finally:
        os.environ.clear()
        os.environ.update(before)
    (path,) = Path(app.outdir).glob("*.template.json")
    return app, json.loads(path.read_text())


def test_there_are_examples() -> None:
    assert EXAMPLES == ["bring_your_own", "desktops_on_existing_directory", "standalone_scenario"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_has_desktops_and_no_findings(name: str) -> None:
    app, made = example(name)

    assert len(by_type(made, "AWS::WorkSpaces::Workspace")) == 2
    errors = lint(json.dumps(made, indent=1), config=ManualArgs(regions=["us-east-1", "eu-central-1", "eu-west-1"]))
    assert [str(match) for match in errors if match.rule.id.startswith("E")] == []
    assert AwsSolutionsChecks().validate_scope(app).success
    assert not [found for found in acknowledgements(app) if isinstance(found.construct, cdk.App | cdk.Stack)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_short_and_says_how_to_run_it(name: str) -> None:
    text = (ROOT / "examples" / name / "app.py").read_text()

    assert len(text.splitlines()) < 60
    assert f"examples/{name}/app.py" in text


def test_an_example_runs_in_a_process_of_its_own(tmp_path: Path) -> None:
    subprocess.run(  # noqa: S603 - our own app
        [sys.executable, f"examples/{EXAMPLES[0]}/app.py"],
        cwd=ROOT,
        env={**os.environ, "CDK_OUTDIR": str(tmp_path)},
        capture_output=True,
        check=True,
        timeout=120,
    )

    assert list(tmp_path.glob("*.template.json"))


def docstring_examples() -> Iterator[tuple[str, str]]:
    for name in workspaces_constructs.__all__:
        documentation = inspect.getdoc(getattr(workspaces_constructs, name)) or ""
        for block in re.findall(r"\.\. code-block:: python\n\n((?: +.*\n|\n)+?)(?=\n?\S|\Z)", documentation):
            yield name, dedent(block)


def surroundings(stack: cdk.Stack) -> dict[str, object]:
    """What the blocks take as given."""
    scope = Construct(stack, "Given")
    network = WorkspacesVpc(scope, "Network")
    assert network.directory_subnets is not None
    subnets = network.desktop_subnets["Desktops"].subnets
    secret = secretsmanager.Secret(scope, "Secret")
    directory = ManagedMicrosoftAd(
        scope,
        "Directory",
        vpc=network.vpc,
        subnets=network.directory_subnets.subnets,
        domain_name="corp.example.com",
    )
    connector = AdConnector(
        scope,
        "Connector",
        vpc=network.vpc,
        subnets=subnets,
        domain_name="corp.example.com",
        dns_addresses=directory.dns_addresses,
        service_account=ServiceAccount("svc-workspaces", secret),
    )
    registration = DirectoryRegistration(scope, "Registration", directory=connector, vpc=network.vpc, subnets=subnets)
    return {
        "stack": stack,
        "network": network,
        "secret": secret,
        "directory": directory,
        "connector": connector,
        "registration": registration,
    }


DOCSTRINGS = list(docstring_examples())


def test_the_docstrings_have_examples() -> None:
    assert {
        "AdConnector",
        "DirectoryRegistration",
        "DirectoryUsers",
        "ManagedMicrosoftAd",
        "StandaloneScenario",
        "Workspace",
        "WorkspacesVpc",
    } <= {name for name, _ in DOCSTRINGS}


@pytest.mark.parametrize(("name", "block"), DOCSTRINGS, ids=[name for name, _ in DOCSTRINGS])
def test_a_docstrings_example_runs(name: str, block: str) -> None:
    app = new_app()
    stack = cdk.Stack(app, "Stack", env=cdk.Environment(region="us-east-1"), analytics_reporting=False)
    public = {offered: getattr(workspaces_constructs, offered) for offered in workspaces_constructs.__all__}

    exec(compile(block, f"<docstring of {name}>", "exec"), {**public, **surroundings(stack)})  # noqa: S102 - our own text

    app.synth()
