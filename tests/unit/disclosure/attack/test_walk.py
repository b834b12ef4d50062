"""The walk from table to table: what it stands on is always a table that agrees with everything published."""

import os

import numpy as np
import pytest
import scipy.sparse as sp

from naerblik.disclosure.attack import search as searches
from naerblik.disclosure.attack import walk as walks
from naerblik.disclosure.attack.evidence import Evidence
from naerblik.disclosure.attack.first import first_table
from naerblik.disclosure.attack.knowledge import Knowledge, Targets
from naerblik.disclosure.attack.moves import Moves, learn
from naerblik.disclosure.attack.propagate import propagate
from naerblik.disclosure.attack.reduced import components, groups, reduce
from naerblik.disclosure.attack.search import search
from naerblik.disclosure.attack.solver import Programme
from naerblik.disclosure.attack.walk import walk
from naerblik.disclosure.attack.windows import held

THRESHOLD = 5


def cube(shape, seed):
    """Counts in three dimensions, a total in each, with small numbers and half of the others hidden."""
    rng = np.random.default_rng(seed)
    values = rng.poisson(2.0, shape)
    for axis in range(3):
        values = np.concatenate([values, values.sum(axis=axis, keepdims=True)], axis=axis)
    hidden = ((values > 0) & (values < THRESHOLD)) | (rng.random(values.shape) < 0.5)
    places = np.arange(values.size).reshape(values.shape)
    rows = []
    for axis in range(3):
        for line in np.moveaxis(places, axis, -1).reshape(-1, values.shape[axis]):
            row = np.zeros(values.size)
            row[line[:-1]], row[line[-1]] = 1, -1
            rows.append(row)
    return values.ravel().astype(float), hidden.ravel(), sp.csr_matrix(np.array(rows)), np.indices(values.shape)


def known_of(values, hidden, rows, near):
    return Knowledge(
        lower=np.where(hidden, 0.0, values),
        upper=np.where(hidden, np.inf, values),
        rows=rows,
        row_lower=np.zeros(rows.shape[0]),
        row_upper=np.zeros(rows.shape[0]),
        near=near.reshape(3, -1).T,
    )


def evidence_of(shape, seed, width=1.0):
    values, *published = cube(shape, seed)
    known = known_of(values, *published)
    lower, upper = propagate(known)
    cells = np.flatnonzero(lower < upper)
    forms = sp.identity(len(values), format="csr")[cells]
    targets = Targets(forms, np.full(len(cells), float(THRESHOLD)), np.full(len(cells), width))
    problem = reduce(known, targets, lower, upper)
    return Evidence(problem, targets, values[problem.columns])


def walked(evidence):
    walk(evidence, groups(components(evidence.problem.limits.rows)), np.random.default_rng(0))
    return evidence


def is_table(evidence):
    limits, table = evidence.problem.limits, evidence.table
    sums = limits.rows @ table
    within = (table >= limits.lower).all() and (table <= limits.upper).all() and (table == np.rint(table)).all()
    return within and (sums >= limits.row_lower - 1e-6).all() and (sums <= limits.row_upper + 1e-6).all()


@pytest.mark.parametrize("seed", range(5))
def test_a_walk_ends_at_a_whole_table_that_agrees_with_what_is_published(seed):
    evidence = evidence_of((8, 4, 4), seed)
    began = evidence.table.copy()
    walked(evidence)
    assert is_table(evidence)
    assert (evidence.table != began).any()


@pytest.mark.parametrize("seed", range(5))
def test_what_is_kept_from_step_to_step_is_what_the_table_says(seed):
    evidence = walked(evidence_of((8, 4, 4), seed))
    problem = evidence.problem
    assert evidence.now == pytest.approx(problem.forms @ evidence.table + problem.fixed)
    assert evidence.row_values == pytest.approx(problem.by_row @ evidence.table)
    assert (evidence.low <= evidence.now).all()
    assert (evidence.now <= evidence.high).all()


def test_a_walk_certifies_nearly_all_cells_that_can_reach_the_threshold():
    evidence = walked(evidence_of((10, 5, 4), 1))
    assert evidence.open().mean() < 0.05


def test_the_walk_leaves_the_table_it_was_given_alone():
    evidence = evidence_of((8, 4, 4), 0)
    given = evidence.table.copy()
    other = Evidence(evidence.problem, Targets(evidence.problem.forms, evidence.reach, evidence.width), given)
    walked(other)
    assert (given == evidence.table).all()


def test_targets_that_are_apart_share_no_relation():
    evidence = evidence_of((8, 4, 4), 2)
    moves = Moves(evidence, np.arange(len(evidence.problem.columns)))
    chosen = moves.apart(moves.waiting())
    shared = (abs(evidence.problem.forms[chosen]) @ abs(evidence.problem.by_row).T).sum(axis=0)
    assert len(chosen) > 1
    assert shared.max() == 1


@pytest.mark.parametrize("seed", range(5))
def test_only_targets_that_no_program_can_move_far_enough_are_without_hope(seed):
    evidence = evidence_of((8, 4, 4), seed)
    half = np.arange(0, len(evidence.table), 2)
    moves, programme = Moves(evidence, half), Programme(held(evidence.problem, half, evidence.table))
    hopeless = np.setdiff1d(moves.waiting(), moves.hopeful())
    assert (evidence.step(hopeless) > 0).any()
    assert (evidence.step(hopeless) < 0).any()
    assert len(moves.hopeful()) > 0
    for target, step in zip(hopeless, evidence.step(hopeless), strict=True):
        form = np.sign(step) * evidence.problem.forms[[target]][:, half].toarray().ravel()
        _, most = programme.maximise(form)
        assert most - form @ evidence.table[half] < abs(step) - 1e-6


@pytest.mark.parametrize("seed", range(5))
def test_a_change_keeps_all_limits_and_is_mostly_whole_however_many_targets_it_moves(seed):
    evidence, rng = evidence_of((8, 8, 6), seed), np.random.default_rng(seed)
    moves = Moves(evidence, np.arange(len(evidence.table)))
    change = moves.question(moves.apart(rng.permutation(moves.waiting())), rng).answer()
    limits, table = evidence.problem.limits, evidence.table + change
    sums = limits.rows @ table
    assert (table >= limits.lower - 1e-6).all()
    assert (sums >= limits.row_lower - 1e-6).all()
    assert (sums <= limits.row_upper + 1e-6).all()
    moving = np.abs(change) > 1e-6
    assert (np.abs(change - np.rint(change))[moving] <= 1e-6).mean() > 0.9


def test_a_target_that_lacks_only_its_width_moves_no_further_than_that():
    evidence = evidence_of((8, 4, 4), 3, width=2.0)
    large = np.flatnonzero(evidence.now >= THRESHOLD)
    assert set(np.abs(evidence.step(large))) == {2.0}


def test_a_change_for_one_target_leaves_most_of_the_table_as_it_was():
    evidence = evidence_of((20, 5, 4), 4)
    moves = Moves(evidence, np.arange(len(evidence.problem.columns)))
    began, target = evidence.table.copy(), moves.waiting()[:1]
    learn([moves.question(target, np.random.default_rng(0))])
    assert 0 < (evidence.table != began).sum() < len(began) / 5


def test_once_enough_is_found_nothing_more_is_searched():
    evidence = evidence_of((8, 4, 4), 0)
    search(evidence, np.random.default_rng(0), enough=0)
    assert (evidence.high == evidence.now).all()


@pytest.mark.parametrize("processors", [1, 7])
def test_the_search_finds_the_same_however_many_processors_there_are(monkeypatch, processors):
    for room, name, value in ((walks, "SMALL", 60), (walks, "LARGE", 200), (searches, "SMALLEST", 100)):
        monkeypatch.setattr(room, name, value)
    one, other = evidence_of((20, 6, 5), 5), evidence_of((20, 6, 5), 5)
    search(one, np.random.default_rng(0), enough=np.inf)
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    search(other, np.random.default_rng(0), enough=np.inf)
    for found, again in ((one.high, other.high), (one.low, other.low), (one.table, other.table)):
        assert (found == again).all()
    assert one.met().mean() > 0.9


@pytest.mark.parametrize("seed", range(6))
def test_a_first_table_of_whole_numbers_agrees_with_everything_published(seed):
    values, *published = cube((9, 7, 6), seed)
    known = known_of(values, *published)
    problem = evidence_of((9, 7, 6), seed).problem
    found = first_table(problem, np.random.default_rng(seed))
    lower, upper = propagate(known)
    whole = values.copy()
    whole[lower < upper] = problem.forms @ found + problem.fixed
    assert (whole == np.rint(whole)).all()
    assert (whole >= 0).all()
    assert (known.rows @ whole == 0).all()


def test_a_walk_tries_the_last_targets_again_after_passes_in_vain(monkeypatch):
    asked = []
    monkeypatch.setattr(walks, "_pass", lambda evidence, members, size, kind, rng: asked.append(size))
    walked(evidence_of((4, 3, 3), 0, width=2.0))
    assert asked == [walks.SMALL, walks.MIDDLE, *[walks.LARGE] * walks.POOR_ALONE]
