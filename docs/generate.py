"""Write the generated parts of the pages, or with ``--check`` say which are out of date: ``python -m docs.generate``.

A generated part stands between ``<!-- name -->`` and ``<!-- /name -->``, or ``<!-- name:what -->`` and
``<!-- /name -->``; the rest of a page is written by hand.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import aws_cdk as cdk

from docs.custom_resources import kinds_page
from docs.diagram import flowchart
from workspaces_constructs.deployment import build, load

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["PARTS", "PartError", "current", "main", "replaced", "scenario_diagram"]

ROOT: Final = Path(__file__).resolve().parent.parent


class PartError(ValueError):
    """A page lacks the marks of a generated part."""


def scenario_diagram(name: str) -> str:
    """Draw the template that a scenario's settings file makes."""
    context = json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"]
    with tempfile.TemporaryDirectory() as folder:
        app = cdk.App(outdir=folder, context=context)
        stack = build(app, load(ROOT / f"settings/{name}.yaml"))
        template = app.synth().get_stack_by_name(stack.stack_name).template
    return f"```mermaid\n{flowchart(template)}\n```"


PARTS: Final[dict[str, tuple[Callable[[], str], tuple[str, ...]]]] = {
    "diagram:standalone": (
        lambda: scenario_diagram("standalone"),
        ("README.md", "docs/scenarios/standalone.md"),
    ),
    "kinds": (kinds_page, ("docs/custom-resources.md",)),
}
"""What makes each part, and the pages that hold it."""


def replaced(page: str, name: str, part: str) -> str:
    """Put a part between its marks.

    Raises:
        PartError: The page lacks the marks.
    """
    begin, end = f"<!-- {name} -->", f"<!-- /{name.partition(':')[0]} -->"
    before, found, rest = page.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise PartError(f"no {begin} ... {end}")
    return f"{before}{begin}\n\n{part}\n\n{end}{after}"


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
