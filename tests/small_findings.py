"""Small findings made by hand: one with a row of every kind, one in which every text is an attack."""

from __future__ import annotations

from dataclasses import replace

from onrecord.model import (
    Aligned,
    Article,
    Attribution,
    Change,
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
    Speaker,
    Statement,
    Story,
    Time,
    Wording,
)

ONE = (
    "Bridge closed\n\nBy Ann Lee\n\nThe bridge is “not safe for anybody,” Mayor Jo Reyes said on Monday, “and it "
    "will stay shut.” She said the builder admitted that the steel was thin.\n\nRead more: Ten best bridges\n"
)
TWO = "Mayor: bridge unsafe\n\nJo Reyes said the bridge is “not safe,” the Post reported.\n\nNobody was hurt in 2019.\n"
THREE = "Trams\r\n\r\nTrams run again.\r\n"


def at(text: str, *words: str) -> tuple[tuple[int, int], ...]:
    """The spans of words in a text."""
    return tuple((text.index(w), text.index(w) + len(w)) for w in words)


def said(
    id: str, article: str, text: str, who: list[str], cue: list[str], what: list[str], **other: object
) -> Attribution:
    row = Attribution(
        id, article, at(text, *who), at(text, *cue), at(text, *what), "mixed", "statement", None, None, 0.9, "reader/1"
    )
    return replace(row, **other)


def example() -> Findings:
    """Two articles of one story and one of its own, with a row of every kind."""
    one = Article(
        "one",
        "in/one.txt",
        "one",
        "aa",
        "text/plain",
        ONE,
        "en",
        "Bridge closed",
        None,
        ("Ann Lee",),
        "Post",
        "2024-01-22",
        paragraphs=(at(ONE, ONE.split("\n\n")[2]),),
        furniture=(
            Furniture(at(ONE, "By Ann Lee")[0], "byline"),
            Furniture(at(ONE, "Read more: Ten best bridges")[0], "teaser"),
        ),
        evidence={"title": at(ONE, "Bridge closed"), "authors": at(ONE, "Ann Lee")},
    )
    two = Article("two", "in/two.txt", "two", "bb", "text/plain", TWO, "en", "Mayor: bridge unsafe", evidence={})
    three = Article("three", "in/three.txt", "three", "cc", "text/plain", THREE)
    discontinuous = ["“not safe for anybody,”", "“and it will stay shut.”"]
    outer = said(
        "a2", "one", ONE, ["She"], ["said the"], ["the builder admitted that the steel was thin"], form="indirect"
    )
    inner = said(
        "a3", "one", ONE, ["the builder"], ["admitted"], ["the steel was thin"], form="indirect", nested_in="a2"
    )
    readings = (
        Reading(
            "one",
            (said("a1", "one", ONE, ["Mayor Jo Reyes"], ["said on"], discontinuous), outer, inner),
            (
                Entity("e1", "one", "Jo Reyes", "person", (), (), (), ("a1", "a2"), "names/1"),
                Entity("e2", "one", None, "group", (), (), (), ("a3",), "names/1"),
            ),
            times=(Time("t1", "one", at(ONE, "Monday")[0], "2024-01-22", None, "published", "times/1"),),
            events=(Event("v1", "one", "t1", at(ONE, "The bridge is"), "The bridge is", "a1", "events/1"),),
            occasions=(
                OccasionMention(
                    "m1", "one", "remarks", "e1", None, None, None, "t1", None, at(ONE, "on Monday"), ("a1",), "o/1"
                ),
            ),
        ),
        Reading(
            "two",
            (said("b1", "two", TWO, ["Jo Reyes"], ["said"], ["the bridge is “not safe,”"]),),
            (Entity("e3", "two", "Jo Reyes", "person", (), (), (), ("b1",), "names/1"),),
            times=(Time("t2", "two", at(TWO, "2019")[0], "2019", None, None, "times/1"),),
            events=(Event("v2", "two", "t2", at(TWO, "Nobody was hurt in 2019"), "Nobody was hurt", None, "events/1"),),
        ),
        Reading("three"),
    )
    changes = (
        Change("dropped", None, at(ONE, "for anybody")[0]),
        Change("added", at(TWO, "the bridge")[0], None),
    )
    links = Links(
        speakers=(
            Speaker("s1", "Jo Reyes", "person", ("Reyes",), ("the mayor",), ("e1", "e3"), "speakers/1"),
            Speaker("s2", "the builder", "group", (), ("the builder",), ("e2",), "speakers/1"),
        ),
        stories=(Story("st", "Bridge closed", ("one", "two"), (("one", "two"),), "stories/1"),),
        derivations=(
            Derivation(
                "d1",
                "two",
                "one",
                None,
                "credit",
                0.8,
                (Match(at(TWO, "not safe")[0], at(ONE, "not safe")[0]),),
                "It names the Post.",
                "derivations/1",
            ),
        ),
        statements=(
            Statement("k1", "s1", ("a1", "b1"), (Wording("b1", "a1", "altered", changes),), "statements/1"),
            Statement("k2", "s1", ("a2",), (), "statements/1"),
            Statement("k3", "s2", ("a3",), (), "statements/1"),
        ),
        occasions=(
            Occasion(
                "o1", "remarks", "s1", None, None, None, "2024-01-22", None, ("one",), ("m1",), ("a1",), "occasions/1"
            ),
        ),
        discrepancies=(
            Discrepancy(
                "x1",
                "quotation shortened",
                "k1",
                Passage("two", at(TWO, "not safe")),
                Passage("one", at(ONE, "not safe for anybody")),
                "two quotes less of it",
                "high",
                "discrepancies/1",
            ),
            Discrepancy(
                "x2", "wording", "k1", Passage("two", at(TWO, "the bridge")), None, "a small thing", "low", "d/1"
            ),
        ),
    )
    return Findings((one, two, three), readings, links, (Failure("in/bad.bin", "it is no text"),))


# were any of it to run, the title of the page would be "ran"
HOSTILE = (
    "</title></style></script><script>document.title='ran'</script><svg onload=document.title='ran'>"
    "<img src=x onerror=document.title='ran'>\" onfocus=document.title='ran' autofocus x='\" ' onmouseover='x' -->"
    "<a href=javascript:document.title='ran'>{{ 7 * 7 }} &amp; \u202eevil\u202c </div></p></blockquote><base href=//x>"
    "<meta http-equiv=refresh content=0;url=//x><iframe srcdoc=x></iframe><style>*{display:none}</style>"
    "javascript:document.title='ran'"
)


def hostile(text: str = HOSTILE) -> Findings:
    """Findings in which every text is an attack; `text` is the attack."""
    article = Article(
        "one",
        text,
        text,
        text,
        text,
        text,
        text,
        text,
        text,
        (text,),
        text,
        text,
        text,
        text,
        (((0, 30),),),
        ((0, 10),),
        (Furniture((3, 40), text),),
        {"title": ((0, 20),), "outlet": ((5, 60),)},
    )
    other = replace(article, id=text)
    rows = tuple(
        Attribution(
            f"{n}{text}",
            a.id,
            ((n, n + 9),),
            ((5, 20),),
            ((8, 70),),
            "direct",
            "statement",
            text,
            None,
            1,
            text,
        )
        for n, a in enumerate((article, other))
    )
    readings = tuple(
        Reading(
            a.id,
            (row,),
            (Entity(row.id, a.id, text, "person", (text,), (text,), (), (row.id,), text),),
            events=(Event(row.id, a.id, text, ((0, 50),), text, row.id, text),),
        )
        for a, row in zip((article, other), rows, strict=True)
    )
    ids = tuple(r.id for r in rows)
    side = Passage("one", ((4, 44),))
    links = Links(
        speakers=(Speaker(text, text, "person", (text,), (text,), ids, text, text, text),),
        stories=(Story(text, text, ("one", text), (("one",), (text,)), text),),
        derivations=(Derivation(text, "one", None, text, "credit", 1, (Match((0, 9), None),), text, text),),
        statements=(Statement(text, text, ids, (Wording(ids[0], ids[1], "altered", ()),), text),),
        occasions=(Occasion(text, text, text, text, text, text, text, text, ("one",), (), ids, text),),
        discrepancies=(Discrepancy(text, "wording", text, side, side, text, "high", text),),
    )
    return Findings((article, other), readings, links, (Failure(text, text),))


# whom the report names for the words of another, of whose name it has no word
ANOTHER = "<q-z/lang=zz>\u202eZed"


def hostile_primary(text: str = HOSTILE) -> Findings:
    """A primary source in which every text is an attack, and a report of it: what it alters, tells, drops, invents."""
    sentences = [f"{n} {text} {n}." for n in ("one", "two", "three", "four", "five")]
    spans = [(start := sum(len(x) + 1 for x in sentences[:n]), start + len(x)) for n, x in enumerate(sentences)]
    source = Article(
        "source",
        text,
        text,
        text,
        text,
        "\n".join(sentences),
        title=text,
        published=text,
        paragraphs=tuple((span,) for span in spans),
        origin=tuple(Origin(span, f"page {text}") for span in spans),
        role="transcript",
    )
    report = replace(source, id="report", name=f"report {text}", origin=(), role=None, outlet=text)

    def said(id: str, article: Article, n: int) -> Attribution:
        return Attribution(
            id, article.id, ((0, 3),), ((4, 9),), (spans[n],), "direct", "statement", text, None, 1.0, text
        )

    turns = tuple(said(f"turn {n}", source, n) for n in range(4))
    altered, invented = said("altered", report, 0), said("invented", report, 4)
    readings = (
        Reading("source", turns, (_speaking("e1", "source", text, turns),)),
        Reading(
            "report",
            (altered, invented),
            (_speaking("e2", "report", ANOTHER, (altered,)), _speaking("e3", "report", text, (invented,))),
        ),
    )
    half = (spans[0][0] + len(text) // 2, spans[0][1])
    dropped = (Change("dropped", None, half), Change("replaced", half, half))
    words = spans[:1] + spans[3:4]
    turn_ids = (turns[0].id, turns[3].id)
    row = Aligned("al", "altered", "source", tuple(words), turn_ids, "altered", dropped, "s1", 1.0, text)
    links = Links(
        speakers=(
            Speaker("s1", text, "person", (text,), (text,), ("e1", "e3"), text, text, text),
            Speaker("s2", ANOTHER, "person", (text,), (text,), ("e2",), text, text, text),
        ),
        stories=(Story("story", text, ("source", "report"), (("source",), ("report",)), text),),
        statements=(
            Statement("k1", "s1", ("turn 0", "altered"), (Wording("altered", "turn 0", "altered", dropped),), text),
            Statement("k2", "s1", ("turn 1",), (), "primary.told/1"),
            Statement("k3", "s1", ("turn 2",), (), text),
            Statement("k4", "s1", ("invented",), (), text),
        ),
        aligned=(row,),
    )
    return Findings((source, report), readings, links, ())


def _speaking(id: str, article: str, name: str, said: tuple[Attribution, ...]) -> Entity:
    return Entity(id, article, name, "person", (), (), ((0, 3),), tuple(a.id for a in said), name)
