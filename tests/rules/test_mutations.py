"""A practice that is broken in a scenario is found by its rule, and by no other that has nothing to do with it."""

from __future__ import annotations

from random import Random

import pytest

from tests.rules.support.mutations import all_mutations
from tests.rules.support.scenarios import MUTATED, of_scenario
from workspaces_constructs.rules.catalogue import RULES
from workspaces_constructs.rules.checking import judge
from workspaces_constructs.rules.templates import Templates

MUTATIONS = list(all_mutations())


@pytest.mark.parametrize("variant", MUTATED)
def test_a_broken_practice_is_found_by_its_rule_and_by_no_unrelated_one(variant: str) -> None:
    before = {(finding.rule, finding.resource, finding.message) for finding in judge(of_scenario(variant))}
    wrong = {}
    for each in MUTATIONS:
        mutated = of_scenario(variant)
        if not each.change(mutated, Random(f"{variant} {each.rule}")):  # noqa: S311 - seeded on purpose
            continue
        after = judge(Templates(mutated.templates, regions=mutated.regions))
        added = {finding.rule for finding in after if (finding.rule, finding.resource, finding.message) not in before}
        if each.rule not in added or added - {each.rule} - each.related:
            wrong[each.rule, each.change.__name__] = added

    assert wrong == {}


def test_every_rule_has_a_mutation_that_some_scenario_takes() -> None:
    taken = set()
    for each in MUTATIONS:
        if any(each.change(of_scenario(variant), Random(variant)) for variant in MUTATED):  # noqa: S311 - seeded
            taken.add(each.rule)

    assert {rule.id for rule in RULES} - taken == set()
