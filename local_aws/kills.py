"""Ending a Lambda function's process at its n-th call to AWS, to show that whatever comes next goes on from the truth.

``POST /_local_aws/kill {"function": "IsComplete", "call": 3}`` ends the process of the function whose name contains
that text when its third call from now arrives: after the call was done, so that its answer is lost, or with
``"done": false`` before it. ``GET`` tells how many calls were counted and whether a process was ended; ``DELETE``
disarms.
"""

from __future__ import annotations

import re
import threading
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from local_aws import lambda_workers

if TYPE_CHECKING:
    from local_aws.control import Application, Message, Receive, Send

_CREDENTIAL = re.compile(r"Credential=([^/]+)/[^/]+/[^/]+/([^/]+)/")


@dataclass
class Kill:
    """What is to be ended, and what came of it.

    Attributes:
        function: Text in the function's name; empty for none.
        call: At which of its calls, counted from 1; 0 only counts.
        done: Whether that call is done before the process ends.
        calls: The calls counted so far, as ``service:operation``.
        ended: How many processes were ended.
    """

    function: str = ""
    call: int = 0
    done: bool = True
    calls: list[str] = field(default_factory=list)
    ended: int = 0


_lock = threading.Lock()
_armed = Kill()


def arm(body: dict[str, object]) -> dict[str, object]:
    """Count from now, and end a process at a call."""
    global _armed  # noqa: PLW0603 - one kill at a time
    with _lock:
        _armed = Kill(**body)  # type: ignore[arg-type]
    return state({})


def disarm(_body: dict[str, object]) -> dict[str, object]:
    """Count no more."""
    return arm({})


def state(_body: dict[str, object]) -> dict[str, object]:
    """What was counted and ended."""
    with _lock:
        return asdict(_armed)


def watch(application: Application) -> Application:
    """The application, with its callers counted."""

    async def answer(scope: Message, receive: Receive, send: Send) -> None:
        armed = _armed
        key, service = _identity(scope) if armed.function and scope["type"] == "http" else ("", "")
        function = lambda_workers.function_of(key) if key else ""
        if not function or armed.function not in function:
            await application(scope, receive, send)
            return
        body = b""

        async def listen() -> Message:
            nonlocal body
            message = await receive()
            part = message.get("body")
            body += part if isinstance(part, bytes) else b""
            return message

        async def swallow(_message: Message) -> None:
            """Lose the answer."""

        with _lock:
            armed.calls.append(service)
            number = len(armed.calls)
        due = number == armed.call
        if not due or armed.done:
            await application(scope, listen, swallow if due else send)
            armed.calls[number - 1] = f"{service}:{_operation(scope, body)}"
        if due:
            armed.ended = lambda_workers.end(function, int(scope["client"][1]))  # type: ignore[index]

    return answer


def _headers(scope: Message) -> dict[str, str]:
    headers: list[tuple[bytes, bytes]] = scope["headers"]  # type: ignore[assignment]
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}


def _identity(scope: Message) -> tuple[str, str]:
    found = _CREDENTIAL.search(_headers(scope).get("authorization", ""))
    return (found[1], found[2]) if found else ("", "")


def _operation(scope: Message, body: bytes) -> str:
    """The operation, however its protocol names it."""
    target = _headers(scope).get("x-amz-target", "").rpartition(".")[2]
    action = parse_qs(body.decode("latin-1")).get("Action", [""])[0]
    return target or action or str(scope["path"]).strip("/")
