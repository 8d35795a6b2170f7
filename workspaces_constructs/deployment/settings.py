"""What a settings file may say: the tree, with a description of every field and the checks of single values.

Values are checked by the same functions of :mod:`workspaces_constructs.facts` that the constructs call; what several
must be together is in :mod:`workspaces_constructs.deployment.checks`. Imports no CDK, so that a bad file is refused
before anything heavy is loaded.
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from workspaces_constructs.facts.bundles import amazon_bundle_names
from workspaces_constructs.facts.desktops import require_volume_pair
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.iam import SERVER_ADMINISTRATORS_GROUP
from workspaces_constructs.facts.networks import DEFAULT_VPC_CIDR, DesktopCapacity

from .values import (
    Account,
    AutoStopMinutes,
    BundleId,
    Cidr,
    ComputeTypeName,
    DirectoryId,
    DomainName,
    HelpDeskCidr,
    IpGroupId,
    KeyArn,
    NetbiosName,
    OperatingSystemName,
    PersonaName,
    ProtocolName,
    ReachableFrom,
    Region,
    RouteTableId,
    RunningMode,
    ScenarioName,
    SecretArn,
    StackName,
    SubnetId,
    UserName,
    VpcCidr,
    VpcId,
)

__all__ = ["Persona", "Settings", "User"]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    def overridden_by(self, other: Self) -> Self:
        """Return this section with every key that stands in the other one, in the sections below it too."""
        given = {key: getattr(other, key) for key in other.model_fields_set}
        below = {
            key: getattr(self, key).overridden_by(value) for key, value in given.items() if isinstance(value, _Section)
        }
        return self.model_copy(update=given | below)


class Environment(_Section):
    """The account and region of the stack."""

    account: Account | None = Field(
        default=None, description="The AWS account, 12 digits in quotes. Default: the one whose credentials deploy."
    )
    region: Region | None = Field(
        default=None,
        description="A region in which WorkSpaces runs. Default: the one in which it is deployed; subnets then get "
        "their zones from a table in the template.",
    )


class ExistingSubnet(_Section):
    """One subnet of a VPC of yours."""

    subnet_id: SubnetId = Field(description="subnet-...")
    cidr: VpcCidr = Field(description="Its range; nothing is looked up.")
    route_table_id: RouteTableId | None = Field(default=None, description="rtb-... Default: not known, and not needed.")


ExistingPair = Annotated[tuple[ExistingSubnet, ExistingSubnet], Field(description="One subnet in each of two zones.")]


class ExistingVpc(_Section):
    """A VPC of yours, with routes, DHCP options and traffic logs of yours."""

    vpc_id: VpcId = Field(description="vpc-...")
    cidr: VpcCidr = Field(description="Its primary range.")
    availability_zones: tuple[str, str] = Field(
        description="The names (not AZ IDs) of the two zones in this account, in the order of the subnets in each pair."
    )
    desktop_subnets: dict[PersonaName, ExistingPair] = Field(
        description="For each persona, by its name, the pair for its desktops, in zones that WorkSpaces supports."
    )
    directory_subnets: ExistingPair | None = Field(
        default=None, description="The pair for the Managed AD. Not needed with an existing directory."
    )


class Network(_Section):
    """The VPC: an own one, or one that exists."""

    cidr: VpcCidr = Field(
        default=str(DEFAULT_VPC_CIDR),
        description="The range of the own VPC, /16 to /28. The default overlaps no range that AWS keeps for managing "
        "desktops; 10.0.0.0/8 is such a range in every region.",
    )
    availability_zone_ids: tuple[str, ...] | None = Field(
        default=None,
        description="Two AZ IDs, such as [use1-az2, use1-az4]. Default: the region's first two for WorkSpaces.",
    )
    routed_cidrs: tuple[Cidr, ...] = Field(
        default=(),
        description="Networks that the VPC is routed to, such as on-premises. They and the VPC's own range must leave "
        "AWS one of the region's management ranges. Default: none.",
    )
    vpc: ExistingVpc | None = Field(default=None, description="A VPC that exists, in place of an own one.")


class ServiceAccountOfConnector(_Section):
    """The account with which AD Connectors join desktops to the domain."""

    group: str | None = Field(
        default=SERVER_ADMINISTRATORS_GROUP,
        description="The group that lets it join more than ten computers. The default's members are local "
        "administrators of every computer in the domain. null: you delegate in Active Directory yourself.",
    )


class Directory(_Section):
    """The AWS Managed Microsoft AD."""

    domain_name: DomainName = Field(description="A fully qualified domain name, such as corp.example.com.")
    netbios_name: NetbiosName | None = Field(
        default=None, description="At most 15 characters. Default: the first label of the domain name."
    )
    edition: Literal["Standard", "Enterprise"] = Field(
        default="Standard", description="Standard for about 30,000 objects, Enterprise for 500,000 and several regions."
    )
    registered: Literal["connector", "directory"] = Field(
        default="connector",
        description="What is registered with WorkSpaces: an AD Connector for each persona, or, with a single persona, "
        "the Managed AD itself.",
    )
    existing_directory_id: DirectoryId | None = Field(
        default=None, description="d-...: a Managed AD that exists, in place of an own one."
    )
    reachable_from: tuple[ReachableFrom, ...] = Field(
        default=(),
        description="Ranges outside the VPC that must reach the own Managed AD, such as peered VPCs. Default: none.",
    )
    admin_secret_arn: SecretArn | None = Field(
        default=None,
        description="The ARN of a secret whose JSON field password is the administrator's. Default: a generated one.",
    )
    service_account: ServiceAccountOfConnector = Field(
        default=ServiceAccountOfConnector(),
        description="The account with which AD Connectors join desktops to the domain.",
    )


class Keys(_Section):
    """Keys of yours; symmetric, customer-managed ones."""

    volumes_arn: KeyArn | None = Field(
        default=None, description="The key of the desktops' volumes. Default: an own one."
    )
    records_arn: KeyArn | None = Field(
        default=None, description="The key of secrets and traffic logs. Default: an own one."
    )


class Connectivity(_Section):
    """Ways to other networks. The standalone scenario has none."""


class BundleChoice(_Section):
    """What a desktop is made from: a bundle by its id, or one of Amazon's by what it is."""

    id: BundleId | None = Field(
        default=None, description="wsb-...; ids differ in every region. Then nothing else is given."
    )
    compute_type: ComputeTypeName = Field(default="STANDARD", description="The hardware.")
    operating_system: OperatingSystemName = Field(default="WINDOWS_SERVER_2022", description="The operating system.")
    protocol: ProtocolName = Field(default="DCV", description="How it streams. The API calls DCV WSP.")
    language: str = Field(
        default="", description="A language as bundles' names have it, such as Japanese. Default: English."
    )

    @model_validator(mode="after")
    def _exists(self) -> Self:
        if self.id is None:
            amazon_bundle_names(self.compute_type, self.operating_system, self.protocol, language=self.language)
        return self


class Volumes(_Section):
    """The sizes of both volumes; a desktop's volumes can only grow later."""

    root: int = Field(description="GiB of drive C: 80, or 175 to 2000.")
    user: int = Field(description="GiB of drive D: 10, 50 or 100 with a root volume of 80; otherwise 100 to 2000.")


class Devices(_Section):
    """From which kinds of devices users may connect."""

    windows: bool = Field(default=True, description="The Windows client.")
    macos: bool = Field(default=True, description="The macOS client.")
    ios: bool = Field(default=True, description="The iPad client.")
    android: bool = Field(default=True, description="The Android client.")
    chrome_os: bool = Field(default=True, description="The Chromebook client.")
    zero_client: bool = Field(default=True, description="PCoIP zero clients.")
    thin_client: bool = Field(default=True, description="Amazon WorkSpaces Thin Client.")
    web: bool = Field(default=False, description="Web Access, from any browser.")
    linux: bool = Field(default=False, description="The Linux client.")


class SelfServicePermissions(_Section):
    """What users may do to their desktops themselves."""

    restart: bool = Field(default=True, description="Restart it.")
    rebuild: bool = Field(default=False, description="Rebuild it from its bundle, which loses data.")
    increase_volume_size: bool = Field(default=False, description="Increase a volume, which raises the bill.")
    change_compute_type: bool = Field(default=False, description="Change the hardware, which changes the bill.")
    switch_running_mode: bool = Field(default=False, description="Switch the running mode, which changes the bill.")


class Registration(_Section):
    """Settings of registered directories."""

    devices: Devices = Field(default=Devices(), description="From which kinds of devices users may connect.")
    self_service: SelfServicePermissions = Field(
        default=SelfServicePermissions(), description="What users may do to their desktops themselves."
    )
    maintenance: bool = Field(
        default=True, description="Whether desktops are patched in AWS's weekly or monthly window."
    )
    ip_group_ids: tuple[IpGroupId, ...] = Field(
        default=(), description="wsipg-...: IP access control groups. Default: none."
    )
    default_ou: str | None = Field(
        default=None,
        description="The distinguished name of the OU for the desktops' computer objects, below the Managed AD's own "
        "OU. Default: the directory's.",
    )


class Persona(_Section):
    """One kind of users, with subnets, a registration and, where connectors are registered, a connector of its own."""

    name: PersonaName = Field(
        default="employees", description="Lower-case words joined by hyphens; unique, and for life."
    )
    desktops: int = Field(
        default=100, ge=1, description="How many desktops the subnets must hold; they can never be resized."
    )
    growth: float = Field(
        default=DesktopCapacity.growth, ge=0, description="By which fraction they may grow: 0.2 is a fifth more."
    )
    migration_headroom: float = Field(
        default=DesktopCapacity.migration_headroom,
        ge=0,
        description="Which fraction may be migrated to another bundle at once, taking a second address each.",
    )
    cidrs: tuple[VpcCidr, VpcCidr] | None = Field(
        default=None,
        description="The ranges of their two subnets in an own VPC, as the output <Persona>SubnetCidrs has them. Pin "
        "those of all personas before you remove, reorder or grow one. Default: by the order of the personas.",
    )
    egress: Literal["nat", "none"] = Field(
        default="nat",
        description="nat: to the internet through a NAT gateway in each zone. none: no way out of the VPC.",
    )
    bundle: BundleChoice = Field(default=BundleChoice(), description="What their desktops are made from.")
    running_mode: RunningMode = Field(
        default="AUTO_STOP", description="AUTO_STOP is billed by the hour, ALWAYS_ON by the month."
    )
    auto_stop_minutes: AutoStopMinutes | None = Field(
        default=None, description="After how long without a session AUTO_STOP stops; a multiple of 60. Default: 60."
    )
    volumes: Volumes | None = Field(default=None, description="Sizes other than the bundle's. Default: the bundle's.")
    local_administrator: bool = Field(default=False, description="Whether they administer their own desktop.")
    connector_size: Literal["Small", "Large"] = Field(
        default="Small", description="Of the AD Connector: Small for up to 500 desktops, Large for up to 5,000."
    )
    help_desk_cidrs: tuple[HelpDeskCidr, ...] = Field(
        default=(), description="From where RDP may be opened to their desktops. Default: nowhere."
    )
    wide_dynamic_ports: bool = Field(
        default=False, description="Whether desktops may use TCP 1024-65535 to the directory, for old Windows."
    )
    registration: Registration = Field(
        default=Registration(),
        description="What differs from the registration of all personas, key by key. Default: nothing.",
    )

    @field_validator("volumes")
    @classmethod
    def _exist(cls, volumes: Volumes | None, info: ValidationInfo) -> Volumes | None:
        bundle = info.data.get("bundle")
        if volumes is not None and bundle is not None:
            require_volume_pair(volumes.root, volumes.user, None if bundle.id else bundle.compute_type)
        return volumes


class User(_Section):
    """A user to be made in the directory, with a desktop."""

    user_name: UserName = Field(description="The logon name, at most 20 characters.")
    given_name: str | None = Field(default=None, description="The first name.")
    surname: str | None = Field(default=None, description="The last name.")
    email: str | None = Field(default=None, description="The e-mail address.")
    groups: tuple[str, ...] = Field(default=(), description="Groups of the directory to be a member of.")
    persona: PersonaName | None = Field(default=None, description="The name of a persona. Default: the first one.")
    desktop: bool = Field(default=True, description="Whether to give a desktop at all.")
    running_mode: RunningMode | None = Field(
        default=None, description="Other than the persona's. Default: the persona's."
    )


class Settings(_Section):
    """A deployment of Amazon WorkSpaces."""

    scenario: ScenarioName = Field(description="Which of the whitepaper's architectures to build.")
    name: StackName = Field(description="The name of the CloudFormation stack.")
    description: str | None = Field(default=None, description="The description of the stack.")
    environment: Environment = Field(default=Environment(), description="The account and region of the stack.")
    tags: dict[str, str] = Field(
        default={}, description="Tags of everything that takes tags, within WorkSpaces' tag rules."
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
    network: Network = Field(default=Network(), description="The VPC: an own one, or one that exists.")
    directory: Directory = Field(description="The AWS Managed Microsoft AD.")
    keys: Keys = Field(default=Keys(), description="Keys of yours in place of own ones.")
    connectivity: Connectivity = Field(
        default=Connectivity(), description="Ways to other networks. The standalone scenario has none."
    )
    personas: tuple[Persona, ...] = Field(
        default=(Persona(),),
        description="Kinds of users. Ranges of subnets go by order, and a subnet can never move: add new ones at the "
        "end, and pin the cidrs of all before you remove, reorder or grow one.",
    )
    registration: Registration = Field(
        default=Registration(),
        description="Settings of every registered directory; a persona's own registration differs where it says so.",
    )
    users: tuple[User, ...] = Field(default=(), description="Users to make in the directory. Default: none.")

    @field_validator("personas")
    @classmethod
    def _some(cls, personas: tuple[Persona, ...]) -> tuple[Persona, ...]:
        if not personas:
            raise ConfigurationError("personas", value="none", allowed="at least one", fix="name one, or leave it out")
        return personas
