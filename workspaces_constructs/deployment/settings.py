"""What a settings file may say: the tree, with a description of every field and the checks of single values.

Values are checked by the same functions of :mod:`workspaces_constructs.facts` that the constructs call; what several
must be together is in :mod:`workspaces_constructs.deployment.checks`. Imports no CDK, so that a bad file is refused
before anything heavy is loaded.
"""

from typing import Literal

from pydantic import Field, field_validator

from workspaces_constructs.facts.errors import ConfigurationError

from .scenario_table import REGISTERED_ITSELF, TWO_VPCS
from .sections.access import Keys, Mfa, Proxy
from .sections.base import Section, present
from .sections.desktops import BundleChoice, DesktopKind, Persona, User, Volumes
from .sections.directories import AdminHost, ConditionalForwarder, Directory, ServiceAccountOfConnector
from .sections.domains import DomainAccount, DomainControllers, OnPremises, Trust
from .sections.fleet import Fleet, FleetRoster, Leavers, Variant
from .sections.links import Connectivity, Endpoints, Resolver, Vpn
from .sections.places import (
    AnyVpc,
    Environment,
    ExistingPair,
    ExistingSubnet,
    ExistingVpc,
    Network,
    SharedNetwork,
    SharedServices,
    SharedVpc,
)
from .sections.registration import Devices, Registration, SelfServicePermissions
from .sections.sign_in import Client, Saml, Streaming
from .values import ScenarioName, StackName

__all__ = [
    "AdminHost",
    "AnyVpc",
    "BundleChoice",
    "Client",
    "ConditionalForwarder",
    "Connectivity",
    "DesktopKind",
    "Devices",
    "Directory",
    "DomainAccount",
    "DomainControllers",
    "Endpoints",
    "Environment",
    "ExistingPair",
    "ExistingSubnet",
    "ExistingVpc",
    "Fleet",
    "FleetRoster",
    "Keys",
    "Leavers",
    "Mfa",
    "Network",
    "OnPremises",
    "Persona",
    "Proxy",
    "Registration",
    "Resolver",
    "Saml",
    "Section",
    "SelfServicePermissions",
    "ServiceAccountOfConnector",
    "Settings",
    "SharedNetwork",
    "SharedServices",
    "SharedVpc",
    "Streaming",
    "Trust",
    "User",
    "Variant",
    "Volumes",
    "Vpn",
    "Way",
    "present",
]


Way = Literal["vpn", "virtual_private_gateway_id", "direct_connect_gateway_id", "transit_gateway_id"]


class Settings(Section):
    """A deployment of Amazon WorkSpaces."""

    scenario: ScenarioName = Field(description="Which of the whitepaper's architectures to build.")
    name: StackName = Field(description="The name of the CloudFormation stack.")
    description: str | None = Field(default=None, description="The description of the stack.")
    environment: Environment = Field(default=Environment(), description="The account and region of the stack.")
    tags: dict[str, str] = Field(
        default={}, description="Tags of everything that takes tags, within WorkSpaces' tag rules."
    )
    cost_allocation_tags: tuple[str, ...] = Field(
        default=(),
        description="Keys of tags that every desktop, registration and connector must carry, to divide the bill by; "
        "activate them in the Billing console. Default: none.",
    )
    removal: Literal["destroy", "retain"] = Field(
        default="destroy",
        description="What happens when the stack is deleted: destroy takes everything, desktops, directory, users and "
        "keys; retain leaves everything.",
    )
    termination_protection: bool = Field(
        default=False,
        description="Whether the stack refuses to be deleted. Set it in production: without it, one command "
        "deletes every desktop with its data, and the directory.",
    )
    network: Network = Field(default=Network(), description="The VPC of the desktops: an own one, or one that exists.")
    shared_services: SharedServices = Field(
        default=SharedServices(),
        description="The stack with the directory that others share, in shared-services and one-way-trust.",
    )
    directory: Directory | None = Field(
        default=None,
        description="The directory that AWS makes. Needed in every scenario but ad-connector and replica.",
    )
    on_premises: OnPremises | None = Field(
        default=None,
        description="The Active Directory on-premises. Needed in ad-connector, replica, two-way-trust, one-way-trust.",
    )
    trust: Trust = Field(
        default=Trust(),
        description="The trust between the Managed AD and the on-premises domain, in two-way-trust and one-way-trust.",
    )
    domain_controllers: DomainControllers | None = Field(
        default=None, description="Domain controllers of the on-premises domain on Amazon EC2. Needed in replica."
    )
    connectivity: Connectivity | None = Field(
        default=None,
        description="Ways to other networks. Needed in ad-connector, replica, two-way-trust and one-way-trust. "
        "Default: none.",
    )
    keys: Keys = Field(default=Keys(), description="Keys of yours in place of own ones.")
    personas: tuple[Persona, ...] = Field(
        default=(Persona(),),
        description="Kinds of users. Ranges of subnets go by order, and a subnet can never move: add new ones at the "
        "end, and pin the cidrs of all before you remove, reorder or grow one.",
    )
    registration: Registration = Field(
        default=Registration(),
        description="Settings of every registered directory; a persona's own registration differs where it says so.",
    )
    proxy: Proxy | None = Field(
        default=None, description="The filtering proxy. Needed where a persona's egress is proxy, and only there."
    )
    mfa: Mfa | None = Field(
        default=None, description="The RADIUS servers. Needed where a persona has mfa, and only there."
    )
    endpoints: Endpoints = Field(
        default=Endpoints(), description="Private endpoints in the VPC of the desktops. Default: none."
    )
    resolver: Resolver = Field(
        default=Resolver(), description="Endpoints of Route 53 Resolver in the VPC of the desktops. Default: none."
    )
    admin_host: AdminHost = Field(
        default=AdminHost(),
        description="A Windows server that does in the directory what no API can. Default: none.",
    )
    users: tuple[User, ...] = Field(
        default=(),
        description="Users with desktops, made in the directory unless they exist; on-premises they exist. "
        "Default: none.",
    )

    fleet: Fleet | None = Field(
        default=None,
        description="A roster of people whose desktops are kept in step with it, however many they are. Default: none.",
    )

    @property
    def registered(self) -> Literal["connector", "directory"]:
        """What is registered with WorkSpaces: connectors, or the directory that AWS makes."""
        if self.scenario in REGISTERED_ITSELF:
            return "directory"
        return "connector" if self.directory is None else self.directory.registered

    @property
    def link(self) -> Way | None:
        """The key in connectivity of the way to on-premises, if there is one."""
        connectivity = self.connectivity
        if connectivity is None:
            return None
        if connectivity.vpn is not None:
            return "vpn"
        if connectivity.virtual_private_gateway_id is not None:
            return "virtual_private_gateway_id"
        if connectivity.direct_connect_gateway_id is not None:
            return "direct_connect_gateway_id"
        known = connectivity.remote_cidrs is not None or self.on_premises is not None
        leads_there = connectivity.transit_gateway_id is not None and (known or self.scenario not in TWO_VPCS)
        return "transit_gateway_id" if leads_there else None

    @property
    def remote_cidrs(self) -> tuple[str, ...]:
        """All networks behind the way to on-premises; none where there is no such way."""
        if self.connectivity is None or self.link is None:
            return ()
        given = self.connectivity.remote_cidrs
        if given is None:
            return self.on_premises.cidrs if self.on_premises else ()
        return given

    @field_validator("personas")
    @classmethod
    def _some(cls, personas: tuple[Persona, ...]) -> tuple[Persona, ...]:
        if not personas:
            raise ConfigurationError("personas", value="none", allowed="at least one", fix="name one, or leave it out")
        return personas
