"""Read by every Python process of the server: ends a Lambda function's process at a call to AWS that a test has named.

The folder in ``PROCESS_KILLS`` has, per stack, a file ``<stack>.plan`` with the number of the call, and
``<stack>.calls`` with the calls counted since. The function's own code knows nothing of this: which stack it works for
is read from its handler's frame. What the local AWS puts into this place for its own purposes is run as well.
"""

import os
import runpy
import signal
import sys
from pathlib import Path
from types import FrameType

runpy.run_path(os.environ["LOCAL_AWS_SITE"])


def _stack(frame: FrameType | None) -> str:
    while frame is not None:
        if frame.f_code.co_name == "is_complete" and "event" in frame.f_locals:
            return str(frame.f_locals["event"]["StackId"]).split("/")[1]
        frame = frame.f_back
    return ""


def _called(stack: str, operation: str) -> None:
    folder = Path(os.environ["PROCESS_KILLS"])
    plan, calls = folder / f"{stack}.plan", folder / f"{stack}.calls"
    if not plan.exists():
        return
    with calls.open("a") as log:
        log.write(f"{operation}\n")
    if len(calls.read_text().splitlines()) == int(plan.read_text()):
        os.kill(os.getpid(), signal.SIGKILL)


if os.environ.get("AWS_LAMBDA_FUNCTION_NAME"):
    from botocore.client import BaseClient

    _call = BaseClient.__dict__["_make_api_call"]

    def _watched(client: BaseClient, operation_name: str, api_params: dict[str, object]) -> object:
        try:
            return _call(client, operation_name, api_params)
        finally:
            if stack := _stack(sys._getframe()):
                _called(stack, f"{client.meta.service_model.service_name}:{operation_name}")

    setattr(BaseClient, "_make_api_call", _watched)  # noqa: B010 - botocore's stubs hide the method
