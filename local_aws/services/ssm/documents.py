"""Documents: their versions, and what Systems Manager refuses in an Automation document (schema 0.3).

From the Systems Manager guide ("Creating runbooks", "Schemas, features, and examples"): steps have unique names and
known actions, and every ``{{ name }}`` is a parameter, a step's output or one of the system's own.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import yaml

from local_aws.services import state
from local_aws.services.paging import BadTokenError, page
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy_boto3_ssm.type_defs import (
        CreateDocumentRequestTypeDef,
        DeleteDocumentRequestTypeDef,
        DescribeDocumentRequestTypeDef,
        GetDocumentRequestTypeDef,
        ListDocumentsRequestTypeDef,
        UpdateDocumentDefaultVersionRequestTypeDef,
        UpdateDocumentRequestTypeDef,
    )

Content = dict[str, object]

AUTOMATION_SCHEMA: Final = "0.3"
MOST_BYTES: Final = 64 * 1024
ACTIONS: Final = frozenset({"aws:runCommand", "aws:sleep", "aws:waitForAwsResourceProperty"})
"""The actions that the local AWS models."""

OF_AWS: Final = frozenset({"AWS-RunPowerShellScript", "AWS-RunShellScript"})
TYPES: Final = frozenset({"Boolean", "Integer", "MapList", "String", "StringList", "StringMap"})
_TOP: Final = frozenset(
    {"schemaVersion", "description", "assumeRole", "parameters", "variables", "mainSteps", "outputs", "files"}
)
_STEP: Final = frozenset(
    {"name", "action", "description", "inputs", "isCritical", "isEnd", "maxAttempts", "nextStep", "onCancel",
     "onFailure", "outputs", "timeoutSeconds"}
)  # fmt: skip
_PARAMETER: Final = frozenset(
    {"type", "description", "default", "allowedValues", "allowedPattern", "displayType", "minItems", "maxItems",
     "minChars", "maxChars"}
)  # fmt: skip
_NAME: Final = re.compile(r"[a-zA-Z0-9_]{3,50}")
_REFERENCE: Final = re.compile(r"{{\s*([^}\s]+)\s*}}")


@dataclass
class Version:
    """One version of a document's content."""

    number: int
    content: Content
    text: str
    created: float


@dataclass
class Document:
    """A document of the account."""

    name: str
    kind: str
    format: str
    versions: list[Version] = field(default_factory=list)
    default: int = 1

    def version(self, wanted: str | None) -> Version:
        """One version, by number, ``$LATEST`` or ``$DEFAULT``."""
        number = {"$LATEST": self.versions[-1].number, "$DEFAULT": self.default}.get(wanted or "$DEFAULT", wanted)
        for each in self.versions:
            if str(each.number) == str(number):
                return each
        raise ServiceError("InvalidDocumentVersion", f"{self.name} has no version {wanted}.")


@dataclass
class Documents:
    """The documents of an account in a region."""

    by_name: dict[str, Document] = field(default_factory=dict)


def existing(name: str, missing: str = "InvalidDocument") -> Document:
    """Return a document by its name or ARN, or raise the error that the operation names for a missing one."""
    found = state.of(Documents).by_name.get(name.rpartition("/")[2])
    if found is None:
        raise ServiceError(missing, f"Document with name {name} does not exist.")
    return found


def create_document(request: CreateDocumentRequestTypeDef) -> Mapping[str, object]:
    """Make a document."""
    known, name = state.of(Documents).by_name, request["Name"]
    if name in known:
        raise ServiceError("DocumentAlreadyExists", f"Document with same name {name} already exists.")
    if name.lower().startswith(("aws", "amazon", "amzn")):
        raise ServiceError("InvalidDocumentContent", f"A document's name cannot begin with {name[:6]}.")
    made = Document(name, request.get("DocumentType", "Command"), request.get("DocumentFormat", "JSON"))
    made.versions.append(_version(1, request["Content"], made))
    known[name] = made
    return {"DocumentDescription": _description(made, made.versions[0])}


def update_document(request: UpdateDocumentRequestTypeDef) -> Mapping[str, object]:
    """Add a version; the default stays."""
    found = existing(request["Name"])
    found.format = request.get("DocumentFormat", found.format)
    new = _version(found.versions[-1].number + 1, request["Content"], found)
    if any(each.content == new.content for each in found.versions):
        raise ServiceError(
            "DuplicateDocumentContent", "The content of the association document matches another document."
        )
    found.versions.append(new)
    return {"DocumentDescription": _description(found, new)}


def update_document_default_version(request: UpdateDocumentDefaultVersionRequestTypeDef) -> Mapping[str, object]:
    """Make another version the default."""
    found = existing(request["Name"])
    found.default = found.version(request["DocumentVersion"]).number
    return {"Description": {"Name": found.name, "DefaultVersion": str(found.default)}}


def delete_document(request: DeleteDocumentRequestTypeDef) -> None:
    """Delete a document with all its versions."""
    del state.of(Documents).by_name[existing(request["Name"]).name]


def describe_document(request: DescribeDocumentRequestTypeDef) -> Mapping[str, object]:
    """Describe a version of a document."""
    found = existing(request["Name"])
    return {"Document": _description(found, found.version(request.get("DocumentVersion")))}


def get_document(request: GetDocumentRequestTypeDef) -> Mapping[str, object]:
    """Return a version's content."""
    found = existing(request["Name"])
    version = found.version(request.get("DocumentVersion"))
    return {
        "Name": found.name,
        "CreatedDate": version.created,
        "DocumentVersion": str(version.number),
        "Status": "Active",
        "Content": version.text,
        "DocumentType": found.kind,
        "DocumentFormat": found.format,
    }


def list_documents(request: ListDocumentsRequestTypeDef) -> Mapping[str, object]:
    """List the account's own documents."""
    for each in request.get("Filters", []):
        if (each.get("Key"), list(each.get("Values", []))) != ("Owner", ["Self"]):
            raise ServiceError("InvalidFilterKey", f"The local AWS does not model the filter {each.get('Key')}.")
    found = list(state.of(Documents).by_name.values())
    try:
        shown, token = page(found, request.get("MaxResults", 50), request.get("NextToken"), "documents")
    except BadTokenError as error:
        raise ServiceError("InvalidNextToken", "The specified token isn't valid.") from error
    identifiers = [
        {"Name": each.name, "DocumentType": each.kind, "DocumentFormat": each.format, "Owner": state.account()}
        for each in shown
    ]
    return {"DocumentIdentifiers": identifiers, "NextToken": token}


def _version(number: int, text: str, document: Document) -> Version:
    if len(text.encode()) > MOST_BYTES:
        raise ServiceError("MaxDocumentSizeExceeded", "The size limit of a document is 64 KB.")
    try:
        content = json.loads(text) if document.format == "JSON" else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError) as error:
        raise ServiceError("InvalidDocumentContent", f"{document.format} not well-formed: {error}") from error
    if not isinstance(content, dict):
        raise ServiceError("InvalidDocumentContent", "A document is a mapping.")
    if document.kind == "Automation":
        for problem in problems(content):
            raise ServiceError("InvalidDocumentContent", problem)
    return Version(number, content, text, state.now())


def problems(content: Content) -> Iterator[str]:
    """Yield what is wrong with an Automation document."""
    if content.get("schemaVersion") != AUTOMATION_SCHEMA:
        yield f"The schemaVersion of an Automation document is {AUTOMATION_SCHEMA}, not {content.get('schemaVersion')}."
    yield from (f"An Automation document has no {name}." for name in sorted(set(content) - _TOP))
    parameters, steps = content.get("parameters", {}), content.get("mainSteps")
    if not isinstance(parameters, dict) or not isinstance(steps, list) or not steps:
        yield "An Automation document has a mapping of parameters and a list of mainSteps."
        return
    for name, parameter in parameters.items():
        yield from (f"The parameter {name} has no {key}." for key in sorted(set(parameter) - _PARAMETER))
        if parameter.get("type") not in TYPES:
            yield f"The parameter {name} has no type {parameter.get('type')}."
    names = [str(step.get("name", "")) for step in steps]
    for name, step in zip(names, steps, strict=True):
        yield from (f"The step {name} has no {key}." for key in sorted(set(step) - _STEP))
        if not _NAME.fullmatch(name) or names.count(name) > 1:
            yield f"{name!r} is not a step's name, or not the only step's."
        if step.get("action") not in ACTIONS:
            yield f"The local AWS does not model the action {step.get('action')} of step {name}."
    known = {*parameters, *names, "global", "automation"}
    for reference in sorted(set(_REFERENCE.findall(json.dumps(content)))):
        if reference.partition(".")[0].partition(":")[0] not in known:
            yield f"Parameter {reference} is referenced and not defined."


def _description(document: Document, version: Version) -> Mapping[str, object]:
    return {
        "Hash": hashlib.sha256(version.text.encode()).hexdigest(),
        "HashType": "Sha256",
        "Name": document.name,
        "Owner": state.account(),
        "CreatedDate": version.created,
        "Status": "Active",
        "DocumentVersion": str(version.number),
        "LatestVersion": str(document.versions[-1].number),
        "DefaultVersion": str(document.default),
        "SchemaVersion": str(version.content.get("schemaVersion", "")),
        "DocumentType": document.kind,
        "DocumentFormat": document.format,
    }
