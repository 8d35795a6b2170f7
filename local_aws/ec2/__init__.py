"""ministack's EC2, corrected where a WorkSpaces deployment would notice.

Nothing in site-packages is changed: actions are put into, or in front of those in, ministack's table of actions.
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

from functools import wraps

from ministack.services import ec2

from local_aws.ec2 import (
    acls,
    describes,
    endpoints,
    flow_logs,
    gateways,
    groups,
    images,
    instances,
    interfaces,
    launch,
    networks,
    peering,
    routes,
    transit,
    transit_tables,
    vpn,
    vpn_connections,
    zones,
)
from local_aws.ec2.wire import actions

__all__ = [
    "acls",
    "describes",
    "endpoints",
    "flow_logs",
    "gateways",
    "groups",
    "images",
    "install",
    "instances",
    "interfaces",
    "launch",
    "networks",
    "peering",
    "routes",
    "transit",
    "transit_tables",
    "vpn",
    "vpn_connections",
    "zones",
]


def install() -> None:
    """Put the corrected actions in place."""
    ec2._ACTION_MAP.update(actions)
    ec2._zone_name_for_az_id = zones.zone_name
    ec2._az_id_for_zone_name = zones.zone_id
    ec2._address_xml = gateways.address_xml
    ec2._nat_gateway_xml = gateways.nat_gateway_xml
    ec2._vpce_fields_xml = endpoints.endpoint_xml
    ec2._network_acl_xml = _network_acl_xml
    ec2._network_acl_entry_xml = acls.entry_xml
    ec2._instance_xml = instances.instance_xml
    images.install()
    interfaces.install()
    _wrap_xml()
    ec2.reset()


def _wrap_xml() -> None:
    subnet_xml, interface_xml = ec2._subnet_fields_xml, ec2._eni_fields_xml

    @wraps(subnet_xml)
    def subnet_with_free_addresses(subnet: dict[str, object], tag: str = "item") -> str:
        subnet["AvailableIpAddressCount"] = interfaces.available(str(subnet["SubnetId"]))
        xml: str = subnet_xml(subnet, tag)
        return xml

    @wraps(interface_xml)
    def interface_with_requester(interface: dict[str, object], tag: str = "item") -> str:
        requester = interface.get("RequesterId")
        managed = f"<requesterId>{requester}</requesterId>" if requester else ""
        managed += f"<requesterManaged>{'true' if interfaces.is_managed(interface) else 'false'}</requesterManaged>"
        xml: str = interface_xml(interface, tag)
        return xml.replace("<ownerId>", f"{managed}<ownerId>", 1)

    ec2._subnet_fields_xml = subnet_with_free_addresses
    ec2._eni_fields_xml = interface_with_requester


def _network_acl_xml(acl: dict[str, str]) -> str:
    entries = "".join(ec2._network_acl_entry_xml(entry) for entry in acl["Entries"])
    associations = "".join(
        f"<item><networkAclAssociationId>{entry['NetworkAclAssociationId']}</networkAclAssociationId>"  # type: ignore[index]
        f"<networkAclId>{acl['NetworkAclId']}</networkAclId><subnetId>{entry['SubnetId']}</subnetId></item>"  # type: ignore[index]
        for entry in acl["Associations"]
    )
    return (
        f"<item><networkAclId>{acl['NetworkAclId']}</networkAclId><vpcId>{acl['VpcId']}</vpcId>"
        f"<default>{'true' if acl['IsDefault'] else 'false'}</default><entrySet>{entries}</entrySet>"
        f"<associationSet>{associations}</associationSet>{ec2._tag_set_xml(acl['NetworkAclId'])}"
        f"<ownerId>{acl['OwnerId']}</ownerId></item>"
    )
