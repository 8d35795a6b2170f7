"""AWS CDK constructs for Amazon WorkSpaces with Active Directory.

Everything that ``__all__`` names is imported at its first use (PEP 562): a construct used alone loads no others.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workspaces_constructs.desktops.access import ClientSettings, SamlSignIn, StreamingSettings
    from workspaces_constructs.desktops.bundle import Bundle
    from workspaces_constructs.desktops.certificate_role import CertificateRole
    from workspaces_constructs.desktops.custom_bundle import CustomBundle
    from workspaces_constructs.desktops.default_role import WorkspacesDefaultRole
    from workspaces_constructs.desktops.existing import ExistingDirectory, ExistingRegistration
    from workspaces_constructs.desktops.fleet.fleet import WorkspaceFleet
    from workspaces_constructs.desktops.fleet.leavers import Leavers
    from workspaces_constructs.desktops.fleet.persona import FleetPersona
    from workspaces_constructs.desktops.fleet.roster import Roster
    from workspaces_constructs.desktops.image import ImageOptions, WorkspacesImage
    from workspaces_constructs.desktops.image_builder import ImageBuilderWorkspace
    from workspaces_constructs.desktops.ip_access_group import IpAccessGroup
    from workspaces_constructs.desktops.persona import DesktopUser, Persona
    from workspaces_constructs.desktops.persona_access import PersonaAccess
    from workspaces_constructs.desktops.registration import (
        ClientDevices,
        DirectoryRegistration,
        RegistrableDirectory,
        SelfService,
    )
    from workspaces_constructs.desktops.saml_federation import SamlFederation
    from workspaces_constructs.desktops.volume_key import VolumeKey
    from workspaces_constructs.desktops.workspace import Workspace
    from workspaces_constructs.directory.ad_connector import AdConnector
    from workspaces_constructs.directory.admin_host import AdminHost
    from workspaces_constructs.directory.client_ldaps import ClientLdaps
    from workspaces_constructs.directory.conditional_forwarder import ConditionalForwarder
    from workspaces_constructs.directory.directory_logs import DirectoryLogs
    from workspaces_constructs.directory.domain_controllers import DomainControllers
    from workspaces_constructs.directory.managed_microsoft_ad import (
        ExistingManagedMicrosoftAd,
        ManagedAdBase,
        ManagedMicrosoftAd,
    )
    from workspaces_constructs.directory.on_premises import OnPremisesDomain
    from workspaces_constructs.directory.radius_mfa import DirectoryWithMfa, RadiusMfa, RadiusSettings
    from workspaces_constructs.directory.radius_servers import RadiusServers
    from workspaces_constructs.directory.service_account import ManagedServiceAccount, ServiceAccount
    from workspaces_constructs.directory.simple_ad import ExistingSimpleAd, SimpleAd, SimpleAdBase
    from workspaces_constructs.directory.trust import Trust
    from workspaces_constructs.directory.users import DirectoryUser, DirectoryUsers, User
    from workspaces_constructs.facts.errors import ConfigurationError
    from workspaces_constructs.facts.networks import DesktopCapacity
    from workspaces_constructs.network.connectivity import Connectivity
    from workspaces_constructs.network.desktop_network_acl import DesktopNetworkAcl
    from workspaces_constructs.network.desktop_security_group import DesktopSecurityGroup
    from workspaces_constructs.network.dhcp_options import DirectoryDhcpOptions
    from workspaces_constructs.network.direct_connect import DirectConnect
    from workspaces_constructs.network.endpoint_notification import EndpointNotification
    from workspaces_constructs.network.existing import ExistingNetwork
    from workspaces_constructs.network.flow_logs import VpcFlowLogs
    from workspaces_constructs.network.interface_endpoints import SystemsManagerEndpoints
    from workspaces_constructs.network.nat_egress import NatEgress
    from workspaces_constructs.network.proxy_egress import ProxyEgress
    from workspaces_constructs.network.resolver import ResolverInbound, ResolverOutbound
    from workspaces_constructs.network.site_to_site_vpn import SiteToSiteVpn
    from workspaces_constructs.network.subnets import DesktopSubnets, SubnetPair
    from workspaces_constructs.network.transit_gateway_link import TransitGateway, TransitGatewayLink
    from workspaces_constructs.network.virtual_private_gateway import VirtualPrivateGateway
    from workspaces_constructs.network.vpc import WorkspacesVpc
    from workspaces_constructs.network.vpc_peering import PeeringAccepterRole, VpcPeering
    from workspaces_constructs.network.workspaces_endpoints import StreamingEndpoint, WorkspacesApiEndpoint
    from workspaces_constructs.rules.pack import WorkspacesChecks
    from workspaces_constructs.scenarios.ad_connector import AdConnectorScenario
    from workspaces_constructs.scenarios.fleet import FleetOptions, FleetVariant
    from workspaces_constructs.scenarios.linked import TrustOptions
    from workspaces_constructs.scenarios.managed_ad import ManagedAdOptions
    from workspaces_constructs.scenarios.one_way_trust import OneWayTrustScenario
    from workspaces_constructs.scenarios.options import (
        OwnRadiusServers,
        PrivateEndpoints,
        ResolverEndpoints,
        ScenarioOptions,
    )
    from workspaces_constructs.scenarios.replica import Replicas, ReplicaScenario
    from workspaces_constructs.scenarios.shared_services import SharedServicesScenario
    from workspaces_constructs.scenarios.shared_services_vpc import (
        SharedServicesOptions,
        SharedServicesReference,
        SharedServicesVpc,
    )
    from workspaces_constructs.scenarios.simple_ad import SimpleAdScenario
    from workspaces_constructs.scenarios.standalone import StandaloneOptions, StandaloneScenario
    from workspaces_constructs.scenarios.two_way_trust import TwoWayTrustOptions, TwoWayTrustScenario

__all__ = [
    "AdConnector",
    "AdConnectorScenario",
    "AdminHost",
    "Bundle",
    "CertificateRole",
    "ClientDevices",
    "ClientLdaps",
    "ClientSettings",
    "ConditionalForwarder",
    "ConfigurationError",
    "Connectivity",
    "CustomBundle",
    "DesktopCapacity",
    "DesktopNetworkAcl",
    "DesktopSecurityGroup",
    "DesktopSubnets",
    "DesktopUser",
    "DirectConnect",
    "DirectoryDhcpOptions",
    "DirectoryLogs",
    "DirectoryRegistration",
    "DirectoryUser",
    "DirectoryUsers",
    "DirectoryWithMfa",
    "DomainControllers",
    "EndpointNotification",
    "ExistingDirectory",
    "ExistingManagedMicrosoftAd",
    "ExistingNetwork",
    "ExistingRegistration",
    "ExistingSimpleAd",
    "FleetOptions",
    "FleetPersona",
    "FleetVariant",
    "ImageBuilderWorkspace",
    "ImageOptions",
    "IpAccessGroup",
    "Leavers",
    "ManagedAdBase",
    "ManagedAdOptions",
    "ManagedMicrosoftAd",
    "ManagedServiceAccount",
    "NatEgress",
    "OnPremisesDomain",
    "OneWayTrustScenario",
    "OwnRadiusServers",
    "PeeringAccepterRole",
    "Persona",
    "PersonaAccess",
    "PrivateEndpoints",
    "ProxyEgress",
    "RadiusMfa",
    "RadiusServers",
    "RadiusSettings",
    "RegistrableDirectory",
    "ReplicaScenario",
    "Replicas",
    "ResolverEndpoints",
    "ResolverInbound",
    "ResolverOutbound",
    "Roster",
    "SamlFederation",
    "SamlSignIn",
    "ScenarioOptions",
    "SelfService",
    "ServiceAccount",
    "SharedServicesOptions",
    "SharedServicesReference",
    "SharedServicesScenario",
    "SharedServicesVpc",
    "SimpleAd",
    "SimpleAdBase",
    "SimpleAdScenario",
    "SiteToSiteVpn",
    "StandaloneOptions",
    "StandaloneScenario",
    "StreamingEndpoint",
    "StreamingSettings",
    "SubnetPair",
    "SystemsManagerEndpoints",
    "TransitGateway",
    "TransitGatewayLink",
    "Trust",
    "TrustOptions",
    "TwoWayTrustOptions",
    "TwoWayTrustScenario",
    "User",
    "VirtualPrivateGateway",
    "VolumeKey",
    "VpcFlowLogs",
    "VpcPeering",
    "Workspace",
    "WorkspaceFleet",
    "WorkspacesApiEndpoint",
    "WorkspacesChecks",
    "WorkspacesDefaultRole",
    "WorkspacesImage",
    "WorkspacesVpc",
]

_MODULES = MappingProxyType(
    {
        "AdConnector": "directory.ad_connector",
        "AdConnectorScenario": "scenarios.ad_connector",
        "AdminHost": "directory.admin_host",
        "Bundle": "desktops.bundle",
        "CertificateRole": "desktops.certificate_role",
        "ClientDevices": "desktops.registration",
        "ClientLdaps": "directory.client_ldaps",
        "ClientSettings": "desktops.access",
        "ConditionalForwarder": "directory.conditional_forwarder",
        "ConfigurationError": "facts.errors",
        "Connectivity": "network.connectivity",
        "CustomBundle": "desktops.custom_bundle",
        "DesktopCapacity": "facts.networks",
        "DesktopNetworkAcl": "network.desktop_network_acl",
        "DesktopSecurityGroup": "network.desktop_security_group",
        "DesktopSubnets": "network.subnets",
        "DesktopUser": "desktops.persona",
        "DirectConnect": "network.direct_connect",
        "DirectoryDhcpOptions": "network.dhcp_options",
        "DirectoryLogs": "directory.directory_logs",
        "DirectoryRegistration": "desktops.registration",
        "DirectoryUser": "directory.users",
        "DirectoryUsers": "directory.users",
        "DirectoryWithMfa": "directory.radius_mfa",
        "DomainControllers": "directory.domain_controllers",
        "EndpointNotification": "network.endpoint_notification",
        "ExistingDirectory": "desktops.existing",
        "ExistingManagedMicrosoftAd": "directory.managed_microsoft_ad",
        "ExistingNetwork": "network.existing",
        "ExistingRegistration": "desktops.existing",
        "ExistingSimpleAd": "directory.simple_ad",
        "FleetOptions": "scenarios.fleet",
        "FleetPersona": "desktops.fleet.persona",
        "FleetVariant": "scenarios.fleet",
        "ImageBuilderWorkspace": "desktops.image_builder",
        "ImageOptions": "desktops.image",
        "IpAccessGroup": "desktops.ip_access_group",
        "Leavers": "desktops.fleet.leavers",
        "ManagedAdBase": "directory.managed_microsoft_ad",
        "ManagedAdOptions": "scenarios.managed_ad",
        "ManagedMicrosoftAd": "directory.managed_microsoft_ad",
        "ManagedServiceAccount": "directory.service_account",
        "NatEgress": "network.nat_egress",
        "OnPremisesDomain": "directory.on_premises",
        "OneWayTrustScenario": "scenarios.one_way_trust",
        "OwnRadiusServers": "scenarios.options",
        "PeeringAccepterRole": "network.vpc_peering",
        "Persona": "desktops.persona",
        "PersonaAccess": "desktops.persona_access",
        "PrivateEndpoints": "scenarios.options",
        "ProxyEgress": "network.proxy_egress",
        "RadiusMfa": "directory.radius_mfa",
        "RadiusServers": "directory.radius_servers",
        "RadiusSettings": "directory.radius_mfa",
        "RegistrableDirectory": "desktops.registration",
        "ReplicaScenario": "scenarios.replica",
        "Replicas": "scenarios.replica",
        "ResolverEndpoints": "scenarios.options",
        "ResolverInbound": "network.resolver",
        "ResolverOutbound": "network.resolver",
        "Roster": "desktops.fleet.roster",
        "SamlFederation": "desktops.saml_federation",
        "SamlSignIn": "desktops.access",
        "ScenarioOptions": "scenarios.options",
        "SelfService": "desktops.registration",
        "ServiceAccount": "directory.service_account",
        "SharedServicesOptions": "scenarios.shared_services_vpc",
        "SharedServicesReference": "scenarios.shared_services_vpc",
        "SharedServicesScenario": "scenarios.shared_services",
        "SharedServicesVpc": "scenarios.shared_services_vpc",
        "SimpleAd": "directory.simple_ad",
        "SimpleAdBase": "directory.simple_ad",
        "SimpleAdScenario": "scenarios.simple_ad",
        "SiteToSiteVpn": "network.site_to_site_vpn",
        "StandaloneOptions": "scenarios.standalone",
        "StandaloneScenario": "scenarios.standalone",
        "StreamingEndpoint": "network.workspaces_endpoints",
        "StreamingSettings": "desktops.access",
        "SubnetPair": "network.subnets",
        "SystemsManagerEndpoints": "network.interface_endpoints",
        "TransitGateway": "network.transit_gateway_link",
        "TransitGatewayLink": "network.transit_gateway_link",
        "Trust": "directory.trust",
        "TrustOptions": "scenarios.linked",
        "TwoWayTrustOptions": "scenarios.two_way_trust",
        "TwoWayTrustScenario": "scenarios.two_way_trust",
        "User": "directory.users",
        "VirtualPrivateGateway": "network.virtual_private_gateway",
        "VolumeKey": "desktops.volume_key",
        "VpcFlowLogs": "network.flow_logs",
        "VpcPeering": "network.vpc_peering",
        "Workspace": "desktops.workspace",
        "WorkspaceFleet": "desktops.fleet.fleet",
        "WorkspacesApiEndpoint": "network.workspaces_endpoints",
        "WorkspacesChecks": "rules.pack",
        "WorkspacesDefaultRole": "desktops.default_role",
        "WorkspacesImage": "desktops.image",
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
