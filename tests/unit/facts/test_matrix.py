"""Which operating system goes with which protocol, hardware and volumes: every combination, against a table of its own.

The table below is written from AWS's pages (facts §4.1-§4.3), row by row, and shares nothing with the catalogue.
"""

from __future__ import annotations

from itertools import product
from typing import Final

import pytest

from workspaces_constructs.facts.catalog import COMPUTE_TYPES, OPERATING_SYSTEMS
from workspaces_constructs.facts.desktops import (
    require_combination,
    require_compute_region,
    require_compute_type,
    require_operating_system,
    require_volume_pair,
)
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.regions import AZ_IDS

SMALL: Final = "STANDARD PERFORMANCE POWER POWERPRO"
GENERAL: Final = "GENERALPURPOSE_4XLARGE GENERALPURPOSE_8XLARGE"
G4DN: Final = "GRAPHICS_G4DN GRAPHICSPRO_G4DN"
G6: Final = (
    "GRAPHICS_G6_XLARGE GRAPHICS_G6_2XLARGE GRAPHICS_G6_4XLARGE GRAPHICS_G6_8XLARGE GRAPHICS_G6_16XLARGE "
    "GRAPHICS_GR6_4XLARGE GRAPHICS_GR6_8XLARGE GRAPHICS_G6F_LARGE GRAPHICS_G6F_XLARGE GRAPHICS_G6F_2XLARGE "
    "GRAPHICS_G6F_4XLARGE GRAPHICS_GR6F_4XLARGE"
)
G7: Final = "GRAPHICS_G7_2XLARGE GRAPHICS_G7_4XLARGE GRAPHICS_G7_8XLARGE GRAPHICS_G7_12XLARGE"
BY_PCOIP: Final = f"{SMALL} {GENERAL} {G4DN}"
"""What PCoIP reaches: not G6 and G7."""
BY_DCV: Final = f"{BY_PCOIP} {G6} {G7}"

OFFERED: Final[dict[str, tuple[str, str]]] = {
    "WINDOWS_SERVER_2016": (f"VALUE {SMALL} {G4DN}", f"VALUE {SMALL} {G4DN}"),
    "WINDOWS_SERVER_2019": (f"VALUE {BY_DCV}", f"VALUE {BY_PCOIP}"),
    "WINDOWS_SERVER_2022": (BY_DCV, BY_PCOIP),
    "WINDOWS_SERVER_2025": (BY_DCV, ""),
    "WINDOWS_10": (f"VALUE {BY_DCV}", f"VALUE {BY_PCOIP}"),
    "WINDOWS_11": (BY_DCV, ""),
    "UBUNTU_18_04": (f"VALUE {BY_DCV}", ""),
    "UBUNTU_20_04": (f"VALUE {BY_DCV}", ""),
    "UBUNTU_22_04": (f"VALUE {BY_DCV}", ""),
    "UBUNTU_24_04": (BY_DCV, ""),
    "UBUNTU_26_04": (f"VALUE {BY_DCV}", ""),
    "RHEL_8": (f"VALUE {BY_DCV}", ""),
    "RHEL_9": (BY_DCV, ""),
    "RHEL_10": (f"VALUE {BY_DCV}", ""),
    "ROCKY_8": (f"VALUE {BY_DCV}", ""),
    "ROCKY_9": (BY_DCV, ""),
    "ROCKY_10": (f"VALUE {BY_DCV}", ""),
}
"""Operating system: its hardware by DCV, and by PCoIP."""

ENDED: Final = {
    "WINDOWS_7": ("2020-01-14", "WINDOWS_11"),
    "AMAZON_LINUX_2": ("2026-06-30", "UBUNTU_24_04"),
    "GRAPHICS": ("2023-11-30", "GRAPHICS_G4DN"),
    "GRAPHICSPRO": ("2025-10-31", "GRAPHICSPRO_G4DN"),
}
"""What AWS has retired: when, and what is used in its place."""

NAMES: Final = {"DCV": "WSP", "WSP": "WSP", "PCOIP": "PCOIP"}


def expected(system: str, protocol: str, compute: str) -> bool:
    """Whether AWS offers a combination."""
    by_dcv, by_pcoip = OFFERED.get(system, ("", ""))
    return compute in (by_pcoip if protocol == "PCOIP" else by_dcv).split()


def test_the_table_is_about_everything_there_is() -> None:
    systems = {*OFFERED, *ENDED} & set(OPERATING_SYSTEMS)
    computes = {"VALUE", *BY_DCV.split(), *ENDED} & set(COMPUTE_TYPES)

    assert systems == set(OPERATING_SYSTEMS)
    assert computes == set(COMPUTE_TYPES)


def refusal(system: str, protocol: str, compute: str) -> ConfigurationError | None:
    """Why a combination is refused; nothing where it is not."""
    try:
        found = require_combination(system, protocol, compute)
    except ConfigurationError as error:
        return error
    assert (found[0].name, found[1], found[2].name) == (system, NAMES[protocol], compute)
    return None


@pytest.mark.parametrize("system", OPERATING_SYSTEMS)
def test_every_combination_is_offered_or_refused_with_a_fix_that_leads_to_one_that_is(system: str) -> None:
    for protocol, compute in product(NAMES, COMPUTE_TYPES):
        refused = refusal(system, protocol, compute)
        assert (refused is None) == expected(system, protocol, compute), (protocol, compute)
        if refused is not None:
            assert refused.allowed
            assert expected(*mended(system, protocol, compute, refused)), (protocol, compute, str(refused))


def mended(system: str, protocol: str, compute: str, refused: ConfigurationError | None) -> tuple[str, str, str]:
    """The combination at which somebody arrives who does what each message says."""
    while refused is not None:
        wanted = refused.fix.removeprefix("use ")
        assert wanted not in {system, protocol, compute}, refused
        system = wanted if wanted in OPERATING_SYSTEMS else system
        compute = wanted if wanted in COMPUTE_TYPES else compute
        protocol = wanted if wanted in NAMES else protocol
        assert wanted in {system, protocol, compute}, refused
        refused = refusal(system, protocol, compute)
    return system, protocol, compute


@pytest.mark.parametrize("name", ENDED)
def test_what_has_ended_is_refused_with_the_day_and_what_to_use(name: str) -> None:
    day, successor = ENDED[name]
    require = require_compute_type if name in COMPUTE_TYPES else require_operating_system

    with pytest.raises(ConfigurationError) as caught:
        require(name)

    assert str(caught.value).endswith(f"fix: use {successor}")
    assert f"got '{name}, which ended on {day}'" in str(caught.value)
    assert name not in caught.value.allowed.split(", ")
    assert require(successor).name == successor


SIZES: Final = (10, 50, 79, 80, 81, 99, 100, 101, 149, 150, 174, 175, 176, 199, 200, 250, 300, 1999, 2000, 2001)
"""Sizes at and beside every border."""

SMALLEST: Final = {
    **dict.fromkeys(GENERAL.split(), (175, 100)),
    **dict.fromkeys(f"{G4DN} {G7}".split(), (100, 100)),
    "GRAPHICS_G6_XLARGE": (100, 100),
    "GRAPHICS_G6_2XLARGE": (150, 100),
    "GRAPHICS_G6_4XLARGE": (200, 150),
    "GRAPHICS_G6_8XLARGE": (250, 200),
    "GRAPHICS_G6_16XLARGE": (300, 200),
    "GRAPHICS_GR6_4XLARGE": (250, 200),
    "GRAPHICS_GR6_8XLARGE": (300, 200),
    "GRAPHICS_G6F_LARGE": (100, 100),
    "GRAPHICS_G6F_XLARGE": (100, 100),
    "GRAPHICS_G6F_2XLARGE": (150, 100),
    "GRAPHICS_G6F_4XLARGE": (200, 150),
    "GRAPHICS_GR6F_4XLARGE": (250, 200),
}
"""The smallest volumes of hardware that does not begin at 80 and 10."""


@pytest.mark.parametrize("compute", [None, "VALUE", *BY_DCV.split()])
def test_every_pair_of_volumes_at_a_border(compute: str | None) -> None:
    root_from, user_from = SMALLEST.get(compute or "", (175, 100))
    for root, user in product(SIZES, SIZES):
        small = compute not in SMALLEST and root == 80 and user in {10, 50, 100}
        legal = small or (root_from <= root <= 2000 and user_from <= user <= 2000)
        try:
            assert require_volume_pair(root, user, compute) == (root, user)
        except ConfigurationError as error:
            assert not legal, (root, user)
            fixed_root, fixed_user = map(int, error.fix.removeprefix("use ").split("/"))
            assert require_volume_pair(fixed_root, fixed_user, compute) == (fixed_root, fixed_user)
        else:
            assert legal, (root, user)


def test_g7_is_in_three_regions_and_everything_else_is_everywhere() -> None:
    for compute, region in product(BY_DCV.split(), AZ_IDS):
        hardware = COMPUTE_TYPES[compute]
        if compute not in G7.split() or region in {"us-east-1", "us-east-2", "us-west-2"}:
            assert require_compute_region(hardware, region) is hardware
            continue
        with pytest.raises(ConfigurationError) as caught:
            require_compute_region(hardware, region)
        assert caught.value.allowed == "us-east-1, us-east-2, us-west-2"
        instead = COMPUTE_TYPES[caught.value.fix.removeprefix("use ")]
        assert require_compute_region(instead, region).gpu_family == "g6"
