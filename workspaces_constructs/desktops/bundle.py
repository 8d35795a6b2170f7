"""Bundles: what hardware and operating system a desktop is made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.custom_resources.resource import WorkspacesResource
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.desktops.region import desktop_region
from workspaces_constructs.facts.bundles import amazon_bundle_names
from workspaces_constructs.facts.desktops import (
    require_combination,
    require_compute_region,
    require_compute_type,
    require_operating_system,
    require_protocol,
)
from workspaces_constructs.facts.identifiers import require_identifier

if TYPE_CHECKING:
    from constructs import Construct

    from workspaces_constructs.facts.catalog import ComputeType, OperatingSystem

__all__ = ["Bundle", "require_offer"]


class Bundle:
    """A bundle, by its id or looked up when the stack is deployed.

    Attributes:
        bundle_id: The id; a token for one that is looked up.
        compute_type: The API's name of the hardware, or None where it is not known.
        operating_system: The operating system, or None where it is not known.
        protocol: The API's name of the streaming protocol, or None where it is not known.
    """

    def __init__(
        self,
        bundle_id: str,
        *,
        compute_type: str | None = None,
        operating_system: OperatingSystem | None = None,
        protocol: str | None = None,
    ) -> None:
        self.bundle_id = bundle_id
        self.compute_type = compute_type
        self.operating_system = operating_system
        self.protocol = protocol

    @classmethod
    def from_id(
        cls,
        bundle_id: str,
        *,
        compute_type: str | None = None,
        operating_system: str | None = None,
        protocol: str | None = None,
    ) -> Bundle:
        """A bundle whose id is known, such as one of your own.

        Args:
            bundle_id: ``wsb-`` and 8 to 63 characters; ids differ in every region.
            compute_type: The hardware, if volumes should be checked against it.
            operating_system: The operating system, if user names and other hardware should be checked against it.
            protocol: ``DCV`` or ``PCOIP``, likewise.

        Raises:
            ConfigurationError: Not a bundle's id, or a combination that AWS does not offer.
        """
        if not is_unresolved(bundle_id):
            require_identifier("bundle id", bundle_id)
        system = require_operating_system(operating_system) if operating_system else None
        hardware = require_offer(system, protocol, compute_type) if compute_type else None
        return cls(
            bundle_id,
            compute_type=hardware.name if hardware else None,
            operating_system=system,
            protocol=require_protocol(protocol) if protocol else None,
        )

    @classmethod
    def amazon(
        cls,
        scope: Construct,
        construct_id: str,
        *,
        compute_type: str = "STANDARD",
        operating_system: str = "WINDOWS_SERVER_2022",
        protocol: str = "DCV",
        language: str = "",
    ) -> Bundle:
        """One of Amazon's bundles, found by its name when the stack is deployed, since ids differ in every region.

        Args:
            scope: The construct the look-up belongs to.
            construct_id: Its id in that scope.
            compute_type: ``STANDARD``, ``PERFORMANCE``, ``POWER``, ... (facts §4.1).
            operating_system: ``WINDOWS_SERVER_2022``, ``UBUNTU_24_04``, ... (facts §4.2).
            protocol: ``DCV`` (``WSP`` in the API) or ``PCOIP``.
            language: Such as ``Japanese``. Default: English.

        Raises:
            ConfigurationError: A combination that AWS does not offer, or one that has reached its end of life.
        """
        system, api_protocol, hardware = require_combination(operating_system, protocol, compute_type)
        if (region := desktop_region(scope)) is not None:
            require_compute_region(hardware, region)
        lookup = WorkspacesResource(
            scope,
            construct_id,
            kind="BundleLookup",
            properties={"Names": amazon_bundle_names(compute_type, operating_system, protocol, language=language)},
        )
        return cls(lookup.text("BundleId"), compute_type=hardware.name, operating_system=system, protocol=api_protocol)

    def require_compute_type(self, compute_type: str | None, region: str | None = None) -> str | None:
        """Return the API's name of a desktop's hardware: another than the bundle's, or the bundle's where it is None.

        Args:
            compute_type: The hardware that was asked for.
            region: Where the desktop is, or None where it is not known.

        Raises:
            ConfigurationError: AWS does not offer the bundle's operating system and protocol on it, or not there.
        """
        wanted = compute_type or self.compute_type
        if wanted is None:
            return None
        hardware = require_offer(self.operating_system if compute_type else None, self.protocol, wanted)
        return (require_compute_region(hardware, region) if region else hardware).name


def require_offer(system: OperatingSystem | None, protocol: str | None, compute_type: str) -> ComputeType:
    """Return the hardware if AWS offers what is known of a bundle on it.

    Args:
        system: The operating system, or None where it is not known.
        protocol: The protocol, or None where it is not known; every system that AWS still offers has DCV.
        compute_type: The hardware.
    """
    if system is None:
        return require_compute_type(compute_type)
    return require_combination(system.name, protocol or "DCV", compute_type)[2]
