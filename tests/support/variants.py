"""The scenarios as their settings files have them, and each with what exists already in place of what it makes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Tree = dict[str, Any]

KEY = "arn:aws:kms:us-east-1:111122223333:key/12345678-90ab-cdef-1234-567890abcdef"
AUTHORITY = Path(__file__).with_name("authority.pem")
SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:existing-AbCdEf"


def existing_subnet(number: int, network: int = 30) -> Tree:
    """A subnet of a VPC that exists, as a settings file names it."""
    return {"subnet_id": f"subnet-0123456789abcd{network}{number}", "cidr": f"172.{network}.{number}.0/24"}


def existing_vpc(network: int = 30, **pairs: int) -> Tree:
    """A VPC that exists, with pairs of subnets; each begins at its number."""
    return {
        "vpc_id": f"vpc-0123456789abcde{network}",
        "cidr": f"172.{network}.0.0/16",
        "availability_zones": ["us-east-1c", "us-east-1e"],
        **{
            f"{name}_subnets": [routed(existing_subnet(first + step, network)) for step in (0, 1)]
            for name, first in pairs.items()
        },
    }


def routed(subnet: Tree) -> Tree:
    """The subnet with a route table."""
    return {**subnet, "route_table_id": subnet["subnet_id"].replace("subnet-", "rtb-")}


def _existing_keys(tree: Tree) -> None:
    tree["keys"] = {"volumes_arn": KEY, "records_arn": KEY}


def _existing_network(tree: Tree, **pairs: int) -> None:
    desktops = {persona["name"]: [existing_subnet(1), existing_subnet(2)] for persona in tree["personas"]}
    tree["network"] = {"vpc": {**existing_vpc(**pairs), "desktop_subnets": desktops}}
    _existing_keys(tree)


def _linked_existing(tree: Tree) -> None:
    _existing_network(tree)
    del tree["connectivity"]
    tree["personas"][0]["egress"] = "nat"


def _linked_existing_by_vpn(tree: Tree) -> None:
    """The VPN is made for a VPC that exists, whose subnets share a route table in each zone."""
    _existing_network(tree)
    vpc = tree["network"]["vpc"]
    tables = [routed(existing_subnet(1)), routed(existing_subnet(2))]
    for pair in vpc["desktop_subnets"].values():
        for subnet, table in zip(pair, tables, strict=True):
            subnet["route_table_id"] = table["route_table_id"]
    vpc["network_acls"] = True


def _replica_existing(tree: Tree) -> None:
    _existing_network(tree, directory=3, server=5)
    del tree["connectivity"]


def _two_way_existing(tree: Tree) -> None:
    _linked_existing(tree)
    tree["directory"] = {"domain_name": "aws.example.com", "existing_directory_id": "d-0123456789"}
    tree["trust"]["secret_arn"] = SECRET


def _shared_existing(tree: Tree) -> None:
    _existing_network(tree)
    tree["shared_services"] = {"network": {"vpc": existing_vpc(29, directory=1, link=3, server=5)}}
    tree["directory"] = {"domain_name": "aws.example.com", "existing_directory_id": "d-0123456789"}
    tree["connectivity"]["transit_gateway_id"] = "tgw-0123456789abcdef0"


def _shared_existing_joined(tree: Tree) -> None:
    """The desktops' VPC exists, and is attached to a transit gateway that is made now."""
    _existing_network(tree, link=3)
    pair = tree["network"]["vpc"]["desktop_subnets"]["employees"]
    tree["network"]["vpc"]["desktop_subnets"]["employees"] = [routed(subnet) for subnet in pair]


def _one_way_existing(tree: Tree) -> None:
    _shared_existing(tree)
    tree["directory"]["admin_secret_arn"] = SECRET
    tree["connectivity"] = {"transit_gateway_id": "tgw-0123456789abcdef0", "remote_cidrs": ["10.20.0.0/16"]}


def _peering(tree: Tree) -> None:
    tree["connectivity"]["between"] = "peering"


def _two_accounts(tree: Tree) -> None:
    tree["environment"]["account"] = "111122223333"
    tree["shared_services"]["account"] = "444455556666"


def _peering_in_two_accounts(tree: Tree) -> None:
    _peering(tree)
    _two_accounts(tree)


def _simple_ad_existing(tree: Tree) -> None:
    _existing_network(tree)
    tree["directory"] = {"domain_name": "corp.example.com", "existing_directory_id": "d-0123456789"}
    tree["admin_host"] = {"enabled": False}
    tree["users"] = [{"user_name": "alice", "exists": True}]


def _personas_existing(tree: Tree) -> None:
    _existing_network(tree, proxy=3, radius=5)
    tree["network"]["vpc"]["desktop_subnets"]["contractors"] = [existing_subnet(7), existing_subnet(8)]
    del tree["connectivity"]
    tree["directory"] = {"domain_name": "corp.example.com", "existing_directory_id": "d-0123456789"}
    tree["mfa"] = {"servers": ["172.30.9.10"], "secret_arn": SECRET}
    tree["network"]["vpc"]["network_acls"] = True


def _everything(tree: Tree) -> None:
    """The standalone scenario with all that is on request."""
    tree["connectivity"] = {"vpn": {"customer_gateway_address": "203.0.113.10"}, "remote_cidrs": ["10.20.0.0/16"]}
    tree["directory"]["logs"] = True
    tree["directory"]["ldaps_certificates"] = [os.path.relpath(AUTHORITY, AUTHORITY.parents[2] / "settings")]
    tree["directory"]["conditional_forwarders"] = [{"domain_name": "other.example.com", "dns_addresses": ["10.20.9.9"]}]
    tree["endpoints"] = {"workspaces_api": True, "streaming": True, "client_cidrs": ["10.20.0.0/16"]}
    tree["resolver"] = {"outbound": True, "inbound": True, "inbound_from": ["10.20.0.0/16"]}
    tree["personas"][0]["mfa"] = True
    tree["mfa"] = {"servers": ["10.20.0.50"], "secret_arn": SECRET}
    tree["personas"].append({"name": "kiosks", "desktops": 20, "egress": "none"})


def _as_it_is(_tree: Tree) -> None:
    pass


SCENARIO_VARIANTS: Mapping[str, tuple[str, Callable[[Tree], None]]] = {
    "ad-connector": ("ad-connector", _as_it_is),
    "ad-connector-existing": ("ad-connector", _linked_existing),
    "ad-connector-existing-vpn": ("ad-connector", _linked_existing_by_vpn),
    "fleet": ("fleet", _as_it_is),
    "replica": ("replica", _as_it_is),
    "replica-existing": ("replica", _replica_existing),
    "two-way-trust": ("two-way-trust", _as_it_is),
    "two-way-trust-existing": ("two-way-trust", _two_way_existing),
    "shared-services": ("shared-services", _as_it_is),
    "shared-services-existing": ("shared-services", _shared_existing),
    "shared-services-existing-joined": ("shared-services", _shared_existing_joined),
    "shared-services-peering": ("shared-services", _peering),
    "shared-services-two-accounts": ("shared-services", _two_accounts),
    "one-way-trust": ("one-way-trust", _as_it_is),
    "one-way-trust-existing": ("one-way-trust", _one_way_existing),
    "one-way-trust-peering": ("one-way-trust", _peering_in_two_accounts),
    "simple-ad": ("simple-ad", _as_it_is),
    "simple-ad-existing": ("simple-ad", _simple_ad_existing),
    "personas": ("personas", _as_it_is),
    "personas-existing": ("personas", _personas_existing),
    "everything": ("standalone", _everything),
}
"""By the name of the variant: the scenario whose settings file it begins with, and what is changed in it."""
