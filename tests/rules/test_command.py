"""The command line: what it prints and how it ends."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from workspaces_constructs.rules import catalogue
from workspaces_constructs.rules.__main__ import main
from workspaces_constructs.rules.catalogue import RULES
from workspaces_constructs.rules.explaining import EXAMPLES, short_id
from workspaces_constructs.rules.rule import LEVELS, Level, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from workspaces_constructs.rules.templates import Templates

FIELDS = ["rule", "level", "template", "resource", "path", "location", "message", "fix", "source"]
THREE = {
    "Resources": {
        "Topic": {"Type": "AWS::SNS::Topic", "Metadata": {"aws:cdk:path": "Stack/Topic/Resource"}},
        "Queue": {"Type": "AWS::SQS::Queue"},
    }
}


def named(number: int, level: Level) -> Rule:
    """A rule that every queue breaks, and the worst of which topics break too."""

    def check(templates: Templates) -> Iterator[Violation]:
        for queue in templates.of_type("AWS::SQS::Queue", *(("AWS::SNS::Topic",) if level == "error" else ())):
            yield Violation(queue, f"100%, a: \x1b[1m\n{level}", "Name")

    return Rule(f"WorkSpaces-T{number}", level, f"Title {number}", "Because.", "Change it.", "whitepaper: X", check)


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A template that breaks a rule of each level; the command knows no other rules."""
    monkeypatch.setattr(catalogue, "RULES", tuple(named(number, level) for number, level in enumerate(LEVELS, start=1)))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.json").write_text(json.dumps(THREE, indent=1))
    return "t.json"


def run(*arguments: str, text: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own."""
    return subprocess.run(  # noqa: S603 - this Python
        [sys.executable, "-m", "workspaces_constructs.rules", *arguments],
        check=False,
        capture_output=True,
        text=True,
        input=text,
        env={**os.environ, **variables},
    )


@pytest.mark.parametrize(("level", "levels"), [("error", LEVELS[:1]), ("warning", LEVELS[:2]), ("advice", LEVELS)])
def test_the_level_is_what_is_shown(
    three: str, capsys: pytest.CaptureFixture[str], level: str, levels: Sequence[str]
) -> None:
    assert main([three, "--level", level, "--format", "json"]) == 1

    found = json.loads(capsys.readouterr().out)
    assert sorted({each["level"] for each in found}) == sorted(levels)
    assert all(list(each) == FIELDS for each in found)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 1),
        (["--ignore", "WorkSpaces-T1"], 0),
        (["--ignore", "T1", "--level", "warning"], 1),
        (["--ignore", "WorkSpaces::WorkSpaces-T1", "--ignore", "t2", "--level", "warning"], 0),
        (["--ignore", "T1,T2,T3", "--level", "advice"], 0),
    ],
)
def test_the_level_makes_the_exit_code(three: str, arguments: list[str], code: int) -> None:
    assert main([three, *arguments]) == code


def test_text_is_by_template_and_resource(three: str, capsys: pytest.CaptureFixture[str]) -> None:
    main([three, "--level", "warning"])

    message = "100%, a: \\u001b[1m\\u000a"
    assert capsys.readouterr().out == (
        "t.json\n"
        "\n"
        "  Topic (AWS::SNS::Topic), line 3\n"
        "    Stack/Topic/Resource\n"
        f"    error WorkSpaces-T1: {message}error (Properties.Name)\n"
        "      fix: Change it.\n"
        "      source: whitepaper: X\n"
        "\n"
        "  Queue (AWS::SQS::Queue), line 9\n"
        f"    error WorkSpaces-T1: {message}error (Properties.Name)\n"
        "      fix: Change it.\n"
        "      source: whitepaper: X\n"
        f"    warning WorkSpaces-T2: {message}warning (Properties.Name)\n"
        "      fix: Change it.\n"
        "      source: whitepaper: X\n"
        "\n"
        "2 errors, 1 warning in 1 template; not shown: 1 advice (--level advice)\n"
    )


def test_nothing_found(three: str, capsys: pytest.CaptureFixture[str]) -> None:
    main([three, "--ignore", "T1"])
    assert capsys.readouterr().out == "no findings in 1 template; not shown: 1 warning, 1 advice (--level advice)\n"

    main([three, "--ignore", "T1,T2,T3"])
    assert capsys.readouterr().out == "no findings in 1 template\n"

    main([three, "--ignore", "T1,T2,T3", "--format", "json"])
    assert capsys.readouterr().out == "[]\n"

    main([three, "--ignore", "T1,T2,T3", "--format", "github"])
    assert capsys.readouterr().out == ""


def test_github_annotations(three: str, capsys: pytest.CaptureFixture[str]) -> None:
    main([three, "--level", "advice", "--format", "github"])

    rest = "100%25, a: \\u001b[1m%0A"
    assert capsys.readouterr().out.splitlines() == [
        f"::error file=t.json,line=3,title=WorkSpaces-T1::Topic: {rest}error. Change it.",
        f"::error file=t.json,line=9,title=WorkSpaces-T1::Queue: {rest}error. Change it.",
        f"::warning file=t.json,line=9,title=WorkSpaces-T2::Queue: {rest}warning. Change it.",
        f"::notice file=t.json,line=9,title=WorkSpaces-T3::Queue: {rest}advice. Change it.",
    ]


def test_github_properties_are_escaped(three: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / three).rename(tmp_path / "a,b:c%.json")
    main(["a,b:c%.json", "--format", "github"])

    assert capsys.readouterr().out.startswith("::error file=a%2Cb%3Ac%25.json,line=3,title=WorkSpaces-T1::Topic: ")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_colours_are_for_terminals(
    three: str, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], coloured: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", terminal := Terminal())
    main([three])

    assert ("\x1b[31merror\x1b[0m" in terminal.getvalue()) is coloured


def test_templates_are_judged_together(tmp_path: Path) -> None:
    rule, folder = next(
        (rule, path)
        for rule in RULES
        for path in sorted((EXAMPLES / short_id(rule.id)).glob("fails*.yaml"))
        if rule.level == "error" and "ImportValue" in path.read_text()
    )
    for number, text in enumerate(folder.read_text().split("\n---\n")):
        (tmp_path / f"{number}.yaml").write_text(text)
    together = run(str(tmp_path), "--format", "json")
    alone = [run(str(path), "--format", "json") for path in tmp_path.iterdir()]

    assert rule.id in {each["rule"] for each in json.loads(together.stdout)}
    assert rule.id not in {each["rule"] for one in alone for each in json.loads(one.stdout)}


@pytest.mark.parametrize("option", ["--ignore", "--explain"])
def test_an_unknown_rule_is_told_with_the_nearest(option: str) -> None:
    near, far = run(option, "WorkSpaces-NET1O", "-"), run(option, "~", "-")

    assert (near.returncode, near.stdout, far.returncode, far.stdout) == (2, "", 2, "")
    assert near.stderr.startswith("there is no rule WorkSpaces-NET1O; did you mean WorkSpaces-NET1")
    assert far.stderr == "there is no rule ~; --list shows all\n"


def test_what_argparse_refuses() -> None:
    assert run().returncode == 2
    assert "name a template, a folder or cdk.out" in run().stderr
    assert run("-", "--level", "none").returncode == 2
    assert "also the least that makes the exit code 1" in " ".join(run("--help").stdout.split())


@pytest.mark.parametrize("text", ["", "[]", "\0", "Resources: []", '{"Resources": ', "Resources: {A: &a [*a]}"])
def test_standard_input_that_cannot_be_read(text: str) -> None:
    ended = run("-", text=text)

    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert ended.stderr.startswith("standard input: ")


def test_standard_input() -> None:
    path = next(path for path in sorted(EXAMPLES.glob("*/fails.yaml")) if main([str(path)]) == 1)
    ended = run("-", text=path.read_text())

    assert ended.returncode == 1
    assert ended.stdout.startswith("standard input\n\n  ")
    assert "file=" not in run("-", "--format", "github", text=path.read_text()).stdout


def test_every_rule_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [rule.id for rule in RULES]
    assert all(rule.title in line and rule.level in line for rule, line in zip(RULES, lines, strict=True))

    assert main(["--list", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [list(each) for each in listed] == [["id", "level", "title", "reason", "fix", "source"]] * len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_explained(rule: Rule, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--explain", short_id(rule.id).lower()]) == 0

    told = capsys.readouterr().out
    assert all(each in told for each in (rule.id, rule.level, rule.title, rule.reason, rule.fix, rule.source))
    assert "fails.yaml: breaks the rule" in told
    assert "passes.yaml: keeps the rule" in told
    assert "    Resources:" in told


@pytest.mark.parametrize("arguments", [["--list"], ["--explain", "NET12"], [str(EXAMPLES), "--level", "advice"]])
def test_nobody_reads_to_the_end(arguments: list[str]) -> None:
    with subprocess.Popen(  # noqa: S603 - this Python
        [sys.executable, "-m", "workspaces_constructs.rules", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()

    assert (process.returncode in {0, 1}, told) == (True, b"")


def test_what_a_terminal_cannot_show_is_escaped() -> None:
    ended = run("--list", PYTHONIOENCODING="ascii")
    assert (ended.returncode, ended.stderr) == (0, "")

    template = {
        "Resources": {"\ud800": {"Type": "AWS::WorkSpaces::Workspace", "Properties": {"DirectoryId": "\ud800"}}}
    }
    ended = run("-", "--level", "advice", text=json.dumps(template), PYTHONIOENCODING="ascii")
    assert (ended.returncode in {0, 1}, ended.stderr) == (True, "")


def test_nothing_heavy_is_imported() -> None:
    heavy = ("aws_cdk", "jsii", "constructs", "pydantic", "boto3", "botocore", "cdk_nag")
    program = (
        "import sys; from workspaces_constructs.rules.__main__ import main; code = main();"
        "print(code, sorted(set(sys.modules) & {*sys.argv[0].split()}))"
    )

    def imported(*arguments: str, text: str) -> Any:  # noqa: ANN401 - a line
        code = f"import sys; sys.argv[0] = {' '.join((*heavy, 'yaml'))!r}; {program}"
        return subprocess.run(  # noqa: S603 - this Python
            [sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True, input=text
        ).stdout.splitlines()[-1]

    assert imported("-", "--level", "advice", text=json.dumps(THREE)) == "0 []"
    assert imported("--list", text="") == "0 []"
    assert imported("-", text="Resources: {}") == "0 ['yaml']"
