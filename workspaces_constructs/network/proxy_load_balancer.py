"""The load balancer in front of the proxies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from workspaces_constructs.custom_resources.acknowledgements import acknowledge
from workspaces_constructs.network.proxy_configuration import PAC_PORT, PROXY_PORT
from workspaces_constructs.network.vpcs import vpc_id

if TYPE_CHECKING:
    from aws_cdk import aws_ec2 as ec2
    from aws_cdk import aws_elasticloadbalancingv2 as elb
    from constructs import Construct

    from workspaces_constructs.network.subnets import SubnetPair

__all__ = ["Balanced", "proxy_load_balancer"]

_TARGET_ATTRIBUTES: Final = {"preserve_client_ip.enabled": "true", "deregistration_delay.timeout_seconds": "60"}
"""Squid tells desktops from others by their addresses, and finishes what it does before an instance goes."""

_WAYS: Final = (
    ("Proxy", PROXY_PORT, PROXY_PORT, "TCP", None),
    ("Pac", 80, PAC_PORT, "HTTP", "/proxy.pac"),
)
"""Name, port in front, port of the instances, and how their health is asked after."""


@dataclass(frozen=True)
class Balanced:
    """A load balancer, and what instances need to be behind it."""

    load_balancer: elb.CfnLoadBalancer
    target_arns: list[str]
    listeners: list[elb.CfnListener]


def proxy_load_balancer(
    scope: Construct,
    *,
    vpc: ec2.IVpc,
    subnets: SubnetPair,
    addresses: tuple[str, str],
    security_group: ec2.ISecurityGroup,
) -> Balanced:
    """Make an internal network load balancer for the proxy and its PAC file; each zone's part uses both zones.

    Args:
        scope: The construct that the resources are made in.
        vpc: The VPC.
        subnets: Where it is.
        addresses: Its address in each of them.
        security_group: Who reaches it.
    """
    from aws_cdk import aws_elasticloadbalancingv2 as elb

    load_balancer = elb.CfnLoadBalancer(
        scope,
        "LoadBalancer",
        type="network",
        scheme="internal",
        security_groups=[security_group.security_group_id],
        subnet_mappings=[
            elb.CfnLoadBalancer.SubnetMappingProperty(subnet_id=subnet.subnet_id, private_i_pv4_address=address)
            for subnet, address in zip(subnets.subnets, addresses, strict=True)
        ],
        load_balancer_attributes=[
            elb.CfnLoadBalancer.LoadBalancerAttributeProperty(key="load_balancing.cross_zone.enabled", value="true")
        ],
    )
    acknowledge(
        load_balancer,
        {
            "AwsSolutions-ELB2": "A network load balancer logs TLS listeners only, and these are TCP. Squid logs every "
            "request, and the VPC's flow logs every connection."
        },
    )
    made = Balanced(load_balancer, [], [])
    for name, port, behind, protocol, path in _WAYS:
        target = elb.CfnTargetGroup(
            scope,
            f"{name}Targets",
            vpc_id=vpc_id(vpc),
            protocol="TCP",
            port=behind,
            target_type="instance",
            health_check_interval_seconds=10,
            healthy_threshold_count=2,
            unhealthy_threshold_count=3,
            target_group_attributes=[
                elb.CfnTargetGroup.TargetGroupAttributeProperty(key=key, value=value)
                for key, value in _TARGET_ATTRIBUTES.items()
            ],
            health_check_protocol=protocol,
            health_check_path=path,
        )
        listener = elb.CfnListener(
            scope,
            f"{name}Listener",
            load_balancer_arn=load_balancer.ref,
            protocol="TCP",
            port=port,
            default_actions=[elb.CfnListener.ActionProperty(type="forward", target_group_arn=target.ref)],
        )
        made.target_arns.append(target.ref)
        made.listeners.append(listener)
    return made
