"""Every component that the whitepaper names for a scenario is in its templates, and where it should be.

What is optional there is looked for where it was asked for, and must be absent elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.support.synth import ALL_VARIANTS, templates
from tests.unit.scenarios.components import second_factor
from tests.unit.scenarios.look import Look
from tests.unit.scenarios.matrix import SCENARIOS, made_of, synthesised, tree_of
from tests.unit.scenarios.networks import customer_gateway, virtual_private_gateway
from tests.unit.scenarios.whitepaper import COMPONENTS, Check
from workspaces_constructs.testing.reachability.values import DIRECTORIES

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = [(scenario, words, check) for scenario, rows in COMPONENTS.items() for words, check in rows]


def test_every_scenario_has_a_table() -> None:
    assert set(COMPONENTS) == set(SCENARIOS)


@pytest.mark.parametrize(("scenario", "words", "check"), ROWS, ids=[f"{row[0]}: {row[1][:70]}" for row in ROWS])
def test_the_component_is_there(scenario: str, words: str, check: Check) -> None:
    del words
    check(Look(made_of(scenario)))


def _ask(change: Callable[[dict[str, Any]], object]) -> Callable[[str], Look]:
    def look(scenario: str) -> Look:
        tree = tree_of(scenario)
        change(tree)
        return Look(synthesised(tree))

    return look


def _own_radius(tree: dict[str, Any]) -> None:
    tree["personas"][0]["mfa"] = True
    tree["mfa"] = {"own_servers": True}


def _vpn(tree: dict[str, Any]) -> None:
    tree["connectivity"] = {"vpn": {"customer_gateway_address": "203.0.113.10"}, "remote_cidrs": ["10.20.0.0/16"]}


@pytest.mark.parametrize("scenario", ["ad-connector", "replica", "standalone", "shared-services", "one-way-trust"])
def test_radius_servers_are_made_where_they_are_asked_for(scenario: str) -> None:
    second_factor("employees")(_ask(_own_radius)(scenario))


def test_the_standalone_scenario_has_a_virtual_private_gateway_where_it_is_asked_for() -> None:
    look = _ask(_vpn)("standalone")

    virtual_private_gateway("desktops", "directory")(look)
    customer_gateway(look)


EXISTING: Final = [variant for variant in ALL_VARIANTS if variant == "existing" or variant.endswith("-existing")]


@pytest.mark.parametrize("variant", EXISTING)
def test_what_exists_is_not_made_again(variant: str) -> None:
    made = [each["Type"] for template in templates(variant).values() for each in template["Resources"].values()]
    kinds = {"VPC", "Subnet", "DHCPOptions", "InternetGateway", "NatGateway", "VPNGateway", "TransitGateway"}
    refused = {"AWS::KMS::Key", *(f"AWS::EC2::{kind}" for kind in kinds)}

    assert not refused.intersection(made)
    if "replica" not in variant and "ad-connector" not in variant:
        assert not set(DIRECTORIES).intersection(made)
