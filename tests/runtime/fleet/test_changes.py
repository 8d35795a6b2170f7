"""Changes of desktops that exist: running modes, hardware, volumes, and migrations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.runtime.fleet.support.fleet import Fleet, persona

if TYPE_CHECKING:
    from tests.runtime.fleet.support.account import Account
    from tests.runtime.fleet.support.interpreter import Context, Interpreter

HOUR = 60
SERVER_2025 = "Standard with Windows (Server 2025 based) (WSP)"


def test_running_mode_and_time_until_it_stops_follow_the_row(fleet: Fleet, account: Account) -> None:
    fleet.people(dict.fromkeys(["anna", "ben", "carl"], "office"))
    fleet.run()
    before = {user: desktop.id for user, desktop in fleet.owned().items()}
    fleet.text("user,persona,running_mode,auto_stop_minutes\nanna,office,ALWAYS_ON,\nben,office,,120\ncarl,office,,\n")
    assert fleet.run().status == "SUCCEEDED"
    shapes = {user: (desktop.running_mode, desktop.timeout) for user, desktop in fleet.owned().items()}
    assert shapes == {"anna": ("ALWAYS_ON", None), "ben": ("AUTO_STOP", 120), "carl": ("AUTO_STOP", 60)}
    assert {user: desktop.id for user, desktop in fleet.owned().items()} == before
    account.pass_time(HOUR)
    assert "Work" not in fleet.run().states


def test_who_changes_persona_gets_other_hardware_in_place(fleet: Fleet, account: Account) -> None:
    fleet.people({"anna": "office", "ben": "office"})
    fleet.run()
    before = fleet.owned()["anna"].id
    account.pass_time(7 * HOUR)
    fleet.people({"anna": "engineers", "ben": "office"})
    for _ in range(3):
        fleet.run()
        account.pass_time(7 * HOUR)
    desktop = fleet.owned()["anna"]
    assert (desktop.id, desktop.compute, desktop.running_mode) == (before, "PERFORMANCE", "ALWAYS_ON")
    assert fleet.owned()["ben"].compute == "STANDARD"
    assert "Work" not in fleet.run().states


def test_volumes_grow_one_at_a_time_six_hours_apart_and_never_shrink(fleet: Fleet, account: Account) -> None:
    account.add_people(account.connector, ["anna"])
    fleet.text("user,persona,root_volume_gib,user_volume_gib\nanna,office,80,50\n")
    fleet.run()
    fleet.text("user,persona,root_volume_gib,user_volume_gib\nanna,office,175,500\n")
    sizes = []
    for _ in range(10):
        fleet.run()
        desktop = fleet.owned()["anna"]
        assert len(desktop.modifications) <= 1
        account.pass_time(2.5 * HOUR)
        sizes.append((fleet.owned()["anna"].root_gib, fleet.owned()["anna"].user_gib))
    assert list(dict.fromkeys(sizes)) == [(80, 50), (80, 100), (175, 100), (175, 500)]
    fleet.text("user,persona,root_volume_gib,user_volume_gib\nanna,office,80,100\n")
    account.pass_time(7 * HOUR)
    assert "Work" not in fleet.run().states
    assert "volumes never shrink" in fleet.notes("left alone")["anna"]


def test_desktops_migrate_to_other_software_after_twelve_hours_and_25_at_a_time(fleet: Fleet, account: Account) -> None:
    people = {f"p{number:02}": "office" for number in range(30)}
    fleet.people(people)
    fleet.run()
    before = fleet.owned()
    fleet.settings["personas"]["office"] = persona(account, SERVER_2025, system="WINDOWS_SERVER_2025")
    fleet.run()
    assert {user: desktop.id for user, desktop in fleet.owned().items()} == {
        user: desktop.id for user, desktop in before.items()
    }
    assert set(fleet.notes("postponed")) == set(people)
    account.pass_time(12 * HOUR)
    ran = fleet.run()
    after = fleet.owned()
    assert ran.states.count("Work") == 2
    assert {each.operating_system for each in after.values()} == {"WINDOWS_SERVER_2025"}
    assert not {each.id for each in after.values()} & {each.id for each in before.values()}
    assert set(after) == set(people)
    assert "Work" not in fleet.run().states


def test_never_more_than_25_migrations_are_under_way(fleet: Fleet, account: Account) -> None:
    fleet.people({f"p{number:02}": "office" for number in range(30)})
    fleet.run()
    fleet.settings["personas"]["office"] = persona(account, SERVER_2025, system="WINDOWS_SERVER_2025")
    account.pass_time(12 * HOUR)
    under_way: list[int] = []
    real = fleet.handler

    def counted(event: dict[str, object], context: Context) -> object:
        answer = real(event, context)
        under_way.append(sum(each.state == "UPDATING" for each in account.desktops()))
        return answer

    fleet.handler = counted
    fleet.run()
    assert max(under_way) == 25


def test_a_migration_waits_for_an_address(account: Account, interpreter: Interpreter) -> None:
    account.prefix = 28
    fleet = Fleet(account, interpreter)
    free = sum(
        each["AvailableIpAddressCount"]
        for each in account.session.client("ec2").describe_subnets(SubnetIds=account.subnets)["Subnets"]
    )
    people = {f"p{number:02}": "office" for number in range(free - 1)}
    fleet.people(people)
    fleet.run()
    assert set(fleet.owned()) == set(people)
    account.pass_time(13 * HOUR)
    fleet.settings["personas"]["office"] = persona(account, SERVER_2025, system="WINDOWS_SERVER_2025")
    assert fleet.run().status == "SUCCEEDED"
    assert [each.operating_system for each in fleet.owned().values()].count("WINDOWS_SERVER_2025") == 1
    assert len(fleet.notes("postponed")) == len(people) - 1
    account.pass_time(HOUR)
    fleet.people(people | {"one": "office", "two": "office", "three": "office"})
    fleet.run()
    assert len({"one", "two", "three"} & set(fleet.owned())) == 1
    assert "no free address" in fleet.report()


def test_a_bundle_that_does_not_exist_is_a_mistake_and_the_others_are_served(fleet: Fleet, account: Account) -> None:
    account.add_people(account.connector, ["anna", "ben"])
    fleet.text("user,persona,bundle\nanna,office,wsb-000000000\nben,office,\n")
    assert fleet.run().status == "SUCCEEDED"
    assert set(fleet.owned()) == {"ben"}
    assert "wsb-000000000" in fleet.notes("mistake")["anna"]
