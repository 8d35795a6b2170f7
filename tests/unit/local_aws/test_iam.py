"""Which ARN a request to the three services is checked against."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from ministack.core import iam_actions

from local_aws import engine
from local_aws.iam import resource_arn

if TYPE_CHECKING:
    from local_aws.sandbox import World


def test_a_request_to_each_service_is_an_action() -> None:
    engine.load()
    target = {"x-amz-target": "WorkspacesService.RegisterWorkspaceDirectory"}
    action = iam_actions.extract_iam_action("workspaces", "POST", "/", target, b"{}", {})
    assert action == "workspaces:RegisterWorkspaceDirectory"
    assert iam_actions.extract_iam_action("ds-data", "POST", "/Users/CreateUser", {}, b"{}", {}) == "ds-data:CreateUser"


@pytest.mark.parametrize(
    ("service", "operation", "request_", "expected"),
    [
        ("workspaces", "RegisterWorkspaceDirectory", {"DirectoryId": "d-1"}, "workspaces:{}:directory/d-1"),
        ("workspaces", "ModifySelfservicePermissions", {"ResourceId": "d-1"}, "workspaces:{}:directory/d-1"),
        ("workspaces", "ModifyWorkspaceProperties", {"WorkspaceId": "ws-1"}, "workspaces:{}:workspace/ws-1"),
        ("workspaces", "DeleteIpGroup", {"GroupId": "wsipg-1"}, "workspaces:{}:workspaceipgroup/wsipg-1"),
        (
            "workspaces",
            "TerminateWorkspaces",
            {"TerminateWorkspaceRequests": [{"WorkspaceId": "ws-1"}]},
            "workspaces:{}:workspace/ws-1",
        ),
        ("workspaces", "AssociateIpGroups", {"DirectoryId": "d-1", "GroupIds": ["wsipg-1"]}, None),
        ("workspaces", "DescribeWorkspaceDirectories", {"DirectoryIds": ["d-1"]}, None),
        ("workspaces", "CreateTags", {"ResourceId": "ws-1"}, None),
        ("ds", "DeleteDirectory", {"DirectoryId": "d-1"}, "ds:{}:directory/d-1"),
        ("ds", "ConnectDirectory", {"Name": "corp.example.com"}, None),
        ("ds", "DescribeDirectories", {"DirectoryIds": ["d-1"]}, None),
        ("ds-data", "", {"DirectoryId": "d-1", "SAMAccountName": "alice"}, "ds:{}:directory/d-1"),
    ],
)
def test_resource_arn(service: str, operation: str, request_: dict[str, object], expected: str | None) -> None:
    found = resource_arn(service, operation, request_, "eu-west-1", "000000000000")
    assert found == ("*" if expected is None else f"arn:aws:{expected.format('eu-west-1:000000000000')}")


def test_what_is_done_to_a_trust_is_decided_by_its_directory(world: World) -> None:
    directory = world.managed_ad()
    trust = world.ds.create_trust(
        DirectoryId=directory, RemoteDomainName="hq.example.net", TrustPassword="x", TrustDirection="Two-Way"
    )["TrustId"]
    place = "arn:aws:ds:us-east-1:000000000000:directory/"

    for operation in ("DeleteTrust", "UpdateTrust", "VerifyTrust"):
        found = resource_arn("ds", operation, {"TrustId": trust}, "us-east-1", "000000000000")
        assert found == f"{place}{directory}"
        gone = resource_arn("ds", operation, {"TrustId": "t-0123456789"}, "us-east-1", "000000000000")
        assert gone == f"{place}unknown"
