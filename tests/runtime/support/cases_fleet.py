"""The row of the kind that starts a fleet's runs and ends a fleet."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from local_aws.clock import clock
from tests.runtime.support.case import Case, Difference, Properties, with_changes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.runtime.support.world import World

ROLE = "arn:aws:iam::000000000000:role/StateMachine"
DEFINITION = json.dumps({"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}})


@cache
def machine_of(world: World, name: str) -> str:
    """A state machine of a world, made when first asked for: its ARN. Nothing runs in it: executions only begin."""
    made = world.session.client("stepfunctions").create_state_machine(
        name=f"workspaces-fleet-{name}", definition=DEFINITION, roleArn=ROLE
    )
    return made["stateMachineArn"]


@cache
def bucket_of(world: World, name: str) -> str:
    """A versioned bucket of a world, made when first asked for: its name."""
    s3 = world.session.client("s3")
    s3.create_bucket(Bucket=name)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return name


def fleet(name: str = "office") -> Callable[[World], Properties]:
    """The properties of a fleet."""

    def properties(world: World) -> Properties:
        return {
            "FleetName": name,
            "StateMachineArn": machine_of(world, name),
            "Bucket": bucket_of(world, f"{name}-bucket"),
            "DirectoryIds": [world.directory],
            "Version": "1",
        }

    return properties


def _made(_world: World, properties: Properties, _physical_id: str) -> Difference:
    return {f"runs of {properties['StateMachineArn']}": "RUNNING"}


CASES = (
    Case(
        kind="Fleet",
        least_kills=(4, 14),
        prepare=lambda world: (fleet()(world), fleet("other")(world)),
        before_create=lambda _world: clock.advance(2),  # CloudFormation does not ask twice in a second
        properties=fleet(),
        made=_made,
        in_place={"roster": with_changes(fleet(), Version="2")},
        replacing={"name": fleet("other")},
    ),
)
