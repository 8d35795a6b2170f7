"""Transit gateways, their attachments and their route tables."""

from __future__ import annotations

from local_aws.cloudformation.types.links import freed
from local_aws.cloudformation.types.wire import (
    Attributes,
    Made,
    Properties,
    ProvisioningError,
    ResourceType,
    call,
    client,
    gone,
    pick,
    retag,
    retags,
    tagged,
    text,
    wait,
)

_OPTIONS = (
    "AutoAcceptSharedAttachments", "DefaultRouteTableAssociation", "DefaultRouteTablePropagation", "DnsSupport",
    "VpnEcmpSupport", "MulticastSupport", "SecurityGroupReferencingSupport", "TransitGatewayCidrBlocks",
)  # fmt: skip
_NO_GATEWAY = "InvalidTransitGatewayID.NotFound"
_NO_ATTACHMENT = "InvalidTransitGatewayAttachmentID.NotFound"
_NO_TABLE = "InvalidRouteTableID.NotFound"


def _create_gateway(_logical_id: str, properties: Properties) -> Made:
    options: dict[str, object] = dict(pick(properties, *_OPTIONS))
    if properties.get("AmazonSideAsn"):
        options["AmazonSideAsn"] = int(text(properties, "AmazonSideAsn"))
    made = call(
        "ec2",
        "create_transit_gateway",
        **pick(properties, "Description"),
        Options=options,
        **tagged("transit-gateway", properties),
    )["TransitGateway"]
    if not isinstance(made, dict):
        raise ProvisioningError("CreateTransitGateway answered nothing")
    identifier = str(made["TransitGatewayId"])
    _await_gateway(identifier, "available")
    return identifier, {"Id": identifier, "TransitGatewayArn": made["TransitGatewayArn"]}


def _await_gateway(identifier: str, state: str) -> None:
    def reached() -> bool:
        found = client("ec2").describe_transit_gateways(TransitGatewayIds=[identifier])["TransitGateways"]
        return found[0]["State"] == state

    wait(f"Transit gateway {identifier} {state}", reached, minutes=60, physical_id=identifier)


def _update_gateway(identifier: str, old: Properties, new: Properties) -> Attributes:
    changed = {name for name in (*_OPTIONS, "Description") if old.get(name) != new.get(name)}
    if changed:
        raise ProvisioningError(f"The local AWS does not change {', '.join(sorted(changed))} of a transit gateway.")
    retag(identifier, old, new)
    found = client("ec2").describe_transit_gateways(TransitGatewayIds=[identifier])["TransitGateways"][0]
    return {"Id": identifier, "TransitGatewayArn": found["TransitGatewayArn"]}


def _delete_gateway(identifier: str, _properties: Properties) -> None:
    freed(client("ec2").delete_transit_gateway, _NO_GATEWAY, TransitGatewayId=identifier)
    _await_gateway(identifier, "deleted")


def _create_attachment(_logical_id: str, properties: Properties) -> Made:
    made = call(
        "ec2",
        "create_transit_gateway_vpc_attachment",
        **pick(properties, "TransitGatewayId", "VpcId", "SubnetIds", "Options"),
        **tagged("transit-gateway-attachment", properties),
    )["TransitGatewayVpcAttachment"]
    identifier = str(made["TransitGatewayAttachmentId"]) if isinstance(made, dict) else ""
    # One that waits for the gateway's owner is made, as far as CloudFormation is concerned. [I]
    _await_attachment(identifier, {"available", "pendingAcceptance"})
    return identifier, {"Id": identifier}


def _await_attachment(identifier: str, states: set[str]) -> None:
    def reached() -> bool:
        found = client("ec2").describe_transit_gateway_vpc_attachments(TransitGatewayAttachmentIds=[identifier])
        return found["TransitGatewayVpcAttachments"][0]["State"] in states

    wait(f"Attachment {identifier}", reached, minutes=60, physical_id=identifier)


def _update_attachment(identifier: str, old: Properties, new: Properties) -> Attributes:
    retag(identifier, old, new)
    return {"Id": identifier}


def _delete_attachment(identifier: str, _properties: Properties) -> None:
    found = client("ec2").describe_transit_gateway_vpc_attachments(
        Filters=[{"Name": "transit-gateway-attachment-id", "Values": [identifier]}]
    )["TransitGatewayVpcAttachments"]
    if not found or found[0]["State"] == "deleted":
        return
    freed(client("ec2").delete_transit_gateway_vpc_attachment, _NO_ATTACHMENT, TransitGatewayAttachmentId=identifier)
    _await_attachment(identifier, {"deleted"})


def _create_table(_logical_id: str, properties: Properties) -> Made:
    made = call(
        "ec2",
        "create_transit_gateway_route_table",
        **pick(properties, "TransitGatewayId"),
        **tagged("transit-gateway-route-table", properties),
    )["TransitGatewayRouteTable"]
    identifier = str(made["TransitGatewayRouteTableId"]) if isinstance(made, dict) else ""
    return identifier, {"TransitGatewayRouteTableId": identifier}


def _delete_table(identifier: str, _properties: Properties) -> None:
    gone(client("ec2").delete_transit_gateway_route_table, _NO_TABLE, TransitGatewayRouteTableId=identifier)


def _pair(properties: Properties) -> dict[str, object]:
    return dict(pick(properties, "TransitGatewayRouteTableId", "TransitGatewayAttachmentId"))


def _associate(_logical_id: str, properties: Properties) -> Made:
    call("ec2", "associate_transit_gateway_route_table", **_pair(properties))
    return _pair_id(properties), {}


def _propagate(_logical_id: str, properties: Properties) -> Made:
    call("ec2", "enable_transit_gateway_route_table_propagation", **_pair(properties))
    return _pair_id(properties), {}


def _pair_id(properties: Properties) -> str:
    return f"{text(properties, 'TransitGatewayRouteTableId')}|{text(properties, 'TransitGatewayAttachmentId')}"


def _disassociate(_physical_id: str, properties: Properties) -> None:
    def delete(**parameters: object) -> object:
        return call("ec2", "disassociate_transit_gateway_route_table", **parameters)

    gone(delete, "InvalidAssociation.NotFound", _NO_TABLE, **_pair(properties))


def _stop_propagating(_physical_id: str, properties: Properties) -> None:
    def delete(**parameters: object) -> object:
        return call("ec2", "disable_transit_gateway_route_table_propagation", **parameters)

    gone(delete, "TransitGatewayRouteTablePropagation.NotFound", _NO_TABLE, **_pair(properties))


def _create_route(_logical_id: str, properties: Properties) -> Made:
    blackhole = {"Blackhole": True} if str(properties.get("Blackhole", "")).lower() == "true" else {}
    call(
        "ec2",
        "create_transit_gateway_route",
        **_pair(properties),
        DestinationCidrBlock=text(properties, "DestinationCidrBlock"),
        **blackhole,
    )
    return f"{text(properties, 'TransitGatewayRouteTableId')}|{text(properties, 'DestinationCidrBlock')}", {}


def _delete_route(_physical_id: str, properties: Properties) -> None:
    gone(
        client("ec2").delete_transit_gateway_route,
        "InvalidRoute.NotFound",
        _NO_TABLE,
        TransitGatewayRouteTableId=text(properties, "TransitGatewayRouteTableId"),
        DestinationCidrBlock=text(properties, "DestinationCidrBlock"),
    )


_TABLE_PAIR = frozenset({"TransitGatewayRouteTableId", "TransitGatewayAttachmentId"})
_ATTACHED = frozenset({"TransitGatewayId", "VpcId", "SubnetIds"})

TYPES = (
    ResourceType(
        "AWS::EC2::TransitGateway",
        _create_gateway,
        _delete_gateway,
        _update_gateway,
        create_only=frozenset({"AmazonSideAsn", "MulticastSupport"}),
    ),
    ResourceType(
        "AWS::EC2::TransitGatewayVpcAttachment",
        _create_attachment,
        _delete_attachment,
        _update_attachment,
        create_only=_ATTACHED,
    ),
    ResourceType(
        "AWS::EC2::TransitGatewayRouteTable",
        _create_table,
        _delete_table,
        retags,
        create_only=frozenset({"TransitGatewayId"}),
    ),
    ResourceType(
        "AWS::EC2::TransitGatewayRouteTableAssociation",
        _associate,
        _disassociate,
        create_only=_TABLE_PAIR,
        tags=False,
    ),
    ResourceType(
        "AWS::EC2::TransitGatewayRouteTablePropagation",
        _propagate,
        _stop_propagating,
        create_only=_TABLE_PAIR,
        tags=False,
    ),
    ResourceType(
        "AWS::EC2::TransitGatewayRoute",
        _create_route,
        _delete_route,
        create_only=_TABLE_PAIR | {"DestinationCidrBlock", "Blackhole"},
        tags=False,
    ),
)
