"""In which regions desktops can be, and how many of them a user has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager

from tests.support.synth import new_app
from workspaces_constructs import (
    AdConnector,
    Bundle,
    DirectoryRegistration,
    ExistingDirectory,
    ExistingRegistration,
    FleetPersona,
    Roster,
    ServiceAccount,
    Workspace,
    WorkspaceFleet,
)

from .making import assert_refused

if TYPE_CHECKING:
    from collections.abc import Callable

BUNDLE = Bundle.from_id("wsb-0123456789")


def _registered(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    directory = ExistingDirectory("d-0123456789", "corp.example.com")
    DirectoryRegistration(stack, "Tested", directory=directory, vpc=vpc, subnets=vpc.private_subnets)


def _desktop(stack: cdk.Stack, compute_type: str | None = None, user_name: str = "alice") -> None:
    Workspace(
        stack,
        f"Desktop-{user_name}",
        registration=ExistingRegistration("d-0123456789"),
        user_name=user_name,
        bundle=BUNDLE,
        volume_key=kms.Key(stack, f"Key-{user_name}"),
        compute_type=compute_type,
    )


def _fleet(stack: cdk.Stack) -> None:
    persona = FleetPersona(ExistingRegistration("d-0123456789"), BUNDLE, kms.Key(stack, "Key"))
    roster = Roster.from_object(s3.Bucket(stack, "People"), "people.csv")
    WorkspaceFleet(stack, "Tested", roster=roster, personas={"office": persona})


def _stack(region: str) -> tuple[cdk.Stack, ec2.IVpc]:
    stack = cdk.Stack(new_app(), "Stack", env=cdk.Environment(region=region))
    vpc = ec2.Vpc.from_vpc_attributes(
        stack,
        "Vpc",
        vpc_id="vpc-0123456789",
        availability_zones=["a", "b"],
        private_subnet_ids=["subnet-01234567", "subnet-12345678"],
    )
    return stack, vpc


OF_WORKSPACES: dict[str, Callable[[cdk.Stack, ec2.IVpc], object]] = {
    "registration": _registered,
    "bundle": lambda stack, _: Bundle.amazon(stack, "Tested"),
    "desktop": lambda stack, _: _desktop(stack),
    "fleet": lambda stack, _: _fleet(stack),
}


@pytest.mark.parametrize("make", OF_WORKSPACES.values(), ids=OF_WORKSPACES)
def test_a_region_without_workspaces_is_refused(make: Callable[[cdk.Stack, ec2.IVpc], object]) -> None:
    make(*_stack("eu-west-1"))

    assert_refused(lambda: make(*_stack("eu-north-1")), ["WorkSpaces region: got 'eu-north-1'", "use eu-"])


def test_an_ad_connector_may_be_where_workspaces_is_not() -> None:
    stack, vpc = _stack("eu-north-1")

    AdConnector(
        stack,
        "Tested",
        vpc=vpc,
        subnets=vpc.private_subnets,
        domain_name="corp.example.com",
        dns_addresses=["10.20.0.10"],
        service_account=ServiceAccount("svc-workspaces", secretsmanager.Secret(stack, "Secret")),
    )


def test_hardware_that_a_region_does_not_have_is_refused() -> None:
    _desktop(_stack("us-east-1")[0], "GRAPHICS_G7_2XLARGE")

    assert_refused(lambda: _desktop(_stack("eu-west-1")[0], "GRAPHICS_G7_2XLARGE"), ["GRAPHICS_G7_2XLARGE", "eu-west"])


def test_a_user_has_one_desktop_in_a_directory() -> None:
    stack, _ = _stack("us-east-1")
    _desktop(stack)
    _desktop(stack, user_name="bob")

    assert_refused(lambda: _desktop(stack, user_name="ALICE"), ["ALICE, whose desktop is Stack/Desktop-alice"])
