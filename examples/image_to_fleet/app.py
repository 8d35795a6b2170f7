"""An image of your own, a bundle of it, and a fleet of desktops made from the bundle.

Run it with ``npx cdk synth --app ".venv/bin/python examples/image_to_fleet/app.py"``. The id is a placeholder. Deploy
the stack Builder, sign in as image-builder, install what everybody needs, run the Image Checker, leave it running, then
deploy the stack Desktops. For the next image: install, change VERSION, deploy again. People keep what they have; new
desktops are made from the new image, and a desktop that is rebuilt gets it.
"""

from pathlib import Path

import aws_cdk as cdk

from workspaces_constructs import (
    Bundle,
    CustomBundle,
    ExistingRegistration,
    FleetPersona,
    ImageBuilderWorkspace,
    Roster,
    VolumeKey,
    WorkspaceFleet,
    WorkspacesImage,
)

VERSION = "2026-11"

app = cdk.App()
region = cdk.Environment(region="us-east-1")
registration = ExistingRegistration("d-0123456789")

building = cdk.Stack(app, "Builder", env=region, analytics_reporting=False)
builder = ImageBuilderWorkspace(
    building,
    "Builder",
    registration=registration,
    user_name="image-builder",
    bundle=Bundle.amazon(building, "Standard"),  # 80/50 GiB: bundles of the image have no less
)

stack = cdk.Stack(app, "Desktops", env=region, analytics_reporting=False)
image = WorkspacesImage.from_workspace(stack, "Image", workspace=builder, name="office", version=VERSION)
office = CustomBundle(stack, "Office", image=image, compute_type="PERFORMANCE")
persona = FleetPersona(registration, office.bundle, VolumeKey(stack, "Key").key)
roster = Roster.from_file(Path(__file__).with_name("people.csv"))
WorkspaceFleet(stack, "People", roster=roster, personas={"office": persona})

app.synth()
