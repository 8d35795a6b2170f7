"""Direct Connect gateways, and the gateways on AWS's side that are associated with them (Direct Connect guide)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from local_aws.services import durations, state
from local_aws.wire import Operation, ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

Request = dict[str, object]


class Gateways(dict[str, dict[str, object]]):
    """The Direct Connect gateways of an account, by id; they are global, and kept where they were made."""


class Associations(dict[str, dict[str, object]]):
    """The associations of one account in one region, by id."""


_ENDED = frozenset({"disassociated"})


def uses(gateway: str) -> bool:
    """Whether a virtual private gateway or transit gateway is associated with a Direct Connect gateway."""
    return any(
        _gateway_of(each) == gateway and each["associationState"] not in _ENDED
        for found in state.everywhere(Associations)
        for each in found.values()
    )


def _gateway_of(association: Mapping[str, object]) -> str:
    found = association["associatedGateway"]
    return str(found["id"]) if isinstance(found, dict) else ""


def _refused(message: str) -> ServiceError:
    return ServiceError("DirectConnectClientException", message)


def create_gateway(request: Request) -> Mapping[str, object]:
    """A Direct Connect gateway."""
    identifier = str(uuid4())
    made: dict[str, object] = {
        "directConnectGatewayId": identifier,
        "directConnectGatewayName": request["directConnectGatewayName"],
        "amazonSideAsn": request.get("amazonSideAsn", 64512),
        "ownerAccount": state.account(),
        "directConnectGatewayState": "available",
    }
    state.of(Gateways)[identifier] = made
    return {"directConnectGateway": made}


def describe_gateways(request: Request) -> Mapping[str, object]:
    """The account's gateways, made in whatever region."""
    wanted = request.get("directConnectGatewayId")
    found = [
        each
        for gateways in state.everywhere(Gateways)
        for identifier, each in gateways.items()
        if each["ownerAccount"] == state.account() and wanted in {None, identifier}
    ]
    return {"directConnectGateways": found}


def delete_gateway(request: Request) -> Mapping[str, object]:
    """It must have no association."""
    identifier = str(request["directConnectGatewayId"])
    for gateways in state.everywhere(Gateways):
        if identifier in gateways:
            if any(
                each["directConnectGatewayId"] == identifier and each["associationState"] not in _ENDED
                for found in state.everywhere(Associations)
                for each in found.values()
            ):
                raise _refused(f"Direct Connect Gateway {identifier} has associations.")
            return {"directConnectGateway": {**gateways.pop(identifier), "directConnectGatewayState": "deleted"}}
    raise _refused(f"Direct Connect Gateway {identifier} was not found.")


def associate(request: Request) -> Mapping[str, object]:
    """Associate a gateway that exists; a transit gateway needs prefixes."""
    from local_aws.ec2.links import links, vpc
    from local_aws.ec2.vpn import attached_to

    identifier = str(request["directConnectGatewayId"])
    if not any(identifier in gateways for gateways in state.everywhere(Gateways)):
        raise _refused(f"Direct Connect Gateway {identifier} was not found.")
    gateway = str(request.get("gatewayId") or request.get("virtualGatewayId") or "")
    record = links().vpn_gateways.get(gateway) or links().transit_gateways.get(gateway)
    if record is None or record["State"] != "available":
        raise _refused(f"Gateway {gateway} does not exist or is not available.")
    if uses(gateway):
        raise _refused(f"Gateway {gateway} is associated with a Direct Connect Gateway already.")
    transit = gateway.startswith("tgw-")
    prefixes = request.get("addAllowedPrefixesToDirectConnectGateway") or []
    if transit and not prefixes:
        raise _refused("Allowed prefixes are required for a transit gateway.")
    if not transit and not prefixes and attached_to(record):
        prefixes = [{"cidr": vpc(attached_to(record))["CidrBlock"]}]
    made: dict[str, object] = {
        "associationId": str(uuid4()),
        "directConnectGatewayId": identifier,
        "directConnectGatewayOwnerAccount": state.account(),
        "associationState": "associating",
        "associatedGateway": {
            "id": gateway,
            "type": "transitGateway" if transit else "virtualPrivateGateway",
            "ownerAccount": state.account(),
            "region": state.region(),
        },
        "allowedPrefixesToDirectConnectGateway": prefixes,
        "virtualGatewayId": None if transit else gateway,
        "virtualGatewayOwnerAccount": None if transit else state.account(),
    }
    state.of(Associations)[str(made["associationId"])] = made
    _come_to(made, "associating", "associated")
    return {"directConnectGatewayAssociation": made}


def _come_to(made: dict[str, object], present: str, to: str) -> None:
    made["associationState"] = present

    def arrive() -> None:
        if made["associationState"] == present:
            made["associationState"] = to

    state.later(durations.DIRECT_CONNECT_ASSOCIATION, arrive)


def describe(request: Request) -> Mapping[str, object]:
    """The associations asked for; those that have ended are gone."""
    found = [
        each
        for identifier, each in state.of(Associations).items()
        if each["associationState"] not in _ENDED
        and request.get("associationId") in {None, identifier}
        and request.get("directConnectGatewayId") in {None, each["directConnectGatewayId"]}
        and request.get("associatedGatewayId") in {None, _gateway_of(each)}
    ]
    return {"directConnectGatewayAssociations": found}


def disassociate(request: Request) -> Mapping[str, object]:
    """Minutes later the gateways are free."""
    identifier = str(request.get("associationId") or "")
    made = state.of(Associations).get(identifier)
    if made is None or made["associationState"] in _ENDED:
        raise _refused(f"Association {identifier} was not found.")
    _come_to(made, "disassociating", "disassociated")
    return {"directConnectGatewayAssociation": made}


OPERATIONS: Mapping[str, Operation] = {
    "CreateDirectConnectGateway": create_gateway,
    "CreateDirectConnectGatewayAssociation": associate,
    "DeleteDirectConnectGateway": delete_gateway,
    "DeleteDirectConnectGatewayAssociation": disassociate,
    "DescribeDirectConnectGatewayAssociations": describe,
    "DescribeDirectConnectGateways": describe_gateways,
}
