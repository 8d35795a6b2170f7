"""Stacks without findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cdk_nag import AwsSolutionsChecks

from workspaces_constructs.rules.catalogue import RULES
from workspaces_constructs.rules.pack import open_findings
from workspaces_constructs.rules.rule import LEVELS
from workspaces_constructs.testing.synthesis import synthesized

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    import aws_cdk as cdk

    from workspaces_constructs.rules.rule import Level, Rule

__all__ = ["assert_clean"]

_NO_FIX: Final = "see the rule in cdk-nag's RULES.md"


@dataclass(frozen=True)
class _Found:
    rule: str
    level: Level
    path: str
    message: str
    fix: str

    def __str__(self) -> str:
        return f"{self.level} {self.rule} at {self.path}\n    {self.message}\n    fix: {self.fix}"


def assert_clean(
    scope: cdk.Stack | cdk.Stage,
    *,
    ignoring: Collection[str] = (),
    level: Level = "warning",
    rules: Iterable[Rule] | None = None,
) -> None:
    """Fail if rules find something in a stack, an app or a stage: this library's, and cdk-nag's ``AwsSolutionsChecks``.

    All stacks of the app are judged together, so that what one reads from another is known; findings in other stacks
    are not told. What ``Validations.of(construct).acknowledge(...)`` accepts is no finding.

    .. code-block:: python

        assert_clean(desktops_stack, ignoring=["AwsSolutions-VPC7"])

    Args:
        scope: What must be clean.
        ignoring: Ids of rules that do not matter here, such as ``WorkSpaces-NET1``. To accept one finding with its
            reason, acknowledge it on its construct instead.
        level: The least level that fails.
        rules: The rules that are used beside cdk-nag's. Default: all of this library's.

    Raises:
        AssertionError: There are findings. The message has each with its path, what is wrong and how to fix it.
        ValueError: A rule is ignored that there is not.
    """
    __tracebackhide__ = True  # pytest shows the test's line
    own = list(RULES if rules is None else rules)
    unknown = {each for each in ignoring if not each.startswith("AwsSolutions-")} - {rule.id for rule in own}
    if isinstance(ignoring, str) or unknown:
        raise ValueError(f"There is no rule {', '.join(sorted(unknown)) or ignoring} to ignore: give a list of ids.")
    failing = LEVELS[: LEVELS.index(level) + 1]
    found = [
        each
        for each in (*_own(scope, own), *_nag(scope))
        if each.level in failing and each.rule.partition("[")[0] not in ignoring
    ]
    if found:
        listed = "\n".join(map(str, sorted(found, key=lambda each: LEVELS.index(each.level))))
        counted = "1 finding" if len(found) == 1 else f"{len(found)} findings"
        raise AssertionError(f"{counted} in {scope.node.path or 'the app'}:\n{listed}")


def _own(scope: cdk.Stack | cdk.Stage, rules: Collection[Rule]) -> Iterator[_Found]:
    """Findings of rules over templates. The templates are written first: aspects have run when cdk-nag looks."""
    for path, each in open_findings(synthesized(scope), scope, rules):
        yield _Found(each.rule, each.level, f"{path} {each.location}".rstrip(), each.message, each.fix)


def _nag(scope: cdk.Stack | cdk.Stage) -> Iterator[_Found]:
    """Findings of cdk-nag, which looks at constructs and leaves out what is acknowledged."""
    for violation in AwsSolutionsChecks().validate_scope(scope).violations:
        for resource in violation.violating_resources:
            path = resource.construct_path or scope.node.path
            level: Level = "error" if violation.severity == "error" else "warning"
            yield _Found(violation.rule_name, level, path, violation.description, violation.fix or _NO_FIX)
