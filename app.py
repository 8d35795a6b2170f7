"""The CDK app: a settings file in, the stacks of a scenario out."""

import gc
import sys
from importlib import import_module
from threading import Thread

import jsii  # noqa: F401 - what Node is started with, so that it starts before the library is read


def read_library() -> None:
    """Import what scenarios are made of, that first which needs no CDK."""
    from workspaces_constructs.deployment.scenario_table import SCENARIO_MODULES

    for module in ("workspaces_constructs.rules.catalogue", *SCENARIO_MODULES.values()):
        import_module(module)


def main() -> None:
    """Build the stacks that the settings describe, and check them."""
    gc.disable()  # the process ends with the templates: nothing is garbage before
    library = Thread(target=read_library)
    library.start()  # Node reads the CDK meanwhile, half a second long
    import aws_cdk as cdk
    from cdk_nag import AwsSolutionsChecks

    app = cdk.App(stack_traces=False)  # they hold the names of temporary folders
    library.join()
    from workspaces_constructs import WorkspacesChecks
    from workspaces_constructs.deployment import ConfigurationError, build, load

    try:
        build(app, load(app.node.try_get_context("settings") or "settings/standalone.yaml"))
    except ConfigurationError as error:
        sys.exit(str(error))
    cdk.Validations.of(app).add_plugins(AwsSolutionsChecks(), WorkspacesChecks())
    app.synth()
    gc.freeze()  # and nothing need be looked for on the way out


if __name__ == "__main__":
    main()
