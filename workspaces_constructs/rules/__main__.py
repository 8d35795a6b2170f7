"""``python -m workspaces_constructs.rules``: judge CloudFormation templates."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from typing import TYPE_CHECKING, Final, TextIO

from workspaces_constructs.rules.rule import LEVELS
from workspaces_constructs.rules.unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workspaces_constructs.rules.loading import Loaded
    from workspaces_constructs.rules.rule import Finding

__all__ = ["main"]

CLEAN: Final = 0
FINDINGS: Final = 1
UNREADABLE: Final = 2
_INTERRUPTED: Final = 130

_AFTERWORD: Final = """\
All templates that are given are judged together: stacks refer to each other.

exit codes:
  0  no finding at the level of --level or worse
  1  findings
  2  something cannot be read, or an argument is wrong
"""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        prog="python -m workspaces_constructs.rules",
        description="Judge CloudFormation templates by the best practices for Amazon WorkSpaces.",
        epilog=_AFTERWORD,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "paths",
        nargs="*",
        metavar="FILE_OR_DIR",
        help="a template, JSON or YAML; a folder, of which all templates are judged; cdk.out; or - for standard input",
    )
    made.add_argument("--format", choices=("text", "json", "github"), default="text", help="default: text")
    made.add_argument("--ignore", action="append", default=[], metavar="ID", help="leave a rule out; may be repeated")
    made.add_argument(
        "--level",
        choices=LEVELS,
        default="error",
        help="the least that is shown, and also the least that makes the exit code 1; default: error",
    )
    made.add_argument("--explain", metavar="ID", help="tell what a rule is about, with examples, and end")
    made.add_argument("--list", action="store_true", help="list all rules, and end")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    command_line = parser()
    options = command_line.parse_args(arguments)
    if not (options.paths or options.explain or options.list):
        command_line.error("name a template, a folder or cdk.out")
    try:
        return _run(options)
    except Unreadable as error:
        _write(sys.stderr, (f"{problem}\n" for problem in error.problems))
        return UNREADABLE


def _run(options: argparse.Namespace) -> int:
    from workspaces_constructs.rules import explaining
    from workspaces_constructs.rules.catalogue import RULES

    if options.list:
        if options.format == "json":
            import json

            return _write(sys.stdout, [json.dumps(explaining.as_json(RULES), indent=2) + "\n"])
        return _write(sys.stdout, [explaining.listed(RULES)])
    if options.explain:
        return _write(sys.stdout, [explaining.explained(explaining.found(options.explain, RULES))])
    ignored = {explaining.found(each, RULES).id for given in options.ignore for each in given.split(",")}

    from workspaces_constructs.rules.checking import judge
    from workspaces_constructs.rules.formats import FORMATS
    from workspaces_constructs.rules.loading import load

    loaded = load(options.paths)
    findings = judge(loaded.templates(), [each for each in RULES if each.id not in ignored])
    shown = [each for each in findings if LEVELS.index(each.level) <= LEVELS.index(options.level)]
    _write(sys.stdout, FORMATS[options.format](shown, loaded, colours=_wants_colours(sys.stdout)))
    if options.format == "text":
        _write(sys.stdout, [_summary(shown, findings, loaded)])
    return FINDINGS if shown else CLEAN


def _summary(shown: Sequence[Finding], findings: Sequence[Finding], loaded: Loaded) -> str:
    from workspaces_constructs.rules.formats import counts

    number = len(loaded.documents)
    kept = findings[len(shown) :]  # the worst come first
    more = f"; not shown: {counts(kept)} (--level {kept[-1].level})" if kept else ""
    return f"{counts(shown) or 'no findings'} in {number} template{'s' if number != 1 else ''}{more}\n"


def _wants_colours(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _write(stream: TextIO, parts: Iterable[str]) -> int:
    """Write as far as somebody reads."""
    try:
        stream.writelines(parts)
        stream.flush()
    except BrokenPipeError:
        # The interpreter flushes once more when it ends; then there is somebody to write to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return CLEAN


def _program() -> int:
    """The command as a process of its own."""
    gc.disable()  # what is read stays until the end
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        return main()
    except KeyboardInterrupt:
        return _INTERRUPTED


if __name__ == "__main__":
    sys.exit(_program())
