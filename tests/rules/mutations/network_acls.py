"""Breaking the rule of ``families/network_acls.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.rules.support.mutations import mutation
from workspaces_constructs.rules.views.directories import registrations
from workspaces_constructs.rules.views.domains import domains_of
from workspaces_constructs.rules.views.network_acls import acls

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.templates import Templates


@mutation("WorkSpaces-SG16")
def an_acl_that_blocks(templates: Templates, random: Random) -> bool:
    given = [
        subnet
        for registration in registrations(templates)
        if domains_of(templates, registration)
        for subnet in registration.subnets
    ]
    if not given:
        return False
    subnet = random.choice(given)
    found = acls(templates).get(subnet.resource.name)
    resources = templates.templates[subnet.resource.template]["Resources"]
    if found is None:
        resources["Mutation"] = {"Type": "AWS::EC2::NetworkAcl", "Properties": {"VpcId": "vpc-0123456789abcdef0"}}
        resources["MutationAssociation"] = {
            "Type": "AWS::EC2::SubnetNetworkAclAssociation",
            "Properties": {"NetworkAclId": {"Ref": "Mutation"}, "SubnetId": {"Ref": subnet.resource.logical_id}},
        }
        return True
    resources["Mutation"] = {
        "Type": "AWS::EC2::NetworkAclEntry",
        "Properties": {
            "NetworkAclId": {"Ref": found.logical_id},
            "RuleNumber": 1,
            "Egress": random.choice([True, False]),
            "Protocol": -1,
            "CidrBlock": "0.0.0.0/0",
            "RuleAction": "deny",
        },
    }
    return True
