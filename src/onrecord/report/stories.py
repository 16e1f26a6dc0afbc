"""The view of one story: its articles, who said what, what comes from where, where accounts differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from onrecord.model import Article, Derivation, Story
from onrecord.report.desk import Desk, period
from onrecord.report.differences import differences
from onrecord.report.graph import graph
from onrecord.report.lineage import derivations
from onrecord.report.occasions import occasion
from onrecord.report.primary import primaries
from onrecord.report.shapes import (
    DerivationView,
    Group,
    Matrix,
    OriginView,
    Reference,
    Report,
    StatementView,
    StoryView,
)
from onrecord.report.signs import HOW, NAMED, UNSURE
from onrecord.report.silence import Silences
from onrecord.report.statements import Scene, facts_told, statement
from onrecord.report.timeline import days

# Statements and articles that a story's table holds: with more, it would grow with statements times articles.
MATRIX_ROWS = 100
MATRIX_COLUMNS = 24
# statements that stand before all others, and those among which they are chosen by their words
KEY, WEIGHED = 5, 50


def story(desk: Desk, row: Story | None, ids: Sequence[str]) -> StoryView:
    """One story, or the one article in `ids` for itself."""
    articles = [desk.articles[i] for i in ids if i in desk.articles]
    key = row.id if row else ids[0]
    stated = row.origins if row and row.origins else tuple((a.id,) for a in articles)
    origins = [group for group in (tuple(a for a in g if a in desk.articles) for g in stated) if group]
    origin_of = {a: n for n, group in enumerate(origins, 1) for a in group}
    articles.sort(key=lambda a: (origin_of.get(a.id, 0), a.published or "9999", a.name, a.id))
    occasions = {o.id: occasion(desk, o) for o in desk.occasions_in.get(key, ())}
    order = {a.id: n for n, a in enumerate(articles)}
    scene = Scene(articles, order, origin_of, occasions, Silences(desk, key, articles))
    found = [statement(desk, s, scene) for s in desk.statements_in.get(key, ())]
    found.sort(key=lambda s: (-s.origins, -len(s.reported), s.id))  # not by addresses: live ones differ
    shared = [s for s in found if len(s.reported) > 1]
    groups = _groups(desk, key, found)
    spoke = sorted(((g.who, g.count) for g in groups if g.who.sure), key=lambda x: -x[1])
    outlets = sorted({a.outlet for a in articles if a.outlet})
    dates = sorted(a.published for a in articles if a.published)
    lineage = derivations(desk, key)
    references = {a.id: _reference(desk, a, origin_of.get(a.id, 0)) for a in articles}
    slug = desk.at.slug("story", key)
    name_of = dict(zip(stated, row.origin_names if row else (), strict=False))
    return StoryView(
        id=slug,
        title=row.title if row else articles[0].title or articles[0].name,
        published=period(dates),
        dates=(dates[0], dates[-1]) if dates else (None, None),
        undated=len(articles) - len(dates),
        outlets=tuple(outlets[:NAMED]),
        more_outlets=max(0, len(outlets) - NAMED),
        without_outlet=sum(a.outlet is None for a in articles),
        articles=tuple(references.values()),
        origins=_origins(desk, origins, name_of, lineage),
        derivations=tuple(view for _, view in lineage),
        graph=graph(
            f"{slug}-graph",
            references,
            [(name_of.get(group), group) for group in origins],
            [(d, desk.at.story(key, view.id)) for d, view in lineage],
            articles=desk.at.story(key, f"{slug}-list"),
            derivations=desk.at.story(key, f"{slug}-evidence"),
        ),
        key=_key(found),
        groups=groups,
        matrix=_matrix(desk, scene, references, shared[:MATRIX_ROWS]),
        alone=_alone(found, {desk.labels[a.id] for a in articles if a.role}) if len(articles) > 1 else (),
        shared=len(shared),
        independent=sum(s.origins > 1 for s in found),
        statements=len(found),
        speakers=tuple(spoke[:5]),
        speaking=len(groups),
        differences=differences(desk, desk.discrepancies_in.get(key, ())),
        occasions=tuple(sorted(occasions.values(), key=lambda o: (-o.statements, o.held or "9999", o.title, o.id))),
        days=days(desk, articles, [(o, occasions[o.id]) for o in desk.occasions_in.get(key, ())]),
        primaries=primaries(desk, articles, desk.statements_in.get(key, ())),
        made_by=row.made_by if row else None,
    )


def _reference(desk: Desk, a: Article, origin: int) -> Reference:
    return Reference(desk.labels[a.id], desk.at.article(a.id), a.title, desk.title(a.id), a.outlet, a.published, origin)


def _key(statements: Sequence[StatementView]) -> tuple[StatementView, ...]:
    """What to know first: what most origins and articles report, then what is quoted; somebody is named who says it.

    Of those that are alike so far, what fills a line stands before a fragment.
    """

    def rank(s: StatementView) -> tuple[int, int, bool]:
        return -s.origins, -len(s.reported), not s.quoted

    told = [s for s in statements if s.who.sure and not s.thought and s.score >= UNSURE]
    first = sorted(told, key=lambda s: (rank(s), -s.score))[:WEIGHED]
    return tuple(sorted(first, key=lambda s: (rank(s), -len(s.told.short), -s.score))[:KEY])


def _matrix(
    desk: Desk, scene: Scene, references: Mapping[str, Reference], statements: Sequence[StatementView]
) -> Matrix:
    """How each article reports each statement; of many articles, those that report most stand for themselves."""
    reports = Counter(r.article for s in statements for r in s.reported)
    most = set(sorted(references, key=lambda i: -reports[i])[:MATRIX_COLUMNS])
    shown = [i for i in references if i in most]
    rows = []
    for s in statements:
        held = desk.held(s.row)
        best = {r.article: r for r in s.reported}
        facts = scene.silences.as_fact(s.row, best)
        silent = scene.silences.silent(held, best, facts)
        by_article = {a: Report(a, desk.labels[a], how, None) for a, how in silent.items()}
        by_article |= {r.article: r for r in facts_told(desk, facts)} | best
        rest = Counter(r.how for i, r in by_article.items() if i not in most)
        rows.append((s, tuple(by_article[i] for i in shown), tuple((how, rest[how]) for how in HOW if rest[how])))
    return Matrix(tuple(references[i] for i in shown), len(references) - len(shown), tuple(rows))


def _alone(statements: Sequence[StatementView], sources: set[str]) -> tuple[tuple[str, int], ...]:
    """Who reports what no other article of the story does, those with most first; primary sources report nothing."""
    reporting = ([r.label for r in s.reported if r.label not in sources] for s in statements)
    single = Counter(labels[0] for labels in reporting if len(labels) == 1)
    return tuple(sorted(single.items(), key=lambda x: (-x[1], x[0]))[:NAMED])


def _groups(desk: Desk, key: str, statements: Sequence[StatementView]) -> tuple[Group, ...]:
    """Statements by speaker, those with most that several origins report first; the unnamed come last."""
    by_who: dict[tuple[str, str | None], list[StatementView]] = defaultdict(list)
    for s in statements:
        by_who[("" if s.who.href else s.who.text, s.who.href)].append(s)
    groups = []
    for n, own in enumerate(by_who.values(), 1):
        slug = f"{desk.at.slug('by', key)}-{n}"
        shared, single = (tuple(s for s in own if (len(s.reported) > 1) is several) for several in (True, False))
        groups.append(Group(slug, desk.at.story(key, slug), own[0].who, len(own), shared, single))

    def weight(g: Group) -> tuple[object, ...]:
        independent = sum(s.origins > 1 for s in g.shared)
        return -independent, -len(g.shared), not g.who.sure, -len(g.single), g.who.text

    return tuple(sorted(groups, key=weight))


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
            desk.title(group[0]),
            tuple(reasons[n].values())[:NAMED],
        )
        for n, group in enumerate(groups)
    )
