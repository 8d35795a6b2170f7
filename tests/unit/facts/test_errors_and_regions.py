from ipaddress import IPv4Network

import pytest

from workspaces_constructs.facts import regions
from workspaces_constructs.facts.errors import ConfigurationError


def test_the_error_is_one_line_of_four_parts() -> None:
    error = ConfigurationError("edition", value="Tiny", allowed=["Standard", "Enterprise"], fix="use Standard")
    assert str(error) == "edition: got 'Tiny'; allowed: Standard, Enterprise; fix: use Standard"
    assert (error.what, error.value, error.allowed, error.fix) == (
        "edition",
        "Tiny",
        "Standard, Enterprise",
        "use Standard",
    )
    assert isinstance(error, ValueError)


def test_the_error_leaves_out_what_it_was_not_given() -> None:
    assert str(ConfigurationError("the password is plain text", fix="pass a secret")) == (
        "the password is plain text: fix: pass a secret"
    )
    assert str(ConfigurationError("no users")) == "no users"


def test_every_region_has_two_zones_and_management_ranges() -> None:
    assert set(regions.MANAGEMENT_RANGES) == set(regions.AZ_IDS)
    for region, ids in regions.AZ_IDS.items():
        assert len(set(ids)) == len(ids) >= 2
        assert regions.default_az_ids(region) == ids[:2]
        assert regions.workspaces_az_ids(region) == ids
        assert IPv4Network("10.0.0.0/8") in regions.MANAGEMENT_RANGES[region]
    az_ids = [az_id for ids in regions.AZ_IDS.values() for az_id in ids]
    assert len(set(az_ids)) == len(az_ids)


@pytest.mark.parametrize(
    "subset",
    [
        regions.ASSUMED_MANAGEMENT_RANGES,
        regions.SIMPLE_AD_REGIONS,
        regions.FIPS_REGIONS,
        regions.IP_GROUP_CFN_REGIONS,
    ],
)
def test_region_sets_name_regions_of_workspaces(subset: frozenset[str]) -> None:
    assert subset < set(regions.AZ_IDS)


def test_known_rows() -> None:
    assert regions.AZ_IDS["us-east-1"] == ("use1-az2", "use1-az4", "use1-az6")
    assert regions.MANAGEMENT_RANGES["ap-south-1"] == (IPv4Network("192.168.0.0/16"), IPv4Network("10.0.0.0/8"))
    assert len(regions.IP_GROUP_CFN_REGIONS) == 17


@pytest.mark.parametrize(
    ("region", "fix"),
    [
        ("us-east1", "use us-east-1"),
        ("eu-north-1", "use eu-central-1"),
        ("eu_west_1", "use eu-west-1"),
        ("me-south-1", "choose the region nearest to the users"),
    ],
)
def test_an_unknown_region_is_refused(region: str, fix: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        regions.workspaces_az_ids(region)
    assert (caught.value.value, caught.value.fix) == (region, fix)
    assert "eu-central-1, eu-west-1" in caught.value.allowed


def test_two_supported_zones_pass_in_the_order_given() -> None:
    assert regions.require_az_ids("us-east-1", ["use1-az6", "use1-az2"]) == ("use1-az6", "use1-az2")


@pytest.mark.parametrize(
    ("ids", "fix"),
    [
        (["use1-az4"], "use use1-az4 and use1-az2"),
        (["use1-az6", "use1-az6"], "use use1-az6 and use1-az2"),
        (["use1-az1", "use1-az4"], "use use1-az4 and use1-az2"),
        (["us-east-1a", "us-east-1b"], "use use1-az2 and use1-az4"),
        (["use1-az2", "use1-az4", "use1-az6"], "use use1-az2 and use1-az4"),
        ([], "use use1-az2 and use1-az4"),
    ],
)
def test_anything_but_two_different_supported_zones_is_refused(ids: list[str], fix: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        regions.require_az_ids("us-east-1", ids)
    assert str(caught.value) == (
        f"availability zones in us-east-1: got {ids}; allowed: two different AZ IDs of use1-az2, use1-az4, use1-az6 "
        f"(AZ IDs, not zone names such as us-east-1a); fix: {fix}"
    )
