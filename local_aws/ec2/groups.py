"""Security groups that know who uses them.

On AWS a group cannot go while an interface carries it or a rule of another group names it, a second identical rule is
refused, and a rule cannot name a group that does not exist (EC2 API reference, error codes). ministack allows all
three.
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

from typing import TYPE_CHECKING

from ministack.services import ec2

from local_aws.ec2.wire import Ec2Error, Params, action, before, dependency_violation, text

if TYPE_CHECKING:
    from collections.abc import Callable


@before("CreateSecurityGroup")
def refuse_a_group_without_vpc(params: Params) -> None:
    """The VPC must exist."""
    vpc_id = text(params, "VpcId")
    if vpc_id and vpc_id not in ec2._vpcs:
        raise Ec2Error("InvalidVpcID.NotFound", f"The vpc ID '{vpc_id}' does not exist")


@before("DeleteSecurityGroup")
def refuse_deleting_a_group_in_use(params: Params) -> None:
    """No interface may carry it, no other group's rule may name it."""
    identifier = text(params, "GroupId")
    used_by_interface = any(
        group["GroupId"] == identifier
        for interface in ec2._network_interfaces.values()
        for group in interface["Groups"]
    )
    if used_by_interface or any(
        identifier in referenced_groups(other)
        for other_id, other in ec2._security_groups.items()
        if other_id != identifier
    ):
        raise dependency_violation(f"resource {identifier} has a dependent object")


def referenced_groups(group: dict[str, list[dict[str, list[dict[str, str]]]]]) -> set[str]:
    """The groups a group's rules name."""
    rules = [*group.get("IpPermissions", []), *group.get("IpPermissionsEgress", [])]
    return {pair.get("GroupId", "") for rule in rules for pair in rule.get("UserIdGroupPairs", [])}


def _refuse_bad_rules(direction: str) -> Callable[[Params], None]:
    def check(params: Params) -> None:
        group = ec2._security_groups.get(text(params, "GroupId"))
        if group is None:
            return
        known = _flat(group[direction])
        for rule in ec2._parse_ip_permissions(params, "IpPermissions"):
            for pair in rule.get("UserIdGroupPairs", []):
                if pair.get("GroupId") and pair["GroupId"] not in ec2._security_groups:
                    raise Ec2Error("InvalidGroup.NotFound", f"The security group '{pair['GroupId']}' does not exist")
            for peer in _flat([rule]):
                if peer in known:
                    raise Ec2Error("InvalidPermission.Duplicate", f'the specified rule "{peer}" already exists')

    return check


def _flat(rules: list[dict[str, list[dict[str, str]]]]) -> set[str]:
    """One line a rule and peer, without descriptions, which do not tell rules apart."""
    return {
        f"peer: {entry[key]}, {rule['IpProtocol']}, from port: {rule.get('FromPort', -1)}, to: {rule.get('ToPort', -1)}"
        for rule in rules
        for family, key in (
            ("IpRanges", "CidrIp"),
            ("Ipv6Ranges", "CidrIpv6"),
            ("PrefixListIds", "PrefixListId"),
            ("UserIdGroupPairs", "GroupId"),
        )
        for entry in rule.get(family, [])
        if entry.get(key)
    }


before("AuthorizeSecurityGroupIngress")(_refuse_bad_rules("IpPermissions"))
before("AuthorizeSecurityGroupEgress")(_refuse_bad_rules("IpPermissionsEgress"))


def _describe_rules(direction: str) -> Callable[[Params], str]:
    def update(params: Params) -> str:
        group = ec2._security_groups.get(text(params, "GroupId"))
        if group is None:
            raise Ec2Error("InvalidGroup.NotFound", f"The security group '{text(params, 'GroupId')}' does not exist")
        for rule in ec2._parse_ip_permissions(params, "IpPermissions"):
            found = [known for known in group[direction] if _flat([known]) >= _flat([rule])]
            if not found:
                raise Ec2Error(
                    "InvalidPermission.NotFound", "The specified rule does not exist in this security group."
                )
            for family in ("IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs"):
                found[0][family] = rule.get(family, [])
        return "<return>true</return>"

    return update


action("UpdateSecurityGroupRuleDescriptionsIngress")(_describe_rules("IpPermissions"))
action("UpdateSecurityGroupRuleDescriptionsEgress")(_describe_rules("IpPermissionsEgress"))
