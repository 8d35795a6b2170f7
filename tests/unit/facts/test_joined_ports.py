"""Ports that meet or overlap, and addresses that a subnet has to give."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workspaces_constructs.facts.addresses import require_host_address
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.ports import PortRule, Protocol, joined

SPANS = st.lists(
    st.tuples(st.sampled_from(get_args(Protocol)), st.integers(1, 40), st.integers(0, 10)).map(
        lambda span: PortRule(span[0], span[1], span[1] + span[2], "purpose", "source")
    ),
    max_size=12,
)


def opened(rules: list[PortRule]) -> set[tuple[str, int]]:
    return {(rule.protocol, port) for rule in rules for port in range(rule.from_port, rule.to_port + 1)}


@given(SPANS)
def test_joined_rules_open_the_same_ports_and_none_twice(rules: list[PortRule]) -> None:
    result = joined(rules)

    assert opened(result) == opened(rules)
    assert sum(rule.to_port - rule.from_port + 1 for rule in result) == len(opened(rules))
    assert joined(result) == result
    assert not {(r.protocol, r.to_port + 1) for r in result} & {(r.protocol, r.from_port) for r in result}


def test_purposes_are_told_once() -> None:
    rules = [
        PortRule("tcp", 1024, 65535, "dynamic RPC", "a"),
        PortRule("tcp", 3268, 3269, "global catalog", "b"),
        PortRule("tcp", 3389, 3389, "dynamic RPC", "a"),
    ]

    assert joined(rules) == [PortRule("tcp", 1024, 65535, "dynamic RPC, global catalog", "a; b")]


@pytest.mark.parametrize("address", ["172.20.0.4", "172.20.0.14"])
def test_an_address_that_a_subnet_can_give_passes(address: str) -> None:
    assert str(require_host_address(address, "172.20.0.0/28", "address")) == address


@pytest.mark.parametrize("address", ["172.20.0.3", "172.20.0.15", "172.20.1.4", "dns1"])
def test_an_address_that_it_cannot_give_is_refused_with_one_that_it_can(address: str) -> None:
    with pytest.raises(ConfigurationError, match=r"172\.20\.0\.14"):
        require_host_address(address, "172.20.0.0/28", "address")
