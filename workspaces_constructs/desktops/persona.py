"""Kinds of users, and what their desktops are like."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from workspaces_constructs.desktops.ip_access_group import require_ip_group_ids
from workspaces_constructs.desktops.persona_access import PersonaAccess
from workspaces_constructs.desktops.registration import ClientDevices, SelfService
from workspaces_constructs.desktops.shape import require_volumes
from workspaces_constructs.directory.users import User
from workspaces_constructs.facts.arguments import require_list, require_offers
from workspaces_constructs.facts.desktops import require_combination
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.identifiers import require_identifier
from workspaces_constructs.facts.networks import DesktopCapacity

if TYPE_CHECKING:
    from aws_cdk import aws_kms as kms

__all__ = ["DesktopUser", "Persona"]

_EGRESS: Final = ("nat", "proxy", "on-premises", "none")


@dataclass(frozen=True)
class Persona:
    """One kind of users: subnets, a connector and a registration of their own (whitepaper, "Typical Configuration").

    Attributes:
        name: Lower-case words joined by hyphens, unique in the deployment; it becomes part of logical ids.
        capacity: How many desktops their subnets must hold.
        cidrs: The ranges of their subnets in an own VPC. Default: by the order of the personas. Pin those of all
            personas before you remove, reorder or grow one: subnets can never move.
        egress: ``nat`` for the internet through NAT gateways, ``proxy`` for listed domains through a proxy,
            ``on-premises`` for the internet by way of the link to on-premises, ``none`` for no way out.
        mfa: Whether they need a second factor, which RADIUS servers ask for.
        bundle_id: A bundle's id. Default: Amazon's bundle of the next three.
        compute_type: ``STANDARD``, ``PERFORMANCE``, ...
        operating_system: ``WINDOWS_SERVER_2022``, ``UBUNTU_24_04``, ...
        protocol: ``DCV`` or ``PCOIP``.
        language: Of the bundle. Default: English.
        image_id: An image of your own, of which a bundle is made in place of Amazon's; the operating system and the
            protocol are then the image's. Default: none.
        running_mode: ``AUTO_STOP`` or ``ALWAYS_ON``.
        auto_stop_minutes: A multiple of 60. Default: 60 with AUTO_STOP.
        root_volume_gib: Default: the bundle's.
        user_volume_gib: Default: the bundle's.
        local_administrator: Whether they administer their own desktop.
        connector_size: ``Small`` or ``Large``.
        help_desk_cidrs: From where RDP may be opened to their desktops.
        website_cidrs: Networks on-premises whose own websites (TCP 80 and 443) they may open beside what ``egress``
            gives, as the whitepaper's contractors may. With ``nat`` and ``on-premises`` they are open anyway.
        file_server_cidrs: Where file servers and redirected folders are, at TCP 445.
        wide_dynamic_ports: Allow TCP 1024-65535 to the directory.
        default_ou: The distinguished name of the OU for their computer objects.
        devices: From where they may connect.
        self_service: What they may do themselves.
        ip_group_ids: IP access control groups.
        access: How they sign in and stream, beside what is above.
        volume_key: The key of their volumes, or ``own`` for one of their own. A desktop never changes its key: decide
            before the first one. Default: the deployment's.
        maintenance: Whether their desktops are patched in AWS's window.
        tags: Tags of their desktops, registration and connector, beside the deployment's.
    """

    name: str = "employees"
    capacity: DesktopCapacity = field(default_factory=lambda: DesktopCapacity(desktops=100))
    cidrs: tuple[str, str] | None = None
    egress: Literal["nat", "proxy", "on-premises", "none"] = "nat"
    mfa: bool = False
    bundle_id: str | None = None
    compute_type: str = "STANDARD"
    operating_system: str = "WINDOWS_SERVER_2022"
    protocol: str = "DCV"
    language: str = ""
    running_mode: Literal["AUTO_STOP", "ALWAYS_ON"] = "AUTO_STOP"
    auto_stop_minutes: int | None = None
    root_volume_gib: int | None = None
    user_volume_gib: int | None = None
    local_administrator: bool = False
    connector_size: Literal["Small", "Large"] = "Small"
    help_desk_cidrs: tuple[str, ...] = ()
    website_cidrs: tuple[str, ...] = ()
    wide_dynamic_ports: bool = False
    default_ou: str | None = None
    devices: ClientDevices = field(default_factory=ClientDevices)
    self_service: SelfService = field(default_factory=SelfService)
    ip_group_ids: tuple[str, ...] = ()
    access: PersonaAccess = field(default_factory=PersonaAccess)
    volume_key: kms.IKey | Literal["own"] | None = None
    maintenance: bool = True
    tags: dict[str, str] = field(default_factory=dict)
    image_id: str | None = None
    file_server_cidrs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a name that could be no part of logical ids or is a scenario's own, and desktops that cannot be."""
        require_identifier("persona name", self.name)
        if self.egress not in _EGRESS:
            raise ConfigurationError(
                f"egress of persona {self.name}", value=self.egress, allowed=_EGRESS, fix="use nat for the internet"
            )
        require_ip_group_ids(self.ip_group_ids)
        for what in ("help_desk_cidrs", "website_cidrs", "file_server_cidrs"):
            require_list(getattr(self, what), f"{what} of persona {self.name}")
        if self.volume_key not in {None, "own"}:
            require_offers(self.volume_key, "key_arn", "volume_key", allowed="a kms.IKey, or own", inner="key")
        if self.bundle_id is None:
            require_combination(self.operating_system, self.protocol, self.compute_type)
            self.access.require_for(self.protocol, self.operating_system)
        compute = None if self.bundle_id else self.compute_type
        require_volumes(self.root_volume_gib, self.user_volume_gib, compute)


@dataclass(frozen=True)
class DesktopUser(User):
    """A user of the directory who gets a desktop.

    Attributes:
        persona: The name of a persona. Default: the first one.
        desktop: Whether to give a WorkSpace at all. Default: yes.
        running_mode: Other than the persona's. Default: the persona's.
        exists: Whether the directory has this user already, so that no scenario makes it. Default: no.
        tags: Tags of the desktop, beside the persona's and the deployment's.
    """

    persona: str | None = None
    desktop: bool = True
    running_mode: Literal["AUTO_STOP", "ALWAYS_ON"] | None = None
    exists: bool = False
    tags: dict[str, str] = field(default_factory=dict)
