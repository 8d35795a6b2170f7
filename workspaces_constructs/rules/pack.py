"""The rules as a cdk-nag pack: a plugin that judges all templates of a CDK app when they are written."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

import aws_cdk as cdk
from cdk_nag import NagPack

from workspaces_constructs.rules.acknowledgements import BARE, Acknowledgements
from workspaces_constructs.rules.checking import judge
from workspaces_constructs.rules.rule import LEVELS
from workspaces_constructs.rules.synthesized import StackFile, Synthesized

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from constructs import IConstruct

    from workspaces_constructs.rules.rule import Finding, Level, Rule, Violation
    from workspaces_constructs.rules.templates import Templates

__all__ = ["WorkspacesChecks", "open_findings", "stage_of"]

_NAME: Final = "WorkSpaces"
_PREFIXED: Final = f"{_NAME}::"
_SEVERITIES: Final[Mapping[Level, str]] = {"error": "error", "warning": "warning", "advice": "info"}


class WorkspacesChecks(NagPack):
    """AWS's best practices for WorkSpaces, as a cdk-nag pack.

    ``cdk.Validations.of(app).add_plugins(WorkspacesChecks())`` judges all stacks of the app together, and those of a
    ``Stage`` by themselves. A finding of level ``error`` fails the synthesis; warnings and advice only stand in the
    report. A finding is accepted by ``cdk.Validations.of(construct).acknowledge(...)`` on its resource or on anything
    around it, by the rule's id alone (``WorkSpaces-NET1``) or with the pack's name (``WorkSpaces::WorkSpaces-NET1``).

    Args:
        scope: Where acknowledgements are written into the templates; needed for nothing else.
        verbose: Whether each finding also says why, and where AWS says so.
        write_suppressions_to_cloud_formation: Whether acknowledgements are written into the metadata of the resources
            in ``scope``, as cdk-nag's own packs do it.
        rules: The rules. Default: all of this library's, ``workspaces_constructs.rules.RULES``.
        level: The least level that is reported. ``advice`` is what a deployment may rightly do without.
    """

    def __init__(
        self,
        scope: IConstruct | None = None,
        *,
        verbose: bool = False,
        write_suppressions_to_cloud_formation: bool = False,
        rules: Iterable[Rule] | None = None,
        level: Level = "warning",
    ) -> None:
        super().__init__(
            scope, verbose=verbose, write_suppressions_to_cloud_formation=write_suppressions_to_cloud_formation
        )
        if rules is None:
            from workspaces_constructs.rules.catalogue import RULES

            rules = RULES
        reported = LEVELS[: LEVELS.index(level) + 1]
        self._pack_name = _NAME
        self._verbose = verbose
        self._rules = [_naming_itself(each) for each in rules if each.level in reported]

    @property
    def name(self) -> str:
        """The plugin's name in reports and acknowledgements."""
        return _NAME

    @property
    def version(self) -> str:
        """The version of this library."""
        return version("workspaces-constructs")

    def validate(self, context: cdk.IPolicyValidationContext) -> cdk.PolicyValidationPluginReport:
        """Judge all templates of an app. The CDK calls this when they are written.

        What is acknowledged with the pack's name is left to the CDK, which lists it in its report.
        """
        app = Synthesized(
            StackFile(each.stack_construct_path, Path(each.template_path), each.region)
            for each in context.stack_templates
        )
        accepted = Acknowledgements(context.app_construct, BARE)
        findings = [each for each in self._found(app) if not accepted.cover(each.rule, app.path(each))]
        return self._report(app, findings)

    def validate_scope(self, scope: IConstruct) -> cdk.PolicyValidationPluginReport:
        """Judge what is in a construct. Its app or stage is synthesized, and judged as a whole.

        This is for tests, as with cdk-nag's own packs. What is acknowledged in either way is left out.
        """
        app = Synthesized.from_assembly(stage_of(scope).synth())
        findings = [finding for _, finding in open_findings(app, scope, self._rules)]
        return self._report(app, findings)

    def _check_resource(self, node: cdk.CfnResource) -> None:
        """Nothing: rules look at whole templates, not at one resource after another."""

    def _found(self, app: Synthesized) -> Iterator[Finding]:
        for templates in app.stages:
            yield from judge(templates, self._rules)

    def _report(self, app: Synthesized, findings: Sequence[Finding]) -> cdk.PolicyValidationPluginReport:
        groups: dict[tuple[str, str, str], list[Finding]] = {}
        for finding in findings:
            groups.setdefault((finding.rule, finding.message, finding.location), []).append(finding)
        return cdk.PolicyValidationPluginReport(
            success=all(finding.level != "error" for finding in findings),
            violations=[self._violation(app, group) for group in groups.values()],
        )

    def _violation(self, app: Synthesized, findings: Sequence[Finding]) -> cdk.PolicyViolation:
        """What has the same rule, message and location, as one violation with several resources.

        The CDK adds their construct paths. Its command line shows no locations, so the description does.
        """
        first = findings[0]
        description = f"{first.message} ({first.location})" if first.location else first.message
        if self._verbose:
            reason = next(rule.reason for rule in self._rules if rule.id == first.rule)
            description = f"{description}. {reason} ({first.source})"
        return cdk.PolicyViolation(
            rule_name=first.rule,
            description=description,
            severity=_SEVERITIES[first.level],
            fix=first.fix,
            rule_metadata={"level": first.level, "source": first.source},
            violating_resources=[
                cdk.PolicyViolatingResource(
                    resource_logical_id=finding.resource,
                    template_path=str(app.files[finding.template]),
                    locations=[finding.location] if finding.location else [],
                )
                for finding in findings
            ],
        )


def stage_of(scope: IConstruct) -> cdk.Stage:
    """The app or the stage that a construct is in, or that it is."""
    stage = scope if isinstance(scope, cdk.Stage) else cdk.Stage.of(scope)
    if stage is None:
        raise ValueError(
            f"The construct '{scope.node.path}' is not part of an app: with no app around it, it has no template."
        )
    return stage


def open_findings(app: Synthesized, scope: IConstruct, rules: Collection[Rule]) -> Iterator[tuple[str, Finding]]:
    """What rules find in a construct and nothing acknowledges, in either form, with the construct paths."""
    accepted = Acknowledgements(scope.node.root, (*BARE, _PREFIXED))
    inside = f"{scope.node.path}/".removeprefix("/")
    for templates in app.stages:
        for finding in judge(templates, rules):
            path = app.path(finding)
            if f"{path}/".startswith(inside) and not accepted.cover(finding.rule, path):
                yield path, finding


def _naming_itself(rule: Rule) -> Rule:
    """A rule that says which one it is when it fails. The CDK reports no more than the message."""

    def check(templates: Templates) -> Iterator[Violation]:
        try:
            yield from rule.check(templates)
        except Exception as error:
            raise RuntimeError(f"{rule.id} failed: {type(error).__name__}: {error}") from error

    return replace(rule, check=check)
