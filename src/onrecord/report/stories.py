"""The view of one story: its articles, who said what, what comes from where, where accounts differ."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup

from onrecord.model import (
    Article,
    Attribution,
    Change,
    Derivation,
    Discrepancy,
    Occasion,
    Passage,
    Span,
    Statement,
    Story,
    Wording,
)
from onrecord.report.desk import Desk, dated, period, shortened
from onrecord.report.lineage import bared, derivations
from onrecord.report.marked import Mark
from onrecord.report.shapes import (
    CHANGES,
    HOW,
    SEVERITIES,
    DerivationView,
    DiscrepancyView,
    Group,
    Matrix,
    OccasionView,
    OriginView,
    Reference,
    Report,
    SaidView,
    StatementView,
    StoryView,
    Worded,
    Words,
)
from onrecord.report.silence import Silences
from onrecord.report.timeline import days
from onrecord.text import merged, overlap, quote, without_that

# Statements and articles that a story's table holds, and how many articles, outlets and the like are named in one
# place: with more, the page would grow with statements times articles.
MATRIX_ROWS = 100
MATRIX_COLUMNS = 24
NAMED = 12
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
    silences = Silences(desk, key, articles)
    found = [statement(desk, s, articles, origin_of, occasions, silences) for s in desk.statements_in.get(key, ())]
    found.sort(key=lambda s: (-s.origins, -len(s.reported), s.reported[0].href))
    shared = [s for s in found if len(s.reported) > 1]
    groups = _groups(desk, key, found)
    spoke = sorted(((g.who, len(g.shared) + len(g.single)) for g in groups if g.who.sure), key=lambda x: -x[1])
    outlets = sorted({a.outlet for a in articles if a.outlet})
    lineage = derivations(desk, key)
    references = {a.id: _reference(desk, a, origin_of.get(a.id, 0)) for a in articles}
    dates = sorted(a.published for a in articles if a.published)
    differ = [_discrepancy(desk, d) for d in desk.discrepancies_in.get(key, ())]
    return StoryView(
        id=desk.at.slug("story", key),
        title=row.title if row else articles[0].title or articles[0].name,
        published=period(dates),
        dates=(dates[0], dates[-1]) if dates else (None, None),
        outlets=tuple(outlets[:NAMED]),
        more_outlets=max(0, len(outlets) - NAMED),
        without_outlet=sum(a.outlet is None for a in articles),
        articles=tuple(references.values()),
        origins=_origins(desk, origins, dict(zip(stated, row.origin_names if row else (), strict=False)), lineage),
        derivations=tuple(view for _, view in lineage),
        groups=groups,
        matrix=_matrix(references, shared[:MATRIX_ROWS]),
        alone=_alone(found) if len(articles) > 1 else (),
        shared=len(shared),
        independent=sum(s.origins > 1 for s in found),
        statements=len(found),
        speakers=tuple(spoke[:5]),
        discrepancies=tuple(sorted(differ, key=lambda d: (SEVERITIES.index(d.severity), d.kind, d.id))),
        occasions=tuple(sorted(occasions.values(), key=lambda o: (-o.statements, o.held or "9999", o.title, o.id))),
        days=days(desk, articles, [(o, occasions[o.id]) for o in desk.occasions_in.get(key, ())]),
        made_by=row.made_by if row else None,
    )


def _reference(desk: Desk, a: Article, origin: int) -> Reference:
    return Reference(desk.labels[a.id], desk.at.article(a.id), a.title, desk.title(a.id), a.outlet, a.published, origin)


def _matrix(references: Mapping[str, Reference], statements: Sequence[StatementView]) -> Matrix:
    """How each article reports each statement; of many articles, those that report most stand for themselves."""
    reports = Counter(r.article for s in statements for r in s.reported)
    most = sorted(references, key=lambda i: -reports[i])[:MATRIX_COLUMNS]
    shown = [i for i in references if i in set(most)]
    rows = []
    for s in statements:
        by_article = {r.article: r for r in (*s.silent, *s.reported)}
        rest = Counter(r.how for i, r in by_article.items() if i not in shown)
        words = ", ".join(f"{rest[how]} {HOW[how][0]}" for how in HOW if rest[how]) or None
        rows.append((s, tuple(by_article[i] for i in shown), words))
    return Matrix(tuple(references[i] for i in shown), len(references) - len(shown), tuple(rows))


def _alone(statements: Sequence[StatementView]) -> tuple[tuple[str, int], ...]:
    """Who reports what no other article of the story does, those with most first."""
    single = Counter(s.reported[0].label for s in statements if len(s.reported) == 1)
    return tuple(sorted(single.items(), key=lambda x: (-x[1], x[0]))[:NAMED])


# --- statements --------------------------------------------------------------------------------------


def statement(
    desk: Desk,
    row: Statement,
    articles: Sequence[Article],
    origin_of: dict[str, int],
    occasions: dict[str, OccasionView],
    silences: Silences,
) -> StatementView:
    """One statement among the articles of its story."""
    held = desk.held(row)
    full = desk.fullest(row)
    wordings = {w.attribution: w for w in row.wordings if w.attribution != w.against}
    best = _best(desk, held, wordings)
    order = {a.id: n for n, a in enumerate(articles)}
    reported = sorted(best, key=lambda article: (order.get(article, len(order)), article))
    facts = silences.as_fact(row, best)
    silent = silences.silent(held, best, facts)
    left_out = sorted((a for a in silent if silent[a] != "open"), key=lambda a: silent[a] != "cut")
    occasion = next((occasions.get(desk.occasion_of[a.id].id) for a in held if a.id in desk.occasion_of), None)
    speaker = desk.speakers.get(row.speaker or "")
    # a quotation stands first where there is one, whatever the wordings were held against
    quoted = [a for a in held if a.form == "direct"] if full.form == "indirect" else []
    head = max(quoted, key=desk.length, default=full)
    outer = desk.attributions.get(head.nested_in or "")
    html, wordings_shown = _wordings(desk, head, full, [(a, wordings[a.id]) for a in held if a.id in wordings])
    reports = tuple(Report(a, desk.labels[a], best[a][0], desk.attribution(best[a][1])) for a in reported)
    told = tuple(Report(a, desk.labels[a], "as fact", desk.words(a, p.spans).href) for a, p in facts.items())
    return StatementView(
        id=desk.at.slug("s", row.id),
        who=desk.name(speaker) if speaker else desk.who(full),
        thought=head.kind == "attitude",
        told_by=desk.who(outer) if outer else None,
        html=html,
        short=desk.short(head),
        reported=reports,
        by_how=tuple((how, own) for how in HOW if (own := tuple(r for r in (*reports, *told) if r.how == how))),
        silent=(*told, *(Report(a, desk.labels[a], how, None) for a, how in silent.items())),
        left_out=tuple((silent[a], desk.labels[a]) for a in left_out) if len(articles) <= NAMED else (),
        missing=len(left_out),
        origins=len({origin_of.get(a, 0) for a in best}),
        wordings=wordings_shown,
        occasion=occasion,
        repeats=_when_said(desk, row.repeats) if row.repeats else None,
        again=tuple(_when_said(desk, i) for i in desk.again.get(row.id, ())),
        score=max(a.score for a in held),
        made_by=row.made_by,
    )


def said(desk: Desk, row: Statement, home: str) -> SaidView:
    """One statement as the page of its speaker shows it; `home` is the story, or the article, that it stands in."""
    held = desk.held(row)
    full = desk.fullest(row)
    wordings = {w.attribution: w for w in row.wordings if w.attribution != w.against}
    reports = _best(desk, held, wordings)
    outer = desk.attributions.get(full.nested_in or "")
    days = [day for a in held if (o := desk.occasion_of.get(a.id)) and (day := o.held or o.aired)]
    published = [day for a in held if (day := desk.articles[a.article].published)]
    story = desk.stories.get(home)
    shown = [Report(a, desk.labels[a], how, desk.attribution(x)) for a, (how, x) in sorted(reports.items())]
    return SaidView(
        href=desk.statement(row.id),
        day=min(days or published, default=None),
        first=not days,
        thought=full.kind == "attitude",
        told_by=desk.who(outer) if outer else None,
        html=desk.said(full),
        by_how=tuple((how, own) for how in HOW if (own := tuple(r for r in shown if r.how == how))),
        story=desk.at.story(home),
        title=story.title if story else desk.articles[home].title or desk.articles[home].name,
        score=max(a.score for a in held),
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
    desk: Desk, head: Attribution, full: Attribution, others: Sequence[tuple[Attribution, Wording]]
) -> tuple[Markup, tuple[Worded, ...]]:
    """The wording that stands first, and the others that are not the same words.

    What each changes against `full` is marked in both.
    """
    columns: dict[str, Worded] = {}
    in_fullest: list[Mark] = []
    same = _bare(desk, head)
    if head is not full:
        by = ((desk.labels[full.article], desk.attribution(full)),)
        columns[_bare(desk, full)] = Worded(by, desk.said(full), "paraphrase")
    for a, wording in others:
        bare = _bare(desk, a)
        if bare == same:
            continue
        by = ((desk.labels[a.article], desk.attribution(a)),)
        if bare in columns:
            columns[bare] = replace(columns[bare], by=columns[bare].by + by)
        elif wording.against != full.id or not telling(wording.changes, desk.length(a)):
            columns[bare] = Worded(by, desk.said(a), wording.relation)
        else:
            marks = [_mark(c.kind, c.left, c.kind) for c in wording.changes if c.left]
            if a.article != full.article:
                label = desk.labels[a.article]
                in_fullest += [_mark(c.kind, c.right, f"{label}: {c.kind}") for c in wording.changes if c.right]
            kinds = ", ".join(dict.fromkeys(c.kind for c in wording.changes))
            columns[bare] = Worded(
                by, desk.said(a, marks), f"{wording.relation}: {kinds}" if kinds else wording.relation
            )
    # it stands first and alone, to be read: with much of it marked, what stays the same can no longer be seen
    covered = merged(span for mark in in_fullest for span in mark.spans)
    if 3 * overlap(covered, full.content) > desk.length(full):
        in_fullest = []
    return desk.said(head, in_fullest if head is full else ()), tuple(columns.values())


def _bare(desk: Desk, a: Attribution) -> str:
    """The words of a wording without marks, spaces and capitals: equal for what a reader takes for the same words."""
    return bared(quote(desk.articles[a.article].text, desk.told(a), " "))


def telling(changes: Sequence[Change], length: int) -> bool:
    """Whether marking changes word by word helps: less than half of the wording, so long, is changed."""
    changed = sum(c.left[1] - c.left[0] for c in changes if c.left)
    return 2 * changed < length


def _mark(kind: str, span: Span, title: str) -> Mark:
    return Mark((span,), css(kind), "", title, CHANGES[kind][0])


def css(kind: str) -> str:
    """The class of a kind of change."""
    return "ch-" + kind.replace(" ", "-")


def _groups(desk: Desk, key: str, statements: Sequence[StatementView]) -> tuple[Group, ...]:
    """Statements by speaker, those with most that several origins report first; the unnamed come last."""
    by_who: dict[tuple[str, str | None], list[StatementView]] = defaultdict(list)
    for s in statements:
        by_who[("" if s.who.href else s.who.text, s.who.href)].append(s)
    groups = [
        Group(
            slug := f"{desk.at.slug('by', key)}-{n}",
            desk.at.story(key, slug),
            own[0].who,
            tuple(s for s in own if len(s.reported) > 1),
            tuple(s for s in own if len(s.reported) == 1),
        )
        for n, own in enumerate(by_who.values(), 1)
    ]

    def weight(g: Group) -> tuple[object, ...]:
        independent = sum(s.origins > 1 for s in g.shared)
        return -independent, -len(g.shared), not g.who.sure, -len(g.single), g.who.text

    return tuple(sorted(groups, key=weight))


# --- what articles say together ----------------------------------------------------------------------


def _origins(
    desk: Desk,
    groups: Sequence[tuple[str, ...]],
    names: Mapping[tuple[str, ...], str | None],
    lineage: Sequence[tuple[Derivation, DerivationView]],
) -> tuple[OriginView, ...]:
    """Each independent origin: its articles, and for each of them the weightiest reason why it belongs there."""
    group_of = {a: n for n, group in enumerate(groups) for a in group}
    reasons: dict[int, dict[str, DerivationView]] = defaultdict(dict)
    for row, view in lineage:
        n = group_of.get(row.article)
        if n is not None and (not view.held or group_of.get(row.origin or "") == n):
            reasons[n].setdefault(row.article, view)
    return tuple(
        OriginView(
            n + 1,
            names.get(group) if names.get(group) != desk.labels[group[0]] else None,
            tuple((desk.labels[a], desk.at.article(a)) for a in group[:NAMED]),
            len(group),
            desk.title(group[0]) if len(group) == 1 else None,
            tuple(reasons[n].values())[:NAMED],
        )
        for n, group in enumerate(groups)
    )


def _discrepancy(desk: Desk, row: Discrepancy) -> DiscrepancyView:
    def side(passage: Passage | None) -> Words | None:
        if passage is None or not passage.spans or passage.article not in desk.articles:
            return None
        return desk.words(passage.article, passage.spans)

    return DiscrepancyView(
        id=desk.at.slug("x", row.id),
        kind=row.kind,
        note=row.note,
        severity=row.severity,
        statement=desk.statement(row.statement) if row.statement else None,
        left=side(row.left),
        right=side(row.right),
        made_by=row.made_by,
    )


# how the host of an occasion is joined to its name; "at" for any other kind
_INITIALS = re.compile(r"\b\w\.\s?\w\.$")
_HOSTED = {"interview": "with", "statement": "to", "letter": "to", "post": "on", "remarks": "to"}


def _ended(name: str) -> str:
    """A name without the marks that closed its sentence; the full stop of "the U.K." is its own."""
    name = name.strip(" ,;:").lstrip(".")
    return name if _INITIALS.search(name) else name.rstrip(" .,;:")


def _occasion(desk: Desk, row: Occasion) -> OccasionView:
    speaker = desk.speakers.get(row.speaker or "")
    kind = row.kind[:1].upper() + row.kind[1:]
    where = ""
    for word, value in ((_HOSTED.get(row.kind, "at"), row.host), ("on", row.about)):
        value = _ended(value or "")
        where += f" {word} {shortened(value, 90)}" if value else ""
    mentions = [desk.mentions[m] for m in row.mentions if m in desk.mentions]
    return OccasionView(
        id=desk.at.slug("o", row.id),
        title=kind + (f" of {_ended(speaker.name)}" if speaker else "") + where,
        brief=kind + where,
        telling=any((row.host, row.about, row.place, row.held, row.aired)),
        held=row.held,
        aired=row.aired,
        place=row.place,
        labels=tuple(sorted(desk.labels[a] for a in row.articles if a in desk.articles)),
        evidence=tuple(desk.words(m.article, m.spans) for m in mentions if m.spans),
        statements=len({desk.statement_of[a].id for a in row.attributions if a in desk.statement_of}),
        made_by=row.made_by,
    )
