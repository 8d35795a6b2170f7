"""The server's own routes, ``/_local_aws/...``: its clock, faults, and the emulator's state, for tests and the demo.

Like everything it serves they are reachable on the loopback interface only.
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

import json
import os
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import asdict
from pathlib import Path

from local_aws import faults, in_process, kills, services
from local_aws.clock import clock
from local_aws.services import domains, radius, state

Message = MutableMapping[str, object]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]
Body = dict[str, object]

PREFIX = "/_local_aws/"


def ready(_body: Body) -> Body:
    """Whether the server answers; that it does is the answer."""
    return {"ready": True}


def set_clock(body: Body) -> Body:
    """``{"speed": 300}``, ``{"freeze": true}`` or ``{"advance": seconds}``; answers the emulated time."""
    if "speed" in body:
        clock.run(float(str(body["speed"])))
    if body.get("freeze"):
        clock.freeze()
    if "advance" in body:
        _leap(float(str(body["advance"])))
    return {"now": clock.now()}


def _leap(seconds: float) -> None:
    """Advance the clock, and that of Lambda's processes, which read the file."""
    clock.advance(seconds)
    if name := os.environ.get("LOCAL_AWS_LEAPS"):
        leaps = Path(name)
        before = float(leaps.read_text()) if leaps.exists() else 0.0
        leaps.write_text(str(before + seconds))


def add_fault(body: Body) -> Body:
    """Lay a fault; the members are those of ``faults.Fault``."""
    faults.add(faults.Fault(**body))  # type: ignore[arg-type]
    return list_faults({})


def list_faults(_body: Body) -> Body:
    """The faults not yet met."""
    return {"faults": [asdict(fault) for fault in faults.pending()]}


def clear_faults(_body: Body) -> Body:
    """Forget the faults not yet met."""
    faults.clear()
    return list_faults({})


def settle(_body: Body) -> Body:
    """Bring stages, leftovers and lags up to the emulated present."""
    services.settle()
    return {}


def add_on_premises(body: Body) -> Body:
    """Put a domain outside AWS on the network; the members are those of ``domains.add_on_premises``.

    ``trusts`` is a list of ``{"domain", "direction", "password", "kind"}``: its halves of trusts.
    """
    halves = {str(half.pop("domain")): domains.TrustHalf(**half) for half in body.pop("trusts", [])}  # type: ignore[attr-defined]
    with state.lock:
        made = domains.add_on_premises(**{"users": {}, **body}, trusts=halves)  # type: ignore[arg-type]
    services.settle()
    return {"name": made.name}


def remove_on_premises(body: Body) -> Body:
    """``{"name": "corp.example.com"}``: take a domain outside AWS off the network."""
    with state.lock:
        domains.remove_on_premises(str(body["name"]))
    services.settle()
    return {}


def add_radius_server(body: Body) -> Body:
    """Let a RADIUS server outside AWS answer; the members are those of ``radius.add_server``."""
    with state.lock:
        radius.add_server(**body)  # type: ignore[arg-type]
    return {}


def remove_radius_server(body: Body) -> Body:
    """``{"address": "10.20.0.50"}``: take a RADIUS server outside AWS away."""
    with state.lock:
        radius.remove_server(str(body["address"]))
    return {}


def add_secret(body: Body) -> Body:
    """``{"arn": ..., "value": {...}}``: a secret under an ARN that is known beforehand, or a new value of it."""
    from ministack.services import secretsmanager

    arn = str(body["arn"])
    account, region, name = arn.split(":")[4], arn.split(":")[3], arn.rsplit(":", maxsplit=1)[1][: -len("-AbCdEf")]
    client = in_process.session(region).client("secretsmanager")
    text = json.dumps(body["value"])
    if any(name == known for known, _ in secretsmanager._secrets.items_scoped(account, region)):
        client.put_secret_value(SecretId=name, SecretString=text)
        return {}
    client.create_secret(Name=name, SecretString=text)
    for known, secret in secretsmanager._secrets.items_scoped(account, region):
        if known == name:
            secret["ARN"] = arn
    return {}


def reset(_body: Body) -> Body:
    """Forget every resource, fault and clock setting."""
    from ministack import app

    app._reset_all_state()
    services.reset()
    return {}


ROUTES: dict[tuple[str, str], Callable[[Body], Body]] = {
    ("GET", "ready"): ready,
    ("POST", "clock"): set_clock,
    ("GET", "faults"): list_faults,
    ("POST", "faults"): add_fault,
    ("DELETE", "faults"): clear_faults,
    ("POST", "settle"): settle,
    ("POST", "reset"): reset,
    ("POST", "on-premises"): add_on_premises,
    ("DELETE", "on-premises"): remove_on_premises,
    ("POST", "radius-servers"): add_radius_server,
    ("POST", "secrets"): add_secret,
    ("DELETE", "radius-servers"): remove_radius_server,
    ("POST", "kill"): kills.arm,
    ("GET", "kill"): kills.state,
    ("DELETE", "kill"): kills.disarm,
}


def with_routes(application: Application) -> Application:
    """The application, with our routes before its own."""
    application = kills.watch(application)

    async def answer(scope: Message, receive: Receive, send: Send) -> None:
        path = str(scope.get("path", ""))
        if scope["type"] != "http" or not path.startswith(PREFIX):
            await application(scope, receive, send)
            return
        route = ROUTES.get((str(scope["method"]), path.removeprefix(PREFIX)))
        body = await _body(receive)
        if route is None:
            await _send(send, 404, {"error": f"no route {scope['method']} {path}"})
            return
        try:
            await _send(send, 200, route(json.loads(body or b"{}")))
        except (TypeError, ValueError) as error:
            await _send(send, 400, {"error": str(error)})

    return answer


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        part = message.get("body")
        body += part if isinstance(part, bytes) else b""
        more = bool(message.get("more_body"))
    return body


async def _send(send: Send, status: int, answer: Body) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
