"""AD Connectors that are made before the link to their domain is up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_aws.clock import clock
from local_aws.services import domains
from tests.runtime.support.cases import BY_KIND
from tests.runtime.support.framework import Waiter
from tests.runtime.support.play import Play
from tests.runtime.support.world import DOMAIN, PASSWORD

if TYPE_CHECKING:
    from tests.runtime.support.wire import Effect, Wire

INTERVAL = 60.0
NOBODY = ["10.9.9.9", "10.9.9.8"]


def play_of(wire: Wire) -> Play:
    return Play(BY_KIND["AdConnector"], wire, interval=INTERVAL)


def tries(wire: Wire) -> int:
    return sum(call.operation == "ConnectDirectory" for call in wire.calls)


def test_a_connector_is_made_again_until_its_domain_answers(wire: Wire) -> None:
    play = play_of(wire)
    addresses = play.properties["CustomerDnsIps"]
    assert isinstance(addresses, (list, tuple))
    domains.remove_on_premises(DOMAIN)
    stack = play.stack()
    stack.properties = {**play.properties, "AwaitDomain": "true"}
    waiter = play.provider.start(stack.event("Create"))
    assert isinstance(waiter, Waiter)
    while tries(wire) < 2:
        assert waiter.poll() is None
        clock.advance(INTERVAL)
    domains.add_on_premises(DOMAIN, [str(each) for each in addresses], {"joiner": PASSWORD})

    answer = None
    while answer is None:
        answer = waiter.poll()
        clock.advance(INTERVAL)

    assert answer.status == "SUCCESS", answer.reason
    assert tries(wire) == 2


def test_a_connector_whose_domain_never_answers_says_so_before_the_deadline(wire: Wire) -> None:
    play = play_of(wire)
    stack = play.stack()
    begun = clock.now()

    assert stack.create({**play.properties, "CustomerDnsIps": NOBODY, "AwaitDomain": "true"}) == "ROLLBACK_COMPLETE"

    assert clock.now() - begun > 30 * 60
    assert tries(wire) > 2
    assert "is Failed: Connectivity issues detected: DNS unavailable" in stack.reasons[0]
    play.expect_rolled_back(stack)


def test_a_wrong_account_is_told_at_once(wire: Wire) -> None:
    play = play_of(wire)
    stack = play.stack()
    wrong = {**play.properties, "CustomerUserName": "nobody", "AwaitDomain": "true"}

    assert stack.create(wrong) == "ROLLBACK_COMPLETE"

    assert tries(wire) == 1
    assert "is Failed: Configuration issues detected: the service account" in stack.reasons[0]
    play.expect_rolled_back(stack)


@pytest.mark.parametrize("effect", ["die before", "die after"])
def test_a_try_that_dies_at_every_third_call_leaves_no_connector(effect: Effect, wire: Wire) -> None:
    play, number = play_of(wire), 0
    killed = True
    while killed:
        number += 3
        stack = play.stack()
        wire.restart({number: effect})
        if stack.create({**play.properties, "CustomerDnsIps": NOBODY, "AwaitDomain": "true"}) == "ROLLBACK_FAILED":
            assert stack.delete() == "DELETE_COMPLETE"
        killed = wire.killed
        play.expect_rolled_back(stack)
    assert number > 20
