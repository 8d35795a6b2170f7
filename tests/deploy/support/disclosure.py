"""Looking for the values of secrets where they must not be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from local_aws.inventory import items

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import boto3

    from tests.deploy.support.account import Account

Texts = dict[str, str]


def passwords(session: boto3.Session) -> Texts:
    """The password in every secret of the account, or all that a secret without one holds, by the secret's name."""
    client = session.client("secretsmanager")
    values = {
        str(secret["Name"]): _password(client.get_secret_value(SecretId=str(secret["ARN"]))["SecretString"])
        for secret in items(session, "secretsmanager", "list_secrets", "SecretList")
    }
    return {name: value for name, value in values.items() if value}


def _password(text: str) -> str:
    try:
        return str(json.loads(text)["password"])
    except (ValueError, KeyError, TypeError):
        return text


def texts(account: Account) -> Texts:
    """All that the scenario's stacks have written down, and the command line has said, by where it stands."""
    session = account.session
    sources = [
        _logs(session),
        _histories(session),
        _automations(session),
        *(_stack(session, name) for name in account.stacks),
        _files(account.server.state / "cdk.out"),
        ((f"command {number}", said) for number, said in enumerate(account.said)),
    ]
    return {where: text for collect in sources for where, text in collect}


def found(secrets: Texts, places: Texts) -> list[tuple[str, str]]:
    """Which secret's password stands where."""
    return [(name, place) for name, value in secrets.items() for place, text in places.items() if value in text]


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


def _automations(session: boto3.Session) -> Iterator[tuple[str, str]]:
    client = session.client("ssm")
    for each in items(session, "ssm", "describe_automation_executions", "AutomationExecutionMetadataList"):
        identifier = str(each["AutomationExecutionId"])
        execution = client.get_automation_execution(AutomationExecutionId=identifier)["AutomationExecution"]
        yield f"automation {identifier}", json.dumps(execution, default=str)


def _stack(session: boto3.Session, stack: str) -> Iterator[tuple[str, str]]:
    client = session.client("cloudformation")
    for stage in ("Original", "Processed"):
        template = client.get_template(StackName=stack, TemplateStage=stage)["TemplateBody"]
        yield f"template {stack} {stage}", json.dumps(template, default=str)
    events = items(session, "cloudformation", "describe_stack_events", "StackEvents", StackName=stack)
    yield f"stack events {stack}", json.dumps(list(events), default=str)
    yield f"stack {stack}", json.dumps(client.describe_stacks(StackName=stack)["Stacks"], default=str)


def _files(assembly: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(assembly.rglob("*")):
        if path.is_file():
            yield f"assembly {path.relative_to(assembly)}", path.read_text(errors="replace")
