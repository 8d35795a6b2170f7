from ipaddress import IPv4Network
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workspaces_constructs.facts import networks
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.networks import DesktopCapacity
from workspaces_constructs.facts.regions import AZ_IDS

prefixes = st.integers(16, 28)
requests = st.lists(prefixes, max_size=12)
vpcs = st.builds(
    lambda address, prefix: IPv4Network((address, prefix), strict=False), st.integers(0, 2**32 - 1), prefixes
)


@given(vpcs, requests)
def test_carving_fits_exactly_when_the_sizes_add_up(vpc: IPv4Network, sizes: list[int]) -> None:
    if sum(2 ** (32 - prefix) for prefix in sizes) > vpc.num_addresses:
        with pytest.raises(ConfigurationError, match="VPC CIDR for subnets of"):
            networks.carve(vpc, sizes)
        return
    carved = networks.carve(vpc, sizes)
    assert [network.prefixlen for network in carved] == sizes
    assert all(network.subnet_of(vpc) for network in carved)
    ordered = sorted(carved)
    assert not any(left.overlaps(right) for left, right in pairwise(ordered))


@given(requests, requests)
def test_a_later_request_moves_no_earlier_one(first: list[int], later: list[int]) -> None:
    try:
        both = networks.carve("172.20.0.0/16", first + later)
    except ConfigurationError:
        return
    assert both[: len(first)] == networks.carve("172.20.0.0/16", first)


@given(
    st.integers(1, 50_000),
    st.floats(0, 1, allow_nan=False),
    st.integers(0, 10),
    st.floats(0, 0.5, allow_nan=False),
)
def test_a_pair_of_subnets_holds_what_was_planned(
    desktops: int, growth: float, connectors: int, migration_headroom: float
) -> None:
    capacity = DesktopCapacity(desktops, growth, connectors, migration_headroom)
    usable = networks.usable_addresses(IPv4Network((0, capacity.subnet_prefix())))
    assert usable >= capacity.addresses_per_subnet()
    assert 2 * (usable - connectors) >= desktops * (1 + growth) * (1 + migration_headroom) - 1e-6


@given(st.integers(0, 65_531))
def test_the_next_smaller_subnet_would_not_do(addresses: int) -> None:
    prefix = networks.smallest_prefix(addresses)
    assert networks.usable_addresses(IPv4Network((0, prefix))) >= addresses
    if prefix < networks.SMALLEST_SUBNET_PREFIX:
        assert networks.usable_addresses(IPv4Network((0, prefix + 1))) < addresses


@given(st.sampled_from(sorted(AZ_IDS)), st.lists(vpcs, min_size=1, max_size=4), vpcs)
def test_more_networks_never_free_a_management_range(
    region: str, cidrs: list[IPv4Network], another: IPv4Network
) -> None:
    before = networks.management_collisions(region, cidrs)
    after = networks.management_collisions(region, [*cidrs, another])
    assert len(after.errors) >= len(before.errors)
    assert bool(after.errors or after.warnings) >= bool(before.errors or before.warnings)
