"""WorkSpaces, IP access control groups and connection aliases."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from local_aws.cloudformation.types.wire import (
    Attributes,
    Made,
    Properties,
    ProvisioningError,
    ResourceType,
    client,
    gone,
    pick,
    tags,
    text,
    wait,
)

if TYPE_CHECKING:
    from mypy_boto3_workspaces.type_defs import WorkspaceTypeDef

_CREATE_MINUTES = 120  # an encrypted root volume takes up to an hour, facts §3.4
_DELETE_MINUTES = 60
_FAILED = ("ERROR", "UNHEALTHY", "IMPAIRED", "SUSPENDED", "TERMINATING", "TERMINATED")

# "Updates are not supported. To update this property, you must also update another property that triggers a
# replacement" (the CloudFormation reference's page of the type).
_WORKSPACE_REFUSED = frozenset(
    {"BundleId", "VolumeEncryptionKey", "RootVolumeEncryptionEnabled", "UserVolumeEncryptionEnabled"}
)


def _describe(workspace_id: str) -> WorkspaceTypeDef | None:
    found = client("workspaces").describe_workspaces(WorkspaceIds=[workspace_id])["Workspaces"]
    return found[0] if found else None


def _available(workspace_id: str) -> bool:
    workspace = _describe(workspace_id)
    if workspace is None or workspace["State"] in _FAILED:
        said = f"{workspace['State']}: {workspace.get('ErrorMessage', '')}" if workspace else "it is gone"
        raise ProvisioningError(f"WorkSpace {workspace_id} failed to stabilize: {said}", workspace_id)
    return workspace["State"] in ("AVAILABLE", "STOPPED")


def _create_workspace(_logical_id: str, properties: Properties) -> Made:
    own = tags(properties, reserved=False)
    request = pick(
        properties,
        "DirectoryId",
        "UserName",
        "BundleId",
        "VolumeEncryptionKey",
        "RootVolumeEncryptionEnabled",
        "UserVolumeEncryptionEnabled",
        "WorkspaceProperties",
    )
    answer = client("workspaces").create_workspaces(
        Workspaces=[{**request, **({"Tags": own} if own else {})}],  # type: ignore[list-item]
    )
    for failed in answer.get("FailedRequests", []):
        raise ProvisioningError(f"{failed.get('ErrorCode')}: {failed.get('ErrorMessage')}")
    workspace_id = answer["PendingRequests"][0]["WorkspaceId"]
    wait(
        f"WorkSpace {workspace_id} is AVAILABLE",
        partial(_available, workspace_id),
        minutes=_CREATE_MINUTES,
        physical_id=workspace_id,
    )
    return workspace_id, {"WorkspaceId": workspace_id, "Id": workspace_id}


def _update_workspace(workspace_id: str, old: Properties, new: Properties) -> Attributes:
    workspaces = client("workspaces")
    before, after = old.get("WorkspaceProperties") or {}, new.get("WorkspaceProperties") or {}
    changed = {
        name: value
        for name, value in after.items()  # type: ignore[union-attr]
        if before.get(name) != value  # type: ignore[union-attr]
    }
    if changed:
        if "RunningModeAutoStopTimeoutInMinutes" in changed:
            changed.setdefault("RunningMode", "AUTO_STOP")
        workspaces.modify_workspace_properties(WorkspaceId=workspace_id, WorkspaceProperties=changed)  # type: ignore[arg-type]
        wait(f"WorkSpace {workspace_id} is AVAILABLE again", partial(_available, workspace_id), minutes=_CREATE_MINUTES)
    _retag(workspace_id, old, new)
    return {"WorkspaceId": workspace_id, "Id": workspace_id}


def _retag(resource_id: str, old: Properties, new: Properties) -> None:
    workspaces = client("workspaces")
    before = {tag["Key"]: tag["Value"] for tag in tags(old, reserved=False)}
    after = {tag["Key"]: tag["Value"] for tag in tags(new, reserved=False)}
    if removed := sorted(before.keys() - after.keys()):
        workspaces.delete_tags(ResourceId=resource_id, TagKeys=removed)
    if after and after != before:
        workspaces.create_tags(ResourceId=resource_id, Tags=[{"Key": key, "Value": after[key]} for key in after])


def _delete_workspace(workspace_id: str, _properties: Properties) -> None:
    if _describe(workspace_id) is None:
        return
    answer = client("workspaces").terminate_workspaces(TerminateWorkspaceRequests=[{"WorkspaceId": workspace_id}])
    for failed in answer.get("FailedRequests", []):
        if failed.get("ErrorCode") != "ResourceNotFoundException":
            raise ProvisioningError(f"{failed.get('ErrorCode')}: {failed.get('ErrorMessage')}")
    wait(f"WorkSpace {workspace_id} is gone", lambda: _describe(workspace_id) is None, minutes=_DELETE_MINUTES)


def _rules(properties: Properties) -> list[dict[str, str]]:
    rules = properties.get("UserRules") or []
    renamed = {"IpRule": "ipRule", "RuleDesc": "ruleDesc"}
    return [
        {renamed[name]: str(value) for name, value in rule.items() if name in renamed}
        for rule in rules  # type: ignore[union-attr]
        if isinstance(rule, dict)
    ]


def _create_ip_group(logical_id: str, properties: Properties) -> Made:
    own = tags(properties, reserved=False)
    answer = client("workspaces").create_ip_group(
        GroupName=text(properties, "GroupName", logical_id),
        **pick(properties, "GroupDesc"),  # type: ignore[arg-type]
        UserRules=_rules(properties),  # type: ignore[arg-type]
        **({"Tags": own} if own else {}),  # type: ignore[arg-type]
    )
    return answer["GroupId"], _ip_group_attributes(answer["GroupId"])


def _ip_group_attributes(group_id: str) -> Attributes:
    from ministack.core.responses import get_account_id, get_region

    arn = f"arn:aws:workspaces:{get_region()}:{get_account_id()}:workspaceipgroup/{group_id}"
    return {"GroupId": group_id, "Arn": arn}


def _update_ip_group(group_id: str, old: Properties, new: Properties) -> Attributes:
    client("workspaces").update_rules_of_ip_group(GroupId=group_id, UserRules=_rules(new))  # type: ignore[arg-type]
    _retag(group_id, old, new)
    return _ip_group_attributes(group_id)


def _delete_ip_group(group_id: str, _properties: Properties) -> None:
    gone(client("workspaces").delete_ip_group, "ResourceNotFoundException", GroupId=group_id)


def _create_alias(_logical_id: str, properties: Properties) -> Made:
    own = tags(properties, reserved=False)
    answer = client("workspaces").create_connection_alias(
        ConnectionString=text(properties, "ConnectionString"),
        **({"Tags": own} if own else {}),  # type: ignore[arg-type]
    )
    return answer["AliasId"], {"AliasId": answer["AliasId"], "ConnectionAliasState": "CREATED", "Associations": []}


def _delete_alias(alias_id: str, _properties: Properties) -> None:
    gone(client("workspaces").delete_connection_alias, "ResourceNotFoundException", AliasId=alias_id)


TYPES = (
    ResourceType(
        "AWS::WorkSpaces::Workspace",
        _create_workspace,
        _delete_workspace,
        _update_workspace,
        create_only=frozenset({"DirectoryId", "UserName"}),
        refused=_WORKSPACE_REFUSED,
    ),
    ResourceType(
        "AWS::WorkSpaces::WorkspaceIpGroup",
        _create_ip_group,
        _delete_ip_group,
        _update_ip_group,
        create_only=frozenset({"GroupName", "GroupDesc"}),
    ),
    ResourceType(
        "AWS::WorkSpaces::ConnectionAlias",
        _create_alias,
        _delete_alias,
        create_only=frozenset({"ConnectionString"}),
    ),
)
