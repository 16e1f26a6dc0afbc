"""The view of one story: its articles, who said what, what comes from where, where accounts differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from onrecord.model import (
    Article,
    Attribution,
    Change,
    Derivation,
    Discrepancy,
    Event,
    Occasion,
    Passage,
    Span,
    Statement,
    Story,
    Wording,
)
from onrecord.report.desk import Desk, fullest, shortened, slug
from onrecord.report.marked import Mark
from onrecord.report.shapes import (
    CHANGES,
    HOW,
    HOW_DERIVED,
    SEVERITIES,
    DerivationView,
    DiscrepancyView,
    EventView,
    Group,
    OccasionView,
    Reference,
    Report,
    StatementView,
    StoryView,
    Worded,
    Words,
)
from onrecord.text import merged, overlap

# statements that a story's table holds, and articles up to which those that leave one out are named: with more, the
# page would grow with statements times articles
MATRIX_ROWS = 100
NAMED_ABSENT = 12
_RANK = {how: n for n, how in enumerate(HOW)}


def story(desk: Desk, row: Story | None, ids: Sequence[str]) -> StoryView:
    """One story, or the one article in `ids` for itself."""
    articles = [desk.articles[i] for i in ids if i in desk.articles]
    key = row.id if row else ids[0]
    stated = row.origins if row and row.origins else tuple((a.id,) for a in articles)
    origins = [group for group in (tuple(a for a in g if a in desk.articles) for g in stated) if group]
    origin_of = {a: n for n, group in enumerate(origins, 1) for a in group}
    articles.sort(key=lambda a: (origin_of.get(a.id, 0), a.published or "9999", a.name, a.id))
    occasions = {o.id: _occasion(desk, o) for o in desk.occasions_in.get(key, ())}
    found = [statement(desk, s, articles, origin_of, occasions) for s in desk.statements_in.get(key, ())]
    found.sort(key=lambda s: (-s.origins, -len(s.reported), s.reported[0].href))
    shared = [s for s in found if len(s.reported) > 1]
    groups = _groups(desk, key, found)
    spoke = sorted(((g.who, len(g.shared) + len(g.single)) for g in groups if g.who.sure), key=lambda x: -x[1])
    differ = [_discrepancy(desk, d) for d in desk.discrepancies_in.get(key, ())]
    return StoryView(
        id=slug("story", key),
        title=row.title if row else articles[0].title or articles[0].name,
        articles=tuple(_reference(desk, a, origin_of.get(a.id, 0)) for a in articles),
        origins=len(origins),
        joint=tuple((n, tuple(desk.labels[a] for a in group)) for n, group in enumerate(origins, 1) if len(group) > 1),
        own=tuple(desk.labels[group[0]] for group in origins if len(group) == 1),
        derivations=_derivations(desk, key),
        groups=groups,
        matrix=tuple((s, _row(s, articles)) for s in shared[:MATRIX_ROWS]),
        shared=len(shared),
        statements=len(found),
        speakers=tuple(spoke[:5]),
        discrepancies=tuple(sorted(differ, key=lambda d: (SEVERITIES.index(d.severity), d.kind, d.id))),
        occasions=tuple(sorted(occasions.values(), key=lambda o: (-o.statements, o.held or "9999", o.title, o.id))),
        events=_events(desk, articles),
        made_by=row.made_by if row else None,
    )


def _reference(desk: Desk, a: Article, origin: int) -> Reference:
    return Reference(desk.labels[a.id], "#" + slug("article", a.id), a.title, a.outlet, a.published, origin)


def _row(s: StatementView, articles: Sequence[Article]) -> tuple[Report | None, ...]:
    by_article = {r.article: r for r in s.reported}
    return tuple(by_article.get(a.id) for a in articles)


# --- statements --------------------------------------------------------------------------------------


def statement(
    desk: Desk,
    row: Statement,
    articles: Sequence[Article],
    origin_of: dict[str, int],
    occasions: dict[str, OccasionView],
) -> StatementView:
    """One statement among the articles of its story."""
    held = desk.held(row)
    full = fullest(held, row.wordings)
    wordings = {w.attribution: w for w in row.wordings if w.attribution != w.against}
    best: dict[str, tuple[str, Attribution]] = {}
    for a in held:
        how = how_reported(a, wordings.get(a.id))
        if a.article not in best or _RANK[how] < _RANK[best[a.article][0]]:
            best[a.article] = (how, a)
    order = {a.id: n for n, a in enumerate(articles)}
    reported = sorted(best, key=lambda article: (order.get(article, len(order)), article))
    absent = [a.id for a in articles if a.id not in best]
    occasion = next((occasions.get(desk.occasion_of[a.id].id) for a in held if a.id in desk.occasion_of), None)
    speaker = desk.speakers.get(row.speaker or "")
    return StatementView(
        id=slug("s", row.id),
        who=desk.name(speaker) if speaker else desk.who(full),
        thought=full.kind == "attitude",
        words=desk.said(full),
        short=desk.short(full),
        reported=tuple(Report(a, desk.labels[a], best[a][0], "#" + slug("a", best[a][1].id)) for a in reported),
        absent=tuple(desk.labels[a] for a in absent) if len(articles) <= NAMED_ABSENT else (),
        missing=len(absent),
        origins=len({origin_of.get(a, 0) for a in best}),
        wordings=_wordings(desk, full, [(a, wordings[a.id]) for a in held if a.id in wordings]),
        occasion=occasion,
        score=max(a.score for a in held),
        made_by=row.made_by,
    )


def how_reported(attribution: Attribution, wording: Wording | None) -> str:
    """How an attribution reports its statement, a key of `HOW`; the fullest wording has no `wording`."""
    relation = wording.relation if wording else "verbatim"
    if relation == "translation":
        return "translated"
    if relation == "altered":
        return "altered"
    if relation == "paraphrase" or attribution.form == "indirect":
        return "paraphrased"
    return "in part" if relation == "trimmed" else "quoted"


def _wordings(desk: Desk, full: Attribution, others: Sequence[tuple[Attribution, Wording]]) -> tuple[Worded, ...]:
    """The fullest wording and the others beside it; what each changes is marked in both."""
    columns = []
    in_fullest: list[Mark] = []
    for a, wording in others:
        if wording.against != full.id or not telling(a, wording.changes):
            columns.append(Worded(desk.said(a), wording.relation))
            continue
        label = desk.labels[a.article]
        marks = [_mark(c.kind, c.left, c.kind) for c in wording.changes if c.left]
        if a.article != full.article:
            in_fullest += [_mark(c.kind, c.right, f"{label}: {c.kind}") for c in wording.changes if c.right]
        kinds = ", ".join(dict.fromkeys(c.kind for c in wording.changes))
        columns.append(Worded(desk.said(a, marks), f"{wording.relation}: {kinds}" if kinds else wording.relation))
    # with most of it marked, what stays the same can no longer be seen
    covered = merged(span for mark in in_fullest for span in mark.spans)
    if 3 * overlap(covered, full.content) > 2 * sum(stop - start for start, stop in full.content):
        in_fullest = [m for m in in_fullest if m.tag != "del"]
    # without marks the fullest wording would only say again what the statement begins with
    return (Worded(desk.said(full, in_fullest), "fullest"), *columns) if in_fullest else tuple(columns)


def telling(a: Attribution, changes: Sequence[Change]) -> bool:
    """Whether marking changes word by word helps: less than half of the wording is changed."""
    changed = sum(c.left[1] - c.left[0] for c in changes if c.left)
    return 2 * changed < sum(stop - start for start, stop in a.content)


def _mark(kind: str, span: Span, title: str) -> Mark:
    return Mark((span,), css(kind), "", title, CHANGES[kind][0])


def css(kind: str) -> str:
    """The class of a kind of change."""
    return "ch-" + kind.replace(" ", "-")


def _groups(desk: Desk, key: str, statements: Sequence[StatementView]) -> tuple[Group, ...]:
    """Statements by speaker, those with most statements in several articles first; the unnamed come last."""
    by_who: dict[tuple[str, str | None], list[StatementView]] = defaultdict(list)
    for s in statements:
        by_who[("" if s.who.href else s.who.text, s.who.href)].append(s)
    groups = [
        Group(
            f"{slug('by', key)}-{n}",
            own[0].who,
            desk.descriptions.get(own[0].who.href or "", ()),
            tuple(s for s in own if len(s.reported) > 1),
            tuple(s for s in own if len(s.reported) == 1),
        )
        for n, own in enumerate(by_who.values(), 1)
    ]
    return tuple(sorted(groups, key=lambda g: (-len(g.shared), not g.who.sure, -len(g.single), g.who.text)))


# --- what articles say together ----------------------------------------------------------------------


def _derivations(desk: Desk, key: str) -> tuple[DerivationView, ...]:
    rows = [d for d in desk.derivations_in.get(key, ()) if d.article in desk.articles]
    weight = list(HOW_DERIVED)
    return tuple(_derivation(desk, d) for d in sorted(rows, key=lambda d: (weight.index(d.how), -d.score, d.id)))


def _derivation(desk: Desk, row: Derivation) -> DerivationView:
    origin = row.origin if row.origin in desk.articles else None
    passages = sorted((p for p in row.passages if p.span[0] < p.span[1]), key=lambda p: p.span[0] - p.span[1])
    return DerivationView(
        id=slug("d", row.id),
        label=desk.labels[row.article],
        source=desk.labels[origin] if origin else row.source or "an origin that is not here",
        held=origin is not None,
        how=row.how,
        why=row.why,
        passages=tuple(
            (
                desk.words(row.article, (p.span,)),
                desk.words(origin, (p.from_span,)) if origin and p.from_span else None,
            )
            for p in passages
        ),
        score=row.score,
        made_by=row.made_by,
    )


def _discrepancy(desk: Desk, row: Discrepancy) -> DiscrepancyView:
    def side(passage: Passage | None) -> Words | None:
        if passage is None or not passage.spans or passage.article not in desk.articles:
            return None
        return desk.words(passage.article, passage.spans)

    return DiscrepancyView(
        id=slug("x", row.id),
        kind=row.kind,
        note=row.note,
        severity=row.severity,
        statement="#" + slug("s", row.statement) if row.statement else None,
        left=side(row.left),
        right=side(row.right),
        made_by=row.made_by,
    )


def _occasion(desk: Desk, row: Occasion) -> OccasionView:
    speaker = desk.speakers.get(row.speaker or "")
    title = row.kind[:1].upper() + row.kind[1:]
    for word, value in (("of", speaker.name if speaker else None), ("with", row.host), ("on", row.about)):
        title += f" {word} {shortened(value, 90)}" if value else ""
    mentions = [desk.mentions[m] for m in row.mentions if m in desk.mentions]
    return OccasionView(
        id=slug("o", row.id),
        title=title,
        held=row.held,
        aired=row.aired,
        place=row.place,
        labels=tuple(desk.labels[a] for a in row.articles if a in desk.articles),
        evidence=tuple(desk.words(m.article, m.spans) for m in mentions if m.spans),
        statements=len({desk.statement_of[a].id for a in row.attributions if a in desk.statement_of}),
        made_by=row.made_by,
    )


def _events(desk: Desk, articles: Sequence[Article]) -> tuple[EventView, ...]:
    views = [_event(desk, e) for a in articles for e in desk.readings[a.id].events if e.spans]
    return tuple(sorted(views, key=lambda e: (e.date is None, e.date or "")))


def _event(desk: Desk, row: Event) -> EventView:
    """An event at the time that its article gives, or else the other articles of the story."""
    time, settled = desk.times.get(row.time), desk.settled.get(row.time)
    date, until = (time.value, time.until) if time and time.value else (None, None)
    if date is None and settled:
        date, until = settled.value, settled.until
    claim = desk.attributions.get(row.attribution or "")
    return EventView(
        id=slug("e", row.id),
        date=date,
        until=until,
        words=desk.words(row.article, row.spans),
        claimed=row.attribution is not None,
        claimed_by=desk.who(claim) if claim else None,
        made_by=row.made_by,
    )
