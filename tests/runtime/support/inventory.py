"""Everything there is in the account, as names and texts that can be compared.

Ids that AWS chooses differ from run to run. A directory that a test did not make itself goes by its description (which is
the physical id of the resource that made it) and a number, so that one made twice shows.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from local_aws.services.ds.model import directories
from ministack.core.responses import request_scope

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    import boto3

Inventory = dict[str, str]


def take(session: boto3.Session, known: Collection[str]) -> Inventory:
    """List directories, users, registrations, interfaces, groups and roles.

    Args:
        session: One whose calls nobody counts.
        known: Ids of directories that keep their names.
    """
    names = dict(_names(session, known))

    def named(text: str) -> str:
        for identifier, name in names.items():
            text = text.replace(identifier, name)
        return text

    found = [
        *_directories(session), *_users(), *_registrations(session), *_interfaces(session), *_groups(session),
        *_roles(session),
    ]  # fmt: skip
    renamed = [(named(key), named(value)) for key, value in found]
    seen: Counter[str] = Counter()
    inventory: Inventory = {}
    for key, value in renamed:
        seen[key] += 1
        inventory[key if seen[key] == 1 else f"{key} #{seen[key]}"] = value
    return inventory


def _names(session: boto3.Session, known: Collection[str]) -> Iterator[tuple[str, str]]:
    seen: Counter[str] = Counter()
    yield from ((each, each) for each in known)
    for each in session.client("ds").describe_directories()["DirectoryDescriptions"]:
        if each["DirectoryId"] not in known:
            owner = each.get("Description", "?")
            seen[owner] += 1
            yield each["DirectoryId"], owner if seen[owner] == 1 else f"{owner} #{seen[owner]}"


def tags(found: Mapping[str, str]) -> str:
    """Tags in one line."""
    return " ".join(f"{key}={value}" for key, value in sorted(found.items()))


def _directories(session: boto3.Session) -> Iterator[tuple[str, str]]:
    ds = session.client("ds")
    for each in ds.describe_directories()["DirectoryDescriptions"]:
        identifier = each["DirectoryId"]
        held = {tag["Key"]: tag["Value"] for tag in ds.list_tags_for_resource(ResourceId=identifier)["Tags"]}
        detail = [each["Type"], each["Name"], each["Stage"], each.get("Size", "")]
        if each["Type"] == "MicrosoftAD":
            detail.append(ds.describe_directory_data_access(DirectoryId=identifier)["DataAccessStatus"])
        yield f"directory {identifier}", " ".join([*detail, tags(held)]).strip()


def _users() -> Iterator[tuple[str, str]]:
    with request_scope("000000000000", "us-east-1"):
        domains = [(each.id, each.domain) for each in directories().values() if each.domain]
    for identifier, domain in domains:
        for user in domain.users.values():
            names = tags({**user.attributes, **{key: str(value) for key, value in user.other.items()}})
            groups = ",".join(sorted(group.name for group in domain.groups_of(user.name) if group.name != "Domain Users"))
            state = f"{'enabled' if user.enabled else 'disabled'} password={user.password}"
            yield f"user {user.name} of {identifier}", f"{state} groups={groups} {names}".strip()


def _registrations(session: boto3.Session) -> Iterator[tuple[str, str]]:
    workspaces = session.client("workspaces")
    for each in workspaces.describe_workspace_directories()["Directories"]:
        identifier = each["DirectoryId"]
        held = {tag["Key"]: tag["Value"] for tag in workspaces.describe_tags(ResourceId=identifier)["TagList"]}
        yield f"registration {identifier}", f"{each['State']} {','.join(each['SubnetIds'])} {tags(held)}"
        for name in ("WorkspaceCreationProperties", "WorkspaceAccessProperties", "SelfservicePermissions"):
            settings = {key: str(value) for key, value in each[name].items()}  # type: ignore[literal-required]
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


def _roles(session: boto3.Session) -> Iterator[tuple[str, str]]:
    iam = session.client("iam")
    for role in iam.list_roles()["Roles"]:
        name = role["RoleName"]
        held = {tag["Key"]: tag["Value"] for tag in iam.list_role_tags(RoleName=name)["Tags"]}
        policies = sorted(
            each["PolicyName"] for each in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
        )
        yield f"role {name}", f"{','.join(policies)} {tags(held)}"
