"""Scenario 3, the standalone deployment, in an app of your own.

Run it with ``npx cdk synth --app ".venv/bin/python examples/standalone_scenario/app.py"``.
"""

import aws_cdk as cdk

from workspaces_constructs import DesktopCapacity, DesktopUser, Persona, StandaloneScenario

app = cdk.App()
stack = cdk.Stack(
    app,
    "Desktops",
    env=cdk.Environment(region="eu-central-1"),
    termination_protection=True,
    analytics_reporting=False,
)
scenario = StandaloneScenario(
    stack,
    "WorkSpaces",
    domain_name="corp.example.com",
    personas=[
        Persona("office", capacity=DesktopCapacity(desktops=400), root_volume_gib=80, user_volume_gib=50),
        # Contractors have no way out of the VPC, and a larger machine.
        Persona("contractors", capacity=DesktopCapacity(desktops=50), egress="none", compute_type="PERFORMANCE"),
    ],
    users=[
        DesktopUser("alice", given_name="Alice"),
        DesktopUser("carol", given_name="Carol", persona="contractors", running_mode="ALWAYS_ON"),
    ],
    tags={"CostCenter": "4711"},
    removal_policy=cdk.RemovalPolicy.RETAIN,
)

for name, persona in scenario.personas.items():
    cdk.CfnOutput(stack, f"{name}Code", value=persona.registration.registration_code)

app.synth()
