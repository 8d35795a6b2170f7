"""A peering connection between two VPCs, with the routes of both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from constructs import Construct

from workspaces_constructs.custom_resources.acknowledgements import acknowledge
from workspaces_constructs.custom_resources.places import stack_of
from workspaces_constructs.custom_resources.resource import WorkspacesResource
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.iam import policy_document
from workspaces_constructs.facts.identifiers import require_identifier
from workspaces_constructs.network.routes import add_routes, check_remote_ranges, wait_for
from workspaces_constructs.network.vpcs import vpc_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workspaces_constructs.network.subnets import SubnetPair

__all__ = ["PeeringAccepterRole", "VpcPeering"]


class VpcPeering(Construct):
    """A peering connection between a VPC of this stack and another one, of this or another account.

    Only the named pairs of this VPC get routes to the peer's ranges, and only the named route tables of the peer get
    routes back, to the ranges of these pairs and no others. Routes of this VPC are CloudFormation's; those in the
    peer's tables, which belong to another stack or account, are made by the kind ``PeerRoutes``, which takes away no
    more than it has made. Peering is not transitive: nothing behind the peer, such as its VPN, is reachable over it.

    Example:
        .. code-block:: python

            VpcPeering(
                stack,
                "Peering",
                vpc=network.vpc,
                pairs=[network.desktop_subnets["Desktops"]],
                peer_vpc_id="vpc-0123456789abcdef0",
                peer_cidrs=["172.21.0.0/24"],
                peer_route_table_ids=["rtb-0123456789abcdef0"],
            )

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        vpc: The VPC on this side, which requests the peering.
        pairs: Its pairs of subnets that reach the peer and are reached from it.
        peer_vpc_id: The other VPC.
        peer_cidrs: Its ranges that are to be reached: all of it, or the subnets of a directory.
        peer_route_table_ids: Its route tables that get the way back. Default: none, you make the routes there.
        peer_account: The account of the other VPC. Default: this one.
        peer_region: The region of the other VPC. Default: this one.
        accepter_role_arn: The role of the other account that accepts the peering and changes the route tables, such as
            a :class:`PeeringAccepterRole`. Required with ``peer_account``.

    Raises:
        ConfigurationError: No pair, ranges that overlap, ids of the wrong form, or another account without a role.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        pairs: Sequence[SubnetPair],
        peer_vpc_id: str,
        peer_cidrs: Sequence[str],
        peer_route_table_ids: Sequence[str] = (),
        peer_account: str | None = None,
        peer_region: str | None = None,
        accepter_role_arn: str | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        for kind, texts in (
            ("VPC id", [peer_vpc_id]),
            ("account", [peer_account]),
            ("IAM role ARN", [accepter_role_arn]),
            ("route table id", [] if is_unresolved(list(peer_route_table_ids)) else peer_route_table_ids),
        ):
            for text in texts:
                if text is not None and not is_unresolved(text):
                    require_identifier(kind, text)
        if peer_account is not None and accepter_role_arn is None:
            raise ConfigurationError(
                "accepter_role_arn",
                value="none",
                allowed=f"a role of account {peer_account}",
                fix="deploy a PeeringAccepterRole there and name it: CloudFormation takes on that role to accept",
            )
        check_remote_ranges(self, vpc, peer_cidrs, "ranges of the peer VPC")
        self.connection = ec2.CfnVPCPeeringConnection(
            self,
            "Connection",
            vpc_id=vpc_id(vpc),
            peer_vpc_id=peer_vpc_id,
            peer_owner_id=peer_account,
            peer_region=peer_region,
            peer_role_arn=accepter_role_arn,
        )
        cdk.Tags.of(self.connection).add("Name", self.node.path)
        self.connection_id = self.connection.attr_id
        routes = add_routes(self, pairs, peer_cidrs, target="vpc_peering_connection_id", target_id=self.connection_id)
        wait_for(vpc, *routes)
        self.peer_routes: WorkspacesResource | None = None
        if peer_route_table_ids:
            self.peer_routes = WorkspacesResource(
                self,
                "PeerRoutes",
                kind="PeerRoutes",
                properties={
                    "VpcPeeringConnectionId": self.connection_id,
                    "RouteTableIds": list(peer_route_table_ids),
                    "DestinationCidrs": [cidr for pair in pairs for cidr in pair.cidrs],
                    "RoleArn": accepter_role_arn,
                    "Region": peer_region,
                },
                role_arn=accepter_role_arn,
            )
            wait_for(vpc, self.peer_routes.resource)


class PeeringAccepterRole(Construct):
    """Lets one other account peer with one VPC of this account and change the routes of named tables.

    Deploy it in the account of the VPC that is peered with, before the stack that requests the peering. It lets that
    account do no more than accept peerings with this VPC that the account itself requests, and make, replace and
    delete routes of these tables.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        requester_account: The account that requests the peering.
        vpc_id: The VPC of this account.
        route_table_ids: Its route tables that get routes to the requester.
        role_name: The role's name, by which the other account knows it.

    Raises:
        ConfigurationError: No account, or no route table.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        requester_account: str,
        vpc_id: str,
        route_table_ids: Sequence[str],
        role_name: str,
    ) -> None:
        super().__init__(scope, construct_id)
        if not is_unresolved(requester_account):
            require_identifier("account", requester_account)
        if not route_table_ids:
            raise ConfigurationError(
                "route_table_ids",
                value="none",
                allowed="one or more",
                fix="name the tables of the subnets to be reached",
            )
        stack = stack_of(self)

        def arn(resource: str, name: str) -> str:
            return stack.format_arn(service="ec2", resource=resource, resource_name=name)

        self.role = iam.CfnRole(
            self,
            "Role",
            role_name=role_name,
            description=f"Lets account {requester_account} peer with {vpc_id} and route over the peering.",
            assume_role_policy_document=policy_document(
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": f"arn:{stack.partition}:iam::{requester_account}:root"},
                    "Action": "sts:AssumeRole",
                }
            ),
            policies=[
                iam.CfnRole.PolicyProperty(
                    policy_name="Peering",
                    policy_document=policy_document(
                        {
                            "Effect": "Allow",
                            "Action": "ec2:AcceptVpcPeeringConnection",
                            "Resource": arn("vpc", vpc_id),
                        },
                        {
                            "Effect": "Allow",
                            "Action": "ec2:AcceptVpcPeeringConnection",
                            "Resource": arn("vpc-peering-connection", "*"),
                            "Condition": {
                                "ArnEquals": {"ec2:AccepterVpc": arn("vpc", vpc_id)},
                                "ArnLike": {
                                    "ec2:RequesterVpc": f"arn:{stack.partition}:ec2:*:{requester_account}:vpc/*"
                                },
                            },
                        },
                        {
                            "Effect": "Allow",
                            "Action": ["ec2:CreateRoute", "ec2:ReplaceRoute", "ec2:DeleteRoute"],
                            "Resource": [arn("route-table", table) for table in route_table_ids],
                        },
                        {"Effect": "Allow", "Action": "ec2:DescribeRouteTables", "Resource": "*"},
                    ),
                )
            ],
        )
        self.role_arn = self.role.attr_arn
        reads = "This action only reads, and takes no resource in IAM (Service Authorization Reference)."
        peerings = "AWS chooses the id of a peering; the conditions hold it to this VPC and to one requesting account."
        acknowledge(
            self.role,
            {
                "AwsSolutions-IAM5[Resource::*]": reads,
                f"AwsSolutions-IAM5[Resource::{self._shown('vpc-peering-connection/*')}]": peerings,
            },
        )

    def _shown(self, resource: str) -> str:
        """An ARN as cdk-nag shows it: pseudo parameters in angle brackets."""
        stack = stack_of(self)
        place = {"Partition": stack.partition, "Region": stack.region, "AccountId": stack.account}
        shown = {name: f"<AWS::{name}>" if is_unresolved(value) else value for name, value in place.items()}
        return f"arn:{shown['Partition']}:ec2:{shown['Region']}:{shown['AccountId']}:{resource}"
