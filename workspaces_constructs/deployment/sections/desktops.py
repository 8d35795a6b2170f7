"""Who gets a desktop, and what it is like."""

from typing import Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from workspaces_constructs.deployment.values import (
    AutoStopMinutes,
    BundleId,
    ComputeTypeName,
    HelpDeskCidr,
    ImageId,
    LanguageName,
    OperatingSystemName,
    PersonaName,
    ProtocolName,
    ReachableFrom,
    RunningMode,
    UserName,
    VpcCidr,
)
from workspaces_constructs.facts.bundles import amazon_bundle_names
from workspaces_constructs.facts.desktops import require_combination, require_volume_pair
from workspaces_constructs.facts.networks import DesktopCapacity

from .base import Section
from .registration import Registration

__all__ = ["BundleChoice", "DesktopKind", "Persona", "User", "Volumes"]


class BundleChoice(Section):
    """What a desktop is made from: a bundle by its id, one made here of an image, or one of Amazon's by what it is."""

    id: BundleId | None = Field(
        default=None, description="wsb-...; ids differ in every region. Then nothing else is given."
    )
    image_id: ImageId | None = Field(
        default=None,
        description="wsi-..., an image of yours in this region, of which a bundle is made. Say what is on it: "
        "operating_system and protocol. Default: Amazon's bundle.",
    )
    compute_type: ComputeTypeName = Field(default="STANDARD", description="The hardware.")
    operating_system: OperatingSystemName = Field(default="WINDOWS_SERVER_2022", description="The operating system.")
    protocol: ProtocolName = Field(default="DCV", description="How it streams. The API calls DCV WSP.")
    language: LanguageName = Field(
        default="", description="A language as bundles' names have it, such as Japanese. Default: English."
    )

    @model_validator(mode="after")
    def _exists(self) -> Self:
        if self.image_id is not None:
            require_combination(self.operating_system, self.protocol, self.compute_type)
        elif self.id is None:
            amazon_bundle_names(self.compute_type, self.operating_system, self.protocol, language=self.language)
        return self


class Volumes(Section):
    """The sizes of both volumes; a desktop's volumes can only grow later."""

    root: int = Field(description="GiB of drive C: 80, or 175 to 2000.")
    user: int = Field(description="GiB of drive D: 10, 50 or 100 with a root volume of 80; otherwise 100 to 2000.")


class DesktopKind(Section):
    """What desktops of a persona, or of a variant of one, are like."""

    bundle: BundleChoice = Field(default=BundleChoice(), description="What their desktops are made from.")
    running_mode: RunningMode = Field(
        default="AUTO_STOP", description="AUTO_STOP is billed by the hour, ALWAYS_ON by the month."
    )
    auto_stop_minutes: AutoStopMinutes | None = Field(
        default=None, description="After how long without a session AUTO_STOP stops; a multiple of 60. Default: 60."
    )
    volumes: Volumes | None = Field(default=None, description="Sizes other than the bundle's. Default: the bundle's.")

    @field_validator("volumes")
    @classmethod
    def _exist(cls, volumes: Volumes | None, info: ValidationInfo) -> Volumes | None:
        bundle = info.data.get("bundle")
        if volumes is not None and bundle is not None:
            require_volume_pair(volumes.root, volumes.user, None if bundle.id else bundle.compute_type)
        return volumes


class Persona(DesktopKind):
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
    egress: Literal["nat", "proxy", "on-premises", "none"] = Field(
        default="nat",
        description="nat: to the internet through a NAT gateway in each zone. proxy: to the allowed domains of the "
        "proxy. on-premises: back through the link. none: no way out of the VPC.",
    )
    mfa: bool = Field(
        default=False, description="Whether they need a second factor, which the RADIUS servers of mfa check."
    )
    local_administrator: bool = Field(default=False, description="Whether they administer their own desktop.")
    connector_size: Literal["Small", "Large"] = Field(
        default="Small", description="Of the AD Connector: Small for up to 500 desktops, Large for up to 5,000."
    )
    help_desk_cidrs: tuple[HelpDeskCidr, ...] = Field(
        default=(), description="From where RDP may be opened to their desktops. Default: nowhere."
    )
    website_cidrs: tuple[ReachableFrom, ...] = Field(
        default=(),
        description="Networks on-premises whose own websites they may open with egress proxy or none, at TCP 80 and "
        "443. With nat and on-premises all of on-premises is open anyway. Default: none.",
    )
    file_server_cidrs: tuple[ReachableFrom, ...] = Field(
        default=(), description="Where file servers and redirected folders are, at TCP 445. Default: none."
    )
    wide_dynamic_ports: bool = Field(
        default=False, description="Whether desktops may use TCP 1024-65535 to the directory, for old Windows."
    )
    tags: dict[str, str] = Field(
        default={}, description="Tags of their desktops, registration and connector, beside the deployment's."
    )
    registration: Registration = Field(
        default=Registration(),
        description="What differs from the registration of all personas, key by key. Default: nothing.",
    )


class User(Section):
    """A user with a desktop, to be made in the directory or there already."""

    user_name: UserName = Field(description="The logon name, at most 20 characters.")
    given_name: str | None = Field(default=None, description="The first name.")
    surname: str | None = Field(default=None, description="The last name.")
    email: str | None = Field(default=None, description="The e-mail address.")
    groups: tuple[str, ...] = Field(default=(), description="Groups of the directory to be a member of.")
    exists: bool = Field(
        default=False,
        description="Whether the directory has the user already. Users of an on-premises domain always exist.",
    )
    persona: PersonaName | None = Field(default=None, description="The name of a persona. Default: the first one.")
    desktop: bool = Field(default=True, description="Whether to give a desktop at all.")
    tags: dict[str, str] = Field(
        default={}, description="Tags of the desktop, beside the persona's and the deployment's."
    )
    running_mode: RunningMode | None = Field(
        default=None, description="Other than the persona's. Default: the persona's."
    )
