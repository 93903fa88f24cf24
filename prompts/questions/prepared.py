"""The question that comes back to what was prepared: not in the bank, and none that the rotation chooses."""

from __future__ import annotations

from prompts.questions.kinds import YES_PARTLY_NO
from prompts.questions.model import CLIENT, LAST_TIME, THAT_DAY, TODAY, Bank, Question, Wording
from prompts.questions.rotation import Choice, Reason
from prompts.texts import Texts

PREPARED = "05-prepared"
SUGGESTION = 5


def prepared_question(bank: Bank, texts: Texts) -> Question:
    """Whether the questions were asked: yes, partly or no, by the bank's own labels."""
    alike = next(question for question in bank.questions.values() if question.kind == YES_PARTLY_NO)
    words = (texts.plain(f"before.asked.{day}", client=CLIENT) for day in (TODAY, THAT_DAY, LAST_TIME))
    wordings, options = (Wording("a", *words),), alike.options[:4]
    return Question(PREPARED, SUGGESTION, YES_PARTLY_NO, wordings, options, None, None, hard=False)


def come_back(bank: Bank, texts: Texts) -> Choice:
    question = prepared_question(bank, texts)
    return Choice(question, question.wordings[0], Reason("prepared"))
