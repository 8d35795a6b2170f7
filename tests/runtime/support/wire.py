"""Every AWS call of the runtime on its way to the emulator: counted, and killed, refused or lost on demand."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl

from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HTTPHeaders
from botocore.exceptions import ReadTimeoutError

from local_aws import in_process
from local_aws.clock import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    import boto3
    from botocore.model import OperationModel

Effect = Literal["die before", "die after", "throttle", "lose"]
"""What happens to one API call.

``lose``: AWS does the work and the answer never arrives; a retry inside botocore gets through. ``throttle``: every
attempt is throttled. A process that dies ``after`` a call knew its answer and did nothing with it.
"""

READS = ("Describe", "List", "Get")
GRANTED_ELSEWHERE = frozenset(
    {
        "secretsmanager:GetSecretValue", "cloudformation:DescribeStackResource", "sts:AssumeRole",
        "s3:GetObject", "s3:PutObject", "s3:ListBucketVersions", "s3:DeleteObjectVersion",
    }
)  # fmt: skip
"""By ``secret.grant_read`` where there is a secret, by the provider to all kinds, where there is a role, and by the
construct on its own bucket."""


class Killed(SystemExit):
    """The process ends, as by SIGKILL: no handler of the runtime may see it."""


@dataclass(frozen=True)
class Call:
    """One API call."""

    number: int
    service: str
    operation: str

    @property
    def action(self) -> str:
        return f"{self.service}:{self.operation}"

    @property
    def changes(self) -> bool:
        return not self.operation.startswith(READS)


@dataclass
class Wire:
    """The runtime's way to AWS."""

    calls: list[Call] = field(default_factory=list)
    effects: dict[int, Effect] = field(default_factory=dict)
    """By the number of the call, counted from 1 since ``restart``."""
    denied: set[str] = field(default_factory=set)
    granted_at: float = 0.0
    """Until then nothing is permitted."""
    kind: str = ""
    """The kind whose code is running."""
    used: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The IAM actions each kind has needed."""
    answers: dict[str, Callable[[dict[str, str]], str]] = field(default_factory=dict)
    """Operations that are answered here instead of by the emulator."""
    killed: bool = False
    """Since ``restart``."""
    _attempts: int = 0

    def restart(self, effects: dict[int, Effect] | None = None) -> None:
        """Count from 1 again."""
        self.calls.clear()
        self.effects = dict(effects or {})
        self.denied.clear()
        self.granted_at = 0.0
        self.killed = False

    @property
    def changes(self) -> list[Call]:
        """The calls that changed something."""
        return [call for call in self.calls if call.changes]

    def before(self, model: OperationModel) -> None:
        call = Call(len(self.calls) + 1, model.service_model.signing_name, model.name)
        self.calls.append(call)
        service = _NAMESPACES.get(model.service_model.service_name, model.service_model.service_name)
        action = _ACTIONS.get(f"{service}:{model.name}", model.name)
        self.used[self.kind] |= {f"{service}:{action}"} | ({"ds:AccessDSData"} if service == "ds-data" else set())
        self._attempts = 0
        if self.effects.get(call.number) == "die before":
            self._die(call)

    def after(self) -> None:
        call = self.calls[-1]
        if self.effects.get(call.number) == "die after":
            self._die(call)

    def _die(self, call: Call) -> None:
        self.killed = True
        raise Killed(f"{self.effects[call.number]} {call.action}, call {call.number}")

    def send(self, request: AWSPreparedRequest) -> AWSResponse:
        call, effect = self.calls[-1], self.effects.get(self.calls[-1].number)
        self._attempts += 1
        if effect == "throttle":
            return refusal(request, call, _THROTTLED.get(call.service, "ThrottlingException"), "Rate exceeded")
        if call.action in self.denied or clock.now() < self.granted_at:
            text = (
                f"User: arn:aws:sts::000000000000:assumed-role/Role/IsComplete is not authorized to perform: "
                f"{call.action} because no identity-based policy allows the {call.action} action"
            )
            return refusal(request, call, _DENIED.get(call.service, "AccessDeniedException"), text)
        if call.operation in self.answers:
            return _response(request, 200, self.answers[call.operation](_form(request)))
        answer = in_process._answer(request)
        if effect == "lose" and self._attempts == 1:
            raise ReadTimeoutError(endpoint_url=request.url)
        return answer


_current: list[Wire] = []


def connect(wire: Wire) -> boto3.Session:
    """A session whose calls pass through a wire; one in a process: making clients costs more than the tests."""
    _current[:] = [wire]
    return _session()


@cache
def _session() -> boto3.Session:
    session = in_process.session()
    core = session._session
    hooks = core.get_component("event_emitter")
    hooks.unregister("before-send", in_process._answer)
    hooks.register("before-call", lambda **event: _current[0].before(event["model"]))
    hooks.register("before-send", lambda **event: _current[0].send(event["request"]))
    hooks.register("after-call", lambda **_: _current[0].after())
    session.client = cache(session.client)  # type: ignore[method-assign]
    return session


_NAMESPACES = {"stepfunctions": "states", "resourcegroupstaggingapi": "tag"}
_ACTIONS = {
    "s3:HeadObject": "GetObject",
    "s3:ListObjectsV2": "ListBucket",
    "s3:ListObjectVersions": "ListBucketVersions",
    "s3:DeleteObjects": "DeleteObjectVersion",
}
"""IAM's names of services and actions, where they are not the API's own."""

_DENIED = {
    "ec2": "UnauthorizedOperation",
    "iam": "AccessDenied",
    "s3": "AccessDenied",
    "cloudformation": "AccessDenied",
    "sts": "AccessDenied",
}


_THROTTLED = {"ec2": "RequestLimitExceeded", "iam": "Throttling", "sts": "Throttling", "s3": "SlowDown"}


def refusal(request: AWSPreparedRequest, call: Call, code: str, message: str) -> AWSResponse:
    """An error in the protocol of the service."""
    if call.service == "ec2":
        error = f"<Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>"
        return _response(request, 400, f"<Response>{error}<RequestID>r</RequestID></Response>")
    if call.service in {"iam", "cloudformation", "sts"}:
        error = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
        return _response(request, 400, f"<ErrorResponse>{error}<RequestId>r</RequestId></ErrorResponse>")
    if call.service == "s3":
        status = 503 if code == "SlowDown" else 403
        return _response(request, status, f"<Error><Code>{code}</Code><Message>{message}</Message></Error>")
    return _response(request, 400, json.dumps({"__type": code, "message": message}), {"x-amzn-ErrorType": code})


class _Raw(BytesIO):
    def stream(self, **_: object) -> list[bytes]:
        return [self.read()]


def _response(
    request: AWSPreparedRequest, status: int, body: str, headers: dict[str, str] | None = None
) -> AWSResponse:
    return AWSResponse(request.url, status, _headers(headers or {}), _Raw(body.encode()))


def _headers(values: dict[str, str]) -> HTTPHeaders:
    headers = HTTPHeaders()
    for name, value in values.items():
        headers[name] = value
    return headers


def _form(request: AWSPreparedRequest) -> dict[str, str]:
    """The parameters of a request in the query protocol."""
    body = request.body or b""
    return dict(parse_qsl(body.decode() if isinstance(body, bytes) else str(body)))
