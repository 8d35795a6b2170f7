"""What of ministack's inside is used, so that another version fails here first and says what moved."""

from __future__ import annotations

import inspect
from importlib.metadata import version

import pytest
from botocore import __version__ as botocore_version
from ministack import app
from ministack.core import iam_actions, iam_evaluator, lambda_runtime
from ministack.services import ec2, lambda_svc, stepfunctions, tagging
from ministack.services.cloudformation import changesets, custom_resource, handlers, provisioners, stacks

from local_aws import engine


def test_the_versions_are_those_everything_was_tried_with() -> None:
    assert version("ministack") == "1.5.33"
    assert botocore_version == "1.43.106"


def test_the_engine_is_loaded_once() -> None:
    assert engine.load() is engine.load()


@pytest.mark.parametrize(
    ("module", "names"),
    [
        (app, ("_MAIN_LOOP", "SERVICE_HANDLERS", "_reset_all_state", "AUTH")),
        (ec2, ("_ACTION_MAP", "_network_interfaces", "_security_groups", "_subnets", "_vpcs", "_subnet_fields_xml")),
        (iam_actions, ("SERVICE_TO_IAM_NAMESPACE", "extract_resource_arn", "request_tag_context")),
        (iam_evaluator, ("enforce",)),
        (
            stepfunctions,
            (
                "_add_event",
                "_call_lambda",
                "_error_matches",
                "_ExecutionError",
                "_executions",
                "_invoke_resource",
                "_invoke_resource_with_timeout",
                "_run_execution",
                "_SFN_WAIT_SCALE",
                "now_iso",
            ),
        ),
        (tagging, ("_COLLECTORS", "_HANDLERS", "_RESOURCE_TAG_COLLECTORS", "_get_resources", "_json")),
        (lambda_runtime, ("Worker", "_signal", "_collect", "_workers", "_lock")),
        (lambda_svc, ("_get_func_record_for_ref", "_execute_function_with_config_scope", "_emit_lambda_logs")),
        (custom_resource, ("_pending", "_lock", "register_token", "deliver_response", "_response_url")),
        (provisioners, ("_RESOURCE_HANDLERS", "_REPLACING_PROPERTIES", "_STACK_TAG_PROPERTY", "_delete_resource")),
        (stacks, ("_provision_keeping_seed", "_update_keeping_seed", "_resolve_stack_outputs", "_with_stack_tags")),
    ],
)
def test_what_is_hooked_is_there(module: object, names: tuple[str, ...]) -> None:
    assert [name for name in names if not hasattr(module, name)] == []


@pytest.mark.parametrize("name", ["_deploy_stack_async", "_delete_stack_async", "_roll_back_operation"])
def test_stack_operations_are_ours_wherever_ministack_calls_them(name: str) -> None:
    engine.load()
    used = [getattr(module, name) for module in (stacks, handlers, changesets) if hasattr(module, name)]
    assert {function.__module__.partition(".")[0] for function in used} == {"local_aws"}
    assert len(used) >= 2


def test_our_deploy_takes_what_ministacks_does() -> None:
    from local_aws.cloudformation import deploy

    theirs = inspect.signature(deploy._ministack_deploy).parameters
    assert list(inspect.signature(deploy.deploy).parameters) == list(theirs)
