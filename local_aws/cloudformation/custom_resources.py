"""Requests to custom resources, answered and failed as CloudFormation does.

From the CloudFormation guide ("Custom resource request types", "Response objects") and from what users report where the
guide is silent:

- A Create that fails keeps the physical id of its answer, and the rollback sends it a Delete with that id.
- A Create given up because another resource failed is not waited for. Its Delete carries an id CloudFormation made up,
  and may arrive while the Create still runs (aws-cloudformation/cloudformation-coverage-roadmap issues 1814 and 1730).
- An answer without a physical id is a failure, and the id is made up too (remind101/empire issue 918).
- The function is invoked asynchronously, so one that dies without an answer is invoked again, twice at most (Lambda
  guide, "How Lambda handles errors and retries with asynchronous invocation").
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

import json
import threading
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING

from ministack.core.responses import new_uuid
from ministack.services import lambda_svc
from ministack.services.cloudformation import custom_resource as ministack

from local_aws.cloudformation.types.wire import CancelledError, ProvisioningError, cancellation, generated_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from local_aws.cloudformation.types.wire import Value

Event = dict[str, object]

_ANSWER_BYTES = 4096  # "Response objects": the body of an answer may have at most 4096 bytes
_INVOCATIONS = 3
_POLL_SECONDS = 0.05


def _run_function(service_token: str, event: Event) -> bool:
    """Run the function a service token names; false when it died without an error of CloudFormation's making."""
    function, configuration, _name = lambda_svc._get_func_record_for_ref(service_token)
    if function is None or configuration is None:
        raise ProvisioningError(f"Function not found: {service_token}")
    record = lambda_svc._execution_record_for_config(function, configuration)
    answer = lambda_svc._execute_function_with_config_scope(record, event)
    return not (isinstance(answer, dict) and answer.get("error"))


# Tests without a server put a function of their own here.
run_function: Callable[[str, Event], bool] = _run_function


def invoke(  # noqa: PLR0917 - ministack calls it so
    request_type: str,
    logical_id: str,
    props: Mapping[str, Value],
    stack_name: str,
    stack_id: str,
    resource_type: str,
    physical_id: str | None = None,
    old_props: Mapping[str, Value] | None = None,
) -> tuple[str, dict[str, object]]:
    """Send one request and wait for its answer: the physical id and the attributes.

    Raises:
        ProvisioningError: The answer says so, is not one, or did not come; with the physical id to delete.
    """
    token, request_id = new_uuid(), new_uuid()
    fallback_id = physical_id or generated_name(stack_name, logical_id)
    event: Event = {
        "RequestType": request_type,
        "RequestId": request_id,
        "StackId": stack_id,
        "ResponseURL": ministack._response_url(token),
        "ResourceType": resource_type,
        "LogicalResourceId": logical_id,
        "ServiceToken": props.get("ServiceToken", ""),
        "ResourceProperties": ministack._normalise_resource_properties(props),
    }
    if physical_id is not None:
        event["PhysicalResourceId"] = physical_id
    if old_props is not None:
        event["OldResourceProperties"] = ministack._normalise_resource_properties(old_props)

    answered = ministack.register_token(token)
    call = partial(copy_context().run, _invoke_asynchronously, str(props.get("ServiceToken", "")), event, answered)
    threading.Thread(target=call, name=f"custom-resource-{logical_id}", daemon=True).start()
    answer = _answer(token, answered, float(str(props.get("ServiceTimeout", 3600))), fallback_id, request_id)
    answered_id = str(answer.get("PhysicalResourceId") or "")
    if answer.get("Status") == "FAILED":
        reason = answer.get("Reason") or "No reason was given."
        raise ProvisioningError(
            f"Received response status [FAILED] from custom resource. Message returned: {reason} "
            f"(RequestId: {request_id})",
            answered_id or fallback_id,
        )
    if answer.get("Status") != "SUCCESS":
        raise ProvisioningError("Invalid response object: the Status must be SUCCESS or FAILED", fallback_id)
    if not answered_id:
        raise ProvisioningError("Invalid PhysicalResourceId", fallback_id)
    if len(json.dumps(answer)) > _ANSWER_BYTES:
        raise ProvisioningError("Response object is too long.", answered_id)
    data = answer.get("Data")
    return answered_id, dict(data) if isinstance(data, dict) else {}


def _invoke_asynchronously(service_token: str, event: Event, answered: threading.Event) -> None:
    for _ in range(_INVOCATIONS):
        try:
            if run_function(service_token, event):
                return
        except ProvisioningError as error:
            token = str(event["ResponseURL"]).rpartition("/")[2]
            ministack.deliver_response(token, {"Status": "FAILED", "Reason": str(error)})
            return
        if answered.is_set():
            return


def _answer(
    token: str, answered: threading.Event, timeout: float, physical_id: str, request_id: str
) -> dict[str, object]:
    cancelled = cancellation.get() or threading.Event()
    remaining = timeout
    while not answered.wait(_POLL_SECONDS):
        remaining -= _POLL_SECONDS
        if cancelled.is_set():
            raise CancelledError("Resource creation cancelled", physical_id)
        if remaining <= 0:
            raise ProvisioningError(
                "CloudFormation did not receive a response from your Custom Resource. "
                f"Please check your logs for requestId [{request_id}].",
                physical_id,
            )
    with ministack._lock:
        entry = ministack._pending.pop(token)
    result = entry["result"]
    return dict(result) if isinstance(result, dict) else {}


def install() -> None:
    """Send custom resources' requests from here."""
    ministack.invoke_custom_resource = invoke
