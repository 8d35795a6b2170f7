"""Breaking the rules of ``families/resolver.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.rules.support.mutations import mutation

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates

_ENDPOINT = "AWS::Route53Resolver::ResolverEndpoint"


def group_of(endpoint: Resource) -> Resource:
    return endpoint.properties.resources("SecurityGroupIds")[0]


@mutation("WorkSpaces-DNS12")
def one_address(templates: Templates, random: Random) -> bool:
    found = templates.of_type(_ENDPOINT)
    if found:
        given = random.choice(found).raw["Properties"]
        given["IpAddresses"] = random.choice([given["IpAddresses"][:1], given["IpAddresses"][:1] * 2])
    return bool(found)


@mutation("WorkSpaces-DNS13")
def a_rule_without_servers(templates: Templates, random: Random) -> bool:
    found = templates.of_type("AWS::Route53Resolver::ResolverRule")
    if found:
        del random.choice(found).raw["Properties"][random.choice(["TargetIps", "ResolverEndpointId"])]
    return bool(found)


@mutation("WorkSpaces-DNS14")
def a_rule_for_nobody(templates: Templates, random: Random) -> bool:
    found = templates.of_type("AWS::Route53Resolver::ResolverRuleAssociation")
    if found:
        each = random.choice(found)
        del templates.templates[each.template]["Resources"][each.logical_id]
    return bool(found)


@mutation("WorkSpaces-DNS15")
def another_port(templates: Templates, random: Random) -> bool:
    found = templates.of_type(_ENDPOINT)
    if found:
        endpoint = random.choice(found)
        key = "SecurityGroupIngress" if endpoint.properties.text("Direction") == "INBOUND" else "SecurityGroupEgress"
        for each in group_of(endpoint).raw["Properties"][key]:
            each["FromPort"] = each["ToPort"] = 5353
    return bool(found)


@mutation("WorkSpaces-DNS16")
def answers_everybody(templates: Templates, _: Random) -> bool:
    for endpoint in templates.of_type(_ENDPOINT):
        if endpoint.properties.text("Direction") == "INBOUND":
            given = {"IpProtocol": "udp", "FromPort": 53, "ToPort": 53, "CidrIp": "0.0.0.0/0"}
            group_of(endpoint).raw["Properties"]["SecurityGroupIngress"].append(given)
            return True
    return False
