"""Breaking the rules of ``families/vpn.py`` and of ``families/client_ldaps.py`` that ask for more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.rules.support.mutations import mutation
from tests.rules.support.network_changes import given, remove
from workspaces_constructs.rules.families.vpn import second_link

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.templates import Templates


@mutation("WorkSpaces-NET36")
def old_ciphers(templates: Templates, random: Random) -> bool:
    known = templates.of_type("AWS::EC2::VPNConnection")
    if known:
        tunnel = random.choice(given(random.choice(known))["VpnTunnelOptionsSpecifications"])
        tunnel["Phase1EncryptionAlgorithms"] = [{"Value": "AES128"}]
    return bool(known)


@mutation("WorkSpaces-NET37")
def a_link_of_its_own(templates: Templates, _random: Random) -> bool:
    """A second gateway has one connection, as the first one."""
    for violation in second_link.check(templates):
        connection = violation.resource
        resources = templates.templates[connection.template]["Resources"]
        gateway = connection.properties.resource("VpnGatewayId")
        if gateway is None:
            continue
        attachment = next(
            each.raw
            for each in templates.of_type("AWS::EC2::VPCGatewayAttachment")
            if each.properties.resource("VpnGatewayId") is gateway
        )
        resources["OtherGateway"] = gateway.raw
        resources["OtherAttachment"] = {
            **attachment,
            "Properties": {**attachment["Properties"], "VpnGatewayId": {"Ref": "OtherGateway"}},
        }
        other = {**connection.raw["Properties"], "VpnGatewayId": {"Ref": "OtherGateway"}}
        resources["OtherConnection"] = {**connection.raw, "Properties": other}
        return True
    return False


@mutation("WorkSpaces-DIR17")
def plain_ldap(templates: Templates, random: Random) -> bool:
    known = templates.of_type("Custom::WorkspacesClientLdaps")
    if known:
        remove(templates, random.choice(known))
    return bool(known)
