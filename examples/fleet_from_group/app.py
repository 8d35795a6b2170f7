"""A fleet: a desktop for every member of two groups of a Managed AD that exists already.

Run it with ``npx cdk synth --app ".venv/bin/python examples/fleet_from_group/app.py"``. The id is a placeholder, of a
directory that is registered with WorkSpaces. Every run asks the directory who is in the groups, and in groups in them.
"""

import aws_cdk as cdk
from aws_cdk import aws_events as events

from workspaces_constructs import (
    Bundle,
    ExistingManagedMicrosoftAd,
    ExistingRegistration,
    FleetPersona,
    Leavers,
    Roster,
    VolumeKey,
    WorkspaceFleet,
)

app = cdk.App()
stack = cdk.Stack(app, "GroupFleet", env=cdk.Environment(region="eu-west-1"), analytics_reporting=False)

directory = ExistingManagedMicrosoftAd(stack, "Directory", directory_id="d-0123456789", domain_name="corp.example.com")
registration = ExistingRegistration("d-0123456789")
key = VolumeKey(stack, "Key").key
fleet = WorkspaceFleet(
    stack,
    "Members",
    roster=Roster.from_groups(directory, {"Desktop Users": "office", "CAD Users": "engineers"}),
    personas={
        "office": FleetPersona(registration, Bundle.amazon(stack, "Standard"), key),
        "engineers": FleetPersona(registration, Bundle.amazon(stack, "G4dn", compute_type="GRAPHICS_G4DN"), key),
    },
    schedule=events.Schedule.rate(cdk.Duration.hours(1)),  # a new member waits no longer for the run
    leavers=Leavers(action="terminate", grace_days=90, share=0.02),
)
cdk.CfnOutput(stack, "Bucket", value=fleet.bucket.bucket_name, description="Reports: latest/report.md")
cdk.CfnOutput(stack, "StateMachineArn", value=fleet.state_machine_arn, description="Start it for a run")

app.synth()
