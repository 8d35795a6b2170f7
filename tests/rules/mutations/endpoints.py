"""Breaking the rules of ``families/endpoints.py``."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from tests.rules.support.mutations import mutation
from workspaces_constructs.rules.views.directories import registrations
from workspaces_constructs.rules.views.service_endpoints import api_endpoints, endpoint_groups, service_endpoints

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates


def some(templates: Templates, random: Random) -> Resource | None:
    """One of the endpoints, of either kind."""
    found = [endpoint for endpoint, _ in service_endpoints(templates)]
    return random.choice(found) if found else None


def api(templates: Templates) -> dict[str, Any] | None:
    """The properties of the endpoint for the API."""
    for endpoint in api_endpoints(templates):
        found: dict[str, Any] = endpoint.raw["Properties"]
        return found
    return None


def inbound(templates: Templates, random: Random) -> list[dict[str, Any]] | None:
    """The inbound rules of one of the endpoints."""
    endpoint = some(templates, random)
    for group in endpoint_groups(templates, endpoint) if endpoint else ():
        found: list[dict[str, Any]] = group.resource.raw["Properties"]["SecurityGroupIngress"]
        return found
    return None


@mutation("WorkSpaces-END1")
def a_policy_for_everything(templates: Templates, random: Random) -> bool:
    given = api(templates)
    if given is None:
        return False
    if random.random() < 0.5:
        del given["PolicyDocument"]
    else:
        del given["PolicyDocument"]["Statement"][0]["Condition"]
    return True


@mutation("WorkSpaces-END2")
def no_private_dns(templates: Templates, _: Random) -> bool:
    given = api(templates)
    if given is None:
        return False
    given["PrivateDnsEnabled"] = False
    return True


@mutation("WorkSpaces-END3")
def a_gateway(templates: Templates, random: Random) -> bool:
    endpoint = some(templates, random)
    if endpoint is None:
        return False
    del endpoint.raw["Properties"]["VpcEndpointType"]
    return True


@mutation("WorkSpaces-END4")
def one_subnet(templates: Templates, random: Random) -> bool:
    endpoint = some(templates, random)
    if endpoint is None:
        return False
    endpoint.raw["Properties"]["SubnetIds"] = endpoint.raw["Properties"]["SubnetIds"][:1]
    return True


@mutation("WorkSpaces-END5")
def no_group(templates: Templates, random: Random) -> bool:
    endpoint = some(templates, random)
    if endpoint is None:
        return False
    del endpoint.raw["Properties"]["SecurityGroupIds"]
    return True


@mutation("WorkSpaces-END6")
def open_to_all(templates: Templates, random: Random) -> bool:
    rules = inbound(templates, random)
    if rules is None:
        return False
    rules.append({"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "0.0.0.0/0"})
    return True


@mutation("WorkSpaces-END7")
def closed_to_clients(templates: Templates, random: Random) -> bool:
    rules = inbound(templates, random)
    if rules is None:
        return False
    rules[:] = [each for each in rules if each["FromPort"] != 443]
    return True


@mutation("WorkSpaces-END8")
def another_port(templates: Templates, random: Random) -> bool:
    rules = inbound(templates, random)
    if rules is None:
        return False
    rules.append({"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "172.20.0.0/24"})
    return True


@mutation("WorkSpaces-END9")
def both_kinds_of_records(templates: Templates, _: Random) -> bool:
    for endpoint, _subnets in service_endpoints(templates):
        if endpoint not in api_endpoints(templates):
            endpoint.raw["Properties"]["DnsOptions"] = {"DnsRecordIpType": "dualstack"}
            return True
    return False


@mutation("WorkSpaces-END10")
def two_streaming_endpoints(templates: Templates, random: Random) -> bool:
    given = random.choice(registrations(templates)).resource.raw["Properties"]["WorkspaceAccessProperties"]
    listed = [{"AccessEndpointType": "STREAMING_WSP", "VpcEndpointId": f"vpce-0123456789abcdef{n}"} for n in (0, 1)]
    given["AccessEndpointConfig"] = {"AccessEndpoints": listed}
    return True


@mutation("WorkSpaces-END11")
def another_endpoint_without_notification(templates: Templates, _: Random) -> bool:
    for endpoint in api_endpoints(templates):
        templates.templates[endpoint.template]["Resources"]["Mutation"] = deepcopy(dict(endpoint.raw))
        return True
    return False
