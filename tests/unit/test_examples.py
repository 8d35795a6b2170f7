"""The examples in ``examples/`` and in the docstrings do what they say."""

from __future__ import annotations

import importlib
import inspect
import json
import os
import pkgutil
import re
import runpy
import subprocess
import sys
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any, Final

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk.cx_api import SynthesisMessageLevel
from cdk_nag import AwsSolutionsChecks
from cfnlint.api import lint
from cfnlint.config import ManualArgs
from constructs import Construct

import workspaces_constructs
from tests.support.acknowledgements import acknowledgements
from tests.support.certificates import authority
from tests.support.synth import ROOT, cdk_context, new_app
from tests.support.templates import by_type
from workspaces_constructs import (
    AdConnector,
    Bundle,
    DesktopSubnets,
    DirectoryRegistration,
    ImageBuilderWorkspace,
    ManagedMicrosoftAd,
    OnPremisesDomain,
    ProxyEgress,
    ServiceAccount,
    SiteToSiteVpn,
    Trust,
    VirtualPrivateGateway,
    WorkspacesChecks,
    WorkspacesVpc,
)
from workspaces_constructs.facts.ports import RADIUS

if TYPE_CHECKING:
    from collections.abc import Iterator

ERROR = SynthesisMessageLevel.ERROR
MARK = re.compile(r"^ *\.\. code-block:: python$", re.MULTILINE)
BLOCK = re.compile(r"\.\. code-block:: python\n\n((?: +.*\n|\n)+?)(?=\n?\S|\Z)")
EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/app.py"))


@cache
def example(name: str) -> tuple[cdk.App, list[dict[str, Any]]]:
    """An example's app and templates, run in this process as the CLI would run it in its own."""
    before = dict(os.environ)
    os.environ["CDK_CONTEXT_JSON"] = json.dumps(cdk_context())
    os.environ["CDK_OUTDIR"] = new_app().outdir
    try:
        app = runpy.run_path(str(ROOT / "examples" / name / "app.py"))["app"]
    finally:
        os.environ.clear()
        os.environ.update(before)
    return app, [json.loads(path.read_text()) for path in sorted(Path(app.outdir).glob("*.template.json"))]


MADE: Final = {
    "bring_your_own": (2, 0),
    "desktops_on_existing_directory": (2, 0),
    "fleet_from_csv": (0, 1),
    "fleet_from_group": (0, 1),
    "image_to_fleet": (1, 1),
    "standalone_scenario": (2, 0),
    "ten_desktops": (10, 0),
}
"""How many desktops of CloudFormation's and how many fleets each example has."""


def test_there_are_examples() -> None:
    assert list(MADE) == EXAMPLES


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_has_desktops_and_no_findings(name: str) -> None:
    app, made = example(name)

    kinds = ("AWS::WorkSpaces::Workspace", "Custom::WorkspacesFleet")
    assert tuple(sum(len(by_type(template, kind)) for template in made) for kind in kinds) == MADE[name]
    for template in made:
        text = json.dumps(template, indent=1)
        errors = lint(text, config=ManualArgs(regions=["us-east-1", "eu-central-1", "eu-west-1"]))
        assert [str(match) for match in errors if match.rule.id.startswith("E")] == []
    assert AwsSolutionsChecks().validate_scope(app).success
    assert not WorkspacesChecks().validate_scope(app).violations
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


def docstring_examples() -> Iterator[tuple[str, str, str]]:
    """Of each example: what it belongs to, the module, and the text."""
    for found in pkgutil.walk_packages(workspaces_constructs.__path__, "workspaces_constructs."):
        if found.ispkg or ".runtime." in found.name:
            continue
        for name, thing in vars(importlib.import_module(found.name)).items():
            if getattr(thing, "__module__", None) == found.name:
                for block in BLOCK.findall(f"{inspect.cleandoc(thing.__doc__ or '')}\n"):
                    yield name, found.name, dedent(block)


def surroundings(app: cdk.App, stack: cdk.Stack) -> dict[str, object]:
    """What the blocks take as given: an own network with all its pairs, a domain at each end, secrets and a key."""
    scope = Construct(stack, "Given")
    network = WorkspacesVpc(
        scope,
        "Network",
        desktop_subnets=[DesktopSubnets("Desktops"), DesktopSubnets("contractors")],
        public_subnets=True,
        server_subnets=True,
        radius_subnets=True,
        proxy_subnets=True,
        link_subnets=True,
    )
    assert network.directory_subnets is not None
    assert network.proxy_subnets is not None
    subnets = network.desktop_subnets["Desktops"].subnets
    secrets = {name: secretsmanager.Secret(scope, name) for name in ("secret", "administrator", "restore_mode")}
    directory = ManagedMicrosoftAd(
        scope,
        "Directory",
        vpc=network.vpc,
        subnets=network.directory_subnets.subnets,
        domain_name="aws.example.com",
    )
    connector = AdConnector(
        scope,
        "Connector",
        vpc=network.vpc,
        subnets=subnets,
        domain_name=directory.domain_name,
        dns_addresses=directory.dns_addresses,
        service_account=ServiceAccount("svc-workspaces", secrets["secret"]),
    )
    on_premises = OnPremisesDomain("corp.example.com", ["10.20.0.10", "10.20.1.10"], ["10.20.0.0/16"])
    gateway = VirtualPrivateGateway(scope, "Gateway", vpc=network.vpc)
    registration = DirectoryRegistration(scope, "Registration", directory=connector, vpc=network.vpc, subnets=subnets)
    return {
        "Path": Path,
        "ec2": ec2,
        "RADIUS": RADIUS,
        "stack": stack,
        "shared_stack": cdk.Stack(app, "Shared", env=cdk.Environment(region=stack.region)),
        "desktops_stack": cdk.Stack(app, "Desktops", env=cdk.Environment(region=stack.region)),
        "network": network,
        "key": kms.Key(scope, "Key"),
        **secrets,
        "directory": directory,
        "connector": connector,
        "registration": registration,
        "builder": ImageBuilderWorkspace(
            scope,
            "Builder",
            registration=registration,
            user_name="image-builder",
            bundle=Bundle.from_id("wsb-0123456789", operating_system="WINDOWS_SERVER_2022"),
        ),
        "bucket": s3.Bucket(scope, "Bucket"),
        "on_premises": on_premises,
        "trust": Trust(scope, "Trust", directory=directory, remote=on_premises, direction="two-way"),
        "vpn": SiteToSiteVpn(scope, "Vpn", gateway=gateway, customer_gateway_address="198.51.100.10"),
        "proxy": ProxyEgress(
            scope,
            "Proxy",
            vpc=network.vpc,
            subnets=network.proxy_subnets,
            desktop_cidrs=network.desktop_subnets["contractors"].cidrs,
            allowed_domains=["www.example.com"],
        ),
    }


DOCSTRINGS = list(docstring_examples())


@pytest.mark.parametrize("name", [name for name in workspaces_constructs.__all__ if name.endswith("Scenario")])
def test_every_scenario_has_an_example(name: str) -> None:
    assert name in {named for named, _, _ in DOCSTRINGS}


def test_no_example_is_overlooked() -> None:
    """Blocks are found by how they are written: one that is written otherwise, or elsewhere, would not be run."""
    written = [path for path in (ROOT / "workspaces_constructs").rglob("*.py") for _ in MARK.findall(path.read_text())]

    assert len(DOCSTRINGS) == len(written)


@pytest.mark.parametrize(("name", "module", "block"), DOCSTRINGS, ids=[name for name, _, _ in DOCSTRINGS])
def test_a_docstrings_example_runs(
    name: str, module: str, block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ca.pem").write_text(authority("Example CA"))
    (tmp_path / "people.csv").write_text("user\nalice\n")
    monkeypatch.chdir(tmp_path)
    app = new_app()
    stack = cdk.Stack(app, "Stack", env=cdk.Environment(region="us-east-1"), analytics_reporting=False)
    public = {offered: getattr(workspaces_constructs, offered) for offered in workspaces_constructs.__all__}
    own = {} if name in public else vars(sys.modules[module])

    code = compile(block, f"<docstring of {name}>", "exec")
    exec(code, {**own, **public, **surroundings(app, stack)})  # noqa: S102 - our own text

    stacks = app.synth().stacks
    assert not [message.entry.data for made in stacks for message in made.messages if message.level == ERROR]
