"""The emulator's other services, as these three use them: EC2, IAM and KMS, in the same account and region.

The calls are made with botocore and answered at once, in this thread: the lock that the three services share is held
meanwhile, so nothing here may wait for another thread.
"""

from __future__ import annotations

import json
from base64 import b64decode
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import parse_qs, urlsplit

import boto3
import botocore.session
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ClientError

from local_aws.services import state

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_ec2.type_defs import IpPermissionTypeDef
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_secretsmanager import SecretsManagerClient


@dataclass(frozen=True)
class Subnet:
    """A subnet, as far as a directory is concerned with it."""

    id: str
    vpc_id: str
    zone: str
    zone_id: str
    cidr: str


@dataclass(frozen=True)
class Interface:
    """A network interface that a service put into a subnet."""

    id: str
    address: str
    subnet_id: str


class NetworkError(Exception):
    """EC2 does not give what a service needs in the VPC."""


def subnets(ids: Sequence[str]) -> list[Subnet]:
    """Return the subnets, in the order asked for; those that do not exist are left out."""
    known = {
        each["SubnetId"]: Subnet(
            each["SubnetId"], each["VpcId"], each["AvailabilityZone"], each["AvailabilityZoneId"], each["CidrBlock"]
        )
        for each in _ec2().describe_subnets()["Subnets"]
    }
    return [known[one] for one in ids if one in known]


def vpc_cidrs(vpc_id: str) -> list[str]:
    """Return the CIDR blocks of a VPC; none if there is no such VPC."""
    for vpc in _ec2().describe_vpcs()["Vpcs"]:
        if vpc["VpcId"] == vpc_id:
            more = [each["CidrBlock"] for each in vpc.get("CidrBlockAssociationSet", [])]
            return list(dict.fromkeys([vpc["CidrBlock"], *more]))
    return []


def routed_cidrs(vpc_id: str) -> list[str]:
    """Return the destinations of a VPC's route tables, without the default route."""
    tables = _ec2().describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc_id]}])["RouteTables"]
    routes = [route for table in tables if table["VpcId"] == vpc_id for route in table["Routes"]]
    return sorted({route.get("DestinationCidrBlock", "") for route in routes} - {"", "0.0.0.0/0"})


def free_addresses(subnet: Subnet) -> int:
    """Return how many interfaces the subnet still has room for."""
    from local_aws.ec2 import interfaces

    return interfaces.available(subnet.id)


def create_interface(
    subnet: Subnet, requester: str, description: str, groups: Sequence[str], *, address: str = ""
) -> Interface:
    """Put an interface of the service into a subnet; it is in use from the start, as a service's interfaces are."""
    from local_aws.ec2 import interfaces
    from local_aws.ec2.wire import Ec2Error

    try:
        made = interfaces.create(subnet.id, list(groups), description, requester=requester, address=address)
    except Ec2Error as error:
        raise NetworkError(str(error)) from error
    return Interface(str(made["NetworkInterfaceId"]), str(made["PrivateIpAddress"]), subnet.id)


def delete_interface(interface: Interface) -> None:
    """Take an interface away; one that is gone already is no error."""
    from local_aws.ec2 import interfaces

    interfaces.delete(interface.id)


def create_group(name: str, description: str, vpc_id: str) -> str:
    """Return the security group of this name in the VPC, made unless it is there."""
    for group in _ec2().describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc_id]}])["SecurityGroups"]:
        if group["GroupName"] == name and group["VpcId"] == vpc_id:
            return group["GroupId"]
    try:
        return _ec2().create_security_group(GroupName=name, Description=description, VpcId=vpc_id)["GroupId"]
    except ClientError as error:
        raise NetworkError(error.response["Error"]["Message"]) from error


def allow_into_group(group_id: str, permissions: Sequence[IpPermissionTypeDef]) -> None:
    """Add inbound rules to a security group."""
    _ec2().authorize_security_group_ingress(GroupId=group_id, IpPermissions=permissions)


def group_vpc(group_id: str) -> str | None:
    """Return the VPC of a security group; None if there is no such group."""
    for group in _ec2().describe_security_groups()["SecurityGroups"]:
        if group["GroupId"] == group_id:
            return group["VpcId"]
    return None


@dataclass(frozen=True)
class Instance:
    """An instance, as far as a directory that asks it for something is concerned with it."""

    state: str
    groups: tuple[str, ...]
    user_data: str


def instance_at(address: str) -> Instance | None:
    """Return the instance with a private address; None if there is no such instance."""
    ec2 = _ec2()
    for reservation in ec2.describe_instances()["Reservations"]:
        for each in reservation["Instances"]:
            if each.get("PrivateIpAddress") == address:
                given = ec2.describe_instance_attribute(InstanceId=each["InstanceId"], Attribute="userData")
                return Instance(
                    each["State"]["Name"],
                    tuple(group["GroupId"] for group in each.get("SecurityGroups", [])),
                    b64decode(given.get("UserData", {}).get("Value", "")).decode(errors="replace"),
                )
    return None


def own_machine_image(image_id: str) -> str | None:
    """Return the name of an EC2 image of the account's own, or None."""
    found = _ec2().describe_images(Owners=["self"])["Images"]
    return next((each.get("Name", "") for each in found if each.get("ImageId") == image_id), None)


def inbound(group_ids: Iterable[str]) -> list[IpPermissionTypeDef]:
    """Return the inbound rules of security groups."""
    wanted = set(group_ids)
    groups = _ec2().describe_security_groups()["SecurityGroups"]
    found: list[IpPermissionTypeDef] = []
    for group in groups:
        if group["GroupId"] in wanted:
            found.extend(group["IpPermissions"])  # type: ignore[arg-type]  # an answer's type, not a request's
    return found


def secret(arn: str) -> str | None:
    """Return the text of a secret; None if there is no such secret."""
    try:
        return _secrets_of(state.region()).get_secret_value(SecretId=arn).get("SecretString")
    except ClientError:
        return None


def may_write_logs(service: str, actions: Iterable[str], group_name: str) -> bool:
    """Return whether a log group exists, and CloudWatch Logs' resource policies let a service write to it."""
    logs = _logs_of(state.region())
    groups = logs.describe_log_groups(logGroupNamePrefix=group_name)["logGroups"]
    group = next((each for each in groups if each["logGroupName"] == group_name), None)
    if group is None:
        return False
    streams = group["arn"].removesuffix(":*") + ":log-stream:anything"
    documents = [json.loads(each["policyDocument"]) for each in logs.describe_resource_policies()["resourcePolicies"]]
    statements = [
        statement
        for document in documents
        for statement in _listed(document["Statement"])
        if _names(statement, service)
    ]
    return all(
        any(
            statement["Effect"] == "Allow"
            and any(fnmatch(action, each) for each in _listed(statement["Action"]))
            and any(fnmatch(streams, each) for each in _listed(statement["Resource"]))
            for statement in statements
        )
        for action in actions
    )


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _names(statement: dict[str, Any], service: str) -> bool:
    principal = statement["Principal"]
    return principal == "*" or service in _listed(principal.get("Service", []))


@dataclass(frozen=True)
class VpcEndpoint:
    """An endpoint, as far as a directory whose desktops are streamed through it is concerned with it."""

    service: str
    state: str


def endpoint(endpoint_id: str) -> VpcEndpoint | None:
    """Return an endpoint of this account; None if there is no such endpoint."""
    for each in _ec2().describe_vpc_endpoints()["VpcEndpoints"]:
        if each["VpcEndpointId"] == endpoint_id:
            return VpcEndpoint(each["ServiceName"], each["State"].lower())
    return None


def delete_group(group_id: str) -> None:
    """Take a security group away; one that is gone already is no error."""
    with suppress(ClientError):
        _ec2().delete_security_group(GroupId=group_id)


@dataclass(frozen=True)
class Role:
    """An IAM role: whom it trusts, and the managed policies it carries."""

    arn: str
    trusted_services: frozenset[str]
    policies: frozenset[str]


def role(name: str) -> Role | None:
    """Return an IAM role of this account; None if there is no such role."""
    iam = _iam()
    try:
        found = iam.get_role(RoleName=name)["Role"]
    except ClientError:
        return None
    attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    return Role(
        found["Arn"],
        frozenset(_trusted(found["AssumeRolePolicyDocument"])),
        frozenset(each["PolicyArn"].rpartition("/")[2] for each in attached),
    )


def key_problem(key_id: str) -> str | None:
    """Return why a KMS key cannot encrypt volumes, or None if it can (facts §4.5: symmetric keys only)."""
    if key_id in {"alias/aws/workspaces", f"arn:aws:kms:{state.region()}:{state.account()}:alias/aws/workspaces"}:
        return None
    try:
        key = _kms().describe_key(KeyId=key_id)["KeyMetadata"]
    except ClientError:
        return f"The key {key_id} does not exist."
    if key.get("KeyState", "Enabled") != "Enabled":
        return f"The key {key_id} is not enabled: it is {key['KeyState']}."
    if key.get("KeySpec", "SYMMETRIC_DEFAULT") != "SYMMETRIC_DEFAULT":
        return f"The key {key_id} is not a symmetric encryption key."
    return None


def _trusted(document: object) -> Iterable[str]:
    statements = document.get("Statement", []) if isinstance(document, dict) else []
    for statement in statements if isinstance(statements, list) else [statements]:
        services = statement.get("Principal", {}).get("Service", []) if statement.get("Effect") == "Allow" else []
        yield from [services] if isinstance(services, str) else services


@cache
def _session() -> boto3.Session:
    core = botocore.session.Session()
    core.get_component("credential_provider").providers.clear()
    core.set_credentials("test", "test")
    core.register("before-send", _answer)  # type: ignore[arg-type]  # the stub forgets that an answer is taken
    return boto3.Session(botocore_session=core, region_name="us-east-1")


@cache
def _ec2_of(region: str) -> EC2Client:
    return _session().client("ec2", region_name=region)


def _ec2() -> EC2Client:
    return _ec2_of(state.region())


@cache
def _iam() -> IAMClient:
    return _session().client("iam")


class _Keys(Protocol):
    def describe_key(self, *, KeyId: str) -> dict[str, dict[str, str]]: ...  # noqa: N803 - the API's own name


@cache
def _kms_of(region: str) -> _Keys:
    client: _Keys = _session().client("kms", region_name=region)
    return client


@cache
def _secrets_of(region: str) -> SecretsManagerClient:
    return _session().client("secretsmanager", region_name=region)


@cache
def _logs_of(region: str) -> CloudWatchLogsClient:
    return _session().client("logs", region_name=region)


def _kms() -> _Keys:
    return _kms_of(state.region())


_MODULES: Final = {"cloudwatch-logs": "cloudwatch_logs", "secrets-manager": "secretsmanager"}
"""The emulator's modules by the names in botocore's events, where they differ."""


class _Raw(BytesIO):
    def stream(self, **_: object) -> list[bytes]:
        return [self.read()]


def _answer(request: AWSPreparedRequest, event_name: str, **_: object) -> AWSResponse:
    """Answer from the emulator's handler, which has nothing to wait for in these calls."""
    from ministack import app

    service = event_name.split(".")[1]
    service = _MODULES.get(service, service)
    url = urlsplit(request.url)
    headers = {name.lower(): _text(value) for name, value in request.headers.items()}
    body = request.body or b""
    handler = app._get_module(service).handle_request  # noqa: SLF001 - without the router before it
    coroutine = handler(
        request.method, url.path or "/", headers, body.encode() if isinstance(body, str) else body, parse_qs(url.query)
    )
    try:
        coroutine.send(None)
    except StopIteration as done:
        status, answer_headers, answer = done.value
        return AWSResponse(request.url, status, answer_headers, _Raw(answer))
    raise RuntimeError(f"{service} did not answer at once")


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
