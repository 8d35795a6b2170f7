"""The local AWS's command line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from local_aws import demo
from local_aws.cdk import DEFAULT_APP
from local_aws.environment import ROOT, RealAccountError
from local_aws.server import ServerError


def main() -> int:
    """Parse the command line and run what it asks for."""
    parser = argparse.ArgumentParser(prog="python -m local_aws")
    commands = parser.add_subparsers(required=True, dest="command")
    command = commands.add_parser("demo", help="deploy a scenario here, show what it made, and take it away again")
    names = sorted(path.stem for path in (ROOT / "settings").glob("*.yaml"))
    command.add_argument("--scenario", default="standalone", choices=names, help="the name of a file in settings/")
    command.add_argument("--keep", action="store_true", help="leave it up until Ctrl-C")
    command.add_argument("--app", default=DEFAULT_APP, help="the command that synthesizes the app")
    command.add_argument("--folder", type=Path, default=ROOT, help="where that command runs")
    command.add_argument("--speed", type=float, default=150.0, help="emulated seconds in one of ours")
    options = parser.parse_args()
    try:
        return demo.run(
            options.scenario, keep=options.keep, app=options.app, folder=options.folder, speed=options.speed
        )
    except (RealAccountError, ServerError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nInterrupted; everything was ended.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
