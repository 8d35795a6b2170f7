"""A way out to the internet through NAT gateways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from workspaces_constructs.facts.connectivity import DEFAULT_ROUTE
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.network.names import name_tag
from workspaces_constructs.network.routes import established

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workspaces_constructs.network.subnets import SubnetPair

__all__ = ["NatEgress"]


class NatEgress(Construct):
    """One NAT gateway in each Availability Zone, and the default routes of desktops to the one of their own zone.

    A zone that fails takes no other zone's way out with it, and no traffic is paid for crossing zones (whitepaper,
    "Example of a Typical Configuration").

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        public_subnets: The pair that has a route to an internet gateway.
        subnets: The pairs that get the way out. Both lists are in the order of the zones.

    Raises:
        ConfigurationError: No pair to serve.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, public_subnets: SubnetPair, subnets: Sequence[SubnetPair]
    ) -> None:
        super().__init__(scope, construct_id)
        if not subnets:
            raise ConfigurationError("subnets of NatEgress", value="none", fix="pass the pairs that need a way out")
        path = self.node.path
        self.gateways = [
            self._gateway(index, f"{path}/{index}", subnet, subnet_id)
            for index, (subnet, subnet_id) in enumerate(
                zip(public_subnets.subnets, public_subnets.subnet_ids, strict=True), 1
            )
        ]
        gateway_ids = [gateway.ref for gateway in self.gateways]
        for pair in subnets:
            for index, (table_id, gateway_id) in enumerate(zip(pair.route_table_ids, gateway_ids, strict=True), 1):
                ec2.CfnRoute(
                    self,
                    f"{pair.name}Route{index}",
                    route_table_id=table_id,
                    destination_cidr_block=DEFAULT_ROUTE,
                    nat_gateway_id=gateway_id,
                )

    def _gateway(self, index: int, name: str, subnet: ec2.ISubnet, subnet_id: str) -> ec2.CfnNatGateway:
        tags = name_tag(name)
        address = ec2.CfnEIP(self, f"Address{index}", domain="vpc", tags=tags)
        gateway = ec2.CfnNatGateway(
            self, f"Gateway{index}", subnet_id=subnet_id, allocation_id=address.attr_allocation_id, tags=tags
        )
        gateway.node.add_dependency(established(subnet))
        return gateway
