"""Expressions of time in English and the calendar values they stand for.

`expressions` finds them in a text, `resolve` says what one stands for, seen from a day. Values are
TIMEX3 calendar values cut to the precision that is known: "2024-01-18", "2023-12", "2022", "199" (the
1990s), "2024-W03", "2024-W03-WE", "2023-Q3", "2023-H1", "2023-SU". The hour is left out. What needs a
date that is not given has the value None: nothing is guessed.
"""

from onrecord.language.dates.calendar import day_of, same_time, shifted
from onrecord.language.dates.frame import Seen, Value
from onrecord.language.dates.grammar import Expression, expressions
from onrecord.language.dates.tense import Direction
from onrecord.language.dates.values import resolve

__all__ = ["Direction", "Expression", "Seen", "Value", "day_of", "expressions", "resolve", "same_time", "shifted"]
