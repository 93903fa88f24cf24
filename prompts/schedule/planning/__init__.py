"""Planning in one line: what a therapist types about sessions to come, cancelled, moved or over.

Tokens make terms, terms make a draft, a draft is settled into plans or a question. No word of any language
stands in here: they come from the locale's `planning.toml`, days and months from Babel.
"""

from __future__ import annotations

from prompts.schedule.planning.lines import read_planning
from prompts.schedule.planning.say import say_plan
from prompts.schedule.planning.values import Action, Choice, Plan, Question, Reading, Seen
from prompts.schedule.planning.words import Vocabulary, vocabulary

__all__ = [
    "Action",
    "Choice",
    "Plan",
    "Question",
    "Reading",
    "Seen",
    "Vocabulary",
    "read_planning",
    "say_plan",
    "vocabulary",
]
