"""Failures on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_aws import faults, in_process
from local_aws.faults import Fault
from local_aws.sandbox import World, refused

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _no_faults() -> Iterator[None]:
    faults.clear()
    yield
    faults.clear()


def test_a_refusal_is_met_as_often_as_told_and_does_nothing(world: World) -> None:
    faults.add(Fault("ds", "DescribeDirectories", "ThrottlingException", "Rate exceeded", times=2))
    assert refused(world.ds.describe_directories) == ("ThrottlingException", "Rate exceeded")
    assert [fault.times for fault in faults.pending()] == [1]
    assert refused(world.ds.describe_directories)[0] == "ThrottlingException"
    assert world.ds.describe_directories()["DirectoryDescriptions"] == []
    assert faults.pending() == []


def test_faults_of_other_operations_wait(world: World) -> None:
    faults.add(Fault("ds", "DeleteDirectory", "ThrottlingException"))
    assert refused(world.ds.describe_directories) == ("", "")
    assert len(faults.pending()) == 1


def test_a_lost_answer_has_taken_effect(world: World) -> None:
    faults.add(Fault("workspaces", "CreateIpGroup", effect="lose-answer"))
    assert refused(lambda: world.workspaces.create_ip_group(GroupName="office"))[0] == "InternalFailure"
    assert [each["groupName"] for each in world.workspaces.describe_ip_groups()["Result"]] == ["office"]


def test_a_client_that_retries_meets_the_effect_of_its_lost_call(world: World) -> None:
    assert world.region == "us-east-1"
    faults.add(Fault("workspaces", "CreateIpGroup", effect="lose-answer"))
    retrying = in_process.session().client("workspaces")
    assert refused(lambda: retrying.create_ip_group(GroupName="office"))[0] == "ResourceAlreadyExistsException"


def test_a_dropped_request_has_not_taken_effect(world: World) -> None:
    faults.add(Fault("workspaces", "CreateIpGroup", effect="drop"))
    assert refused(lambda: world.workspaces.create_ip_group(GroupName="office"))[0] == "ServiceUnavailable"
    assert world.workspaces.describe_ip_groups()["Result"] == []


def test_a_stage_waits_for_the_operation_that_leads_to_it(world: World) -> None:
    faults.add(Fault("ds", "CreateMicrosoftAD", stage="Failed", reason="No capacity."))
    failed, active = world.managed_ad(), world.managed_ad()
    assert (world.directory(failed)["Stage"], world.directory(failed)["StageReason"]) == ("Failed", "No capacity.")
    assert world.directory(active)["Stage"] == "Active"


@pytest.mark.parametrize(("fault", "said"), [({"times": 0, "error": "X"}, "at least once"), ({}, "needs the error")])
def test_a_fault_that_could_not_be_met_is_refused(fault: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        faults.add(Fault("ds", "DeleteDirectory", **fault))  # type: ignore[arg-type]  # the point of the test
