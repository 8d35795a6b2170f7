"""AWS CDK constructs for Amazon WorkSpaces with Active Directory.

Everything that ``__all__`` names is imported at its first use (PEP 562): a construct used alone loads no others.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workspaces_constructs.desktops.bundle import Bundle
    from workspaces_constructs.desktops.default_role import WorkspacesDefaultRole
    from workspaces_constructs.desktops.existing import ExistingDirectory, ExistingRegistration
    from workspaces_constructs.desktops.persona import DesktopUser, Persona
    from workspaces_constructs.desktops.registration import (
        ClientDevices,
        DirectoryRegistration,
        RegistrableDirectory,
        SelfService,
    )
    from workspaces_constructs.desktops.volume_key import VolumeKey
    from workspaces_constructs.desktops.workspace import Workspace
    from workspaces_constructs.directory.ad_connector import AdConnector
    from workspaces_constructs.directory.managed_microsoft_ad import (
        ExistingManagedMicrosoftAd,
        ManagedAdBase,
        ManagedMicrosoftAd,
    )
    from workspaces_constructs.directory.service_account import ManagedServiceAccount, ServiceAccount
    from workspaces_constructs.directory.users import DirectoryUser, DirectoryUsers, User
    from workspaces_constructs.facts.errors import ConfigurationError
    from workspaces_constructs.facts.networks import DesktopCapacity
    from workspaces_constructs.network.desktop_security_group import DesktopSecurityGroup
    from workspaces_constructs.network.dhcp_options import DirectoryDhcpOptions
    from workspaces_constructs.network.existing import ExistingNetwork
    from workspaces_constructs.network.flow_logs import VpcFlowLogs
    from workspaces_constructs.network.nat_egress import NatEgress
    from workspaces_constructs.network.subnets import DesktopSubnets, SubnetPair
    from workspaces_constructs.network.vpc import WorkspacesVpc
    from workspaces_constructs.scenarios.standalone import StandaloneScenario

__all__ = [
    "AdConnector",
    "Bundle",
    "ClientDevices",
    "ConfigurationError",
    "DesktopCapacity",
    "DesktopSecurityGroup",
    "DesktopSubnets",
    "DesktopUser",
    "DirectoryDhcpOptions",
    "DirectoryRegistration",
    "DirectoryUser",
    "DirectoryUsers",
    "ExistingDirectory",
    "ExistingManagedMicrosoftAd",
    "ExistingNetwork",
    "ExistingRegistration",
    "ManagedAdBase",
    "ManagedMicrosoftAd",
    "ManagedServiceAccount",
    "NatEgress",
    "Persona",
    "RegistrableDirectory",
    "SelfService",
    "ServiceAccount",
    "StandaloneScenario",
    "SubnetPair",
    "User",
    "VolumeKey",
    "VpcFlowLogs",
    "Workspace",
    "WorkspacesDefaultRole",
    "WorkspacesVpc",
]

_MODULES = MappingProxyType(
    {
        "AdConnector": "directory.ad_connector",
        "Bundle": "desktops.bundle",
        "ClientDevices": "desktops.registration",
        "ConfigurationError": "facts.errors",
        "DesktopCapacity": "facts.networks",
        "DesktopSecurityGroup": "network.desktop_security_group",
        "DesktopSubnets": "network.subnets",
        "DesktopUser": "desktops.persona",
        "DirectoryDhcpOptions": "network.dhcp_options",
        "DirectoryRegistration": "desktops.registration",
        "DirectoryUser": "directory.users",
        "DirectoryUsers": "directory.users",
        "ExistingDirectory": "desktops.existing",
        "ExistingManagedMicrosoftAd": "directory.managed_microsoft_ad",
        "ExistingNetwork": "network.existing",
        "ExistingRegistration": "desktops.existing",
        "ManagedAdBase": "directory.managed_microsoft_ad",
        "ManagedMicrosoftAd": "directory.managed_microsoft_ad",
        "ManagedServiceAccount": "directory.service_account",
        "NatEgress": "network.nat_egress",
        "Persona": "desktops.persona",
        "RegistrableDirectory": "desktops.registration",
        "SelfService": "desktops.registration",
        "ServiceAccount": "directory.service_account",
        "StandaloneScenario": "scenarios.standalone",
        "SubnetPair": "network.subnets",
        "User": "directory.users",
        "VolumeKey": "desktops.volume_key",
        "VpcFlowLogs": "network.flow_logs",
        "Workspace": "desktops.workspace",
        "WorkspacesDefaultRole": "desktops.default_role",
        "WorkspacesVpc": "network.vpc",
    }
)


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
