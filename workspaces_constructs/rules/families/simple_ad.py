"""Simple AD: where it exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.facts.regions import SIMPLE_AD_REGIONS
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.regions import region_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.templates import Templates


@rule(
    "WorkSpaces-DIR13",
    "error",
    title="A Simple AD is made in a region that has it",
    reason="Simple AD exists in six regions only; elsewhere CloudFormation accepts the type, and the deployment fails.",
    fix="Use a Managed AD, or one of the regions with Simple AD.",
    source="https://docs.aws.amazon.com/directoryservice/latest/admin-guide/regions.html",
)
def a_region_with_simple_ad(templates: Templates) -> Iterator[Violation]:
    """Simple ADs in a region without them."""
    for directory in templates.of_type("AWS::DirectoryService::SimpleAD"):
        region = region_of(templates, directory)
        if region is not None and region not in SIMPLE_AD_REGIONS:
            yield Violation(directory, f"{region} has no Simple AD")
