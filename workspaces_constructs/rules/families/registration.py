"""Whether directories are registered with WorkSpaces, once, in time and for as long as desktops need it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.durations import DURATIONS
from workspaces_constructs.facts.iam import WORKSPACES_DEFAULT_ROLE
from workspaces_constructs.rules.resources import Reference, references_in
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.directories import directory_of, registrations, workspaces
from workspaces_constructs.rules.views.hardware import desktops
from workspaces_constructs.rules.views.identities import directory_identity
from workspaces_constructs.rules.views.order import comes_after
from workspaces_constructs.rules.views.settings import (
    OWN_DIRECTORY,
    REGISTRATION,
    registered,
    settings_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates

_DEFAULT_ROLE: Final = "Custom::WorkspacesDefaultRole"
_KEPT: Final = frozenset({"Retain", "RetainExceptOnCreate"})


@rule(
    "WorkSpaces-REG1",
    "warning",
    title="A directory that desktops use is registered with WorkSpaces",
    reason="WorkSpaces makes desktops only in a registered directory, and CloudFormation itself cannot register one of "
    "Directory Service.",
    fix="Add a Custom::WorkspacesDirectoryRegistration (DirectoryRegistration in the CDK), or deploy the desktops in a "
    "stack of their own, after somebody has registered the directory.",
    source="https://docs.aws.amazon.com/workspaces/latest/adminguide/register-deregister-directory.html",
)
def directory_is_registered(templates: Templates) -> Iterator[Violation]:
    """Directories with desktops that nothing in the templates registers."""
    if any(not isinstance(each.properties.value("DirectoryId"), str | Reference) for each in _registrations(templates)):
        return
    known = registered(templates)
    unregistered: dict[str, tuple[Resource, Resource]] = {}
    for desktop in workspaces(templates):
        directory = directory_of(templates, desktop.properties.value("DirectoryId"))
        if directory and ("resource", directory.resource.name) not in known:
            unregistered.setdefault(directory.resource.name, (directory.resource, desktop))
    for directory_resource, desktop in unregistered.values():
        if not _somebody_else_registers(templates, directory_resource):
            yield Violation(directory_resource, f"{desktop.logical_id} uses it, but nothing registers it")


def _registrations(templates: Templates) -> list[Resource]:
    return templates.of_type(REGISTRATION)


def _somebody_else_registers(templates: Templates, directory: Resource) -> bool:
    """Whether a custom resource that is not of this library knows the directory: it may be what registers it."""
    for each in templates.all():
        foreign = each.type.startswith("Custom::") and not each.type.startswith("Custom::Workspaces")
        if not foreign and each.type != "AWS::CloudFormation::CustomResource":
            continue
        mentioned = references_in(templates.values.of(each.template, each.raw.get("Properties")))
        if any(reference.resource is directory for reference in mentioned):
            return True
        if each.template == directory.template and comes_after(templates, each, directory):
            return True
    return False


@rule(
    "WorkSpaces-REG2",
    "error",
    title="Desktops are made after the registration of their directory",
    reason="Without an order CloudFormation makes both at once, and WorkSpaces refuses the desktop.",
    fix="Take the desktop's DirectoryId from the registration (!GetAtt Registration.DirectoryId), or name the "
    "registration in DependsOn.",
    source="https://docs.aws.amazon.com/workspaces/latest/adminguide/register-deregister-directory.html",
)
def desktops_after_registration(templates: Templates) -> Iterator[Violation]:
    """Desktops that do not wait for the registration in their own template."""
    known = registered(templates)
    for desktop in workspaces(templates) if known else ():
        identity = directory_identity(templates, desktop)
        near = [each for each in known.get(identity or (), ()) if each.template == desktop.template]
        if near and not any(comes_after(templates, desktop, each) for each in near):
            yield Violation(desktop, f"it does not wait for {near[0].logical_id}", "DirectoryId")


@rule(
    "WorkSpaces-REG3",
    "error",
    title="A directory is registered once",
    reason="A second registration of a directory fails, and the stack with it.",
    fix="Remove all registrations of the directory but one. For other settings make another AD Connector.",
    source="https://docs.aws.amazon.com/workspaces/latest/api/API_RegisterWorkspaceDirectory.html",
)
def registered_once(templates: Templates) -> Iterator[Violation]:
    """Registrations of a directory that another one registers."""
    for several in registered(templates).values():
        first, *others = several
        for each in others:
            if each.raw.get("Condition") == first.raw.get("Condition"):
                yield Violation(each, f"{first.logical_id} registers the same directory", "DirectoryId")


@rule(
    "WorkSpaces-REG4",
    "error",
    title="AWS::WorkSpaces::Directory is not used to register a directory of Directory Service",
    reason="Its DirectoryId is read-only: it makes directories of WorkSpaces' own, and registers no other.",
    fix="Use Custom::WorkspacesDirectoryRegistration (DirectoryRegistration in the CDK) in its place.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-workspaces-directory.html",
)
def own_directories_register_no_other(templates: Templates) -> Iterator[Violation]:
    """WorkSpaces' own directories with a directory id."""
    for each in templates.of_type(OWN_DIRECTORY):
        if each.properties.has("DirectoryId"):
            yield Violation(each, "it is given a DirectoryId, which CloudFormation only reads", "DirectoryId")


@rule(
    "WorkSpaces-REG5",
    "advice",
    title="The role workspaces_DefaultRole is made where a directory is registered",
    reason="Without the role, by exactly this name, no directory registers. An account that has used the WorkSpaces "
    "console has it already.",
    fix="Add a Custom::WorkspacesDefaultRole, which takes a role that is there. DirectoryRegistration does so itself.",
    source="https://docs.aws.amazon.com/workspaces/latest/adminguide/workspaces-access-control.html",
)
def default_role_is_made(templates: Templates) -> Iterator[Violation]:
    """Registrations without the role anywhere in the templates."""
    if not templates.of_type(_DEFAULT_ROLE) and not any(True for _ in _default_roles(templates)):
        for each in _registrations(templates)[:1]:
            yield Violation(each, f"no template makes {WORKSPACES_DEFAULT_ROLE}, without which registering fails")


def _default_roles(templates: Templates) -> Iterator[Resource]:
    roles = templates.of_type("AWS::IAM::Role")
    return (each for each in roles if each.properties.text("RoleName") == WORKSPACES_DEFAULT_ROLE)


@rule(
    "WorkSpaces-REG6",
    "warning",
    title="Dedicated tenancy is for licences of one's own",
    reason="DEDICATED is what images with your own Windows licences need. An account that AWS has not enabled for them "
    "cannot register with it, and the tenancy never changes.",
    fix="Set Tenancy to SHARED.",
    source="https://docs.aws.amazon.com/workspaces/latest/api/API_RegisterWorkspaceDirectory.html",
)
def dedicated_for_own_licences(templates: Templates) -> Iterator[Violation]:
    """Registrations with dedicated tenancy whose desktops are made from Amazon's bundles."""
    dedicated = [each for each in _registrations(templates) if each.properties.text("Tenancy") == "DEDICATED"]
    shared_images: dict[str, Resource] = {}
    for desktop in desktops(templates) if dedicated else ():
        found = settings_of(templates, desktop.resource) if desktop.bundle else None
        if found:
            shared_images.setdefault(found.name, desktop.resource)
    for each in dedicated:
        if each.name in shared_images:
            user = shared_images[each.name].logical_id
            yield Violation(each, f"Tenancy is DEDICATED, and {user} is made from a bundle of Amazon's", "Tenancy")


@rule(
    "WorkSpaces-REG7",
    "warning",
    title="A registration lingers before CloudFormation deletes the directory",
    reason="For 30 to 60 minutes after it is deregistered Directory Service counts WorkSpaces among a directory's "
    "applications and refuses to delete it. CloudFormation does not try again.",
    fix="Set LingerSeconds of the registration to 2400.",
    source="https://docs.aws.amazon.com/workspaces/latest/adminguide/delete-workspaces-directory.html",
)
def lingers_before_deletion(templates: Templates) -> Iterator[Violation]:
    """Registrations of a Managed AD or Simple AD in the same template that end at once."""
    least = int(DURATIONS["authorized_applications_lag"].usual.total_seconds())
    for each in registrations(templates):
        directory, given = each.directory, each.resource.properties
        if directory is None or directory.kind == "connector" or directory.resource.template != each.resource.template:
            continue
        seconds = given.number("LingerSeconds") if given.has("LingerSeconds") else 0
        if seconds is not None and seconds < least and not _is_kept(directory.resource):
            yield Violation(each.resource, f"it lingers for {seconds} seconds", "LingerSeconds")


def _is_kept(resource: Resource) -> bool:
    policy = resource.raw.get("DeletionPolicy")
    return isinstance(policy, str) and policy in _KEPT
