"""What differs between two reports of one statement, as pairs of passages with a plain sentence each.

`differences` compares what two articles make of one act of saying: first the quotation marks (altered, shortened,
dropped, taken off, translated otherwise), then the numbers, then the strength of the words. It returns the
telling ones only, the gravest first.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.comparing.alignment import blocks
from onrecord.comparing.figures import counted_alike, figures, unheld, values
from onrecord.comparing.sameness import close, likeness
from onrecord.comparing.saying import (
    TOKEN,
    Said,
    Word,
    country,
    fold_word,
    negates,
    part,
    stem,
    word_class,
    word_sets,
)
from onrecord.comparing.stretches import (
    CONTENT,
    GAP,
    Parting,
    bits_of,
    bracketed,
    honest,
    marked,
    partings,
    skipped,
    stretch,
    texts,
)
from onrecord.model import DiscrepancyKind, Severity, Span, Spans

# a passage of up to this many words is shown whole, a longer one by the sentence that matters
_SHOWN = 45

# quoted sentences alike to this share are one, however they are worded
_ONE = 0.6

# a difference in words of these classes changes the meaning
_STRENGTH = ("quantity", "modality", "certainty", "time", "limit")


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: `left` and `right` are spans in the two reports' articles."""

    kind: DiscrepancyKind
    left: Spans
    right: Spans
    severity: Severity
    note: str
    bits: float


@dataclass(frozen=True, slots=True)
class _Fragment:
    """Quoted words of a report: their indexes in its words, and their spans with the marks."""

    start: int
    stop: int
    spans: Spans


def fragments(said: Said) -> list[_Fragment]:
    """The stretches of a report that stand in quotation marks, in order."""
    out: list[_Fragment] = []
    for span in said.quoted:
        inside = [n for n, w in enumerate(said.words) if span[0] <= w.span[0] and w.span[1] <= span[1]]
        if inside:
            out.append(_Fragment(inside[0], inside[-1] + 1, (span,)))
    return out


@dataclass(frozen=True, slots=True)
class Whole:
    """An article to look words up in: all its words, and those in quotation marks, folded, a space on each side.

    `stems` are the stems of all of them, `numbers` the values of those that are numbers.
    """

    words: str
    quoted: str
    stems: frozenset[str]
    numbers: frozenset[float]

    def quotes(self, words: Sequence[Word]) -> bool:
        """Whether the article has these words in quotation marks."""
        return f" {' '.join(texts(words))} " in self.quoted


def whole(text: str, marks: Iterable[Span]) -> Whole:
    """The words of an article's text; `marks` are its quotations."""
    words = _line(text, 0, len(text))
    stems = frozenset(country(m.group()) or stem(fold_word(m.group())) for m in TOKEN.finditer(text))
    return Whole(words, " | ".join(_line(text, a, b) for a, b in marks), stems, values(words.split()))


def _line(text: str, start: int, stop: int) -> str:
    return f" {' '.join(fold_word(m.group()) for m in TOKEN.finditer(text, start, stop))} "


def differences(
    left: Said, right: Said, foreign: bool, names: tuple[str, str], wholes: tuple[Whole, Whole]
) -> list[Difference]:
    """The telling differences of two reports of one statement, the gravest first.

    `foreign` says that the speaker's words were likely translated; `names` are what to call the two articles and
    `wholes` all that they say, for what one report leaves out may stand elsewhere in its article.
    """
    out: list[Difference] = []
    mine, yours = fragments(left), fragments(right)
    met_left: set[int] = set()
    met_right: set[int] = set()
    out.extend(_scattered(left, right, mine, yours, names, met_left, met_right))
    out.extend(_mirrored(_scattered(right, left, yours, mine, names[::-1], met_right, met_left)))
    pairs = sorted(
        ((_shared(left, right, x, y), n, m) for n, x in enumerate(mine) for m, y in enumerate(yours)),
        key=lambda item: (-item[0], item[1], item[2]),
    )
    for bits, n, m in pairs:
        if bits and n not in met_left and m not in met_right:
            met_left.add(n)
            met_right.add(m)
            found = _quoted_twice(left, right, mine[n], yours[m], foreign, names, wholes)
            if found:
                out.append(found)
    both = bool(met_left and met_right)
    mine = [f for n, f in enumerate(mine) if n not in met_left]
    yours = [f for n, f in enumerate(yours) if n not in met_right]
    out.extend(_one_sided(left, right, mine, foreign, names, wholes[1]))
    out.extend(_mirrored(_one_sided(right, left, yours, foreign, names[::-1], wholes[0])))
    if both:
        out.extend(_broken_off(left, right, mine, names, wholes[1]))
        out.extend(_mirrored(_broken_off(right, left, yours, names[::-1], wholes[0])))
    out.extend(_numbers(left, right, names, wholes))
    if not any(d.severity != "low" for d in out):
        out.extend(_wording(left, right, names, wholes))
    rank = {"high": 0, "medium": 1, "low": 2}
    return sorted(out, key=lambda d: (rank[d.severity], -d.bits, d.kind, d.left, d.right))


def _shared(left: Said, right: Said, x: _Fragment, y: _Fragment) -> float:
    """The bits of the stretch that two fragments have in common."""
    a, b = left.words[x.start : x.stop], right.words[y.start : y.stop]
    return sum(bits_of(a[k.left : k.left + k.length]) for k in stretch(a, b))


def _mirrored(found: Iterable[Difference]) -> list[Difference]:
    return [Difference(d.kind, d.right, d.left, d.severity, d.note, d.bits) for d in found]


def shown(said: Said, spans: Spans) -> str:
    """The words of a passage for a note, cut in the middle when long."""
    words = " ".join(" ".join(said.text[a:b].split()) for a, b in spans)
    return words if len(words) <= 160 else f"{words[:100].rsplit(' ', 1)[0]} … {words[-50:].split(' ', 1)[-1]}"


def clause(said: Said, indexes: Iterable[int]) -> Spans:
    """The whole report when it is short, else the sentence (of the report) that the words stand in."""
    if len(said.words) <= _SHOWN:
        return said.content
    sentences = {said.words[n].sentence for n in indexes}
    inside = [w.span for w in said.words if w.sentence in sentences]
    return tuple(
        (max(a, inside[0][0]), min(b, inside[-1][1])) for a, b in said.content
        if max(a, inside[0][0]) < min(b, inside[-1][1])
    )  # fmt: skip


# --- both sides quote ----------------------------------------------------------------------------------


def _quoted_twice(
    left: Said, right: Said, x: _Fragment, y: _Fragment, foreign: bool, names: tuple[str, str],
    wholes: tuple[Whole, Whole],
) -> Difference | None:  # fmt: skip
    a, b = left.words[x.start : x.stop], right.words[y.start : y.stop]
    found = stretch(a, b)
    said_left, said_right = shown(left, x.spans), shown(right, y.spans)
    bits = bits_of(a) + bits_of(b)
    parted = partings(left, right, a, b, found)
    inner = [change for change in parted if not honest(change)]
    inner += bracketed(left.text, right.text, a, b, found)
    if inner:
        # what an outlet puts in brackets it marks as its own
        own = [c for c in inner if marked(left.text, c.left) or marked(right.text, c.right)]
        grave = _gravity(change for change in inner if change not in own)
        if foreign and any(change.left and change.right and not _formal(change) for change in inner):
            note = f"{names[0]} quotes {said_left}, {names[1]} quotes {said_right}: two translations of the same words."
            return Difference("translation differs", x.spans, y.spans, "medium", note, bits)
        note = f"The same quotation has other words: {names[0]} has {said_left}, {names[1]} has {said_right}."
        return Difference("quotation altered", x.spans, y.spans, grave, note, bits)
    gaps = [change for change in parted if skipped(change) and bits_of([*change.left, *change.right]) > CONTENT]
    if gaps:
        short, long, who, other = (
            (said_left, said_right, *names) if gaps[0].right else (said_right, said_left, *names[::-1])
        )
        note = f"{who} leaves words out of the quotation, {short}, where {other} has {long}."
        return Difference("quotation shortened", x.spans, y.spans, "low", note, bits)
    first, last = found[0], found[-1]
    before = a[: first.left], b[: first.right]
    after = a[last.left + last.length :], b[last.right + last.length :]
    if (any(before[0]) or any(after[0])) and (any(before[1]) or any(after[1])):
        return None
    side = 0 if any(before[1]) or any(after[1]) else 1
    cut = [*before[1 - side], *after[1 - side]]
    if len(cut) < 2 or (len(cut) < 3 and not any(w.weight > CONTENT for w in cut)):
        return None
    if wholes[side].quotes(b if side == 0 else a):
        # as in the headline only so much, and all of it in the text below
        return None
    # a condition or a denial cut off next to what is kept turns its meaning
    start, stop = (first.right, last.right + last.length) if side == 0 else (first.left, last.left + last.length)
    longer = b if side == 0 else a
    edge = [w for w in longer[max(0, start - 2) : start] if w.sentence == longer[start].sentence and w.text != "but"]
    edge += [w for w in longer[stop : stop + 2] if w.sentence == longer[stop - 1].sentence]
    whose = right if side == 0 else left
    # beyond a dash or a stop something else begins
    edge = [w for w in edge if not _parted(whose.text, longer[start:stop], w)]
    turns = stop - start >= 3 and any(negates(w) or w.text in word_class("condition") for w in edge)
    short, long = (said_left, said_right) if side == 0 else (said_right, said_left)
    who, other = names if side == 0 else names[::-1]
    note = f"{who} quotes only {short}, where {other} quotes {long}."
    return Difference("quotation shortened", x.spans, y.spans, "medium" if turns else "low", note, bits)


def _parted(text: str, kept: Sequence[Word], w: Word) -> bool:
    """Whether a dash, a colon or a full stop stands between a word and what is kept of the quotation."""
    a, b = (w.span[1], kept[0].span[0]) if w.span[0] < kept[0].span[0] else (kept[-1].span[1], w.span[0])
    return any(mark in text[a:b] for mark in ("–", "—", " - ", "--", ";", ":", ". ", "! ", "? "))


def _formal(change: Parting) -> bool:
    """Whether the words are the same but for brackets."""
    return texts(change.left) == texts(change.right)


def _gravity(changes: Iterable[Parting]) -> Severity:
    """How grave the changed words are."""
    grave: Severity = "low"
    for x, y, _, _ in changes:
        if any(map(negates, x)) != any(map(negates, y)):
            return "high"
        content_x = [w for w in x if w.weight > CONTENT and w.text not in word_class("title")]
        content_y = [w for w in y if w.weight > CONTENT and w.text not in word_class("title")]
        stems = {w.stem for w in content_x} ^ {w.stem for w in content_y}
        if content_x and content_y and stems:
            near = all(any(close(v.stem, w.stem) for w in content_y) for v in content_x)
            grave = "medium" if near and grave != "high" else "high"
        elif grave == "low" and (bits_of(w for w in [*content_x, *content_y] if not w.name) >= 6 or _strength(x, y)):
            grave = "medium"
    return grave


def _scattered(
    left: Said, right: Said, mine: Sequence[_Fragment], yours: Sequence[_Fragment], names: tuple[str, str],
    met_left: set[int], met_right: set[int],
) -> list[Difference]:  # fmt: skip
    """Several quoted scraps on the left that lie in one quotation on the right: the words between were replaced."""
    out: list[Difference] = []
    for m, y in enumerate(yours):
        if m in met_right:
            continue
        whole = texts(right.words[y.start : y.stop])
        inside = [n for n, x in enumerate(mine) if n not in met_left
                  and _contains(whole, texts(left.words[x.start : x.stop]))]  # fmt: skip
        if len(inside) < 2:
            continue
        first, last = mine[inside[0]], mine[inside[-1]]
        if left.words[first.start].sentence != left.words[last.stop - 1].sentence:
            continue
        between = left.words[first.start : last.stop]
        if len(between) > len(whole) + 6 or texts(between) == whole:
            continue
        met_left.update(inside)
        met_right.add(m)
        spans: Spans = ((first.spans[0][0], last.spans[-1][1]),)
        note = (
            f"{names[0]} quotes scraps of it, {shown(left, spans)}, "
            f"where {names[1]} quotes the whole, {shown(right, y.spans)}."
        )
        out.append(Difference("quotation altered", spans, y.spans, "low", note, bits_of(between)))
    return out


def _contains(whole: Sequence[str], piece: Sequence[str]) -> bool:
    n = len(piece)
    return any(whole[k : k + n] == piece for k in range(len(whole) - n + 1))


# --- one side quotes -------------------------------------------------------------------------------------


def _one_sided(
    left: Said, right: Said, mine: Sequence[_Fragment], foreign: bool, names: tuple[str, str], there: Whole
) -> list[Difference]:
    """Words that only the left side quotes (in these words): told in other words on the right, or left out."""
    out: list[Difference] = []
    best: Difference | None = None
    for x in mine:
        quoted = part(left, range(x.start, x.stop))
        if there.quotes(quoted.words):
            continue
        for sentence in sorted({w.sentence for w in quoted.words}):
            here = [n for n in range(x.start, x.stop) if left.words[n].sentence == sentence]
            piece = part(left, here)
            found = _nearest(piece, right)
            if found is None:
                continue
            bits, indexes = found
            told = clause(right, indexes)
            spans = x.spans if len(here) == x.stop - x.start else ((piece.words[0].span[0], piece.words[-1].span[1]),)
            if 2 * sum(right.words[n].quoted for n in indexes) > len(indexes):
                if foreign and len(piece.words) >= 3:
                    note = (
                        f"{names[0]} quotes {shown(left, spans)}, {names[1]} quotes {shown(right, told)}: "
                        "two translations of the same words."
                    )
                    out.append(Difference("translation differs", spans, told, "medium", note, bits))
                elif _same_sentence(piece, part(right, [n for n in indexes if right.words[n].quoted])):
                    note = f"{names[0]} quotes {shown(left, spans)}, {names[1]} quotes {shown(right, told)}."
                    out.append(Difference("quotation altered", spans, told, "low", note, bits))
                continue
            around = clause(left, here) if len(left.words) <= _SHOWN else spans
            told_so = shown(right, told)
            note = f"{names[0]} quotes {shown(left, spans)}; {names[1]} tells it in its own words: {told_so}."
            grave: Severity = "medium" if _turned(piece, part(right, indexes)) else "low"
            one = Difference("quotation versus paraphrase", around, told, grave, note, bits)
            if best is None or one.bits > best.bits:
                best = one
    if best:
        out.append(best)
    out.extend(_left_out(left, right, mine, names, there))
    return out


def _same_sentence(x: Said, y: Said) -> bool:
    """Whether two quoted sentences, worded otherwise throughout, are one."""
    like = likeness(x, y)
    return like.outer >= _ONE and like.exact >= 2


def _nearest(piece: Said, right: Said) -> tuple[float, list[int]] | None:
    """The sentence of the right side that tells a quoted piece in other words: shared bits and its word indexes."""
    best: tuple[float, list[int]] | None = None
    for sentence in sorted({w.sentence for w in right.words}):
        indexes = [n for n, w in enumerate(right.words) if w.sentence == sentence]
        like = likeness(piece, part(right, indexes))
        if like.shared >= 4 and like.inner >= 0.3 and (best is None or like.shared > best[0]):
            best = (like.shared, indexes)
    return best


def _left_out(
    left: Said, right: Said, mine: Sequence[_Fragment], names: tuple[str, str], there: Whole
) -> list[Difference]:
    """Quoted words in the midst of a sentence that the right side tells, its whole article without a trace of them."""
    out: list[Difference] = []
    for x in mine:
        quoted = part(left, range(x.start, x.stop))
        sentence = left.words[x.start].sentence
        rest = part(left, [n for n, w in enumerate(left.words) if w.sentence == sentence and not x.start <= n < x.stop])
        if quoted.weight < 2 or len(quoted.words) > 12:
            continue
        if any(f" {w.text} " in there.words for w in quoted.words if w.weight > 1):
            continue
        if likeness(quoted, right).shared > 0.2 * quoted.weight:
            continue
        told = likeness(rest, right)
        if told.shared >= 8 and told.left >= 0.35:
            note = f"{names[0]} quotes {shown(left, x.spans)}; {names[1]} tells the rest of the sentence without it."
            everything = clause(right, range(len(right.words)))
            out.append(Difference("quotation dropped", x.spans, everything, "low", note, quoted.weight))
    return out


def _broken_off(
    left: Said, right: Said, mine: Sequence[_Fragment], names: tuple[str, str], there: Whole
) -> list[Difference]:
    """The weightiest further words that the left side quotes, of a quotation that both have, and no trace there."""
    best: Difference | None = None
    for x in mine:
        quoted = part(left, range(x.start, x.stop))
        kept = sum(bits for s, bits in quoted.stems.items() if s in there.stems)
        if len(quoted.words) < 5 or 2 * kept > quoted.weight or (best and quoted.weight <= best.bits):
            continue
        note = f"{names[0]} goes on to quote {shown(left, x.spans)}; {names[1]} leaves it out."
        told = clause(right, range(len(right.words)))
        best = Difference("quotation dropped", x.spans, told, "low", note, quoted.weight)
    return [best] if best else []


# --- what is said ------------------------------------------------------------------------------------------


def _strength(x: Sequence[Word], y: Sequence[Word]) -> str | None:
    """The kind of strength in which the words differ, or None."""
    for kind in _STRENGTH:
        one = {w.text for w in x if w.text in word_class(kind)}
        two = {w.text for w in y if w.text in word_class(kind)}
        if one and two and one != two and not any(one <= same and two <= same for same in word_sets("same")):
            return kind
    return None


def _numbers(left: Said, right: Said, names: tuple[str, str], wholes: tuple[Whole, Whole]) -> list[Difference]:
    """Numbers that count the same thing and differ, where neither article holds the other's number."""
    mine = [x for x in figures(left) if unheld(x, wholes[1].numbers)]
    yours = [y for y in figures(right) if unheld(y, wholes[0].numbers)]
    out: list[Difference] = []
    for x in mine:
        like = [y for y in yours if counted_alike(x, y)]
        if len(like) != 1 or sum(counted_alike(z, like[0]) for z in mine) != 1:
            continue
        y = like[0]
        spans = clause(left, [x.at]), clause(right, [y.at])
        note = f"{names[0]} has {left.words[x.at].text}, {names[1]} has {right.words[y.at].text}."
        out.append(Difference("number", *spans, "high", note, 20))
    return out


def _turned(x: Said, y: Said) -> bool:
    """Whether the words of two tellings part in strength or in a denial, at a place where both go on alike."""
    found = blocks([w.stem for w in x.words], [w.stem for w in y.words])
    for n, (one, two) in enumerate(itertools.pairwise(found)):
        p = x.words[one.left + one.length : two.left]
        q = y.words[one.right + one.length : two.right]
        # words equal by chance, far apart, show nothing: what stands on both sides must tell something
        before, after = found[n], found[n + 1]
        fixed = all(bits_of(x.words[k.left : k.left + k.length]) > 0 for k in (before, after))
        if not p or not q or max(len(p), len(q)) > GAP or not fixed:
            continue
        # "not mandatory" is "rather than mandatory", and "whether or not" is "if"
        aside = any(w.text in ("rather", "instead", "whether") for w in (*p, *q))
        if (any(map(negates, p)) != any(map(negates, q)) and not aside) or _strength(p, q):
            return True
    return False


# words of this weight together tell something
_TELLS = 15.0


def _wording(left: Said, right: Said, names: tuple[str, str], wholes: tuple[Whole, Whole]) -> list[Difference]:
    """Both tell it in their own words, and these differ in strength, or one tells what the other's article does not."""
    a = [n for n, w in enumerate(left.words) if not w.quoted]
    b = [n for n, w in enumerate(right.words) if not w.quoted]
    if len(a) < 4 or len(b) < 4 or 2 * len(a) < len(left.words) or 2 * len(b) < len(right.words):
        return []
    x, y = part(left, a), part(right, b)
    like = likeness(x, y)
    if like.outer < 0.2 or like.exact < 2:
        return []
    severity: Severity = "medium" if _turned(x, y) else "low"
    alone = _alone(x, y, wholes[1]), _alone(y, x, wholes[0])
    if severity == "low" and max(alone) < _TELLS:
        return []
    spans = clause(left, a), clause(right, b)
    note = f"{names[0]} has: {shown(left, spans[0])}; {names[1]} has: {shown(right, spans[1])}."
    return [Difference("wording", *spans, severity, note, sum(alone))]


def _alone(x: Said, y: Said, there: Whole) -> float:
    """The weight of the words of one telling that neither the other nor the rest of its article has in any form."""
    return sum(
        bits for s, bits in x.stems.items()
        if bits > CONTENT and s not in y.stems and s not in there.stems and not any(close(s, t) for t in y.stems)
    )  # fmt: skip
