"""Words of others that nothing introduces: what follows an attribution without a cue of its own.

They come without source and cue; whose they are is for the reader of sources to say, who looks at what stands before.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise

from onrecord import text
from onrecord.model import Span
from onrecord.reading.attributions import inside, turns
from onrecord.reading.attributions import lexicon as lx
from onrecord.reading.attributions.rules import Candidate
from onrecord.reading.attributions.tokens import MARKS, STOPS, speech

# Too rare in PolNeAR to be counted; set by hand after what was seen in its train part.
# a paragraph that is one quotation: nearly all of them are somebody's words
BARE = 0.6
POST = 0.9
# a sentence that goes on with quoted words after an attributed one
GOES_ON = 0.7
# a quoted sentence behind one that tells
ASIDE = 0.6
# what an attribution must reach to be gone on with
SURE = 0.6
# a paragraph in the first person in an article that is not
BLOCK = 0.6

_WORD = re.compile(r"[^\W\d_]+")
_SIGNED = re.compile(
    r"(?<!\S)(?P<dash>—|–|--|-) ?(?P<name>[^()—–\n]{2,50}?) \(@\w{1,20}\)(?: [A-Z][a-z]+ \d{1,2}, \d{4})?$"
)
# the line below a quotation set apart: who says it, and what they are
_BELOW = re.compile(r"(?P<dash>—|–|--|-|―) ?(?P<name>[A-Z][^.!?:\n]{2,80}(?:\.[^.!?:\n]{1,40})?)\Z")
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
    out = _completed(turns.turns(view), best)
    _carry_on(view, quoted, best, out)
    out += reopened(view, quoted, best + out)
    for look in (_Uncued.posts, _Uncued.sentences, _Uncued.asides, _Uncued.paragraphs, _Uncued.blocks):
        out += look(_Uncued(view, quoted, best, out))
    return out + inside.told(view, quoted, best + out)


def _completed(spoken: list[Candidate], best: list[Candidate]) -> list[Candidate]:
    """The turns whose label is in none of the attributions `best`; the others' contents are made whole."""
    labels = {span: c for c in best for span in c.cue}
    out = []
    for turn in spoken:
        known = labels.get(turn.cue[0]) if turn.cue else None
        if known is None:
            out.append(turn)
        else:
            known.source, known.content, known.score = turn.source, turn.content, max(known.score, turn.score)
    return out


def _carry_on(view: text.View, quoted: list[Span], best: list[Candidate], found: list[Candidate]) -> None:
    """Give a quotation with its cue behind it the one that follows at once: “We tried,” he said. “We failed.”

    It may stand in the next paragraph, if that is nothing else, and go on in those behind it.
    """
    look = _Uncued(view, quoted, best, found)
    ends = {b for _, b in quoted}
    starts = [a for a, _ in view.blocks]
    for c in best:
        if not c.cue or c.content[-1][1] not in ends or c.cue[0][0] < c.content[-1][1]:
            continue
        stop = c.sentence[1]
        block = bisect_right(starts, c.cue[0][0]) - 1
        for k in range(bisect_left(look.quote_starts, stop), len(quoted)):
            a, b = quoted[k]
            n = bisect_right(starts, a) - 1
            follows = a <= stop + 1 if n == block else n == block + 1 and view.blocks[n] == (a, b)
            if not follows or not look.speaks(a, b) or not look.free(a, b):
                break
            c.content.append((a, b))
            stop, block = b, n
        unclosed = look.unclosed(stop, view.blocks[block][1])
        if unclosed is not None:
            c.content.append(unclosed)


def reopened(view: text.View, quoted: list[Span], known: list[Candidate]) -> list[Candidate]:
    """Quotations over several paragraphs, each of which opens the marks anew, that are in none of `known`.

    What an attribution has a part of becomes its own as a whole.
    """
    by_stop = {b: (a, b) for a, b in quoted if view.text[b - 1] not in text.CLOSING}
    by_start = {a: (a, b) for a, b in quoted}
    paragraphs: list[list[Span]] = []
    for (_, stop), (start, _) in pairwise(view.blocks):
        if stop not in by_stop or start not in by_start:
            continue
        part = by_stop[stop]
        if paragraphs and paragraphs[-1][-1] == part:
            paragraphs[-1].append(by_start[start])
        elif part[0] == 0 or not view.text[part[0] - 2 : part[0]].strip()[-1:].isalnum():
            # behind a word a mark has only lost the one that closes it
            paragraphs.append([part, by_start[start]])
    owners = _owners([part for parts in paragraphs for part in parts], known)
    out = []
    for parts in paragraphs:
        whose = [owners.get(part) for part in parts]
        names = {id(x): x for x in whose if x is not None}
        if not names:
            out.append(
                Candidate(
                    parts[0][0], "reopened", "statement", [], [], list(parts), [], (parts[0][0], parts[-1][1]), BARE
                )
            )
        elif len(names) == 1:
            (owner,) = names.values()
            owner.content = sorted({*owner.content, *(p for p, x in zip(parts, whose, strict=True) if x is None)})
    return out


def _owners(parts: list[Span], known: list[Candidate]) -> dict[Span, Candidate]:
    """For each of the ascending stretches the attribution whose content holds it, the widest if several do.

    A content may lack the full stop and the mark at a stretch's end.
    """
    starts = [a for a, _ in parts]
    out: dict[Span, Candidate] = {}
    for candidate in sorted(known, key=lambda c: c.content[-1][1] - c.content[0][0]):
        for start, stop in candidate.content:
            n = bisect_left(starts, start)
            while n < len(parts) and parts[n][1] <= stop + 2:
                out[parts[n]] = candidate
                n += 1
    return out


class _Uncued:
    def __init__(self, view: text.View, quoted: list[Span], best: list[Candidate], found: list[Candidate]) -> None:
        self.view = view
        self.quoted = quoted
        self.marked = set(quoted)
        self.quote_starts = [a for a, _ in quoted]
        self.taken = {span for c in best + found for span in c.content}
        # where statements are told of, and every stretch that an attribution takes
        self.cues = sorted(a for c in best if c.kind == "statement" and c.source and c.score >= SURE for a, _ in c.cue)
        self.claimed = text.merged(span for c in best + found for span in (*c.cue, *c.content))
        self.claimed_starts = [a for a, _ in self.claimed]

    def posts(self) -> list[Candidate]:
        """Posts of social media that a page holds, signed with a name and a handle."""
        out = []
        before: Span | None = None
        for start, stop in self.view.blocks:
            # the signature is the last thing in its block; looking for it everywhere would cost too much
            signed = _SIGNED.search(self.view.text, max(start, stop - LONGEST_SIGNATURE), stop)
            below = before in self.marked and _BELOW.match(self.view.text[start : min(stop, start + 130)])
            if before and below:
                dash, name = ((start + a, start + b) for a, b in (below.span("dash"), below.span("name")))
                out.append(Candidate(dash[0], "signed", "statement", [name], [dash], [before], [], (start, stop), POST))
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
        return [
            _bare("quotation", block, BARE)
            for block in self._paragraphs()
            if (block[1] - block[0] >= 30 or self.speaks(*block))
            and self.view.text[block[0]] not in "'‘"
            and block in self.marked
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
                if self.free(start, stop):
                    if attributed and (attributed := self._holds_words(start, stop)):
                        out.append(_bare("goes on", self._trimmed(start, stop), GOES_ON))
                else:
                    attributed = self._within(self.cues, start, stop)
        return out

    def asides(self) -> list[Candidate]:
        """Whole sentences in quotation marks behind sentences that tell: "Smith smiled. “Two is a crowd.”"."""
        out = []
        for start, stop in self._paragraphs():
            for a, b in self._quotations(start, stop):
                before, behind = self.view.text[max(start, a - 4) : a].rstrip(), self.view.text[b : min(b + 3, stop)]
                begins = before.rstrip(MARKS)[-1:] in STOPS and not behind.lstrip()[:1].islower()
                if a > start and before and begins and self.speaks(a, b) and self.free(a, b):
                    out.append(_bare("aside", (a, b), ASIDE))
        return out

    def blocks(self) -> list[Candidate]:
        """Paragraphs in the first person, without marks, between paragraphs that report."""
        blocks = self._paragraphs()
        own = [self._first_person(block) for block in blocks]
        starts = {a for a, _ in self.taken}
        # an article whose author speaks of himself
        if not any(own) or sum(own) > MOST_BLOCKS or 5 * sum(own) > len(blocks):
            return []
        out = []
        for n in range(1, len(blocks)):
            if (
                blocks[n][0] in starts
                or not _OPENS.match(self.view.text, *blocks[n])
                or _DOUBLE.search(self.view.text, *blocks[n])
            ):
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

    def free(self, start: int, stop: int) -> bool:
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
            said = said or (b <= stop and speech(whole[a:b]))
            at = b
        return said

    def speaks(self, start: int, stop: int) -> bool:
        """Whether a quotation is a sentence or more: three words, and a full stop within the marks."""
        said = self.view.text[start:stop].strip(MARKS + " ")
        return said[-1:] in STOPS and len(_WORD.findall(said)) > 2

    def unclosed(self, start: int, stop: int) -> Span | None:
        """The rest of a paragraph from `start` on, when it begins with a mark that the writer forgot to close."""
        whole = self.view.text
        while start < stop and whole[start].isspace():
            start += 1
        alone = whole[start : start + 1] in ("“", '"') and not _DOUBLE.search(whole, start + 1, stop)
        return (start, stop) if alone and self.speaks(start, stop) and self.free(start, stop) else None

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


def _bare(rule: str, span: Span, score: float) -> Candidate:
    return Candidate(span[0], rule, "statement", [], [], [span], [], span, score)
