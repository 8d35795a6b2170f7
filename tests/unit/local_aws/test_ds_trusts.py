"""Trusts and conditional forwarders: stages, what makes a trust good, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_aws import faults
from local_aws.clock import clock
from local_aws.faults import Fault
from local_aws.sandbox import NAME, PASSWORD, World, refused
from local_aws.services import domains, durations
from local_aws.services.domains import TrustHalf

if TYPE_CHECKING:
    from mypy_boto3_ds.literals import TrustDirectionType, TrustTypeType
    from mypy_boto3_ds.type_defs import TrustTypeDef

REMOTE = "hq.example.net"
ADDRESSES = ["10.8.0.10", "10.8.1.10"]
SECRET = "Trust-Me-42-Times"
GOOD = {NAME: TrustHalf("Two-Way", SECRET)}
SETTLED = durations.CREATE_TRUST + durations.TRUST_STEP + durations.VERIFY_TRUST


@pytest.fixture
def directory(world: World) -> str:
    """An Active Managed AD with a forwarder to a domain on-premises."""
    domains.add_on_premises(REMOTE, ADDRESSES, {}, trusts=GOOD)
    made = world.managed_ad()
    world.ds.create_conditional_forwarder(DirectoryId=made, RemoteDomainName=REMOTE, DnsIpAddrs=ADDRESSES)
    return made


def create(
    world: World,
    directory: str,
    direction: TrustDirectionType = "Two-Way",
    kind: TrustTypeType = "Forest",
    *,
    remote: str = REMOTE,
) -> str:
    return world.ds.create_trust(
        DirectoryId=directory,
        RemoteDomainName=remote,
        TrustPassword=SECRET,
        TrustDirection=direction,
        TrustType=kind,
    )["TrustId"]


def trust(world: World, trust_id: str) -> TrustTypeDef:
    return world.ds.describe_trusts(TrustIds=[trust_id])["Trusts"][0]


def settled(world: World, trust_id: str) -> tuple[str, str]:
    clock.advance(SETTLED)
    found = trust(world, trust_id)
    return found["TrustState"], found.get("TrustStateReason", "")


def test_a_trust_goes_through_its_stages(world: World, directory: str) -> None:
    made = create(world, directory)
    states = [trust(world, made)["TrustState"]]
    for seconds in (durations.CREATE_TRUST, durations.TRUST_STEP, durations.VERIFY_TRUST):
        clock.advance(seconds)
        states.append(trust(world, made)["TrustState"])
    assert states == ["Creating", "Created", "Verifying", "Verified"]


@pytest.mark.parametrize(
    ("half", "asked", "reason"),
    [
        (None, ("Two-Way", "Forest"), "The trust relationship between"),
        (TrustHalf("Two-Way", "another password"), ("Two-Way", "Forest"), "Access is denied"),
        (TrustHalf("One-Way: Incoming", SECRET), ("Two-Way", "Forest"), "The trust relationship between"),
        (TrustHalf("One-Way: Outgoing", SECRET), ("One-Way: Outgoing", "Forest"), "The trust relationship between"),
        (TrustHalf("One-Way: Incoming", SECRET), ("One-Way: Outgoing", "Forest"), ""),
        (TrustHalf("Two-Way", SECRET), ("Two-Way", "External"), "The trust relationship between"),
        (TrustHalf("Two-Way", SECRET, "External"), ("Two-Way", "External"), ""),
    ],
)
def test_a_trust_is_good_if_the_other_half_answers_it(
    world: World,
    directory: str,
    half: TrustHalf | None,
    asked: tuple[TrustDirectionType, TrustTypeType],
    reason: str,
) -> None:
    domains.add_on_premises(REMOTE, ADDRESSES, {}, trusts={NAME: half} if half else {})
    state, said = settled(world, create(world, directory, *asked))
    assert state == ("VerifyFailed" if reason else "Verified")
    assert said.startswith(reason)


def test_the_other_half_may_come_later(world: World, directory: str) -> None:
    domains.add_on_premises(REMOTE, ADDRESSES, {})
    made = create(world, directory)
    assert settled(world, made)[0] == "VerifyFailed"
    domains.add_on_premises(REMOTE, ADDRESSES, {}, trusts=GOOD)
    assert trust(world, made)["TrustState"] == "VerifyFailed"
    world.ds.verify_trust(TrustId=made)
    assert trust(world, made)["TrustState"] == "Verifying"
    assert settled(world, made) == ("Verified", "")


def test_dns_servers_that_do_not_answer_fail_the_trust(world: World, directory: str) -> None:
    domains.remove_on_premises(REMOTE)
    state, reason = settled(world, create(world, directory))
    assert (state, reason) == ("VerifyFailed", "The specified domain name does not exist or could not be contacted.")


def test_without_a_forwarder_the_other_domain_is_not_found(world: World, directory: str) -> None:
    world.ds.delete_conditional_forwarder(DirectoryId=directory, RemoteDomainName=REMOTE)
    assert settled(world, create(world, directory))[0] == "VerifyFailed"


def test_an_incoming_trust_rests_at_created(world: World, directory: str) -> None:
    made = create(world, directory, "One-Way: Incoming")
    assert settled(world, made)[0] == "Created"
    assert refused(world.ds.verify_trust, TrustId=made)[0] == "UnsupportedOperationException"


def test_two_managed_directories_can_trust_each_other(world: World, directory: str) -> None:
    other = world.ds.create_microsoft_ad(
        Name="lab.example.com", Password=PASSWORD, VpcSettings={"VpcId": world.vpc, "SubnetIds": world.subnets[:2]}
    )["DirectoryId"]
    clock.advance(30 * 60)
    for home, remote, name in ((directory, other, "lab.example.com"), (other, directory, NAME)):
        world.ds.create_trust(
            DirectoryId=home,
            RemoteDomainName=name,
            TrustPassword=SECRET,
            TrustDirection="Two-Way",
            ConditionalForwarderIpAddrs=world.directory(remote)["DnsIpAddrs"],
        )
    clock.advance(SETTLED)
    assert [each["TrustState"] for each in world.ds.describe_trusts()["Trusts"]] == ["Verified", "Verified"]


def test_equal_netbios_names_fail(world: World, directory: str) -> None:
    domains.add_on_premises(REMOTE, ADDRESSES, {}, short_name="CORP", trusts=GOOD)
    made = create(world, directory)
    state, reason = settled(world, made)
    assert (state, reason[:40]) == ("Failed", "The operation could not be performed on ")
    world.ds.delete_trust(TrustId=made)
    clock.advance(durations.DELETE_TRUST)
    assert world.ds.describe_trusts(DirectoryId=directory)["Trusts"] == []


def test_only_selective_authentication_can_be_changed(world: World, directory: str) -> None:
    made = create(world, directory)
    clock.advance(SETTLED)
    world.ds.update_trust(TrustId=made, SelectiveAuth="Enabled")
    states = [trust(world, made)["TrustState"]]
    for seconds in (durations.UPDATE_TRUST, durations.TRUST_STEP, durations.VERIFY_TRUST):
        clock.advance(seconds)
        states.append(trust(world, made)["TrustState"])
    assert states == ["Updating", "Updated", "Verifying", "Verified"]
    assert trust(world, made)["SelectiveAuth"] == "Enabled"


def test_there_is_one_trust_for_a_pair(world: World, directory: str) -> None:
    create(world, directory)
    assert refused(lambda: create(world, directory, "One-Way: Incoming"))[0] == "EntityAlreadyExistsException"
    assert refused(lambda: create(world, directory, remote=f"{REMOTE.upper()}."))[0] == "EntityAlreadyExistsException"


def test_a_domain_does_not_trust_itself(world: World, directory: str) -> None:
    assert refused(lambda: create(world, directory, remote=NAME))[0] == "InvalidParameterException"


def test_a_trust_in_motion_takes_no_orders(world: World, directory: str) -> None:
    made = create(world, directory)
    for call in (world.ds.verify_trust, world.ds.delete_trust):
        assert refused(call, TrustId=made) == ("ClientException", f"The trust {made} is in the state Creating.")


def test_deleting_a_trust_takes_its_forwarder_only_if_asked(world: World, directory: str) -> None:
    for with_it, left in ((False, [REMOTE]), (True, [])):
        made = create(world, directory)
        clock.advance(SETTLED)
        world.ds.delete_trust(TrustId=made, DeleteAssociatedConditionalForwarder=with_it)
        assert trust(world, made)["TrustState"] == "Deleting"
        clock.advance(durations.DELETE_TRUST)
        assert refused(world.ds.describe_trusts, TrustIds=[made])[0] == "EntityDoesNotExistException"
        found = world.ds.describe_conditional_forwarders(DirectoryId=directory)["ConditionalForwarders"]
        assert [each["RemoteDomainName"] for each in found] == left


def test_a_directory_with_a_trust_is_not_deleted(world: World, directory: str) -> None:
    made = create(world, directory)
    clock.advance(SETTLED)
    code, message = refused(world.ds.delete_directory, DirectoryId=directory)
    assert (code, REMOTE in message) == ("ClientException", True)
    world.ds.delete_trust(TrustId=made)
    clock.advance(durations.DELETE_TRUST)
    world.ds.delete_directory(DirectoryId=directory)


def test_only_a_managed_ad_has_trusts_and_forwarders(world: World, directory: str) -> None:
    connector = world.connector(world.directory(directory)["DnsIpAddrs"])
    assert refused(lambda: create(world, connector))[0] == "UnsupportedOperationException"
    assert refused(world.ds.describe_trusts, DirectoryId=connector)[0] == "UnsupportedOperationException"
    call = world.ds.describe_conditional_forwarders
    assert refused(call, DirectoryId=connector)[0] == "UnsupportedOperationException"


def test_a_trust_can_be_told_to_fail(world: World, directory: str) -> None:
    faults.add(Fault("ds", "CreateTrust", stage="Failed", reason="No capacity."))
    assert settled(world, create(world, directory)) == ("Failed", "No capacity.")


def test_a_forwarder_is_made_once_changed_and_deleted(world: World, directory: str) -> None:
    again = {"DirectoryId": directory, "RemoteDomainName": REMOTE.upper(), "DnsIpAddrs": ["10.8.0.12"]}
    assert refused(world.ds.create_conditional_forwarder, **again)[0] == "EntityAlreadyExistsException"
    world.ds.update_conditional_forwarder(
        DirectoryId=directory, RemoteDomainName=REMOTE, DnsIpAddrs=["10.8.0.12", "10.8.0.13"]
    )
    (found,) = world.ds.describe_conditional_forwarders(DirectoryId=directory)["ConditionalForwarders"]
    assert found["DnsIpAddrs"] == ["10.8.0.12", "10.8.0.13"]
    world.ds.delete_conditional_forwarder(DirectoryId=directory, RemoteDomainName=REMOTE)
    for call in (world.ds.delete_conditional_forwarder, world.ds.update_conditional_forwarder):
        more = {} if call == world.ds.delete_conditional_forwarder else {"DnsIpAddrs": ["10.8.0.12"]}
        gone = refused(call, DirectoryId=directory, RemoteDomainName=REMOTE, **more)
        assert gone[0] == "EntityDoesNotExistException"


@pytest.mark.parametrize("given", [{}, {"DnsIpAddrs": []}])
def test_a_forwarder_needs_addresses(world: World, directory: str, given: dict[str, list[str]]) -> None:
    code, _ = refused(
        world.ds.create_conditional_forwarder, DirectoryId=directory, RemoteDomainName="lab.example.com", **given
    )
    assert code == "InvalidParameterException"


def test_a_domain_that_does_not_answer_can_be_put_back(world: World, directory: str) -> None:
    domains.add_on_premises(REMOTE, ADDRESSES[1:], {}, trusts=GOOD)
    assert settled(world, create(world, directory)) == ("Verified", "")
    assert domains.on_premises(ADDRESSES[0]) is None
