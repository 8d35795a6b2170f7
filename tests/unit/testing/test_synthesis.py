"""``synthesize``: the templates, and nothing else that a synthesis does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import aws_cdk as cdk
import jsii
import pytest
from aws_cdk import aws_s3 as s3
from constructs import RootConstruct

from workspaces_constructs.testing import synthesize


@jsii.implements(cdk.IPolicyValidationPlugin)
class Plugin:
    """A plugin that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    @property
    def name(self) -> str:
        return "Counting"

    @property
    def version(self) -> str:
        return "1.0.0"

    @property
    def rule_ids(self) -> list[str]:
        return []

    def validate(self, context: cdk.IPolicyValidationContext) -> cdk.PolicyValidationPluginReport:
        del context
        self.asked += 1
        return cdk.PolicyValidationPluginReport(success=True, violations=[])


def app_with(*names: str) -> tuple[cdk.App, list[cdk.Stack]]:
    app = cdk.App()
    stacks = [cdk.Stack(app, name, analytics_reporting=False) for name in names]
    for stack in stacks:
        s3.Bucket(stack, f"In{stack.node.id}")
    return app, stacks


def ids(template: dict[str, dict[str, object]]) -> list[str]:
    return [name[:-8] for name in template["Resources"]]


def test_a_stack_has_one_template_and_an_app_those_of_its_stacks() -> None:
    app, (one, two) = app_with("One", "Two")

    assert ids(synthesize(one)) == ["InOne"]
    assert ids(synthesize(two)) == ["InTwo"]
    assert {name: ids(each) for name, each in synthesize(app).items()} == {"One": ["InOne"], "Two": ["InTwo"]}


def test_it_is_what_the_cdk_writes() -> None:
    app, (stack,) = app_with("One")
    before = synthesize(stack)
    assembly = app.synth()

    assert before == json.loads(Path(assembly.stacks[0].template_full_path).read_text())
    assert [each.stack_name for each in assembly.stacks] == ["One"]
    assert synthesize(stack) == before


def test_stacks_in_stages_and_in_stacks() -> None:
    app, (outer,) = app_with("Outer")
    inner = cdk.NestedStack(outer, "Inner")
    s3.Bucket(inner, "InInner")
    stage = cdk.Stage(app, "Stage")
    staged = cdk.Stack(stage, "Staged")
    s3.Bucket(staged, "InStaged")

    assert ids(synthesize(inner)) == ["InInner"]
    assert ids(synthesize(staged))[0] == "InStaged"
    assert list(synthesize(stage)) == ["Stage-Staged"]
    assert list(synthesize(app)) == ["Outer", "Stage-Staged"]


def test_stacks_of_one_name_are_told_apart() -> None:
    app = cdk.App()
    for region in ("us-east-1", "us-west-2"):
        cdk.Stack(app, region, stack_name="Same", env=cdk.Environment(region=region))

    assert list(synthesize(app)) == ["us-east-1", "us-west-2"]


def test_a_changed_stack_has_a_changed_template() -> None:
    _, (stack,) = app_with("One")
    assert len(ids(synthesize(stack))) == 1
    s3.Bucket(stack, "Another")

    assert len(ids(synthesize(stack))) == 2


def test_no_plugin_is_asked() -> None:
    app, (stack,) = app_with("One")
    plugin = Plugin()
    cdk.Validations.of(app).add_plugins(plugin)
    synthesize(stack)
    synthesize(app)

    assert plugin.asked == 0
    app.synth()
    assert plugin.asked == 1


def test_what_a_construct_refuses_is_still_refused() -> None:
    app, (stack,) = app_with("One")

    @jsii.implements(cdk.IAspect)
    class Refusing:
        def visit(self, node: object) -> None:
            raise ValueError(f"not this one: {node}")

    cdk.Aspects.of(stack).add(Refusing())
    with pytest.raises(RuntimeError, match="not this one"):
        synthesize(stack)
    assert [each.node.id for each in app.node.children] == ["One", "Tree"]


def test_a_stack_without_an_app_is_refused() -> None:
    stack = cdk.Stack(RootConstruct("root"), "Stack")
    with pytest.raises(ValueError, match=r"Stack.*no app"):
        synthesize(stack)


PROCESS = """
import os, pathlib, sys, tempfile
import aws_cdk as cdk
from aws_cdk import aws_s3 as s3
from workspaces_constructs.testing import synthesize
before = dict(os.environ)
app = cdk.App()
stack = cdk.Stack(app, "Stack")
s3.CfnBucket(stack, "Bucket", bucket_name="NOT A NAME")
synthesize(stack)
synthesize(app)
assert dict(os.environ) == before
print("report" if list(pathlib.Path(app.outdir).glob("*report*")) else "none")
"""


def test_the_template_validator_does_not_run_and_nothing_is_left_behind(tmp_path: Path) -> None:
    """In a process of its own, in which nobody has switched the validator off."""
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    environment.pop("CDK_VALIDATION")
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", PROCESS], env=environment, capture_output=True, text=True, check=True, timeout=120
    )

    assert done.stdout == "none\n"
    assert "alidation" not in done.stderr
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith("cdk.out")] == []
    assert tempfile.gettempdir() != str(tmp_path)
