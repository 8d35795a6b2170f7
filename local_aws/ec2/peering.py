"""VPC peering between accounts and regions (VPC peering guide, "VPC peering connection lifecycle")."""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

from typing import TYPE_CHECKING

from ministack.core.responses import get_account_id, get_region
from ministack.services import ec2

from local_aws.ec2 import links as kept
from local_aws.ec2.links import Links, links, new_id, overlapping
from local_aws.ec2.modelled import Data, chosen, modelled, tag, tags_of, text
from local_aws.ec2.wire import Ec2Error
from local_aws.services import durations, state

if TYPE_CHECKING:
    from collections.abc import Mapping

_OVER = frozenset({"failed", "rejected", "expired", "deleting", "deleted"})
_MISSING = "InvalidVpcPeeringConnectionID.NotFound"


def visible() -> dict[str, Data]:
    """The peerings of which either side is a VPC of this account in this region; they end with either VPC [I]."""
    here = (get_account_id(), get_region())
    for owner in state.everywhere(Links):
        for record in owner.peerings.values():
            if record["State"] not in _OVER and not (
                _there(record, "RequesterVpcInfo") and _there(record, "AccepterVpcInfo")
            ):
                _set(record, "deleted", "Deleted")
    return {
        identifier: record
        for owner in state.everywhere(Links)
        for identifier, record in owner.peerings.items()
        if here in (_place(record, "RequesterVpcInfo"), _place(record, "AccepterVpcInfo"))
    }


def _there(record: Data, side: str) -> bool:
    found = _side(record, side)
    return "CidrBlock" not in found or ec2._vpcs.get_scoped(*_place(record, side), found["VpcId"]) is not None


def _place(record: Data, side: str) -> tuple[str, str]:
    return _side(record, side)["OwnerId"], _side(record, side)["Region"]


def _side(record: Data, side: str) -> dict[str, str]:
    found = record[side]
    return {name: str(value) for name, value in found.items()} if isinstance(found, dict) else {}


def _set(record: Data, code: str, message: str) -> None:
    record["State"] = code
    record["Status"] = {"Code": code, "Message": message}


def _existing(identifier: str) -> Data:
    record = visible().get(identifier)
    if record is None:
        raise Ec2Error(_MISSING, f"The vpcPeeringConnection ID '{identifier}' does not exist")
    return record


@modelled("CreateVpcPeeringConnection")
def create_peering(request: Data) -> Data:
    """A request that fails by itself where ranges overlap or the other VPC is not there."""
    own = kept.vpc(text(request, "VpcId"))
    account = text(request, "PeerOwnerId") or get_account_id()
    region = text(request, "PeerRegion") or get_region()
    peer_id = text(request, "PeerVpcId")
    if peer_id == own["VpcId"]:
        raise Ec2Error("InvalidParameterValue", "A VPC cannot be peered with itself.")
    peer: Mapping[str, str] | None = ec2._vpcs.get_scoped(account, region, peer_id)
    for record in visible().values():
        ends = {_side(record, "RequesterVpcInfo")["VpcId"], _side(record, "AccepterVpcInfo")["VpcId"]}
        if ends == {own["VpcId"], peer_id} and record["State"] not in _OVER:
            raise Ec2Error("VpcPeeringConnectionAlreadyExists", f"{own['VpcId']} and {peer_id} are peered already.")
    identifier = new_id("pcx")
    made: Data = {
        "VpcPeeringConnectionId": identifier,
        "RequesterVpcInfo": {
            "VpcId": own["VpcId"], "OwnerId": get_account_id(), "Region": get_region(), "CidrBlock": own["CidrBlock"],
        },
        "AccepterVpcInfo": {
            "VpcId": peer_id, "OwnerId": account, "Region": region,
            **({"CidrBlock": peer["CidrBlock"]} if peer else {}),
        },
    }  # fmt: skip
    _set(made, "initiating-request", f"Initiating Request to {account}")

    def arrive() -> None:
        if made["State"] != "initiating-request":
            return
        if peer is None or overlapping(own["CidrBlock"], peer["CidrBlock"]):
            _set(made, "failed", "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range")
        else:
            _set(made, "pending-acceptance", f"Pending Acceptance by {account}")

    links().peerings[identifier] = made
    tag(request, identifier, "vpc-peering-connection")
    answer = _shown(made)
    state.later(durations.PEERING, arrive)
    return {"VpcPeeringConnection": answer}


@modelled("AcceptVpcPeeringConnection")
def accept_peering(request: Data) -> Data:
    """Only the owner of the other VPC can accept."""
    record = _existing(text(request, "VpcPeeringConnectionId"))
    if _place(record, "AccepterVpcInfo") != (get_account_id(), get_region()):
        raise Ec2Error("OperationNotPermitted", f"{record['VpcPeeringConnectionId']} is not yours to accept.")
    if record["State"] not in {"pending-acceptance", "active", "provisioning"}:
        raise Ec2Error(
            "InvalidStateTransition",
            f"Invalid state transition for {record['VpcPeeringConnectionId']}, attempted to transition from "
            f"{record['State']} to active",
        )
    if record["State"] == "pending-acceptance":
        _set(record, "provisioning", "Provisioning")

        def arrive() -> None:
            if record["State"] == "provisioning":
                _set(record, "active", "Active")

        state.later(durations.PEERING, arrive)
    return {"VpcPeeringConnection": _shown(record)}


@modelled("DeleteVpcPeeringConnection")
def delete_peering(request: Data) -> Data:
    """Either side can end it; the record goes on for a while, and the routes lead nowhere."""
    record = _existing(text(request, "VpcPeeringConnectionId"))
    if record["State"] in _OVER - {"failed", "rejected", "expired"}:
        raise Ec2Error(
            "InvalidStateTransition",
            f"Invalid state transition for {record['VpcPeeringConnectionId']}, attempted to transition from "
            f"{record['State']} to deleted",
        )
    _end(record)
    return {"Return": True}


def _end(record: Data) -> None:
    _set(record, "deleting", f"Deleting by {get_account_id()}")
    state.later(durations.PEERING, lambda: _set(record, "deleted", "Deleted"))


@modelled("DescribeVpcPeeringConnections")
def describe_peerings(request: Data) -> Data:
    """The peerings asked for, those that are over too."""
    found = chosen(
        request,
        "VpcPeeringConnectionIds",
        visible(),
        _MISSING,
        lambda each: {
            "vpc-peering-connection-id": each["VpcPeeringConnectionId"],
            "status-code": each["State"],
            "requester-vpc-info.vpc-id": _side(each, "RequesterVpcInfo")["VpcId"],
            "accepter-vpc-info.vpc-id": _side(each, "AccepterVpcInfo")["VpcId"],
        },
    )
    return {"VpcPeeringConnections": [_shown(record) for record in found]}


def _shown(record: Data) -> Data:
    found = {name: value for name, value in record.items() if name != "State"}
    return {**found, "Tags": tags_of(text(record, "VpcPeeringConnectionId"))}


def state_for(identifier: str, vpc_id: str) -> str:
    """The state of a peering of a VPC; nothing where it is not one of that VPC's, or is over."""
    record = visible().get(identifier)
    if record is None or record["State"] in _OVER:
        return ""
    ends = {_side(record, "RequesterVpcInfo")["VpcId"], _side(record, "AccepterVpcInfo")["VpcId"]}
    return text(record, "State") if vpc_id in ends else ""
