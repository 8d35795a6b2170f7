"""Scenarios in VPCs that exist: what is made in them, and what is left to those whose they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_secretsmanager as secretsmanager

from tests.support.synth import new_app, templates
from workspaces_constructs import (
    AdConnectorScenario,
    ConfigurationError,
    Connectivity,
    ExistingManagedMicrosoftAd,
    ExistingNetwork,
    OnPremisesDomain,
    Persona,
    ServiceAccount,
    SharedServicesReference,
    SharedServicesScenario,
    StandaloneScenario,
    SubnetPair,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

WARNING = "@workspaces-constructs/scenarios:egressOfExistingSubnets"
DOMAIN = OnPremisesDomain("corp.example.com", ["10.20.0.10", "10.20.1.10"], ["10.20.0.0/16"])
SHARED = SharedServicesReference("desktops", "aws.example.com", "AWS", "172.21.0.0/16", ["172.21.0.0/28"])


def of_type(template: dict[str, Any], kind: str) -> Iterator[dict[str, Any]]:
    return (each["Properties"] for each in template["Resources"].values() if each["Type"] == kind)


@pytest.fixture
def stack() -> cdk.Stack:
    return cdk.Stack(new_app(), "Stack", env=cdk.Environment(region="us-east-1"))


def network(stack: cdk.Stack, *, table: str | None = None, **options: Any) -> ExistingNetwork:  # noqa: ANN401 - any field
    vpc = ec2.Vpc.from_vpc_attributes(
        stack,
        "Vpc",
        vpc_id="vpc-0123456789abcdef0",
        vpc_cidr_block="172.30.0.0/16",
        availability_zones=["us-east-1c", "us-east-1e"],
    )
    return ExistingNetwork(vpc, {"employees": pair(stack, "employees", 1, table=table)}, **options)


def pair(scope: cdk.Stack, name: str, third: int, *, table: str | None = None) -> SubnetPair:
    first, second = (
        ec2.Subnet.from_subnet_attributes(
            scope,
            f"{name}{index}",
            subnet_id=f"subnet-0123456789abcde{third}{index}",
            ipv4_cidr_block=f"172.30.{third}.{index * 128}/25",
            route_table_id=table,
        )
        for index in (0, 1)
    )
    return SubnetPair(name, (first, second), (f"172.30.{third}.0/25", f"172.30.{third}.128/25"))


def connected(stack: cdk.Stack, there: ExistingNetwork, **options: Any) -> AdConnectorScenario:  # noqa: ANN401 - any option
    secret = secretsmanager.Secret.from_secret_name_v2(stack, "Secret", "workspaces/service-account")
    return AdConnectorScenario(
        stack,
        "WorkSpaces",
        domain=DOMAIN,
        service_account=ServiceAccount("svc-workspaces", secret),
        network=there,
        **options,
    )


def test_a_vpn_of_a_vpc_that_exists_leads_to_its_tables_once_each_before_the_connector() -> None:
    (template,) = templates("ad-connector-existing-vpn").values()
    resources = template["Resources"]
    routed = [(each["RouteTableId"], each["DestinationCidrBlock"]) for each in of_type(template, "AWS::EC2::Route")]
    announced = [
        table for each in of_type(template, "AWS::EC2::VPNGatewayRoutePropagation") for table in each["RouteTableIds"]
    ]

    assert {each["VpcId"] for each in of_type(template, "AWS::EC2::VPCGatewayAttachment")} == {"vpc-0123456789abcde30"}
    assert sorted(routed) == sorted(set(routed))
    assert sorted(announced) == sorted(set(announced)) == ["rtb-0123456789abcd301", "rtb-0123456789abcd302"]
    (connector,) = (each for each in resources.values() if each["Type"] == "Custom::WorkspacesAdConnector")
    kinds = {resources[name]["Type"] for name in connector["DependsOn"]}
    assert {"AWS::EC2::VPNConnection", "AWS::EC2::VPNGatewayRoutePropagation"} <= kinds
    assert len([*of_type(template, "AWS::EC2::SubnetNetworkAclAssociation")]) == 2


def test_a_desktops_vpc_that_exists_is_attached_to_a_transit_gateway_that_is_made() -> None:
    made = templates("shared-services-existing-joined")
    template = made["WorkSpaces-SharedServices"]

    (attachment,) = of_type(template, "AWS::EC2::TransitGatewayVpcAttachment")
    assert attachment["VpcId"] == "vpc-0123456789abcde30"
    assert attachment["SubnetIds"] == ["subnet-0123456789abcd303", "subnet-0123456789abcd304"]
    assert {each["RouteTableId"] for each in of_type(template, "AWS::EC2::Route")} == {
        "rtb-0123456789abcd301",
        "rtb-0123456789abcd302",
    }


def test_tables_that_get_routes_are_known(stack: cdk.Stack) -> None:
    with pytest.raises(ConfigurationError, match=r"route table of .*employees0.*route_table_id"):
        connected(
            stack,
            network(stack),
            connectivity=Connectivity(["10.20.0.0/16"], customer_gateway_address="203.0.113.9"),
        )


@pytest.mark.parametrize("acls", [False, True])
@pytest.mark.parametrize("egress", ["nat", "none"])
def test_personas_are_kept_in_by_acls_or_a_warning_says_that_nothing_does(
    stack: cdk.Stack, egress: str, *, acls: bool
) -> None:
    connected(stack, network(stack, network_acls=acls), personas=[Persona(egress=egress)])  # type: ignore[arg-type]
    messages = [
        each.data for each in stack.node.find_child("WorkSpaces").node.metadata if each.type.endswith("warning")
    ]
    made = [child for child in stack.node.find_all() if isinstance(child, ec2.CfnNetworkAcl)]

    assert bool(made) == (egress == "none" and acls)
    assert [WARNING in str(message) for message in messages] == [True] * (egress == "none" and not acls)


def test_subnets_of_a_persona_are_nobody_elses(stack: cdk.Stack) -> None:
    there = network(stack)
    with pytest.raises(ConfigurationError, match=r"theirs alone.*172\.30\.1\.0/25"):
        ExistingNetwork(there.vpc, {**there.desktop_subnets, "contractors": pair(stack, "contractors", 1)})
    with pytest.raises(ConfigurationError, match="theirs alone"):
        ExistingNetwork(there.vpc, there.desktop_subnets, server_subnets=pair(stack, "servers", 1))
    hosts = pair(stack, "hosts", 2)
    with pytest.raises(ConfigurationError, match="theirs alone"):
        ExistingNetwork(there.vpc, there.desktop_subnets, proxy_subnets=hosts, radius_subnets=hosts)

    assert ExistingNetwork(there.vpc, there.desktop_subnets, server_subnets=hosts, link_subnets=hosts).cidrs


@pytest.mark.parametrize("between", ["transit-gateway", "peering"])
def test_a_vpc_that_exists_is_joined_unless_it_can_be_joined_already(stack: cdk.Stack, between: str) -> None:
    shared = SharedServicesReference(**{**SHARED.__dict__, "between": between, "joinable_before": False})
    with pytest.raises(ConfigurationError, match="link_subnets" if between == "transit-gateway" else "route table"):
        SharedServicesScenario(stack, "New", shared=shared, network=network(stack))

    other = cdk.Stack(new_app(), "Other", env=cdk.Environment(region="us-east-1"))
    known = SharedServicesReference(**{**shared.__dict__, "joinable_before": True})
    SharedServicesScenario(other, "Joined", shared=known, network=network(other))
    assert not [
        each
        for each in other.node.find_all()
        if isinstance(each, (ec2.CfnTransitGatewayVpcAttachment, ec2.CfnVPCPeeringConnection, ec2.CfnRoute))
    ]


def test_a_directory_that_exists_is_in_a_vpc_that_exists(stack: cdk.Stack) -> None:
    directory = ExistingManagedMicrosoftAd(
        stack, "Existing", directory_id="d-0123456789", domain_name="corp.example.com", netbios_name="CORP"
    )
    with pytest.raises(ConfigurationError, match=r"network: got 'none'.*directory Existing"):
        StandaloneScenario(stack, "WorkSpaces", domain_name="corp.example.com", directory=directory)
