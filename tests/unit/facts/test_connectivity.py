"""What can be routed to, and which numbers and addresses gateways take."""

from __future__ import annotations

import botocore.session
import pytest

from workspaces_constructs.facts.connectivity import (
    TUNNEL_OPTIONS,
    require_amazon_side_asn,
    require_customer_asn,
    require_public_address,
    require_remote_ranges,
)
from workspaces_constructs.facts.errors import ConfigurationError


def test_remote_ranges_that_work_are_parsed() -> None:
    found = require_remote_ranges(["10.1.0.0/16", "192.168.0.0/24"], ["172.20.0.0/16"])

    assert [str(each) for each in found] == ["10.1.0.0/16", "192.168.0.0/24"]


@pytest.mark.parametrize(
    ("remote", "words"),
    [
        ([], "one range or more"),
        (["0.0.0.0/0"], "default_route=True"),
        (["10.0.0.0/8", "10.1.0.0/16"], "share no address"),
        (["172.20.5.0/24"], "172.20.5.0/24 and 172.20.0.0/16 of the VPC"),
        (["172.16.0.0/12"], "move the VPC out of 172.16.0.0/12"),
        (["ten"], "ten"),
    ],
)
def test_remote_ranges_that_cannot_work_are_refused(remote: list[str], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        require_remote_ranges(remote, ["172.20.0.0/16"])


@pytest.mark.parametrize("asn", [1, 64512, 65000, 4_294_967_294])
def test_numbers_that_bgp_can_use_pass(asn: int) -> None:
    assert require_customer_asn(asn) == asn


@pytest.mark.parametrize("asn", [0, 23456, 4_294_967_295, -1])
def test_numbers_that_bgp_cannot_use_are_refused(asn: int) -> None:
    with pytest.raises(ConfigurationError, match="autonomous system"):
        require_customer_asn(asn)


@pytest.mark.parametrize("asn", [64511, 65535, 65536, 4_294_967_295])
def test_amazons_side_takes_private_numbers_only(asn: int) -> None:
    with pytest.raises(ConfigurationError, match="64512 to 65534"):
        require_amazon_side_asn(asn)


@pytest.mark.parametrize("address", ["10.0.0.1", "172.20.0.1", "169.254.1.1", "127.0.0.1", "vpn.example.com", "::1"])
def test_tunnels_do_not_end_on_addresses_that_are_not_public(address: str) -> None:
    with pytest.raises(ConfigurationError, match="public IPv4 address"):
        require_public_address(address)


def test_public_addresses_and_those_of_examples_pass() -> None:
    assert [require_public_address(each) for each in ("52.1.2.3", "203.0.113.7")] == ["52.1.2.3", "203.0.113.7"]


def test_the_tunnel_options_are_those_of_the_api_and_none_is_weak() -> None:
    shape = botocore.session.Session().get_service_model("ec2").shape_for("VpnTunnelOptionsSpecification")

    assert set(TUNNEL_OPTIONS) <= set(shape.members)  # type: ignore[attr-defined]  # a structure
    values = {value for values in TUNNEL_OPTIONS.values() for value in values}
    assert values.isdisjoint({"ikev1", "AES128", "AES128-GCM-16", "SHA1", "SHA2-256", 2, 5, 14})
