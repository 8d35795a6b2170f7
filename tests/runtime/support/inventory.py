"""Everything there is in the account, as names and texts that can be compared.

Ids that AWS chooses differ from run to run. A directory that a test did not make itself goes by its description, which
is the physical id of the resource that made it, and a number, so that one made twice shows.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ministack.services import stepfunctions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import boto3
    from mypy_boto3_ds.type_defs import DirectoryDescriptionTypeDef
    from mypy_boto3_ec2.type_defs import FilterTypeDef

Inventory = dict[str, str]


def take(
    session: boto3.Session, known: Collection[str], about: Collection[str] = ("",), networks: Sequence[str] = ()
) -> Inventory:
    """List directories, users, registrations, interfaces, groups and roles.

    Args:
        session: One whose calls nobody counts.
        known: Ids of directories that keep their names.
        about: Only entries with one of these texts in their names.
        networks: The VPCs to look into. Default: all.
    """
    described = session.client("ds").describe_directories()["DirectoryDescriptions"]
    names = dict(_names(described, known))

    def named(text: str) -> str:
        for identifier, name in names.items():
            text = text.replace(identifier, name)
        return text

    def wanted(text: str) -> bool:
        return any(each in named(text) for each in about)

    chosen = [each for each in described if wanted(each["DirectoryId"])]
    identifiers = [each["DirectoryId"] for each in chosen]
    filters: list[FilterTypeDef] = [{"Name": "vpc-id", "Values": networks}] if networks else []
    found = [
        *_directories(session, chosen), *_registrations(session, identifiers),
        *_interfaces(session, filters), *_groups(session, filters), *_routes(session, filters),
        *(_roles(session) if wanted("role workspaces_DefaultRole") else ()),
    ]  # fmt: skip
    seen: Counter[str] = Counter()
    inventory: Inventory = {}
    for key, value in ((named(key), named(value)) for key, value in found if wanted(key)):
        seen[key] += 1
        inventory[key if seen[key] == 1 else f"{key} #{seen[key]}"] = value
    return inventory


def software(session: boto3.Session) -> Inventory:
    """The bundles and images of the account; bundles without the letters that make each name new."""
    workspaces = session.client("workspaces")
    bundles = workspaces.describe_workspace_bundles()["Bundles"]
    made = {
        f"bundle {each['Name'].rpartition('-')[0]}": f"{each['State']} {each['ImageId']} {each['ComputeType']['Name']} "
        f"{each['RootStorage']['Capacity']}/{each['UserStorage']['Capacity']} {each.get('Description')} {held}"
        for each in bundles
        if (held := _tags_of(session, each["BundleId"])) is not None
    }
    images = {
        f"image {each['Name']}": f"{each['RequiredTenancy']} {each.get('Description')} {held}"
        for each in workspaces.describe_workspace_images()["Images"]
        if (held := _tags_of(session, each["ImageId"])) is not None
    }
    assert len({each["Name"].rpartition("-")[0] for each in bundles}) == len(bundles), "a bundle was made twice"
    return {**made, **images}


def _tags_of(session: boto3.Session, identifier: str) -> str | None:
    """The tags in one line; nothing where a lane beside this one has deleted it by now."""
    workspaces = session.client("workspaces")
    try:
        found = workspaces.describe_tags(ResourceId=identifier)["TagList"]
    except workspaces.exceptions.ResourceNotFoundException:
        return None
    return tags({each["Key"]: each["Value"] for each in found})


def runs() -> Inventory:
    """The state machines of the account the call is for in which something runs."""
    running = [each for each in stepfunctions._executions.values() if each["status"] == "RUNNING"]
    return {f"runs of {each['stateMachineArn']}": "RUNNING" for each in running}


def _names(described: Sequence[DirectoryDescriptionTypeDef], known: Collection[str]) -> Iterator[tuple[str, str]]:
    seen: Counter[str] = Counter()
    for each in described:
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


_ACCESS: Mapping[str, Mapping[str, str]] = {
    "SamlProperties": {"Status": "DISABLED", "RelayStateParameterName": "RelayState"},
    "CertificateBasedAuthProperties": {"Status": "DISABLED"},
    "EndpointEncryptionMode": {"": "STANDARD_TLS"},
    "StreamingProperties": {
        "StreamingExperiencePreferredProtocol": "UDP",
        "HOME_FOLDER": "DISABLED",
        "GlobalAccelerator": "DISABLED",
        "CLIPBOARD_COPY_FROM_LOCAL_DEVICE": "ENABLED",
        "CLIPBOARD_COPY_TO_LOCAL_DEVICE": "ENABLED",
        "PRINTING_TO_LOCAL_DEVICE": "ENABLED",
        "SMART_CARD": "DISABLED",
    },
    "ClientProperties": {
        "ReconnectEnabled": "ENABLED", "LogUploadEnabled": "ENABLED", "ClientExperiencePolicy": "USER_CHOICE",
    },
}  # fmt: skip
"""How users sign in and stream where nobody has said anything."""


def access(settings: Mapping[str, object]) -> str:
    """How users sign in and stream, as far as it is not as AWS begins, in one line."""
    shown = {
        f"{name} {key}": text
        for name, begin in _ACCESS.items()
        for key, text in _flat(settings.get(name))
        if begin.get(key) != text
    }
    return tags(shown)


def _flat(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """The texts in a property, each by what it is about."""
    if isinstance(value, list):
        for row in value:
            name, *texts = map(str, row.values())
            yield name, " ".join(texts)
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _flat(" ".join(part.values()) if name == "GlobalAccelerator" else part, str(name))
    elif value is not None:
        yield key, str(value)


def _directories(session: boto3.Session, described: Sequence[DirectoryDescriptionTypeDef]) -> Iterator[tuple[str, str]]:
    ds = session.client("ds")
    for each in described:
        identifier = each["DirectoryId"]
        held = {tag["Key"]: tag["Value"] for tag in ds.list_tags_for_resource(ResourceId=identifier)["Tags"]}
        detail = [each["Type"], each["Name"], each["Stage"], each.get("Size", "")]
        if each["Type"] == "MicrosoftAD":
            access = ds.describe_directory_data_access(DirectoryId=identifier)["DataAccessStatus"]
            detail.append(access)
            if each["Stage"] == "Active":
                yield from _trusts(session, identifier)
            if logs := ds.list_log_subscriptions(DirectoryId=identifier)["LogSubscriptions"]:
                yield f"logs of {identifier}", logs[0]["LogGroupName"]
            if (access, each["Stage"]) == ("Enabled", "Active"):
                yield from _users(session, identifier)
        yield from _settings(session, each)
        yield f"directory {identifier}", " ".join([*detail, tags(held)]).strip()


def _trusts(session: boto3.Session, identifier: str) -> Iterator[tuple[str, str]]:
    ds = session.client("ds")
    for forwarder in ds.describe_conditional_forwarders(DirectoryId=identifier)["ConditionalForwarders"]:
        yield f"forwarder {forwarder['RemoteDomainName']} of {identifier}", ",".join(forwarder["DnsIpAddrs"])
    for trust in ds.describe_trusts(DirectoryId=identifier)["Trusts"]:
        detail = (trust["TrustDirection"], trust["TrustType"], trust["TrustState"], trust["SelectiveAuth"])
        yield f"trust {trust['RemoteDomainName']} of {identifier}", " ".join(detail)


def _settings(session: boto3.Session, described: DirectoryDescriptionTypeDef) -> Iterator[tuple[str, str]]:
    """Multi-factor authentication and LDAPS."""
    identifier, ds = described["DirectoryId"], session.client("ds")
    if settings := described.get("RadiusSettings"):
        names = ("RadiusPort", "RadiusTimeout", "RadiusRetries", "AuthenticationProtocol", "DisplayLabel")
        values: dict[str, object] = {**settings}
        servers, rest = ",".join(settings["RadiusServers"]), " ".join(str(values[name]) for name in names)
        yield f"RADIUS of {identifier}", f"{described['RadiusStatus']} {servers} {rest}"
    if described["Type"] != "SimpleAD":
        certificates = ds.list_certificates(DirectoryId=identifier)["CertificatesInfo"]
        ldaps = ds.describe_ldaps_settings(DirectoryId=identifier)["LDAPSSettingsInfo"]
        status = ldaps[0]["LDAPSStatus"] if ldaps else "Disabled"
        if certificates or status not in {"Disabled", "EnableFailed"}:
            held = ",".join(sorted(f"{each['CommonName']} {each['State']}" for each in certificates))
            yield f"LDAPS of {identifier}", f"{status} {held}"


def _users(session: boto3.Session, identifier: str) -> Iterator[tuple[str, str]]:
    data, given = session.client("ds-data"), ("EmailAddress", "GivenName", "Surname")
    users = {user["SAMAccountName"] for user in data.list_users(DirectoryId=identifier)["Users"]}
    for name in sorted(users - {"Admin"}):
        user = data.describe_user(DirectoryId=identifier, SAMAccountName=name, OtherAttributes=["description"])
        member_of = data.list_groups_for_member(DirectoryId=identifier, SAMAccountName=name)["Groups"]
        groups = ",".join(sorted({group["SAMAccountName"] for group in member_of} - {"Domain Users"}))
        names = {key: str(value) for key, value in user.items() if key in given}
        names |= {key: str(value) for key, value in user.get("OtherAttributes", {}).items()}
        state = "enabled" if user["Enabled"] else "disabled"
        yield f"user {name} of {identifier}", f"{state} groups={groups} {tags(names)}".strip()


def _registrations(session: boto3.Session, identifiers: Sequence[str]) -> Iterator[tuple[str, str]]:
    workspaces = session.client("workspaces")
    if not identifiers:
        return
    for each in workspaces.describe_workspace_directories(DirectoryIds=identifiers)["Directories"]:
        identifier = each["DirectoryId"]
        held = {tag["Key"]: tag["Value"] for tag in workspaces.describe_tags(ResourceId=identifier)["TagList"]}
        yield f"registration {identifier}", f"{each['State']} {','.join(each['SubnetIds'])} {tags(held)}"
        for name in ("WorkspaceCreationProperties", "WorkspaceAccessProperties", "SelfservicePermissions"):
            settings = {key: str(value) for key, value in each[name].items()}
            yield f"{name} of {identifier}", tags(settings)
        yield f"IP groups of {identifier}", ",".join(sorted(each.get("ipGroupIds", [])))
        (client,) = workspaces.describe_client_properties(ResourceIds=[identifier])["ClientPropertiesList"]
        yield f"access of {identifier}", access({**each, **client})


def _interfaces(session: boto3.Session, filters: Sequence[FilterTypeDef]) -> Iterator[tuple[str, str]]:
    for each in session.client("ec2").describe_network_interfaces(Filters=filters)["NetworkInterfaces"]:
        groups = ",".join(group["GroupName"] for group in each["Groups"])
        yield f"interface in {each['SubnetId']} of {groups}", each["Description"]


def _groups(session: boto3.Session, filters: Sequence[FilterTypeDef]) -> Iterator[tuple[str, str]]:
    for each in session.client("ec2").describe_security_groups(Filters=filters)["SecurityGroups"]:
        rules = f"{len(each['IpPermissions'])} in, {len(each['IpPermissionsEgress'])} out"
        yield f"group {each['GroupName']} in {each['VpcId']}", rules


def _routes(session: boto3.Session, filters: Sequence[FilterTypeDef]) -> Iterator[tuple[str, str]]:
    for table in session.client("ec2").describe_route_tables(Filters=filters)["RouteTables"]:
        for route in table["Routes"]:
            if target := route.get("VpcPeeringConnectionId"):
                place = f"{table['RouteTableId']} of {table['VpcId']}"
                yield f"route to {route['DestinationCidrBlock']} in {place}", f"{target} {route['State']}"


def _roles(session: boto3.Session) -> Iterator[tuple[str, str]]:
    iam = session.client("iam")
    for role in iam.list_roles()["Roles"]:
        name = role["RoleName"]
        held = {tag["Key"]: tag["Value"] for tag in iam.list_role_tags(RoleName=name)["Tags"]}
        policies = sorted(
            each["PolicyName"] for each in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
        )
        yield f"role {name}", f"{','.join(policies)} {tags(held)}"
