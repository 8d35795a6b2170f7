"""The ARNs that a request to ``ds``, ``ds-data`` or ``workspaces`` is checked against.

The resource types are those of the service authorization reference (facts §3.6); an action that names none of them is
checked against ``*``, which a policy limited to an ARN does not match. Each item of a batch is checked.
"""

from __future__ import annotations

from local_aws.services import state
from local_aws.services.ds import trust_model

# Members of a request that name the resource, in the order in which they decide.
_RESOURCE_MEMBERS = {
    "workspaces": (
        ("WorkspaceId", "workspace"),
        ("BundleId", "workspacebundle"),
        ("ImageId", "workspaceimage"),
        ("SourceImageId", "workspaceimage"),
        ("AliasId", "connectionalias"),
        ("GroupId", "workspaceipgroup"),
        ("DirectoryId", "directory"),
        ("ResourceId", ""),
    ),
    "ds": (("DirectoryId", "directory"), ("ResourceId", "directory")),
}

# Resource types told by an identifier's prefix, where a member does not tell it.
_PREFIXES = {
    "ws-": "workspace",
    "wsb-": "workspacebundle",
    "wsi-": "workspaceimage",
    "wsca-": "connectionalias",
    "wsipg-": "workspaceipgroup",
    "d-": "directory",
}

# Without a resource type in the service authorization reference: allowed on "*" only. A test holds this to it.
_UNSCOPED: dict[str, set[str]] = {
    "ds": {
        "ConnectDirectory", "CreateDirectory", "CreateHybridAD", "CreateMicrosoftAD", "DeleteADAssessment",
        "DescribeADAssessment", "DescribeDirectories", "DescribeSnapshots", "DescribeTrusts", "GetDirectoryLimits",
        "ListADAssessments", "ListLogSubscriptions", "StartADAssessment",
    },
    "ds-data": set(),
    "workspaces": {
        "AcceptAccountLinkInvitation", "CreateAccountLinkInvitation", "CreateConnectionAlias", "CreateIpGroup",
        "CreateTags", "DeleteAccountLinkInvitation", "DeleteTags", "DescribeAccount", "DescribeAccountModifications",
        "DescribeApplications", "DescribeConnectionAliases", "DescribeCustomWorkspaceImageImport", "DescribeTags",
        "DescribeWorkspaceBundles", "DescribeWorkspaceDirectories", "DescribeWorkspaceImages", "DescribeWorkspaces",
        "DescribeWorkspacesConnectionStatus", "DescribeWorkspacesPools", "GetAccountLink",
        "ImportCustomWorkspaceImage", "ImportWorkspaceImage", "ListAccountLinks", "ListAvailableManagementCidrRanges",
        "ModifyAccount", "RejectAccountLinkInvitation", "TerminateWorkspacesPoolSession",
    },
}  # fmt: skip

# AWS's pages disagree whether these can be held to a resource: the narrower reading fails sooner.
_DISPUTED = {"AssociateIpGroups", "DisassociateIpGroups"}

# Actions that need several resource types (service authorization reference [R]); a new WorkSpace has no id yet.
_SEVERAL = {
    "CreateWorkspaces": (("DirectoryId", "directory"), ("BundleId", "workspacebundle"), ("", "workspace")),
    "MigrateWorkspace": (("SourceWorkspaceId", "workspace"), ("BundleId", "workspacebundle")),
}

_BATCHES = ("Workspaces", "StopWorkspaceRequests", "StartWorkspaceRequests", "TerminateWorkspaceRequests",
            "RebootWorkspaceRequests", "RebuildWorkspaceRequests")  # fmt: skip


def resource_arns(service: str, operation: str, request: dict[str, object], region: str, account: str) -> list[str]:
    """The ARNs a request of one of the three services is checked against, one at least."""
    batches = (request.get(name) for name in _BATCHES)
    batch: list[object] = next((each for each in batches if isinstance(each, list) and each), [{}])
    items = [request | (item if isinstance(item, dict) else {}) for item in batch]
    kinds = _SEVERAL.get(operation)
    if kinds is None:
        found = [resource_arn(service, operation, item, region, account) for item in items]
    else:
        found = [
            f"arn:aws:{service}:{region}:{account}:{kind}/{item.get(member, '*')}"
            for item in items
            for member, kind in kinds
        ]
    return list(dict.fromkeys(found))


def resource_arn(service: str, operation: str, request: dict[str, object], region: str, account: str) -> str:
    """The ARN that a request about one resource is checked against."""
    if operation in _UNSCOPED[service] | _DISPUTED:
        return "*"
    if service == "ds-data":
        identifier = str(request.get("DirectoryId", ""))
        return f"arn:aws:ds:{region}:{account}:directory/{identifier}" if identifier else "*"
    if trust := str(request.get("TrustId") or ""):
        request = {**request, "DirectoryId": _directory_of(trust)}
    for member, kind in _RESOURCE_MEMBERS[service]:
        if identifier := str(request.get(member) or ""):
            found = kind or resource_type(identifier)
            return f"arn:aws:{service}:{region}:{account}:{found}/{identifier}" if found else "*"
    return "*"


def resource_type(identifier: str) -> str:
    """The type of a WorkSpaces resource, as its ARN names it; nothing for an identifier of another kind."""
    return next((name for prefix, name in _PREFIXES.items() if identifier.startswith(prefix)), "")


def _directory_of(trust_id: str) -> str:
    """The directory whose permissions decide about a trust: the reference names no other resource for its actions."""
    return next(
        (
            table.by_id[trust_id].directory_id
            for table in state.everywhere(trust_model.Trusts)
            if trust_id in table.by_id
        ),
        "unknown",
    )
