import pytest
from botocore.loaders import Loader

from workspaces_constructs.facts import bundles, catalog, desktops
from workspaces_constructs.facts.errors import ConfigurationError

NEWER_THAN_BOTOCORE = {"UBUNTU_24_04", "UBUNTU_26_04", "RHEL_9", "RHEL_10", "ROCKY_9", "ROCKY_10"}


def api_enum(shape: str) -> set[str]:
    return set(Loader().load_service_model("workspaces", "service-2")["shapes"][shape]["enum"])


def test_the_tables_are_the_api_enums() -> None:
    assert set(catalog.COMPUTE_TYPES) == api_enum("Compute")
    assert set(catalog.OPERATING_SYSTEMS) == (api_enum("OperatingSystemName") | NEWER_THAN_BOTOCORE) - {"UNKNOWN"}
    assert set(desktops.PROTOCOLS) == api_enum("Protocol")
    assert set(desktops.RUNNING_MODES) == api_enum("RunningMode")


def test_the_smallest_volumes_of_every_type_are_allowed() -> None:
    for row in catalog.COMPUTE_TYPES.values():
        if not row.ended:
            assert desktops.require_volume_pair(row.root_gib, row.user_gib, row.name) == (row.root_gib, row.user_gib)


def test_exclusions_name_types_or_families_that_exist() -> None:
    families = {row.gpu_family for row in catalog.COMPUTE_TYPES.values()}
    for system in catalog.OPERATING_SYSTEMS.values():
        assert system.without <= set(catalog.COMPUTE_TYPES) | families
        assert set(system.protocols) <= set(desktops.PROTOCOLS)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("STANDRAD", "got 'STANDRAD'; allowed: VALUE, STANDARD"),
        ("Graphics.g6.xlarge", "fix: use GRAPHICS_G6_XLARGE"),
        ("GRAPHICS", "got 'GRAPHICS, which ended on 2023-11-30'"),
        ("GRAPHICSPRO", "got 'GRAPHICSPRO, which ended on 2025-10-31'"),
    ],
)
def test_unknown_and_ended_compute_types_are_refused(name: str, text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        desktops.require_compute_type(name)
    assert text in str(caught.value)
    assert "GRAPHICSPRO," not in caught.value.allowed


@pytest.mark.parametrize(
    ("root", "user", "compute"),
    [
        (80, 10, None),
        (80, 50, "VALUE"),
        (80, 100, "STANDARD"),
        (175, 100, None),
        (2000, 2000, "POWERPRO"),
        (100, 100, "GRAPHICS_G4DN"),
        (200, 150, "GRAPHICS_G6_4XLARGE"),
    ],
)
def test_volume_pairs_that_exist(root: int, user: int, compute: str | None) -> None:
    assert desktops.require_volume_pair(root, user, compute) == (root, user)


@pytest.mark.parametrize(
    ("root", "user", "compute", "text"),
    [
        (80, 20, None, "root/user volume: got '80/20 GiB'; allowed: 80/10, 80/50, 80/100, 175-2000/100-2000 GiB"),
        (80, 20, None, "fix: use 80/50"),
        (100, 100, None, "fix: use 175/100"),
        (175, 50, None, "fix: use 175/100"),
        (81, 10, "STANDARD", "root/user volume of STANDARD: got '81/10 GiB'"),
        (2001, 100, None, "fix: use 2000/100"),
        (80, 10, "GENERALPURPOSE_4XLARGE", "allowed: 175-2000/100-2000 GiB; fix: use 175/100"),
        (80, 100, "GRAPHICS_G4DN", "allowed: 100-2000/100-2000 GiB; fix: use 100/100"),
        (100, 100, "GRAPHICS_G6_2XLARGE", "allowed: 150-2000/100-2000 GiB; fix: use 150/100"),
    ],
)
def test_volume_pairs_that_do_not_exist(root: int, user: int, compute: str | None, text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        desktops.require_volume_pair(root, user, compute)
    assert text in str(caught.value)


@pytest.mark.parametrize("minutes", [60, 120, 480])
def test_whole_hours_of_auto_stop(minutes: int) -> None:
    assert desktops.require_auto_stop_minutes(minutes) == minutes


@pytest.mark.parametrize(("minutes", "fix"), [(90, 120), (0, 60), (-60, 60), (59, 60), (61, 120)])
def test_other_auto_stop_minutes_are_refused(minutes: int, fix: int) -> None:
    with pytest.raises(ConfigurationError) as caught:
        desktops.require_auto_stop_minutes(minutes)
    assert str(caught.value) == (
        f"AutoStop time-out in minutes: got {minutes}; allowed: 60 or a multiple of it; fix: use {fix}"
    )


def test_running_modes() -> None:
    assert desktops.require_running_mode("ALWAYS_ON") == "ALWAYS_ON"
    for given, fix in {"AlwaysOn": "ALWAYS_ON", "auto-stop": "AUTO_STOP", "MANUAL": "AUTO_STOP"}.items():
        with pytest.raises(ConfigurationError, match=f"allowed: AUTO_STOP, ALWAYS_ON; fix: use {fix}"):
            desktops.require_running_mode(given)


def test_protocols() -> None:
    assert [desktops.require_protocol(name) for name in ("DCV", "WSP", "PCOIP")] == ["WSP", "WSP", "PCOIP"]
    for given, fix in {"dcv": "DCV", "pcoip": "PCOIP", "RDP": "DCV"}.items():
        with pytest.raises(ConfigurationError, match=f"fix: use {fix}$"):
            desktops.require_protocol(given)


def test_combinations_that_exist() -> None:
    system, protocol, hardware = desktops.require_combination("WINDOWS_SERVER_2022", "DCV", "GRAPHICS_G6_XLARGE")
    assert (system.name, protocol, hardware.gpu_family, hardware.hibernates) == (
        "WINDOWS_SERVER_2022",
        "WSP",
        "g6",
        False,
    )
    assert desktops.require_combination("WINDOWS_SERVER_2019", "PCOIP", "VALUE")[1] == "PCOIP"
    assert desktops.require_operating_system("UBUNTU_22_04").linux


@pytest.mark.parametrize(
    ("system", "protocol", "compute", "text"),
    [
        ("WINDOWS_SERVER_2025", "PCOIP", "STANDARD", "streaming protocol of WINDOWS_SERVER_2025: got 'PCOIP'"),
        ("UBUNTU_22_04", "PCOIP", "STANDARD", "streaming protocol of UBUNTU_22_04"),
        ("WINDOWS_SERVER_2022", "PCOIP", "GRAPHICS_G6_XLARGE", "streaming protocol of GRAPHICS_G6_XLARGE"),
        ("WINDOWS_SERVER_2022", "DCV", "VALUE", "compute type for WINDOWS_SERVER_2022: got 'VALUE'"),
        ("ROCKY_9", "DCV", "VALUE", "fix: use STANDARD"),
        ("WINDOWS_SERVER_2016", "DCV", "GRAPHICS_G7_2XLARGE", "fix: use WINDOWS_SERVER_2022"),
        ("AMAZON_LINUX_2", "DCV", "STANDARD", "got 'AMAZON_LINUX_2, which ended on 2026-06-30'"),
        ("WINDOWS_7", "PCOIP", "STANDARD", "fix: use WINDOWS_11"),
        ("Windows Server 2022", "DCV", "STANDARD", "fix: use WINDOWS_SERVER_2022"),
    ],
)
def test_combinations_that_do_not_exist(system: str, protocol: str, compute: str, text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        desktops.require_combination(system, protocol, compute)
    assert text in str(caught.value)


def test_user_names() -> None:
    assert desktops.require_user_name("j" * 63) == "j" * 63
    assert desktops.require_user_name("ubuntu") == "ubuntu"
    assert desktops.require_user_name("jane", linux=True) == "jane"
    for name, linux, text in (
        ("", False, "allowed: 1 to 63 characters; fix: use another name"),
        ("j" * 64, False, "fix: shorten the user's logon name in the directory"),
        ("j" * 21, True, 'allowed: 1 to 20 characters, and not "ubuntu"'),
        ("Ubuntu", True, "fix: use another name"),
    ):
        with pytest.raises(ConfigurationError) as caught:
            desktops.require_user_name(name, linux=linux)
        assert text in str(caught.value)


@pytest.mark.parametrize(
    ("compute", "system", "protocol", "first"),
    [
        ("STANDARD", "WINDOWS_SERVER_2022", "DCV", "Standard with Windows 10 (Server 2022 based) (WSP)"),
        ("POWERPRO", "WINDOWS_SERVER_2022", "PCOIP", "PowerPro with Windows 10 (Server 2022 based) (PCoIP)"),
        ("STANDARD", "UBUNTU_22_04", "DCV", "Standard with Ubuntu 22.04"),
        ("GRAPHICS_G4DN", "WINDOWS_SERVER_2022", "DCV", "Graphics.g4dn with Windows 10 (Server 2022 based) (WSP)"),
        ("GENERALPURPOSE_4XLARGE", "ROCKY_9", "DCV", "GeneralPurpose.4xlarge with Rocky Linux 9"),
    ],
)
def test_bundle_names(compute: str, system: str, protocol: str, first: str) -> None:
    names = bundles.amazon_bundle_names(compute, system, protocol)
    assert names[0] == first
    assert len(set(names)) == len(names)
    assert f"{first} (English)" in names


def test_bundle_names_with_a_language_and_other_spellings() -> None:
    assert bundles.amazon_bundle_names("STANDARD", "WINDOWS_SERVER_2022", language="Japanese") == [
        "Standard with Windows 10 (Server 2022 based) (WSP) (Japanese)"
    ]
    assert "Standard with Windows (Server 2025 based) (English)" in bundles.amazon_bundle_names(
        "STANDARD", "WINDOWS_SERVER_2025"
    )
    assert "Graphics.g6.xlarge with Windows Server 2022 (WSP)" in bundles.amazon_bundle_names(
        "GRAPHICS_G6_XLARGE", "WINDOWS_SERVER_2022"
    )


def test_amazon_has_no_bundle_of_a_byol_system() -> None:
    with pytest.raises(ConfigurationError, match="fix: use WINDOWS_SERVER_2022, or name your own bundle by its id"):
        bundles.amazon_bundle_names("STANDARD", "WINDOWS_11")
    with pytest.raises(ConfigurationError, match="fix: use UBUNTU_24_04"):
        bundles.amazon_bundle_names("STANDARD", "UBUNTU_18_04")
