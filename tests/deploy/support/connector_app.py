"""A small CDK app: an AD Connector in a VPC of one's own, with a service account of one's own.

Everything it is told comes by context. ``without`` names an action that is forgotten in the handler's policy.
"""

import sys
from dataclasses import replace
from pathlib import Path
from typing import cast

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_secretsmanager as secretsmanager

sys.path.insert(0, str(Path(__file__).parents[3]))

from workspaces_constructs import AdConnector, ServiceAccount
from workspaces_constructs.custom_resources.permissions import PERMISSIONS, Statement

app = cdk.App()


def told(name: str) -> str:
    """A value from the context."""
    return str(app.node.get_context(name))


if forgotten := app.node.try_get_context("without"):
    table = cast("dict[str, tuple[Statement, ...]]", PERMISSIONS)
    table["AdConnector"] = tuple(
        replace(each, actions=tuple(action for action in each.actions if action != forgotten))
        for each in table["AdConnector"]
    )

stack = cdk.Stack(app, told("stack"), env=cdk.Environment(region=told("region")), analytics_reporting=False)
vpc = ec2.Vpc.from_vpc_attributes(
    stack,
    "Vpc",
    vpc_id=told("vpc"),
    availability_zones=told("zones").split(","),
    private_subnet_ids=told("subnets").split(","),
)
AdConnector(
    stack,
    "Connector",
    vpc=vpc,
    subnets=vpc.private_subnets,
    domain_name=told("domain"),
    dns_addresses=told("dns").split(","),
    service_account=ServiceAccount(
        user_name=told("user"),
        secret=secretsmanager.Secret.from_secret_complete_arn(stack, "Password", told("secret")),
    ),
)
app.synth()
