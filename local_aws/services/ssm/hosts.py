"""Managed instances: which hosts Systems Manager reaches, and what their roles may do.

A host reports to Systems Manager some minutes after it runs if its role may, its groups let TCP 443 out, and its
subnet has a way to the service: a default route to somewhere, or the interface endpoints ``ssm`` and ``ssmmessages`` in
its VPC (Systems Manager guide, "Setting up managed nodes", "VPC endpoints").
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ministack.core import iam_evaluator
from ministack.services import ec2

from local_aws.services import durations, state
from local_aws.services.paging import BadTokenError, page
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy_boto3_ssm.type_defs import DescribeInstanceInformationRequestTypeDef

    from local_aws.ec2.launch import Instance

_HTTPS = 443
_ENDPOINTS = ("ssm", "ssmmessages")


@dataclass(frozen=True)
class Host:
    """An instance that Systems Manager reaches."""

    id: str
    address: str
    vpc_id: str
    roles: tuple[str, ...]
    windows: bool

    @property
    def alive(self) -> bool:
        """Whether it runs, now."""
        instance = ec2._instances.get(self.id)
        return instance is not None and instance["State"]["Name"] == "running"

    def may(self, action: str, resource: str) -> bool:
        """Whether its role allows an action."""
        return any(allowed(role, action, resource) for role in self.roles)


def allowed(role: str, action: str, resource: str, **conditions: str) -> bool:
    """Whether a role's own policies allow an action on a resource; ``conditions`` are keys without their prefix."""
    account = state.account()
    context = iam_evaluator.EvalContext(
        principal_arn=f"arn:aws:sts::{account}:assumed-role/{role}/session",
        principal_type="AssumedRole",
        principal_account=account,
        action=action,
        resource_arn=resource,
        region=state.region(),
        service_context={f"{action.partition(':')[0]}:{key}".lower(): value for key, value in conditions.items()},
    )
    verdict = iam_evaluator.evaluate(context, iam_evaluator._gather_role_policies(role, account))
    return str(verdict.decision) == "Allow"


def online(identifier: str) -> Host | None:
    """Return the host if Systems Manager reaches it now."""
    instance = ec2._instances.get(identifier)
    return _host(instance) if instance and not _problem(instance) else None


def describe_instance_information(request: DescribeInstanceInformationRequestTypeDef) -> Mapping[str, object]:
    """Describe the hosts that report; the others are not there."""
    wanted: set[str] = set()
    for each in request.get("Filters", []):
        if each["Key"] != "InstanceIds":
            raise ServiceError("InvalidFilterKey", f"The local AWS does not model the filter {each['Key']}.")
        wanted |= set(each["Values"])
    found = [instance for instance in _reporting() if not wanted or instance["InstanceId"] in wanted]
    try:
        shown, token = page(found, request.get("MaxResults", 50), request.get("NextToken"), "instances")
    except BadTokenError as error:
        raise ServiceError("InvalidNextToken", "The specified token isn't valid.") from error
    return {"InstanceInformationList": [_information(instance) for instance in shown], "NextToken": token}


def _reporting() -> Iterator[Instance]:
    for instance in ec2._instances.values():
        if not _problem(instance):
            yield instance


def _information(instance: Instance) -> Mapping[str, object]:
    windows = instance.get("Platform") == "windows"
    return {
        "InstanceId": instance["InstanceId"],
        "PingStatus": "Online",
        "LastPingDateTime": state.now(),
        "AgentVersion": "3.3.2299.0",
        "IsLatestVersion": True,
        "PlatformType": "Windows" if windows else "Linux",
        "PlatformName": "Microsoft Windows Server 2022 Datacenter" if windows else "Amazon Linux",
        "ResourceType": "EC2Instance",
        "IPAddress": instance["PrivateIpAddress"],
        "ComputerName": instance["PrivateDnsName"],
    }


def _host(instance: Instance) -> Host:
    return Host(
        id=str(instance["InstanceId"]),
        address=str(instance["PrivateIpAddress"]),
        vpc_id=str(instance["VpcId"]),
        roles=tuple(_roles(instance)),
        windows=instance.get("Platform") == "windows",
    )


def _roles(instance: Instance) -> list[str]:
    from local_aws.ec2.launch import ec2_profile_roles

    profile = instance.get("IamInstanceProfile")
    return ec2_profile_roles(str(profile["Arn"])) if isinstance(profile, dict) else []


def _problem(instance: Instance) -> str | None:
    if instance["State"]["Name"] != "running":  # type: ignore[index]
        return "it does not run"
    if state.now() < float(str(instance.get("RunningSince", 0))) + durations.SSM_REGISTRATION:
        return "its agent has not reported yet"
    if not any(allowed(role, "ssm:UpdateInstanceInformation", "*") for role in _roles(instance)):
        return "its role does not allow ssm:UpdateInstanceInformation"
    if not _lets_https_out(instance):
        return "its groups do not let TCP 443 out"
    if not (_has_way_out(instance) or _has_endpoints(instance)):
        return "its subnet has no way to the ssm endpoints"
    return None


def _lets_https_out(instance: Instance) -> bool:
    carried = [group["GroupId"] for group in instance["SecurityGroups"]]  # type: ignore[attr-defined]
    rules = [rule for group in carried for rule in ec2._security_groups.get(group, {}).get("IpPermissionsEgress", [])]
    return any(
        rule["IpProtocol"] == "-1"
        or (rule["IpProtocol"] in ("tcp", "6") and int(rule["FromPort"]) <= _HTTPS <= int(rule["ToPort"]))
        for rule in rules
    )


def _has_way_out(instance: Instance) -> bool:
    subnet, vpc = instance["SubnetId"], instance["VpcId"]
    tables = [table for table in ec2._route_tables.values() if table["VpcId"] == vpc]
    own = [table for table in tables if any(each.get("SubnetId") == subnet for each in table["Associations"])]
    main = [table for table in tables if table["RouteTableId"] == ec2._vpcs.get(vpc, {}).get("MainRouteTableId")]
    routes = [route for table in (own or main) for route in table["Routes"]]
    for route in routes:
        if route.get("DestinationCidrBlock") != "0.0.0.0/0":
            continue
        through_the_internet_gateway = str(route.get("GatewayId", "")).startswith("igw-")
        if not through_the_internet_gateway or instance.get("PublicIpAddress"):
            return True
    return False


def _has_endpoints(instance: Instance) -> bool:
    services = {
        str(endpoint["ServiceName"]).rpartition(".")[2]
        for endpoint in ec2._vpc_endpoints.values()
        if endpoint["VpcId"] == instance["VpcId"] and endpoint["VpcEndpointType"] == "Interface"
    }
    return services >= set(_ENDPOINTS)
