"""A VPC's side of AWS Direct Connect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from constructs import Construct

from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.identifiers import require_identifier
from workspaces_constructs.facts.networks import require_disjoint
from workspaces_constructs.network.routes import wait_for
from workspaces_constructs.network.virtual_private_gateway import VirtualPrivateGateway

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workspaces_constructs.network.transit_gateway_link import TransitGateway

__all__ = ["DirectConnect"]


class DirectConnect(Construct):
    """Associates an existing Direct Connect gateway with a virtual private gateway or a transit gateway.

    The line itself is yours to order: the connection in a Direct Connect location, the virtual interface (private for a
    virtual private gateway, transit for a transit gateway) and the Direct Connect gateway it ends on. Where the virtual
    interface ends directly on a virtual private gateway there is nothing to associate: pass that gateway's id to
    ``VirtualPrivateGateway`` instead of using this. An association takes AWS minutes. [I]

    A connection is not encrypted by Direct Connect; where that matters, order MACsec or run a VPN over it.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        gateway: The gateway on AWS's side.
        direct_connect_gateway_id: The Direct Connect gateway (a UUID), of this account.
        allowed_prefixes: The ranges announced to your network. Required for a transit gateway. Default: the VPC's.

    Raises:
        ConfigurationError: No id of a Direct Connect gateway, or no prefixes for a transit gateway.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        gateway: VirtualPrivateGateway | TransitGateway,
        direct_connect_gateway_id: str,
        allowed_prefixes: Sequence[str] = (),
    ) -> None:
        from aws_cdk import aws_directconnect as directconnect

        super().__init__(scope, construct_id)
        if not is_unresolved(direct_connect_gateway_id):
            require_identifier("Direct Connect gateway id", direct_connect_gateway_id)
        private = isinstance(gateway, VirtualPrivateGateway)
        if not allowed_prefixes and not private:
            raise ConfigurationError(
                "allowed_prefixes",
                value="none",
                allowed="the ranges of the attached VPCs, at least one",
                fix="name what your network may reach over the transit gateway; AWS takes no default there",
            )
        known = [prefix for prefix in allowed_prefixes if not is_unresolved(prefix)]
        require_disjoint(known, "allowed_prefixes")
        self.association = directconnect.CfnDirectConnectGatewayAssociation(
            self,
            "Association",
            associated_gateway_id=gateway.gateway_id,
            direct_connect_gateway_id=direct_connect_gateway_id,
            allowed_prefixes_to_direct_connect_gateway=list(allowed_prefixes) or None,
        )
        self.association_id = self.association.attr_association_id
        if isinstance(gateway, VirtualPrivateGateway):
            if gateway.attachment is not None:
                self.association.node.add_dependency(gateway.attachment)
            wait_for(gateway.vpc, self.association)
