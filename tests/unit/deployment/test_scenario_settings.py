"""Each scenario's settings: what it needs, and what it does not know."""

from __future__ import annotations

import re

import pytest

from tests.support.scenario_settings import SECRET, TGW, VGW, VPN, mistakes, scenario_tree
from tests.support.synth import ROOT
from workspaces_constructs.deployment import load
from workspaces_constructs.deployment.loading import parse
from workspaces_constructs.deployment.scenario_table import SCENARIO_MODULES
from workspaces_constructs.deployment.section_table import SCENARIO_PARTS
from workspaces_constructs.deployment.sections.base import present
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.network.plan import require_usable_ranges


@pytest.mark.parametrize("scenario", SCENARIO_MODULES)
def test_every_scenario_has_a_file_with_no_mistake_and_no_warning(scenario: str) -> None:
    settings = load(ROOT / f"settings/{scenario}.yaml")
    on_premises = settings.on_premises.cidrs if settings.on_premises else ()
    shared = settings.shared_services.network.cidr
    ranges = [settings.network.cidr, shared, *settings.network.routed_cidrs, *settings.remote_cidrs, *on_premises]

    assert settings.scenario == scenario
    assert require_usable_ranges(settings.environment.region, ranges) == ()


SECTIONS = {
    "directory": {"domain_name": "other.example.com"},
    "on_premises": {
        "domain_name": "old.example.com",
        "dns_addresses": ["10.20.0.10"],
        "cidrs": ["10.20.0.0/24"],
        "service_account": {"user_name": "svc", "secret_arn": SECRET},
    },
    "connectivity": {"vpn": VPN, "remote_cidrs": ["10.20.0.0/16"]},
    "trust": {"type": "forest"},
    "domain_controllers": {
        "administrator_secret_arn": SECRET,
        "restore_mode_secret_arn": SECRET,
    },
    "shared_services": {"network": {"cidr": "172.22.0.0/16"}},
    "admin_host": {"enabled": True},
}
PARTS = {part.path: part for part in SCENARIO_PARTS}


@pytest.mark.parametrize("scenario", SCENARIO_MODULES)
@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_is_required_or_refused_as_the_table_says(scenario: str, section: str) -> None:
    part, tree = PARTS[section,], scenario_tree(scenario)
    if scenario not in part.allowed:
        (message,) = mistakes({**tree, section: SECTIONS[section]})
        assert message.startswith(f"{section}: {section}: allowed: in ")
        assert f"; in {scenario} {part.elsewhere}; fix: remove it" in message
    elif scenario in part.required:
        del tree[section]
        found = [message for message in mistakes(tree) if message.startswith(f"{section}: ")]
        assert found == [f"{section}: it is missing, and {scenario} needs it; fix: {part.needed}"]
    else:
        tree["network"]["routed_cidrs"] = ["10.20.0.0/16"]  # where connectivity had led
        parse({**{key: value for key, value in tree.items() if key != section}, "users": []})


KEYS = [
    ("simple-ad", "directory__edition", "Standard", "a Simple AD has a size"),
    ("simple-ad", "directory__logs", True, "forwards no logs"),
    ("simple-ad", "directory__reachable_from", ["10.1.0.0/16"], "admits its VPC only"),
    ("simple-ad", "directory__conditional_forwarders", [], "no conditional forwarders"),
    ("simple-ad", "directory__ldaps_certificates", [], "no client-side LDAPS"),
    ("simple-ad", "directory__service_account", {"group": None}, "no AD Connector is connected"),
    ("simple-ad", "admin_host__organizational_unit", "WorkSpaces", "makes users only"),
    ("two-way-trust", "directory__size", "Large", "a Managed AD has an edition"),
    ("two-way-trust", "directory__service_account", {"group": None}, "no AD Connector is connected"),
    ("two-way-trust", "on_premises__service_account", {"user_name": "a", "secret_arn": SECRET}, "no AD Connector"),
    ("two-way-trust", "on_premises__ldaps_certificates", [], "no AD Connector is connected"),
    ("ad-connector", "connectivity__between", "peering", "there is one VPC only"),
    ("one-way-trust", "connectivity__virtual_private_gateway_id", VGW, "there are two VPCs"),
]


@pytest.mark.parametrize(("scenario", "path", "value", "why"), KEYS, ids=[f"{row[0]}-{row[1]}" for row in KEYS])
def test_keys_of_other_scenarios_are_refused(scenario: str, path: str, value: object, why: str) -> None:
    tree = scenario_tree(scenario, **{path: value})
    if path.endswith("gateway_id"):
        del tree["connectivity"]["vpn"]
    message = mistakes(tree)[0]

    assert message.startswith(f"{path.replace('__', '.')}: ")
    assert f"; in {scenario} " in message
    assert why in message


def test_the_way_to_on_premises_and_what_is_behind_it() -> None:
    two_vpcs = {"connectivity": {"transit_gateway_id": TGW}}
    leading = {"connectivity": {"transit_gateway_id": TGW, "remote_cidrs": ["10.20.0.0/16"]}}
    found = [
        parse(scenario_tree(scenario, **changes))
        for scenario, changes in (
            ("standalone", {}),
            ("ad-connector", {}),
            ("ad-connector", {"connectivity": {"vpn": VPN}, "personas__0__help_desk_cidrs": []}),
            ("ad-connector", leading),
            ("shared-services", two_vpcs),
            ("shared-services", leading),
        )
    ]

    assert [(settings.link, settings.remote_cidrs) for settings in found] == [
        (None, ()),
        ("vpn", ("10.20.0.0/16",)),
        ("vpn", ("10.20.0.0/23",)),
        ("transit_gateway_id", ("10.20.0.0/16",)),
        (None, ()),
        ("transit_gateway_id", ("10.20.0.0/16",)),
    ]


def test_what_is_registered_goes_by_the_scenario() -> None:
    file = str(ROOT / "settings/test.yaml")
    assert {name: parse(scenario_tree(name), file).registered for name in SCENARIO_MODULES} == {
        **dict.fromkeys(SCENARIO_MODULES, "connector"),
        "two-way-trust": "directory",
        "simple-ad": "directory",
    }


def test_settings_that_nobody_checked_are_refused_where_they_are_used() -> None:
    with pytest.raises(ConfigurationError, match="a section is missing"):
        present(None)


@pytest.mark.parametrize("scenario", SCENARIO_MODULES)
def test_a_mistake_in_one_section_raises_no_false_alarm_in_another(scenario: str) -> None:
    for section in scenario_tree(scenario):
        found = mistakes({**scenario_tree(scenario), section: 7 if section == "name" else {"unknown": 1}})

        assert {re.split(r"[.:\[]", message)[0] for message in found} == {section}, found
