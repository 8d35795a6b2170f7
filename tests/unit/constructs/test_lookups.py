"""The CDK synthesises once with placeholders, to learn what it must look up: nothing here may stop it before that."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_ssm as ssm

from tests.support.synth import new_app
from workspaces_constructs import (
    AdConnector,
    AdConnectorScenario,
    Bundle,
    Connectivity,
    DirectoryRegistration,
    DomainControllers,
    ExistingDirectory,
    ExistingNetwork,
    ManagedMicrosoftAd,
    OnPremisesDomain,
    ProxyEgress,
    RadiusServers,
    ServiceAccount,
    StandaloneScenario,
    SubnetPair,
    WorkspacesApiEndpoint,
)
from workspaces_constructs.custom_resources.tokens import is_unresolved

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Subnets = Sequence[ec2.ISubnet] | ec2.SubnetSelection


DOMAIN = OnPremisesDomain("corp.example.com", ["10.20.0.10"], ["10.20.0.0/16"])


def _connector(stack: cdk.Stack, vpc: ec2.IVpc, subnets: Subnets) -> None:
    AdConnector(
        stack,
        "Tested",
        vpc=vpc,
        subnets=subnets,
        domain_name=ssm.StringParameter.value_from_lookup(stack, "/domain"),
        dns_addresses=[ssm.StringParameter.value_from_lookup(stack, "/dns")],
        service_account=_account(stack),
    )


def _account(stack: cdk.Stack) -> ServiceAccount:
    return ServiceAccount("svc-workspaces", secretsmanager.Secret(stack, "Secret"))


def _registration(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    directory = ExistingDirectory(ssm.StringParameter.value_from_lookup(stack, "/directory"), "corp.example.com")
    DirectoryRegistration(stack, "Tested", directory=directory, vpc=vpc, subnets=vpc.private_subnets)


def _pair(vpc: ec2.IVpc) -> SubnetPair:
    first, second = vpc.private_subnets[:2]
    return SubnetPair("Looked up", (first, second), (first.ipv4_cidr_block, second.ipv4_cidr_block))


def _network(vpc: ec2.IVpc) -> ExistingNetwork:
    pair = _pair(vpc)
    return ExistingNetwork(vpc, {"employees": pair}, directory_subnets=pair, public_subnets=pair)


def _ad_connector_scenario(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    AdConnectorScenario(
        stack,
        "Tested",
        domain=DOMAIN,
        service_account=_account(stack),
        connectivity=Connectivity(["10.20.0.0/16"], customer_gateway_address="198.51.100.10"),
        network=_network(vpc),
    )


def _proxies(stack: cdk.Stack, vpc: ec2.IVpc, addresses: tuple[str, str] | None = None) -> None:
    ProxyEgress(
        stack,
        "Tested",
        vpc=vpc,
        subnets=_pair(vpc),
        desktop_cidrs=_pair(vpc).cidrs,
        allowed_domains=["example.com"],
        addresses=addresses,
    )


def _controllers(stack: cdk.Stack, vpc: ec2.IVpc, addresses: tuple[str, str] | None = None) -> None:
    secret = secretsmanager.Secret(stack, "Secret")
    DomainControllers(
        stack,
        "Tested",
        vpc=vpc,
        subnets=_pair(vpc),
        domain=DOMAIN,
        administrator_secret=secret,
        restore_mode_secret=secret,
        addresses=addresses,
    )


MADE: dict[str, Callable[[cdk.Stack, ec2.IVpc], object]] = {
    "connector": lambda stack, vpc: _connector(stack, vpc, vpc.private_subnets),
    "connector in chosen zones": lambda stack, vpc: _connector(
        stack, vpc, ec2.SubnetSelection(availability_zones=["us-east-1a", "us-east-1b"])
    ),
    "connector in a named group": lambda stack, vpc: _connector(
        stack, vpc, ec2.SubnetSelection(subnet_group_name="Desktops")
    ),
    "registration": _registration,
    "managed AD": lambda stack, vpc: ManagedMicrosoftAd(
        stack, "Tested", vpc=vpc, subnets=vpc.private_subnets, domain_name="corp.example.com"
    ),
    "endpoint": lambda stack, vpc: WorkspacesApiEndpoint(
        stack, "Tested", vpc=vpc, subnets=_pair(vpc), client_cidrs=[vpc.vpc_cidr_block]
    ),
    "bundle": lambda stack, _: Bundle.from_id(ssm.StringParameter.value_from_lookup(stack, "/bundle")),
    "standalone": lambda stack, vpc: StandaloneScenario(
        stack, "Tested", domain_name="corp.example.com", network=_network(vpc)
    ),
    "AD Connector scenario": _ad_connector_scenario,
    "proxies": _proxies,
    "proxies with addresses": lambda stack, vpc: _proxies(stack, vpc, ("10.1.0.10", "10.1.1.10")),
    "RADIUS servers": lambda stack, vpc: RadiusServers(
        stack, "Tested", vpc=vpc, subnets=_pair(vpc), client_cidrs=_pair(vpc).cidrs
    ),
    "domain controllers": _controllers,
    "domain controllers with addresses": lambda stack, vpc: _controllers(stack, vpc, ("10.1.0.10", "10.1.1.10")),
}


@pytest.mark.parametrize("make", MADE.values(), ids=MADE)
def test_the_cdk_gets_to_look_up(make: Callable[[cdk.Stack, ec2.IVpc], object]) -> None:
    app = new_app()
    stack = cdk.Stack(app, "Stack", env=cdk.Environment(account="111122223333", region="us-east-1"))
    make(stack, ec2.Vpc.from_lookup(stack, "Vpc", vpc_id="vpc-0123456789abcdef0"))

    manifest = json.loads(Path(app.synth().directory, "manifest.json").read_text())

    assert "vpc-provider" in {missing["provider"] for missing in manifest["missing"]}


def test_what_the_cdk_has_yet_to_look_up_is_unresolved() -> None:
    stack = cdk.Stack(new_app(), "Stack", env=cdk.Environment(account="111122223333", region="us-east-1"))
    vpc = ec2.Vpc.from_lookup(stack, "Vpc", vpc_id="vpc-0123456789abcdef0")
    subnets = [*vpc.public_subnets, *vpc.private_subnets]
    given = [
        ssm.StringParameter.value_from_lookup(stack, "/name"),
        vpc.vpc_id,
        vpc.vpc_cidr_block,
        *(subnet.subnet_id for subnet in subnets),
        *(subnet.route_table.route_table_id for subnet in subnets),
        *(subnet.ipv4_cidr_block for subnet in subnets),
        *(subnet.availability_zone for subnet in subnets),
        *stack.availability_zones,
    ]

    assert subnets
    assert [text for text in given if not is_unresolved(text)] == []
    assert is_unresolved(given)


@pytest.mark.parametrize("text", ["vpc-123456", "11.2.3.4/5", "1.2.3.4/56", "subnets-12345", "dummy1abc"])
def test_what_only_looks_like_it_is_known(text: str) -> None:
    assert not is_unresolved(text)
