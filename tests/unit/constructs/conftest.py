"""One stack for all tests of a process that make constructs to see them refused, and a fresh scope in it for each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import count

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from tests.support.synth import new_app
from workspaces_constructs import AdConnector, DirectoryRegistration, ManagedMicrosoftAd, ServiceAccount, WorkspacesVpc

_numbers = count()


@dataclass(frozen=True)
class Surroundings:
    """What a construct under test is put into."""

    scope: Construct
    network: WorkspacesVpc
    vpc: ec2.IVpc
    subnets: tuple[ec2.ISubnet, ec2.ISubnet]
    directory: ManagedMicrosoftAd
    connector: AdConnector
    registration: DirectoryRegistration
    secret: secretsmanager.ISecret
    key: kms.IKey
    account: ServiceAccount


@cache
def _shared() -> Surroundings:
    stack = cdk.Stack(new_app(), "Stack", env=cdk.Environment(region="us-east-1"), analytics_reporting=False)
    network = WorkspacesVpc(stack, "Network", public_subnets=True)
    subnets = network.desktop_subnets["Desktops"].subnets
    assert network.directory_subnets is not None
    secret = secretsmanager.Secret(stack, "Secret")
    directory = ManagedMicrosoftAd(
        stack,
        "Directory",
        vpc=network.vpc,
        subnets=network.directory_subnets.subnets,
        domain_name="corp.example.com",
    )
    account = ServiceAccount("svc-workspaces", secret)
    connector = AdConnector(
        stack,
        "Connector",
        vpc=network.vpc,
        subnets=subnets,
        domain_name="corp.example.com",
        dns_addresses=["172.20.0.4"],
        service_account=account,
    )
    registration = DirectoryRegistration(stack, "Registration", directory=connector, vpc=network.vpc, subnets=subnets)
    return Surroundings(
        scope=stack,
        network=network,
        vpc=network.vpc,
        subnets=subnets,
        directory=directory,
        connector=connector,
        registration=registration,
        secret=secret,
        key=kms.Key(stack, "Key"),
        account=account,
    )


@pytest.fixture
def around() -> Surroundings:
    """The shared surroundings, and a scope of the test's own."""
    shared = _shared()
    return Surroundings(**{**vars(shared), "scope": Construct(shared.scope, f"Test{next(_numbers)}")})
