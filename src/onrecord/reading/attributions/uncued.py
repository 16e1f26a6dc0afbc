"""Words of others that nothing introduces: what follows an attribution without a cue of its own.

They come without source and cue; whose they are is for the reader of sources to say, who looks at what stands before.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from onrecord import text
from onrecord.model import Span
from onrecord.reading.attributions import lexicon as lx
from onrecord.reading.attributions.rules import Candidate
from onrecord.reading.attributions.tokens import MARKS

# Too rare in PolNeAR to be counted; set by hand after what was seen in its train part.
# a paragraph that is one quotation: nearly all of them are somebody's words
BARE = 0.6
POST = 0.9
# a sentence that goes on with quoted words after an attributed one
GOES_ON = 0.7
# what an attribution must reach to be gone on with
SURE = 0.6
# a paragraph in the first person in an article that is not
BLOCK = 0.6

_WORD = re.compile(r"[^\W\d_]+")
_SIGNED = re.compile(
    r"(?<!\S)(?P<dash>—|–|--|-) ?(?P<name>[^()—–\n]{2,50}?) \(@\w{1,20}\)(?: [A-Z][a-z]+ \d{1,2}, \d{4})?$"
)
LONGEST_SIGNATURE = 120
SHORTEST_POST = 20
_DOUBLE = re.compile("[\"“”„«»]|''")
_FIRST = re.compile(r"\b(?:I|[Ww]e)\b(?!\.)")
_OPENS = re.compile(r"(?:(?:And|But|So|Well|Yes|No|Look|Now),? )?(?:I|[Ww]e)\b(?!\.)")
MOST_BLOCKS = 3
_END = ".,;: "
_TELLING = frozenset({"say", "tell", "ask", "show", "think", "vow", "judge", "about"})


def unclaimed(view: text.View, quoted: list[Span], best: list[Candidate]) -> list[Candidate]:
    """The stretches of `view` that read as somebody's words and belong to none of the attributions `best`."""
    found = _Uncued(view, quoted, best)
    posts = found.posts()
    signed = {c.content[0][0] for c in posts}
    return [
        *posts,
        *found.paragraphs(),
        *found.sentences(),
        *(c for c in found.blocks() if c.content[0][0] not in signed),
    ]


class _Uncued:
    def __init__(self, view: text.View, quoted: list[Span], best: list[Candidate]) -> None:
        self.view = view
        self.quoted = quoted
        self.quote_starts = [a for a, _ in quoted]
        self.best = best
        self.taken = {span for c in best for span in c.content}
        # where statements are told of, and every stretch that an attribution takes
        self.cues = sorted(a for c in best if c.kind == "statement" and c.source and c.score >= SURE for a, _ in c.cue)
        self.claimed = text.merged(span for c in best for span in (*c.cue, *c.content))
        self.claimed_starts = [a for a, _ in self.claimed]

    def posts(self) -> list[Candidate]:
        """Posts of social media that a page holds, signed with a name and a handle."""
        out = []
        before: Span | None = None
        for start, stop in self.view.blocks:
            # the signature is the last thing in its block; looking for it everywhere would cost too much
            signed = _SIGNED.search(self.view.text, max(start, stop - LONGEST_SIGNATURE), stop)
            post = (start, signed.start()) if signed and signed.start() - start > SHORTEST_POST else None
            if signed and signed.start("dash") == start:
                post = before
            if signed and post:
                out.append(
                    Candidate(
                        signed.start("dash"),
                        "post",
                        "statement",
                        [signed.span("name")],
                        [signed.span("dash")],
                        [text.trimmed(self.view.text, post)],
                        [],
                        (start, stop),
                        POST,
                    )
                )
            before = (start, stop) if not signed else None
        return out

    def paragraphs(self) -> list[Candidate]:
        """Paragraphs that are wholly quotation."""
        marked = set(self.quoted)
        return [
            _bare("quotation", block, BARE)
            for block in self._paragraphs()
            if block[1] - block[0] >= 30
            and self.view.text[block[0]] not in "'‘"
            and block in marked
            and block not in self.taken
        ]

    def sentences(self) -> list[Candidate]:
        """Sentences that hold quoted words and follow an attributed sentence of their paragraph."""
        out = []
        for block in self._paragraphs():
            if not self._within(self.quote_starts, *block) or not self._within(self.cues, *block):
                continue
            attributed = False
            for start, stop in text.sentences(self.view.text, *block):
                if self._free(start, stop):
                    if attributed and (attributed := self._holds_words(start, stop)):
                        out.append(_bare("goes on", self._trimmed(start, stop), GOES_ON))
                else:
                    attributed = self._within(self.cues, start, stop)
        return out

    def blocks(self) -> list[Candidate]:
        """Paragraphs in the first person, without marks, between paragraphs that report."""
        blocks = self._paragraphs()
        own = [self._first_person(block) for block in blocks]
        # an article whose author speaks of himself
        if not any(own) or sum(own) > MOST_BLOCKS or 5 * sum(own) > len(blocks):
            return []
        out = []
        for n in range(1, len(blocks)):
            if not _OPENS.match(self.view.text, *blocks[n]) or _DOUBLE.search(self.view.text, *blocks[n]):
                continue
            before = text.sentences(self.view.text, *blocks[n - 1])[-1:]
            announced = self.view.text[blocks[n - 1][1] - 1] == ":"
            told = bool(before) and self._within(self.cues, *before[0])
            follows = n + 1 < len(blocks) and self._within(self.cues, *blocks[n + 1])
            if told and (announced or follows) and not self._within(self.cues, *blocks[n]):
                out.append(_bare("block", blocks[n], BLOCK))
        return out

    def _paragraphs(self) -> list[Span]:
        pairs = zip(self.view.blocks, self.view.kinds, strict=True)
        return [block for block, kind in pairs if kind == "paragraph"]

    def _quotations(self, start: int, stop: int) -> list[Span]:
        return self.quoted[bisect_left(self.quote_starts, start) : bisect_left(self.quote_starts, stop)]

    def _within(self, places: list[int], start: int, stop: int) -> bool:
        return bisect_left(places, start) < bisect_left(places, stop)

    def _free(self, start: int, stop: int) -> bool:
        """Whether no attribution takes anything of the stretch."""
        i = bisect_right(self.claimed_starts, start) - 1
        if i >= 0 and self.claimed[i][1] > start:
            return False
        return not self._within(self.claimed_starts, start, stop)

    def _holds_words(self, start: int, stop: int) -> bool:
        """Whether a stretch holds something said and no word that may tell who says it."""
        whole = self.view.text
        said = False
        at = start
        for a, b in (*self._quotations(start, stop), (stop, stop)):
            between = whole[at:a]
            if any(_tells(word) for word in _WORD.findall(between)) or (a < stop and between.rstrip().endswith(":")):
                return False
            said = said or (b <= stop and _words(whole[a:b]))
            at = b
        return said

    def _first_person(self, block: Span) -> bool:
        """Whether a paragraph speaks of itself outside quotation marks."""
        for m in _FIRST.finditer(self.view.text, *block):
            i = bisect_right(self.quote_starts, m.start()) - 1
            if i < 0 or self.quoted[i][1] <= m.start():
                return True
        return False

    def _trimmed(self, start: int, stop: int) -> Span:
        while stop > start and self.view.text[stop - 1] in _END:
            stop -= 1
        return start, stop


def _tells(word: str) -> bool:
    verb = lx.verbs().get(word.lower())
    return verb is not None and verb.group in _TELLING and verb.forms != {"base"}


def _words(quotation: str) -> bool:
    """Whether quoted words are something said: two or more, and no title with a capital on each longer word."""
    words = _WORD.findall(quotation.strip(MARKS))
    telling = [w for w in words if len(w) > 3]
    capitals = sum(w[0].isupper() for w in telling)
    return len(words) > 1 and not (telling and capitals == len(telling)) and not words[-1][:1].isupper()


def _bare(rule: str, span: Span, score: float) -> Candidate:
    return Candidate(span[0], rule, "statement", [], [], [span], [], span, score)
