"""A CDK app with desktops in one subnet pair, and a fault for each name in the context's ``faults``.

``subnets`` makes subnets assign IPv6 addresses, an error. ``range`` breaks a rule of the app's own, a warning.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2

sys.path.insert(0, str(Path(__file__).parents[3]))

from workspaces_constructs.rules import RULES, Templates, Violation, WorkspacesChecks, rule

app = cdk.App()
faults = str(app.node.try_get_context("faults")).split(",")


@rule("Own-1", "warning", title="Title", reason="Reason.", fix="Take a smaller range.", source="Our own handbook")
def no_large_range(templates: Templates) -> Iterator[Violation]:
    """VPCs with a /16."""
    for vpc in templates.of_type("AWS::EC2::VPC"):
        if (vpc.properties.text("CidrBlock") or "").endswith("/16"):
            yield Violation(vpc, "the range is a /16", "CidrBlock")


stack = cdk.Stack(app, "Faulty", env=cdk.Environment(region="us-east-1"), analytics_reporting=False)
vpc = ec2.CfnVPC(stack, "Vpc", cidr_block=f"10.9.0.0/{16 if 'range' in faults else 20}")
subnets = [
    ec2.CfnSubnet(
        stack,
        f"Desktops{number}",
        vpc_id=vpc.ref,
        cidr_block=f"10.9.{number}.0/24",
        availability_zone=f"us-east-1{'ab'[number]}",
        assign_ipv6_address_on_creation="subnets" in faults,
    )
    for number in range(2)
]
if "subnets" in faults:
    cdk.CfnResource(
        stack,
        "Registration",
        type="Custom::WorkspacesDirectoryRegistration",
        properties={
            "ServiceToken": "arn:aws:lambda:us-east-1:000000000000:function:none",
            "DirectoryId": "d-0123456789",
            "SubnetIds": [each.ref for each in subnets],
        },
    )
cdk.Validations.of(app).add_plugins(WorkspacesChecks(rules=[*RULES, no_large_range]))
app.synth()
