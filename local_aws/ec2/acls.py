"""Network ACLs whose entries keep their ports, end in the one that denies the rest, and are no more than the quota.

ministack drops ports and ICMP types, makes ACLs without the default entries, and knows no quota (VPC guide, "Control
subnet traffic with network access control lists" and "Amazon VPC quotas").
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

from typing import Final

from ministack.services import ec2

from local_aws.ec2.wire import Ec2Error, Params, action, text

QUOTA: Final = 20
"""Entries each way, the one that denies the rest among them."""

_DEFAULT: Final = 32767
_WITH_PORTS: Final = ("6", "17")
_ICMP: Final = "1"

Entry = dict[str, object]


@action("CreateNetworkAcl")
def create_network_acl(params: Params) -> str:
    """An ACL that denies everything, until it has entries."""
    vpc_id = text(params, "VpcId")
    if vpc_id not in ec2._vpcs:
        raise Ec2Error("InvalidVpcID.NotFound", f"The vpc ID '{vpc_id}' does not exist")
    identifier = "acl-" + ec2.new_uuid().replace("-", "")[:17]
    ec2._network_acls[identifier] = {
        "NetworkAclId": identifier,
        "VpcId": vpc_id,
        "IsDefault": False,
        "Entries": [_deny_rest(egress=egress) for egress in (True, False)],
        "Associations": [],
        "Tags": [],
        "OwnerId": ec2.get_account_id(),
    }
    ec2._parse_tag_specs(params, "network-acl", identifier)
    xml: str = ec2._network_acl_xml(ec2._network_acls[identifier])
    return f"<networkAcl>{xml.removeprefix('<item>').removesuffix('</item>')}</networkAcl>"


@action("CreateNetworkAclEntry")
def create_network_acl_entry(params: Params) -> str:
    """One more entry, under a number that is free."""
    acl, entry = _acl(params), _entry(params)
    same_way = [each for each in acl if each["Egress"] == entry["Egress"]]
    if any(each["RuleNumber"] == entry["RuleNumber"] for each in same_way):
        raise Ec2Error(
            "NetworkAclEntryAlreadyExists",
            f"The network acl entry identified by {entry['RuleNumber']} already exists.",
        )
    if len(same_way) >= QUOTA:
        raise Ec2Error("NetworkAclEntryLimitExceeded", "The maximum number of network acl entries has been reached.")
    _put(acl, entry)
    return "<return>true</return>"


@action("ReplaceNetworkAclEntry")
def replace_network_acl_entry(params: Params) -> str:
    """Another entry under the number of one that is there."""
    acl, entry = _acl(params), _entry(params)
    acl.remove(_existing(acl, params))
    _put(acl, entry)
    return "<return>true</return>"


@action("DeleteNetworkAclEntry")
def delete_network_acl_entry(params: Params) -> str:
    """Take an entry away."""
    acl = _acl(params)
    acl.remove(_existing(acl, params))
    return "<return>true</return>"


def entry_xml(entry: Entry) -> str:
    """An entry as EC2 describes it."""
    block = "cidrBlock" if entry.get("CidrBlock") else "ipv6CidrBlock"
    more = ""
    if ports := entry.get("PortRange"):
        more = f"<portRange><from>{ports[0]}</from><to>{ports[1]}</to></portRange>"  # type: ignore[index]
    if icmp := entry.get("IcmpTypeCode"):
        more = f"<icmpTypeCode><type>{icmp[0]}</type><code>{icmp[1]}</code></icmpTypeCode>"  # type: ignore[index]
    return (
        f"<item><ruleNumber>{entry['RuleNumber']}</ruleNumber><protocol>{entry['Protocol']}</protocol>"
        f"<ruleAction>{entry['RuleAction']}</ruleAction><egress>{'true' if entry['Egress'] else 'false'}</egress>"
        f"<{block}>{entry.get('CidrBlock') or entry['Ipv6CidrBlock']}</{block}>{more}</item>"
    )


def _deny_rest(*, egress: bool) -> Entry:
    return {
        "RuleNumber": _DEFAULT,
        "Protocol": "-1",
        "RuleAction": "deny",
        "Egress": egress,
        "CidrBlock": "0.0.0.0/0",
    }


def _acl(params: Params) -> list[Entry]:
    identifier = text(params, "NetworkAclId")
    if identifier not in ec2._network_acls:
        raise Ec2Error("InvalidNetworkAclID.NotFound", f"The networkAcl ID '{identifier}' does not exist")
    entries: list[Entry] = ec2._network_acls[identifier]["Entries"]
    return entries


def _entry(params: Params) -> Entry:
    number, protocol = int(text(params, "RuleNumber")), text(params, "Protocol")
    if not 0 < number < _DEFAULT:
        raise Ec2Error("InvalidParameterValue", f"Invalid value '{number}' for ruleNumber. Use 1 to {_DEFAULT - 1}.")
    entry: Entry = {
        "RuleNumber": number,
        "Protocol": protocol,
        "RuleAction": text(params, "RuleAction"),
        "Egress": text(params, "Egress") == "true",
        **{name: text(params, name) for name in ("CidrBlock", "Ipv6CidrBlock") if text(params, name)},
    }
    if protocol in _WITH_PORTS:
        ports = text(params, "PortRange.From"), text(params, "PortRange.To")
        if not all(ports):
            raise Ec2Error("MissingParameter", "The request must contain the parameter portRange")
        entry["PortRange"] = ports
    if protocol == _ICMP:
        entry["IcmpTypeCode"] = text(params, "Icmp.Type"), text(params, "Icmp.Code")
    return entry


def _existing(acl: list[Entry], params: Params) -> Entry:
    number, egress = int(text(params, "RuleNumber")), text(params, "Egress") == "true"
    for entry in acl:
        if entry["RuleNumber"] == number != _DEFAULT and entry["Egress"] == egress:
            return entry
    raise Ec2Error("InvalidNetworkAclEntry.NotFound", f"The network acl entry identified by {number} does not exist.")


def _put(acl: list[Entry], entry: Entry) -> None:
    acl.append(entry)
    acl.sort(key=lambda each: (not each["Egress"], each["RuleNumber"]))
