"""``Custom::WorkspacesDefaultSecurityGroup``: closes a VPC's default security group.

CDK's own way needs a second Lambda function in Node.js. On Delete nothing is opened again: the group goes with the VPC.
"""

from __future__ import annotations

from .aws import ec2
from .directories import security_groups
from .kind import Done, Kind, Outcome, Pending, Request


def ensure(request: Request) -> Outcome:
    """Revoke every rule of the default group."""
    vpc_id = request.properties.text("VpcId")
    groups = security_groups(
        [{"Name": "vpc-id", "Values": [vpc_id]}, {"Name": "group-name", "Values": ["default"]}],
    )
    if not groups:
        return Pending(
            f"VPC {vpc_id} has no default security group (yet).", "that the VPC is in this region and account."
        )
    group = groups[0]
    if group["IpPermissions"]:
        ec2().revoke_security_group_ingress(GroupId=group["GroupId"], IpPermissions=group["IpPermissions"])
    if group["IpPermissionsEgress"]:
        ec2().revoke_security_group_egress(GroupId=group["GroupId"], IpPermissions=group["IpPermissionsEgress"])
    return Done({"SecurityGroupId": group["GroupId"]})


def remove(_request: Request) -> Outcome:
    """Leave the group closed."""
    return Done()


KIND = Kind(
    type="Custom::WorkspacesDefaultSecurityGroup",
    required=frozenset({"VpcId"}),
    optional=frozenset(),
    replaced_on=frozenset({"VpcId"}),
    attributes=("SecurityGroupId",),
    ensure=ensure,
    remove=remove,
)
