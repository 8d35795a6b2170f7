"""What stays when a stack with directories goes, and what can never be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.directories import directories, directory_of, registrations, workspaces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates

_KEPT: Final = frozenset({"Retain", "RetainExceptOnCreate"})


@rule(
    "WorkSpaces-DIR14",
    "warning",
    title="What a retained directory or desktop needs is retained with it",
    reason="A retained desktop keeps its registration, its directory and their subnets and VPC in use, so deleting "
    "those with the stack fails half-way; a key that goes makes its volumes unreadable.",
    fix="Set DeletionPolicy to Retain on the whole chain of desktops, registration, directory, subnets, VPC and key, "
    "or on none of it.",
    source="https://docs.aws.amazon.com/workspaces/latest/adminguide/delete-workspaces-directory.html",
)
def retained_as_a_whole(templates: Templates) -> Iterator[Violation]:
    """Resources that stay when the stack is deleted, while what they need goes."""
    for resource, needs in _chains(templates):
        if _kept(resource):
            lost = next((each for each in needs if each is not None and _kept(each) is False), None)
            if lost:
                yield Violation(
                    resource, f"it is kept when the stack is deleted, and {lost.logical_id} ({lost.type}) is not"
                )


def _chains(templates: Templates) -> Iterator[tuple[Resource, list[Resource | None]]]:
    """Each desktop, registration, trust and directory with what it cannot be without."""
    for directory in directories(templates).values():
        subnets = [each.resource for each in directory.subnets]
        yield directory.resource, [*subnets, directory.vpc, *(each.vpc for each in directory.subnets)]
    registered: dict[str, Resource] = {}
    for each in registrations(templates):
        owner = each.directory.resource if each.directory else None
        if owner:
            registered[owner.name] = each.resource
        yield each.resource, [owner, *(subnet.resource for subnet in each.subnets)]
    for trust in templates.of_type("Custom::WorkspacesTrust"):
        trusting = directory_of(templates, trust.properties.value("DirectoryId"))
        yield trust, [trusting.resource if trusting else None]
    for desktop in workspaces(templates):
        home = directory_of(templates, desktop.properties.value("DirectoryId"))
        needs: list[Resource | None] = [home.resource, registered.get(home.resource.name)] if home else []
        yield desktop, [*needs, *(each.resource for each in desktop.properties.references("VolumeEncryptionKey"))]


def _kept(resource: Resource) -> bool | None:
    """Whether a resource stays when its stack is deleted; None where that is not known."""
    policy = resource.raw.get("DeletionPolicy", "Delete")
    return policy in _KEPT if isinstance(policy, str) else None


@rule(
    "WorkSpaces-DIR15",
    "advice",
    title="A directory has no alias that it does not need",
    reason="An alias cannot be deleted or used again, also after the directory is gone. WorkSpaces needs none.",
    fix="Leave out CreateAlias, unless users need the directory's access URL.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "aws-resource-directoryservice-microsoftad.html",
)
def no_alias(templates: Templates) -> Iterator[Violation]:
    """Directories that CloudFormation gives an alias."""
    for directory in templates.of_type("AWS::DirectoryService::MicrosoftAD", "AWS::DirectoryService::SimpleAD"):
        if directory.properties.flag("CreateAlias"):
            yield Violation(directory, "it gets an alias for ever", "CreateAlias")
