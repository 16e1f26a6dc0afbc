"""What differs between two reports of one statement, as pairs of passages with a plain sentence each.

`differences` compares what two articles make of one act of saying: first the quotation marks (altered, shortened,
dropped, taken off, translated otherwise), then the numbers and names, then the strength of the words. It returns the
telling ones only, the gravest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.common import Block, blocks
from onrecord.model import DiscrepancyKind, Severity, Spans
from onrecord.sameness import close, likeness
from onrecord.saying import Said, Word, negates, part, word_class, word_sets

# a passage of up to this many words is shown whole, a longer one by the sentence that matters
_SHOWN = 45

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


def differences(left: Said, right: Said, foreign: bool, names: tuple[str, str]) -> list[Difference]:
    """The telling differences of two reports of one statement, the gravest first.

    `foreign` says that the speaker's words were likely translated; `names` are what to call the two articles.
    """
    out: list[Difference] = []
    mine, yours = fragments(left), fragments(right)
    met_left: set[int] = set()
    met_right: set[int] = set()
    out.extend(_scattered(left, right, mine, yours, names, met_left, met_right))
    out.extend(_mirrored(_scattered(right, left, yours, mine, names[::-1], met_right, met_left)))
    pairs = sorted(
        ((_met(left, right, x, y), n, m) for n, x in enumerate(mine) for m, y in enumerate(yours)),
        key=lambda item: (-item[0], item[1], item[2]),
    )
    for bits, n, m in pairs:
        if bits and n not in met_left and m not in met_right:
            met_left.add(n)
            met_right.add(m)
            found = _quoted_twice(left, right, mine[n], yours[m], foreign, names)
            if found:
                out.append(found)
    out.extend(_one_sided(left, right, [f for n, f in enumerate(mine) if n not in met_left], yours, foreign, names))
    out.extend(
        _mirrored(
            _one_sided(right, left, [f for n, f in enumerate(yours) if n not in met_right], mine, foreign, names[::-1])
        )
    )
    out.extend(_numbers(left, right, names))
    if not any(d.severity != "low" for d in out):
        out.extend(_wording(left, right, names))
    rank = {"high": 0, "medium": 1, "low": 2}
    return sorted(out, key=lambda d: (rank[d.severity], -d.bits, d.kind, d.left, d.right))


def _mirrored(found: Iterable[Difference]) -> list[Difference]:
    return [Difference(d.kind, d.right, d.left, d.severity, d.note, d.bits) for d in found]


def _texts(words: Sequence[Word]) -> list[str]:
    return [w.text for w in words]


def _bits(words: Iterable[Word]) -> float:
    return sum(w.weight for w in words)


def shown(said: Said, spans: Spans) -> str:
    """The words of a passage for a note, cut in the middle when long."""
    words = " ".join(" ".join(said.text[a:b].split()) for a, b in spans)
    return words if len(words) <= 160 else f"{words[:100].rsplit(' ', 1)[0]} … {words[-50:].split(' ', 1)[-1]}"


def clause(said: Said, indexes: Iterable[int]) -> Spans:
    """The whole report when it is short, else the sentence (of the report) that the words stand in."""
    if len(said.words) <= _SHOWN:
        return said.attribution.content
    sentences = {said.words[n].sentence for n in indexes}
    inside = [w.span for w in said.words if w.sentence in sentences]
    return tuple(
        (max(a, inside[0][0]), min(b, inside[-1][1])) for a, b in said.attribution.content
        if max(a, inside[0][0]) < min(b, inside[-1][1])
    )  # fmt: skip


# --- both sides quote ----------------------------------------------------------------------------------


def _met(left: Said, right: Said, x: _Fragment, y: _Fragment) -> float:
    """The bits of the words that two fragments share, or 0 when they are not of the same words."""
    a, b = left.words[x.start : x.stop], right.words[y.start : y.stop]
    shared = sum(_bits(a[k.left : k.left + k.length]) for k in blocks(_texts(a), _texts(b)))
    least = min(_bits(a), _bits(b))
    return shared if least and shared >= max(4.0, 0.4 * least) else 0.0


def _quoted_twice(
    left: Said, right: Said, x: _Fragment, y: _Fragment, foreign: bool, names: tuple[str, str]
) -> Difference | None:
    a, b = left.words[x.start : x.stop], right.words[y.start : y.stop]
    if _texts(a) == _texts(b):
        return None
    found = blocks(_texts(a), _texts(b))
    inner = list(_inner(a, b, found))
    first, last = found[0], found[-1]
    left_over = _bits(a[: first.left]) + _bits(a[last.left + last.length :])
    right_over = _bits(b[: first.right]) + _bits(b[last.right + last.length :])
    bits = _bits(a) + _bits(b)
    said_left, said_right = shown(left, x.spans), shown(right, y.spans)
    if inner:
        grave, replaced = _gravity(inner)
        if replaced and foreign:
            note = f"{names[0]} quotes {said_left}, {names[1]} quotes {said_right}: two translations of the same words."
            return Difference("translation differs", x.spans, y.spans, "medium", note, bits)
        note = f"The same quotation has other words: {names[0]} has {said_left}, {names[1]} has {said_right}."
        return Difference("quotation altered", x.spans, y.spans, grave, note, bits)
    if left_over and right_over:
        return None
    longer, side = (b, 0) if right_over else (a, 1)
    if not left_over and not right_over:
        return None
    cut = [*longer[: (first.right if side == 0 else first.left)],
           *longer[(last.right + last.length if side == 0 else last.left + last.length) :]]  # fmt: skip
    if sum(w.weight > 1 for w in cut) < 2:
        return None
    sentence = {w.sentence for w in longer[found[0][1 - side] : found[-1][1 - side] + found[-1].length]}
    telling = [
        w for w in cut if w.sentence in sentence and (negates(w) or any(w.text in word_class(k) for k in _STRENGTH))
    ]
    severity: Severity = "medium" if telling else "low"
    short, long = (said_left, said_right) if side == 0 else (said_right, said_left)
    who, other = names if side == 0 else names[::-1]
    note = f"{who} quotes only {short}, where {other} quotes {long}."
    return Difference("quotation shortened", x.spans, y.spans, severity, note, bits)


def _inner(
    a: Sequence[Word], b: Sequence[Word], found: Sequence[Block]
) -> Iterable[tuple[Sequence[Word], Sequence[Word]]]:
    """The places where two fragments part: between shared words, and at an end where both go on in the sentence."""
    i = j = 0
    for n, block in enumerate([*found, Block(len(a), len(b), 0)]):
        x, y = a[i : block.left], b[j : block.right]
        edge = n == 0 or block.length == 0
        if edge:
            # the nearest words only: beyond them the two may quote different stretches
            here, there = (a[block.left], b[block.right]) if n == 0 else (a[i - 1], b[j - 1])
            x = [w for w in x if w.sentence == here.sentence]
            y = [w for w in y if w.sentence == there.sentence]
            if x and y and min(len(x), len(y)) <= 2:
                k = min(len(x), len(y))
                yield (x[-k:], y[-k:]) if n == 0 else (x[:k], y[:k])
        elif x or y:
            yield x, y
        i, j = block.left + block.length, block.right + block.length


def _gravity(changes: Iterable[tuple[Sequence[Word], Sequence[Word]]]) -> tuple[Severity, bool]:
    """How grave the changed words are, and whether words of content stand against others."""
    grave: Severity = "low"
    replaced = False
    for x, y in changes:
        if any(map(negates, x)) != any(map(negates, y)):
            return "high", replaced
        content_x = [w for w in x if w.weight and w.text not in word_class("title")]
        content_y = [w for w in y if w.weight and w.text not in word_class("title")]
        stems = {w.stem for w in content_x} ^ {w.stem for w in content_y}
        if content_x and content_y and stems:
            replaced = True
            grave = "high" if not all(any(close(v.stem, w.stem) for w in content_y) for v in content_x) else "medium"
        elif grave == "low" and ((stems and _bits([*content_x, *content_y]) >= 6) or _strength(x, y)):
            grave = "medium"
    return grave, replaced


def _scattered(
    left: Said, right: Said, mine: Sequence[_Fragment], yours: Sequence[_Fragment], names: tuple[str, str],
    met_left: set[int], met_right: set[int],
) -> list[Difference]:  # fmt: skip
    """Several quoted scraps on the left that lie in one quotation on the right: the words between were replaced."""
    out: list[Difference] = []
    for m, y in enumerate(yours):
        if m in met_right:
            continue
        whole = _texts(right.words[y.start : y.stop])
        inside = [n for n, x in enumerate(mine) if n not in met_left
                  and _contains(whole, _texts(left.words[x.start : x.stop]))]  # fmt: skip
        if len(inside) < 2:
            continue
        first, last = mine[inside[0]], mine[inside[-1]]
        if left.words[first.start].sentence != left.words[last.stop - 1].sentence:
            continue
        between = left.words[first.start : last.stop]
        if len(between) > len(whole) + 6 or _texts(between) == whole:
            continue
        met_left.update(inside)
        met_right.add(m)
        spans: Spans = ((first.spans[0][0], last.spans[-1][1]),)
        note = (
            f"{names[0]} quotes scraps of it, {shown(left, spans)}, "
            f"where {names[1]} quotes the whole, {shown(right, y.spans)}."
        )
        out.append(Difference("quotation altered", spans, y.spans, "low", note, _bits(between)))
    return out


def _contains(whole: Sequence[str], piece: Sequence[str]) -> bool:
    n = len(piece)
    return any(whole[k : k + n] == piece for k in range(len(whole) - n + 1))


# --- one side quotes -------------------------------------------------------------------------------------


def _one_sided(
    left: Said, right: Said, mine: Sequence[_Fragment], yours: Sequence[_Fragment], foreign: bool,
    names: tuple[str, str],
) -> list[Difference]:  # fmt: skip
    """Words that only the left side quotes (in these words): told in other words on the right, or left out."""
    out: list[Difference] = []
    best: Difference | None = None
    for x in mine:
        quoted = part(left, range(x.start, x.stop))
        for sentence in sorted({w.sentence for w in quoted.words}):
            here = [n for n in range(x.start, x.stop) if left.words[n].sentence == sentence]
            piece = part(left, here)
            found = _nearest(piece, right)
            if found is None:
                continue
            bits, indexes = found
            told = [right.words[n] for n in indexes]
            there = clause(right, indexes)
            spans = x.spans if len(here) == x.stop - x.start else ((piece.words[0].span[0], piece.words[-1].span[1]),)
            if sum(w.quoted for w in told) * 2 > len(told):
                if foreign and len(piece.words) >= 3:
                    note = (
                        f"{names[0]} quotes {shown(left, spans)}, {names[1]} quotes {shown(right, there)}: "
                        "two translations of the same words."
                    )
                    out.append(Difference("translation differs", spans, there, "medium", note, bits))
                continue
            around = clause(left, here) if len(left.words) <= _SHOWN else spans
            told_so = shown(right, there)
            note = f"{names[0]} quotes {shown(left, spans)}; {names[1]} tells it in its own words: {told_so}."
            one = Difference("quotation versus paraphrase", around, there, "low", note, bits)
            if best is None or one.bits > best.bits:
                best = one
    if best:
        out.append(best)
    out.extend(_left_out(left, right, mine, names))
    return out


def _nearest(piece: Said, right: Said) -> tuple[float, list[int]] | None:
    """The sentence of the right side that tells a quoted piece in other words: shared bits and its word indexes."""
    best: tuple[float, list[int]] | None = None
    for sentence in sorted({w.sentence for w in right.words}):
        indexes = [n for n, w in enumerate(right.words) if w.sentence == sentence]
        like = likeness(piece, part(right, indexes))
        if like.shared >= 4 and like.inner >= 0.3 and (best is None or like.shared > best[0]):
            best = (like.shared, indexes)
    return best


def _left_out(left: Said, right: Said, mine: Sequence[_Fragment], names: tuple[str, str]) -> list[Difference]:
    """Quoted words in the midst of a sentence that the right side tells without any trace of them."""
    out: list[Difference] = []
    for x in mine:
        quoted = part(left, range(x.start, x.stop))
        sentence = left.words[x.start].sentence
        rest = part(left, [n for n, w in enumerate(left.words) if w.sentence == sentence and not x.start <= n < x.stop])
        if quoted.weight < 2 or len(quoted.words) > 12:
            continue
        if likeness(quoted, right).shared > 0.2 * quoted.weight:
            continue
        told = likeness(rest, right)
        if told.shared >= 8 and told.left >= 0.35:
            note = f"{names[0]} quotes {shown(left, x.spans)}; {names[1]} tells the rest of the sentence without it."
            out.append(Difference("quotation dropped", x.spans, clause(right, range(len(right.words))), "low", note,
                                  quoted.weight))  # fmt: skip
    return out


# --- what is said ------------------------------------------------------------------------------------------


def _strength(x: Sequence[Word], y: Sequence[Word]) -> str | None:
    """The kind of strength in which the words differ, or None."""
    for kind in _STRENGTH:
        one = {w.text for w in x if w.text in word_class(kind)}
        two = {w.text for w in y if w.text in word_class(kind)}
        if one and two and one != two and not any(one <= same and two <= same for same in word_sets("same")):
            return kind
    return None


def _numbers(left: Said, right: Said, names: tuple[str, str]) -> list[Difference]:
    """Numbers that count the same thing (the next word of content is the same) and differ."""
    mine, yours = _counts(left), _counts(right)
    out: list[Difference] = []
    for unit in sorted(mine.keys() & yours.keys()):
        one, two = mine[unit], yours[unit]
        if len(one) != 1 or len(two) != 1 or set(one) == set(two):
            continue
        (x, n), (y, m) = next(iter(one.items())), next(iter(two.items()))
        hedged = any(
            s.words[k].text in word_class("hedge") for s, i in ((left, n), (right, m)) for k in range(max(0, i - 3), i)
        )
        near = abs(x - y) <= 0.1 * max(abs(x), abs(y))
        severity: Severity = "low" if hedged and near else "high"
        spans = clause(left, [n]), clause(right, [m])
        note = f"{names[0]} has {left.words[n].text} {unit}, {names[1]} has {right.words[m].text}."
        out.append(Difference("number", *spans, severity, note, 20))
    return out


def _counts(said: Said) -> dict[str, dict[float, int]]:
    """What is counted (a stem) to the numbers it stands with and the index of each."""
    out: dict[str, dict[float, int]] = {}
    for n, w in enumerate(said.words[:-1]):
        if w.stem[0].isdigit():
            try:
                value = float(w.stem)
            except ValueError:
                continue
            unit = said.words[n + 1]
            if unit.stem in ("percent", "per"):
                unit = said.words[n + 1]
            if unit.weight and not unit.stem[0].isdigit():
                out.setdefault(unit.stem, {})[value] = n
    return out


def _wording(left: Said, right: Said, names: tuple[str, str]) -> list[Difference]:
    """Both tell it in their own words, and the words differ in strength or in what they add."""
    a = [n for n, w in enumerate(left.words) if not w.quoted]
    b = [n for n, w in enumerate(right.words) if not w.quoted]
    if len(a) < 4 or len(b) < 4 or 2 * len(a) < len(left.words) or 2 * len(b) < len(right.words):
        return []
    x, y = part(left, a), part(right, b)
    found = blocks([w.stem for w in x.words], [w.stem for w in y.words])
    if sum(bool(w.weight) for k in found for w in x.words[k.left : k.left + k.length]) < 2:
        return []
    changed = [
        (p, q)
        for p, q in _inner(x.words, y.words, found)
        if {w.stem for w in p if w.weight} != {w.stem for w in q if w.weight} or _strength(p, q)
    ]
    if not changed:
        return []
    strength = _strength(x.words, y.words)
    if x.negative != y.negative or strength:
        severity: Severity = "medium"
    else:
        severity = "low"
    spans = clause(left, a), clause(right, b)
    note = f"{names[0]} has: {shown(left, spans[0])}; {names[1]} has: {shown(right, spans[1])}."
    return [Difference("wording", *spans, severity, note, _bits(w for p, q in changed for w in [*p, *q]))]
