"""A fleet: a desktop for everybody in people.csv, whether they are six or six thousand.

Run it with ``npx cdk synth --app ".venv/bin/python examples/fleet_from_csv/app.py"``. The id is a placeholder. Change
people.csv and deploy again: the deployment starts a run, and the run's report is in the bucket.
"""

from pathlib import Path

import aws_cdk as cdk

from workspaces_constructs import (
    Bundle,
    ExistingRegistration,
    FleetPersona,
    Leavers,
    Roster,
    VolumeKey,
    WorkspaceFleet,
)

app = cdk.App()
stack = cdk.Stack(
    app,
    "Fleet",
    env=cdk.Environment(region="us-east-1"),
    termination_protection=True,
    analytics_reporting=False,
)

registration = ExistingRegistration("d-0123456789")
key = VolumeKey(stack, "Key").key
fleet = WorkspaceFleet(
    stack,
    "People",
    roster=Roster.from_file(Path(__file__).with_name("people.csv")),
    personas={
        "office": FleetPersona(registration, Bundle.amazon(stack, "Standard"), key),
        "engineers": FleetPersona(
            registration,
            Bundle.amazon(stack, "Power", compute_type="POWER"),
            key,
            running_mode="ALWAYS_ON",
            tags={"CostCenter": "4711"},
        ),
    },
    leavers=Leavers(action="stop"),  # nothing is lost; action="terminate" deletes after grace_days
)
cdk.CfnOutput(stack, "Bucket", value=fleet.bucket.bucket_name, description="Reports: latest/report.md")
cdk.CfnOutput(stack, "StateMachineArn", value=fleet.state_machine_arn, description="Start it for a run")

app.synth()
