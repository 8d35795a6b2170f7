"""Looking for the values of secrets where they must not be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from local_aws.inventory import items

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import boto3

Texts = dict[str, str]


def passwords(session: boto3.Session) -> Texts:
    """The password in every secret of the account, by the secret's name."""
    client = session.client("secretsmanager")
    return {
        str(secret["Name"]): json.loads(client.get_secret_value(SecretId=str(secret["ARN"]))["SecretString"])[
            "password"
        ]
        for secret in items(session, "secretsmanager", "list_secrets", "SecretList")
    }


def texts(session: boto3.Session, stack: str, assembly: Path) -> Texts:
    """All that a stack has written down, by where it stands."""
    return {
        where: text
        for collect in (_logs(session), _histories(session), _stack(session, stack), _files(assembly))
        for where, text in collect
    }


def _logs(session: boto3.Session) -> Iterator[tuple[str, str]]:
    for group in items(session, "logs", "describe_log_groups", "logGroups"):
        name = str(group["logGroupName"])
        events = items(session, "logs", "filter_log_events", "events", logGroupName=name)
        yield f"log {name}", "\n".join(str(event["message"]) for event in events)


def _histories(session: boto3.Session) -> Iterator[tuple[str, str]]:
    for machine in items(session, "stepfunctions", "list_state_machines", "stateMachines"):
        arn = machine["stateMachineArn"]
        for execution in items(session, "stepfunctions", "list_executions", "executions", stateMachineArn=arn):
            arn = str(execution["executionArn"])
            events = items(session, "stepfunctions", "get_execution_history", "events", executionArn=arn)
            yield f"history {arn}", json.dumps(list(events), default=str)


def _stack(session: boto3.Session, stack: str) -> Iterator[tuple[str, str]]:
    client = session.client("cloudformation")
    for stage in ("Original", "Processed"):
        template = client.get_template(StackName=stack, TemplateStage=stage)["TemplateBody"]
        yield f"template {stage}", json.dumps(template, default=str)
    events = items(session, "cloudformation", "describe_stack_events", "StackEvents", StackName=stack)
    yield "stack events", json.dumps(list(events), default=str)
    yield "stack", json.dumps(client.describe_stacks(StackName=stack)["Stacks"], default=str)


def _files(assembly: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(assembly.rglob("*")):
        if path.is_file():
            yield f"assembly {path.relative_to(assembly)}", path.read_text(errors="replace")
