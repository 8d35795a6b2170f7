"""What is expected of every story alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.deploy.support.seen import Seen
    from tests.deploy.support.step import Step


def complete(step: Step) -> None:
    """All stacks were created at the first attempt of each resource, and their desktops are there."""
    created(step)
    assert {each["State"] for each in step.seen.workspaces.values()} <= {"AVAILABLE"}
    assert {each["State"] for each in step.seen.registrations.values()} == {"REGISTERED"}


def created(step: Step) -> None:
    """All stacks were created at the first attempt of each resource."""
    assert [each.status for each in step.seen.stacks] == ["CREATE_COMPLETE"] * len(step.seen.stacks)
    assert [each.failures() for each in step.seen.stacks] == [[]] * len(step.seen.stacks)


def untouched(before: Step, after: Step) -> None:
    """The second deployment changed nothing and asked AWS for nothing."""
    assert after.run.said.count("no changes") == len(after.seen.stacks)
    assert after.run.calls == ()
    assert after.seen == before.seen


def changed_in_place(before: Step, after: Step) -> None:
    """An update went through and replaced nothing: no resource, no registration and no desktop."""
    updated(before, after)
    assert before.seen.registrations.keys() <= after.seen.registrations.keys()
    for user, desktop in before.seen.workspaces.items():
        assert after.seen.workspaces[user]["WorkspaceId"] == desktop["WorkspaceId"]


def updated(before: Step, after: Step) -> None:
    """An update went through and replaced no resource."""
    for old, new in zip(before.seen.stacks, after.seen.stacks, strict=True):
        assert new.status in {"UPDATE_COMPLETE", "CREATE_COMPLETE"}
        assert {name: new.ids[name] for name in old.ids if name in new.ids} == {
            name: each for name, each in old.ids.items() if name in new.ids
        }


def rolled_back(step: Step) -> None:
    """A first deployment failed and left nothing but the record of it."""
    assert step.seen.stack.status == "ROLLBACK_COMPLETE"
    assert step.seen.made == {"stacks": [step.seen.stack.name]}


def gone(step: Step, **others: list[str]) -> None:
    """All stacks were destroyed, and nothing is left but what others made."""
    assert [each.status for each in step.seen.stacks] == ["DELETE_COMPLETE"] * len(step.seen.stacks)
    assert step.seen.made == others


def dns(seen: Seen, vpc: str) -> tuple[list[str], list[str]]:
    """The domain and the DNS servers that DHCP tells the hosts of a VPC."""
    [found] = [each for each in seen.vpcs if each["VpcId"] == vpc]
    options = seen.dhcp_options[found["DhcpOptionsId"]]["DhcpConfigurations"]
    given = {each["Key"]: [value["Value"] for value in each["Values"]] for each in options}
    return given["domain-name"], given["domain-name-servers"]
