"""Bundles: what hardware and operating system a desktop is made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.custom_resources.resource import WorkspacesResource
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.bundles import amazon_bundle_names
from workspaces_constructs.facts.desktops import require_combination
from workspaces_constructs.facts.identifiers import require_identifier

if TYPE_CHECKING:
    from constructs import Construct

    from workspaces_constructs.facts.catalog import OperatingSystem

__all__ = ["Bundle"]


class Bundle:
    """A bundle, by its id or looked up when the stack is deployed.

    Attributes:
        bundle_id: The id; a token for one that is looked up.
        compute_type: The API's name of the hardware, or None where only the id is known.
        operating_system: The operating system, or None where only the id is known.
    """

    def __init__(
        self, bundle_id: str, *, compute_type: str | None = None, operating_system: OperatingSystem | None = None
    ) -> None:
        self.bundle_id = bundle_id
        self.compute_type = compute_type
        self.operating_system = operating_system

    @classmethod
    def from_id(cls, bundle_id: str, *, compute_type: str | None = None) -> Bundle:
        """A bundle whose id is known, such as one of your own.

        Args:
            bundle_id: ``wsb-`` and 8 to 63 characters; ids differ in every region.
            compute_type: The hardware, if volumes should be checked against it.

        Raises:
            ConfigurationError: Not a bundle's id.
        """
        if not is_unresolved(bundle_id):
            require_identifier("bundle id", bundle_id)
        return cls(bundle_id, compute_type=compute_type)

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
        system, _, hardware = require_combination(operating_system, protocol, compute_type)
        lookup = WorkspacesResource(
            scope,
            construct_id,
            kind="BundleLookup",
            properties={"Names": amazon_bundle_names(compute_type, operating_system, protocol, language=language)},
        )
        return cls(lookup.text("BundleId"), compute_type=hardware.name, operating_system=system)
