"""Whatever a week holds, its digest keeps the rules of what a digest never says."""

from __future__ import annotations

import re
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from prompts.digest import Line, LookBack, Rating, Week, render_words
from prompts.digest.behind import LIMIT, units
from prompts.digest.figures import ENOUGH
from prompts.suggestions import SUGGESTIONS
from tests.prompts.digest_make import BANK, FRIDAY, TEXTS, digest, parts_of, plain, rated, week

numbers = st.sampled_from([s.number for s in SUGGESTIONS])
text = st.text(max_size=300) | st.sampled_from(
    ["<b>&_*[", "word " * 700, "\u202eשלום", "Rushed.", "\x00", "&lt;"]
)
instants = st.integers(0, 20 * 24).map(lambda hours: FRIDAY - timedelta(hours=hours))
ratings = st.lists(
    st.builds(Rating, numbers, st.integers(1, 5), instants, st.none() | st.integers(1, 5)), max_size=60
)
recent = st.integers(0, 7 * 24).map(lambda hours: FRIDAY - timedelta(hours=hours))
lines = st.lists(
    st.builds(Line, text, recent, st.none() | text, st.none() | numbers, st.booleans(), st.booleans()),
    max_size=9,
)
runs = st.lists(
    st.tuples(numbers, st.text("12345", min_size=12, max_size=20), st.text("abc-", min_size=1)), max_size=3
)
weeks = st.builds(
    week,
    days=st.sampled_from([0.1, 2, 7, 7, 7, 30]),
    held=st.integers(0, 40),
    reflected=st.integers(0, 40),
    ratings=st.builds(
        lambda some, many: sorted(
            [*some, *(r for n, v, c in many for r in rated(n, v, clients=c))], key=lambda r: r.at
        ),
        ratings,
        runs,
    ),
    asked=st.frozensets(numbers),
    lines=lines,
    focus=st.none() | st.builds(LookBack, numbers, st.integers(0, 9), st.integers(0, 9)),
    asked_counts=st.dictionaries(numbers, st.integers(0, 30)),
    wish=st.none() | numbers,
    muted=st.frozensets(numbers, max_size=2),
    first=st.booleans(),
    quiet_weeks=st.integers(0, 5),
)
seeds = st.integers(0, 2**63)


@settings(max_examples=150, deadline=None)
@given(weeks, seeds)
def test_any_digest_fits_and_comes_out_the_same_again(any_week: Week, seed: int) -> None:
    html = digest(any_week, seed)
    assert html == digest(any_week, seed)
    assert 0 < units(plain(html)) <= LIMIT // 2
    assert units(plain(render_words(any_week, TEXTS))) <= LIMIT


@settings(max_examples=150, deadline=None)
@given(weeks, seeds)
def test_any_digest_is_well_formed_and_typed_tags_are_text(any_week: Week, seed: int) -> None:
    for html in (digest(any_week, seed), render_words(any_week, TEXTS)):
        bare = re.sub(r"<b>[^<>]*</b>", "", html)
        assert not re.search(r"[<>\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]", bare)
        assert not re.search(r"&(?!(amp|lt|gt);)", bare)


@settings(max_examples=150, deadline=None)
@given(weeks, seeds)
def test_any_digest_has_one_low_line_at_most_and_never_the_last(any_week: Week, seed: int) -> None:
    shown = parts_of(any_week, seed).lines
    assert len(shown) <= 3
    assert sum(line.low for line in shown) <= 1
    assert not (shown and shown[-1].low)


@settings(max_examples=150, deadline=None)
@given(weeks, seeds)
def test_any_digest_compares_only_six_ratings_and_more(any_week: Week, seed: int) -> None:
    figures = parts_of(any_week, seed).figures
    assert len(figures) <= 4
    for figure in figures:
        assert not figure.before or len(figure.before) == len(figure.lately) >= ENOUGH
        assert figure.clients or figure.uncoded
        assert figure.recent or (any_week.focus and any_week.focus.suggestion == figure.suggestion)


@settings(max_examples=300, deadline=None)
@given(weeks, seeds)
def test_no_digest_suggests_the_lowest_unless_wished(any_week: Week, seed: int) -> None:
    parts = parts_of(any_week, seed)
    assert parts.suggestion not in any_week.muted
    assert parts.tip in {tip.id for tip in BANK.tips_for(parts.suggestion)}
    means = {n: _lately(any_week, n) for n in {r.suggestion for r in any_week.ratings} - any_week.muted}
    if not parts.wished and len(set(means.values())) > 1:
        assert means.get(parts.suggestion, 9) > min(means.values())


def _lately(any_week: Week, suggestion: int) -> float:
    """By hand, as the rule is told: the mean of the newest six to eight, or of the newest four."""
    values = [r.value for r in any_week.ratings if r.suggestion == suggestion]
    shown = values[-min(8, len(values) // 2) :] if len(values) >= 12 else values[-4:]
    return sum(shown) / len(shown)
