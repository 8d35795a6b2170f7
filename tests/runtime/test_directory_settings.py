"""Multi-factor authentication, LDAPS and log forwarding: what goes wrong in them, and what users would feel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_aws import faults
from local_aws.clock import clock
from local_aws.faults import Fault
from local_aws.services import radius
from tests.runtime.support.cases import BY_KIND
from tests.runtime.support.cases_settings import SERVERS, answer_radius
from tests.runtime.support.framework import Waiter
from tests.runtime.support.play import Play
from tests.runtime.support.world import OTHER_PASSWORD, PASSWORD
from tests.support.certificates import authority

if TYPE_CHECKING:
    from mypy_boto3_ds import DirectoryServiceClient

    from tests.runtime.support.wire import Wire

INTERVAL = 60.0
KINDS = ("ClientLdaps", "DirectoryLogs", "RadiusMfa")


def play(kind: str, wire: Wire) -> tuple[Play, DirectoryServiceClient]:
    made = Play(BY_KIND[kind], wire, interval=INTERVAL)
    return made, made.world.session.client("ds")


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_resource_for_the_same_directory_is_refused_and_the_first_stays(kind: str, wire: Wire) -> None:
    played, _ = play(kind, wire)
    first, second = played.created(), played.stack(name="more-desktops")

    assert second.create(played.properties) == "ROLLBACK_COMPLETE"

    assert first.physical_id in second.reasons[0]
    played.expect_made(first, played.properties)


@pytest.mark.parametrize("kind", KINDS)
def test_what_somebody_made_by_hand_is_neither_taken_over_nor_taken_away(kind: str, wire: Wire) -> None:
    played, ds = play(kind, wire)
    directory, given = played.world.directory, played.properties
    if kind == "RadiusMfa":
        settings = {"RadiusServers": SERVERS, "RadiusPort": 1812, "RadiusTimeout": 5, "RadiusRetries": 0,
                    "SharedSecret": PASSWORD, "AuthenticationProtocol": "CHAP", "DisplayLabel": "old"}  # fmt: skip
        ds.enable_radius(DirectoryId=directory, RadiusSettings=settings)  # type: ignore[arg-type]
    elif kind == "ClientLdaps":
        ds.register_certificate(DirectoryId=directory, CertificateData=authority("Theirs"))
    else:
        ds.create_log_subscription(DirectoryId=directory, LogGroupName=str(given["LogGroupName"]))
    clock.advance(600)
    before = played.world.inventory()
    stack = played.stack()

    assert stack.create(given) == "ROLLBACK_COMPLETE"

    assert "by somebody else" in stack.reasons[0]
    assert played.world.inventory() == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_simple_ad_is_refused_by_name(kind: str, wire: Wire) -> None:
    played, ds = play(kind, wire)
    world = played.world
    place = {"VpcId": world.vpc, "SubnetIds": world.subnets}
    simple = ds.create_directory(Name="small.example.com", Password=PASSWORD, Size="Small", VpcSettings=place)  # type: ignore[arg-type]
    clock.advance(3600)
    stack = played.stack()

    assert stack.create({**played.properties, "DirectoryId": simple["DirectoryId"]}) == "ROLLBACK_COMPLETE"

    assert "Simple" in stack.reasons[0]


def test_radius_servers_that_start_later_are_waited_for(wire: Wire) -> None:
    played, _ = play("RadiusMfa", wire)
    radius.forget()
    stack = played.stack()
    stack.properties = played.properties
    waiter = played.provider.start(stack.event("Create"))
    assert isinstance(waiter, Waiter)
    for _ in range(6):
        assert waiter.poll() is None
        clock.advance(INTERVAL)
    answer_radius()

    answer = None
    while answer is None:
        answer = waiter.poll()
        clock.advance(INTERVAL)

    assert answer.status == "SUCCESS", answer.reason


@pytest.mark.parametrize("fault", ["no server", "another secret"])
def test_radius_servers_that_never_answer_are_named_with_what_to_check(fault: str, wire: Wire) -> None:
    played, _ = play("RadiusMfa", wire)
    radius.forget()
    for server in SERVERS if fault == "another secret" else []:
        radius.add_server(server, OTHER_PASSWORD)
    stack = played.stack()

    assert stack.create(played.properties) == "ROLLBACK_COMPLETE"

    assert SERVERS[0] in stack.reasons[0]
    assert "shared secret" in stack.reasons[0]
    assert "security groups" in stack.reasons[0]
    played.expect_rolled_back(stack)


def test_ldaps_stays_on_while_certificates_are_rotated(wire: Wire) -> None:
    played, ds = play("ClientLdaps", wire)
    directory = played.world.directory
    stack = played.created()
    changed = {**played.properties, "CertificateData": [authority("Two")]}
    before, stack.properties = stack.properties, changed
    waiter = played.provider.start(stack.event("Update", before))
    assert isinstance(waiter, Waiter)

    answer, statuses, registered = None, set(), []
    while answer is None:
        answer = waiter.poll()
        statuses.add(ds.describe_ldaps_settings(DirectoryId=directory)["LDAPSSettingsInfo"][0]["LDAPSStatus"])
        found = ds.list_certificates(DirectoryId=directory)["CertificatesInfo"]
        registered.append({each["CommonName"] for each in found if each["State"] == "Registered"})
        clock.advance(INTERVAL)

    assert answer.status == "SUCCESS", answer.reason
    assert statuses == {"Enabled"}
    assert all(registered), "at every moment there is an authority to trust"
    assert registered[-1] == {"Two"}


def test_all_five_certificates_are_rotated_within_the_limit_of_five(wire: Wire) -> None:
    played, ds = play("ClientLdaps", wire)
    stack = played.created()
    for names in ("ABCDE", "FGHIJ"):
        changed = {**played.properties, "CertificateData": [authority(name) for name in names]}
        assert stack.update(changed) == "UPDATE_COMPLETE", stack.reasons

    found = ds.list_certificates(DirectoryId=played.world.directory)["CertificatesInfo"]
    assert {each["CommonName"] for each in found} == set("FGHIJ")


@pytest.mark.parametrize(
    ("certificate", "said"),
    [
        pytest.param(authority("Short", days=60), "90", id="short"),
        pytest.param(authority("Server", ca=False), "certificate of a certificate authority", id="a server's"),
        pytest.param("no certificate", "certificate of a certificate authority", id="none"),
    ],
)
def test_a_certificate_that_cannot_be_used_is_refused_with_the_reason(certificate: str, said: str, wire: Wire) -> None:
    played, _ = play("ClientLdaps", wire)
    stack = played.stack()

    assert stack.create({**played.properties, "CertificateData": [certificate]}) == "ROLLBACK_COMPLETE"

    assert said in stack.reasons[0]
    played.expect_rolled_back(stack)


def test_ldaps_that_cannot_be_enabled_is_tried_again_and_then_named(wire: Wire) -> None:
    played, _ = play("ClientLdaps", wire)
    faults.add(Fault("ds", "EnableLDAPS", stage="EnableFailed", reason="port 636 is closed", times=2))
    stack = played.stack()
    assert stack.create(played.properties) == "CREATE_COMPLETE", stack.reasons
    played.delete(stack)
    faults.add(Fault("ds", "EnableLDAPS", stage="EnableFailed", reason="port 636 is closed", times=99))
    stack = played.stack()

    assert stack.create(played.properties) == "ROLLBACK_COMPLETE"

    assert "port 636 is closed" in stack.reasons[0]
    played.expect_rolled_back(stack)


def test_a_missing_permission_to_write_logs_is_named(wire: Wire) -> None:
    played, _ = play("DirectoryLogs", wire)
    played.world.session.client("logs").delete_resource_policy(policyName="directory-logs")
    stack = played.stack()

    assert stack.create(played.properties) == "ROLLBACK_COMPLETE"

    assert "InsufficientPermissions" in stack.reasons[0]
    assert "ds.amazonaws.com" in stack.reasons[0]
    played.expect_rolled_back(stack)
