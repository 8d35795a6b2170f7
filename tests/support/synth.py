"""Templates to look at: each variant is synthesised once in a test process."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
import aws_cdk.cloud_assembly_schema

from tests.support.variants import KEY, SCENARIO_VARIANTS, existing_subnet
from workspaces_constructs.deployment import build
from workspaces_constructs.deployment.loading import parse
from workspaces_constructs.strict_yaml import read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ROOT = Path(__file__).parents[2]
_OUTPUT = tempfile.TemporaryDirectory(prefix="cdk.out-")

Template = dict[str, Any]
Tree = dict[str, Any]


@cache
def cdk_context() -> dict[str, Any]:
    """The feature flags with which the real CLI runs ``app.py``."""
    context: dict[str, Any] = json.loads((ROOT / "cdk.json").read_text())["context"]
    return context


def standalone_settings() -> Tree:
    """The tree of the repository's own settings file; a fresh one at each call."""
    return settings_of("standalone")


def settings_of(scenario: str) -> Tree:
    """The tree of the repository's settings file of a scenario; a fresh one at each call."""
    tree = read_yaml(ROOT / f"settings/{scenario}.yaml")
    assert isinstance(tree, dict)
    return tree


def _region_agnostic(tree: Tree) -> None:
    del tree["environment"]


def _registered_directly(tree: Tree) -> None:
    tree["directory"]["registered"] = "directory"


def _retain(tree: Tree) -> None:
    tree["removal"] = "retain"
    tree["termination_protection"] = True


def _two_personas(tree: Tree) -> None:
    tree["network"]["routed_cidrs"] = ["10.9.0.0/24"]
    tree["personas"].append(
        {"name": "contractors", "desktops": 20, "egress": "none", "help_desk_cidrs": ["10.9.0.0/24"]}
    )
    tree["users"].append({"user_name": "carol", "persona": "contractors"})


def _existing(tree: Tree) -> None:
    tree["network"] = {
        "vpc": {
            "vpc_id": "vpc-0123456789abcdef0",
            "cidr": "172.30.0.0/16",
            "availability_zones": ["us-east-1c", "us-east-1e"],
            "desktop_subnets": {"employees": [existing_subnet(1), existing_subnet(2)]},
        }
    }
    tree["directory"] = {"domain_name": "corp.example.com", "existing_directory_id": "d-0123456789"}
    tree["keys"] = {"volumes_arn": KEY, "records_arn": KEY}
    tree["personas"][0]["bundle"] = {"id": "wsb-0123456789"}


VARIANTS: Mapping[str, Callable[[Tree], None]] = {
    "standalone": lambda _: None,
    "region-agnostic": _region_agnostic,
    "registered-directly": _registered_directly,
    "retain": _retain,
    "two-personas": _two_personas,
    "existing": _existing,
}


ALL_VARIANTS = (*VARIANTS, *SCENARIO_VARIANTS)
"""The variants of the standalone scenario, and those of the other ones."""


def variant_tree(variant: str) -> Tree:
    """The settings of a variant."""
    scenario, change = ("standalone", VARIANTS[variant]) if variant in VARIANTS else SCENARIO_VARIANTS[variant]
    tree = settings_of(scenario)
    change(tree)
    return tree


@cache
def variant_app(variant: str) -> cdk.App:
    """An app with the stacks of a variant."""
    app = new_app()
    build(app, parse(variant_tree(variant), str(ROOT / "settings/variant.yaml")))
    return app


@cache
def templates(variant: str) -> Mapping[str, Template]:
    """The templates of a variant, by the names of their stacks."""
    assembly = variant_app(variant).synth()
    return {stack.stack_name: json.loads(Path(stack.template_full_path).read_text()) for stack in assembly.stacks}


def template(variant: str = "standalone") -> Template:
    """The template with the desktops of a variant."""
    return templates(variant)[variant_tree(variant)["name"]]


def new_app() -> cdk.App:
    """An app with this repository's feature flags; like that of ``app.py`` it names no temporary folders."""
    return cdk.App(context=cdk_context(), stack_traces=False, outdir=tempfile.mkdtemp(dir=_OUTPUT.name))


def synthesised(app: cdk.App) -> Template:
    """The template of an app's only stack."""
    (path,) = Path(app.synth().directory).glob("*.template.json")
    made: Template = json.loads(path.read_text())
    return made


def stack_template(make: Callable[[cdk.Stack], object], region: str | None = "us-east-1") -> Template:
    """The template of a stack that ``make`` fills."""
    app = new_app()
    make(cdk.Stack(app, "Stack", env=cdk.Environment(region=region), analytics_reporting=False))
    return synthesised(app)
