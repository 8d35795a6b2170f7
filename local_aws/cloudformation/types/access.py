"""Who may talk to whom: security group rules and network ACLs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_aws.cloudformation.types.wire import (
    Attributes,
    Made,
    Properties,
    ResourceType,
    client,
    gone,
    pick,
    released,
    retags,
    tagged,
    text,
)

_PEERS = (
    ("CidrIp", "IpRanges", "CidrIp"),
    ("CidrIpv6", "Ipv6Ranges", "CidrIpv6"),
    ("SourcePrefixListId", "PrefixListIds", "PrefixListId"),
    ("DestinationPrefixListId", "PrefixListIds", "PrefixListId"),
    ("SourceSecurityGroupId", "UserIdGroupPairs", "GroupId"),
    ("DestinationSecurityGroupId", "UserIdGroupPairs", "GroupId"),
)

if TYPE_CHECKING:
    from collections.abc import Callable


def _permission(properties: Properties) -> dict[str, object]:
    described = {"Description": text(properties, "Description")} if properties.get("Description") else {}
    permission: dict[str, object] = {"IpProtocol": text(properties, "IpProtocol")}
    permission |= {name: int(text(properties, name)) for name in ("FromPort", "ToPort") if name in properties}
    for name, family, key in _PEERS:
        if properties.get(name):
            permission[family] = [{key: properties[name], **described}]
    return permission


def _rule_type(name: str, direction: str) -> ResourceType:
    def create(_logical_id: str, properties: Properties) -> Made:
        authorize = getattr(client("ec2"), f"authorize_security_group_{direction}")
        answer = authorize(GroupId=text(properties, "GroupId"), IpPermissions=[_permission(properties)])
        identifier = answer["SecurityGroupRules"][0]["SecurityGroupRuleId"]
        return identifier, {"Id": identifier}

    def update(identifier: str, _old: Properties, new: Properties) -> Attributes:
        describe = getattr(client("ec2"), f"update_security_group_rule_descriptions_{direction}")
        describe(GroupId=text(new, "GroupId"), IpPermissions=[_permission(new)])
        return {"Id": identifier}

    def delete(identifier: str, properties: Properties) -> None:
        gone(
            getattr(client("ec2"), f"revoke_security_group_{direction}"),
            "InvalidGroup.NotFound",
            "InvalidSecurityGroupRuleId.NotFound",
            GroupId=text(properties, "GroupId"),
            SecurityGroupRuleIds=[identifier],
        )

    create_only = frozenset({"GroupId", "IpProtocol", "FromPort", "ToPort", *(peer for peer, _, _ in _PEERS)})
    return ResourceType(name, create, delete, update, create_only=create_only, tags=False)


def _create_network_acl(_logical_id: str, properties: Properties) -> Made:
    acl = client("ec2").create_network_acl(
        VpcId=text(properties, "VpcId"),
        **tagged("network-acl", properties),  # type: ignore[arg-type]
    )["NetworkAcl"]
    return acl["NetworkAclId"], {"Id": acl["NetworkAclId"]}


def _delete_network_acl(identifier: str, _properties: Properties) -> None:
    gone(client("ec2").delete_network_acl, "InvalidNetworkAclID.NotFound", NetworkAclId=identifier)


def _entry(properties: Properties) -> dict[str, object]:
    entry: dict[str, object] = {
        "NetworkAclId": text(properties, "NetworkAclId"),
        "RuleNumber": int(text(properties, "RuleNumber")),
        "Protocol": text(properties, "Protocol"),
        "RuleAction": text(properties, "RuleAction"),
        "Egress": text(properties, "Egress", "false").lower() == "true",
        **pick(properties, "CidrBlock", "Ipv6CidrBlock"),
    }
    if isinstance(ports := properties.get("PortRange"), dict):
        entry["PortRange"] = {end: int(str(port)) for end, port in ports.items()}
    if isinstance(icmp := properties.get("Icmp"), dict):
        entry["IcmpTypeCode"] = {key: int(str(value)) for key, value in icmp.items()}
    return entry


def _create_entry(_logical_id: str, properties: Properties) -> Made:
    entry = _entry(properties)
    client("ec2").create_network_acl_entry(**entry)  # type: ignore[arg-type]
    identifier = f"{entry['NetworkAclId']}|{entry['RuleNumber']}|{'egress' if entry['Egress'] else 'ingress'}"
    return identifier, {"Id": identifier}


def _update_entry(identifier: str, _old: Properties, new: Properties) -> Attributes:
    client("ec2").replace_network_acl_entry(**_entry(new))  # type: ignore[arg-type]
    return {"Id": identifier}


def _delete_entry(identifier: str, _properties: Properties) -> None:
    acl, number, direction = identifier.split("|")
    gone(
        client("ec2").delete_network_acl_entry,
        "InvalidNetworkAclID.NotFound",
        "InvalidNetworkAclEntry.NotFound",
        NetworkAclId=acl,
        RuleNumber=int(number),
        Egress=direction == "egress",
    )


def _acl_association(subnet_id: str) -> tuple[str, str]:
    """The association a subnet has now, and its VPC."""
    acls = client("ec2").describe_network_acls(Filters=[{"Name": "association.subnet-id", "Values": [subnet_id]}])
    return next(
        (
            (entry["NetworkAclAssociationId"], acl["VpcId"])
            for acl in acls["NetworkAcls"]
            for entry in acl["Associations"]
            if entry["SubnetId"] == subnet_id
        ),
        ("", ""),
    )


def _create_acl_association(_logical_id: str, properties: Properties) -> Made:
    current, _ = _acl_association(text(properties, "SubnetId"))
    answer = client("ec2").replace_network_acl_association(
        AssociationId=current, NetworkAclId=text(properties, "NetworkAclId")
    )
    return answer["NewAssociationId"], {"AssociationId": answer["NewAssociationId"]}


def _delete_acl_association(association_id: str, properties: Properties) -> None:
    current, vpc = _acl_association(text(properties, "SubnetId"))
    if current == association_id:
        ec2 = client("ec2")
        default = ec2.describe_network_acls(
            Filters=[{"Name": "vpc-id", "Values": [vpc]}, {"Name": "default", "Values": ["true"]}]
        )["NetworkAcls"][0]["NetworkAclId"]
        ec2.replace_network_acl_association(AssociationId=current, NetworkAclId=default)


def _delete_group(group_id: str, _properties: Properties) -> None:
    released(client("ec2").delete_security_group, "InvalidGroup.NotFound", GroupId=group_id)


TYPES = (
    _rule_type("AWS::EC2::SecurityGroupIngress", "ingress"),
    _rule_type("AWS::EC2::SecurityGroupEgress", "egress"),
    ResourceType(
        "AWS::EC2::NetworkAcl", _create_network_acl, _delete_network_acl, retags, create_only=frozenset({"VpcId"})
    ),
    ResourceType(
        "AWS::EC2::NetworkAclEntry",
        _create_entry,
        _delete_entry,
        _update_entry,
        create_only=frozenset({"Egress", "RuleNumber", "NetworkAclId"}),
        tags=False,
    ),
    ResourceType(
        "AWS::EC2::SubnetNetworkAclAssociation",
        _create_acl_association,
        _delete_acl_association,
        create_only=frozenset({"SubnetId", "NetworkAclId"}),
        tags=False,
    ),
)

CORRECTED: dict[str, dict[str, Callable[..., object]]] = {"AWS::EC2::SecurityGroup": {"delete": _delete_group}}
