"""ministack's own interpreter of state machines, in this process, this thread and emulated time."""

from __future__ import annotations

import json
import threading
from collections import Counter, deque
from dataclasses import dataclass
from datetime import UTC
from itertools import count
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from ministack.services import stepfunctions

from local_aws.clock import clock
from tests.runtime.conftest import EmulatedDatetime
from tests.runtime.support.wire import Killed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import boto3

    Handler = Callable[[dict[str, object], "Context"], object]

ROLE = "arn:aws:iam::000000000000:role/StateMachine"
MOST_STATES = 2_000
"""An execution may have 25,000 events, and a state of a Lambda task makes five (Step Functions quotas)."""
LARGEST_PAYLOAD = 256 * 1024
"""Bytes that a state may take or give (Step Functions quotas)."""
TERMINAL = {"States.DataLimitExceeded", "States.Runtime"}
"""Errors that States.ALL does not match (Step Functions guide, "Error names"), though ministack lets it."""
TIMED_OUT = "Sandbox.Timedout"
KILLED = "Runtime.ExitError"


@dataclass(frozen=True)
class Execution:
    """An execution of a state machine, as far as it has come.

    Attributes:
        arn: Its ARN.
        status: As DescribeExecution has it.
        output: What the last state gave; None unless it succeeded.
        error: The error that it failed with.
        cause: The text that goes with it.
        states: The names of the states that it entered, in order.
        invoked: The events that the function was given, in order.
    """

    arn: str
    status: str
    output: dict[str, object] | None
    error: str
    cause: str
    states: list[str]
    invoked: list[dict[str, object]]


class Context:
    """What Lambda tells a function about its own run, in emulated time.

    Args:
        number: Which invocation of the process's life this is.
        timeout: The function's time-out in seconds.
    """

    function_name = "fleet"
    invoked_function_arn = "arn:aws:lambda:us-east-1:000000000000:function:fleet"
    memory_limit_in_mb = "512"

    def __init__(self, number: int, timeout: float) -> None:
        self.aws_request_id = f"invocation-{number}"
        self.ends = clock.now() + timeout

    def get_remaining_time_in_millis(self) -> int:
        """The time that is left."""
        return max(0, round((self.ends - clock.now()) * 1000))


class Interpreter:
    """State machines that run when they are told to, and to their end.

    StartExecution, by whomever, puts an execution into a queue; ``finish`` runs all that are there. Wait states and the
    pauses before retries move the emulated clock. Every Lambda task calls ``handler``, with its event and its answer
    passed through JSON; an exception, a process that is killed and a time-out become the errors that AWS reports.

    Attributes:
        handler: What Lambda tasks call.
        timeout: The function's time-out in seconds.
        most_states: An execution that enters more states than this fails the test.
    """

    def __init__(self, session: boto3.Session, patch: pytest.MonkeyPatch) -> None:
        self.states = session.client("stepfunctions")
        self.handler: Handler = lambda _event, _context: None
        self.timeout = 900.0
        self.most_states = MOST_STATES
        self._waiting: deque[Callable[[], None]] = deque()
        self._invoked: list[dict[str, object]] = []
        self._numbers = count(1)
        self._machines = count(1)
        self._entered: Counter[str] = Counter()
        self._note = stepfunctions._add_event
        self._matches = stepfunctions._error_matches
        patch.setattr(stepfunctions, "time", SimpleNamespace(sleep=clock.advance, time=clock.now))
        patch.setattr(stepfunctions, "datetime", EmulatedDatetime)
        patch.setattr(stepfunctions, "now_iso", _now)
        patch.setattr(stepfunctions, "_SFN_WAIT_SCALE", 1.0)
        patch.setattr(stepfunctions, "_call_lambda", self._invoke)
        patch.setattr(stepfunctions, "_invoke_resource_with_timeout", _within)
        patch.setattr(stepfunctions, "_add_event", self._count)
        patch.setattr(stepfunctions, "_error_matches", self._handles)
        patch.setattr(stepfunctions, "threading", SimpleNamespace(
            Thread=self._thread, Event=threading.Event, Lock=threading.Lock
        ))  # fmt: skip

    def run(self, definition: str, handler: Handler, given: Mapping[str, object] | None = None) -> Execution:
        """Run a definition to its end, as a machine of its own."""
        self.handler = handler
        machine = self.create(definition)
        return self.finished(self.start(machine, given))

    def create(self, definition: str) -> str:
        """A state machine: its ARN."""
        made = self.states.create_state_machine(
            name=f"machine-{next(self._machines)}", definition=definition, roleArn=ROLE
        )
        return made["stateMachineArn"]

    def start(self, machine: str, given: Mapping[str, object] | None = None) -> str:
        """Start an execution, which then waits for ``finish``: its ARN."""
        return self.states.start_execution(stateMachineArn=machine, input=json.dumps(given or {}))["executionArn"]

    def finish(self) -> None:
        """Run every execution that was started to its end, one after the other; a handler may do so as well."""
        while self._waiting:
            self._waiting.popleft()()

    def finished(self, arn: str) -> Execution:
        """Run what was started, and return one of the executions."""
        before = len(self._invoked)
        self.finish()
        shown = self.states.describe_execution(executionArn=arn)
        history = stepfunctions._executions[arn]["events"]
        entered = [
            event["stateEnteredEventDetails"]["name"] for event in history if "stateEnteredEventDetails" in event
        ]
        return Execution(
            arn,
            shown["status"],
            json.loads(shown["output"]) if shown["status"] == "SUCCEEDED" else None,
            shown.get("error", ""),
            shown.get("cause", ""),
            entered,
            self._invoked[before:],
        )

    def _thread(self, target: Callable[..., None], args: tuple[object, ...] = (), **options: object) -> object:
        """Take an execution for later; whatever else is done in threads goes on so."""
        if stepfunctions._run_execution not in args:
            return threading.Thread(target=target, args=args, **options)  # type: ignore[arg-type]  # its own
        self._waiting.append(lambda: target(*args))
        return SimpleNamespace(start=lambda: None)

    def _invoke(self, reference: str, event: object) -> object:
        given = json.loads(json.dumps(event))
        self._invoked.append(given)
        context = Context(next(self._numbers), self.timeout)
        try:
            text = json.dumps(self.handler(given, context))
        except Killed as error:
            raise _failure(KILLED, f"Error: Runtime exited with error: {error}") from None
        except Exception as error:
            raise _failure(type(error).__name__, str(error)) from error
        if clock.now() > context.ends:
            raise _failure(TIMED_OUT, f"{context.aws_request_id} Task timed out after {self.timeout:.2f} seconds")
        if len(text.encode()) > LARGEST_PAYLOAD:
            raise stepfunctions._ExecutionError(
                "States.DataLimitExceeded", f"The answer of {reference} has {len(text)} bytes."
            )
        return json.loads(text)

    def _handles(self, named: list[str], error: str) -> bool:
        return error in named or (error not in TERMINAL and bool(self._matches(named, error)))

    def _count(self, execution: dict[str, object], kind: str, details: dict[str, object] | None = None) -> object:
        """Note an event, and end the test when an execution goes round for ever."""
        arn = str(execution["executionArn"])
        self._entered[arn] += kind.endswith("StateEntered")
        if self._entered[arn] > self.most_states:
            pytest.fail(f"{arn} entered more than {self.most_states} states")
        return self._note(execution, kind, details)


def _failure(error: str, message: str) -> Exception:
    """A failed Lambda task, as the interpreter reports one."""
    failure: Exception = stepfunctions._ExecutionError(
        error, json.dumps({"errorMessage": message, "errorType": error, "stackTrace": []})
    )
    return failure


def _within(resource: str, given: object, timeout: float) -> object:
    """A task with TimeoutSeconds, of emulated time."""
    ends = clock.now() + timeout
    answer: object = stepfunctions._invoke_resource(resource, given)
    if clock.now() > ends:
        raise stepfunctions._ExecutionError("States.Timeout", f"Task timed out after {timeout} seconds")
    return answer


def _now() -> str:
    return EmulatedDatetime.fromtimestamp(clock.now(), UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
