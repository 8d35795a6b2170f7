"""Interface and gateway endpoints, and notifications of their events."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from local_aws.cloudformation.types.wire import (
    Attributes,
    Made,
    Properties,
    ProvisioningError,
    ResourceType,
    client,
    pick,
    retag,
    tagged,
    text,
    wait,
)

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import VpcEndpointTypeDef

_CREATE_MINUTES = 30
_DELETE_MINUTES = 30
_LISTS = ("RouteTableIds", "SubnetIds", "SecurityGroupIds")


def _describe(identifier: str) -> VpcEndpointTypeDef | None:
    try:
        return client("ec2").describe_vpc_endpoints(VpcEndpointIds=[identifier])["VpcEndpoints"][0]
    except ClientError as error:
        if error.response["Error"]["Code"] != "InvalidVpcEndpointId.NotFound":
            raise
        return None


def _attributes(identifier: str) -> Attributes:
    endpoint = _describe(identifier)
    return {
        "Id": identifier,
        "CreationTimestamp": str((endpoint or {}).get("CreationTimestamp", "")),
        "DnsEntries": [],
        "NetworkInterfaceIds": (endpoint or {}).get("NetworkInterfaceIds", []),
    }


def _policy(properties: Properties) -> dict[str, str]:
    document = properties.get("PolicyDocument")
    return {"PolicyDocument": document if isinstance(document, str) else json.dumps(document)} if document else {}


def _private(properties: Properties) -> dict[str, bool]:
    if "PrivateDnsEnabled" not in properties:
        return {}
    return {"PrivateDnsEnabled": text(properties, "PrivateDnsEnabled").lower() == "true"}


def _available(identifier: str) -> bool:
    endpoint = _describe(identifier)
    if endpoint is None or endpoint["State"].lower() in ("failed", "rejected", "deleted"):
        raise ProvisioningError(f"VPC endpoint {identifier} did not become available.", identifier)
    return endpoint["State"].lower() == "available"


def _create(_logical_id: str, properties: Properties) -> Made:
    made = client("ec2").create_vpc_endpoint(
        **pick(properties, "VpcId", "ServiceName", "VpcEndpointType", *_LISTS),  # type: ignore[arg-type]
        **_policy(properties),  # type: ignore[arg-type]
        **_private(properties),  # type: ignore[arg-type]
        **tagged("vpc-endpoint", properties),  # type: ignore[arg-type]
    )["VpcEndpoint"]["VpcEndpointId"]
    wait(f"VPC endpoint {made} is available", partial(_available, made), minutes=_CREATE_MINUTES, physical_id=made)
    return made, _attributes(made)


def _update(identifier: str, old: Properties, new: Properties) -> Attributes:
    changes: dict[str, object] = {}
    for name in _LISTS:
        before, after = _texts(old, name), _texts(new, name)
        changes |= {f"Add{name}": added} if (added := [each for each in after if each not in before]) else {}
        changes |= {f"Remove{name}": gone} if (gone := [each for each in before if each not in after]) else {}
    changes |= _policy(new) if new.get("PolicyDocument") != old.get("PolicyDocument") else {}
    changes |= _private(new) if new.get("PrivateDnsEnabled") != old.get("PrivateDnsEnabled") else {}
    if changes:
        client("ec2").modify_vpc_endpoint(VpcEndpointId=identifier, **changes)  # type: ignore[arg-type]
    retag(identifier, old, new)
    return _attributes(identifier)


def _texts(properties: Properties, name: str) -> list[str]:
    value = properties.get(name) or []
    return [str(each) for each in value] if isinstance(value, list) else []


def _delete(identifier: str, _properties: Properties) -> None:
    client("ec2").delete_vpc_endpoints(VpcEndpointIds=[identifier])
    wait(f"VPC endpoint {identifier} is gone", lambda: _describe(identifier) is None, minutes=_DELETE_MINUTES)


def _create_notification(_logical_id: str, properties: Properties) -> Made:
    answer = client("ec2").create_vpc_endpoint_connection_notification(
        ConnectionNotificationArn=text(properties, "ConnectionNotificationArn"),
        ConnectionEvents=_texts(properties, "ConnectionEvents"),
        VpcEndpointId=text(properties, "VPCEndpointId"),
    )
    identifier = answer["ConnectionNotification"]["ConnectionNotificationId"]
    return identifier, {"VPCEndpointConnectionNotificationId": identifier}


def _update_notification(identifier: str, _old: Properties, new: Properties) -> Attributes:
    client("ec2").modify_vpc_endpoint_connection_notification(
        ConnectionNotificationId=identifier,
        ConnectionNotificationArn=text(new, "ConnectionNotificationArn"),
        ConnectionEvents=_texts(new, "ConnectionEvents"),
    )
    return {"VPCEndpointConnectionNotificationId": identifier}


def _delete_notification(identifier: str, _properties: Properties) -> None:
    client("ec2").delete_vpc_endpoint_connection_notifications(ConnectionNotificationIds=[identifier])


TYPES = (
    ResourceType(
        "AWS::EC2::VPCEndpoint",
        _create,
        _delete,
        _update,
        create_only=frozenset(
            {
                "ServiceName",
                "VpcEndpointType",
                "VpcId",
                "ServiceNetworkArn",
                "ResourceConfigurationArn",
                "ServiceRegion",
            }
        ),
    ),
    ResourceType(
        "AWS::EC2::VPCEndpointConnectionNotification",
        _create_notification,
        _delete_notification,
        _update_notification,
        create_only=frozenset({"ServiceId", "VPCEndpointId"}),
        tags=False,
    ),
)
