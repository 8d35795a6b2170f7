"""A fleet: as many desktops as a roster has people, whatever their number."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_stepfunctions as step_functions
from constructs import Construct

from workspaces_constructs.custom_resources.acknowledgements import acknowledge
from workspaces_constructs.custom_resources.places import place_of, stack_of
from workspaces_constructs.custom_resources.policies import Grants
from workspaces_constructs.custom_resources.resource import WorkspacesResource
from workspaces_constructs.desktops.fleet.function import FleetFunction
from workspaces_constructs.desktops.fleet.leavers import Leavers
from workspaces_constructs.desktops.fleet.machine import definition
from workspaces_constructs.desktops.fleet.roster import Roster
from workspaces_constructs.desktops.region import desktop_region
from workspaces_constructs.desktops.volume_key import require_volume_key
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.identifiers import require_identifier

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workspaces_constructs.desktops.fleet.persona import FleetPersona
    from workspaces_constructs.desktops.fleet.runtime.model import FleetSettings

__all__ = ["WorkspaceFleet"]

_HOURS = 6
"""A volume or a compute type changes once in six hours (facts §4.3)."""

_FASTEST = 20.0
_KEPT_DAYS = 180
_KEPT_VERSION_DAYS = 7
_MACHINE_REASONS = {
    "AwsSolutions-SF1": "Each state is one phase of a function, which logs it; what a run did is in its report.",
    "AwsSolutions-SF2": "There is one function to trace, and one phase of it at a time.",
}


class WorkspaceFleet(Construct):
    """Keeps WorkSpaces in step with a list of people: creates, changes, migrates and, only as told, removes them.

    The template is as large for ten people as for ten thousand. A run starts on every deployment that changed the
    roster or these settings, on a schedule, and whenever somebody starts the state machine. It lists what exists,
    plans, works at the account's rate, and plans again until nothing is left to do; plan and report are in the bucket,
    in ``latest/``. The deployment does not wait for it, and desktops that cannot be made roll nothing back.

    The fleet only touches desktops that carry its tag, ``workspaces-constructs:fleet``; people who are served by hand
    are reported. To hand a desktop over to the fleet, give it the tag.

    Example:
        .. code-block:: python

            WorkspaceFleet(
                stack, "Fleet", roster=Roster.from_file("people.csv"),
                personas={
                    "office": FleetPersona(
                        registration=registration, bundle=Bundle.amazon(stack, "Standard"),
                        volume_key=VolumeKey(stack, "Key").key,
                    )
                },
            )

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        roster: Who should have a desktop: a file, an object in S3, or members of directory groups.
        personas: Kinds of desktops by their names, which rows of the roster refer to.
        name: The value of the tag, which says which desktops are the fleet's. Give one of your own if constructs may
            move in the tree later: with another name the fleet knows none of its desktops. Default: made of the path.
        leavers: What happens to desktops whose users are on the roster no more. Default: they are kept and reported.
        schedule: When runs start by themselves. Default: every six hours, which is how often a volume may grow.
        most_shrunk: A roster that has lost more than this share of its rows since the last run, and more than ten,
            stops the run. Default: 0.2.
        dry_run: Whether runs only write their plan. Default: no.
        calls_per_second: How many calls a run makes; the account's limit is 2 in a region, for everybody (facts §0.11).
            Default: 2.
        encryption_key: Of the bucket and the log. Default: a key of its own, which rotates.
        removal_policy: ``DESTROY`` terminates every desktop of the fleet, and what is on it, when the fleet goes.
            Default: RETAIN, which leaves desktops and bucket.

    Attributes:
        fleet_name: The value of the tag.
        bucket: Where plans and reports are.
        state_machine_arn: What to start for a run on demand, with the input ``{}``, ``{"dry_run": true}`` or
            ``{"accept_shrunk_roster": true}``.
        function: The function that does the work.

    Raises:
        ConfigurationError: No persona, a name that is none, a roster with mistakes, a number out of its range, a region
            without WorkSpaces.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        roster: Roster,
        personas: Mapping[str, FleetPersona],
        name: str | None = None,
        leavers: Leavers | None = None,
        schedule: events.Schedule | None = None,
        most_shrunk: float = 0.2,
        dry_run: bool = False,
        calls_per_second: float = 2.0,
        encryption_key: kms.IKey | None = None,
        removal_policy: cdk.RemovalPolicy = cdk.RemovalPolicy.RETAIN,
    ) -> None:
        super().__init__(scope, construct_id)
        _check(personas, most_shrunk, calls_per_second)
        if not isinstance(roster, Roster):
            raise ConfigurationError(
                "roster", value=str(roster), allowed="a Roster", fix=f'pass Roster.from_file("{roster}")'
            )
        if name is not None:
            require_identifier("fleet name", name)
        self.fleet_name = name or cdk.Names.unique_resource_name(self, max_length=60, separator="-")
        stack = stack_of(self)
        region = desktop_region(self)
        for persona in personas.values():
            persona.bundle.require_compute_type(None, region)
            require_volume_key(self, persona.volume_key)
        place = place_of(stack)
        machine_name = f"workspaces-fleet-{self.fleet_name}"
        self.state_machine_arn = (
            f"arn:{place.partition}:states:{place.region}:{place.account}:stateMachine:{machine_name}"
        )
        key = encryption_key or _key(self)
        self.bucket = _bucket(self, key, removal_policy)
        binding = roster.bind(self, personas)
        self.function = FleetFunction(
            self,
            "Function",
            fleet_name=self.fleet_name,
            machine_name=machine_name,
            personas=personas,
            bucket=self.bucket,
            encryption_key=key,
        )
        binding.grant(self.function.role)
        settings: FleetSettings = {
            "name": self.fleet_name,
            "bucket": self.bucket.bucket_name,
            "roster": binding.source,
            "personas": {name: persona.settings() for name, persona in personas.items()},
            "leavers": (leavers or Leavers()).settings(),
            "most_shrunk": most_shrunk,
            "dry_run": dry_run,
            "calls_per_second": calls_per_second,
        }
        self.state_machine = step_functions.StateMachine(
            self,
            "StateMachine",
            state_machine_name=machine_name,
            definition_body=step_functions.DefinitionBody.from_string(
                stack.to_json_string(definition(function_arn=self.function.function.function_arn, settings=settings))
            ),
        )
        self.state_machine.add_to_role_policy(
            iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=[self.function.function.function_arn])
        )
        acknowledge(self.state_machine, _MACHINE_REASONS)
        rule = events.Rule(
            self,
            "Schedule",
            schedule=schedule or events.Schedule.rate(cdk.Duration.hours(_HOURS)),
            description="Runs of a fleet of WorkSpaces.",
        )
        rule.add_target(
            targets.SfnStateMachine(
                self.state_machine, input=events.RuleTargetInput.from_object({"trigger": "schedule"})
            )
        )
        self.resource = WorkspacesResource(
            self,
            "Run",
            kind="Fleet",
            properties={
                "FleetName": self.fleet_name,
                "StateMachineArn": self.state_machine.state_machine_arn,
                "Bucket": self.bucket.bucket_name,
                "DirectoryIds": list(dict.fromkeys(each["directory_id"] for each in settings["personas"].values())),
                "Version": _version(stack, settings, binding.version),
            },
            grants=_emptying(self.bucket, key),
            removal_policy=removal_policy,
        )
        self.resource.keep_replaced()  # Under another name the fleet would end its own desktops.
        rule.node.add_dependency(self.resource)  # No run starts by itself while the fleet is being deleted.


def _check(personas: Mapping[str, FleetPersona], most_shrunk: float, calls_per_second: float) -> None:
    if not personas:
        raise ConfigurationError("personas", value="none", allowed="at least one", fix="give a FleetPersona a name")
    for name in personas:
        require_identifier("persona name", name)
    if not 0 < most_shrunk <= 1:
        raise ConfigurationError(
            "most_shrunk", value=most_shrunk, allowed="above 0 and at most 1", fix="use 0.2, a fifth of the roster"
        )
    if not 0 < calls_per_second <= _FASTEST:
        raise ConfigurationError(
            "calls_per_second",
            value=calls_per_second,
            allowed=f"above 0 and at most {_FASTEST:g}",
            fix="use 2, which is the limit of an account in a region unless AWS has raised it",
        )


def _key(scope: Construct) -> kms.IKey:
    return kms.Key(scope, "Key", description="Plans and reports of a fleet of WorkSpaces", enable_key_rotation=True)


def _bucket(scope: Construct, key: kms.IKey, removal_policy: cdk.RemovalPolicy) -> s3.Bucket:
    bucket = s3.Bucket(
        scope,
        "Bucket",
        encryption=s3.BucketEncryption.KMS,
        encryption_key=key,
        bucket_key_enabled=True,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        enforce_ssl=True,
        object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        versioned=True,
        lifecycle_rules=[
            s3.LifecycleRule(prefix="runs/", expiration=cdk.Duration.days(_KEPT_DAYS)),
            s3.LifecycleRule(noncurrent_version_expiration=cdk.Duration.days(_KEPT_VERSION_DAYS)),
        ],
        removal_policy=removal_policy,
    )
    acknowledge(
        bucket,
        {
            "AwsSolutions-S1": "Only the fleet's function writes here, and its log has every run; who reads the "
            "reports is for the account's CloudTrail data events.",
        },
    )
    return bucket


def _emptying(bucket: s3.IBucket, key: kms.IKey) -> Grants:
    """What the deletion of a fleet does in its bucket."""
    objects = bucket.arn_for_objects("*")
    return Grants(
        [
            iam.PolicyStatement(actions=["s3:ListBucket", "s3:ListBucketVersions"], resources=[bucket.bucket_arn]),
            iam.PolicyStatement(
                actions=["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"],
                resources=[objects],
            ),
            iam.PolicyStatement(actions=["kms:Decrypt", "kms:GenerateDataKey"], resources=[key.key_arn]),
        ],
        {objects: "Objects of the fleet's own bucket, which is emptied when the fleet is deleted."},
    )


def _version(stack: cdk.Stack, settings: FleetSettings, roster: str) -> str:
    """A text that changes when a deployment should start a run."""
    text = json.dumps([stack.resolve(settings), stack.resolve(roster)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
