"""Interface endpoints of AWS services: one security group, and each endpoint as one resource."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from workspaces_constructs.custom_resources.places import anywhere
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.ports import HTTPS, PortRule
from workspaces_constructs.network.names import name_tag
from workspaces_constructs.network.security_groups import Opening, group_id, inbound, made_group, outbound
from workspaces_constructs.network.vpcs import vpc_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workspaces_constructs.network.subnets import SubnetPair

__all__ = ["SystemsManagerEndpoints", "endpoint_group", "interface_endpoint", "own_account"]

_SERVICES = ("ssm", "ssmmessages", "secretsmanager")


class SystemsManagerEndpoints(Construct):
    """The endpoints without which Systems Manager cannot reach a host in subnets that have no way out.

    By default ``ssm``, ``ssmmessages`` and ``secretsmanager``, the last for secrets that scripts on the host read.
    SSM Agent 3.3.40.0 and later no longer needs ``ec2messages``; Regions from 2024 on do not have it (Systems Manager
    guide, setup-create-vpc). Add services that your hosts call, such as ``logs`` or ``kms``. Windows updates and
    packages do not come through here. Each endpoint has an hourly price in each zone; a VPC can have one of a kind with
    private DNS. With it the services' names lead here for the whole VPC: whoever else calls one of them, such as a
    proxy that reads its parameter, must be a client too.

    Example:
        .. code-block:: python

            SystemsManagerEndpoints(
                stack, "Endpoints", vpc=network.vpc, subnets=network.server_subnets,
                client_cidrs=network.server_subnets.cidrs,
            )

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        vpc: The VPC of the hosts.
        subnets: Two subnets; each endpoint takes an address in each.
        client_cidrs: The ranges of the hosts, and of others in the VPC that call these services.
        services: The services' short names. Default: those above.

    Raises:
        ConfigurationError: No host, the whole internet, or a service named twice or not at all.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        subnets: SubnetPair,
        client_cidrs: Sequence[str],
        services: Sequence[str] = _SERVICES,
    ) -> None:
        super().__init__(scope, construct_id)
        if not services or len(set(services)) != len(services):
            raise ConfigurationError(
                "services of SystemsManagerEndpoints",
                value=", ".join(services) or "none",
                allowed="each service once",
                fix=f"use {', '.join(_SERVICES)}",
            )
        self.security_group = endpoint_group(
            self, vpc, "AWS services, for hosts without a way out", HTTPS, client_cidrs
        )
        self.endpoints = {
            service: interface_endpoint(
                self,
                f"Endpoint-{service}",
                vpc=vpc,
                subnets=subnets,
                service=service,
                security_group=self.security_group,
                policy=own_account(actions=("*",)),
            )
            for service in services
        }


def endpoint_group(
    scope: Construct, vpc: ec2.IVpc, description: str, rules: Sequence[PortRule], client_cidrs: Sequence[str]
) -> ec2.ISecurityGroup:
    """Make the group of one or several endpoints: in from the clients, out to nobody.

    Raises:
        ConfigurationError: No clients, or the whole internet.
    """
    if not client_cidrs:
        raise ConfigurationError(
            "client_cidrs",
            value="none",
            allowed="the ranges from which the endpoint is reached",
            fix="name the subnets of the clients, or the VPC's own range",
        )
    ingress = inbound(Opening(rules, client_cidrs), what="client_cidrs")
    return made_group(scope, "Group", vpc=vpc, description=description, ingress=ingress, egress=outbound())


def interface_endpoint(
    scope: Construct,
    construct_id: str,
    *,
    vpc: ec2.IVpc,
    subnets: SubnetPair,
    service: str,
    security_group: ec2.ISecurityGroup,
    policy: Mapping[str, object] | None = None,
) -> ec2.CfnVPCEndpoint:
    """Make an IPv4 interface endpoint with private DNS of a service in the stack's own region.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        vpc: The VPC.
        subnets: Two subnets in two zones.
        service: What follows ``com.amazonaws.<region>.`` in the service's name.
        security_group: Who may reach it.
        policy: The endpoint policy. Default: AWS's own, which lets everybody do everything.
    """
    return ec2.CfnVPCEndpoint(
        scope,
        construct_id,
        vpc_id=vpc_id(vpc),
        vpc_endpoint_type="Interface",
        service_name=f"com.amazonaws.{anywhere().region}.{service}",
        subnet_ids=list(subnets.subnet_ids),
        security_group_ids=[group_id(security_group)],
        private_dns_enabled=True,
        policy_document=policy,
        tags=name_tag(f"{scope.node.path}/{construct_id}"),
    )


def own_account(
    *, actions: Sequence[str], resources: Sequence[str] = ("*",), principals: Sequence[str] = ()
) -> dict[str, object]:
    """Return an endpoint policy for principals of this account.

    Endpoint policies take a caller by condition in the same way for every kind of endpoint and of caller: an assumed
    role counts as its role (AWS PrivateLink guide, vpc-endpoints-access).

    Args:
        actions: What they may do.
        resources: With what, as ARNs. Default: everything.
        principals: Roles and users by ARN; they may be of other accounts. Default: all of this account.
    """
    who: dict[str, object] = (
        {"ArnEquals": {"aws:PrincipalArn": list(principals)}}
        if principals
        else {"StringEquals": {"aws:PrincipalAccount": anywhere().account}}
    )
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": list(actions),
                "Resource": list(resources),
                "Condition": who,
            }
        ],
    }
