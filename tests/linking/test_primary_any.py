"""Whatever is called primary is read and linked, and what comes of it fits its articles."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord import intake, linking, pipeline, reading
from onrecord.model import Article, Source

PIECES = st.sampled_from(
    [
        "Transcript of the hearing with Minister Ada Holm\n\n",
        "PRESS RELEASE\n\n",
        "HOLM: ",
        "Q: ",
        "A. ",
        "MINISTER: ",
        "– ",
        "[Laughter.] ",
        "(applause) ",
        "The bridge over the Aster stays shut until the steel is replaced. ",
        "“We will not open it,” said Tom Reed, the engineer. ",
        "No. ",
        "Who pays for all of that? ",
        "\n\n",
        "\n",
        ":",
        "“",
        "é\u0301 \u200f",
        "Notes to editors\n",
    ]
)
TEXTS = st.lists(PIECES, min_size=1, max_size=30).map("".join)


@settings(max_examples=40, deadline=None)
@given(TEXTS, TEXTS)
def test_any_primary_source_is_linked(source: str, report: str) -> None:
    given_ = [
        Source("a.txt", "a", "text/plain", source.encode(), primary=True),
        Source("b.txt", "b", "text/plain", report.encode()),
        Source("c.srt", "c", "application/x-subrip", f"1\n00:01,000 --> 00:02,000\n{source}".encode()),
    ]
    articles = [x for x in intake.parse(given_) if isinstance(x, Article)]
    readings = reading.read(articles)
    for article, found in zip(articles, readings, strict=True):
        pipeline.check(article, found)
    links = linking.link(articles, readings)
    length = {a.id: len(a.text) for a in articles}
    roles = {a.id: a.role for a in articles}
    home = {row.id: r.article for r in readings for row in r.attributions}
    for row in links.aligned:
        assert roles[row.document]
        assert roles[home[row.attribution]] is None
        assert all(0 <= a < b <= length[row.document] for a, b in row.spans)
        assert {home[turn] for turn in row.turns} == {row.document}
    ids = [s.id for s in links.statements]
    assert len(ids) == len(set(ids))
    assert all(a in home for s in links.statements for a in s.attributions)
    assert linking.link(articles[::-1], readings[::-1]).statements == links.statements
