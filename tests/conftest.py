"""Every test that synthesises does so with the virtual environment's Node and without CDK's slow template validator.

Generated examples are the same in every run, and none is judged by how long it took.
"""

from __future__ import annotations

import os
import sysconfig

import hypothesis

_SCRIPTS = sysconfig.get_path("scripts")

os.environ["PATH"] = os.pathsep.join([_SCRIPTS, os.environ.get("PATH", "")])
os.environ["CDK_VALIDATION"] = "false"

hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile("repeatable")
