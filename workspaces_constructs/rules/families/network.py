"""The VPC of desktops: what else is in it, and how it is set up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.desktop_networks import network_vpcs
from workspaces_constructs.rules.views.directories import desktop_subnets, desktop_vpcs, directories
from workspaces_constructs.rules.views.networks import subnets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workspaces_constructs.rules.templates import Templates

_WORKLOADS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "AWS::AmazonMQ::Broker": (("SubnetIds",),),
    "AWS::ApiGatewayV2::VpcLink": (("SubnetIds",),),
    "AWS::AppRunner::VpcConnector": (("Subnets",),),
    "AWS::Batch::ComputeEnvironment": (("ComputeResources", "Subnets"),),
    "AWS::CodeBuild::Project": (("VpcConfig", "Subnets"),),
    "AWS::DAX::SubnetGroup": (("SubnetIds",),),
    "AWS::DMS::ReplicationSubnetGroup": (("SubnetIds",),),
    "AWS::DocDB::DBSubnetGroup": (("SubnetIds",),),
    "AWS::ECS::Service": (("NetworkConfiguration", "AwsvpcConfiguration", "Subnets"),),
    "AWS::EKS::Cluster": (("ResourcesVpcConfig", "SubnetIds"),),
    "AWS::EKS::FargateProfile": (("Subnets",),),
    "AWS::EKS::Nodegroup": (("Subnets",),),
    "AWS::EMR::Cluster": (("Instances", "Ec2SubnetId"), ("Instances", "Ec2SubnetIds")),
    "AWS::ElastiCache::ServerlessCache": (("SubnetIds",),),
    "AWS::ElastiCache::SubnetGroup": (("SubnetIds",),),
    "AWS::Elasticsearch::Domain": (("VPCOptions", "SubnetIds"),),
    "AWS::Lambda::Function": (("VpcConfig", "SubnetIds"),),
    "AWS::MSK::Cluster": (("BrokerNodeGroupInfo", "ClientSubnets"),),
    "AWS::MWAA::Environment": (("NetworkConfiguration", "SubnetIds"),),
    "AWS::MemoryDB::SubnetGroup": (("SubnetIds",),),
    "AWS::Neptune::DBSubnetGroup": (("SubnetIds",),),
    "AWS::OpenSearchService::Domain": (("VPCOptions", "SubnetIds"),),
    "AWS::RDS::DBSubnetGroup": (("SubnetIds",),),
    "AWS::Redshift::ClusterSubnetGroup": (("SubnetIds",),),
    "AWS::RedshiftServerless::Workgroup": (("SubnetIds",),),
    "AWS::SageMaker::Domain": (("SubnetIds",),),
    "AWS::SageMaker::NotebookInstance": (("SubnetId",),),
    "Custom::AWSCDK-EKS-Cluster": (("Config", "resourcesVpcConfig", "subnetIds"),),
}
"""What application workloads are made of, with the ways to their subnets.

Proxies, domain controllers, RADIUS servers and admin hosts serve the desktops; so do their load balancers and file
systems. They are instances and scaling groups as any others, and are not told apart from these.
"""

_DNS: Final = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html"


@rule(
    "WorkSpaces-NET1",
    "warning",
    title="The VPC of desktops holds nothing but desktops and what serves them",
    reason="In a VPC of their own desktops have governance, routes and guardrails of their own. Users of desktops are "
    "then no neighbours of databases and applications.",
    fix="Move the workload into another VPC, and let desktops reach it over a peering or a transit gateway.",
    source="whitepaper: VPC Design",
)
def dedicated_vpc(templates: Templates) -> Iterator[Violation]:
    """Databases, containers, functions and the like in the VPC of desktops."""
    desktops = desktop_subnets(templates)
    if not desktops:
        return
    vpcs, known = desktop_vpcs(templates), subnets(templates)
    for type_, ways in _WORKLOADS.items():
        for resource in templates.of_type(type_):
            for way in ways:
                used = [known[each.name] for each in resource.properties.resources(*way) if each.name in known]
                if any(each.resource.name in desktops or (each.vpc and each.vpc.name in vpcs) for each in used):
                    yield Violation(resource, f"this {type_} is in the VPC of desktops", ".".join(way))


@rule(
    "WorkSpaces-NET2",
    "warning",
    title="VPCs of desktops and directories resolve names",
    reason="Without DNS support the addresses of AWS services are not resolved in the VPC, which directories that AWS "
    "runs hand other domains' names to, and endpoints in the VPC have no private names.",
    fix="Set EnableDnsSupport to true, or leave it out.",
    source=_DNS,
)
def dns_support(templates: Templates) -> Iterator[Violation]:
    """VPCs of desktops and directories with DNS support switched off."""
    for vpc in network_vpcs(templates).values():
        if vpc.properties.flag("EnableDnsSupport") is False:
            yield Violation(vpc, "EnableDnsSupport is false", "EnableDnsSupport")


@rule(
    "WorkSpaces-NET3",
    "advice",
    title="VPCs of desktops and directories have DNS host names",
    reason="Endpoints in the VPC answer to the public names of AWS services only where host names are switched on too.",
    fix="Set EnableDnsHostnames to true.",
    source=_DNS,
)
def dns_hostnames(templates: Templates) -> Iterator[Violation]:
    """VPCs of desktops and directories without DNS host names, which is the default."""
    for vpc in network_vpcs(templates).values():
        if not vpc.properties.has("EnableDnsHostnames"):
            yield Violation(vpc, "EnableDnsHostnames is not given, which means false")
        elif vpc.properties.flag("EnableDnsHostnames") is False:
            yield Violation(vpc, "EnableDnsHostnames is false", "EnableDnsHostnames")


@rule(
    "WorkSpaces-NET4",
    "error",
    title="The VPC of a directory that AWS runs has default tenancy",
    reason="AWS Directory Service makes no directory in a VPC with dedicated tenancy. Dedicated desktops are asked for "
    "in the registration.",
    fix="Leave InstanceTenancy out of the VPC, and set Tenancy in the registration where desktops must be dedicated.",
    source="https://docs.aws.amazon.com/directoryservice/latest/admin-guide/prereq_connector.html",
)
def default_tenancy(templates: Templates) -> Iterator[Violation]:
    """VPCs of directories with another tenancy."""
    every = (each.vpc for each in directories(templates).values() if each.vpc is not None)
    for vpc in {each.name: each for each in every}.values():
        tenancy = vpc.properties.text("InstanceTenancy")
        if tenancy not in {None, "default"}:
            yield Violation(vpc, f"a directory is in a VPC with tenancy {tenancy}", "InstanceTenancy")


@rule(
    "WorkSpaces-NET5",
    "advice",
    title="VPCs of desktops have flow logs",
    reason="They tell what desktops reached, and why a connection to a directory or a proxy was refused.",
    fix="Add an AWS::EC2::FlowLog for the VPC.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html",
)
def flow_logs(templates: Templates) -> Iterator[Violation]:
    """VPCs of desktops without a flow log of their own or of all subnets with desktops."""
    logged: set[str] = set()
    for log in templates.of_type("AWS::EC2::FlowLog"):
        if not log.properties.knows("ResourceId"):
            return
        logged.update(each.name for each in log.properties.resources("ResourceId"))
    unlogged = {each.vpc.name for name, each in desktop_subnets(templates).items() if each.vpc and name not in logged}
    for vpc in desktop_vpcs(templates).values():
        if vpc.name in unlogged - logged:
            yield Violation(vpc, "no flow log records the traffic of this VPC with desktops")
