"""Flow logs of things that exist, with the tags they are given.

ministack takes any resource id, and looks for tags under another resource type than EC2's ``vpc-flow-log``.
"""

from __future__ import annotations

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used
from ministack.services import ec2

from local_aws.ec2.wire import Ec2Error, Params, action, members, text

_STORES = {"VPC": "_vpcs", "Subnet": "_subnets", "NetworkInterface": "_network_interfaces"}


@action("CreateFlowLogs")
def create_flow_logs(params: Params) -> str:
    """One flow log for each resource."""
    kind, destination = text(params, "ResourceType"), text(params, "LogDestination") or text(params, "LogGroupName")
    if not destination:
        raise Ec2Error("InvalidParameter", "LogDestination can't be empty if LogGroupName is not provided.")
    made: list[str] = []
    for resource in members(params, "ResourceId"):
        if resource not in getattr(ec2, _STORES[kind]):
            raise Ec2Error(f"Invalid{kind}Id.NotFound", f"The {kind} ID '{resource}' does not exist")
        identifier = f"fl-{ec2.new_uuid().replace('-', '')[:17]}"
        ec2._flow_logs[identifier] = {
            "FlowLogId": identifier,
            "ResourceId": resource,
            "ResourceType": kind,
            "TrafficType": text(params, "TrafficType"),
            "LogDestinationType": text(params, "LogDestinationType") or "cloud-watch-logs",
            "LogDestination": destination,
            "FlowLogStatus": "ACTIVE",
            "CreationTime": ec2._now_ts(),
        }
        ec2._parse_tag_specs(params, "vpc-flow-log", identifier)
        made.append(identifier)
    items = "".join(f"<item>{identifier}</item>" for identifier in made)
    return f"<flowLogIdSet>{items}</flowLogIdSet><unsuccessful/>"
