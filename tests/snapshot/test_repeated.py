"""Nothing of what is synthesised depends on the run."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.support.synth import ALL_VARIANTS, ROOT

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = ("1", "2")
"""Of Python's hashes, by which sets are ordered."""


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_two_processes_make_the_same_bytes_of_every_variant(tmp_path: Path) -> None:
    processes = [
        subprocess.Popen(  # noqa: S603 - our own code
            [sys.executable, "-m", "tests.support.all_templates", str(tmp_path / seed)],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            stderr=subprocess.DEVNULL,
        )
        for seed in SEEDS
    ]
    assert [process.wait(timeout=300) for process in processes] == [0, 0]

    first, second = (files(tmp_path / seed) for seed in SEEDS)
    assert {name.partition("/")[0] for name in first if name.endswith(".template.json")} == set(ALL_VARIANTS)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
