"""Tables of servers: instances, what stands before them, and what was run on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_aws.inventory import items
from local_aws.report.rows import join, name

if TYPE_CHECKING:
    import boto3

    from local_aws.report.rows import Item, Row


def instances(session: boto3.Session) -> list[Row]:
    """Instances, without those that are gone."""
    reservations = items(session, "ec2", "describe_instances", "Reservations")
    found: list[Item] = [each for held in reservations for each in held["Instances"]]  # type: ignore[attr-defined]
    rows = [
        {
            "Instance": str(each["InstanceId"]),
            "Type": str(each["InstanceType"]),
            "State": str(each["State"]["Name"]),  # type: ignore[index]
            "Zone here": str(each["Placement"]["AvailabilityZone"]),  # type: ignore[index]
            "Address": str(each.get("PrivateIpAddress", "-")),
            "Name": name(each) if name(each) != "-" else _group(each),
        }
        for each in found
        if each["State"]["Name"] != "terminated"  # type: ignore[index]
    ]
    return sorted(rows, key=lambda row: row["Name"] + row["Address"])


def _group(instance: Item) -> str:
    tags: list[dict[str, str]] = instance.get("Tags", [])  # type: ignore[assignment]
    return next((tag["Value"] for tag in tags if tag["Key"] == "aws:autoscaling:groupName"), "-")


def load_balancers(session: boto3.Session) -> list[Row]:
    """Load balancers, and how many of the targets behind each are healthy."""
    return [
        {
            "Load balancer": str(each["LoadBalancerName"]),
            "Type": join([each["Type"], each["Scheme"]]),
            "State": str(each["State"]["Code"]),  # type: ignore[index]
            "Healthy targets": _healthy(session, str(each["LoadBalancerArn"])),
        }
        for each in items(session, "elbv2", "describe_load_balancers", "LoadBalancers")
    ]


def _healthy(session: boto3.Session, balancer: str) -> str:
    client = session.client("elbv2")
    health = [
        str(target["TargetHealth"]["State"])
        for group in client.describe_target_groups(LoadBalancerArn=balancer)["TargetGroups"]
        for target in client.describe_target_health(TargetGroupArn=group["TargetGroupArn"])["TargetHealthDescriptions"]
    ]
    return f"{health.count('healthy')} of {len(health)}"


def automations(session: boto3.Session) -> list[Row]:
    """The runbooks that ran, the first one first, each with the reason where it failed."""
    listed = items(session, "ssm", "describe_automation_executions", "AutomationExecutionMetadataList")
    return [
        {
            "Runbook": str(each["DocumentName"]),
            "Started": f"{each['ExecutionStartTime']:%H:%M:%S}",
            "Status": join([each["AutomationExecutionStatus"], each.get("FailureMessage")]),
        }
        for each in sorted(listed, key=lambda each: str(each["ExecutionStartTime"]))
    ]
