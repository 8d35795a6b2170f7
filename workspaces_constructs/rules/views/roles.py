"""Roles of IAM with the policies that they are given, wherever those stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.resources import HOLE, Unknown
from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.policies import statements_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from workspaces_constructs.rules.resources import Resource, Value
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.policies import Statement

__all__ = ["attached", "granted", "role_principals"]

_POLICIES: Final = ("AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::ManagedPolicy")


@view
def _policies(templates: Templates) -> Mapping[str, list[Resource]]:
    """The policies that stand alone, by the name of the role they are for."""
    found: dict[str, list[Resource]] = {}
    for policy in templates.of_type(*_POLICIES):
        for role in (*policy.properties.resources("Roles"), *policy.properties.resources("RoleName")):
            found.setdefault(role.name, []).append(policy)
    return found


def role_principals(role: Resource) -> list[str]:
    """Whom a role trusts, by kind: ``AWS``, ``Service``, ``Federated``; empty where that is not known."""
    statements = statements_of(role.properties.value("AssumeRolePolicyDocument")) or []
    certain = all(each.certain for each in statements)
    return [kind for each in statements for kind in each.principals if each.allows] if certain else []


def granted(
    templates: Templates, role: Resource, actions: AbstractSet[str]
) -> Iterator[tuple[Resource, str, Statement]]:
    """The statements of a role that may name some actions, with the resource they stand in, and where in it."""
    if _may_name(_raw(role, "Policies"), actions):
        for number, inline in enumerate(role.properties.each("Policies")):
            for statement in statements_of(inline.value("PolicyDocument")) or ():
                yield role, f"Policies.{number}.PolicyDocument", statement
    managed = role.properties.resources("ManagedPolicyArns")
    for policy in (*_policies(templates).get(role.name, ()), *managed):
        if _may_name([policy.raw.get("Properties")], actions):
            for statement in statements_of(policy.properties.value("PolicyDocument")) or ():
                yield policy, "PolicyDocument", statement


def _raw(resource: Resource, key: str) -> object:
    given = resource.raw.get("Properties")
    return given.get(key) if isinstance(given, dict) else None


def _may_name(policies: object, wanted: AbstractSet[str]) -> bool:
    """Whether policies as they are written may name one of some actions; to see that most do not is quick."""
    if not isinstance(policies, list):
        return policies is not None
    for policy in policies:
        document = policy.get("PolicyDocument") if isinstance(policy, dict) else policy
        statements = document.get("Statement") if isinstance(document, dict) else document
        for statement in statements if isinstance(statements, list) else [statements]:
            actions = statement.get("Action") if isinstance(statement, dict) else statement
            for action in actions if isinstance(actions, list) else [actions]:
                if not isinstance(action, str) or action in wanted:
                    return True
    return False


def attached(templates: Templates, role: Resource) -> Sequence[str] | None:
    """The names of AWS's policies that a role has; None where it may have others, or has policies of one's own."""
    own = role.properties.has("Policies") or _policies(templates).get(role.name)
    given = role.properties.values("ManagedPolicyArns")
    names = [_name(each) for each in given]
    return None if own or None in names else [each for each in names if each]


def _name(arn: Value) -> str | None:
    """The name of one of AWS's own policies, at the end of its ARN, of which the beginning need not be known."""
    text = arn if isinstance(arn, str) else arn.text if isinstance(arn, Unknown) else ""
    _, own, name = text.partition(":iam::aws:policy/")
    return name.rpartition("/")[2] if own and HOLE not in name else None
