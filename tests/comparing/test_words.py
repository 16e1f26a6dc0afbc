"""The hashes of a text's words against the words themselves."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from onrecord.comparing.words import hashed
from onrecord.text import WORD


def folded(word: str) -> str:
    """A word as it is compared; a character that small letters need two for stays."""
    return "".join(c.casefold() if len(c.casefold()) == 1 else c for c in word).replace("’", "'")


written = st.text(st.sampled_from("aAbBéÉßẞşİ1_ .,'’-–\n\u00ad\u0301日𝐀\ud800"), max_size=60) | st.text(max_size=60)


@settings(max_examples=500, deadline=None)
@given(written)
@example("It's the U.S. Army's e-mail, isn’t it? 'Yes' -- a.b.c. .x- -y")
@example("a" * 1000)
def test_a_hash_for_each_word_and_the_same_for_the_same_word(text: str) -> None:
    words = [folded(w) for w in WORD.findall(text)]
    hashes = hashed(text).tolist()
    assert len(hashes) == len(words)
    assert len(set(zip(words, hashes, strict=True))) == len(set(words)) == len(set(hashes))


def test_hashes_stay_what_they_are() -> None:
    """They decide which pairs are counted by a sample, so that a result can be repeated elsewhere."""
    assert (
        hashed("It’s so").tolist()
        == hashed("IT'S SO!").tolist()
        == [
            3216746091790840849,
            14434180152505322009,
        ]
    )
