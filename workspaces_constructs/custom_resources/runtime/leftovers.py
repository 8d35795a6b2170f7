"""What AWS leaves in a VPC after a directory or a registration is gone, and what therefore holds the VPC.

Directory Service's interfaces outlive their directory by minutes; the groups ``<directory id>_controllers`` and
``<directory id>_workspacesMembers`` can stay for good. Only those of directories that no longer exist are touched.
"""

from __future__ import annotations

import re

from .aws import listed
from .directories import delete_group, describe, interfaces, registration, security_groups
from .kind import Pending

_DIRECTORY = re.compile(r"\b(d-[0-9a-f]{10})\b")
_GROUP_NAME = re.compile(r"(d-[0-9a-f]{10})_(controllers|workspacesMembers)")
MEMBERS_GROUP = "{directory_id}_workspacesMembers"


def of_network(vpc_id: str) -> Pending | None:
    """Clear the leftovers of all gone directories from a VPC; say what is still there."""
    gone = _Gone()
    waiting = [
        f"{interface['NetworkInterfaceId']} ({interface.get('Description', '')})"
        for interface in interfaces([{"Name": "vpc-id", "Values": [vpc_id]}])
        if any(directory_id in gone for directory_id in _DIRECTORY.findall(interface.get("Description", "")))
    ]
    for group in security_groups([{"Name": "vpc-id", "Values": [vpc_id]}]):
        named = _GROUP_NAME.fullmatch(group["GroupName"])
        if named and named[1] in gone and not delete_group(group["GroupId"]):
            waiting.append(f"{group['GroupId']} ({group['GroupName']})")
    return _waiting(waiting)


def of_registration(directory_id: str) -> Pending | None:
    """Clear the members group that a registration leaves behind."""
    name = MEMBERS_GROUP.format(directory_id=directory_id)
    groups = security_groups([{"Name": "group-name", "Values": [name]}])
    return _waiting([f"{group['GroupId']} ({name})" for group in groups if not delete_group(group["GroupId"])])


def _waiting(names: list[str]) -> Pending | None:
    if not names:
        return None
    return Pending(
        f"AWS has not yet released {listed(names)}.",
        "who still uses these network interfaces and security groups; subnets and VPC cannot go before them.",
    )


class _Gone:
    """Directories that are neither in Directory Service nor registered with WorkSpaces; each is asked for once."""

    def __init__(self) -> None:
        self._known: dict[str, bool] = {}

    def __contains__(self, directory_id: object) -> bool:
        name = str(directory_id)
        if name not in self._known:
            self._known[name] = describe(name) is None and registration(name) is None
        return self._known[name]
