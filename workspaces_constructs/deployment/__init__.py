"""Typed settings in, stacks out: what ``app.py``, the examples and the local AWS's demo share."""

from __future__ import annotations

from workspaces_constructs.facts.errors import ConfigurationError

from .loading import load
from .stacks import build

__all__ = ["ConfigurationError", "build", "load"]
