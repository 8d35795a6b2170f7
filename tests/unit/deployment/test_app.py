"""``app.py`` as the CDK command line runs it: in a process of its own, without credentials."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.synth import ROOT, cdk_context, standalone_settings

if TYPE_CHECKING:
    from pathlib import Path

WITHOUT_CREDENTIALS = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}


def run(out: Path, settings: Path | None = None, seed: str = "0") -> subprocess.CompletedProcess[str]:
    context = {**cdk_context(), **({"settings": str(settings)} if settings else {})}
    return subprocess.run(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env={
            **WITHOUT_CREDENTIALS,
            "CDK_OUTDIR": str(out),
            "CDK_CONTEXT_JSON": json.dumps(context),
            "PYTHONHASHSEED": seed,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_two_runs_are_byte_equal_and_look_nothing_up(tmp_path: Path) -> None:
    runs = [run(tmp_path / seed, seed=seed) for seed in ("1", "2")]
    assert [done.returncode for done in runs] == [0, 0], runs[0].stderr

    first, second = (
        {
            path.relative_to(tmp_path / seed): path.read_bytes()
            for path in (tmp_path / seed).rglob("*")
            if path.is_file()
        }
        for seed in ("1", "2")
    )
    assert any(path.name.endswith(".template.json") for path in first)
    assert first == second
    manifest = json.loads((tmp_path / "1/manifest.json").read_text())
    assert "missing" not in manifest
    assert not (ROOT / "cdk.context.json").exists()


def test_mistakes_end_the_run_without_a_traceback(tmp_path: Path) -> None:
    tree = standalone_settings()
    tree["environment"]["region"] = "mars-1"
    tree["personas"][0]["auto_stop_minutes"] = 90
    settings = tmp_path / "bad.yaml"
    settings.write_text(json.dumps(tree))

    done = run(tmp_path / "out", settings)

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert [line.split(": ")[0].strip() for line in done.stderr.splitlines()] == [
        f"settings file {settings}",
        "environment.region",
        "personas[0].auto_stop_minutes",
    ]
    assert not list((tmp_path / "out").glob("*"))


def test_what_only_a_construct_can_see_ends_the_run_without_a_traceback(tmp_path: Path) -> None:
    tree = standalone_settings()
    tree["registration"]["ip_group_ids"] = ["wsipg-0123456789"] * 36
    settings = tmp_path / "bad.yaml"
    settings.write_text(json.dumps(tree))

    done = run(tmp_path / "out", settings)

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "at most 35" in done.stderr


def test_a_missing_file_ends_the_run_without_a_traceback(tmp_path: Path) -> None:
    done = run(tmp_path / "out", tmp_path / "none.yaml")

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "check the path" in done.stderr


@pytest.mark.parametrize("heavy", ["aws_cdk", "jsii"])
def test_a_file_is_checked_before_anything_heavy_is_loaded(heavy: str) -> None:
    code = (
        "import sys; from workspaces_constructs.deployment import load; "
        f"load('settings/standalone.yaml'); print('{heavy}' in sys.modules)"
    )
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "False"
