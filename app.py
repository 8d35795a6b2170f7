"""The CDK app: a settings file in, the stacks of a scenario out."""

import gc
import sys

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks

from workspaces_constructs import WorkspacesChecks
from workspaces_constructs.deployment import ConfigurationError, build, load

gc.disable()  # the process ends with the templates: nothing is garbage before
app = cdk.App(stack_traces=False)  # they hold the names of temporary folders
try:
    build(app, load(app.node.try_get_context("settings") or "settings/standalone.yaml"))
except ConfigurationError as error:
    sys.exit(str(error))
cdk.Validations.of(app).add_plugins(AwsSolutionsChecks(), WorkspacesChecks())
app.synth()
gc.freeze()  # and nothing need be looked for on the way out
