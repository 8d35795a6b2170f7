"""What joins VPCs, and which domain an AD Connector leads to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workspaces_constructs.rules.resources import references_in
from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.directories import directory_of
from workspaces_constructs.rules.views.networks import subnets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.directories import Directory
    from workspaces_constructs.rules.views.networks import Subnet

__all__ = ["Attachment", "attachments", "controllers", "learning_tables", "same_gateway", "served_by"]


@dataclass(frozen=True)
class Attachment:
    """A VPC's attachment to a transit gateway.

    Attributes:
        resource: Its resource.
        gateway: The transit gateway: the name of its resource, or its id; None where it is not known.
        vpc: The VPC, where one of the templates makes it.
        subnets: The attachment's subnets, as far as the templates make them.
        complete: Whether these are all.
    """

    resource: Resource
    gateway: str | None
    vpc: Resource | None
    subnets: Sequence[Subnet]
    complete: bool


@view
def attachments(templates: Templates) -> Sequence[Attachment]:
    """The attachments of VPCs to transit gateways that the templates make."""
    known = subnets(templates)
    found = []
    for resource in templates.of_type("AWS::EC2::TransitGatewayAttachment", "AWS::EC2::TransitGatewayVpcAttachment"):
        given = resource.properties
        of_it = [known[each.name] for each in given.resources("SubnetIds") if each.name in known]
        complete = bool(of_it) and len(of_it) == len(given.values("SubnetIds"))
        found.append(Attachment(resource, same_gateway(resource), given.resource("VpcId"), of_it, complete))
    return found


def same_gateway(resource: Resource) -> str | None:
    """What is the same for all that use a transit gateway: the name of its resource, or its id."""
    gateway = resource.properties.resource("TransitGatewayId")
    return gateway.name if gateway else resource.properties.text("TransitGatewayId")


@view
def learning_tables(templates: Templates) -> frozenset[str]:
    """The names of route tables that learn routes from a VPN gateway or a route server."""
    given = templates.of_type("AWS::EC2::VPNGatewayRoutePropagation", "AWS::EC2::RouteServerPropagation")
    return frozenset(
        each.resource.name
        for resource in given
        for key in ("RouteTableIds", "RouteTableId")
        for each in resource.properties.references(key)
    )


def served_by(templates: Templates, connector: Directory) -> Directory | None:
    """The directory of the templates whose DNS servers an AD Connector asks."""
    for reference in references_in(connector.resource.properties.value("CustomerDnsIps")):
        found = directory_of(templates, reference)
        if found is not None and found.kind != "connector":
            return found
    return None


@view
def controllers(templates: Templates) -> Mapping[str, Resource]:
    """The instances that AD Connectors ask, by name: the domain controllers of a domain on Amazon EC2."""
    connectors = templates.of_type("Custom::WorkspacesAdConnector")
    named = {each.resource.name for one in connectors for each in one.properties.references("CustomerDnsIps")}
    addresses = {text for one in connectors for text in one.properties.texts("CustomerDnsIps")}
    return {
        each.name: each
        for each in templates.of_type("AWS::EC2::Instance")
        if each.name in named or each.properties.text("PrivateIpAddress") in addresses
    }
