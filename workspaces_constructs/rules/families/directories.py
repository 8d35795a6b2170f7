"""Directories of every kind: subnets, names, size, and what is asked of them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.domains import (
    MAX_NETBIOS_NAME_LENGTH,
    require_domain_name,
    require_sam_account_name,
)
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.rules.resources import Reference
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.directories import directories, directory_of, workspaces
from workspaces_constructs.rules.views.zones import same_zone

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workspaces_constructs.rules.resources import Value
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.directories import Directory, DirectoryKind

_MANAGED: Final[frozenset[DirectoryKind]] = frozenset({"managed"})
_WITH_RADIUS: Final[frozenset[DirectoryKind]] = frozenset({"managed", "connector"})
_ASKED: Final[Mapping[str, frozenset[DirectoryKind]]] = {
    "Custom::WorkspacesClientLdaps": _WITH_RADIUS,
    "Custom::WorkspacesConditionalForwarder": _MANAGED,
    "Custom::WorkspacesDirectoryDataAccess": _MANAGED,
    "Custom::WorkspacesDirectoryLogs": _MANAGED,
    "Custom::WorkspacesDirectoryUser": _MANAGED,
    "Custom::WorkspacesRadiusMfa": _WITH_RADIUS,
    "Custom::WorkspacesTrust": _MANAGED,
}
_NAMES: Final[Mapping[DirectoryKind, str]] = {
    "managed": "a Managed AD",
    "simple": "a Simple AD",
    "connector": "an AD Connector",
}
_MOST_DESKTOPS: Final[Mapping[str, int]] = {"Small": 500, "Large": 5000}
"""WorkSpaces users of an AD Connector and of a Simple AD (facts §6.2)."""

_NO_SHORT_NAME: Final = re.compile(r'[\\/:*?"<>|]|^\.')
"""What the API's pattern of a directory's short name refuses (facts Appendix C)."""

_PAIR: Final = 2


@rule(
    "WorkSpaces-DIR1",
    "error",
    title="A directory has two subnets in two Availability Zones",
    reason="Directory Service puts one half of a directory into each, and refuses any other number and a single zone.",
    fix="Give the directory two subnets in two different Availability Zones.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "aws-properties-directoryservice-microsoftad-vpcsettings.html",
)
def two_subnets_in_two_zones(templates: Templates) -> Iterator[Violation]:
    """Directories with one subnet, three, the same twice, or two in one zone."""
    for directory in directories(templates).values():
        wrong = _wrong_pair(directory)
        if wrong:
            yield Violation(directory.resource, wrong, directory.subnets_at)


def _wrong_pair(directory: Directory) -> str | None:
    given = directory.resource.properties.values(*directory.subnets_at.split("."))
    if given and len(given) != _PAIR and all(isinstance(each, str | Reference) for each in given):
        return f"it has {len(given)} subnet{'s' if len(given) > 1 else ''}, not two"
    if len(given) == _PAIR and given[0] == given[1] and isinstance(given[0], str | Reference):
        return "it has the same subnet twice"
    if len(given) == len(directory.subnets) == _PAIR and same_zone(*directory.subnets):
        return "its two subnets are in the same Availability Zone"
    return None


@rule(
    "WorkSpaces-DIR2",
    "error",
    title="The subnets of a directory are in its VPC",
    reason="Directory Service refuses subnets of another VPC.",
    fix="Name the VPC that the subnets are in, or subnets of the VPC.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "aws-properties-directoryservice-microsoftad-vpcsettings.html",
)
def subnets_in_the_vpc(templates: Templates) -> Iterator[Violation]:
    """Directories with a subnet of another VPC."""
    for directory in directories(templates).values():
        way = directory.subnets_at.split(".")[:-1]
        own = directory.resource.properties.value(*way, "VpcId")
        for subnet in directory.subnets:
            if _certainly_differ(own, subnet.resource.properties.value("VpcId")):
                yield Violation(
                    directory.resource, f"{subnet.resource.logical_id} is in another VPC", directory.subnets_at
                )


def _certainly_differ(one: Value, other: Value) -> bool:
    if isinstance(one, Reference) and isinstance(other, Reference):
        return not one.attribute and not other.attribute and one.resource.name != other.resource.name
    return isinstance(one, str) and isinstance(other, str) and one != other


@rule(
    "WorkSpaces-DIR3",
    "error",
    title="The domain of a directory has a fully qualified name",
    reason="Directory Service makes no domain with a single label, and AD Connector connects to none.",
    fix="Use a name of two or more labels, such as corp.example.com.",
    source="https://docs.aws.amazon.com/directoryservice/latest/admin-guide/prereq_connector.html",
)
def fully_qualified_names(templates: Templates) -> Iterator[Violation]:
    """Directories whose domain name no directory can have."""
    for directory in directories(templates).values():
        name = directory.domain_name
        if name is not None and not _is_accepted(name):
            yield Violation(directory.resource, f"{name} is not the fully qualified name of a domain", "Name")


def _is_accepted(name: str) -> bool:
    try:
        require_domain_name(name)
    except ConfigurationError:
        return False
    return True


@rule(
    "WorkSpaces-DIR4",
    "error",
    title="The NetBIOS name of a domain is one that Windows can use",
    reason="A NetBIOS name has at most 15 characters, and Directory Service refuses the signs that Windows reserves.",
    fix="Use 1 to 15 letters, digits and hyphens, such as CORP.",
    source="https://docs.aws.amazon.com/goto/WebAPI/ds/CreateDirectory",
)
def netbios_names(templates: Templates) -> Iterator[Violation]:
    """Directories whose short name is too long or has a sign that is not allowed."""
    for directory in directories(templates).values():
        name = directory.resource.properties.text("ShortName")
        if name is None:
            continue
        if len(name) > MAX_NETBIOS_NAME_LENGTH:
            yield Violation(directory.resource, f"the NetBIOS name {name} has {len(name)} characters", "ShortName")
        elif not name or _NO_SHORT_NAME.search(name):
            yield Violation(directory.resource, f"{name or 'an empty text'} cannot be a NetBIOS name", "ShortName")


@rule(
    "WorkSpaces-DIR5",
    "error",
    title="A directory is asked only for what its kind can do",
    reason="Simple AD has neither trusts nor multi-factor authentication. Trusts, conditional forwarders, logs of "
    "domain controllers, and users made by the API need a Managed AD.",
    fix="Use a Managed AD, or an AD Connector where only RADIUS or LDAPS is needed.",
    source="https://docs.aws.amazon.com/directoryservice/latest/admin-guide/ms_ad_mfa.html",
)
def asked_for_what_it_can_do(templates: Templates) -> Iterator[Violation]:
    """Resources for a directory of a kind that does not have what they set up."""
    for type_, kinds in _ASKED.items():
        for resource in templates.of_type(type_):
            directory = directory_of(templates, resource.properties.value("DirectoryId"))
            if directory and directory.kind not in kinds:
                asked = type_.removeprefix("Custom::Workspaces")
                yield Violation(
                    resource,
                    f"{directory.resource.logical_id} is {_NAMES[directory.kind]}, which has no {asked}",
                    "DirectoryId",
                )


@rule(
    "WorkSpaces-DIR6",
    "warning",
    title="A Simple AD and an AD Connector are large enough for their desktops",
    reason="A small one is made for up to 500 users of WorkSpaces, a large one for up to 5,000.",
    fix="Use the size Large, or several AD Connectors to the same domain, one for each group of users.",
    source="https://docs.aws.amazon.com/whitepapers/latest/best-practices-deploying-amazon-workspaces/"
    "ad-connector-role-with-workspaces.html",
)
def large_enough(templates: Templates) -> Iterator[Violation]:
    """Directories with more desktops than their size is made for."""
    sized = [each for each in directories(templates).values() if each.kind != "managed"]
    if not sized:
        return
    certain = (each for each in workspaces(templates) if "Condition" not in each.raw)
    owners = (directory_of(templates, each.properties.value("DirectoryId")) for each in certain)
    desktops = Counter(each.resource.name for each in owners if each)
    for directory in sized:
        size, count = directory.resource.properties.text("Size"), desktops[directory.resource.name]
        most = _MOST_DESKTOPS.get(size or "")
        if most is not None and count > most:
            yield Violation(directory.resource, f"it has {count:,} desktops, and {size} is for up to {most:,}", "Size")


@rule(
    "WorkSpaces-DIR7",
    "error",
    title="A user of a Managed AD has a logon name that the API accepts",
    reason="Directory Service Data takes a bare name of at most 20 letters, digits and the signs . _ and -.",
    fix="Use the logon name without its domain, such as jdoe.",
    source="https://docs.aws.amazon.com/directoryservicedata/latest/DirectoryServiceDataAPIReference/API_CreateUser.html",
)
def logon_names(templates: Templates) -> Iterator[Violation]:
    """Users with a logon name that the API refuses."""
    for user in templates.of_type("Custom::WorkspacesDirectoryUser"):
        name = user.properties.text("SAMAccountName")
        if name is not None and not bare_name(name):
            yield Violation(user, f"{name} is not a bare logon name of at most 20 characters", "SAMAccountName")


def bare_name(name: str) -> bool:
    """Whether a name is a user's bare logon name."""
    try:
        require_sam_account_name(name)
    except ConfigurationError:
        return False
    return True
