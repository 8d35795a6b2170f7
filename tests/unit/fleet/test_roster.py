"""Reading rosters: what is accepted, what is a mistake of one row, and what stops the run."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workspaces_constructs.desktops.fleet.runtime import limits
from workspaces_constructs.desktops.fleet.runtime.model import Mistake, Roster, Row, Stopped
from workspaces_constructs.desktops.fleet.runtime.roster import COLUMNS, decoded, from_members, parse_csv
from workspaces_constructs.facts import catalog, desktops, tags
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.identifiers import require_identifier

PERSONAS = ("office", "design")


def only_mistake(text: str) -> Mistake:
    found = parse_csv(text, PERSONAS)
    assert found.rows == []
    assert len(found.mistakes) == 1
    return found.mistakes[0]


def test_a_row_needs_a_user_and_a_persona() -> None:
    assert parse_csv("user,persona\nanna,office\nben,design\n", PERSONAS) == Roster(
        [Row(2, "anna", "office"), Row(3, "ben", "design")], []
    )


def test_a_row_can_say_everything() -> None:
    text = (
        "user,persona,bundle,running_mode,auto_stop_minutes,root_volume_gib,user_volume_gib,tags\n"
        'anna,office,wsb-abcdefgh1,AUTO_STOP,120,175,100,"team=a=b; cost centre = 7"\n'
    )
    tags = (("cost centre", "7"), ("team", "a=b"))
    expected = Row(2, "anna", "office", "wsb-abcdefgh1", "AUTO_STOP", 120, 175, 100, tags)
    assert parse_csv(text, PERSONAS).rows == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffuser,persona\r\nanna,office\r\n",
        "\n\n User , PERSONA \n\n anna , Office \n,\n",
        "User;Persona\nanna;office\n",
        "persona,user,\noffice,anna,,,\n",
        'user,persona,running mode,Tags\n"anna","office"\n',
        "user,persona,autostop_minutes,tags\ranna,office,60,a=1;b=2;c=3;d=4;e=5;f=6;g=7;h=8\r",
    ],
)
def test_spreadsheets_write_the_same_in_many_ways(text: str) -> None:
    assert [(row.user, row.persona) for row in parse_csv(text, PERSONAS).rows] == [("anna", "office")]


def test_a_letter_and_its_accent_are_one_letter_however_the_file_writes_them() -> None:
    composed, decomposed = "zo\u00eb", "zoe\u0308"
    assert parse_csv(f"user\n{decomposed}\n", ["office"]).rows[0].user == composed
    assert len(parse_csv(f"user\n{decomposed}\n{composed}\n", ["office"]).mistakes) == 1


def test_tags_are_separated_by_bars_where_columns_are_separated_by_semicolons() -> None:
    assert parse_csv("user;persona;tags\nanna;office;a=1|b=2", PERSONAS).rows[0].tags == (("a", "1"), ("b", "2"))


def test_the_only_persona_needs_no_column() -> None:
    assert parse_csv("user\nanna\n", ["office"]).rows == [Row(2, "anna", "office")]
    assert parse_csv("user,persona\nanna,\n", ["office"]).rows == [Row(2, "anna", "office")]


def test_a_time_out_alone_means_auto_stop() -> None:
    assert parse_csv("user,persona,auto_stop_minutes\nanna,office,120", PERSONAS).rows[0].running_mode == "AUTO_STOP"


@pytest.mark.parametrize(("text", "mode"), [("always_on", "ALWAYS_ON"), ("AlwaysOn", "ALWAYS_ON"), ("", "")])
def test_running_modes_are_known_in_any_spelling(text: str, mode: str) -> None:
    assert parse_csv(f"user,persona,running_mode\nanna,office,{text}", PERSONAS).rows[0].running_mode == mode


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"persona": "ofice"}, "persona is 'ofice'; allowed: design, office"),
        ({"persona": ""}, "persona is empty; allowed: design, office"),
        ({"user": "CORP\\anna"}, "user is 'CORP\\\\anna'; allowed is the name without its domain; use 'anna'"),
        ({"bundle": "standard"}, "bundle is 'standard'; allowed: wsb- and 8 to 63 lower-case letters and digits"),
        ({"running_mode": "MANUAL"}, "running_mode is 'MANUAL'; allowed: AUTO_STOP, ALWAYS_ON, or nothing"),
        ({"auto_stop_minutes": "90"}, "auto_stop_minutes is 90; allowed: 60 or a multiple of it; use 120"),
        ({"auto_stop_minutes": "0"}, "auto_stop_minutes is 0; allowed: 60 or a multiple of it; use 60"),
        ({"auto_stop_minutes": "an hour"}, "auto_stop_minutes is 'an hour'; allowed: a whole number"),
        ({"auto_stop_minutes": "9" * 5000}, "allowed: a whole number of at most six digits"),
        ({"running_mode": "ALWAYS_ON", "auto_stop_minutes": "60"}, "ALWAYS_ON, which never stops; leave one out"),
        ({"root_volume_gib": "175"}, "user_volume_gib is empty; the two volumes go together: give both or none"),
        ({"user_volume_gib": "100"}, "root_volume_gib is empty; the two volumes go together: give both or none"),
        (
            {"root_volume_gib": "80", "user_volume_gib": "60"},
            "root_volume_gib/user_volume_gib is 80/60; allowed: 80/10",
        ),
        ({"root_volume_gib": "-80", "user_volume_gib": "50"}, "root_volume_gib is '-80'; allowed: a whole number"),
        ({"root_volume_gib": "٨٠", "user_volume_gib": "50"}, "allowed: a whole number"),
        ({"tags": "office"}, "tags has 'office'; allowed: key=value"),
        ({"tags": "=x"}, "tags has '=x'; allowed: key=value"),
        ({"tags": "a=1;a=2"}, "tags has the key 'a' twice; keep one"),
        ({"tags": "aws:x=1"}, "allowed is what begins with no aws:"),
        ({"tags": "workspaces-constructs:fleet=mine"}, "and not workspaces-constructs:fleet"),
        ({"tags": f"{'k' * 128}=1"}, "127 characters in its key"),
        ({"tags": "a=1,5€"}, "has ',' '€'; allowed: letters, digits, spaces and + -"),
    ],
)
def test_a_bad_cell_is_a_mistake_that_names_its_line_and_keeps_the_user(cells: dict[str, str], message: str) -> None:
    values = {"user": "anna", "persona": "office", **cells}
    line = ",".join(f'"{values.get(name, "")}"' for name in COLUMNS)
    found = only_mistake(f"{','.join(COLUMNS)}\n\n{line}\n")
    assert (found.line, found.user) == (3, "anna")
    assert message in found.problem


def test_a_user_name_has_an_end_and_one_line() -> None:
    assert "1 to 63 characters on one line" in only_mistake(f"user,persona\n{'a' * 64},office").problem
    assert "1 to 63 characters on one line" in only_mistake('user,persona\n"an\nna",office').problem


def test_a_row_without_a_user_is_a_mistake_of_nobody() -> None:
    found = parse_csv("user,persona\nanna,office\n,office\n", PERSONAS)
    assert [row.user for row in found.rows] == ["anna"]
    assert [(each.line, each.user) for each in found.mistakes] == [(3, "")]
    assert parse_csv("persona,user\noffice\ndesign,ben\n", PERSONAS).mistakes[0].user == ""


def test_a_cell_too_many_is_a_mistake() -> None:
    assert "there are 3 cells, and the header has 2" in only_mistake("user,persona\nanna,office,extra").problem


def test_two_rows_of_a_user_are_one_mistake_that_names_both_lines() -> None:
    found = parse_csv("user,persona\nanna,office\nben,office\nANNA,design\nAnna,nonsense\n", PERSONAS)
    assert [row.user for row in found.rows] == ["ben"]
    assert [(each.line, each.user) for each in found.mistakes] == [(2, "anna")]
    assert "anna is on the lines 2, 4 and 5; a person has one row: keep one" in found.mistakes[0].problem


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The roster is empty"),
        ("\n \n", "The roster is empty"),
        ("user,persona\n", "The roster names nobody"),
        ("user,persona\n,office\n", "The roster names nobody"),
        ("anna,office\nben,office\n", "it has no header"),
        ("user,persona,colour\nanna,office,red\n", "there is no column 'colour'. Allowed: user, persona, bundle"),
        ("user,,persona\nanna,,office\n", "there is no column ''"),
        ("name,persona\nanna,office\n", "there is no column 'name'"),
        ("persona,tags\noffice,\n", "it has no column user, only persona, tags"),
        ("user,tags\nanna,\n", "it has no column persona"),
        ("user,persona,User\nanna,office,ben\n", "it has the column user twice"),
        ('user,persona\n"anna,office\nben,office\n', "Check the quotation marks"),
        ('user,persona\nanna,office\n"be"n,office\n', "line 3"),
        (f"user,persona\n{'x' * 200_000},office\n", "line 2"),
    ],
)
def test_a_table_that_cannot_be_read_stops_the_run(text: str, message: str) -> None:
    with pytest.raises(Stopped) as stopped:
        parse_csv(text, PERSONAS)
    assert message in str(stopped.value)


def test_files_are_utf_8_with_or_without_a_mark() -> None:
    assert decoded("user\nzoë".encode()) == decoded("\ufeffuser\nzoë".encode()) == "user\nzoë"


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_another_encoding_stops_the_run(encoding: str) -> None:
    with pytest.raises(Stopped, match="is not UTF-8"):
        decoded("user\nzoë".encode(encoding))


@given(st.text(max_size=200) | st.text("user,persona;\n\"' =|\\anoffice1", max_size=200).map("user,persona\n".__add__))
def test_any_text_is_read_or_stops_the_run_and_names_everybody_once(text: str) -> None:
    try:
        found = parse_csv(text, PERSONAS)
    except Stopped:
        return
    names = [row.user.casefold() for row in found.rows]
    names += [each.user.casefold() for each in found.mistakes if each.user]
    assert len(names) == len(set(names)) > 0


def test_members_of_groups_have_the_groups_persona() -> None:
    members = {"Design Team": ["zoe"], "Staff": ["Ben", "anna"], "More Staff": ["ben"]}
    personas = {"Design Team": "design", "Staff": "office", "More Staff": "office"}
    assert from_members(members, personas) == Roster(
        [Row(0, "anna", "office"), Row(0, "Ben", "office"), Row(0, "zoe", "design")], []
    )


def test_a_member_of_two_groups_is_a_mistake_that_names_them_in_whatever_order_they_come() -> None:
    personas = {"Designers": "design", "Staff": "office"}
    groups = [("Staff", ["anna", "ben"]), ("Designers", ["ANNA", "zoe"])]
    found = {repr(from_members(dict(order), personas)) for order in itertools.permutations(groups)}
    assert len(found) == 1
    mistakes = from_members(dict(groups), personas).mistakes
    assert [each.user for each in mistakes] == ["ANNA"]
    assert "groups Designers, Staff, which stand for the personas design, office" in mistakes[0].problem


def test_groups_without_members_stop_the_run() -> None:
    with pytest.raises(Stopped, match="names nobody"):
        from_members({"Staff": []}, {"Staff": "office"})


def test_the_tables_are_those_of_the_facts() -> None:
    offered = {name: each for name, each in catalog.COMPUTE_TYPES.items() if not each.ended}
    assert limits.HARDWARE.keys() == offered.keys()
    for name, hardware in limits.HARDWARE.items():
        assert (hardware.root_gib, hardware.user_gib) == (offered[name].root_gib, offered[name].user_gib)
        assert hardware.family == offered[name].gpu_family or not offered[name].gpu_family
        assert (hardware.family == "ordinary") == (offered[name].root_gib == 80)
    sizes = [(each.memory_gib or 0, name) for name, each in offered.items()]
    for (memory, name), (more, other) in itertools.permutations(sizes, 2):
        if limits.HARDWARE[name].family == limits.HARDWARE[other].family and memory < more:
            assert limits.HARDWARE[name].rank < limits.HARDWARE[other].rank
    assert {"MANUAL", *limits.RUNNING_MODES} == set(desktops.RUNNING_MODES)
    assert limits.AUTO_STOP_STEP_MINUTES == desktops.AUTO_STOP_STEP_MINUTES
    assert limits.SMALL_VOLUME_PAIRS == desktops.SMALL_VOLUME_PAIRS
    assert limits.LARGEST_VOLUME_GIB == desktops.LARGEST_VOLUME_GIB
    assert limits.MAX_USER_NAME_LENGTH == desktops.MAX_USER_NAME_LENGTH
    assert limits.MAX_LINUX_USER_NAME_LENGTH == desktops.MAX_LINUX_USER_NAME_LENGTH
    assert (limits.MAX_TAG_KEY_LENGTH, limits.MAX_TAG_VALUE_LENGTH) == (
        tags.MAX_TAG_KEY_LENGTH,
        tags.MAX_TAG_VALUE_LENGTH,
    )
    assert {name for name, each in catalog.OPERATING_SYSTEMS.items() if each.byol} == limits.BYOL_SYSTEMS
    assert {name for name in catalog.OPERATING_SYSTEMS if limits.linux(name)} == {
        name for name, each in catalog.OPERATING_SYSTEMS.items() if each.linux
    }


SIZES = (10, 50, 79, 80, 99, 100, 149, 150, 174, 175, 200, 250, 299, 300, 2000, 2001)


@pytest.mark.parametrize("compute", [*limits.HARDWARE])
def test_volumes_are_judged_as_by_the_facts(compute: str) -> None:
    for root, user in itertools.product(SIZES, repeat=2):
        assert limits.legal_pair(root, user, compute) == accepted(desktops.require_volume_pair, root, user, compute)


def test_a_roster_takes_volumes_that_some_hardware_can_have() -> None:
    for root, user in itertools.product(SIZES, repeat=2):
        fits = any(limits.legal_pair(root, user, compute) for compute in limits.HARDWARE)
        assert limits.legal_pair(root, user) == fits


@pytest.mark.parametrize("text", ["wsb-abcdefgh1", "wsb-ABCDEFGH1", "wsb-1", "ws-abcdefgh1", "wsb-" + "a" * 64])
def test_bundles_are_judged_as_by_the_facts(text: str) -> None:
    known = accepted(require_identifier, "bundle id", text)
    assert bool(parse_csv(f"user,persona,bundle\nanna,office,{text}", PERSONAS).rows) == known


@pytest.mark.parametrize("pair", ["a=1", "aws:a=1", "AWS:a=1", "a=aws:1", "a=1%", f"{'k' * 127}=1", f"{'k' * 128}=1"])
def test_tags_are_judged_as_by_the_facts(pair: str) -> None:
    key, _, value = pair.partition("=")
    found = parse_csv(f"user,persona,tags\nanna,office,{pair}", PERSONAS)
    assert bool(found.rows) == accepted(tags.require_tags, {key: value})


def accepted(check: object, *values: object) -> bool:
    assert callable(check)
    try:
        check(*values)
    except ConfigurationError:
        return False
    return True
