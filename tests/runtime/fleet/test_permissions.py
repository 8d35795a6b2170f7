"""What the function's role may do is what the function does, no less and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3

from tests.runtime.fleet.support.fleet import Fleet, persona
from tests.support.synth import stack_template
from workspaces_constructs import Bundle, ExistingManagedMicrosoftAd, ExistingRegistration
from workspaces_constructs.desktops.fleet.fleet import WorkspaceFleet
from workspaces_constructs.desktops.fleet.persona import FleetPersona
from workspaces_constructs.desktops.fleet.roster import Roster

if TYPE_CHECKING:
    import aws_cdk as cdk

    from tests.runtime.fleet.support.account import Account
    from tests.runtime.fleet.support.interpreter import Interpreter
    from tests.runtime.support.wire import Wire

DAY = 24 * 60
DEAD = "arn:aws:states:us-east-1:000000000000:execution:fleet:dead"
KEY = "arn:aws:kms:us-east-1:111122223333:key/0123abcd-0123-0123-0123-0123456789ab"
UNSEEN = {"logs:CreateLogStream", "logs:PutLogEvents", "s3:ListBucket"}
"""Lambda's own calls, and what S3 asks for before it says that an object is not there."""


def granted(stack: cdk.Stack) -> None:
    """Two fleets, with the two kinds of rosters that a run reads."""
    people = s3.Bucket.from_bucket_name(stack, "People", "people")
    directory = ExistingManagedMicrosoftAd(
        stack, "Directory", directory_id="d-0123456789", domain_name="corp.example.com"
    )
    rosters = {
        "ByFile": Roster.from_object(people, "people.csv"),
        "ByGroup": Roster.from_groups(directory, {"Staff": "office"}),
    }
    office = FleetPersona(
        registration=ExistingRegistration("d-0123456789"),
        bundle=Bundle.from_id("wsb-0123456789"),
        volume_key=kms.Key.from_key_arn(stack, "Key", KEY),
    )
    for name, roster in rosters.items():
        WorkspaceFleet(stack, name, roster=roster, personas={"office": office})


def test_the_role_grants_every_action_that_runs_use_and_no_other(
    account: Account, interpreter: Interpreter, wire: Wire
) -> None:
    template = stack_template(granted)["Resources"]
    policies = [
        each["Properties"]["PolicyDocument"]["Statement"]
        for name, each in template.items()
        if each["Type"] == "AWS::IAM::Policy" and "FunctionRole" in name
    ]
    allowed = {
        action
        for statements in policies
        for statement in statements
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }

    people = dict.fromkeys(["anna", "ben", "carl", "dora"], "office")
    fleet = Fleet(account, interpreter)
    fleet.people(people)
    fleet.run()
    account.pass_time(DAY)
    fleet.settings["personas"]["office"] = persona(account, "Performance", tags=[("team", "sales")])
    fleet.settings["personas"]["engineers"] = persona(
        account, "Standard with Windows (Server 2025 based) (WSP)", system="WINDOWS_SERVER_2025"
    )
    fleet.people({"anna": "office", "ben": "engineers", "carl": "office"})
    fleet.settings["leavers"] = {"action": "stop", "grace_days": 0, "share": 1}
    fleet.run()
    fleet.settings["leavers"] = {"action": "terminate", "grace_days": 0, "share": 1}
    account.s3.put_object(Bucket=account.bucket, Key="lock.json", Body=b'{"execution": "%s"}' % DEAD.encode())
    fleet.run()
    fleet.settings["roster"] = {"directory_id": account.managed, "groups": {"Staff": "office"}}
    account.add_people(account.managed, ["anna"])
    account.add_group(account.managed, "Staff", ["anna"])
    fleet.run()

    assert wire.used["fleet"] - allowed == set()
    assert {each for each in allowed if not each.startswith("kms:")} == wire.used["fleet"] | UNSEEN
