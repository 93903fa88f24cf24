"""One suggestion for the coming week: the therapist's wish or the least asked, never the lowest rated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from prompts.digest.figures import choose_figures, spans
from prompts.digest.lot import lot
from prompts.digest.week import Rating, Week, by_suggestion
from prompts.questions.model import Bank
from prompts.suggestions import SUGGESTIONS

ALL = frozenset(s.number for s in SUGGESTIONS)


def choose_next(
    week: Week, bank: Bank, seed: int, not_these: frozenset[int] = frozenset()
) -> tuple[int, str]:
    """The suggestion and the id of its tip ("" where the bank has none).

    `not_these` were offered already ([Another]); once all were, it begins again. Muted ones stay out. A wish
    is taken as it is, even where ratings are low: it was the therapist's choice.
    """
    suggestion = _suggestion(week, seed, not_these)
    tips = [tip.id for tip in bank.tips_for(suggestion)]
    fresh = [tip for tip in tips if tip not in week.tips_shown] or tips
    return suggestion, min(fresh, key=lambda tip: lot(seed, tip, week.ends_at.isoformat()), default="")


def _suggestion(week: Week, seed: int, not_these: frozenset[int]) -> int:
    unmuted = ALL - week.muted or ALL
    if week.wish is not None and week.wish in unmuted - not_these:
        return week.wish
    seen = lowest_lately(week) | lowest_this_week(week) | lowest_shown(week, seed)
    fit = unmuted - seen or unmuted - lowest_lately(week) or unmuted
    return min(
        fit - not_these or fit,
        key=lambda n: (week.asked_counts.get(n, 0), lot(seed, "next", n, week.ends_at.isoformat())),
    )


def lowest_lately(week: Week) -> frozenset[int]:
    """The suggestions with the lowest mean of the ratings that a digest shows as "lately".

    Where all that were rated share one mean, none is the lowest; one that alone was rated is.
    """
    return _at_the_bottom({n: r[-spans(len(r))[0] :] for n, r in _rated(week).items()})


def lowest_shown(week: Week, seed: int) -> frozenset[int]:
    """The lowest of those that this digest shows: it stands right above the suggestion."""
    shown = {figure.suggestion for figure in choose_figures(week, seed=seed)}
    return _at_the_bottom({n: r[-spans(len(r))[0] :] for n, r in _rated(week).items() if n in shown})


def lowest_this_week(week: Week) -> frozenset[int]:
    """The same over the week itself: a therapist would see either as "my worst"."""
    recent = {n: [r for r in rated if week.is_recent(r.at)] for n, rated in _rated(week).items()}
    return _at_the_bottom({n: rated for n, rated in recent.items() if rated})


def _rated(week: Week) -> dict[int, tuple[Rating, ...]]:
    return {n: rated for n, rated in by_suggestion(week.ratings).items() if n not in week.muted}


def _at_the_bottom(rated: Mapping[int, Sequence[Rating]]) -> frozenset[int]:
    means = {n: Fraction(sum(r.value for r in ratings), len(ratings)) for n, ratings in rated.items()}
    found = frozenset(n for n, mean in means.items() if mean == min(means.values()))
    return frozenset() if len(found) == len(means) > 1 else found
