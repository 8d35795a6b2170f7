"""Judge templates by rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.rules.rule import LEVELS, acknowledged_in
from workspaces_constructs.rules.templates import Templates

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workspaces_constructs.rules.rule import Finding, Rule
    from workspaces_constructs.rules.templates import Template

__all__ = ["check", "judge"]


def check(templates: Mapping[str, Template], rules: Iterable[Rule] | None = None) -> list[Finding]:
    """All that is wrong with some templates, which are judged together.

    ``check({"stack": json.load(file)})`` is the smallest use.

    Args:
        templates: CloudFormation templates by name, as ``json.load`` gives them. None of them is changed.
        rules: The rules. Default: all of this library's.

    Returns:
        The findings, the worst first, without those that a resource's or a template's metadata acknowledges
        (``Metadata: {cdk_nag: {rules_to_suppress: [{id: ..., reason: ...}]}}``).
    """
    return judge(Templates(templates), rules)


def judge(templates: Templates, rules: Iterable[Rule] | None = None) -> list[Finding]:
    """The same, for templates of which more is known, such as their regions."""
    if rules is None:
        from workspaces_constructs.rules.catalogue import RULES

        rules = RULES
    found = [finding for rule in rules for finding in rule.findings(templates) if not _acknowledged(templates, finding)]
    order = {level: number for number, level in enumerate(LEVELS)}
    return sorted(found, key=lambda finding: order[finding.level])


def _acknowledged(templates: Templates, finding: Finding) -> bool:
    resource = templates.find(finding.template, finding.resource)
    own = resource.metadata if resource else {}
    return any(finding.rule in acknowledged_in(each) for each in (own, templates.part(finding.template, "Metadata")))
