"""Private endpoints and those of Resolver: where they are, and who may use them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.scenario_settings import mistakes, scenario_tree
from tests.support.synth import new_app, synthesised, template, variant_tree
from tests.support.templates import by_type, dependencies, properties
from tests.support.variants import existing_vpc
from workspaces_constructs.deployment import build
from workspaces_constructs.deployment.loading import parse


def test_private_endpoints_are_told_where_they_are() -> None:
    outputs = template("everything")["Outputs"]
    private = [name for name in outputs if "Endpoint" in name or "Resolver" in name]

    assert private == [
        "ApiEndpointId",
        "ApiEndpointDnsNames",
        "StreamingEndpointId",
        "StreamingEndpointDnsNames",
        "ResolverInboundAddresses",
    ]
    assert outputs["ResolverInboundAddresses"]["Value"] == "172.20.0.78,172.20.0.94"


def test_nobody_takes_the_addresses_of_the_inbound_resolver_before_it_has_them() -> None:
    made = template("everything")
    (inbound,) = (name for name in by_type(made, "AWS::Route53Resolver::ResolverEndpoint") if "Inbound" in name)
    addresses = made["Resources"][inbound]["Properties"]["IpAddresses"]
    pair = {json.dumps(each["SubnetId"]) for each in addresses}
    others = [
        name
        for name, each in made["Resources"].items()
        if name != inbound and any(subnet in json.dumps(each["Properties"]) for subnet in pair)
        if each["Type"] not in {"AWS::EC2::SubnetRouteTableAssociation", "AWS::EC2::SubnetNetworkAclAssociation"}
    ]

    assert [each["Ip"] for each in addresses] == ["172.20.0.78", "172.20.0.94"]
    assert len(others) == 3
    assert all(inbound in dependencies(made, name) for name in others)


def test_in_a_vpc_that_exists_aws_picks_the_addresses_of_the_inbound_resolver() -> None:
    tree = variant_tree("ad-connector-existing")
    tree["network"]["vpc"] |= {"server_subnets": existing_vpc(server=5)["server_subnets"]}
    tree["resolver"] = {"inbound": True, "inbound_from": ["10.20.0.0/16"]}
    app = new_app()
    build(app, parse(tree))
    made = synthesised(app)
    (endpoint,) = properties(made, "AWS::Route53Resolver::ResolverEndpoint")

    assert not [each for each in endpoint["IpAddresses"] if "Ip" in each]
    assert "ResolverInboundId" in made["Outputs"]


ROLE = "arn:aws:iam::111122223333:role/help-desk"
DESKTOPS = "arn:aws:workspaces:us-east-1:111122223333:workspace/*"


def test_the_policy_of_the_api_endpoint_is_by_principal_action_and_resource() -> None:
    made = built(
        {
            "workspaces_api": True,
            "api_principals": [ROLE],
            "api_actions": ["workspaces:RebootWorkspaces"],
            "api_resources": [DESKTOPS],
        }
    )
    (endpoint,) = properties(made, "AWS::EC2::VPCEndpoint")
    (statement,) = endpoint["PolicyDocument"]["Statement"]

    assert statement["Condition"] == {"ArnEquals": {"aws:PrincipalArn": [ROLE]}}
    assert statement["Action"] == ["workspaces:RebootWorkspaces"]
    assert statement["Resource"] == [DESKTOPS]


def test_by_default_all_in_the_account_may_use_it() -> None:
    (endpoint,) = properties(built({"workspaces_api": True}), "AWS::EC2::VPCEndpoint")
    (statement,) = endpoint["PolicyDocument"]["Statement"]

    assert list(statement["Condition"]) == ["StringEquals"]
    assert (statement["Action"], statement["Resource"]) == (["workspaces:*"], ["*"])


def built(endpoints: dict[str, object]) -> dict[str, Any]:
    app = new_app()
    build(app, parse(scenario_tree("standalone", endpoints=endpoints)))
    return synthesised(app)


BAD = [
    ({"api_principals": ["alice"]}, ["endpoints.api_principals[0]: ", "'alice'", "role/<name>"]),
    ({"api_actions": ["ec2:*"]}, ["endpoints.api_actions[0]: ", "'ec2:*'", "actions of WorkSpaces"]),
    ({"api_actions": []}, ["endpoints.api_actions: ", "at least one"]),
    ({"api_resources": ["ws-0123456789"]}, ["endpoints.api_resources[0]: ", "'ws-0123456789'", "<type>/<id>"]),
    (
        {"workspaces_api": False, "streaming": True, "client_cidrs": ["172.20.0.0/16"], "api_principals": [ROLE]},
        ["endpoints.api_principals: ", "only with workspaces_api"],
    ),
]


@pytest.mark.parametrize(("changes", "words"), BAD, ids=[row[1][0] for row in BAD])
def test_a_policy_that_could_not_be_is_refused(changes: dict[str, object], words: list[str]) -> None:
    (message,) = mistakes(scenario_tree("standalone", endpoints={"workspaces_api": True, **changes}))

    assert message.startswith(words[0])
    assert all(word in message for word in words), message
