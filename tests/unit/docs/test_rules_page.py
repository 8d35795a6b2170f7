"""``RULES.md``: each rule with what a reader needs, and each practice with the rules that check it or why none can."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from docs.practices import BEYOND, PRACTICES
from docs.rules_page import FAMILIES, practices_part, rules_part, unseen_part
from tests.support.synth import ROOT
from workspaces_constructs.rules.catalogue import RULES

if TYPE_CHECKING:
    from docs.practice import Practice

IDS = {rule.id for rule in RULES}
ALL = (*PRACTICES, *BEYOND)


@pytest.fixture(scope="module")
def page() -> str:
    return (ROOT / "RULES.md").read_text(encoding="utf-8")


def test_the_page_is_current(page: str) -> None:
    for part in (rules_part(), practices_part(), unseen_part()):
        assert part in page, "RULES.md is out of date: run make docs"


def test_every_rule_is_told_once_with_all_that_is_known_of_it() -> None:
    parts = re.split(r"\n### ", rules_part())[1:]
    sections = {part.partition(":")[0]: part for part in parts}

    assert len(parts) == len(RULES)
    assert sections.keys() == IDS
    for rule in RULES:
        told = sections[rule.id]
        for known in (rule.title, f"**{rule.level.capitalize()}.**", rule.reason, rule.fix, rule.source):
            assert known in told, rule.id
        assert re.search(r"^```(yml|diff)$", told, re.MULTILINE), rule.id
        assert f"workspaces_constructs/rules/examples/{rule.id.removeprefix('WorkSpaces-')})" in told


def test_every_family_has_a_title_and_every_id_a_family() -> None:
    families = {match[1] for rule in RULES if (match := re.fullmatch(r"WorkSpaces-([A-Z]+)[1-9]\d*", rule.id))}

    assert families == set(FAMILIES)


def test_every_rule_that_a_practice_names_is_there() -> None:
    assert {each.text: missing for each in ALL if (missing := set(each.ids) - IDS)} == {}


def test_every_rule_is_named_by_a_practice() -> None:
    assert IDS - {identifier for each in ALL for identifier in each.ids} == set()


@pytest.mark.parametrize("practice", ALL, ids=[each.text for each in ALL])
def test_a_practice_is_checked_or_says_why_not(practice: Practice) -> None:
    assert practice.rules or len(practice.why.split()) >= 4
    assert len(set(practice.ids)) == len(practice.ids)
    assert practice.text.endswith(".")
    assert not practice.why or practice.why.endswith(".")


def test_no_practice_is_listed_twice() -> None:
    assert [each for each, count in Counter((each.section, each.text) for each in ALL).items() if count > 1] == []
