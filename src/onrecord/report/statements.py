"""The views of statements: the fullest words, who reports them how, who leaves them out, and all wordings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from markupsafe import Markup

from onrecord.model import Article, Attribution, Change, Passage, Span, Statement, Wording
from onrecord.report.desk import Desk, dated
from onrecord.report.lineage import bared
from onrecord.report.marked import Mark
from onrecord.report.shapes import OccasionView, Report, SaidView, StatementView, Told, Worded
from onrecord.report.signs import CHANGES, HOW, NAMED
from onrecord.report.silence import Silences
from onrecord.text import merged, overlap, quote, without_that

_RANK = {how: n for n, how in enumerate(HOW)}


@dataclass(frozen=True, slots=True)
class Scene:
    """What the statements of one story are seen among; `order` says where each article stands."""

    articles: Sequence[Article]
    order: Mapping[str, int]
    origin_of: Mapping[str, int]
    occasions: Mapping[str, OccasionView]
    silences: Silences


def statement(desk: Desk, row: Statement, scene: Scene) -> StatementView:
    """One statement among the articles of its story."""
    held = desk.held(row)
    full = desk.fullest(row)
    wordings = {w.attribution: w for w in row.wordings if w.attribution != w.against}
    best = _best(desk, held, wordings)
    reported = sorted(best, key=lambda article: (scene.order.get(article, len(scene.order)), article))
    facts = scene.silences.as_fact(row, best)
    speaker = desk.speakers.get(row.speaker or "")
    # a quotation stands first where there is one, whatever the wordings were held against; not one that another
    # statement is told by too
    quoted = [a for a in held if a.form == "direct" and desk.alone(a, row)] if full.form == "indirect" else []
    head = max(quoted, key=lambda a: desk.length(a, row), default=full)
    outer = desk.attributions.get(head.nested_in or "")
    reports = tuple(Report(a, desk.labels[a], best[a][0], desk.attribution(best[a][1])) for a in reported)
    told = facts_told(desk, facts)
    return StatementView(
        id=desk.at.slug("s", row.id),
        row=row,
        who=desk.name(speaker) if speaker else desk.who(full),
        thought=head.kind == "attitude",
        told_by=desk.who(outer) if outer else None,
        via=tuple(dict.fromkeys(a.via for a in held if a.via)),
        quoted=head.form == "direct",
        reported=reports,
        by_how=tuple((how, own) for how in HOW if (own := tuple(r for r in (*reports, *told) if r.how == how))),
        # a primary source is no report; what stands in it alone has that one origin
        origins=len({scene.origin_of.get(a, 0) for a in best if not desk.articles[a].role}) or 1,
        occasion=next((scene.occasions.get(desk.occasion_of[a.id].id) for a in held if a.id in desk.occasion_of), None),
        score=max(a.score for a in held),
        made_by=row.made_by,
        tell=partial(_told, desk, row, scene, head, full, best, facts),
    )


def _told(
    desk: Desk,
    row: Statement,
    scene: Scene,
    head: Attribution,
    full: Attribution,
    reported: Collection[str],
    facts: Collection[str],
) -> Told:
    """What is told of a statement whose wording `head` stands first and whose others are held against `full`."""
    held = desk.held(row)
    wordings = {w.attribution: w for w in row.wordings if w.attribution != w.against}
    html, at, others = _wordings(desk, row, head, full, [(a, wordings[a.id]) for a in held if a.id in wordings])
    shared = len(reported) > 1
    few = shared and len(scene.articles) <= NAMED
    silent = scene.silences.silent(held, reported, facts) if few else {}
    left_out = sorted((a for a in silent if silent[a] != "open"), key=lambda a: silent[a] != "cut")
    return Told(
        html=html,
        at=at,
        short=desk.short(head, statement=row),
        wordings=others,
        left_out=tuple((silent[a], desk.labels[a]) for a in left_out),
        missing=len(left_out) if few else scene.silences.missing(held, reported, facts) if shared else 0,
        repeats=_when_said(desk, row.repeats) if row.repeats else None,
        again=tuple(_when_said(desk, i) for i in desk.again.get(row.id, ())),
    )


def facts_told(desk: Desk, facts: Mapping[str, Passage]) -> tuple[Report, ...]:
    """The reports of articles that tell what was said as a fact."""
    return tuple(
        Report(a, desk.labels[a], "as fact", desk.at.article(a, desk.pointed(a, p.spans))) for a, p in facts.items()
    )


def said(desk: Desk, row: Statement, home: str) -> SaidView:
    """One statement as the page of its speaker shows it; `home` is the story, or the article, that it stands in."""
    held = desk.held(row)
    full = desk.fullest(row)
    reports = _best(desk, held, {w.attribution: w for w in row.wordings if w.attribution != w.against})
    outer = desk.attributions.get(full.nested_in or "")
    days = [day for a in held if (o := desk.occasion_of.get(a.id)) and (day := o.held or o.aired)]
    published = [day for a in held if (day := desk.articles[a.article].published)]
    story = desk.stories.get(home)
    shown = [Report(a, desk.labels[a], how, desk.attribution(x)) for a, (how, x) in sorted(reports.items())]
    return SaidView(
        id=desk.at.slug("s", row.id),
        href=desk.statement(row.id),
        day=min(days or published, default=None),
        reported_only=not days,
        thought=full.kind == "attitude",
        told_by=desk.who(outer) if outer else None,
        html=desk.said(full, statement=row),
        at=(desk.place(full.article, desk.told(full, row)),),
        by_how=tuple((how, own) for how in HOW if (own := tuple(r for r in shown if r.how == how))),
        story=desk.at.story(home),
        title=story.title if story else desk.articles[home].title or desk.articles[home].name,
        score=max(a.score for a in held),
        made_by=row.made_by,
    )


def _best(
    desk: Desk, held: Sequence[Attribution], wordings: Mapping[str, Wording]
) -> dict[str, tuple[str, Attribution]]:
    """For each article that reports a statement: how it does at best, and the attribution that does."""
    best: dict[str, tuple[str, Attribution]] = {}
    for a in held:
        how = how_reported(a, wordings.get(a.id), desk.articles[a.article].text)
        if a.article not in best or _RANK[how] < _RANK[best[a.article][0]]:
            best[a.article] = (how, a)
    return best


def _when_said(desk: Desk, id: str) -> tuple[str, str | None]:
    """The address of a statement, and its day in words where its occasion has one."""
    held = desk.statements.get(id)
    rows = (desk.occasion_of.get(a) for a in (held.attributions if held else ()))
    days = [day for o in rows if o is not None and (day := o.held or o.aired)]
    return desk.statement(id), dated(min(days)) if days else None


_MARKS = frozenset("\"'“”„‟‘’‚«»‹›「『")


def how_reported(attribution: Attribution, wording: Wording | None, text: str) -> str:
    """How an attribution reports its statement, a key of `HOW`; the fullest wording has no `wording`."""
    relation = wording.relation if wording else "verbatim"
    if relation == "translation":
        return "translated"
    if relation == "altered":
        return "altered"
    if attribution.form == "indirect":
        return "paraphrased"
    if attribution.form == "mixed" and not all(
        _MARKS & set(text[max(0, a - 1) : a + 1]) for a, _ in without_that(text, attribution.content)
    ):
        return "in part"  # some of the words are the article's own
    return "in part" if relation == "trimmed" else "quoted"


def _wordings(
    desk: Desk, row: Statement, head: Attribution, full: Attribution, others: Sequence[tuple[Attribution, Wording]]
) -> tuple[Markup, tuple[str, ...], tuple[Worded, ...]]:
    """The wording that stands first, where it and the same words stand, and the others.

    What each changes against `full` is marked in both.
    """
    columns: dict[str, Worded] = {}
    in_fullest: list[Mark] = []
    same = _bare(desk, row, head) if others else ""
    places = [desk.place(head.article, desk.told(head, row))]
    if head is not full:
        columns[_bare(desk, row, full)] = _worded(desk, row, full, "paraphrase")
    for a, wording in others:
        bare = _bare(desk, row, a)
        if bare == same:
            if a is not head:
                places.append(desk.place(a.article, desk.told(a, row)))
        elif bare in columns:
            more = _worded(desk, row, a, "")
            columns[bare] = replace(columns[bare], by=columns[bare].by + more.by, at=columns[bare].at + more.at)
        elif wording.against != full.id or not telling(wording.changes, desk.length(a, row)):
            columns[bare] = _worded(desk, row, a, wording.relation)
        else:
            marks = [_mark(c.kind, c.left, c.kind) for c in wording.changes if c.left]
            if a.article != full.article:
                label = desk.labels[a.article]
                in_fullest += [_mark(c.kind, c.right, f"{label}: {c.kind}") for c in wording.changes if c.right]
            kinds = ", ".join(dict.fromkeys(c.kind for c in wording.changes))
            columns[bare] = _worded(desk, row, a, f"{wording.relation}: {kinds}" if kinds else wording.relation, marks)
    # it stands first and alone, to be read: with much of it marked, what stays the same can no longer be seen
    covered = merged(span for mark in in_fullest for span in mark.spans)
    if 3 * overlap(covered, full.content) > desk.length(full, row):
        in_fullest = []
    return desk.said(head, in_fullest if head is full else (), row), tuple(places), tuple(columns.values())


def _worded(desk: Desk, row: Statement, a: Attribution, note: str, marks: Sequence[Mark] = ()) -> Worded:
    by = ((desk.labels[a.article], desk.attribution(a)),)
    return Worded(
        desk.at.slug("a", a.id), by, (desk.place(a.article, desk.told(a, row)),), desk.said(a, marks, row), note
    )


def _bare(desk: Desk, row: Statement, a: Attribution) -> str:
    """The words of a wording without marks, spaces and capitals: equal for what a reader takes for the same words."""
    return bared(quote(desk.articles[a.article].text, desk.told(a, row), " "))


def telling(changes: Sequence[Change], length: int) -> bool:
    """Whether marking changes word by word helps: less than half of the wording, so long, is changed."""
    changed = sum(c.left[1] - c.left[0] for c in changes if c.left)
    return 2 * changed < length


def _mark(kind: str, span: Span, title: str) -> Mark:
    return Mark((span,), css(kind), "", title, CHANGES[kind][0])


def css(kind: str) -> str:
    """The class of a kind of change, or of a way of reporting."""
    return "ch-" + kind.replace(" ", "-")
