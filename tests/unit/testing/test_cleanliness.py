"""``assert_clean``: findings of this library's rules and of cdk-nag, with where, what and how to fix it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
import pytest
from aws_cdk import aws_s3 as s3
from constructs import Construct

from tests.support.synth import new_app, variant_app
from workspaces_constructs.rules import Violation, rule
from workspaces_constructs.testing import assert_clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules import Level, Rule, Templates


def made_rule(level: Level = "warning") -> Rule:
    @rule(
        "WorkSpaces-OWN1",
        level,
        title="Buckets have names",
        reason="A test asks for it.",
        fix="Give the bucket a name.",
        source="this test",
    )
    def named(templates: Templates) -> Iterator[Violation]:
        for bucket in templates.of_type("AWS::S3::Bucket"):
            if not bucket.properties.has("BucketName"):
                yield Violation(bucket, "the bucket has no name", "BucketName")

    return named


NAG = ["AwsSolutions-S1", "AwsSolutions-S10"]


FINDINGS = """\
3 findings in Stack:
error AwsSolutions-S1 at Stack/Around/Bucket/Resource
    The S3 Bucket has server access logs disabled.
    fix: see the rule in cdk-nag's RULES.md
error AwsSolutions-S10 at Stack/Around/Bucket/Resource
    The S3 Bucket or bucket policy does not require requests to use SSL.
    fix: see the rule in cdk-nag's RULES.md
warning WorkSpaces-OWN1 at Stack/Around/Bucket/Resource Properties.BucketName
    the bucket has no name
    fix: Give the bucket a name."""


def stack_with_bucket() -> tuple[cdk.App, cdk.Stack, s3.Bucket]:
    app = new_app()
    stack = cdk.Stack(app, "Stack")
    return app, stack, s3.Bucket(Construct(stack, "Around"), "Bucket")


def test_a_clean_stack_passes() -> None:
    _, stack, _ = stack_with_bucket()

    assert_clean(stack, ignoring=NAG)
    assert_clean(stack, ignoring=[*NAG, "WorkSpaces-OWN1"], rules=[made_rule()])


def test_findings_have_path_message_and_fix() -> None:
    _, stack, _ = stack_with_bucket()
    with pytest.raises(AssertionError) as raised:
        assert_clean(stack, rules=[made_rule()])

    assert str(raised.value) == FINDINGS


@pytest.mark.parametrize(("level", "least", "fails"), [
    ("error", "error", True),
    ("warning", "error", False),
    ("warning", "warning", True),
    ("advice", "warning", False),
    ("advice", "advice", True),
])  # fmt: skip
def test_the_least_level_that_fails(level: Level, least: Level, fails: bool) -> None:
    _, stack, _ = stack_with_bucket()
    if fails:
        with pytest.raises(AssertionError, match="1 finding in Stack"):
            assert_clean(stack, ignoring=NAG, level=least, rules=[made_rule(level)])
    else:
        assert_clean(stack, ignoring=NAG, level=least, rules=[made_rule(level)])


@pytest.mark.parametrize("where", ["app", "stack", "around", "bucket"])
@pytest.mark.parametrize("prefix", ["", "WorkSpaces::"])
def test_what_is_acknowledged_is_no_finding(where: str, prefix: str) -> None:
    app, stack, bucket = stack_with_bucket()
    around = bucket.node.scope
    assert around is not None
    construct = {"app": app, "stack": stack, "around": around, "bucket": bucket}[where]
    cdk.Validations.of(construct).acknowledge(
        cdk.Acknowledgment(id=f"{prefix}WorkSpaces-OWN1", reason="the test says so"),
        *[cdk.Acknowledgment(id=each, reason="the test says so") for each in NAG],
    )

    assert_clean(stack, rules=[made_rule()])


def test_other_stacks_are_not_told() -> None:
    app, stack, _ = stack_with_bucket()
    other = cdk.Stack(app, "Stack2")
    s3.Bucket(other, "Bucket", bucket_name="named")

    assert_clean(other, ignoring=NAG, rules=[made_rule("error")])
    with pytest.raises(AssertionError, match="1 finding in Stack:"):
        assert_clean(stack, ignoring=NAG, rules=[made_rule("error")])
    with pytest.raises(AssertionError, match="1 finding in the app:"):
        assert_clean(app, ignoring=NAG, rules=[made_rule("error")])


@pytest.mark.parametrize("ignoring", [["WorkSpaces-NOSUCH1"], "WorkSpaces-OWN1", ["Other-S1"]])
def test_a_rule_that_there_is_not_cannot_be_ignored(ignoring: list[str]) -> None:
    _, stack, _ = stack_with_bucket()
    with pytest.raises(ValueError, match="no rule"):
        assert_clean(stack, ignoring=ignoring, rules=[made_rule()])


@pytest.mark.parametrize("variant", ["standalone", "one-way-trust"])
def test_our_scenarios_are_clean(variant: str) -> None:
    assert_clean(variant_app(variant))
