"""Settings files of any shape: never a traceback, never a lost mistake, never a changed value."""

from __future__ import annotations

import dataclasses
import json
import re
from ipaddress import IPv4Network
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.synth import ROOT, standalone_settings
from workspaces_constructs import ConfigurationError, DesktopSubnets
from workspaces_constructs.deployment.loading import parse
from workspaces_constructs.deployment.mistakes import SettingsError
from workspaces_constructs.deployment.scenario_table import SCENARIO_MODULES
from workspaces_constructs.deployment.settings import Settings
from workspaces_constructs.facts.networks import DesktopCapacity, require_network
from workspaces_constructs.network.plan import plan_subnets
from workspaces_constructs.strict_yaml import read_yaml

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
keys = st.sampled_from([*Settings.model_fields, "name", "cidr", "volumes", "user_name", "region", "id"]) | st.text(
    max_size=8
)
trees = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4), max_leaves=12
)


def mistakes(tree: dict[str, Any]) -> tuple[str, ...]:
    try:
        parse(tree, str(ROOT / "settings/test.yaml"))
    except SettingsError as refused:
        return refused.mistakes
    return ()


@given(st.dictionaries(keys, trees, max_size=8))
@example({"personas": [{"name": "a"}], "users": [{"user_name": "b", "persona": "c"}]})
def test_any_tree_without_what_is_required_is_a_list_of_mistakes(tree: dict[str, Any]) -> None:
    found = mistakes(tree)

    assert found
    assert len(set(found)) == len(found)
    assert not [mistake for mistake in found if "\n" in mistake]


def leaves(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    return [path] if inner is None else [leaf for key, part in inner for leaf in leaves(part, (*path, key))]


def scenario_settings(scenario: str) -> dict[str, Any]:
    tree = read_yaml(ROOT / f"settings/{scenario}.yaml")
    assert isinstance(tree, dict)
    return tree


@given(st.sampled_from([(name, leaf) for name in SCENARIO_MODULES for leaf in leaves(scenario_settings(name))]), trees)
def test_one_changed_leaf_is_no_surprise(place: tuple[str, tuple[str | int, ...]], value: object) -> None:
    """The mistakes, if there are any, are about the section of the leaf, or about those that it is compared with."""
    scenario, path = place
    tree = scenario_settings(scenario)
    spoiled: Any = tree
    for key in path[:-1]:
        spoiled = spoiled[key]
    spoiled[path[-1]] = value

    sections = {str(path[0]), *RELATED.get(str(path[0]), ())}
    assert not [found for found in mistakes(tree) if re.split(r"[.\[:]", found)[0] not in sections]


RELATED = {
    "environment": {"network", "shared_services", "on_premises", "domain_controllers", "trust"},
    "network": {"shared_services", "on_premises", "connectivity", "domain_controllers", "personas"},
    "shared_services": {"environment", "on_premises", "connectivity"},
    "on_premises": {"directory", "connectivity", "registration", "domain_controllers", "trust"},
    "connectivity": {"on_premises", "personas"},
    "directory": {"registration", "personas", "shared_services"},
    "personas": {"network", "users", "proxy", "mfa", "directory", "fleet"},
    "trust": {"personas"},
    "proxy": {"personas"},
    "mfa": {"personas"},
    "admin_host": {"users"},
}
"""By a section, those in which a mistake may show that it makes."""


@given(st.sets(st.sampled_from(["region", "domain", "cidr", "tag", "minutes", "user"]), min_size=1))
def test_no_mistake_hides_another(chosen: set[str]) -> None:
    tree = standalone_settings()
    spoil = {
        "region": lambda: tree["environment"].update(region="mars-1"),
        "domain": lambda: tree["directory"].update(domain_name="corp"),
        "cidr": lambda: tree["network"].update(cidr="10.0.0.1/8"),
        "tag": lambda: tree["tags"].update({"aws:x": "y"}),
        "minutes": lambda: tree["personas"][0].update(auto_stop_minutes=90),
        "user": lambda: tree["users"][0].update(user_name="a b"),
    }
    for mistake in chosen:
        spoil[mistake]()

    assert len(mistakes(tree)) == len(chosen)


plain = st.recursive(
    st.booleans()
    | st.integers()
    | st.text(st.characters(codec="ascii", categories=["L", "N", "P", "Zs"]), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(st.characters(codec="ascii", categories=["L"]), min_size=1, max_size=8), inner, max_size=3
        )
    ),
    max_leaves=10,
)


@given(tree=plain, flow=st.booleans())
def test_yaml_is_read_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, tree: object, *, flow: bool) -> None:
    path = tmp_path_factory.mktemp("yaml") / "settings.yaml"
    path.write_text(json.dumps(tree))
    assert read_yaml(path) == tree

    path.write_text(yaml.safe_dump(tree, default_flow_style=flow))
    assert read_yaml(path) == tree


@given(
    st.integers(min_value=16, max_value=28),
    st.lists(st.integers(min_value=1, max_value=3000), min_size=1, max_size=4),
)
def test_a_plan_fits_or_says_what_would(prefix: int, sizes: list[int]) -> None:
    pairs = [DesktopSubnets(f"persona-{index}", DesktopCapacity(size)) for index, size in enumerate(sizes)]
    vpc = str(IPv4Network((0xAC140000, prefix)))
    needed = sum(2 ** (33 - pair.capacity.subnet_prefix()) for pair in pairs) + 12 * 16
    if needed > 2 ** (32 - prefix):
        with pytest.raises(ConfigurationError, match=f"at least {needed} addresses"):
            plan_subnets(vpc, pairs)
        return

    plan = plan_subnets(vpc, pairs)
    networks = [require_network(cidr) for pair in plan.values() for cidr in pair]
    assert all(network.subnet_of(IPv4Network(vpc)) for network in networks)
    assert not [(a, b) for i, a in enumerate(networks) for b in networks[:i] if a.overlaps(b)]
    for pair in pairs:
        first, second = (require_network(cidr) for cidr in plan[pair.name])
        assert first.num_addresses == second.num_addresses
        assert first.num_addresses - 5 >= pair.capacity.addresses_per_subnet()
        assert 2 * (first.num_addresses - 5) >= pair.capacity.planned_desktops + 2 * pair.capacity.connectors


sized = st.lists(st.integers(min_value=1, max_value=1000), min_size=1, max_size=6)


def pinned(pairs: list[DesktopSubnets], plan: dict[str, tuple[str, str]]) -> list[DesktopSubnets]:
    return [dataclasses.replace(pair, cidrs=plan[pair.name]) for pair in pairs]


@given(sized, st.data())
def test_pinning_pairs_where_they_are_moves_none(sizes: list[int], data: st.DataObject) -> None:
    pairs = [DesktopSubnets(f"persona-{index}", DesktopCapacity(size)) for index, size in enumerate(sizes)]
    plan = plan_subnets("172.20.0.0/16", pairs)
    some = data.draw(st.sets(st.sampled_from(pairs).map(lambda pair: pair.name)))
    changed = [new if new.name in some else old for old, new in zip(pairs, pinned(pairs, plan), strict=True)]

    assert plan_subnets("172.20.0.0/16", changed) == plan


@given(sized, st.data())
def test_with_pinned_pairs_a_changed_one_moves_no_other(sizes: list[int], data: st.DataObject) -> None:
    """Removed, reordered, grown, and a new one anywhere: the others stay, and so does the directory."""
    pairs = [DesktopSubnets(f"persona-{index}", DesktopCapacity(size)) for index, size in enumerate(sizes)]
    plan = plan_subnets("172.20.0.0/16", pairs)
    kept = data.draw(st.permutations(pinned(pairs, plan)))
    gone = kept.pop() if data.draw(st.booleans()) else None
    grown = DesktopSubnets(gone.name if gone else "new", DesktopCapacity(data.draw(st.integers(1, 2000))))
    changed = plan_subnets("172.20.0.0/16", data.draw(st.permutations([*kept, grown])))

    stays = plan.keys() - ({gone.name} if gone else set())
    assert {name: changed[name] for name in stays} == {name: plan[name] for name in stays}
    networks = [require_network(cidr) for two in changed.values() for cidr in two]
    assert not [(a, b) for i, a in enumerate(networks) for b in networks[:i] if a.overlaps(b)]
