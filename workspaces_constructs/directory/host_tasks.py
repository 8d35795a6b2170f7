"""What an administration host does in a directory, each as a runbook and the custom resource that has it run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from workspaces_constructs.custom_resources.places import anywhere
from workspaces_constructs.custom_resources.resource import WorkspacesResource
from workspaces_constructs.directory.runbooks import Runbook, make_runbook

if TYPE_CHECKING:
    from collections.abc import Mapping

    import aws_cdk as cdk
    from constructs import Construct

__all__ = ["DELEGATED_UNIT", "TOOLS", "UNIT", "USER", "HostTasks", "Task"]


@dataclass(frozen=True)
class Task:
    """A kind of work.

    Attributes:
        name: Part of its runbook's id.
        description: What it does.
        steps: What is run, keys of ``runbooks.STEPS``.
        first_change: The first of them that changes something.
        parameters: What it takes.
        subject: The parameter that says what it is about; another one is other work.
        removal: The step that takes it back.
        removal_parameters: What that takes.
    """

    name: str
    description: str
    steps: tuple[str, ...]
    first_change: str
    parameters: tuple[str, ...] = ()
    subject: str = ""
    removal: str = ""
    removal_parameters: tuple[str, ...] = ()


_DOMAIN: Final = ("DomainName", "DnsAddresses", "AdministratorSecretArn")
_UNIT: Final = (*_DOMAIN, "OrganizationalUnit", "Mark")
_USER: Final = (*_DOMAIN, "UserName", "Mark")

TOOLS: Final = Task("InstallTools", "Installs the administration tools.", ("InstallTools",), "InstallTools")
UNIT: Final = Task(
    "Unit",
    "Makes an organizational unit.",
    ("CheckDomain", "CreateOrganizationalUnit"),
    "CreateOrganizationalUnit",
    _UNIT,
    "OrganizationalUnit",
    "RemoveOrganizationalUnit",
    _UNIT,
)
DELEGATED_UNIT: Final = Task(
    "DelegatedUnit",
    "Makes an organizational unit in which an account joins computers.",
    ("CheckDomain", "CreateOrganizationalUnit", "DelegateComputers"),
    "CreateOrganizationalUnit",
    (*_UNIT, "AccountName"),
    "OrganizationalUnit",
    "RemoveOrganizationalUnit",
    _UNIT,
)
USER: Final = Task(
    "User",
    "Makes a user.",
    ("CheckDomain", "CreateUser"),
    "CreateUser",
    (*_USER, "UserSecretArn", "GivenName", "Surname", "Email"),
    "UserName",
    "RemoveUser",
    _USER,
)


class HostTasks:
    """The tasks of one host; runbooks are made when a task first needs them.

    Args:
        scope: The construct of the host.
        role_arn: The role that Systems Manager assumes.
        given: Parameters that all tasks share.
        check: What to look at when one fails.
    """

    def __init__(self, scope: Construct, role_arn: str, given: Mapping[str, str], check: str) -> None:
        self._scope = scope
        self._role_arn = role_arn
        self._given = given
        self._check = check
        self._runbooks: dict[str, Runbook] = {}

    def add(
        self,
        scope: Construct,
        construct_id: str,
        task: Task,
        given: Mapping[str, str],
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> WorkspacesResource:
        """Have a task done once, and again when its parameters or its scripts change.

        Args:
            scope: The construct that the work belongs to.
            construct_id: Its id in that scope.
            task: What is done.
            given: The task's own parameters.
            removal_policy: ``RETAIN`` leaves what was made. Default: it is taken back.
        """
        mark = f"{scope.node.addr}-{anywhere().account}-{anywhere().region}"
        values = {**self._given, **given, "Mark": mark}
        work = self._runbook(task.name, task.description, task.steps, task.parameters)
        properties: dict[str, object] = {
            "DocumentName": work.name,
            "Version": work.version,
            "Subject": values.get(task.subject),
            "Parameters": _chosen(values, task.parameters),
            "FirstChange": task.first_change,
            "Check": self._check,
        }
        if task.removal:
            undo = self._runbook(
                task.removal, f"Takes back: {task.description}", (task.removal,), task.removal_parameters
            )
            properties |= {
                "RemovalDocumentName": undo.name,
                "RemovalParameters": _chosen(values, task.removal_parameters),
            }
        return WorkspacesResource(
            scope, construct_id, kind="Automation", properties=properties, removal_policy=removal_policy
        )

    def _runbook(self, name: str, description: str, steps: tuple[str, ...], parameters: tuple[str, ...]) -> Runbook:
        if name not in self._runbooks:
            self._runbooks[name] = make_runbook(
                self._scope,
                f"{name}Runbook",
                description=description,
                role_arn=self._role_arn,
                steps=steps,
                parameters=parameters,
            )
        return self._runbooks[name]


def _chosen(values: Mapping[str, str], names: tuple[str, ...]) -> dict[str, list[str]]:
    return {name: [values[name]] for name in ("InstanceId", *names) if name in values}
