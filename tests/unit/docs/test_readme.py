from __future__ import annotations

import re
from inspect import isclass

from constructs import Construct

import workspaces_constructs
from tests.support.synth import ROOT
from workspaces_constructs.deployment.scenario_table import SCENARIO_MODULES

README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(heading: str) -> str:
    return README.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def test_the_chooser_leads_to_every_scenario() -> None:
    chosen = re.findall(r"\[[\w-]+\]\(docs/scenarios/([\w-]+)\.md\)", section("Which scenario"))
    assert sorted(chosen) == sorted(SCENARIO_MODULES)


def test_every_construct_is_in_the_list_of_its_room() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", section("Use one construct in your own app"), re.MULTILINE)
    listed = {name: room for room, names in rows for name in re.findall(r"`(\w+)`", names)}
    public = {name: getattr(workspaces_constructs, name) for name in workspaces_constructs.__all__}
    assert {name: public[name].__module__.split(".")[1] for name in listed} == listed
    made = {name for name, value in public.items() if isclass(value) and issubclass(value, Construct)}
    missing = {name for name in made - listed.keys() if not name.startswith("Existing") and not name.endswith("Base")}
    assert missing == set()
