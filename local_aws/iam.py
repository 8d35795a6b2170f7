"""IAM policies evaluated for ``ds``, ``ds-data`` and ``workspaces`` too, so that a missing grant fails the demo.

ministack evaluates the policies of the services it knows. Here it learns which action a request to one of the three is,
and which ARNs that is checked against. ``aws:ResourceTag/...`` is of the resource's tags, and ``aws:RequestTag/...`` of
CreateWorkspaces of those that every item has [I].
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

import json
from contextvars import ContextVar
from functools import wraps
from typing import Any
from urllib.parse import parse_qs

from ministack.core import iam_actions, iam_evaluator

from local_aws.iam_resources import resource_arns

NAMESPACES = ("ds", "ds-data", "workspaces")

_others: ContextVar[tuple[str, ...]] = ContextVar("_others", default=())
"""What the request that is being looked at names besides the first resource."""


def install() -> None:
    """Let ministack evaluate the three services' actions, each against its resource."""
    for namespace in NAMESPACES:
        iam_actions.SERVICE_TO_IAM_NAMESPACE[namespace] = namespace
        iam_actions._BOTOCORE_SERVICE_MAP[namespace] = [namespace]
    extract = iam_actions.extract_resource_arn

    @wraps(extract)
    def extract_resource_arn(  # noqa: PLR0917 - ministack calls it so
        service: str,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
        query_params: dict[str, list[str]],
        region: str,
        account_id: str,
    ) -> str:
        if service in NAMESPACES:
            operation = headers.get("x-amz-target", "").rpartition(".")[2]
            # Directory Service Data names the directory in the query string.
            request = {name: values[0] for name, values in query_params.items()} | _request(body)
            first, *others = resource_arns(service, operation, request, region, account_id)
            _others.set(tuple(others))
            return first
        if service == "ssm" and (found := document_arn(headers, _request(body), region, account_id)):
            return found
        arn: str = extract(service, method, path, headers, body, query_params, region, account_id)
        return arn

    iam_actions.extract_resource_arn = extract_resource_arn
    tags = iam_actions.request_tag_context

    @wraps(tags)
    def request_context(
        service: str, iam_action: str, body: bytes, query_params: dict[str, list[str]]
    ) -> dict[str, object]:
        """Add the condition key that attaching a policy to a role is held to, and the tags of new WorkSpaces."""
        found: dict[str, object] = (
            {"iam:PolicyARN": parse_qs(body.decode()).get("PolicyArn", [""])[0]} if service == "iam" else {}
        )
        if iam_action == "workspaces:CreateWorkspaces":
            found |= item_tags(_request(body))
        return found | dict(tags(service, iam_action, body, query_params))

    iam_actions.request_tag_context = request_context
    enforce = iam_evaluator.enforce

    @wraps(enforce)
    def enforce_all(  # noqa: PLR0917 - ministack calls it so
        access_key: str,
        action: str,
        service: str,
        region: str,
        resource_arn: str = "*",
        service_context: dict[str, object] | None = None,
    ) -> object:
        """Refuse a request unless every resource that it names is permitted."""
        for arn in (resource_arn, *(_others.get() if service in NAMESPACES else ())):
            if denied := enforce(access_key, action, service, region, arn, service_context):
                return denied
        return None

    iam_evaluator.enforce = enforce_all


def item_tags(request: dict[str, Any]) -> dict[str, object]:
    """The condition keys for the tags of a batch: a tag counts if every item has it, with the same value."""
    items = [
        {str(tag.get("Key")): str(tag.get("Value", "")) for tag in item.get("Tags", [])}
        for item in request.get("Workspaces", [])
    ]
    shared = set.intersection(*(set(item.items()) for item in items)) if items else set()
    keys = sorted({key for item in items for key in item})
    found: dict[str, object] = {f"aws:RequestTag/{key}".lower(): value for key, value in shared}
    return found | ({"aws:TagKeys": keys} if keys else {})


def document_arn(headers: dict[str, str], request: dict[str, object], region: str, account: str) -> str:
    """The ARN of a request about documents, automations and hosts; nothing for those about parameters."""
    operation = headers.get("x-amz-target", "").rpartition(".")[2]
    place = f"arn:aws:ssm:{region}:{account}:"
    if operation == "StartAutomationExecution":
        version = request.get("DocumentVersion", "$DEFAULT")
        return f"{place}automation-definition/{request.get('DocumentName')}:{version}"
    if operation in {"GetAutomationExecution", "StopAutomationExecution"}:
        return f"{place}automation-execution/{request.get('AutomationExecutionId')}"
    if operation in {"DescribeAutomationExecutions", "DescribeInstanceInformation", "ListDocuments"}:
        return "*"
    return f"{place}document/{request.get('Name')}" if "Document" in operation and "Name" in request else ""


def _request(body: bytes) -> dict[str, object]:
    try:
        parsed = json.loads(body or b"{}")
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}
