"""Route tables of transit gateways: what is associated with them, what announces its range, and static routes."""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

from ministack.services import ec2

from local_aws.ec2.links import Links, known, links
from local_aws.ec2.modelled import Data, chosen, items, modelled, tag, tags_of, text, texts
from local_aws.ec2.transit import MISSING, attachments_of, new_table
from local_aws.ec2.wire import Ec2Error
from local_aws.services import state


def _shown_table(record: Data) -> Data:
    hidden = ("Associations", "Propagations", "Routes")
    found = {name: value for name, value in record.items() if name not in hidden}
    return {**found, "Tags": tags_of(text(record, "TransitGatewayRouteTableId"))}


_NO_TABLE = "InvalidRouteTableID.NotFound"


def _table(request: Data) -> Data:
    return known(links().tables, text(request, "TransitGatewayRouteTableId"), _NO_TABLE, "transitGatewayRouteTable")


@modelled("CreateTransitGatewayRouteTable")
def create_table(request: Data) -> Data:
    """A table that nothing is associated with."""
    gateway = known(
        links().transit_gateways,
        text(request, "TransitGatewayId"),
        "InvalidTransitGatewayID.NotFound",
        "transitGateway",
    )
    record = new_table(text(gateway, "TransitGatewayId"))
    tag(request, text(record, "TransitGatewayRouteTableId"), "transit-gateway-route-table")
    return {"TransitGatewayRouteTable": _shown_table(record)}


@modelled("DescribeTransitGatewayRouteTables")
def describe_tables(request: Data) -> Data:
    """The tables asked for; those that are deleted are not shown."""
    there = {name: each for name, each in links().tables.items() if each["State"] != "deleted"}
    found = chosen(
        request,
        "TransitGatewayRouteTableIds",
        there,
        _NO_TABLE,
        lambda each: {"transit-gateway-id": each["TransitGatewayId"], "state": each["State"]},
    )
    return {"TransitGatewayRouteTables": [_shown_table(record) for record in found]}


@modelled("DeleteTransitGatewayRouteTable")
def delete_table(request: Data) -> Data:
    """Nothing may be associated with it."""
    record = _table(request)
    if record["Associations"]:
        raise Ec2Error("IncorrectState", f"{record['TransitGatewayRouteTableId']} has non-deleted associations.")
    record["State"] = "deleted"
    return {"TransitGatewayRouteTable": _shown_table(record)}


def _attachment(request: Data, table: Data) -> str:
    identifier = text(request, "TransitGatewayAttachmentId")
    record = next(
        (each for each in attachments_of(text(table, "TransitGatewayId"))
         if each["TransitGatewayAttachmentId"] == identifier),
        None,
    )  # fmt: skip
    if record is None:
        raise Ec2Error(MISSING, f"Transit Gateway Attachment {identifier} was not found.")
    if record["State"] != "available":
        raise Ec2Error("IncorrectState", f"{identifier} is in invalid state")
    return identifier


@modelled("AssociateTransitGatewayRouteTable")
def associate(request: Data) -> Data:
    """An attachment is associated with one table at most."""
    table = _table(request)
    identifier = _attachment(request, table)
    if any(identifier in texts(each, "Associations") for each in links().tables.values()):
        raise Ec2Error("Resource.AlreadyAssociated", f"Transit Gateway Attachment {identifier} is already associated.")
    table["Associations"] = [*texts(table, "Associations"), identifier]
    return {"Association": {"TransitGatewayAttachmentId": identifier, "State": "associated"}}


@modelled("DisassociateTransitGatewayRouteTable")
def disassociate(request: Data) -> Data:
    """The attachment's traffic goes nowhere afterwards."""
    table, identifier = _table(request), text(request, "TransitGatewayAttachmentId")
    if identifier not in texts(table, "Associations"):
        raise Ec2Error("InvalidAssociation.NotFound", f"{identifier} is not associated.")
    table["Associations"] = [each for each in texts(table, "Associations") if each != identifier]
    return {"Association": {"TransitGatewayAttachmentId": identifier, "State": "disassociated"}}


@modelled("EnableTransitGatewayRouteTablePropagation")
def propagate(request: Data) -> Data:
    """The attachment's ranges appear in the table."""
    table = _table(request)
    identifier = _attachment(request, table)
    if identifier in texts(table, "Propagations"):
        raise Ec2Error(
            "TransitGatewayRouteTablePropagation.Duplicate", f"Propagation of {identifier} is enabled already."
        )
    table["Propagations"] = [*texts(table, "Propagations"), identifier]
    return {"Propagation": {"TransitGatewayAttachmentId": identifier, "State": "enabled"}}


@modelled("DisableTransitGatewayRouteTablePropagation")
def stop_propagating(request: Data) -> Data:
    """The attachment's ranges leave the table."""
    table, identifier = _table(request), text(request, "TransitGatewayAttachmentId")
    if identifier not in texts(table, "Propagations"):
        raise Ec2Error("TransitGatewayRouteTablePropagation.NotFound", f"No propagation of {identifier}.")
    table["Propagations"] = [each for each in texts(table, "Propagations") if each != identifier]
    return {"Propagation": {"TransitGatewayAttachmentId": identifier, "State": "disabled"}}


@modelled("CreateTransitGatewayRoute")
def create_route(request: Data) -> Data:
    """A static route to an attachment, or a black hole."""
    table, cidr = _table(request), text(request, "DestinationCidrBlock")
    if any(route["DestinationCidrBlock"] == cidr for route in items(table, "Routes")):
        raise Ec2Error("RouteAlreadyExists", f"Route {cidr} already exists in the table.")
    target = "" if request.get("Blackhole") else _attachment(request, table)
    route: Data = {"DestinationCidrBlock": cidr, "Attachment": target}
    table["Routes"] = [*items(table, "Routes"), route]
    return {"Route": _shown_route(route, "static")}


@modelled("DeleteTransitGatewayRoute")
def delete_route(request: Data) -> Data:
    """A route that is gone is an error."""
    table, cidr = _table(request), text(request, "DestinationCidrBlock")
    left = [route for route in items(table, "Routes") if route["DestinationCidrBlock"] != cidr]
    if len(left) == len(items(table, "Routes")):
        raise Ec2Error("InvalidRoute.NotFound", f"Route {cidr} was not found.")
    table["Routes"] = left
    return {"Route": {"DestinationCidrBlock": cidr, "Type": "static", "State": "deleted"}}


def _shown_route(route: Data, kind: str) -> Data:
    target = text(route, "Attachment")
    found: Data = {"DestinationCidrBlock": route["DestinationCidrBlock"], "Type": kind}
    record = next((owner.attachments[target] for owner in state.everywhere(Links) if target in owner.attachments), None)
    if record is None:
        return {**found, "State": "blackhole"}
    names = ("TransitGatewayAttachmentId", "ResourceId", "ResourceType")
    return {
        **found,
        "State": "active" if record["State"] == "available" else "blackhole",
        "TransitGatewayAttachments": [{name: record[name] for name in names}],
    }


@modelled("SearchTransitGatewayRoutes")
def search_routes(request: Data) -> Data:
    """All routes of a table: static ones, and those that attachments of VPCs and static VPNs propagate."""
    table = _table(request)
    routes = [_shown_route(route, "static") for route in items(table, "Routes")]
    for owner in state.everywhere(Links):
        for identifier in texts(table, "Propagations"):
            if record := owner.attachments.get(identifier):
                cidr = _ranges(text(record, "ResourceId"))
                routes += [
                    _shown_route({"DestinationCidrBlock": each, "Attachment": identifier}, "propagated")
                    for each in cidr
                ]
    return {"Routes": routes, "AdditionalRoutesAvailable": False}


def _ranges(vpc_id: str) -> list[str]:
    """The range of a VPC of whatever account."""
    found = [record for key, record in ec2._vpcs._data.items() if key[-1] == vpc_id]
    return [str(record["CidrBlock"]) for record in found]
