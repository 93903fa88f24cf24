"""What is asked: the bank, the kinds of question, and the rotation that chooses among them."""

from __future__ import annotations
