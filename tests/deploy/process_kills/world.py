"""The cases of the contract suite on a server: what they need there, and one custom resource's stack."""

from __future__ import annotations

import json
import threading
import time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from local_aws.server import Server
from tests.runtime.support import inventory
from tests.runtime.support.world import DOMAIN, PASSWORD, World

if TYPE_CHECKING:
    from collections.abc import Mapping

    import boto3

    from tests.runtime.support.cases import Case, Properties

SITE = Path(__file__).parent / "site"
SERVICES: Final = (
    "cloudformation", "ds", "ds-data", "ec2", "iam", "logs", "secretsmanager", "s3", "ssm", "workspaces",
)  # fmt: skip
DIRECTORIES: Final = 100
"""More than an account's twenty: most lanes have one or two of their own."""
WAIT_SCALE = 0.08
"""Of the waiter's ten seconds: how long it really waits between two polls."""


class KillingServer(Server):
    """A server whose Lambda processes can be told to end at a call."""

    @cached_property
    def plans(self) -> Path:
        """Where they read what to do."""
        folder = self.state / "kills"
        folder.mkdir()
        return folder

    @cached_property
    def account(self) -> boto3.Session:
        """A session for all threads, whose clients are there before they start."""
        session = self.session()
        for service in SERVICES:
            session.client(service)
        return session

    def _server_environment(self) -> dict[str, str]:
        given = super()._server_environment()
        return {
            **given,
            "PYTHONPATH": str(SITE),
            "LOCAL_AWS_SITE": str(Path(given["PYTHONPATH"]) / "sitecustomize.py"),
            "PROCESS_KILLS": str(self.plans),
            "SFN_WAIT_SCALE": str(WAIT_SCALE),
            "LOCAL_AWS_DIRECTORIES_QUOTA": str(DIRECTORIES),
        }


class ServerWorld(World):
    """A part of the server's account that one case has to itself."""

    def __init__(self, session: boto3.Session, dns_addresses: list[str]) -> None:
        super().__init__(session)
        self.dns_addresses = dns_addresses

    @property
    def corporate_domain(self) -> str:
        """The name of the domain in which ``join`` has made the service accounts."""
        return DOMAIN

    def wait(self) -> None:
        """Let some time pass."""
        time.sleep(0.3)

    def about(self, *names: str) -> inventory.Inventory:
        """What there is now of this part of the account, and of what goes by these names."""
        networks = [place for place in self.places if place.startswith("vpc-")]
        # A lane without a network of its own has nothing in any; the filter then matches none.
        found = inventory.take(
            self.session, self.known, (*names, *self.places, *self.known), networks or ["vpc-00000000000000000"]
        )
        # The tags say whose it is; other lanes have bundles and images too.
        held = inventory.software(self.session)
        return found | {key: text for key, text in held.items() if any(name in text for name in names)}

    def leave_things_behind(self) -> None:
        """Leave the group of a registration whose directory is long gone in the first VPC."""
        self.session.client("ec2").create_security_group(
            GroupName="d-0123456789_workspacesMembers", Description="left by a registration", VpcId=self.vpc
        )

    def join(self) -> list[str]:
        """Make the domain to which connectors point, with the service accounts: its DNS addresses."""
        ds, data, identifier = self.session.client("ds"), self.session.client("ds-data"), self.directory
        self.enable_data_access(identifier)
        for name in ("joiner", "joiner2"):
            data.create_user(DirectoryId=identifier, SAMAccountName=name)
            self._set_password(identifier, name)
        return ds.describe_directories(DirectoryIds=[identifier])["DirectoryDescriptions"][0]["DnsIpAddrs"]

    def _set_password(self, identifier: str, name: str) -> None:
        ds = self.session.client("ds")
        while True:
            try:
                ds.reset_user_password(DirectoryId=identifier, UserName=name, NewPassword=PASSWORD)
            except ds.exceptions.UserDoesNotExistException:
                self.wait()
            else:
                return


class Stack:
    """A stack with one custom resource."""

    _numbers = iter(range(10**9))
    _lock = threading.Lock()

    def __init__(self, server: KillingServer, token: str, case: Case) -> None:
        with self._lock:
            self.name = f"{case.kind}-{next(self._numbers)}"
        self._client = server.account.client("cloudformation")
        self._plan = server.plans / f"{self.name}.plan"
        self._calls = server.plans / f"{self.name}.calls"
        self._token = token
        self._case = case

    def kill_at(self, call: int) -> None:
        """End the process after this call, counted from now."""
        self._calls.unlink(missing_ok=True)
        self._plan.write_text(str(call))

    @property
    def calls(self) -> list[str]:
        """The calls since ``kill_at``."""
        return self._calls.read_text().splitlines() if self._calls.exists() else []

    def create(self, properties: Properties) -> str:
        """Create the stack; a failure is rolled back."""
        answer = self._client.create_stack(StackName=self.name, TemplateBody=self._template(properties))
        self.identifier = answer["StackId"]
        return self._settled()

    def update(self, properties: Properties) -> str:
        """Update the stack; a failure is rolled back."""
        self._client.update_stack(StackName=self.name, TemplateBody=self._template(properties))
        return self._settled()

    def delete(self) -> str:
        """Delete the stack."""
        self._client.delete_stack(StackName=self.identifier)
        return self._settled()

    @property
    def physical_id(self) -> str:
        """Of the resource."""
        (resource,) = self._client.list_stack_resources(StackName=self.name)["StackResourceSummaries"]
        return resource["PhysicalResourceId"]

    def reasons(self) -> list[str]:
        """Why something failed."""
        events = self._client.describe_stack_events(StackName=self.identifier)["StackEvents"]
        return [each["ResourceStatusReason"] for each in events if each["ResourceStatus"].endswith("FAILED")]

    def _template(self, properties: Mapping[str, object]) -> str:
        resource = {
            "Type": f"Custom::Workspaces{self._case.kind}",
            "Properties": {"ServiceToken": self._token, **properties},
        }
        return json.dumps({"Resources": {"Thing": resource}})

    def _settled(self) -> str:
        while True:
            try:
                status = self._client.describe_stacks(StackName=self.identifier)["Stacks"][0]["StackStatus"]
            except ClientError as error:
                if "does not exist" not in str(error):
                    raise
                return "DELETE_COMPLETE"
            if not status.endswith("IN_PROGRESS"):
                return status
            time.sleep(0.3)
