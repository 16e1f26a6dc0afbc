"""Findings made by hand and by Hypothesis, for tests of what takes findings: record, export, report."""

from __future__ import annotations

from dataclasses import fields, replace

from hypothesis import strategies as st

from onrecord import (
    Article,
    Attribution,
    Change,
    Credit,
    Derivation,
    Discrepancy,
    Entity,
    Event,
    Failure,
    Findings,
    Furniture,
    Links,
    Match,
    Occasion,
    OccasionMention,
    Origin,
    Passage,
    Reading,
    Settled,
    Speaker,
    Statement,
    Story,
    Time,
    Wording,
)

LONG = "Menu\nPort stays shut\nBy Ann Lee\n“The port stays shut,” mayor Mara Oyelaran told Radio Delta on Monday."
SHORT = "The port stays closed, the mayor said, the Harbour Agency reports. 😀 It shut on 3 May 2021."


def span(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def harbour() -> Findings:
    """Two small articles with at least one row of every noun, worked out by hand."""

    def long(words: str) -> tuple[int, int]:
        return span(LONG, words)

    def short(words: str) -> tuple[int, int]:
        return span(SHORT, words)

    one = Article(
        "a1",
        "in/one.txt",
        "one",
        "0" * 64,
        "text/plain",
        LONG,
        language="en",
        title="Port stays shut",
        authors=("Ann Lee",),
        outlet="Delta Post",
        published="2021-05-04",
        paragraphs=((long("“The port stays shut,” mayor"), long("Mara Oyelaran told Radio Delta on Monday.")),),
        furniture=(Furniture(long("Menu"), "menu"), Furniture(long("By Ann Lee"), "byline")),
        evidence={"title": (long("Port stays shut"),), "authors": (long("Ann Lee"),)},
    )
    two = Article(
        "a2",
        "in/two.html",
        "two",
        "1" * 64,
        "text/html",
        SHORT,
        paragraphs=((short(SHORT),),),
        origin=(Origin(short(SHORT), "/html/body/p"),),
    )
    said = Attribution(
        "q1",
        "a1",
        (long("mayor"), long("Mara Oyelaran")),
        (long("told"),),
        (long("The port stays shut,"),),
        "direct",
        "statement",
        "Radio Delta",
        None,
        0.9,
        "test/1",
    )
    relayed = Attribution(
        "q2",
        "a2",
        (short("the Harbour Agency"),),
        (short("reports"),),
        (short("The port stays closed, the mayor said"),),
        "indirect",
        "statement",
        None,
        None,
        0.75,
        "test/1",
    )
    inner = Attribution(
        "q3",
        "a2",
        (short("the mayor"),),
        (short("said"),),
        (short("The port stays closed"),),
        "indirect",
        "statement",
        None,
        "q2",
        1 / 3,
        "test/1",
    )
    mara = Entity("e1", "a1", "Mara Oyelaran", "person", (), ("mayor",), (long("Mara Oyelaran"),), ("q1",), "test/1")
    mayor = Entity("e2", "a2", None, "person", (), ("mayor",), (short("the mayor"),), ("q3",), "test/1")
    agency = Entity(
        "e3", "a2", "Harbour Agency", "organisation", ("Agency",), (), (short("the Harbour Agency"),), ("q2",), "test/1"
    )
    monday = Time("t1", "a1", long("Monday"), "2021-05-03", None, "published", "test/1")
    third = Time("t2", "a2", short("3 May 2021"), None, None, None, "test/1")
    interview = OccasionMention(
        "m1",
        "a1",
        "interview",
        "e1",
        "Radio Delta",
        None,
        None,
        "t1",
        None,
        (long("told Radio Delta"),),
        ("q1",),
        "test/1",
    )
    shut = Event("v1", "a2", "t2", (short("It shut on 3 May 2021."),), "It shut on 3 May 2021.", None, "test/1")
    links = Links(
        speakers=(
            Speaker("s1", "Mara Oyelaran", "person", ("Oyelaran",), ("mayor",), ("e1", "e2"), "test/1"),
            Speaker("s2", "Harbour Agency", "organisation", (), (), ("e3",), "test/1"),
        ),
        settled=(Settled("t2", "2021-05-03", None, "a1", "test/1"),),
        stories=(Story("y1", "Port stays shut", ("a1", "a2"), (("a1",), ("a2",)), "test/1", ("Delta Post", None)),),
        derivations=(
            Derivation(
                "d1",
                "a2",
                "a1",
                None,
                "rewrite",
                0.5,
                (Match(short("The port stays"), long("The port stays")), Match(short("mayor"), None)),
                "they share words",
                "test/1",
                "inferred",
            ),
            Derivation("d2", "a2", None, "Harbour Agency", "credit", 1.0, (), "it says so", "test/1", "stated", "u1"),
        ),
        statements=(
            Statement(
                "st1",
                "s1",
                ("q1", "q3"),
                (
                    Wording(
                        "q3",
                        "q1",
                        "altered",
                        (Change("replaced", short("closed"), long("shut,")), Change("dropped", None, long("“"))),
                    ),
                ),
                "test/1",
                parts=((long("The port stays shut"),), (short("The port stays closed"),)),
            ),
            Statement("st2", "s2", ("q2",), (), "test/1"),
        ),
        occasions=(
            Occasion(
                "o1",
                "interview",
                "s1",
                "Radio Delta",
                None,
                None,
                "2021-05-03",
                None,
                ("a1", "a2"),
                ("m1",),
                ("q1", "q3"),
                "test/1",
            ),
        ),
        discrepancies=(
            Discrepancy(
                "x1",
                "quotation altered",
                "st1",
                Passage("a1", (long("shut"),)),
                Passage("a2", (short("closed"),)),
                "“shut” is “closed” in the other",
                "low",
                "test/1",
            ),
            Discrepancy(
                "x2",
                "attribution dropped",
                None,
                Passage("a1", (long("Mara Oyelaran"),)),
                None,
                "no name",
                "high",
                "test/1",
            ),
        ),
    )
    return Findings(
        (one, two),
        (
            Reading("a1", (said,), (mara,), (monday,), (interview,)),
            Reading(
                "a2",
                (relayed, inner),
                (mayor, agency),
                (third,),
                (),
                (shut,),
                (Credit("Harbour Agency", short("the Harbour Agency"), True),),
            ),
        ),
        links,
        (Failure("in/broken.txt", "in/broken.txt: the file is empty"),),
    )


# any text that UTF-8 can hold; SQLite keeps NUL and the rest as they are
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
_maybe = st.none() | texts


@st.composite
def findings(draw: st.DrawFn) -> Findings:
    """Any findings whose spans lie inside their texts and whose references lead somewhere."""
    articles, readings = [], []
    for n in range(draw(st.integers(0, 3))):
        text = draw(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=60))
        spans = st.lists(_spans(text), max_size=3).map(tuple)
        articles.append(
            Article(
                f"a{n}",
                draw(texts),
                draw(texts),
                f"{n:064}",
                "text/plain",
                text,
                *(draw(_maybe) for _ in range(3)),
                authors=tuple(draw(st.lists(texts, max_size=2))),
                outlet=draw(_maybe),
                published=draw(_maybe),
                paragraphs=tuple(draw(st.lists(spans, max_size=3))),
                headings=draw(spans),
                furniture=tuple(Furniture(s, "menu") for s in draw(spans)),
                evidence=draw(st.dictionaries(texts, spans, max_size=2)),
                origin=tuple(Origin(s, "/p") for s in draw(spans)),
            )
        )
        readings.append(draw(_reading(f"a{n}", spans, _spans(text))))
    failures = {Failure(draw(texts), draw(texts)) for _ in range(draw(st.integers(0, 2)))}
    links = draw(_links(readings)) if articles else Links()
    return Findings(tuple(articles), tuple(readings), links, tuple(sorted(failures, key=lambda x: (x.input, x.reason))))


@st.composite
def linked_twice(draw: st.DrawFn) -> tuple[Findings, Links]:
    """Any findings, and other links of the same articles: some rows the same, some not, in any order."""
    found = draw(findings().filter(lambda x: x.articles))
    other = draw(_links(list(found.readings)))
    mixed = {}
    for field in ("stories", "derivations", "occasions"):  # which no other row refers to
        own = {x.id: x for x in getattr(other, field)}
        own.update((x.id, x) for x in getattr(found.links, field) if field != "occasions" and draw(st.booleans()))
        mixed[field] = tuple(own.values())
    other = replace(other, **mixed)
    shuffled = {f.name: tuple(draw(st.permutations(getattr(other, f.name)))) for f in fields(other)}
    return found, replace(other, **shuffled)


def _spans(text: str) -> st.SearchStrategy[tuple[int, int]]:
    whole = st.integers(0, len(text) - 1)
    return whole.flatmap(lambda a: st.tuples(st.just(a), st.integers(a + 1, len(text))))


@st.composite
def _reading(
    draw: st.DrawFn,
    article: str,
    spans: st.SearchStrategy[tuple[tuple[int, int], ...]],
    span: st.SearchStrategy[tuple[int, int]],
) -> Reading:
    ids = [f"{article}q{n}" for n in range(draw(st.integers(0, 3)))]
    score = st.floats(0, 1)
    attributions = tuple(
        Attribution(
            id,
            article,
            draw(spans),
            draw(spans),
            draw(spans),
            draw(st.sampled_from(("direct", "indirect", "mixed"))),
            draw(st.sampled_from(("statement", "attitude"))),
            draw(_maybe),
            draw(st.none() | st.sampled_from(ids)),
            draw(score),
            "test/1",
        )
        for id in ids
    )
    some = st.lists(st.sampled_from(ids), max_size=3).map(tuple) if ids else st.just(())
    entities = tuple(
        Entity(
            f"{article}e{n}",
            article,
            draw(_maybe),
            "person",
            tuple(draw(st.lists(texts, max_size=2))),
            (),
            draw(spans),
            draw(some),
            "t",
        )
        for n in range(draw(st.integers(1, 2)))
    )
    times = tuple(
        Time(f"{article}t{n}", article, draw(span), draw(_maybe), draw(_maybe), draw(_maybe), "t")
        for n in range(draw(st.integers(1, 2)))
    )
    time = st.none() | st.sampled_from([t.id for t in times])
    occasions = tuple(
        OccasionMention(
            f"{article}m{n}", article, draw(texts), draw(st.none() | st.just(entities[0].id)), draw(_maybe),
            draw(_maybe), draw(_maybe), draw(time), draw(time), draw(spans), draw(some), "t",
        )
        for n in range(draw(st.integers(0, 2)))
    )  # fmt: skip
    events = tuple(
        Event(
            f"{article}v{n}", article, times[0].id, draw(spans), draw(texts), draw(st.sampled_from([None, *ids])), "t"
        )
        for n in range(draw(st.integers(0, 2)))
    )
    credits = tuple(Credit(draw(texts), s, draw(st.booleans())) for s in draw(spans))
    return Reading(article, attributions, entities, times, occasions, events, credits)


@st.composite
def _links(draw: st.DrawFn, readings: list[Reading]) -> Links:
    articles = [r.article for r in readings]
    attributions = [x.id for r in readings for x in r.attributions]
    entities = [x.id for r in readings for x in r.entities]
    times = [x.id for r in readings for x in r.times]
    mentions = [x.id for r in readings for x in r.occasions]

    def some(ids: list[str]) -> tuple[str, ...]:
        return tuple(draw(st.lists(st.sampled_from(ids), max_size=3))) if ids else ()

    span = st.tuples(st.integers(0, 5), st.integers(6, 9))
    passage = st.none() | st.builds(
        Passage, st.sampled_from(articles), st.lists(st.just((0, 1)), max_size=2).map(tuple)
    )
    speakers = tuple(
        Speaker(
            f"s{n}", draw(texts), "group", tuple(draw(st.lists(texts, max_size=2))), (), some(entities), "t",
            draw(_maybe), draw(_maybe),
        )
        for n in range(draw(st.integers(0, 2)))
    )  # fmt: skip
    speaker = st.sampled_from([None, *(s.id for s in speakers)])
    settled = tuple(Settled(t, draw(texts), draw(_maybe), draw(texts), "t") for t in sorted(set(some(times))))
    stories = tuple(
        Story(
            f"y{n}", draw(texts), some(articles), tuple(x for x in (some(articles), some(articles)) if x), "t",
            tuple(draw(st.lists(_maybe, max_size=2))),
        )
        for n in range(draw(st.integers(0, 2)))
    )  # fmt: skip
    derivations = tuple(
        Derivation(
            f"d{n}", draw(st.sampled_from(articles)), draw(st.sampled_from([None, *articles])), draw(_maybe), "copy",
            draw(st.floats(0, 1)), tuple(draw(st.lists(st.builds(Match, span, st.none() | span), max_size=2))),
            draw(texts), "t", draw(st.sampled_from((None, "dated", "undetermined"))), draw(_maybe),
        )
        for n in range(draw(st.integers(0, 2)))
    )  # fmt: skip
    change = st.builds(Change, st.sampled_from(("dropped", "added")), st.none() | span, st.none() | span)
    statements = tuple(
        Statement(
            f"st{n}", draw(speaker), some(attributions),
            tuple(
                Wording(x, attributions[0], "verbatim", tuple(draw(st.lists(change, max_size=2))))
                for x in some(attributions)
            ),
            "t",
        )
        for n in range(draw(st.integers(0, 2)))
    )  # fmt: skip
    occasions = tuple(
        Occasion(
            f"o{n}", draw(texts), draw(speaker), *(draw(_maybe) for _ in range(5)),
            some(articles), some(mentions), some(attributions), "t",
        )
        for n in range(draw(st.integers(0, 2)))
    )  # fmt: skip
    discrepancies = tuple(
        Discrepancy(
            f"x{n}", "date", draw(st.sampled_from([None, *(s.id for s in statements)])), draw(passage), draw(passage),
            draw(texts), "low", "t",
        )
        for n in range(draw(st.integers(0, 2)))
    )  # fmt: skip
    return Links(
        speakers=speakers,
        settled=settled,
        stories=stories,
        derivations=derivations,
        statements=statements,
        occasions=occasions,
        discrepancies=discrepancies,
    )
