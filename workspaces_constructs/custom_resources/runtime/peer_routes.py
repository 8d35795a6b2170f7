"""``Custom::WorkspacesPeerRoutes``: routes over a VPC peering in route tables of the peer's stack or account.

A route is this resource's own where its destination is one of the property's and it leads to the peering. Whatever else
the tables hold is left alone, and a route of somebody else's to the same destination is never replaced.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from .aws import code, ec2, ec2_as, listed
from .kind import Done, Failed, Kind, Outcome, Pending, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_ec2.client import EC2Client
    from mypy_boto3_ec2.type_defs import RouteTypeDef

    from .kind import Properties

Place = tuple[str, str]
"""A route table and a destination."""

_GONE = frozenset({"InvalidRoute.NotFound", "InvalidRouteTableID.NotFound"})
_TARGETS = (
    "GatewayId", "NatGatewayId", "TransitGatewayId", "VpcPeeringConnectionId", "NetworkInterfaceId", "InstanceId",
    "EgressOnlyInternetGatewayId", "CarrierGatewayId", "LocalGatewayId", "CoreNetworkArn",
)  # fmt: skip


def ensure(request: Request) -> Outcome:
    """Make the routes that are not there yet, and take away those that an Update no longer wants."""
    given, peering = request.properties, request.properties.text("VpcPeeringConnectionId")
    client = _client(given)
    wanted = _places(given)
    former = request.old.text("VpcPeeringConnectionId") if request.replaces else peering
    there = _routes(client, [table for table, _ in wanted])
    if absent := sorted({table for table, _ in wanted} - set(there)):
        message = (
            f"{request.logical_id}: there is no route table {listed(absent)}. Check next: the ids, the region, and "
            f"that {given.text('RoleArn') or 'this account'} is of the account the tables belong to."
        )
        raise Failed(message)
    dormant = []
    for table, destination in wanted:
        found = there[table].get(destination)
        if found is None:
            if not _create(client, table, destination, peering):
                return Pending(f"A route to {destination} has just appeared in {table}.")
            dormant.append(table)
        elif found.get("VpcPeeringConnectionId") == peering:
            if found.get("State") == "blackhole":
                dormant.append(table)
        elif found.get("VpcPeeringConnectionId") == former:
            client.replace_route(RouteTableId=table, DestinationCidrBlock=destination, VpcPeeringConnectionId=peering)
            dormant.append(table)
        else:
            message = (
                f"{request.logical_id}: {table} has a route to {destination} already, which leads to {_target(found)} "
                "and belongs to somebody else. Check next: who made it; delete it, or leave the table out."
            )
            raise Failed(message)
    if request.type == "Update" and not request.replaces:
        _delete(_client(request.old), set(_places(request.old)) - set(wanted), peering)
    if dormant:
        return Pending(
            f"The routes over {peering} in {listed(dict.fromkeys(dormant))} are not active yet.",
            f"that the peering connection {peering} is active: its request may still have to be accepted.",
        )
    return Done({"VpcPeeringConnectionId": peering})


def remove(request: Request) -> Outcome:
    """Delete the routes that lead to the peering; tables and routes that are gone are no error."""
    given = request.properties
    _delete(_client(given), set(_places(given)), given.text("VpcPeeringConnectionId"))
    return Done()


def _client(given: Properties) -> EC2Client:
    role, region = given.text("RoleArn"), given.text("Region")
    return ec2_as(role, region) if role or region else ec2()


def _places(given: Properties) -> list[Place]:
    tables = dict.fromkeys(given.texts("RouteTableIds"))
    return [(table, cidr) for table in tables for cidr in dict.fromkeys(given.texts("DestinationCidrs"))]


def _routes(client: EC2Client, tables: list[str]) -> dict[str, dict[str, RouteTypeDef]]:
    """The routes of those tables that exist, by destination."""
    # A filter, unlike a list of ids, accepts that a table is gone.
    wanted = sorted(set(tables))
    pages = client.get_paginator("describe_route_tables").paginate(
        Filters=[{"Name": "route-table-id", "Values": wanted}]
    )
    return {
        table["RouteTableId"]: {route.get("DestinationCidrBlock", ""): route for route in table["Routes"]}
        for page in pages
        for table in page["RouteTables"]
    }


def _create(client: EC2Client, table: str, destination: str, peering: str) -> bool:
    """Make a route; False where one has come in between, perhaps by an attempt whose answer was lost."""
    try:
        client.create_route(RouteTableId=table, DestinationCidrBlock=destination, VpcPeeringConnectionId=peering)
    except ClientError as error:
        if code(error) != "RouteAlreadyExists":
            raise
        return False
    return True


def _delete(client: EC2Client, places: set[Place], peering: str) -> None:
    if not places:
        return
    for table, routes in _routes(client, [table for table, _ in places]).items():
        for destination in _own(table, routes, places, peering):
            try:
                client.delete_route(RouteTableId=table, DestinationCidrBlock=destination)
            except ClientError as error:
                if code(error) not in _GONE:
                    raise


def _own(table: str, routes: dict[str, RouteTypeDef], places: set[Place], peering: str) -> Iterator[str]:
    for destination, route in sorted(routes.items()):
        if (table, destination) in places and route.get("VpcPeeringConnectionId") == peering:
            yield destination


def _target(route: RouteTypeDef) -> str:
    return next((str(route[name]) for name in _TARGETS if route.get(name)), "something else")  # type: ignore[literal-required]  # names of the shape


KIND = Kind(
    type="Custom::WorkspacesPeerRoutes",
    required=frozenset({"VpcPeeringConnectionId", "RouteTableIds", "DestinationCidrs"}),
    optional=frozenset({"RoleArn", "Region"}),
    replaced_on=frozenset({"VpcPeeringConnectionId"}),
    attributes=("VpcPeeringConnectionId",),
    ensure=ensure,
    remove=remove,
)
