"""The programs on the RADIUS servers: whose code is good, and what becomes of the secrets."""

from __future__ import annotations

import base64
import importlib.util
import json
import re
import subprocess
import sys
from email import message_from_string
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workspaces_constructs.directory.radius_configuration import user_data
from workspaces_constructs.network.instances import RESOLVED_CONF

if TYPE_CHECKING:
    from types import ModuleType

PROGRAMS = Path(__file__).parents[3] / "workspaces_constructs/directory/radius"
RFC_SEED = base64.b32encode(b"12345678901234567890").decode()
SEED = "JBSWY3DPEHPK3PXP"
NOW = 1_900_000_000.0


def program(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, PROGRAMS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


verify, refresh = program("verify"), program("refresh")


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_rfc_6238(seconds: int, expected: str) -> None:
    assert verify.code(RFC_SEED, seconds // 30) == expected


@pytest.mark.parametrize("typed", ["alice", "ALICE", "CORP\\alice", '"CORP\\\\alice"', "alice@corp.example.com"])
def test_a_user_is_known_however_the_name_is_typed(typed: str, tmp_path: Path) -> None:
    assert verify.accepts({"Alice": SEED}, tmp_path, typed, verify.code(SEED, int(NOW // 30)), NOW)


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_is_good_for_one_step_around_its_own(steps: int, good: bool, tmp_path: Path) -> None:
    given = verify.code(SEED, int(NOW // 30) + steps)

    assert verify.accepts({"alice": SEED}, tmp_path, "alice", given, NOW) is good


def test_a_code_is_good_once_and_so_are_all_before_it(tmp_path: Path) -> None:
    step = int(NOW // 30)

    def tried(number: int) -> bool:
        return bool(verify.accepts({"alice": SEED}, tmp_path, "alice", verify.code(SEED, number), NOW))

    assert [tried(step), tried(step), tried(step - 1), tried(step + 1)] == [True, False, False, True]


def test_ten_wrong_codes_shut_a_user_out_for_five_minutes_and_nobody_else(tmp_path: Path) -> None:
    seeds = {"alice": SEED, "bob": RFC_SEED}
    for second in range(10):
        assert not verify.accepts(seeds, tmp_path, "alice", "000000", NOW + second)

    def right(name: str, now: float) -> bool:
        return bool(verify.accepts(seeds, tmp_path, name, verify.code(seeds[name], int(now // 30)), now))

    assert not right("alice", NOW + 60)
    assert right("bob", NOW + 60)
    assert right("alice", NOW + 400)


@pytest.mark.parametrize("seeds", [{}, {"alice": ""}, {"alice": "not base32!"}, {"bob": SEED}])
def test_nobody_without_a_seed_gets_in(seeds: dict[str, str], tmp_path: Path) -> None:
    for given in ("", "000000", verify.code(SEED, int(NOW // 30))):
        assert not verify.accepts(seeds, tmp_path, "alice", given, NOW)


@pytest.mark.parametrize(("seeds", "expected"), [({"alice": SEED}, 0), ({}, 1), (None, 1)])
def test_freeradius_is_answered_by_the_exit_code(
    seeds: dict[str, str] | None, expected: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if seeds is not None:
        (tmp_path / "seeds.json").write_text(json.dumps(seeds))
    monkeypatch.setattr(verify.time, "time", lambda: NOW)
    monkeypatch.setenv("USER_NAME", '"alice"')
    monkeypatch.setenv("USER_PASSWORD", f'"{verify.code(SEED, int(NOW // 30))}"')
    monkeypatch.setattr(sys, "argv", ["verify.py", str(tmp_path / "seeds.json"), str(tmp_path)])

    assert verify.main() == expected


def environment(folder: Path) -> dict[str, str]:
    return {
        "AWS_REGION": "us-east-1", "SHARED_SECRET_ARN": "arn:shared", "SHARED_SECRET_FIELD": "password",
        "SEEDS_ARN": "arn:seeds", "CLIENT_CIDRS": "10.1.0.0/28 10.1.0.16/28", "RADIUS_GROUP": "",
        "CLIENTS_FILE": str(folder / "clients.conf"), "SEEDS_FILE": str(folder / "seeds.json"),
        "RESTART": f"touch {folder / 'restarted'}",
    }  # fmt: skip


def test_both_secrets_reach_their_files_and_the_server_restarts_only_for_new_clients(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = {"arn:shared": {"password": "Abcdefgh12345678"}, "arn:seeds": {"alice": SEED}}
    monkeypatch.setattr(refresh, "read", lambda arn, _region: secrets[arn])

    assert refresh.main(environment(tmp_path)) == 0
    clients, seeds, restarted = (tmp_path / name for name in ("clients.conf", "seeds.json", "restarted"))
    assert clients.read_text().count('secret = "Abcdefgh12345678"') == 2
    assert "ipaddr = 10.1.0.16/28" in clients.read_text()
    assert json.loads(seeds.read_text()) == {"alice": SEED}
    assert {each.stat().st_mode & 0o777 for each in (clients, seeds)} == {0o640}
    restarted.unlink()
    secrets["arn:seeds"]["bob"] = RFC_SEED
    assert refresh.main(environment(tmp_path)) == 0
    assert "bob" in seeds.read_text()
    assert not restarted.exists()


def test_a_secret_that_cannot_be_read_or_used_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = {"arn:shared": '{"password": "quote\\"d and short"}', "arn:seeds": "no JSON"}

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 0, answers[command[4]], "")

    for name in ("clients.conf", "seeds.json"):
        (tmp_path / name).write_text("as it was")
    monkeypatch.setattr(refresh.subprocess, "run", run)

    assert refresh.main(environment(tmp_path)) == 1

    assert {(tmp_path / name).read_text() for name in ("clients.conf", "seeds.json")} == {"as it was"}
    assert "quote" not in "".join(capsys.readouterr())


def test_the_user_data_is_set_up_anew_at_every_start_and_its_script_is_one() -> None:
    text = user_data(region="us-east-1", shared_secret="arn:a", field="password", seeds="arn:b", cidrs=["10.1.0.0/28"])
    _, config, script = message_from_string(text).walk()
    body = script.get_payload()
    assert isinstance(body, str)

    assert "[scripts-user, always]" in str(config.get_payload())
    checked = subprocess.run(["/bin/bash", "-n"], input=body, text=True, capture_output=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert (PROGRAMS / "verify.py").read_text() in body
    assert f"cat > /etc/systemd/resolved.conf.d/workspaces-radius.conf <<'END-OF-FILE'\n{RESOLVED_CONF}END" in body
    assert len(text) < 16384


def set_up(folder: Path, failing: str) -> tuple[int, list[str]]:
    """Run the set-up below a folder, where every command succeeds but some; how it ends, and what it calls."""
    host, log = folder / "host", folder / "called"
    commands = [host / name for name in ("bin/dnf", "bin/install", "bin/rm", "bin/rpm", "bin/systemctl")]
    for command in [*commands, host / "usr/bin/python3", host / "usr/sbin/radiusd"]:
        command.parent.mkdir(parents=True, exist_ok=True)
        command.write_text(
            f'#!/bin/sh\necho "{command.name} $*" >> {log}\ncase "{failing}" in *{command.name}*) exit 1;; esac\n'
        )
        command.chmod(0o755)
    place = host / "etc/workspaces-radius"
    place.mkdir(parents=True)
    (place / "environment").touch()
    script = re.sub(r"(?<![\w/])/(?=etc/|usr/)", f"{host}/", (PROGRAMS / "set-up.sh").read_text())
    shell = ["/bin/bash", "-euo", "pipefail"]
    done = subprocess.run(shell, input=script, env={"PATH": f"{host}/bin"}, text=True, capture_output=True, check=False)  # noqa: S603
    return done.returncode, log.read_text().splitlines()


def test_a_new_server_is_set_up_with_the_networks_own_resolver(tmp_path: Path) -> None:
    status, called = set_up(tmp_path, failing="rpm")

    assert called[:3] == [
        "systemctl restart systemd-resolved",
        "rpm --quiet -q freeradius",
        "dnf -y -q install freeradius",
    ]
    assert (status, called[-1]) == (0, "systemctl restart radiusd")


def test_a_server_without_the_package_and_without_repositories_is_not_started(tmp_path: Path) -> None:
    status, called = set_up(tmp_path, failing="rpm dnf")

    assert status != 0
    assert called[-1] == "dnf -y -q install freeradius"


def test_a_server_starts_again_without_repositories_and_without_secrets(tmp_path: Path) -> None:
    status, called = set_up(tmp_path, failing="dnf python3")

    assert "dnf" not in {each.split()[0] for each in called}
    assert (status, called[-1]) == (0, "systemctl restart radiusd")
