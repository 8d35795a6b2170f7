"""A rule: a best practice as a pure function over templates, with what a reader needs to know about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates

__all__ = ["LEVELS", "PREFIX", "Finding", "Level", "Rule", "Violation", "acknowledged_in", "rule"]

Level = Literal["error", "warning", "advice"]

LEVELS: Final[tuple[Level, ...]] = ("error", "warning", "advice")
"""From the worst. An error is something that does not work or is open to others, a warning is a risk or a known way to
trouble, advice is what a deployment may rightly do without."""

PREFIX: Final = "WorkSpaces-"
"""What the ids of this library's own rules begin with."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A place where a rule is broken.

    Args:
        resource: The resource to change.
        message: What is wrong with it, with the value found.
        location: Where in its properties, such as ``VpcSettings.SubnetIds``; empty for the whole resource.
    """

    resource: Resource
    message: str
    location: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A violation as it is reported.

    Attributes:
        rule: The rule's id.
        level: ``error``, ``warning`` or ``advice``.
        template: The template's name: a file, or a stack.
        resource: The resource's logical id.
        path: Its construct path, where the CDK made the template with path metadata.
        location: Where in the resource, such as ``Properties.CidrBlock``.
        message: What is wrong.
        fix: What to do about it.
        source: The section of the whitepaper, or the page of AWS's documentation.
    """

    rule: str
    level: Level
    template: str
    resource: str
    path: str | None
    location: str
    message: str
    fix: str
    source: str

    def as_json(self) -> dict[str, str | None]:
        """The finding's fields, for ``json.dumps``."""
        return asdict(self)


Check: TypeAlias = "Callable[[Templates], Iterable[Violation]]"


@dataclass(frozen=True)
class Rule:
    """A rule of the pack, or of one's own; made by ``rule``.

    Attributes:
        id: What it is called in reports and acknowledgements.
        level: How bad a violation is.
        title: What should be, in one line.
        reason: Why.
        fix: What to do about a violation.
        source: The section of the whitepaper, or the page of AWS's documentation.
        check: The function.
    """

    id: str
    level: Level
    title: str
    reason: str
    fix: str
    source: str
    check: Check

    def findings(self, templates: Templates) -> Iterator[Finding]:
        """What breaks the rule."""
        for violation in self.check(templates):
            resource = violation.resource
            yield Finding(
                rule=self.id,
                level=self.level,
                template=resource.template,
                resource=resource.logical_id,
                path=resource.path,
                location=f"Properties.{violation.location}" if violation.location else "",
                message=violation.message,
                fix=self.fix,
                source=self.source,
            )


def rule(id: str, level: Level, *, title: str, reason: str, fix: str, source: str) -> Callable[[Check], Rule]:  # noqa: A002
    """Make a function a rule.

    The function gets all ``Templates`` and yields a ``Violation`` for each place that breaks the rule. What the
    templates do not tell is never a violation.
    """

    def made(check: Check) -> Rule:
        return Rule(id, level, title, reason, fix, source, check)

    return made


def acknowledged_in(metadata: Mapping[str, object]) -> Mapping[str, str]:
    """The rules that a resource's or a template's ``Metadata`` acknowledges, with the reasons, in cdk-nag's form."""
    nag = metadata.get("cdk_nag")
    listed = nag.get("rules_to_suppress") if isinstance(nag, dict) else None
    found = (each for each in listed if isinstance(each, dict)) if isinstance(listed, list) else ()
    return {
        str(each["id"]).rpartition("::")[2]: str(each["reason"])
        for each in found
        if each.get("id") and each.get("reason")
    }
