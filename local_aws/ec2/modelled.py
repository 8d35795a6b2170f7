"""EC2 actions that botocore's model reads and writes: a function from a request to an answer, both as plain data.

EC2's query protocol is the model's own: a parameter goes by its ``queryName``, or by its name with a capital; a list is
numbered from one; an answer's list is made of ``item`` elements. What a model does not name raises ``EmulatorError``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING

import botocore.session
from botocore.model import ListShape, StructureShape
from ministack.services import ec2

from local_aws.ec2.wire import Ec2Error, Params, action
from local_aws.shapes import EmulatorError, violations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from botocore.model import OperationModel, ServiceModel, Shape

Value = object
Data = dict[str, Value]


def modelled(name: str) -> Callable[[Callable[[Data], Data]], Callable[[Data], Data]]:
    """Let a function of the parsed request answer for an EC2 action."""

    def register(function: Callable[[Data], Data]) -> Callable[[Data], Data]:
        @action(name)
        def answer(params: Params) -> str:
            operation = _operation(name)
            request = _read(operation.input_shape, params, "")
            broken = list(violations(operation.input_shape, request)) if operation.input_shape else []
            if broken:
                raise Ec2Error("InvalidParameterValue", "; ".join(broken))
            if not isinstance(request, dict):
                raise EmulatorError(f"{name} takes a structure")
            result = function(request)
            return "".join(
                _write(member, result[key], _element(key, member), f"{name}.{key}")
                for key, member in _members(operation.output_shape, result, name)
            )

        return function

    return register


def tags_of(identifier: str) -> list[dict[str, str]]:
    """The tags of a resource, as this account sees them: those of a shared thing are its owner's only."""
    return [{"Key": str(tag["Key"]), "Value": str(tag["Value"])} for tag in ec2._tags.get(identifier, [])]  # noqa: SLF001 - ministack's tags, which CreateTags writes


def tag(request: Data, identifier: str, kind: str) -> None:
    """Keep the tags that a create call gives to what it makes."""
    for specification in items(request, "TagSpecifications"):
        if specification.get("ResourceType") == kind:
            ec2._tags[identifier] = items(specification, "Tags")  # noqa: SLF001 - as above


def items(request: Mapping[str, Value], name: str) -> list[Data]:
    """A list of structures of a request."""
    found = request.get(name) or []
    return found if isinstance(found, list) else []


def texts(request: Mapping[str, Value], name: str) -> list[str]:
    """A list of texts of a request."""
    found = request.get(name) or []
    return [str(each) for each in found] if isinstance(found, list) else []


def text(request: Mapping[str, Value], name: str) -> str:
    """A text of a request, or an empty one."""
    return str(request.get(name) or "")


def chosen(
    request: Data, ids_name: str, records: Mapping[str, Data], not_found: str, filters: Callable[[Data], Data]
) -> Iterable[Data]:
    """Return the records that a Describe call asks for, by ids and filters; a filter that is not known is an error."""
    wanted = texts(request, ids_name)
    for identifier in wanted:
        if identifier not in records:
            raise Ec2Error(not_found, f"The ID '{identifier}' does not exist")
    asked = {text(each, "Name"): texts(each, "Values") for each in items(request, "Filters")}
    return [
        record
        for identifier, record in records.items()
        if (not wanted or identifier in wanted) and _passes(identifier, asked, filters(record))
    ]


def _passes(identifier: str, asked: Mapping[str, list[str]], known: Data) -> bool:
    for name, patterns in asked.items():
        if name.startswith("tag"):
            continue
        if name not in known:
            raise Ec2Error("InvalidParameterValue", f"The filter '{name}' is invalid")
        value = known[name]
        values = value if isinstance(value, list) else [value]
        if not any(fnmatchcase(str(each), pattern) for each in values for pattern in patterns):
            return False
    fits: bool = ec2._resource_matches_tag_filters(identifier, asked)  # noqa: SLF001 - as above
    return fits


def time(seconds: float) -> str:
    """A time as EC2 writes it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


@cache
def _model() -> ServiceModel:
    return botocore.session.Session().get_service_model("ec2")


@cache
def _operation(name: str) -> OperationModel:
    return _model().operation_model(name)


def _parameter(name: str, member: Shape) -> str:
    serialization: Mapping[str, str] = member.serialization
    if "queryName" in serialization:
        return serialization["queryName"]
    given = serialization.get("name", name)
    return given[:1].upper() + given[1:]


def _element(name: str, member: Shape) -> str:
    serialization: Mapping[str, str] = member.serialization
    return serialization.get("name", name)


def _read(shape: Shape | None, params: Params, path: str) -> Value:
    if isinstance(shape, StructureShape):
        found = {}
        for name, member in shape.members.items():
            inner = f"{path}.{_parameter(name, member)}" if path else _parameter(name, member)
            if any(key == inner or key.startswith(f"{inner}.") for key in params):
                found[name] = _read(member, params, inner)
        return found
    if isinstance(shape, ListShape):
        numbers = sorted({int(key[len(path) + 1 :].split(".", 1)[0]) for key in params if key.startswith(f"{path}.")})
        return [_read(shape.member, params, f"{path}.{number}") for number in numbers]
    given = params[path][0]
    kind = shape.type_name if shape is not None else "string"
    if kind == "boolean":
        return given.lower() == "true"
    if kind in {"integer", "long"}:
        return int(given)
    return given


def _members(shape: Shape | None, value: Data, path: str) -> list[tuple[str, Shape]]:
    if not isinstance(shape, StructureShape):
        if value:
            raise EmulatorError(f"{path} answers nothing, not {value!r}")
        return []
    if unknown := set(value) - set(shape.members):
        raise EmulatorError(f"{path} has no member {', '.join(sorted(unknown))}")
    return [(name, shape.members[name]) for name in value if value[name] is not None]


def _write(shape: Shape, value: Value, element: str, path: str) -> str:
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        inner = "".join(
            _write(member, value[name], _element(name, member), f"{path}.{name}")
            for name, member in _members(shape, value, path)
        )
    elif isinstance(shape, ListShape) and isinstance(value, list):
        inner = "".join(_write(shape.member, each, "item", path) for each in value)
    else:
        inner = _scalar(shape, value, path)
    return f"<{element}>{inner}</{element}>"


def _scalar(shape: Shape, value: Value, path: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        raise EmulatorError(f"{path} is a {shape.type_name}, not {value!r}")
    allowed = shape.metadata.get("enum")
    if allowed and value not in allowed:
        raise EmulatorError(f"{path} is one of {', '.join(allowed)}, not {value!r}")
    written: str = ec2._esc(str(value))  # noqa: SLF001 - ministack's escaping
    return written
