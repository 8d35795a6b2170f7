"""Write the generated parts of the pages, or with ``--check`` say which are out of date: ``python -m docs.generate``.

A generated part stands between ``<!-- name -->`` and ``<!-- /name -->``, or ``<!-- name:what -->`` and
``<!-- /name -->``; the rest of a page is written by hand.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from functools import cache, partial
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Final

import aws_cdk as cdk

from docs.custom_resources import kinds_page
from docs.desktop_tables import compute_types_table, ended_table, operating_systems_table
from docs.diagram import directory_chart, network_chart
from docs.rules_page import practices_part, rules_part, unseen_part
from docs.stated import PartError, firewall_text, outputs_table
from workspaces_constructs.deployment import build, load
from workspaces_constructs.deployment.scenario_table import SCENARIO_MODULES

if TYPE_CHECKING:
    from collections.abc import Callable

    from docs.template import Stacks

__all__ = ["PARTS", "PartError", "current", "main", "picture", "replaced", "scenario_templates", "stated"]

ROOT: Final = Path(__file__).resolve().parent.parent


@cache
def scenario_templates(name: str) -> dict[str, dict[str, dict[str, dict[str, object]]]]:
    """The templates that a scenario's settings file makes, by the names of their stacks."""
    context = json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"]
    with tempfile.TemporaryDirectory() as folder:
        app = cdk.App(outdir=folder, context=context)
        build(app, load(ROOT / f"settings/{name}.yaml"))
        return {stack.stack_name: stack.template for stack in app.synth().stacks}


def picture(draw: Callable[[Stacks], str], name: str) -> str:
    """Draw the templates that a scenario's settings file makes."""
    return f"```mermaid\n{draw(scenario_templates(name))}\n```"


def stated(tell: Callable[[Stacks], str], name: str) -> str:
    """Write down what the templates say that a scenario's settings file makes."""
    return tell(scenario_templates(name))


def _pages(name: str) -> tuple[str, ...]:
    page = f"docs/scenarios/{name}.md"
    return ("README.md", page) if name == "standalone" else (page,)


PARTS: Final[dict[str, tuple[Callable[[], str], tuple[str, ...]]]] = {
    **{
        f"{what}:{name}": (partial(picture, draw, name), _pages(name))
        for name in SCENARIO_MODULES
        for what, draw in (("network", network_chart), ("directory", directory_chart))
    },
    **{
        f"outputs:{name}": (partial(stated, outputs_table, name), (f"docs/scenarios/{name}.md",))
        for name in SCENARIO_MODULES
    },
    **{
        f"firewall:{name}": (partial(stated, firewall_text, name), (f"docs/scenarios/{name}.md",))
        for name in ("ad-connector", "fleet", "replica", "two-way-trust", "one-way-trust")
    },
    "compute-types": (compute_types_table, ("docs/desktops.md",)),
    "operating-systems": (operating_systems_table, ("docs/desktops.md",)),
    "ended": (ended_table, ("docs/desktops.md",)),
    "kinds": (kinds_page, ("docs/custom-resources.md",)),
    "rules": (rules_part, ("RULES.md",)),
    "practices": (practices_part, ("RULES.md",)),
    "unseen": (unseen_part, ("RULES.md",)),
}
"""What makes each part, and the pages that hold it."""


def replaced(page: str, name: str, part: str) -> str:
    """Put a part between its marks, as far in as these.

    Raises:
        PartError: The page lacks the marks.
    """
    begin, end = f"<!-- {name} -->", f"<!-- /{name.partition(':')[0]} -->"
    before, found, rest = page.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise PartError(f"no {begin} ... {end}")
    margin = before[before.rfind("\n") + 1 :]
    made = indent(part, margin) if margin.isspace() else part
    return f"{before}{begin}\n\n{made}\n\n{margin if margin.isspace() else ''}{end}{after}"


def current() -> tuple[dict[Path, str], list[str]]:
    """Every page with generated parts as it should be, and what is wrong with pages that cannot be made."""
    pages: dict[Path, str] = {}
    problems: list[str] = []
    for name, (make, targets) in PARTS.items():
        part = make()
        for target in targets:
            path = ROOT / target
            try:
                pages[path] = replaced(pages.get(path) or path.read_text(encoding="utf-8"), name, part)
            except PartError as error:
                problems.append(f"{target}: {error}")
    return pages, problems


def main(arguments: list[str] | None = None) -> int:
    """Write or check; return 1 if something is out of date or cannot be made."""
    parser = argparse.ArgumentParser(prog="python -m docs.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a page is out of date")
    options = parser.parse_args(arguments)
    pages, problems = current()
    for path, text in pages.items():
        if path.read_text(encoding="utf-8") == text:
            continue
        if options.check:
            problems.append(f"{path.relative_to(ROOT)} is out of date: run make docs")
        else:
            path.write_text(text, encoding="utf-8")
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
