"""Everything there is in the account, as names and texts that can be compared.

Ids that AWS chooses differ from run to run. A directory that a test did not make itself goes by its description, which
is the physical id of the resource that made it, and a number, so that one made twice shows.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    import boto3

Inventory = dict[str, str]


def take(session: boto3.Session, known: Collection[str], about: Collection[str] = ("",)) -> Inventory:
    """List directories, users, registrations, interfaces, groups and roles.

    Args:
        session: One whose calls nobody counts.
        known: Ids of directories that keep their names.
        about: Only entries with one of these texts in their names.
    """
    names = dict(_names(session, known))

    def named(text: str) -> str:
        for identifier, name in names.items():
            text = text.replace(identifier, name)
        return text

    def wanted(text: str) -> bool:
        return any(each in named(text) for each in about)

    directories = [identifier for identifier in names if wanted(identifier)]
    found = [
        *_directories(session, directories), *_users(session, directories), *_registrations(session, directories),
        *_interfaces(session), *_groups(session), *_roles(session, wanted),
    ]  # fmt: skip
    seen: Counter[str] = Counter()
    inventory: Inventory = {}
    for key, value in ((named(key), named(value)) for key, value in found if wanted(key)):
        seen[key] += 1
        inventory[key if seen[key] == 1 else f"{key} #{seen[key]}"] = value
    return inventory


def _names(session: boto3.Session, known: Collection[str]) -> Iterator[tuple[str, str]]:
    seen: Counter[str] = Counter()
    for each in session.client("ds").describe_directories()["DirectoryDescriptions"]:
        identifier = each["DirectoryId"]
        if identifier in known:
            yield identifier, identifier
        else:
            owner = each.get("Description", "?")
            seen[owner] += 1
            yield identifier, owner if seen[owner] == 1 else f"{owner} #{seen[owner]}"


def tags(found: Mapping[str, str]) -> str:
    """Tags in one line."""
    return " ".join(f"{key}={value}" for key, value in sorted(found.items()))


def _directories(session: boto3.Session, identifiers: Sequence[str]) -> Iterator[tuple[str, str]]:
    ds = session.client("ds")
    found = ds.describe_directories(DirectoryIds=identifiers)["DirectoryDescriptions"] if identifiers else []
    for each in found:
        identifier = each["DirectoryId"]
        held = {tag["Key"]: tag["Value"] for tag in ds.list_tags_for_resource(ResourceId=identifier)["Tags"]}
        detail = [each["Type"], each["Name"], each["Stage"], each.get("Size", "")]
        if each["Type"] == "MicrosoftAD":
            detail.append(ds.describe_directory_data_access(DirectoryId=identifier)["DataAccessStatus"])
        yield f"directory {identifier}", " ".join([*detail, tags(held)]).strip()


def _users(session: boto3.Session, identifiers: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The users of the directories that let themselves be asked."""
    ds, data = session.client("ds"), session.client("ds-data")
    for identifier in identifiers:
        (found,) = ds.describe_directories(DirectoryIds=[identifier])["DirectoryDescriptions"]
        if found["Type"] != "MicrosoftAD" or found["Stage"] != "Active":
            continue
        if ds.describe_directory_data_access(DirectoryId=identifier)["DataAccessStatus"] != "Enabled":
            continue
        users = {user["SAMAccountName"] for user in data.list_users(DirectoryId=identifier)["Users"]}
        for name in sorted(users - {"Admin"}):
            user = data.describe_user(DirectoryId=identifier, SAMAccountName=name, OtherAttributes=["description"])
            member_of = data.list_groups_for_member(DirectoryId=identifier, SAMAccountName=name)["Groups"]
            groups = ",".join(sorted({group["SAMAccountName"] for group in member_of} - {"Domain Users"}))
            given = ("EmailAddress", "GivenName", "Surname")
            names = {key: str(value) for key, value in user.items() if key in given}
            names |= {key: str(value) for key, value in user.get("OtherAttributes", {}).items()}
            state = "enabled" if user["Enabled"] else "disabled"
            yield f"user {name} of {identifier}", f"{state} groups={groups} {tags(names)}".strip()


def _registrations(session: boto3.Session, identifiers: Sequence[str]) -> Iterator[tuple[str, str]]:
    workspaces = session.client("workspaces")
    for each in workspaces.describe_workspace_directories()["Directories"]:
        identifier = each["DirectoryId"]
        if identifier not in identifiers:
            continue
        held = {tag["Key"]: tag["Value"] for tag in workspaces.describe_tags(ResourceId=identifier)["TagList"]}
        yield f"registration {identifier}", f"{each['State']} {','.join(each['SubnetIds'])} {tags(held)}"
        for name in ("WorkspaceCreationProperties", "WorkspaceAccessProperties", "SelfservicePermissions"):
            settings = {key: str(value) for key, value in each[name].items()}
            yield f"{name} of {identifier}", tags(settings)
        yield f"IP groups of {identifier}", ",".join(sorted(each.get("ipGroupIds", [])))


def _interfaces(session: boto3.Session) -> Iterator[tuple[str, str]]:
    for each in session.client("ec2").describe_network_interfaces()["NetworkInterfaces"]:
        groups = ",".join(group["GroupName"] for group in each["Groups"])
        yield f"interface in {each['SubnetId']} of {groups}", each["Description"]


def _groups(session: boto3.Session) -> Iterator[tuple[str, str]]:
    for each in session.client("ec2").describe_security_groups()["SecurityGroups"]:
        rules = f"{len(each['IpPermissions'])} in, {len(each['IpPermissionsEgress'])} out"
        yield f"group {each['GroupName']} in {each['VpcId']}", rules


def _roles(session: boto3.Session, wanted: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    iam = session.client("iam")
    for role in iam.list_roles()["Roles"]:
        name = role["RoleName"]
        if not wanted(f"role {name}"):
            continue
        held = {tag["Key"]: tag["Value"] for tag in iam.list_role_tags(RoleName=name)["Tags"]}
        policies = sorted(
            each["PolicyName"] for each in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
        )
        yield f"role {name}", f"{','.join(policies)} {tags(held)}"
