"""Lambda writes a function's log with the function's own role, and only as far as that role may.

ministack writes whatever the role says, so a late invocation would bring a log group back that the stack has deleted.
On AWS that takes ``logs:CreateLogGroup`` (Lambda guide, "Sending Lambda function logs to CloudWatch Logs").
"""

from __future__ import annotations

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used
from functools import wraps

from ministack import app
from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import cloudwatch_logs, lambda_svc

Configuration = dict[str, object]


def install() -> None:
    """Hold the writing of logs to the function's role, where IAM is evaluated."""
    write = lambda_svc._emit_lambda_logs

    @wraps(write)
    def write_as_the_role(function: Configuration, *arguments: object, **options: object) -> None:
        configuration = function.get("config")
        if not app.AUTH or _may_write(configuration if isinstance(configuration, dict) else function):
            write(function, *arguments, **options)

    lambda_svc._emit_lambda_logs = write_as_the_role


def _may_write(configuration: Configuration) -> bool:
    logging = configuration.get("LoggingConfig")
    chosen = logging.get("LogGroup") if isinstance(logging, dict) else None
    group = str(chosen or f"/aws/lambda/{configuration.get('FunctionName')}")
    arn = f"arn:aws:logs:{get_region()}:{get_account_id()}:log-group:{group}"
    needed = [("logs:CreateLogStream", f"{arn}:log-stream:any"), ("logs:PutLogEvents", f"{arn}:log-stream:any")]
    if group not in cloudwatch_logs._log_groups:
        needed.append(("logs:CreateLogGroup", arn))
    return all(_allowed(str(configuration.get("Role", "")), action, resource) for action, resource in needed)


def _allowed(role_arn: str, action: str, resource: str) -> bool:
    account = get_account_id()
    context = iam_evaluator.EvalContext(
        principal_arn=role_arn,
        principal_type="AssumedRole",
        principal_account=account,
        action=action,
        resource_arn=resource,
        region=get_region(),
    )
    policies = iam_evaluator._gather_role_policies(role_arn.rpartition("/")[2], account)
    return bool(iam_evaluator.evaluate(context, policies).decision == "Allow")
