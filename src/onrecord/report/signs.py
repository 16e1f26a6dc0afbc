"""The words and the signs for each way of reporting, deriving and changing, and the limits that all views keep."""

from __future__ import annotations

SEVERITIES = ("high", "medium", "low")
# what scores less is, by the score's own word, rather wrong than right, and looks so
UNSURE = 0.5
# how many articles, outlets and the like are named in one place: with all, the page would grow with their square
NAMED = 12

# how an article reports a statement: the best first; sign, plain words and a short form for each
HOW = {
    "quoted": ("“ ”", "quoted", "quoted"),
    "in part": ("“…”", "quoted in part", "in part"),
    "altered": ("≠", "quoted in altered words", "altered"),
    "translated": ("⇄", "in another translation", "translated"),
    "paraphrased": ("≈", "paraphrased", "paraphrased"),
    "as fact": ("!", "told as a fact, without the speaker", "as a fact"),
    "cut": ("✂", "left out, though the article comes from one that reports it", "cut out"),
    "absent": ("–", "left out", "left out"),
    "open": ("?", "not known to have come out after it was said, or too short", "not known"),
}
# how an article comes from another, in the order of weight: between and after the two names
HOW_DERIVED = {
    "copy": ("copies", ""),
    "abridgement": ("abridges", ""),
    "rewrite": ("rewrites", ""),
    "credit": ("credits", ""),
    "shared passage": ("and", "share a passage"),
}
# how each kind of change is marked, and what it means
CHANGES = {
    "dropped": ("del", "words that the other account drops"),
    "added": ("ins", "words that the other account does not have"),
    "replaced": ("mark", "words put in place of others"),
    "inserted": ("ins", "words that an editor put in brackets"),
    "reordered": ("mark", "the same words in another order"),
    "shifted": ("mark", "person or tense shifted, as reported speech does"),
    "marks moved": ("mark", "quotation marks set elsewhere"),
}


def counted(n: int, noun: str, nouns: str | None = None) -> str:
    """A number with its noun: "1 story", "2 stories"."""
    return f"{n:,} {noun if n == 1 else nouns or noun + 's'}"
