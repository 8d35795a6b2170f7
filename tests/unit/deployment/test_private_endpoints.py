"""Private endpoints and those of Resolver: where they are, and who may use them."""

from __future__ import annotations

import json

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
