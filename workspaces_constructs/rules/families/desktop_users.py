"""Whom desktops are for: directories and users."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.desktops import MAX_USER_NAME_LENGTH, require_user_name
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.rules.resources import Reference
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.directories import directory_of, workspaces
from workspaces_constructs.rules.views.hardware import desktops
from workspaces_constructs.rules.views.identities import directory_identity, user_identity
from workspaces_constructs.rules.views.order import comes_after
from workspaces_constructs.rules.views.parameters import is_asked_for
from workspaces_constructs.rules.views.settings import OWN_DIRECTORY, REGISTRATION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.resources import Resource, Value
    from workspaces_constructs.rules.templates import Templates

_DIRECTORY_ID: Final = re.compile(r"d-[0-9a-f]{8,63}|wsd-[0-9a-z]{8,63}")
"""What WorkSpaces takes (facts Appendix C)."""

_NOBODY: Final = "[UNDEFINED]"
"""The user of a desktop without one, in WorkSpaces Core (botocore's model)."""

_USER: Final = "Custom::WorkspacesDirectoryUser"
_WORKSPACE_PAGE: Final = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-workspaces-workspace.html"
)


@rule(
    "WorkSpaces-DESK14",
    "error",
    title="Desktops and registrations name a directory by its id",
    reason="WorkSpaces takes d- or wsd- and the rest of the id. The Ref of a custom resource is no id of AWS.",
    fix="Use an id such as d-0123456789, the Ref of a Managed AD or Simple AD, or the attribute DirectoryId.",
    source=_WORKSPACE_PAGE,
)
def directory_by_its_id(templates: Templates) -> Iterator[Violation]:
    """Desktops and registrations with something else in the place of a directory's id."""
    for each in templates.of_type("AWS::WorkSpaces::Workspace", REGISTRATION):
        value = each.properties.value("DirectoryId")
        wrong = _wrong_ref(templates, each) or _wrong_directory(value)
        if wrong and not is_asked_for(templates, each, "DirectoryId"):
            yield Violation(each, wrong, "DirectoryId")


def _wrong_ref(templates: Templates, resource: Resource) -> str | None:
    """A Ref is looked at as it stands: what it stands for does not tell it from the right attribute."""
    properties = resource.raw.get("Properties")
    raw = properties.get("DirectoryId") if isinstance(properties, dict) else None
    name = raw.get("Ref") if isinstance(raw, dict) and len(raw) == 1 else None
    named = templates.find(resource.template, name) if isinstance(name, str) else None
    if named is not None and (named.type.startswith("Custom::Workspaces") or named.type == OWN_DIRECTORY):
        return f"the Ref of {named.logical_id} is not the id of a directory"
    return None


def _wrong_directory(value: Value) -> str | None:
    if isinstance(value, str):
        known = not value or _DIRECTORY_ID.fullmatch(value) or "{{" in value
        return None if known else f"{value} is no directory's id"
    if isinstance(value, Reference) and value.attribute in {"Alias", "DnsIpAddresses", "RegistrationCode", "Arn"}:
        return f"{value.attribute} of {value.resource.logical_id} is not the id of a directory"
    return None


@rule(
    "WorkSpaces-DESK15",
    "error",
    title="A desktop names its user as the directory does",
    reason="WorkSpaces looks for the bare logon name in the directory; one with a domain is not found.",
    fix=f"Use the user's logon name alone, of at most {MAX_USER_NAME_LENGTH} characters, such as jdoe.",
    source=_WORKSPACE_PAGE,
)
def bare_user_names(templates: Templates) -> Iterator[Violation]:
    """Desktops with a user name that no user of the directory has."""
    for desktop in workspaces(templates):
        name = _user_name(desktop)
        if not name or name == _NOBODY or "{{" in name:
            continue
        in_domain = directory_of(templates, desktop.properties.value("DirectoryId")) is not None
        if len(name) > MAX_USER_NAME_LENGTH:
            yield Violation(desktop, f"the user name has {len(name)} characters", "UserName")
        elif name != name.strip() or "\\" in name or (in_domain and "@" in name):
            yield Violation(desktop, f"{name!r} is not a bare logon name", "UserName")


def _user_name(desktop: Resource) -> str | None:
    value = desktop.properties.value("UserName")
    if isinstance(value, Reference) and value.attribute == "SAMAccountName":
        return value.resource.properties.text("SAMAccountName")
    return desktop.properties.text("UserName")


@rule(
    "WorkSpaces-DESK16",
    "error",
    title="The user of a Linux desktop has a name that Linux takes",
    reason="A Linux desktop takes at most 20 characters, and keeps the name ubuntu for itself.",
    fix="Give the user another logon name in the directory, or a Windows desktop.",
    source="https://docs.aws.amazon.com/workspaces/latest/adminguide/amazon-workspaces-troubleshooting.html",
)
def linux_user_names(templates: Templates) -> Iterator[Violation]:
    """Linux desktops for users with a name that is too long or reserved."""
    for desktop in desktops(templates):
        system = desktop.bundle.system if desktop.bundle else None
        name = _user_name(desktop.resource) if system is not None and system.linux else None
        if name and len(name) <= MAX_USER_NAME_LENGTH and not _is_linux_user(name):
            yield Violation(desktop.resource, f"{name} cannot use a Linux desktop", "UserName")


def _is_linux_user(name: str) -> bool:
    try:
        require_user_name(name, linux=True)
    except ConfigurationError:
        return False
    return True


@rule(
    "WorkSpaces-DESK17",
    "error",
    title="A user has one desktop in a directory",
    reason="WorkSpaces refuses a second desktop of the same user in the same directory.",
    fix="Remove one of the desktops, or put the second into another directory, such as a second AD Connector.",
    source="https://docs.aws.amazon.com/workspaces/latest/adminguide/administer-workspace-users.html",
)
def one_desktop_for_a_user(templates: Templates) -> Iterator[Violation]:
    """Desktops of a user who has one in the same directory already."""
    first: dict[tuple[object, ...], Resource] = {}
    for desktop in workspaces(templates):
        directory, user = directory_identity(templates, desktop), user_identity(templates, desktop)
        if directory is None or user is None or user == ("text", _NOBODY.lower()):
            continue
        other = first.setdefault((directory, user, str(desktop.raw.get("Condition"))), desktop)
        if other is not desktop:
            yield Violation(desktop, f"{other.logical_id} is for the same user of the same directory", "UserName")


@rule(
    "WorkSpaces-DESK18",
    "warning",
    title="A desktop is made after its user",
    reason="WorkSpaces refuses a desktop for a user who is not in the directory yet.",
    fix="Take UserName from the user (!GetAtt User.SAMAccountName), or name the user in DependsOn.",
    source=_WORKSPACE_PAGE,
)
def desktop_after_its_user(templates: Templates) -> Iterator[Violation]:
    """Desktops that do not wait for the user whom the same template makes."""
    users: dict[tuple[str, str], list[Resource]] = {}
    for each in templates.of_type(_USER):
        users.setdefault((each.template, (each.properties.text("SAMAccountName") or "").lower()), []).append(each)
    for desktop in workspaces(templates) if users else ():
        name = _user_name(desktop)
        named = users.get((desktop.template, name.lower()), []) if name else []
        if len(named) != 1 or not _may_be_of_one_domain(templates, desktop, *named):
            continue
        if not comes_after(templates, desktop, *named):
            yield Violation(desktop, f"it does not wait for {named[0].logical_id}", "UserName")


def _may_be_of_one_domain(templates: Templates, *resources: Resource) -> bool:
    homes = (directory_of(templates, each.properties.value("DirectoryId")) for each in resources)
    return len({home.domain_name.lower() for home in homes if home and home.domain_name}) < len(resources)
