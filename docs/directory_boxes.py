"""What stands in the boxes of the directories' picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from docs.boxes import box
from docs.resource_types import (
    CONNECTOR,
    DHCP_OPTIONS,
    FLEET,
    FLOW_LOG,
    INSTANCE,
    KEY,
    MANAGED_AD,
    PROXIES,
    REGISTRATION,
    SECRET,
    SIMPLE_AD,
    SUBNET,
    USER,
    WORKSPACE,
)
from docs.roles import ROLES, kind_of, role

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from docs.template import Resource, Template

__all__ = ["DIRECTORIES", "resource_box", "unit_of", "users_text"]

DIRECTORIES: Final = (MANAGED_AD, SIMPLE_AD)
"""Directories that AWS makes."""

_MOST_NAMES: Final = 4

_STYLES: Final = {
    MANAGED_AD: "directory",
    SIMPLE_AD: "directory",
    DHCP_OPTIONS: "directory",
    FLEET: "desktops",
    WORKSPACE: "desktops",
    REGISTRATION: "desktops",
    CONNECTOR: "desktops",
    PROXIES: "public",
}


def resource_box(template: Template, name: str, members: Sequence[Resource]) -> str:
    """The box of one or more resources of a type."""
    first = members[0]
    if first.type == INSTANCE:
        what = role(template, first)
        title = f"{len(members)} {what}s" if len(members) > 1 else what[0].upper() + what[1:]
        addresses = ", ".join(filter(None, (each.text("PrivateIpAddress") for each in members)))
        return box(name, ROLES[what], title, addresses, first.text("InstanceType"))
    title, *others = _TEXTS[first.type](members)
    return box(name, _STYLES.get(first.type, "kept"), title, _persona(template, first), *others)


def unit_of(registration: Resource) -> str:
    """The OU of the desktops' computer objects; empty if it is the directory's own."""
    return str(registration.part("WorkspaceCreationProperties").get("DefaultOu", ""))


def users_text(names: Sequence[str]) -> tuple[str, str]:
    """Title and names of users."""
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return "Users" if len(names) > 1 else "User", ", ".join(names[:_MOST_NAMES]) + more


def _persona(template: Template, resource: Resource) -> str:
    """Whose desktops these are: the name of the subnets that they are registered with."""
    if resource.type not in {WORKSPACE, REGISTRATION}:
        return ""
    own = resource.type == REGISTRATION
    registered = [resource] if own else template.reached(resource.properties.get("DirectoryId"), REGISTRATION)
    subnets = template.reached([each.properties.get("SubnetIds") for each in registered], SUBNET)
    return next((f"of {kind_of(subnet)}" for subnet in subnets), "")


def _desktops_text(members: Sequence[Resource]) -> tuple[str, ...]:
    modes = {str(each.part("WorkspaceProperties").get("RunningMode", "")) for each in members}
    return (f"{len(members)} WorkSpaces" if len(members) > 1 else "WorkSpace", ", ".join(sorted(modes)))


def _secrets_text(members: Sequence[Resource]) -> tuple[str, ...]:
    return ("Secrets Manager", f"{len(members)} secrets" if len(members) > 1 else "a secret")


_TEXTS: Final[Mapping[str, Callable[[Sequence[Resource]], tuple[str, ...]]]] = {
    WORKSPACE: _desktops_text,
    USER: lambda all_: (*users_text([each.text("SAMAccountName") for each in all_]), *all_[0].texts("Groups")),
    SECRET: _secrets_text,
    MANAGED_AD: lambda all_: ("AWS Managed Microsoft AD", all_[0].text("Name"), f"{all_[0].text('Edition')} edition"),
    SIMPLE_AD: lambda all_: ("Simple AD", all_[0].text("Name"), all_[0].text("Size")),
    CONNECTOR: lambda all_: ("AD Connector", all_[0].text("Size"), all_[0].text("Name")),
    REGISTRATION: lambda all_: ("Registration", unit_of(all_[0]).partition(",DC=")[0]),
    DHCP_OPTIONS: lambda all_: ("DHCP options of the VPC", all_[0].text("DomainName")),
    KEY: lambda all_: ("KMS key", all_[0].text("Description")),
    FLEET: lambda _: ("Fleet", "a WorkSpace for everybody on its roster"),
    FLOW_LOG: lambda _: ("Traffic log of the VPC", "CloudWatch Logs"),
    PROXIES: lambda all_: ("Filtering proxies", f"{all_[0].text('MinSize')} to {all_[0].text('MaxSize')} instances"),
}
"""A title and lines below it."""
