"""Every statement that the library writes allows what it names: IAM takes one that allows nothing without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.support.authorization import mistakes
from tests.support.synth import ALL_VARIANTS, templates
from workspaces_constructs.custom_resources.permissions import PERMISSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.templates import Template

DIRECTORIES: Final = "arn:aws:ds:us-east-1:111122223333:directory/*"
DESKTOPS: Final = "arn:aws:workspaces:us-east-1:111122223333:workspace/*"
ROLE: Final = "arn:aws:iam::111122223333:role/r"
FORMATS: Final = {"partition": "*", "region": "*", "account": "*", "stack": "arn:*:cloudformation:*:*:stack/*"}
SERVICES: Final = {"StepFunctions": "states"}
"""The names in ARNs of services that have another in CloudFormation."""


def tagged(tag: str) -> dict[str, Any]:
    return {"StringEquals": {f"aws:ResourceTag/{tag}": "x"}}


@pytest.mark.parametrize(
    ("action", "resource", "condition", "mistake"),
    [
        ("ds:DescribeTrusts", DIRECTORIES, {}, "ds:DescribeTrusts has no resource type"),
        ("ds:DescribeTrusts", "*", {}, ""),
        ("ds:DescribeTrustss", "*", {}, "there is no action ds:DescribeTrustss"),
        ("dss:DescribeTrusts", "*", {}, "there is no action dss:DescribeTrusts"),
        ("kms:Reencode*", "*", {}, "there is no action kms:Reencode"),
        ("kms:ReEncrypt*", "*", {}, ""),
        ("ds:DeleteTrust", DIRECTORIES, {}, ""),
        ("ds:DeleteTrust", DESKTOPS, {}, "ds:DeleteTrust is not an action on"),
        ("ds:DeleteTrust", [DESKTOPS, DIRECTORIES], {}, ""),
        ("ds-data:CreateUser", DIRECTORIES, {}, ""),
        ("workspaces:TerminateWorkspaces", DESKTOPS, tagged("fleet"), ""),
        ("iam:PassRole", ROLE, {"StringEquals": {"iam:PassedToService": "ssm.amazonaws.com"}}, ""),
        ("iam:PassRole", ROLE, tagged("fleet"), ""),
        ("ds:DeleteTrust", DIRECTORIES, {"StringEquals": {"ds:ResourceTag/x": "y"}}, ""),
        ("ec2:DeleteRoute", "*", {"ArnEquals": {"ec2:AccepterVpc": "x"}}, "no condition key ec2:AccepterVpc"),
    ],
)
def test_a_statement_that_allows_nothing_is_told(
    action: str, resource: str | list[str], condition: dict[str, Any], mistake: str
) -> None:
    found = list(mistakes({"Action": action, "Resource": resource, "Condition": condition}))
    assert [mistake in each for each in found] == ([True] if mistake else [])


@pytest.mark.parametrize("kind", PERMISSIONS)
def test_the_permissions_of_a_kind_allow_what_they_name(kind: str) -> None:
    statements = [
        {
            "Action": statement.actions,
            "Resource": [resource.format(**FORMATS) for resource in statement.resources],
            "Condition": statement.conditions,
        }
        for statement in PERMISSIONS[kind]
    ]
    assert [mistake for statement in statements for mistake in mistakes(statement)] == []


def statements(value: object) -> Iterator[dict[str, Any]]:
    """Every statement of a template's policies."""
    if isinstance(value, dict) and "Effect" in value:
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from statements(inner)


def arn(template: Template, value: Any) -> str:  # noqa: ANN401 - a text or an intrinsic function
    """A resource of a statement; what deployment fills in is ``*``."""
    if isinstance(value, str):
        return value
    ((function, argument),) = value.items()
    if function == "Fn::Join":
        first, *others = argument[1]
        parts = [part if isinstance(part, str) else "*" for part in others]
        return "".join([first if isinstance(first, str) else arn(template, first), *parts])
    made = template["Resources"].get(argument if function == "Ref" else argument[0])
    name = made["Type"].split("::")[1] if made else "*"
    return f"arn:*:{SERVICES.get(name, name.lower())}:*:*:*"


def filled_in(template: Template, statement: dict[str, Any]) -> dict[str, Any]:
    """A statement whose resources are all texts."""
    if "Resource" not in statement:
        return statement
    resources = statement["Resource"]
    each = resources if isinstance(resources, list) else [resources]
    return {**statement, "Resource": [arn(template, one) for one in each]}


@pytest.mark.parametrize("variant", ALL_VARIANTS)
def test_the_policies_of_every_scenario_allow_what_they_name(variant: str) -> None:
    found = {
        f"{name}: {mistake}"
        for template in templates(variant).values()
        for name, resource in template["Resources"].items()
        for statement in statements(resource.get("Properties", {}))
        for mistake in mistakes(filled_in(template, statement))
    }
    assert found == set()
