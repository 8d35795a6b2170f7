"""Trusts: the other half that is missing, late or wrong; what must be made again; what is not ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_aws import faults
from local_aws.clock import clock
from local_aws.faults import Fault
from local_aws.services import domains, durations
from local_aws.services.domains import TrustHalf
from tests.runtime.support.cases import BY_KIND
from tests.runtime.support.cases_trust import HQ, REMOTES, join_remotes
from tests.runtime.support.framework import Waiter
from tests.runtime.support.play import Play
from tests.runtime.support.world import DOMAIN, PASSWORD

if TYPE_CHECKING:
    from tests.runtime.support.wire import Wire

INTERVAL = 60.0
MINUTE = 60.0


def play_of(kind: str, wire: Wire) -> Play:
    return Play(BY_KIND[kind], wire, interval=INTERVAL)


def trust_with(half: TrustHalf | None, wire: Wire) -> Play:
    """A case whose remote domain has this half of the trust, or none."""
    play = play_of("Trust", wire)
    domains.add_on_premises(HQ, REMOTES[HQ], {}, trusts={DOMAIN: half} if half else {})
    return play


WRONG = {
    "no half": (None, "The trust relationship between"),
    "another password": (TrustHalf("Two-Way", "another one"), "Access is denied"),
    "the wrong direction": (TrustHalf("One-Way: Incoming", PASSWORD), "The trust relationship between"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_trust_without_its_other_half_ends_before_the_deadline_with_what_to_check(name: str, wire: Wire) -> None:
    half, reason = WRONG[name]
    play = trust_with(half, wire)
    stack = play.stack()

    assert stack.create(play.properties) == "ROLLBACK_COMPLETE"

    told = stack.reasons[0]
    assert "gave up after 46 minutes" in told
    assert f"with {HQ} is VerifyFailed: {reason}" in told
    for word in ("its half of the trust", "password", "forwarders on both sides", "ports", "AcceptUnverified"):
        assert word in told
    assert "AWSSupport-TroubleshootDirectoryTrust" in told
    play.expect_rolled_back(stack)


@pytest.mark.parametrize("interval", [25.0, 55.0])
def test_the_reason_is_told_whenever_the_deadline_comes(interval: float, wire: Wire) -> None:
    """While AWS verifies a trust once more it does not say why it failed before."""
    play = Play(BY_KIND["Trust"], wire, interval=interval)
    domains.add_on_premises(HQ, REMOTES[HQ], {})
    stack = play.stack()

    assert stack.create(play.properties) == "ROLLBACK_COMPLETE"

    assert f"with {HQ} is VerifyFailed: The trust relationship between" in stack.reasons[0]


def test_dns_servers_that_do_not_answer_are_told(wire: Wire) -> None:
    play = play_of("Trust", wire)
    domains.remove_on_premises(HQ)
    stack = play.stack()

    assert stack.create(play.properties) == "ROLLBACK_COMPLETE"

    assert "does not exist or could not be contacted" in stack.reasons[0]


def test_the_other_half_may_be_made_while_the_stack_waits(wire: Wire) -> None:
    play = trust_with(None, wire)
    stack = play.stack()
    stack.properties = play.properties
    waiter = play.provider.start(stack.event("Create"))
    assert isinstance(waiter, Waiter)
    for _ in range(10):
        assert waiter.poll() is None
        clock.advance(INTERVAL)
    verified = [call for call in wire.calls if call.operation == "VerifyTrust"]
    assert 2 <= len(verified) <= 10
    join_remotes()

    answer = None
    while answer is None:
        answer = waiter.poll()
        clock.advance(INTERVAL)

    assert answer.status == "SUCCESS", answer.reason


def test_a_verification_that_aws_puts_off_is_asked_for_again(wire: Wire) -> None:
    play = trust_with(None, wire)
    stack = play.stack()
    stack.create({**play.properties, "AcceptUnverified": True})
    clock.advance(10 * MINUTE)
    join_remotes()
    faults.add(Fault("ds", "VerifyTrust", error="ClientException", message="Another operation is going on.", times=3))

    assert stack.update(play.properties) == "UPDATE_COMPLETE", stack.reasons

    assert faults.pending() == []
    play.expect_made(stack, play.properties)


def test_an_unverified_trust_is_accepted_if_told_so_and_verified_by_a_later_update(wire: Wire) -> None:
    play = trust_with(None, wire)
    stack = play.stack()
    accepting = {**play.properties, "AcceptUnverified": True}

    assert stack.create(accepting) == "CREATE_COMPLETE", stack.reasons

    assert stack.attributes["TrustState"] == "VerifyFailed"
    assert stack.attributes["TrustStateReason"].startswith("The trust relationship between")
    play.expect_made(stack, accepting)
    first = stack.attributes["TrustId"]
    join_remotes()
    clock.advance(10 * MINUTE)
    assert stack.update(play.properties) == "UPDATE_COMPLETE", stack.reasons
    play.expect_made(stack, play.properties)
    assert (stack.attributes["TrustId"], stack.attributes["TrustState"]) == (first, "Verified")


def test_a_trust_that_is_accepted_unverified_is_looked_at_again_by_every_update(wire: Wire) -> None:
    play = trust_with(None, wire)
    stack = play.stack()
    accepting = {**play.properties, "AcceptUnverified": True}
    stack.create(accepting)
    clock.advance(10 * MINUTE)
    join_remotes()

    assert stack.update({**accepting, "ConditionalForwarderIpAddrs": REMOTES[HQ][:1]}) == "UPDATE_COMPLETE"

    assert stack.attributes["TrustState"] == "Verified"


def test_another_type_makes_the_trust_again_and_a_failure_brings_the_old_one_back(wire: Wire) -> None:
    play = play_of("Trust", wire)
    stack = play.created()
    first = stack.attributes["TrustId"]

    assert stack.update({**play.properties, "TrustType": "External"}) == "UPDATE_ROLLBACK_COMPLETE"

    assert "is VerifyFailed" in stack.reasons[0]
    play.expect_made(stack, play.properties)
    (trust,) = play.world.session.client("ds").describe_trusts()["Trusts"]
    assert trust["TrustId"] != first


def test_equal_netbios_names_fail_at_once(wire: Wire) -> None:
    play = play_of("Trust", wire)
    half = TrustHalf("Two-Way", PASSWORD)
    domains.add_on_premises(HQ, REMOTES[HQ], {}, short_name="CORP", trusts={DOMAIN: half})
    stack = play.stack()

    assert stack.create(play.properties) == "ROLLBACK_COMPLETE"

    assert "is Failed: The operation could not be performed on this domain" in stack.reasons[0]
    assert "NetBIOS names differ" in stack.reasons[0]
    play.expect_rolled_back(stack)


def test_a_trust_that_failed_when_it_was_made_again_is_replaced_by_the_old_one(wire: Wire) -> None:
    play = play_of("Trust", wire)
    stack = play.created()
    faults.add(Fault("ds", "CreateTrust", stage="Failed", reason="No capacity."))

    assert stack.update({**play.properties, "TrustDirection": "One-Way: Incoming"}) == "UPDATE_ROLLBACK_COMPLETE"

    assert "is Failed: No capacity" in stack.reasons[0]
    play.expect_made(stack, play.properties)


def test_a_trust_that_failed_long_ago_is_made_again(wire: Wire) -> None:
    play = play_of("Trust", wire)
    stack = play.created()
    faults.add(Fault("ds", "VerifyTrust", stage="Failed", reason="Broken."))
    (trust,) = play.world.session.client("ds").describe_trusts()["Trusts"]
    play.world.session.client("ds").verify_trust(TrustId=trust["TrustId"])
    clock.advance(60 * MINUTE)

    assert stack.update(play.properties) == "UPDATE_COMPLETE", stack.reasons

    play.expect_made(stack, play.properties)


def test_selective_authentication_that_cannot_change_is_told(wire: Wire) -> None:
    play = play_of("Trust", wire)
    stack = play.created()
    faults.add(Fault("ds", "UpdateTrust", stage="UpdateFailed", reason="Not now."))

    assert stack.update({**play.properties, "SelectiveAuth": "Enabled"}) == "UPDATE_ROLLBACK_COMPLETE"

    assert "Selective authentication could not become Enabled" in stack.reasons[0]
    assert "Not now" in stack.reasons[0]
    play.expect_made(stack, play.properties)


def test_a_trust_that_somebody_else_made_is_neither_taken_nor_deleted(wire: Wire) -> None:
    play = play_of("Trust", wire)
    ds = play.world.session.client("ds")
    ds.create_trust(
        DirectoryId=play.world.directory, RemoteDomainName=HQ, TrustPassword=PASSWORD, TrustDirection="Two-Way"
    )
    clock.advance(5 * MINUTE)
    before = play.world.inventory()
    stack = play.stack()
    properties = {name: value for name, value in play.properties.items() if name != "ConditionalForwarderIpAddrs"}

    assert stack.create(properties) == "ROLLBACK_COMPLETE"

    assert "exists in" in stack.reasons[0]
    assert "this resource did not make it" in stack.reasons[0]
    assert play.world.inventory() == before


@pytest.mark.parametrize("kind", ["Trust", "ConditionalForwarder"])
def test_a_forwarder_that_somebody_else_made_is_neither_taken_nor_deleted(kind: str, wire: Wire) -> None:
    play = play_of(kind, wire)
    play.world.session.client("ds").create_conditional_forwarder(
        DirectoryId=play.world.directory, RemoteDomainName=HQ, DnsIpAddrs=REMOTES[HQ]
    )
    before = play.world.inventory()
    stack = play.stack()

    assert stack.create(play.properties) == "ROLLBACK_COMPLETE"

    assert f"A conditional forwarder for {HQ} exists in" in stack.reasons[0]
    assert "10.8.0.10, 10.8.1.10" in stack.reasons[0]
    assert play.world.inventory() == before


def test_a_trust_uses_a_forwarder_that_it_did_not_make(wire: Wire) -> None:
    play = play_of("Trust", wire)
    play.world.session.client("ds").create_conditional_forwarder(
        DirectoryId=play.world.directory, RemoteDomainName=HQ, DnsIpAddrs=REMOTES[HQ]
    )
    before = play.world.inventory()
    stack = play.stack()
    properties = {name: value for name, value in play.properties.items() if name != "ConditionalForwarderIpAddrs"}

    assert stack.create(properties) == "CREATE_COMPLETE", stack.reasons
    assert stack.delete() == "DELETE_COMPLETE", stack.reasons

    assert play.world.inventory() == before


@pytest.mark.parametrize("kind", ["Trust", "ConditionalForwarder"])
def test_the_same_domain_in_other_letters_is_the_same_thing(kind: str, wire: Wire) -> None:
    play = play_of(kind, wire)
    stack = play.created()
    wire.restart()

    assert stack.update({**play.properties, "RemoteDomainName": f"{HQ.upper()}."}) == "UPDATE_COMPLETE", stack.reasons

    assert {call.operation for call in wire.calls if call.changes} == {"AddTagsToResource"}
    play.expect_made(stack, play.properties)
    assert stack.update(play.properties) == "UPDATE_COMPLETE", stack.reasons
    play.expect_made(stack, play.properties)
    assert play.delete(stack) == "DELETE_COMPLETE", stack.reasons
    play.expect_gone(stack)


@pytest.mark.parametrize("kind", ["Trust", "ConditionalForwarder"])
def test_a_directory_that_cannot_have_one_is_named(kind: str, wire: Wire) -> None:
    play = play_of(kind, wire)
    world = play.world
    connector = world.session.client("ds").connect_directory(
        Name=world.corporate_domain,
        Password=PASSWORD,
        Size="Small",
        ConnectSettings={
            "VpcId": world.vpc,
            "SubnetIds": world.subnets,
            "CustomerDnsIps": list(world.dns_addresses),
            "CustomerUserName": "joiner",
        },
    )["DirectoryId"]
    clock.advance(durations.CREATE_DIRECTORY["ADConnector"])
    stack = play.stack()

    assert stack.create({**play.properties, "DirectoryId": connector}) == "ROLLBACK_COMPLETE"

    assert f"Directory {connector} is a ADConnector: only AWS Managed Microsoft AD" in stack.reasons[0]


def test_a_password_that_no_trust_can_have_is_told_without_it(wire: Wire) -> None:
    play = play_of("Trust", wire)
    secret = play.world.add_secret("x" * 129)
    stack = play.stack()

    assert stack.create({**play.properties, "SecretArn": secret}) == "ROLLBACK_COMPLETE"

    assert "must have 1 to 128 characters" in stack.reasons[0]
    assert "xxx" not in stack.reasons[0]
    play.expect_rolled_back(stack)
