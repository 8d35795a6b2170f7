"""Resource shares, and associations of Direct Connect gateways."""

from __future__ import annotations

from local_aws.cloudformation.types.wire import (
    Attributes,
    Made,
    Properties,
    ResourceType,
    Value,
    call,
    gone,
    tags,
    text,
    wait,
)


def _texts(properties: Properties, name: str) -> list[str]:
    found = properties.get(name) or []
    return [str(each) for each in found] if isinstance(found, list) else [str(found)]


def _flag(value: Value) -> bool:
    return str(value).lower() == "true"


def _share_tags(properties: Properties) -> list[dict[str, str]]:
    return [{"key": each["Key"], "value": each["Value"]} for each in tags(properties, reserved=False)]


def _create_share(_logical_id: str, properties: Properties) -> Made:
    made = call(
        "ram",
        "create_resource_share",
        name=text(properties, "Name"),
        principals=_texts(properties, "Principals"),
        resourceArns=_texts(properties, "ResourceArns"),
        allowExternalPrincipals=_flag(properties.get("AllowExternalPrincipals", True)),
        tags=_share_tags(properties),
    )["resourceShare"]
    arn = str(made["resourceShareArn"]) if isinstance(made, dict) else ""
    return arn, _share_attributes(arn)


def _share_attributes(arn: str) -> Attributes:
    return {"Arn": arn, "Status": "ACTIVE", "OwningAccountId": arn.split(":")[4], "FeatureSet": "STANDARD"}


def _update_share(arn: str, old: Properties, new: Properties) -> Attributes:
    call(
        "ram",
        "update_resource_share",
        resourceShareArn=arn,
        name=text(new, "Name"),
        allowExternalPrincipals=_flag(new.get("AllowExternalPrincipals", True)),
    )
    for operation, here, there in (("associate", new, old), ("disassociate", old, new)):
        principals = sorted(set(_texts(here, "Principals")) - set(_texts(there, "Principals")))
        resources = sorted(set(_texts(here, "ResourceArns")) - set(_texts(there, "ResourceArns")))
        if principals or resources:
            call(
                "ram",
                f"{operation}_resource_share",
                resourceShareArn=arn,
                principals=principals,
                resourceArns=resources,
            )
    if dropped := sorted({each["key"] for each in _share_tags(old)} - {each["key"] for each in _share_tags(new)}):
        call("ram", "untag_resource", resourceShareArn=arn, tagKeys=dropped)
    if wanted := _share_tags(new):
        call("ram", "tag_resource", resourceShareArn=arn, tags=wanted)
    return _share_attributes(arn)


def _delete_share(arn: str, _properties: Properties) -> None:
    def delete(**parameters: object) -> object:
        return call("ram", "delete_resource_share", **parameters)

    gone(delete, "UnknownResourceException", resourceShareArn=arn)


def _create_association(_logical_id: str, properties: Properties) -> Made:
    prefixes = [{"cidr": each} for each in _texts(properties, "AllowedPrefixesToDirectConnectGateway")]
    made = call(
        "directconnect",
        "create_direct_connect_gateway_association",
        directConnectGatewayId=text(properties, "DirectConnectGatewayId").rpartition("/")[2],
        gatewayId=text(properties, "AssociatedGatewayId"),
        **({"addAllowedPrefixesToDirectConnectGateway": prefixes} if prefixes else {}),
    )["directConnectGatewayAssociation"]
    identifier = str(made["associationId"]) if isinstance(made, dict) else ""
    wait(
        "Direct Connect gateway association",
        lambda: _association(identifier) == "associated",
        minutes=60,
        physical_id=identifier,
    )
    return identifier, {"AssociationId": identifier}


def _association(identifier: str) -> str:
    found = call("directconnect", "describe_direct_connect_gateway_associations", associationId=identifier)
    there = found["directConnectGatewayAssociations"]
    return str(there[0]["associationState"]) if isinstance(there, list) and there else ""


def _delete_association(identifier: str, _properties: Properties) -> None:
    if not _association(identifier):
        return
    call("directconnect", "delete_direct_connect_gateway_association", associationId=identifier)
    wait("Direct Connect gateway disassociation", lambda: not _association(identifier), minutes=60)


def _create_gateway(_logical_id: str, properties: Properties) -> Made:
    asn = {"amazonSideAsn": int(text(properties, "AmazonSideAsn"))} if properties.get("AmazonSideAsn") else {}
    made = call(
        "directconnect",
        "create_direct_connect_gateway",
        directConnectGatewayName=text(properties, "DirectConnectGatewayName"),
        **asn,
    )["directConnectGateway"]
    identifier = str(made["directConnectGatewayId"]) if isinstance(made, dict) else ""
    account = str(made["ownerAccount"]) if isinstance(made, dict) else ""
    arn = f"arn:aws:directconnect::{account}:dx-gateway/{identifier}"
    return arn, {"DirectConnectGatewayArn": arn, "DirectConnectGatewayId": identifier}


def _delete_gateway(arn: str, _properties: Properties) -> None:
    identifier = arn.rpartition("/")[2]
    found = call("directconnect", "describe_direct_connect_gateways", directConnectGatewayId=identifier)
    if found["directConnectGateways"]:
        call("directconnect", "delete_direct_connect_gateway", directConnectGatewayId=identifier)


TYPES = (
    ResourceType("AWS::RAM::ResourceShare", _create_share, _delete_share, _update_share),
    ResourceType(
        "AWS::DirectConnect::DirectConnectGateway",
        _create_gateway,
        _delete_gateway,
        create_only=frozenset({"AmazonSideAsn", "DirectConnectGatewayName"}),
        tags=False,
    ),
    ResourceType(
        "AWS::DirectConnect::DirectConnectGatewayAssociation",
        _create_association,
        _delete_association,
        create_only=frozenset(
            {
                "AcceptDirectConnectGatewayAssociationProposalRoleArn",
                "AssociatedGatewayId",
                "DirectConnectGatewayId",
                "AllowedPrefixesToDirectConnectGateway",
            }
        ),
        tags=False,
    ),
)
