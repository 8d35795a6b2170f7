"""Scenario 3 through the real CDK command line: made, left alone, changed, refused a change, reduced, destroyed.

Each step is a fixture that builds on the one before and notes what the APIs report afterwards; the tests look at the
notes, so that any of them can be run alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.deploy.support import disclosure, seen
from tests.deploy.support.settings import STACK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.deploy.support.account import Account, Run
    from tests.deploy.support.disclosure import Texts
    from tests.deploy.support.seen import Seen

pytestmark = [pytest.mark.deploy, pytest.mark.xdist_group("deploy-standalone")]

POLICY_ADMINISTRATORS = "AWS Delegated Group Policy Administrators"
DNS_ADMINISTRATORS = "AWS Delegated Domain Name System Administrators"

CREATED = {"users.0.groups": [POLICY_ADMINISTRATORS]}
UPDATED = {
    "users.0.groups": [DNS_ADMINISTRATORS],
    "users.0.surname": "Renamed",
    "users.1.running_mode": "AUTO_STOP",
    "users.2": {"user_name": "carol", "email": "carol@example.com"},
    "registration.self_service.rebuild": True,
    "registration.devices.web": True,
    "personas.0.connector_size": "Large",
}
ANOTHER_DOMAIN = {**UPDATED, "directory.domain_name": "new.example.com"}
WITHOUT_USERS = {**UPDATED, "users": []}
REGISTERED_DIRECTLY = {**WITHOUT_USERS, "directory.registered": "directory"}

SAFE_DEVICES = {
    "DeviceTypeWindows": "ALLOW",
    "DeviceTypeOsx": "ALLOW",
    "DeviceTypeWeb": "DENY",
    "DeviceTypeIos": "ALLOW",
    "DeviceTypeAndroid": "ALLOW",
    "DeviceTypeChromeOs": "ALLOW",
    "DeviceTypeZeroClient": "ALLOW",
    "DeviceTypeLinux": "DENY",
    "DeviceTypeWorkSpacesThinClient": "ALLOW",
}


@dataclass(frozen=True)
class Step:
    """What a command did."""

    run: Run
    seen: Seen
    passwords: Texts


def deploy(account: Account, changes: Mapping[str, object]) -> Step:
    """Deploy and look."""
    run = account.deploy(changes)
    return Step(run, seen.look(account.session, STACK, account.before), disclosure.passwords(account.session))


@pytest.fixture(scope="module")
def created(account: Account) -> Step:
    """The scenario as its settings file has it, with a group for alice."""
    return deploy(account, CREATED)


@pytest.fixture(scope="module")
def again(account: Account, created: Step) -> Step:
    """The same a second time."""
    assert created.run.ok, created.run.said
    return deploy(account, CREATED)


@pytest.fixture(scope="module")
def updated(account: Account, again: Step) -> Step:
    """A user and a desktop more, and much changed in place."""
    assert again.run.ok, again.run.said
    return deploy(account, UPDATED)


@pytest.fixture(scope="module")
def refused(account: Account, updated: Step) -> Step:
    """Another domain, which would take the directory with all users and desktops away."""
    assert updated.run.ok, updated.run.said
    return deploy(account, ANOTHER_DOMAIN)


@pytest.fixture(scope="module")
def without_users(account: Account, refused: Step) -> Step:
    """All users and desktops taken out of the settings."""
    assert refused.seen.stack.status == "UPDATE_ROLLBACK_COMPLETE", refused.run.said
    return deploy(account, WITHOUT_USERS)


@pytest.fixture(scope="module")
def registered_directly(account: Account, without_users: Step) -> Step:
    """No connector any more, and with it no service account: the last resources of three kinds are gone."""
    assert without_users.run.ok, without_users.run.said
    return deploy(account, REGISTERED_DIRECTLY)


@pytest.fixture(scope="module")
def written(account: Account, registered_directly: Step) -> Texts:
    """All that the stack has written down so far."""
    assert registered_directly.run.ok, registered_directly.run.said
    return disclosure.texts(account.session, STACK, account.server.state / "cdk.out")


@pytest.fixture(scope="module")
def destroyed(account: Account, registered_directly: Step, written: Texts) -> Step:
    """The stack destroyed."""
    assert written
    stack_id = registered_directly.seen.stack.events[0]["StackId"]
    run = account.destroy()
    return Step(run, seen.look(account.session, stack_id, account.before), disclosure.passwords(account.session))


def test_create_x(created: Step) -> None:
    print(created.run.said[-3000:])
    assert created.run.ok


def test_again(created: Step, again: Step) -> None:
    print(again)
    assert again.run.ok
    assert "no changes" in again.run.said
    assert again.run.calls == ()


def test_update(updated: Step) -> None:
    print(updated.run.said[-3000:], updated.seen.stack.failures())
    assert updated.run.ok


def test_refused(refused: Step) -> None:
    print(refused.run.said[-8000:], "\n".join(refused.seen.stack.failures()))
    assert not refused.run.ok


def test_wo(without_users: Step) -> None:
    print(without_users.run.said[-3000:])
    assert without_users.run.ok


def test_direct(registered_directly: Step) -> None:
    print(registered_directly.run.said[-3000:])
    assert registered_directly.run.ok


def test_written(written) -> None:
    print({k: len(v) for k, v in written.items()})


def test_destroyed(destroyed: Step) -> None:
    print(destroyed.run.said[-3000:])
    assert destroyed.run.ok
    assert destroyed.seen.made == {}
