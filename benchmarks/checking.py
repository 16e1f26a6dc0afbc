"""Checking drafts: faults planted by a machine in drafts that quote a record, and what `onrecord.check` says of them.

    python benchmarks/checking.py RECORD [--half tune|held] [--drafts 60] [--show]

RECORD is any record of several hundred articles. Drafts are made from it, six claims each, every one a paragraph: what
the record quotes or tells, of one story each, as its articles have it, in one of a few forms (“…,” X said; X said that
…), half of them with one planted fault. The stories are halved by their ids: `tune` is looked at when rules are changed
(with --show, which prints each miss), of `held` only totals are. A planted fault is found when the claim is given a
level of "low" or graver, a correct claim that is given one is a false alarm. What the record itself gets wrong counts
against the result: a draft takes its word for who said what.
"""

from __future__ import annotations

import argparse
import datetime
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import onrecord
from onrecord.comparing.saying import fold_word, weight, word_class
from onrecord.model import Attribution, Findings, Source, Speaker
from onrecord.text import WORD, quote, without_that

_CLAIMS = 6
_DAYS = (1, 2, 3)
_TURNED = re.compile(r"\b(?:den[iy]|reject|dismiss|refut|disput|not\b|never\b)|n[’']t\b")


@dataclass(frozen=True)
class Said:
    """Something that a record has: the words, who says them in full, whether they are quoted, and the day if known."""

    words: str
    speaker: str
    quoted: bool
    story: str
    article: str
    day: str | None
    cue: str


@dataclass(frozen=True)
class Planted:
    """A paragraph of a draft; `kind` is the fault in it, None for a correct one."""

    kind: str | None
    text: str


# --- what the record has --------------------------------------------------------------------------------------


def said_in(findings: Findings) -> dict[str, list[Said]]:
    """What named people say in each story of the record, once each."""
    texts = {a.id: a.text for a in findings.articles}
    names = {entity: s for s in findings.links.speakers for entity in s.entities}
    speaker: dict[str, Speaker] = {
        a: names[e.id] for r in findings.readings for e in r.entities if e.id in names for a in e.says
    }
    held = {a: o.held for o in findings.links.occasions if o.held and len(o.held) >= 10 for a in o.attributions}
    story = {article: s.id for s in findings.links.stories for article in s.articles}
    out: dict[str, list[Said]] = {}
    for reading in findings.readings:
        for row in reading.attributions:
            who = speaker.get(row.id)
            if who is None or who.kind != "person" or len(who.name.split()) != 2 or row.article not in story:
                continue
            found = _said(texts[row.article], row, who.name, story[row.article], held.get(row.id))
            if found:
                out.setdefault(found.story, []).append(found)
    return {s: list({x.words: x for x in rows}.values()) for s, rows in sorted(out.items()) if len(rows) >= 4}


def _said(text: str, row: Attribution, name: str, story: str, day: str | None) -> Said | None:
    content = without_that(text, row.content)
    if len(content) != 1 or row.nested_in or row.kind != "statement" or row.score < 0.6 or not row.cue:
        return None
    words = " ".join(quote(text, content).split())
    count = len(WORD.findall(words))
    if not 8 <= count <= 40 or words.count("“") + words.count('"') > 2:
        return None
    cue = quote(text, row.cue)
    if _TURNED.search(cue):
        return None  # “denied that it was” is not “said that it was”
    if re.fullmatch(r"[“\"].*[”\"]", words):
        inner = words[1:-1].rstrip(" ,.")
        return None if re.search('[“”"]', inner) else Said(inner, name, True, story, row.article, day, cue)
    if re.search('[“”"‘]', words) or row.form != "indirect":
        return None
    return Said(words.rstrip(" ,."), name, False, story, row.article, day, cue)


def half_of(story: str) -> str:
    return "tune" if int(story[-1], 16) % 2 == 0 else "held"


# --- how it is told -------------------------------------------------------------------------------------------


def told(x: Said, rng: random.Random, *, words: str | None = None, who: str | None = None, verb: str = "said",
         day: str | None = None) -> str:  # fmt: skip
    """A paragraph that says it, in one of a few forms."""
    words, who = words or x.words, who or x.speaker
    when = ""
    if day:
        when = f" on {datetime.date.fromisoformat(day[:10]):%d %B %Y}".replace(" 0", " ")
    if not x.quoted:
        return f"{who} {verb}{when} that {words}."
    ended = words if words[-1] in "?!" else f"{words},"
    forms = [
        f"“{ended}” {who} {verb}{when}.",
        f"“{ended}” {verb} {who}{when}.",
        f"{who} {verb}{when}: “{words}.”",
    ]
    return rng.choice(forms)


# --- faults ---------------------------------------------------------------------------------------------------

Planter = Callable[[Said, Sequence[Said], Sequence[Said], random.Random], str | None]
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})*(?![\w.,]*\d)")
_NUMBERS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "twenty", "thirty"]


def _content(words: str) -> list[re.Match[str]]:
    """The words in small letters that tell something."""
    found = list(WORD.finditer(words))
    return [m for n, m in enumerate(found) if n and m[0].isalpha() and m[0].islower() and weight(m[0]) >= 4]


def swap(x: Said, here: Sequence[Said], all_: Sequence[Said], rng: random.Random) -> str | None:
    old = _content(x.words)
    pool = [m[0] for y in rng.sample(list(all_), min(30, len(all_))) for m in _content(y.words)]
    if not old or not pool:
        return None
    m = rng.choice(old)
    new = rng.choice(pool)
    if new[:4] == m[0][:4] or new in x.words:
        return None
    return told(x, rng, words=x.words[: m.start()] + new + x.words[m.end() :])


def drop_not(x: Said, here: Sequence[Said], all_: Sequence[Said], rng: random.Random) -> str | None:
    found = re.search(r" (?:not|never)(?= )|n[’']t(?= )", x.words)
    if not found:
        return None
    words = x.words[: found.start()] + x.words[found.end() :]
    return told(x, rng, words=re.sub(r"\b(ca|wo)(?= )", lambda m: {"ca": "can", "wo": "will"}[m[0]], words))


def add_not(x: Said, here: Sequence[Said], all_: Sequence[Said], rng: random.Random) -> str | None:
    found = re.search(r"\b(?:is|are|was|were|will|would|can|could|should|has|have|had)\b(?! not)", x.words)
    if not found or re.search(r"\b(?:no|not|never|nothing|nobody|none|without)\b|n[’']t\b", x.words):
        return None
    return told(x, rng, words=f"{x.words[: found.end()]} not{x.words[found.end() :]}")


def number(x: Said, here: Sequence[Said], all_: Sequence[Said], rng: random.Random) -> str | None:
    found = [m for m in _NUMBER.finditer(x.words) if m[0] not in ("1",)]
    if found:
        m = rng.choice(found)
        value = int(m[0].replace(",", ""))
        if 1900 <= value < 2100 and "," not in m[0]:
            return None
        new = f"{value + rng.choice([1, 2, 3, 10]) * max(1, 10 ** (len(str(value)) - 2)):,}"
        return told(x, rng, words=x.words[: m.start()] + new + x.words[m.end() :])
    named = [m for m in WORD.finditer(x.words) if m[0] in _NUMBERS]
    if not named:
        return None
    m = rng.choice(named)
    new = rng.choice([w for w in _NUMBERS if w != m[0]])
    return told(x, rng, words=x.words[: m.start()] + new + x.words[m.end() :])


def name(x: Said, here: Sequence[Said], all_: Sequence[Said], rng: random.Random) -> str | None:
    found = [m for n, m in enumerate(WORD.finditer(x.words)) if n and m[0][0].isupper() and len(m[0]) > 3]
    others = sorted({y.speaker.split()[-1] for y in all_} - set(x.words.split()) - set(x.speaker.split()))
    found = [m for m in found if m[0].isalpha()]
    if not found or not others:
        return None
    m = rng.choice(found)
    return told(x, rng, words=x.words[: m.start()] + rng.choice(others) + x.words[m.end() :])


def qualifier(x: Said, here: Sequence[Said], all_: Sequence[Said], rng: random.Random) -> str | None:
    lost = {w for kind in ("certainty", "limit", "quantity") for w in word_class(kind)} - {
        "if",
        "unless",
        "until",
        "except",
    }
    found = [m for n, m in enumerate(WORD.finditer(x.words)) if n and m[0] in lost | {"may", "might", "could"}]
    if not found:
        return None
    m = rng.choice(found)
    new = "will" if m[0] in ("may", "might", "could") else ""
    return told(x, rng, words=" ".join(f"{x.words[: m.start()]}{new} {x.words[m.end() :]}".split()))


def cut(x: Said, here: Sequence[Said], all_: Sequence[Said], rng: random.Random) -> str | None:
    found = list(WORD.finditer(x.words))
    if not x.quoted or len(found) < 12:
        return None
    for _ in range(20):
        size = rng.randint(2, 5)
        at = rng.randint(3, len(found) - size - 3)
        gone = found[at : at + size]
        if sum(weight(fold_word(m[0])) for m in gone) >= 8:
            return told(x, rng, words=x.words[: gone[0].start()] + x.words[gone[-1].end() :].lstrip())
    return None


def insert(x: Said, here: Sequence[Said], all_: Sequence[Said], rng: random.Random) -> str | None:
    found = list(WORD.finditer(x.words))
    pool = [m[0] for y in rng.sample(list(all_), min(30, len(all_))) for m in _content(y.words)]
    if not x.quoted or len(pool) < 2:
        return None
    at = rng.randint(2, len(found) - 2)
    return told(
        x, rng, words=f"{x.words[: found[at].start()]}{' '.join(rng.sample(pool, 2))} {x.words[found[at].start() :]}"
    )


def speaker(x: Said, here: Sequence[Said], all_: Sequence[Said], rng: random.Random) -> str | None:
    others = sorted({y.speaker for y in here if y.speaker.split()[-1] != x.speaker.split()[-1]})
    return told(x, rng, who=rng.choice(others)) if others else None


def day(x: Said, here: Sequence[Said], all_: Sequence[Said], rng: random.Random) -> str | None:
    if not x.day:
        return None
    moved = datetime.date.fromisoformat(x.day[:10]) + datetime.timedelta(days=rng.choice(_DAYS))
    return told(x, rng, day=moved.isoformat())


def merge(x: Said, here: Sequence[Said], all_: Sequence[Said], rng: random.Random) -> str | None:
    others = [
        y for y in here if y.quoted and y.speaker == x.speaker and y.article != x.article and y.words not in x.words
    ]
    if not x.quoted or not others:
        return None
    y = rng.choice(others)
    if y.words[:20] in x.words or x.words[:20] in y.words:
        return None
    return told(x, rng, words=f"{x.words}. {y.words[0].upper()}{y.words[1:]}")


def paraphrase(x: Said, here: Sequence[Said], all_: Sequence[Said], rng: random.Random) -> str | None:
    if x.quoted:
        return None
    return f"“{x.words[0].upper()}{x.words[1:]},” {x.speaker} said."


def invent(x: Said, here: Sequence[Said], all_: Sequence[Said], rng: random.Random) -> str | None:
    pool = [m[0] for y in rng.sample(list(all_), min(60, len(all_))) for m in _content(y.words)]
    old = _content(x.words)
    if len(old) < 3 or len(pool) < len(old):
        return None
    words = x.words
    for m in reversed(old):
        words = words[: m.start()] + rng.choice(pool) + words[m.end() :]
    return told(x, rng, words=words)


def verb(x: Said, here: Sequence[Said], all_: Sequence[Said], rng: random.Random) -> str | None:
    if x.cue.strip() not in ("said", "says", "told", "claimed", "insisted", "stated", "added"):
        return None
    return told(x, rng, verb=rng.choice(["admitted", "acknowledged", "revealed", "conceded"]))


PLANTERS: dict[str, Planter] = {
    "word swapped": swap,
    "“not” dropped": drop_not,
    "“not” put in": add_not,
    "number changed": number,
    "name changed": name,
    "qualifier lost": qualifier,
    "words cut, no ellipsis": cut,
    "words put in": insert,
    "another speaker": speaker,
    "wrong day": day,
    "two quotations made one": merge,
    "paraphrase in quotation marks": paraphrase,
    "invented": invent,
    "verb strengthened": verb,
}


# --- drafts ---------------------------------------------------------------------------------------------------


def drafts(stories: dict[str, list[Said]], most: int, seed: int) -> Iterator[list[Planted]]:
    """Drafts of `_CLAIMS` paragraphs each, one story after the other; every other paragraph has a fault."""
    rng = random.Random(seed)
    everything = [x for rows in stories.values() for x in rows]
    order = list(stories)
    rng.shuffle(order)
    planted: Counter[str] = Counter(dict.fromkeys(PLANTERS, 0))
    for n in range(most):
        rows = stories[order[n % len(order)]]
        out: list[Planted] = []
        for k, x in enumerate(rng.sample(rows, min(_CLAIMS, len(rows)))):
            text = None
            if (k + n) % 2:
                # the kind that was planted least comes first: few sentences have a number, or a day
                for kind in sorted(PLANTERS, key=lambda kind: (planted[kind], rng.random())):
                    text = PLANTERS[kind](x, rows, everything, rng)
                    if text:
                        planted[kind] += 1
                        out.append(Planted(kind, text))
                        break
            if text is None:
                out.append(Planted(None, told(x, rng, day=x.day if rng.random() < 0.3 else None)))
        yield out


def verdicts(draft: Sequence[Planted], record: str) -> list[tuple[Planted, bool, str]]:
    """Each paragraph with whether an alarm was raised in it, and what was said."""
    text = "\n\n".join(p.text for p in draft)
    checked = onrecord.check(Source("draft.txt", "draft", "text/plain", text.encode()), against=record)
    out, at = [], 0
    for p in draft:
        start, at = at, at + len(p.text) + 2
        found = [c for c in checked.claims if c.spans and start <= c.spans[0][0] < at]
        alarm = [c for c in found if c.level not in (None, "note")]
        said = "; ".join(
            f"{c.verdict} [{c.level}] {' | '.join(f.kind + ': ' + f.note for f in c.faults)}" for c in found
        )
        out.append((p, bool(alarm), said or "no claim was found"))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("record")
    parser.add_argument("--half", choices=("tune", "held"), default="held")
    parser.add_argument("--drafts", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    findings = onrecord.load(given.record)
    stories = {s: rows for s, rows in said_in(findings).items() if half_of(s) == given.half}
    if not stories:
        sys.exit(f"{given.record}: no story of it has enough that named people say")
    planted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    alarms: Counter[str] = Counter()
    seconds = time.process_time()
    for draft in drafts(stories, given.drafts, given.seed):
        for p, alarm, said in verdicts(draft, given.record):
            if p.kind:
                planted[p.kind] += 1
                found[p.kind] += alarm
            else:
                kind = "quotations" if "“" in p.text else "told"
                right[kind] += 1
                alarms[kind] += alarm
            if given.show and alarm != bool(p.kind):
                print(f"[{p.kind or 'correct'}] {p.text}\n    {said}")
    seconds = time.process_time() - seconds
    print(f"{len(findings.articles):,} articles, half “{given.half}”, {len(stories)} stories")
    for kind in PLANTERS:
        if planted[kind]:
            print(f"{kind:32} {found[kind]:4} of {planted[kind]:4}")
    total, got = sum(planted.values()), sum(found.values())
    print(f"{'all planted faults':32} {got:4} of {total:4}, {100 * got / max(1, total):.1f}%")
    for kind in sorted(right):
        print(f"{'false alarms of correct ' + kind:32} {alarms[kind]:4} of {right[kind]:4}")
    claims = total + sum(right.values())
    print(f"{seconds / max(1, claims):.2f} s of processor time a claim")


if __name__ == "__main__":
    main()
