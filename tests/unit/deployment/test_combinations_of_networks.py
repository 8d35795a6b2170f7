"""Combinations of networks that could not work on AWS are one message each, and those that can work are none."""

from __future__ import annotations

import pytest

from tests.support.scenario_settings import (
    DXGW,
    GONE,
    MFA,
    OTHER_PERSONA,
    SECRET,
    TGW,
    VGW,
    VPN,
    mistakes,
    scenario_tree,
)
from workspaces_constructs.deployment.loading import parse

NETWORKS: list[tuple[str, dict[str, object], list[str]]] = [
    # ranges
    (
        "ad-connector",
        {"network__cidr": "10.20.0.0/16"},
        ["on_premises.cidrs: ", "10.20.0.0/23 and 10.20.0.0/16 of the VPC"],
    ),
    (
        "ad-connector",
        {"connectivity__remote_cidrs": ["10.20.0.0/16", "172.20.8.0/24"]},
        ["remote_cidrs: ", "172.20.8.0/24"],
    ),
    (
        "ad-connector",
        {"connectivity__remote_cidrs": ["10.20.0.0/24", "10.20.30.0/24"]},
        ["on_premises.cidrs[0]: ", "'10.20.0.0/23'", "behind the link"],
    ),
    (
        "ad-connector",
        {"connectivity__remote_cidrs": ["0.0.0.0/0"]},
        ["connectivity.remote_cidrs[0]: ", "'0.0.0.0/0'", "networks of your own"],
    ),
    (
        "ad-connector",
        {"on_premises__cidrs": ["10.20.0.0/16", "10.20.1.0/24"]},
        ["on_premises.cidrs: ", "share no address"],
    ),
    ("ad-connector", {"on_premises__cidrs": ["0.0.0.0/0"]}, ["on_premises.cidrs[0]: ", "networks of your own"]),
    (
        "ad-connector",
        {"on_premises__dns_addresses": ["10.30.0.10"]},
        ["on_premises.dns_addresses: ", "'10.30.0.10'", "10.20.0.0/23"],
    ),
    ("ad-connector", {"on_premises__dns_addresses": []}, ["on_premises.dns_addresses: ", "none", "1 to 4"]),
    (
        "ad-connector",
        {"on_premises__dns_addresses": ["dc1"]},
        ["on_premises.dns_addresses[0]: ", "'dc1'", "an IPv4 address"],
    ),
    (
        "ad-connector",
        {
            "on_premises__dns_addresses": ["10.0.1.10"],
            "on_premises__cidrs": ["10.0.0.0/16"],
            "connectivity__remote_cidrs": ["10.0.0.0/8"],
        },
        ["on_premises.dns_addresses[0]: ", "'10.0.1.10'", "outside 10.0.1.0/24", "the connector's own interface"],
    ),
    (
        "ad-connector",
        {"personas__0__help_desk_cidrs": ["10.40.0.0/24"]},
        ["personas[0].help_desk_cidrs[0]: ", "'10.40.0.0/24'", "has a way to"],
    ),
    (
        "ad-connector",
        {"personas__0__file_server_cidrs": ["10.40.0.0/24"]},
        ["personas[0].file_server_cidrs[0]: ", "'10.40.0.0/24'", "has a way to"],
    ),
    (
        "standalone",
        {"personas__0__file_server_cidrs": ["0.0.0.0/0"]},
        ["personas[0].file_server_cidrs[0]: ", "'0.0.0.0/0'", "networks of your own"],
    ),
    (
        "shared-services",
        {"shared_services__network__cidr": "172.20.128.0/17"},
        ["shared_services.network.cidr: ", "172.20.128.0/17 and 172.20.0.0/16"],
    ),
    ("shared-services", {"network__cidr": "172.21.0.0/20"}, ["shared_services.network.cidr: ", "share no address"]),
    (
        "shared-services",
        {"shared_services__network__cidr": "172.21.0.0/27"},
        ["shared_services.network.cidr: ", "at least 192 addresses"],
    ),
    (
        "shared-services",
        {"shared_services__network__cidr": "10.0.1.0/24"},
        ["shared_services.network.cidr: ", "10.0.1.0/24", "connector's own interface"],
    ),
    (
        "shared-services",
        {"shared_services__network__cidr": "198.18.0.0/16"},
        ["shared_services.network.cidr: ", "198.18.0.0/15, which AWS Managed"],
    ),
    (
        "shared-services",
        {"shared_services__network__availability_zone_ids": ["use1-az2"]},
        ["shared_services.network.availability_zone_ids: ", "two different"],
    ),
    (
        "one-way-trust",
        {"shared_services__network__cidr": "10.20.0.0/20"},
        ["on_premises.cidrs: ", "10.20.0.0/20 of the VPC"],
    ),
    (
        "replica",
        {"domain_controllers__addresses": ["172.20.0.4", "172.20.0.10"]},
        ["domain_controllers.addresses[1]: ", "'172.20.0.10'", "172.20.0.20 to 172.20.0.30"],
    ),
    (
        "replica",
        {"domain_controllers__addresses": ["172.20.0.3", "172.20.0.20"]},
        ["domain_controllers.addresses[0]: ", "172.20.0.4 to 172.20.0.14"],
    ),
    (
        "replica",
        {"domain_controllers__addresses": ["172.20.0.4", "172.20.0.20"], "domain_controllers__count": 3},
        ["domain_controllers.addresses: ", "'172.20.0.4, 172.20.0.20'", "3 different ones"],
    ),
    ("replica", {"domain_controllers__count": 1}, ["domain_controllers.count: ", "2 or more"]),
    ("replica", {"domain_controllers__count": 5}, ["domain_controllers.count: ", "4 or less"]),
    (
        "shared-services",
        {"connectivity": {"vpn": VPN, "remote_cidrs": ["172.21.8.0/24"]}},
        ["remote_cidrs: ", "172.21.8.0/24 and 172.21.0.0/16"],
    ),
    (
        "replica",
        {"network__cidr": "172.20.0.0/28", "domain_controllers__addresses": ["172.20.0.4", "172.20.0.20"]},
        ["network.cidr: ", "at least"],
    ),
    # what a VPC without a link has no way to
    (
        "standalone",
        {"personas__0__help_desk_cidrs": ["10.40.0.0/24"]},
        ["personas[0].help_desk_cidrs[0]: ", "'10.40.0.0/24'", "172.20.0.0/16", "add connectivity", "routed_cidrs"],
    ),
    ("standalone", {"personas__0__website_cidrs": ["10.40.0.0/24"]}, ["personas[0].website_cidrs[0]: ", "a way to"]),
    (
        "standalone",
        {"endpoints": {"workspaces_api": True, "client_cidrs": ["10.40.0.0/24"]}},
        ["endpoints.client_cidrs[0]: ", "'10.40.0.0/24'", "add connectivity"],
    ),
    (
        "standalone",
        {"resolver": {"inbound": True, "inbound_from": ["10.40.0.0/24"]}},
        ["resolver.inbound_from[0]: ", "'10.40.0.0/24'", "add connectivity"],
    ),
    ("standalone", {"personas__0__mfa": True, "mfa": MFA}, ["mfa.servers[0]: ", "'10.20.0.20'", "add connectivity"]),
    (
        "simple-ad",
        {"personas__0__help_desk_cidrs": ["10.40.0.0/24"]},
        ["personas[0].help_desk_cidrs[0]: ", "fix: name its network in network.routed_cidrs"],
    ),
    (
        "shared-services",
        {"directory__conditional_forwarders": [{"domain_name": "lab.example.net", "dns_addresses": ["172.22.0.2"]}]},
        ["directory.conditional_forwarders[0].dns_addresses[0]: ", "'172.22.0.2'", "172.21.0.0/16", "add connectivity"],
    ),
    (
        "two-way-trust",
        {"directory__conditional_forwarders": [{"domain_name": "lab.example.net", "dns_addresses": ["10.22.0.2"]}]},
        ["directory.conditional_forwarders[0].dns_addresses[0]: ", "'10.22.0.2'", "connectivity.remote_cidrs"],
    ),
    # what an own VPC holds, and reaches anyway
    (
        "ad-connector",
        {"personas__0__mfa": True, "mfa": MFA | {"servers": ["172.20.9.9"]}},
        ["mfa.servers[0]: ", "'172.20.9.9'", "nobody is in it yet", "set mfa.own_servers"],
    ),
    (
        "standalone",
        {"network__routed_cidrs": ["10.0.0.0/16", "172.20.8.0/24"]},
        ["network.routed_cidrs[1]: ", "'172.20.8.0/24'", "172.20.0.0/16 of the VPC"],
    ),
    ("standalone", {"network__routed_cidrs": ["172.16.0.0/12"]}, ["network.routed_cidrs[0]: ", "the parts outside"]),
    (
        "standalone",
        {"directory__reachable_from": ["172.20.0.0/16"]},
        ["directory.reachable_from[0]: ", "'172.20.0.0/16'", "reach the directory anyway", "fix: remove it"],
    ),
    (
        "shared-services",
        {"directory__reachable_from": ["10.1.0.0/16", "172.21.8.0/24"]},
        ["directory.reachable_from[1]: ", "'172.21.8.0/24'", "172.20.0.0/16 and 172.21.0.0/16"],
    ),
    # links
    (
        "ad-connector",
        {"connectivity": {"remote_cidrs": ["10.20.0.0/16"]}},
        ["connectivity: it names no way to on-premises"],
    ),
    (
        "ad-connector",
        {"connectivity__direct_connect_gateway_id": DXGW},
        ["direct_connect_gateway_id: ", "one way, and vpn is there"],
    ),
    ("ad-connector", {"connectivity__transit_gateway_id": TGW}, ["transit_gateway_id: ", "one way, and vpn is there"]),
    ("ad-connector", {"connectivity__vpn": {}}, ["connectivity.vpn.customer_gateway_address: it is missing"]),
    (
        "ad-connector",
        {"connectivity__vpn__customer_gateway_address": "192.168.1.1"},
        ["customer_gateway_address: ", "'192.168.1.1'", "public IPv4"],
    ),
    (
        "ad-connector",
        {"connectivity__vpn__customer_gateway_id": "cgw-0123456789abcdef0", "connectivity__vpn__bgp_asn": GONE},
        ["customer_gateway_address: ", "that gateway has its own"],
    ),
    ("ad-connector", {"connectivity__vpn__bgp_asn": 0}, ["connectivity.vpn.bgp_asn: ", "got 0"]),
    ("standalone", {"connectivity": {"vpn": VPN}}, ["connectivity.remote_cidrs: it is missing", "behind vpn"]),
    (
        "standalone",
        {"connectivity": {"remote_cidrs": ["10.20.0.0/16"]}},
        ["connectivity.remote_cidrs: ", "only behind one of", "network.routed_cidrs"],
    ),
    (
        "shared-services",
        {"connectivity": {"between": "peering", "transit_gateway_id": TGW}},
        ["connectivity.transit_gateway_id: ", "only with between: transit-gateway"],
    ),
    (
        "shared-services",
        {"connectivity__between": "vpn"},
        ["connectivity.between: got 'vpn'", "transit-gateway, peering"],
    ),
    (
        "one-way-trust",
        {"connectivity__vpn__static_routes": True},
        ["connectivity.vpn.static_routes: ", "'true'", "only with between: peering", "by BGP"],
    ),
    (
        "shared-services",
        {"environment": {"account": "111122223333"}, "shared_services__account": "444455556666"},
        ["environment.region: it is missing", "another account"],
    ),
    (
        "shared-services",
        {
            "name": "W" * 57,
            "environment__account": "111122223333",
            "shared_services__account": "444455556666",
            "connectivity__between": "peering",
        },
        ["name: name of the deployment: ", "W-peering has 64 characters", "choose a shorter name"],
    ),
    (
        "shared-services",
        {"shared_services__account": "444455556666"},
        ["environment.account: it is missing", "account of the desktops"],
    ),
    (
        "shared-services",
        {"directory__existing_directory_id": "d-0123456789", "directory__edition": GONE},
        ["shared_services.network.vpc: it is missing"],
    ),
]


@pytest.mark.parametrize(
    ("scenario", "changes", "words"),
    NETWORKS,
    ids=[f"{scenario}-{'-'.join(changes)}-{n}" for n, (scenario, changes, _) in enumerate(NETWORKS)],
)
def test_a_combination_that_cannot_work_is_one_message(
    scenario: str, changes: dict[str, object], words: list[str]
) -> None:
    (message,) = mistakes(scenario_tree(scenario, **changes))

    assert not [word for word in words if word not in message], message
    assert "fix:" in message
    assert "Hunter2" not in message


ACCEPTED: list[tuple[str, dict[str, object]]] = [
    (
        "standalone",
        {"connectivity": {"vpn": VPN, "remote_cidrs": ["10.20.0.0/16"]}, "personas__0__egress": "on-premises"},
    ),
    ("standalone", {"connectivity": {"transit_gateway_id": TGW, "remote_cidrs": ["10.20.0.0/16"]}}),
    ("standalone", {"admin_host": {"enabled": True, "organizational_unit": "WorkSpaces"}}),
    ("standalone", {"users": [{"user_name": "a", "exists": True}]}),
    ("standalone", {"personas__0__bundle__language": "Portuguese (Brazil)"}),
    ("standalone", {"endpoints": {"workspaces_api": True, "notifications_email": "me@example.com"}}),
    (
        "standalone",
        {
            "resolver": {"outbound": True, "inbound": True, "inbound_from": ["10.1.0.0/16"]},
            "personas__0__help_desk_cidrs": ["172.20.8.0/24", "10.1.30.0/24"],
            "network__routed_cidrs": ["10.1.0.0/16"],
        },
    ),
    (
        "shared-services",
        {
            "directory__reachable_from": ["172.22.0.0/16"],
            "directory__conditional_forwarders": [
                {"domain_name": "lab.example.net", "dns_addresses": ["172.22.0.2", "9.9.9.9"]}
            ],
        },
    ),
    ("ad-connector", {"connectivity": {"virtual_private_gateway_id": VGW, "remote_cidrs": ["10.20.0.0/16"]}}),
    ("ad-connector", {"connectivity": {"direct_connect_gateway_id": DXGW, "remote_cidrs": ["10.20.0.0/16"]}}),
    ("ad-connector", {"connectivity__vpn": {"customer_gateway_id": "cgw-0123456789abcdef0"}}),
    ("ad-connector", {"personas__0__mfa": True, "mfa": MFA | {"servers": ["radius.corp.example.com", "10.20.0.20"]}}),
    ("ad-connector", {"personas__1": OTHER_PERSONA}),
    ("ad-connector", {"network__cidr": "172.21.0.0/16"}),
    ("replica", {"domain_controllers__addresses": ["172.20.0.4", "172.20.0.30"]}),
    (
        "replica",
        {"domain_controllers__addresses": ["172.20.0.4", "172.20.0.30", "172.20.0.5"], "domain_controllers__count": 3},
    ),
    (
        "replica",
        {
            "on_premises__dns_addresses": ["10.0.1.9"],
            "on_premises__cidrs": ["10.0.1.0/24"],
            "connectivity__remote_cidrs": ["10.0.0.0/8"],
        },
    ),
    ("two-way-trust", {"directory__registered": "directory"}),
    (
        "two-way-trust",
        {"personas__0__mfa": True, "mfa": {"own_servers": True, "secret_arn": SECRET, "display_label": "Code"}},
    ),
    ("one-way-trust", {"personas__0__bundle": {"operating_system": "UBUNTU_24_04"}, "trust__type": "external"}),
    ("two-way-trust", {"personas__0__bundle": {"operating_system": "UBUNTU_24_04"}, "trust__type": "external"}),
    ("two-way-trust", {"users__0__user_name": "workspaces-join"}),
    ("ad-connector", {"users__0__user_name": "Administrator"}),
    ("one-way-trust", {"connectivity__vpn__static_routes": True, "connectivity__between": "peering"}),
    ("shared-services", {"name": "W" * 57, "connectivity__between": "peering"}),
    ("shared-services", {"environment": {"account": "111122223333"}, "shared_services__account": "111122223333"}),
    ("one-way-trust", {"connectivity": {"transit_gateway_id": TGW, "remote_cidrs": ["10.20.0.0/16"]}}),
    ("one-way-trust", {"connectivity__between": "peering"}),
    ("shared-services", {"connectivity": GONE}),
    ("shared-services", {"shared_services__account": 444455556666, "environment__account": "444455556666"}),
    ("simple-ad", {"environment": {}}),
    ("simple-ad", {"admin_host": GONE, "users": [{"user_name": "a", "exists": True}]}),
]


@pytest.mark.parametrize(
    ("scenario", "changes"), ACCEPTED, ids=[f"{row[0]}-{'-'.join(row[1])}-{n}" for n, row in enumerate(ACCEPTED)]
)
def test_what_can_work_is_accepted(scenario: str, changes: dict[str, object]) -> None:
    assert parse(scenario_tree(scenario, **changes)).scenario == scenario
