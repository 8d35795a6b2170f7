from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network

import pytest

from workspaces_constructs.facts import networks
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.networks import Collisions, DesktopCapacity


@pytest.mark.parametrize(
    ("check", "value", "fix"),
    [
        (networks.require_network, "10.0.0.1/8", "use 10.0.0.0/8"),
        (networks.require_network, "10.0.0/8", "write it as, for example, 172.20.0.0/16"),
        (networks.require_network, "10.0.0.0/33", "write it as, for example, 172.20.0.0/16"),
        (networks.require_network, "2001:db8::/32", "write it as, for example, 172.20.0.0/16"),
        (networks.require_vpc_cidr, "10.0.0.0/8", "use 10.0.0.0/16"),
        (networks.require_vpc_cidr, "10.0.0.0/30", "use 10.0.0.0/28"),
    ],
)
def test_bad_cidrs_are_refused(check: Callable[[str], IPv4Network], value: str, fix: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        check(value)
    assert (caught.value.value, caught.value.fix) == (value, fix)


def test_good_cidrs_pass() -> None:
    network = IPv4Network("172.20.0.0/16")
    assert networks.require_vpc_cidr("172.20.0.0/16") == networks.require_network(network) == network


@pytest.mark.parametrize(("needed", "prefix"), [(0, 28), (11, 28), (12, 27), (251, 24), (252, 23), (65531, 16)])
def test_the_five_reserved_addresses_come_on_top(needed: int, prefix: int) -> None:
    assert networks.smallest_prefix(needed) == prefix
    assert networks.usable_addresses(IPv4Network((0, prefix))) >= needed


def test_no_subnet_holds_more_than_a_16() -> None:
    with pytest.raises(ConfigurationError, match=r"got 65532; allowed: at most 65531, a /16; fix: split the desktops"):
        networks.smallest_prefix(65532)


def test_overlaps_names_the_pairs() -> None:
    assert networks.overlaps(["10.0.0.0/16", "10.2.0.0/16"], ["10.0.1.0/24", "10.3.0.0/16"]) == [
        (IPv4Network("10.0.0.0/16"), IPv4Network("10.0.1.0/24"))
    ]


def test_disjoint_networks_pass_and_others_do_not() -> None:
    assert networks.require_disjoint(["10.0.0.0/16", "10.1.0.0/16"]) == [
        IPv4Network("10.0.0.0/16"),
        IPv4Network("10.1.0.0/16"),
    ]
    with pytest.raises(ConfigurationError, match=r"VPCs: got '10\.0\.1\.0/24 and 10\.0\.0\.0/16'; .*fix: move 10"):
        networks.require_disjoint(["10.0.0.0/16", "10.0.1.0/24"], "VPCs")
    with pytest.raises(ConfigurationError, match=r"fix: name 10\.0\.0\.0/16 once"):
        networks.require_disjoint(["10.0.0.0/16", "10.0.0.0/16"])


@pytest.mark.parametrize(
    ("subnet", "address", "reachable"),
    [
        ("172.20.0.0/24", "10.0.1.5", False),
        ("172.20.0.0/24", "10.0.3.5", True),
        ("172.20.0.0/24", "192.168.1.5", True),
        ("10.8.0.0/24", "192.168.2.5", False),
        ("10.8.0.0/24", "10.0.1.5", True),
        ("10.8.0.0/24", "169.254.9.9", False),
    ],
)
def test_a_connector_cannot_reach_its_own_ranges(subnet: str, address: str, *, reachable: bool) -> None:
    if reachable:
        assert networks.require_reachable_by_connector(subnet, [address]) == [IPv4Address(address)]
    else:
        with pytest.raises(ConfigurationError, match="which the connector's own interface uses") as caught:
            networks.require_reachable_by_connector(subnet, ["172.20.1.1", address])
        assert caught.value.value == address


def test_a_dns_address_is_an_address() -> None:
    with pytest.raises(ConfigurationError, match=r"DNS addresses: got \['dc1'\]; allowed: IPv4 addresses"):
        networks.require_reachable_by_connector("172.20.0.0/24", ["dc1"])


@pytest.mark.parametrize(
    ("region", "cidrs", "errors", "warnings"),
    [
        ("eu-central-1", ["172.20.0.0/16"], 0, 0),
        ("eu-central-1", ["10.0.0.0/16"], 0, 0),
        ("us-east-1", ["172.31.0.0/16"], 0, 1),
        ("us-east-1", ["10.0.0.0/16", "192.168.0.0/24"], 0, 1),
        ("ap-south-1", ["192.168.0.0/16", "10.0.0.0/16"], 1, 0),
        ("eu-central-1", ["198.19.4.0/24"], 1, 1),
        ("eu-central-1", ["198.19.4.0/24", "10.1.0.0/16"], 2, 0),
        ("eu-central-1", ["198.18.0.0/24"], 1, 0),
    ],
)
def test_management_ranges(region: str, cidrs: list[str], errors: int, warnings: int) -> None:
    found = networks.management_collisions(region, cidrs)
    assert (len(found.errors), len(found.warnings)) == (errors, warnings)


def test_collisions_say_what_is_left_and_what_to_use() -> None:
    assert networks.management_collisions("us-east-1", ["172.31.0.0/16"]).warnings == (
        (
            "172.31.0.0/16 overlaps 172.31.0.0/16 of the management ranges of WorkSpaces in us-east-1; 192.168.0.0/16, "
            "198.19.0.0/16, 10.0.0.0/8 must stay unused by this VPC and everything it routes to."
        ),
    )
    error = networks.management_collisions("ap-south-1", ["10.0.0.0/16", "192.168.1.0/24"]).errors[0]
    assert "could not be registered; use a range such as 172.20.0.0/16" in error


def test_the_managed_ad_range_matters_only_with_a_managed_ad() -> None:
    assert networks.management_collisions("eu-central-1", ["198.18.0.0/24"], managed_ad=False) == Collisions()


def test_the_default_cidr_collides_nowhere() -> None:
    from workspaces_constructs.facts.regions import AZ_IDS

    for region in AZ_IDS:
        assert networks.management_collisions(region, [networks.DEFAULT_VPC_CIDR]) == Collisions()


@pytest.mark.parametrize(
    ("capacity", "addresses", "prefix"),
    [
        # 100 grow to 120, 12 of them migrating: 132 / 2 + 1 connector
        (DesktopCapacity(100), 67, 25),
        # 2 grow to 2.4, so 3, one of them migrating: 4 / 2 + 1
        (DesktopCapacity(2), 3, 28),
        (DesktopCapacity(100, growth=0, connectors=0, migration_headroom=0), 50, 26),
        # an odd desktop needs its own address: 7 / 2 rounded up
        (DesktopCapacity(7, growth=0, connectors=0, migration_headroom=0), 4, 28),
        # 0.1 is not exact in binary: 110, not 111
        (DesktopCapacity(100, growth=0.1, connectors=0, migration_headroom=0), 55, 26),
    ],
)
def test_capacity(capacity: DesktopCapacity, addresses: int, prefix: int) -> None:
    assert capacity.addresses_per_subnet() == addresses
    assert capacity.subnet_prefix() == prefix


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"desktops": 0}, "desktops: got 0; allowed: 1 or more"),
        ({"desktops": 5, "growth": -0.1}, "growth: got -0.1; allowed: 0 or more"),
        ({"desktops": 5, "connectors": -1}, "connectors: got -1; allowed: 0 or more"),
        ({"desktops": 5, "migration_headroom": -1}, "migration_headroom: got -1; allowed: 0 or more"),
    ],
)
def test_a_capacity_below_nothing_is_refused(arguments: dict[str, int], text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        DesktopCapacity(**arguments)
    assert str(caught.value).startswith(text)


def test_carving_fills_gaps_and_aligns() -> None:
    carved = networks.carve("172.20.0.0/16", [24, 28, 24, 28, 20])
    assert [str(network) for network in carved] == [
        "172.20.0.0/24",
        "172.20.1.0/28",
        "172.20.2.0/24",
        "172.20.1.16/28",
        "172.20.16.0/20",
    ]


def test_carving_says_what_would_fit() -> None:
    with pytest.raises(ConfigurationError) as caught:
        networks.carve("172.20.0.0/24", [25, 26, 26, 28])
    assert str(caught.value) == (
        "VPC CIDR for subnets of /25, /26, /26, /28: got '172.20.0.0/24'; allowed: at least 272 addresses; "
        "fix: use a /23, for example 172.20.0.0/23"
    )
    with pytest.raises(ConfigurationError, match="fix: plan for fewer desktops: no VPC CIDR is larger than a /16"):
        networks.carve("172.20.0.0/16", [16, 16])
    with pytest.raises(ConfigurationError, match="subnet size: got '/29'; allowed: /16 to /28; fix: use /28"):
        networks.carve("172.20.0.0/16", [29])
