"""A VPC that exists already, in the terms of this library."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workspaces_constructs.facts.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_ec2 as ec2

    from workspaces_constructs.network.subnets import SubnetPair

__all__ = ["ExistingNetwork"]


@dataclass(frozen=True)
class ExistingNetwork:
    """An existing VPC and which of its subnets are for what. Routes, DHCP options and traffic logs stay yours.

    Attributes:
        vpc: The VPC.
        desktop_subnets: A pair for each persona, by the persona's name, in zones that WorkSpaces supports.
        directory_subnets: A pair for a Managed AD, unless that exists too.
    """

    vpc: ec2.IVpc
    desktop_subnets: Mapping[str, SubnetPair] = field(default_factory=dict)
    directory_subnets: SubnetPair | None = None

    @property
    def cidrs(self) -> tuple[str, ...]:
        """The VPC's range, or none of a VPC that was imported without it."""
        try:
            return (self.vpc.vpc_cidr_block,)
        except RuntimeError:
            return ()

    def require_desktop_subnets(self, persona: str) -> SubnetPair:
        """Return a persona's pair.

        Raises:
            ConfigurationError: There is none of that name.
        """
        if persona not in self.desktop_subnets:
            raise ConfigurationError(
                "desktop_subnets",
                value=", ".join(self.desktop_subnets) or "none",
                allowed=f"a pair for every persona, {persona} among them",
                fix=f"add the two subnets for {persona}",
            )
        return self.desktop_subnets[persona]

    def require_directory_subnets(self) -> SubnetPair:
        """Return the directory's pair.

        Raises:
            ConfigurationError: There is none.
        """
        if self.directory_subnets is None:
            raise ConfigurationError(
                "directory_subnets",
                value="none",
                allowed="two subnets in two Availability Zones",
                fix="name the pair in which the Managed AD is to be, or pass an existing directory",
            )
        return self.directory_subnets
