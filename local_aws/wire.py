"""An emulated service on the wire: botocore's own model reads, checks and writes every message.

A request is checked against the model before any code of ours sees it; an answer with a member, type or error that the
model does not name is a bug of the emulator and raises ``EmulatorError``, so it cannot go unseen. The three services
speak ``json`` and ``rest-json`` in the botocore that ministack pins (a newer one would offer smithy-rpc-v2-cbor).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from functools import cached_property
from typing import TYPE_CHECKING

import botocore.session
from botocore.model import StructureShape

from local_aws import faults
from local_aws.shapes import EmulatorError, SerializationError, parse, violations, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from botocore.model import OperationModel, ServiceModel

Response = tuple[int, dict[str, str], bytes]
Operation = Callable[..., Mapping[str, object] | None]

COMMON_ERRORS = {
    "AccessDeniedException": 400,
    "ExpiredTokenException": 403,
    "InternalFailure": 500,
    "RequestTimeout": 408,
    "SerializationException": 400,
    "ServiceUnavailable": 503,
    "ThrottlingException": 400,
    "UnknownOperationException": 501,
    "UnrecognizedClientException": 403,
    "ValidationException": 400,
}
"""Errors that any operation can answer, whether or not its model names them, and their HTTP status."""


class ServiceError(Exception):
    """An error that a service answers with."""

    def __init__(self, code: str, message: str, *, status: int | None = None, **members: str) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.members = members


class Service:
    """One service: its botocore model, and the functions that do what its operations do.

    Args:
        name: The service's name in botocore, which is also the one it signs with.
        operations: A function per operation, called with the parsed request.
        guard: Entered around every operation, with the operation's name; may raise ``ServiceError``.
    """

    def __init__(
        self,
        name: str,
        operations: Mapping[str, Operation],
        guard: Callable[[str], AbstractContextManager[None]] = lambda _: nullcontext(),
    ) -> None:
        self.name = name
        self._operations = operations
        self._guard = guard

    @cached_property
    def model(self) -> ServiceModel:
        """The service's model."""
        return botocore.session.Session().get_service_model(self.name)

    async def handle_request(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes, query: Mapping[str, list[str]]
    ) -> Response:
        """Answer one request, as ministack hands it to a service."""
        try:
            operation = self._operation(method, path, headers)
        except LookupError:
            asked = headers.get("x-amz-target") or f"{method} {path}"
            return self._refusal(
                None, ServiceError("UnknownOperationException", f"{self.name} has no operation {asked}.")
            )
        try:
            with self._guard(operation.name):
                answer = self._perform(operation, self._request(operation, body, query))
        except ServiceError as error:
            return self._refusal(operation, error)
        return 200, self._headers(), json.dumps(answer).encode()

    def _perform(self, operation: OperationModel, request: Mapping[str, object]) -> object:
        function = self._operations.get(operation.name)
        if function is None:
            raise ServiceError(
                "UnknownOperationException",
                f"The local AWS does not model {self.name} {operation.name}.",
            )
        fault = faults.take(self.name, operation.name)
        if fault and fault.effect == "refuse":
            raise ServiceError(fault.error, fault.message, status=fault.status)
        if fault and fault.effect == "drop":
            raise ServiceError("ServiceUnavailable", fault.message or "The request was lost.")
        result = function(request)
        if fault:
            raise ServiceError("InternalFailure", fault.message or "The answer was lost.")
        shape = operation.output_shape
        if shape is None:
            if result:
                raise EmulatorError(f"{operation.name} answers nothing, not {result!r}")
            return {}
        return write(shape, dict(result or {}), operation.name)

    def _operation(self, method: str, path: str, headers: Mapping[str, str]) -> OperationModel:
        if self.model.metadata["protocol"] == "json":
            prefix, _, name = headers.get("x-amz-target", "").rpartition(".")
            if prefix != self.model.metadata["targetPrefix"] or name not in self.model.operation_names:
                raise LookupError(name)
            return self.model.operation_model(name)
        for name in self.model.operation_names:
            operation = self.model.operation_model(name)
            if (operation.http["method"], operation.http["requestUri"]) == (method, path.rstrip("/")):
                return operation
        raise LookupError(path)

    def _request(self, operation: OperationModel, body: bytes, query: Mapping[str, list[str]]) -> Mapping[str, object]:
        shape = operation.input_shape
        if shape is None:
            return {}
        try:
            given = json.loads(body or b"{}")
            request = parse(shape, given | self._from_query(shape, query) if isinstance(given, dict) else given)
        except (json.JSONDecodeError, UnicodeDecodeError, SerializationError) as error:
            raise ServiceError("SerializationException", str(error)) from error
        if broken := list(violations(shape, request)):
            count = f"{len(broken)} validation error{'s' if len(broken) > 1 else ''} detected"
            raise ServiceError("ValidationException", f"{count}: {'; '.join(broken)}")
        if not isinstance(request, dict):
            raise EmulatorError(f"{operation.name} takes a structure")
        return request

    def _from_query(self, shape: StructureShape, query: Mapping[str, list[str]]) -> dict[str, str]:
        located = {
            name: str(member.serialization.get("name", name))
            for name, member in shape.members.items()
            if member.serialization.get("location") == "querystring"
        }
        return {wire: query[wire][0] for wire in located.values() if wire in query}

    def _refusal(self, operation: OperationModel | None, error: ServiceError) -> Response:
        shape = next((each for each in self._named_errors(operation) if each.name == error.code), None)
        if shape is None and error.code not in COMMON_ERRORS:
            where = operation.name if operation else "any operation"
            raise EmulatorError(f"{self.name} names no error {error.code} for {where}") from error
        modelled = shape.metadata.get("error", {}) if shape else {}
        status = error.status or modelled.get("httpStatusCode") or COMMON_ERRORS.get(error.code, 400)
        spelling = "Message" if shape and "Message" in shape.members else "message"
        body = {"__type": error.code, spelling: str(error), **error.members}
        return status, self._headers() | {"x-amzn-ErrorType": error.code}, json.dumps(body).encode()

    def _named_errors(self, operation: OperationModel | None) -> Iterator[StructureShape]:
        yield from (each for each in (operation.error_shapes if operation else []) if isinstance(each, StructureShape))

    def _headers(self) -> dict[str, str]:
        version = self.model.metadata["jsonVersion"]
        kind = f"application/x-amz-json-{version}" if self.model.metadata["protocol"] == "json" else "application/json"
        return {"Content-Type": kind}
