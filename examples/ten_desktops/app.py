"""Ten named desktops in a directory that is registered with WorkSpaces already.

Run it with ``npx cdk synth --app ".venv/bin/python examples/ten_desktops/app.py"``. The id is a placeholder. Who is
taken out of the list loses the desktop, with all that is on it; for people who come and go take a fleet.
"""

import aws_cdk as cdk

from workspaces_constructs import Bundle, ExistingRegistration, VolumeKey, Workspace

OFFICE = ("alice", "bob", "carol", "dave", "erin", "frank", "grace")
ENGINEERS = ("heidi", "ivan", "judy")

app = cdk.App()
stack = cdk.Stack(
    app,
    "TenDesktops",
    env=cdk.Environment(region="us-east-1"),
    termination_protection=True,
    analytics_reporting=False,
)

registration = ExistingRegistration("d-0123456789")
key = VolumeKey(stack, "Key").key

standard = Bundle.amazon(stack, "Standard")
for user_name in OFFICE:
    Workspace(stack, user_name, registration=registration, user_name=user_name, bundle=standard, volume_key=key)

power = Bundle.amazon(stack, "Power", compute_type="POWER")
for user_name in ENGINEERS:
    Workspace(
        stack,
        user_name,
        registration=registration,
        user_name=user_name,
        bundle=power,
        volume_key=key,
        running_mode="ALWAYS_ON",  # they use it for more than 82 hours in a month
        root_volume_gib=175,
        user_volume_gib=200,
        tags={"Skip_Convert": "engineers work all day"},  # the Cost Optimizer for WorkSpaces leaves them alone
    )

app.synth()
