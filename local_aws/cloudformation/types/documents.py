"""Systems Manager documents: a changed content is a new version, or a new document, as ``UpdateMethod`` says.

The type's registry schema and its reference page: without ``UpdateMethod: NewVersion`` a changed content replaces the
document, which one with a name of its own does not survive.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from local_aws.cloudformation.types.wire import (
    Attributes,
    Made,
    Properties,
    ProvisioningError,
    ResourceType,
    client,
    generated_name,
    gone,
    pick,
    tags,
    text,
)

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

_CONTENT = ("Content", "DocumentFormat", "TargetType", "VersionName", "Requires", "Attachments")


def _ssm() -> SSMClient:
    return client("ssm")


def _content(properties: Properties) -> dict[str, object]:
    content = properties.get("Content")
    return {
        **pick(properties, "DocumentFormat", "TargetType", "VersionName"),
        "Content": content if isinstance(content, str) else json.dumps(content),
    }


def _create(logical_id: str, properties: Properties) -> Made:
    stack = next((tag["Value"] for tag in tags(properties) if tag["Key"] == "aws:cloudformation:stack-name"), "stack")
    name = text(properties, "Name") or generated_name(stack, logical_id)
    own = tags(properties, reserved=False)
    _ssm().create_document(
        Name=name,
        **pick(properties, "DocumentType"),  # type: ignore[arg-type]
        **_content(properties),  # type: ignore[arg-type]
        **({"Tags": own} if own else {}),  # type: ignore[arg-type]
    )
    return name, {"Name": name}


def _update(name: str, old: Properties, new: Properties) -> Attributes:
    if any(old.get(each) != new.get(each) for each in _CONTENT):
        if text(new, "UpdateMethod", "Replace") != "NewVersion":
            raise ProvisioningError(
                f"The local AWS does not replace documents, and AWS replaces none that has a name of its own: {name}. "
                "Set UpdateMethod to NewVersion."
            )
        made = _ssm().update_document(Name=name, DocumentVersion="$LATEST", **_content(new))  # type: ignore[arg-type]
        _ssm().update_document_default_version(
            Name=name, DocumentVersion=made["DocumentDescription"]["DocumentVersion"]
        )
    return {"Name": name}


def _delete(name: str, _properties: Properties) -> None:
    gone(_ssm().delete_document, "InvalidDocument", Name=name)


_CREATE_ONLY = frozenset({"Name", "DocumentType"})

TYPES = (ResourceType("AWS::SSM::Document", _create, _delete, _update, create_only=_CREATE_ONLY),)
