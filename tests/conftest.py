"""Every test that synthesises does so with the virtual environment's Node and without CDK's slow template validator."""

from __future__ import annotations

import os
import sysconfig

_SCRIPTS = sysconfig.get_path("scripts")

os.environ["PATH"] = os.pathsep.join([_SCRIPTS, os.environ.get("PATH", "")])
os.environ["CDK_VALIDATION"] = "false"
