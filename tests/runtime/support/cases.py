"""One row per kind of custom resource: what it needs, how it can change, and what must exist because of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.runtime.support import (
    cases_automation,
    cases_bundles,
    cases_desktop_guard,
    cases_fleet,
    cases_routes,
    cases_settings,
    cases_trust,
)
from tests.runtime.support.case import Case, Difference, Properties, with_changes
from tests.runtime.support.inventory import access, tags
from tests.runtime.support.world import DOMAIN, OTHER_DOMAIN, OTHER_PASSWORD, PASSWORD, World

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["BY_KIND", "CASES", "DELEGATED", "OWNER", "Case", "Difference", "Properties"]

OWNER = "workspaces-constructs:owner"
DELEGATED = ("AWS Delegated Server Administrators", "AWS Delegated Administrators")


def _connector(world: World) -> Properties:
    return {
        "Name": world.corporate_domain, "Size": "Small", "VpcId": world.vpc, "SubnetIds": world.subnets,
        "CustomerDnsIps": world.dns_addresses, "CustomerUserName": "joiner", "SecretArn": world.secret,
        "Tags": [{"Key": "team", "Value": "euc"}],
    }  # fmt: skip


def _connector_made(world: World, properties: Properties, physical_id: str) -> Difference:
    held = {**_given_tags(properties), OWNER: physical_id}
    group = f"{physical_id}_controllers"
    return {
        f"directory {physical_id}": f"ADConnector corp.example.com Active {properties['Size']} {tags(held)}",
        f"group {group} in {world.vpc}": "0 in, 1 out",
        **{
            f"interface in {subnet} of {group}": f"AWS created network interface for directory {physical_id}"
            for subnet in world.subnets
        },
    }


def _default_role_made(_world: World, _properties: Properties, physical_id: str) -> Difference:
    held = _shared("default-role", physical_id)
    return {
        "role workspaces_DefaultRole": f"AmazonWorkSpacesSelfServiceAccess,AmazonWorkSpacesServiceAccess {tags(held)}"
    }


def _closed(_world: World, properties: Properties, _physical_id: str = "") -> Difference:
    return {f"group default in {properties['VpcId']}": "0 in, 0 out"}


def _data_access_made(world: World, properties: Properties, physical_id: str) -> Difference:
    identifier = properties["DirectoryId"]
    name = DOMAIN if identifier == world.directory else OTHER_DOMAIN
    held = _shared("data-access", physical_id)
    return {f"directory {identifier}": f"MicrosoftAD {name} Active  Enabled {tags(held)}"}


def _shared(name: str, physical_id: str) -> dict[str, str]:
    """The marks of what stacks share, as the one that made it leaves them."""
    digest = hashlib.sha256(physical_id.encode()).hexdigest()[:16]
    prefix = f"workspaces-constructs:{name}"
    return {f"{prefix}:made": "true", f"{prefix}:used-by:{digest}": "desktops"}


def _registration(world: World) -> Properties:
    return {
        "DirectoryId": world.directory, "SubnetIds": world.subnets, "Tenancy": "SHARED", "LingerSeconds": 90,
        "WorkspaceCreationProperties": {"EnableInternetAccess": False, "UserEnabledAsLocalAdministrator": False},
        "WorkspaceAccessProperties": {"DeviceTypeWeb": "DENY"},
        "SelfservicePermissions": {"RebuildWorkspace": "DISABLED", "SwitchRunningMode": "DISABLED"},
        "IpGroupIds": [], "Tags": [{"Key": "team", "Value": "euc"}],
        "StreamingProperties": {
            "StreamingExperiencePreferredProtocol": "TCP",
            "UserSettings": [{"Action": "PRINTING_TO_LOCAL_DEVICE", "Permission": "DISABLED"}],
        },
    }  # fmt: skip


_SIGN_IN: Properties = {
    "SamlProperties": {
        "Status": "ENABLED", "UserAccessUrl": "https://idp.example.com/desktops", "RelayStateParameterName": "Target",
    },
    "CertificateBasedAuthProperties": {
        "Status": "ENABLED",
        "CertificateAuthorityArn": "arn:aws:acm-pca:us-east-1:000000000000:certificate-authority/a",
    },
    "EndpointEncryptionMode": "FIPS_VALIDATED",
    "ClientProperties": {"ReconnectEnabled": "DISABLED"},
    "StreamingProperties": None,
}  # fmt: skip
"""Each excludes something of another change, or stands on it; the streaming properties are taken away."""

_FAST: Properties = {
    "UserSettings": [
        {"Action": "CLIPBOARD_COPY_TO_LOCAL_DEVICE", "Permission": "ENABLED", "MaximumLength": 500},
    ],
    "StorageConnectors": [{"ConnectorType": "HOME_FOLDER", "Status": "ENABLED"}],
    "GlobalAccelerator": {"Mode": "ENABLED_AUTO", "PreferredProtocol": "NONE"},
}


_CREATION = {
    "EnableInternetAccess": "False",
    "EnableMaintenanceMode": "True",
    "UserEnabledAsLocalAdministrator": "True",
}
_ALLOWED = ("Android", "ChromeOs", "Ios", "Osx", "Windows", "WorkSpacesThinClient", "ZeroClient")
_ACCESS = {**{f"DeviceType{each}": "ALLOW" for each in _ALLOWED}, "DeviceTypeLinux": "DENY", "DeviceTypeWeb": "DENY"}
_SELF_SERVICE = {
    **dict.fromkeys(("ChangeComputeType", "IncreaseVolumeSize", "RebuildWorkspace", "SwitchRunningMode"), "DISABLED"),
    "RestartWorkspace": "ENABLED",
}


def _registration_made(world: World, properties: Properties, physical_id: str) -> Difference:
    identifier = properties["DirectoryId"]
    held = {**_given_tags(properties), OWNER: physical_id}

    def settings(name: str, start: Mapping[str, str]) -> str:
        given = properties[name]
        assert isinstance(given, Mapping)
        return tags({**start, **{key: str(value) for key, value in given.items()}})

    groups = properties["IpGroupIds"]
    assert isinstance(groups, list)
    return {
        f"registration {identifier}": f"REGISTERED {','.join(world.subnets)} {tags(held)}",
        f"group {identifier}_workspacesMembers in {world.vpc}": "0 in, 1 out",
        f"IP groups of {identifier}": ",".join(groups),
        f"WorkspaceCreationProperties of {identifier}": settings("WorkspaceCreationProperties", _CREATION),
        f"WorkspaceAccessProperties of {identifier}": settings("WorkspaceAccessProperties", _ACCESS),
        f"SelfservicePermissions of {identifier}": settings("SelfservicePermissions", _SELF_SERVICE),
        f"access of {identifier}": access(properties),
    }


def _user(world: World) -> Properties:
    return {
        "DirectoryId": world.directory, "SAMAccountName": "ada", "SecretArn": world.secret,
        "GivenName": "Ada", "Groups": [DELEGATED[0]],
    }  # fmt: skip


def _user_made(world: World, properties: Properties, physical_id: str) -> Difference:
    names = {name: str(properties[name]) for name in ("EmailAddress", "GivenName", "Surname") if name in properties}
    held = tags({**names, "description": str({"S": physical_id})})
    groups = properties["Groups"]
    assert isinstance(groups, list)
    who = f"{properties['SAMAccountName']} of {properties['DirectoryId']}"
    return {
        f"user {who}": f"enabled groups={','.join(sorted(groups))} {held}",
        f"password of {who}": PASSWORD if properties["SecretArn"] == world.secret else OTHER_PASSWORD,
    }


def _registration_needs(world: World) -> None:
    world.add_default_role()
    _ = world.directory, world.other_directory, world.ip_group, world.streaming_endpoint


def _streamed(world: World) -> Properties:
    endpoint = {"AccessEndpointType": "STREAMING_WSP", "VpcEndpointId": world.streaming_endpoint}
    config = {"AccessEndpoints": [endpoint], "InternetFallbackProtocols": ["PCOIP"]}
    return {
        **_registration(world),
        "WorkspaceAccessProperties": {"DeviceTypeWeb": "DENY", "AccessEndpointConfig": config},
    }


def _open_default_groups(world: World) -> None:
    for vpc in (world.vpc, world.other_vpc):
        world.open_default_group(vpc)


def _data_access_everywhere(world: World) -> None:
    for identifier in (world.directory, world.other_directory):
        world.enable_data_access(identifier)


def _given_tags(properties: Properties) -> dict[str, str]:
    found = properties["Tags"]
    assert isinstance(found, list)
    return {tag["Key"]: tag["Value"] for tag in found}


def _nothing(_world: World, _properties: Properties, _physical_id: str) -> Difference:
    return {}


def _of(**properties: Callable[[World], object]) -> Callable[[World], Properties]:
    return lambda world: {name: value(world) for name, value in properties.items()}


CASES = (
    Case(
        kind="AdConnector",
        least_kills=(20, 30),
        prepare=_connector,
        properties=_connector,
        made=_connector_made,
        in_place={
            "size": with_changes(_connector, Size="Large"),
            "tags": with_changes(_connector, Tags=[{"Key": "cost", "Value": "42"}], AwaitDomain="true"),
        },
        replacing={"account": with_changes(_connector, CustomerUserName="joiner2")},
    ),
    Case(
        kind="BundleLookup",
        least_kills=(12, 0),
        prepare=lambda _: None,
        properties=_of(Names=lambda _: ["No such bundle", "Standard with Windows 10 (Server 2022 based) (WSP)"]),
        made=_nothing,
        replacing={"size": _of(Names=lambda _: ["Performance with Windows 10 (Server 2022 based) (WSP)"])},
    ),
    Case(
        kind="DefaultRole",
        least_kills=(16, 18),
        prepare=lambda _: None,
        properties=lambda _: {},
        made=_default_role_made,
    ),
    Case(
        kind="DefaultSecurityGroup",
        least_kills=(8, 0),
        prepare=lambda world: (world.vpc, world.other_vpc),
        before_create=_open_default_groups,
        properties=_of(VpcId=lambda world: world.vpc),
        made=_closed,
        replacing={"VPC": _of(VpcId=lambda world: world.other_vpc)},
        left=_closed,
    ),
    Case(
        kind="DirectoryDataAccess",
        least_kills=(16, 16),
        prepare=lambda world: (world.directory, world.other_directory),
        properties=_of(DirectoryId=lambda world: world.directory),
        made=_data_access_made,
        replacing={"directory": _of(DirectoryId=lambda world: world.other_directory)},
    ),
    Case(
        kind="DirectoryDetails",
        least_kills=(4, 0),
        prepare=lambda world: (world.directory, world.other_directory),
        properties=_of(DirectoryId=lambda world: world.directory),
        made=_nothing,
        replacing={"directory": _of(DirectoryId=lambda world: world.other_directory)},
    ),
    Case(
        kind="DirectoryRegistration",
        least_kills=(20, 14),
        prepare=_registration_needs,
        properties=_registration,
        made=_registration_made,
        in_place={
            "streaming endpoint": _streamed,
            "settings": with_changes(
                _registration,
                WorkspaceCreationProperties={"EnableInternetAccess": True, "UserEnabledAsLocalAdministrator": True},
                WorkspaceAccessProperties={"DeviceTypeWeb": "ALLOW"},
                SelfservicePermissions={"RebuildWorkspace": "ENABLED", "SwitchRunningMode": "ENABLED"},
            ),
            "IP groups": with_changes(
                _registration, IpGroupIds=lambda world: [world.ip_group], StreamingProperties=_FAST
            ),
            "sign-in": with_changes(_registration, **_SIGN_IN),
            "tags": with_changes(_registration, Tags=[{"Key": "cost", "Value": "42"}]),
        },
        replacing={"directory": with_changes(_registration, DirectoryId=lambda world: world.other_directory)},
    ),
    Case(
        kind="DirectoryUser",
        least_kills=(16, 6),
        prepare=_data_access_everywhere,
        properties=_user,
        made=_user_made,
        in_place={
            "names": with_changes(_user, GivenName="Augusta", Surname="King", EmailAddress="ada@corp.example.com"),
            "no name": with_changes(_user, GivenName=None),
            "groups": with_changes(_user, Groups=[DELEGATED[1]]),
            "password": with_changes(_user, SecretArn=lambda world: world.other_secret),
        },
        replacing={"name": with_changes(_user, SAMAccountName="countess")},
    ),
    Case(
        kind="NetworkRelease",
        least_kills=(2, 16),
        prepare=lambda world: (world.vpc, world.other_vpc),
        properties=_of(VpcId=lambda world: world.vpc),
        made=_nothing,
        replacing={"VPC": _of(VpcId=lambda world: world.other_vpc)},
        before_delete=lambda world: world.leave_things_behind(),
    ),
    *cases_automation.CASES,
    *cases_bundles.CASES,
    *cases_desktop_guard.CASES,
    *cases_fleet.CASES,
    *cases_routes.CASES,
    *cases_settings.CASES,
    *cases_trust.CASES,
)
BY_KIND = {case.kind: case for case in CASES}
