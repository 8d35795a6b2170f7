"""Transit gateways: attachments with interfaces in their subnets, and route tables that hold on to each other.

Stages and orders are those of the Transit Gateway guide: a gateway goes after its attachments, an attachment's
interfaces stay in their subnets until it is deleted, and an attachment of another account waits for the owner.
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

from typing import TYPE_CHECKING

from ministack.core.responses import get_account_id, get_region
from ministack.services import ec2

from local_aws.ec2 import interfaces
from local_aws.ec2 import links as kept
from local_aws.ec2.links import Links, known, links, new_id, turn
from local_aws.ec2.modelled import Data, chosen, modelled, tag, tags_of, text, texts, time
from local_aws.ec2.wire import Ec2Error
from local_aws.services import durations, state

if TYPE_CHECKING:
    from collections.abc import Iterable

_DEFAULTS = {
    "AutoAcceptSharedAttachments": "disable",
    "DefaultRouteTableAssociation": "enable",
    "DefaultRouteTablePropagation": "enable",
    "VpnEcmpSupport": "enable",
    "DnsSupport": "enable",
    "MulticastSupport": "disable",
}
_ENDED = frozenset({"deleting", "deleted", "failed", "rejected"})


def shared_with(owner: str, arn: str, account: str) -> bool:
    """Whether a resource is the account's own, or shared with it."""
    from local_aws.services.ram import shares

    return owner == account or shares.reaches(arn, account)


def _gateway(identifier: str) -> tuple[Data, Links]:
    """A gateway that this account may use, and the links of the account that owns it."""
    for owner in state.everywhere(Links):
        record = owner.transit_gateways.get(identifier)
        if record and record["State"] != "deleted" and record["Region"] == get_region():
            if shared_with(text(record, "OwnerId"), text(record, "TransitGatewayArn"), get_account_id()):
                return record, owner
            break
    raise Ec2Error("InvalidTransitGatewayID.NotFound", f"The transitGateway ID '{identifier}' does not exist.")


@modelled("CreateTransitGateway")
def create_transit_gateway(request: Data) -> Data:
    """A gateway and, where its options say so, its default route table."""
    identifier, options = new_id("tgw"), request.get("Options")
    given: Data = options if isinstance(options, dict) else {}
    account, region = get_account_id(), get_region()
    chosen_options: Data = {**_DEFAULTS, "AmazonSideAsn": 64512, **given}
    record: Data = {
        "TransitGatewayId": identifier,
        "TransitGatewayArn": f"arn:aws:ec2:{region}:{account}:transit-gateway/{identifier}",
        "State": "pending",
        "OwnerId": account,
        "Description": text(request, "Description"),
        "CreationTime": time(state.now()),
        "Options": chosen_options,
        "Region": region,
    }
    for option, name in (("Association", "Association"), ("Propagation", "Propagation")):
        if chosen_options[f"DefaultRouteTable{option}"] == "enable":
            default = next((each for each in _tables_of(links(), identifier)), None) or new_table(identifier)
            default[f"Default{name}RouteTable"] = True
            chosen_options[f"{option}DefaultRouteTableId"] = default["TransitGatewayRouteTableId"]
    links().transit_gateways[identifier] = record
    tag(request, identifier, "transit-gateway")
    turn(record, "available", durations.TRANSIT_GATEWAY)
    return {"TransitGateway": _shown_gateway(record)}


def _shown_gateway(record: Data) -> Data:
    found = {name: value for name, value in record.items() if name != "Region"}
    return {**found, "Tags": tags_of(text(record, "TransitGatewayId"))}


@modelled("DescribeTransitGateways")
def describe_transit_gateways(request: Data) -> Data:
    """The account's own gateways and those shared with it."""
    account = get_account_id()
    visible = {
        identifier: record
        for owner in state.everywhere(Links)
        for identifier, record in owner.transit_gateways.items()
        if record["Region"] == get_region()
        and shared_with(text(record, "OwnerId"), text(record, "TransitGatewayArn"), account)
    }
    found = chosen(
        request,
        "TransitGatewayIds",
        visible,
        "InvalidTransitGatewayID.NotFound",
        lambda each: {
            "transit-gateway-id": each["TransitGatewayId"],
            "state": each["State"],
            "owner-id": each["OwnerId"],
        },
    )
    return {"TransitGateways": [_shown_gateway(record) for record in found]}


@modelled("DeleteTransitGateway")
def delete_transit_gateway(request: Data) -> Data:
    """It must have no attachment left."""
    identifier = text(request, "TransitGatewayId")
    record = known(links().transit_gateways, identifier, "InvalidTransitGatewayID.NotFound", "transitGateway")
    if left := [each for each in attachments_of(identifier) if each["State"] != "deleted"]:
        kinds = " and ".join(sorted({str(each["ResourceType"]).upper() for each in left}))
        raise Ec2Error("IncorrectState", f"{identifier} has non-deleted {kinds} Attachments.")
    from local_aws.ec2 import vpn

    if vpn.associated(identifier):
        raise Ec2Error("IncorrectState", f"{identifier} has non-deleted Direct Connect Gateway Attachments.")
    record["State"] = "deleting"
    for table in _tables_of(links(), identifier):
        table["State"] = "deleted"
    turn(record, "deleted", durations.TRANSIT_GATEWAY)
    return {"TransitGateway": _shown_gateway(record)}


def attachments_of(gateway: str) -> list[Data]:
    """The attachments to a gateway, of whatever account."""
    return [
        each
        for owner in state.everywhere(Links)
        for each in owner.attachments.values()
        if each["TransitGatewayId"] == gateway
    ]


def _tables_of(owner: Links, gateway: str) -> Iterable[Data]:
    return [each for each in owner.tables.values() if each["TransitGatewayId"] == gateway]


@modelled("CreateTransitGatewayVpcAttachment")
def create_vpc_attachment(request: Data) -> Data:
    """An interface in each of the subnets, which lie in different zones of the VPC."""
    gateway, owner = _gateway(text(request, "TransitGatewayId"))
    identifier, vpc_id = text(gateway, "TransitGatewayId"), text(request, "VpcId")
    kept.vpc(vpc_id)
    if gateway["State"] != "available":
        raise Ec2Error("IncorrectState", f"{identifier} is in invalid state")
    subnets = [_subnet(each, vpc_id) for each in texts(request, "SubnetIds")]
    if len({subnet["AvailabilityZone"] for subnet in subnets}) != len(subnets):
        raise Ec2Error("DuplicateSubnetsInSameZone", "Only one subnet of a zone can be specified.")
    if any(each["ResourceId"] == vpc_id and each["State"] not in _ENDED for each in attachments_of(identifier)):
        raise Ec2Error(
            "DuplicateTransitGatewayAttachment",
            f"{identifier} has an existing Transit Gateway VPC Attachment to {vpc_id}.",
        )
    options = request.get("Options")
    given: Data = options if isinstance(options, dict) else {}
    record = _new_attachment(gateway, "vpc", vpc_id)
    attachment = text(record, "TransitGatewayAttachmentId")
    record["SubnetIds"] = [subnet["SubnetId"] for subnet in subnets]
    record["Options"] = {
        "DnsSupport": "enable", "Ipv6Support": "disable", "ApplianceModeSupport": "disable", **given,
    }  # fmt: skip
    record["Interfaces"] = [
        interfaces.create(
            subnet["SubnetId"],
            description=f"Network Interface for Transit Gateway Attachment {attachment}",
            requester="amazon-transit-gateway",
            kind="transit_gateway",
        )["NetworkInterfaceId"]
        for subnet in subnets
    ]
    tag(request, attachment, "transit-gateway-attachment")
    accepted = gateway["OwnerId"] == get_account_id() or _option(gateway, "AutoAcceptSharedAttachments") == "enable"
    if accepted:
        _come_up(record, gateway, owner)
    else:
        record["State"] = "pendingAcceptance"
    return {"TransitGatewayVpcAttachment": _shown_attachment(record)}


def _option(gateway: Data, name: str) -> str:
    options = gateway["Options"]
    return text(options, name) if isinstance(options, dict) else ""


def _subnet(identifier: str, vpc_id: str) -> dict[str, str]:
    subnet: dict[str, str] | None = ec2._subnets.get(identifier)
    if subnet is None or subnet["VpcId"] != vpc_id:
        raise Ec2Error("InvalidSubnetID.NotFound", f"The subnet ID '{identifier}' does not exist in {vpc_id}")
    return subnet


def _new_attachment(gateway: Data, kind: str, resource: str) -> Data:
    identifier = new_id("tgw-attach")
    record: Data = {
        "TransitGatewayAttachmentId": identifier,
        "TransitGatewayId": gateway["TransitGatewayId"],
        "TransitGatewayOwnerId": gateway["OwnerId"],
        "ResourceType": kind,
        "ResourceId": resource,
        "ResourceOwnerId": get_account_id(),
        "State": "pending",
        "CreationTime": time(state.now()),
        "Interfaces": [],
        "SubnetIds": [],
        "Options": {},
    }
    links().attachments[identifier] = record
    return record


def _come_up(record: Data, gateway: Data, owner: Links) -> None:
    """Make an attachment available and, by default, part of the gateway's default route table."""
    record["State"] = "pending"

    def arrive() -> None:
        if record["State"] != "pending":
            return
        record["State"] = "available"
        for purpose, held in (("Association", "Associations"), ("Propagation", "Propagations")):
            table = owner.tables.get(_option(gateway, f"{purpose}DefaultRouteTableId"))
            if table and table["State"] == "available":
                table[held] = [*texts(table, held), record["TransitGatewayAttachmentId"]]

    state.later(durations.TRANSIT_GATEWAY_ATTACHMENT, arrive)


def attach_vpn(gateway_id: str, connection: str) -> str:
    """The attachment that a VPN connection makes for itself."""
    gateway, owner = _gateway(gateway_id)
    record = _new_attachment(gateway, "vpn", connection)
    _come_up(record, gateway, owner)
    return text(record, "TransitGatewayAttachmentId")


def end(identifier: str) -> None:
    """Take an attachment down; its interfaces go at the end."""
    record = links().attachments[identifier]
    record["State"] = "deleting"

    def gone() -> None:
        record["State"] = "deleted"
        for interface in texts(record, "Interfaces"):
            interfaces.delete(interface)
        for owner in state.everywhere(Links):
            for table in owner.tables.values():
                for held in ("Associations", "Propagations"):
                    table[held] = [each for each in texts(table, held) if each != identifier]

    state.later(durations.TRANSIT_GATEWAY_ATTACHMENT, gone)


@modelled("AcceptTransitGatewayVpcAttachment")
def accept_vpc_attachment(request: Data) -> Data:
    """What the owner of a shared gateway does with another account's attachment."""
    identifier = text(request, "TransitGatewayAttachmentId")
    for owner in state.everywhere(Links):
        record = owner.attachments.get(identifier)
        if record and record["TransitGatewayOwnerId"] == get_account_id():
            if record["State"] != "pendingAcceptance":
                raise Ec2Error("IncorrectState", f"{identifier} is in invalid state")
            gateway = links().transit_gateways[text(record, "TransitGatewayId")]
            _come_up(record, gateway, links())
            return {"TransitGatewayVpcAttachment": _shown_attachment(record)}
    raise Ec2Error(
        "InvalidTransitGatewayAttachmentID.NotFound", f"Transit Gateway Attachment {identifier} was not found."
    )


def _shown_attachment(record: Data) -> Data:
    names = ("TransitGatewayAttachmentId", "TransitGatewayId", "State", "CreationTime", "SubnetIds", "Options")
    return {
        **{name: record[name] for name in names},
        "VpcId": record["ResourceId"],
        "VpcOwnerId": record["ResourceOwnerId"],
        "Tags": tags_of(text(record, "TransitGatewayAttachmentId")),
    }


def _filters(record: Data) -> Data:
    return {
        "transit-gateway-attachment-id": record["TransitGatewayAttachmentId"],
        "transit-gateway-id": record["TransitGatewayId"],
        "state": record["State"],
        "vpc-id": record["ResourceId"],
        "resource-id": record["ResourceId"],
        "resource-type": record["ResourceType"],
    }


def _visible_attachments() -> dict[str, Data]:
    """The account's own attachments, and those of others to its gateways."""
    own = links()
    return {
        identifier: record
        for owner in state.everywhere(Links)
        for identifier, record in owner.attachments.items()
        if identifier in own.attachments or record["TransitGatewayId"] in own.transit_gateways
    }


MISSING = "InvalidTransitGatewayAttachmentID.NotFound"


@modelled("DescribeTransitGatewayVpcAttachments")
def describe_vpc_attachments(request: Data) -> Data:
    """The attachments of VPCs that are the account's, or to a gateway of the account's."""
    visible = {name: each for name, each in _visible_attachments().items() if each["ResourceType"] == "vpc"}
    found = chosen(request, "TransitGatewayAttachmentIds", visible, MISSING, _filters)
    return {"TransitGatewayVpcAttachments": [_shown_attachment(record) for record in found]}


@modelled("DescribeTransitGatewayAttachments")
def describe_attachments(request: Data) -> Data:
    """The attachments of every kind."""
    found = chosen(request, "TransitGatewayAttachmentIds", _visible_attachments(), MISSING, _filters)
    names = ("TransitGatewayAttachmentId", "TransitGatewayId", "TransitGatewayOwnerId", "ResourceType", "ResourceId",
             "ResourceOwnerId", "State", "CreationTime")  # fmt: skip
    shown = [
        {**{name: each[name] for name in names}, "Tags": tags_of(text(each, "TransitGatewayAttachmentId"))}
        for each in found
    ]
    return {"TransitGatewayAttachments": shown}


@modelled("DeleteTransitGatewayVpcAttachment")
def delete_vpc_attachment(request: Data) -> Data:
    """Routes over it lead nowhere from now on."""
    identifier = text(request, "TransitGatewayAttachmentId")
    record = known(links().attachments, identifier, MISSING, "transitGatewayAttachment")
    if record["State"] in {"pending", "deleting"}:
        raise Ec2Error("IncorrectState", f"{identifier} is in invalid state")
    end(identifier)
    return {"TransitGatewayVpcAttachment": _shown_attachment(record)}


def reached_from(vpc_id: str, gateway: str) -> str:
    """The state of a VPC's attachment to a gateway, or nothing."""
    states = [
        text(each, "State")
        for each in links().attachments.values()
        if (each["ResourceId"], each["TransitGatewayId"]) == (vpc_id, gateway) and each["State"] not in _ENDED
    ]
    return states[0] if states else ""


def new_table(gateway: str) -> Data:
    """A route table of a gateway."""
    identifier = new_id("tgw-rtb")
    record: Data = {
        "TransitGatewayRouteTableId": identifier,
        "TransitGatewayId": gateway,
        "State": "available",
        "DefaultAssociationRouteTable": False,
        "DefaultPropagationRouteTable": False,
        "CreationTime": time(state.now()),
        "Associations": [],
        "Propagations": [],
        "Routes": [],
    }
    links().tables[identifier] = record
    return record
