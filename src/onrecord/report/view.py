"""Findings as plain data for the templates: what stands where, in which order, under which address.

Pure: the same findings give the same page. Nothing here is HTML except the pieces of text that `marked`
makes; the templates escape the rest.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote as percent

from markupsafe import Markup

from onrecord.model import (
    Article,
    Attribution,
    Change,
    Derivation,
    Discrepancy,
    Entity,
    Event,
    Findings,
    Occasion,
    OccasionMention,
    Passage,
    Reading,
    Settled,
    Span,
    Spans,
    Speaker,
    Statement,
    Story,
    Time,
    Wording,
)
from onrecord.report.marked import Anchor, Mark, blocks, marked, plain
from onrecord.text import merged, quote, trimmed

CONTEXT = 90  # code points of context on each side of a quoted passage, cut at a word
MATRIX_ROWS = 100  # statements that a story's table holds, so that its size stays linear in the articles
SEVERITIES = ("high", "medium", "low")


# --- what the templates get --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """Words of an article with a little of what stands around them, and the address where they stand."""

    label: str
    href: str
    before: str
    html: Markup
    after: str


@dataclass(frozen=True, slots=True)
class Name:
    """A speaker as it is shown: `sure` is False for one that no article names."""

    text: str
    href: str | None
    sure: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """How one article reports one statement: `how` is a key of `HOW`."""

    label: str
    how: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """A wording beside the fullest one, differences marked in both."""

    relation: str
    kinds: tuple[str, ...]
    left: Words
    right: Words


@dataclass(frozen=True, slots=True)
class StatementView:
    """One statement: who, the fullest words, how each article of its story reports it."""

    id: str
    who: Name
    thought: bool
    words: Words
    short: str
    cells: tuple[Cell, ...]
    pairs: tuple[Pair, ...]
    occasion: OccasionView | None
    score: float
    made_by: str

    @property
    def reported(self) -> tuple[Cell, ...]:
        """The articles that report it."""
        return tuple(c for c in self.cells if c.how != "absent")

    @property
    def absent(self) -> tuple[Cell, ...]:
        """The articles of the story that leave it out."""
        return tuple(c for c in self.cells if c.how == "absent")


@dataclass(frozen=True, slots=True)
class OccasionView:
    """One occasion, with the words that tell of it."""

    id: str
    title: str
    held: str | None
    aired: str | None
    place: str | None
    labels: tuple[str, ...]
    evidence: tuple[Words, ...]
    statements: int
    made_by: str


@dataclass(frozen=True, slots=True)
class DerivationView:
    """Where an article comes from, and the passages that show it."""

    id: str
    label: str
    source: str
    held: bool
    how: str
    why: str
    passages: tuple[tuple[Words, Words | None], ...]
    score: float
    made_by: str


@dataclass(frozen=True, slots=True)
class DiscrepancyView:
    """Two accounts that differ."""

    id: str
    kind: str
    note: str
    severity: str
    statement: str | None
    left: Words | None
    right: Words | None
    made_by: str


@dataclass(frozen=True, slots=True)
class EventView:
    """Something that happened, at a time; `claimed_by` is set when somebody only says so."""

    id: str
    date: str | None
    until: str | None
    words: Words
    claimed: bool
    claimed_by: Name | None
    made_by: str


@dataclass(frozen=True, slots=True)
class Group:
    """What one speaker says in one story: statements of several articles, then those of one."""

    who: Name
    descriptions: tuple[str, ...]
    shared: tuple[StatementView, ...]
    single: tuple[StatementView, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """An article as a story lists it; `origin` counts from 1."""

    label: str
    href: str
    title: str | None
    outlet: str | None
    published: str | None
    origin: int


@dataclass(frozen=True, slots=True)
class StoryView:
    """One story, or one article that tells a story of its own."""

    id: str
    title: str
    articles: tuple[Reference, ...]
    origins: tuple[tuple[str, ...], ...]
    derivations: tuple[DerivationView, ...]
    groups: tuple[Group, ...]
    matrix: tuple[StatementView, ...]
    shared: int
    statements: int
    discrepancies: tuple[DiscrepancyView, ...]
    occasions: tuple[OccasionView, ...]
    events: tuple[EventView, ...]
    made_by: str | None


@dataclass(frozen=True, slots=True)
class SpeakerView:
    """One speaker over all stories."""

    id: str
    who: Name
    kind: str
    aliases: tuple[str, ...]
    descriptions: tuple[str, ...]
    statements: tuple[tuple[str, str], ...]  # address, short words
    articles: int
    made_by: str


@dataclass(frozen=True, slots=True)
class Field:
    """One thing known of an article, with the words that say so; `value` is None when nothing does."""

    name: str
    value: str | None
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class AttributionView:
    """One attribution as its article's table lists it."""

    number: int
    href: str
    who: Name
    source: str
    cue: str
    content: str
    form: str
    kind: str
    via: str | None
    statement: str | None
    score: float
    made_by: str


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One article with its marked text."""

    id: str
    label: str
    title: str
    language: str | None
    text: Markup
    fields: tuple[Field, ...]
    attributions: tuple[AttributionView, ...]
    stories: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole report."""

    title: str
    summary: str
    failures: tuple[tuple[str, str], ...]
    stories: tuple[StoryView, ...]
    alone: tuple[StoryView, ...]
    speakers: tuple[SpeakerView, ...]
    articles: tuple[ArticleView, ...]
    makers: tuple[tuple[str, str], ...]


# how an article reports a statement: the best first; sign and plain words for each
HOW = {
    "quoted": ("“ ”", "quoted"),
    "in part": ("“…”", "quoted in part"),
    "altered": ("≠", "quoted in altered words"),
    "translated": ("⇄", "in another translation"),
    "paraphrased": ("≈", "paraphrased"),
    "absent": ("–", "left out"),
}
# how each kind of change is marked, and what it means
CHANGES = {
    "dropped": ("del", "words that the other account drops"),
    "added": ("ins", "words that the other account does not have"),
    "replaced": ("mark", "words put in place of others"),
    "inserted": ("ins", "words that an editor put in brackets"),
    "reordered": ("mark", "the same words in another order"),
    "shifted": ("mark", "person or tense shifted, as reported speech does"),
    "marks moved": ("mark", "quotation marks set elsewhere"),
}


def slug(prefix: str, id: str) -> str:
    """The address of a row within the page."""
    return f"{prefix}-{percent(plain(id), safe='')}"


def shortened(text: str, limit: int = 120) -> str:
    """The text on one line, cut at a word after at most `limit` code points."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    cut = line.rfind(" ", limit // 2, limit)
    return line[: cut if cut > 0 else limit] + "…"


def counted(n: int, noun: str, nouns: str | None = None) -> str:
    """A number with its noun: "1 story", "2 stories"."""
    return f"{n:,} {noun if n == 1 else nouns or noun + 's'}"


def labels(articles: Sequence[Article]) -> dict[str, str]:
    """What to call each article among others: its outlet where only one is of it, else its name as well."""
    outlets = Counter(a.outlet for a in articles)
    names = {}
    for a in articles:
        if a.outlet is None:
            names[a.id] = a.name
        else:
            names[a.id] = a.outlet if outlets[a.outlet] == 1 else f"{a.outlet} · {a.name}"
    return names


def page(findings: Findings, title: str | None = None) -> Page:
    """The view of everything that was found."""
    desk = _Desk(findings)
    stories = [desk.story(s, s.articles) for s in findings.links.stories]
    told = {a for s in findings.links.stories for a in s.articles}
    alone = [desk.story(None, (a.id,)) for a in findings.articles if a.id not in told]
    several = sorted(
        (s for s in stories if len(s.articles) > 1), key=lambda s: (-len(s.articles), -s.statements, s.title)
    )
    alone = [s for s in stories if len(s.articles) == 1] + alone
    speakers = desk.speakers()
    counts = (
        counted(len(findings.articles), "article"),
        counted(len(several) + len(alone), "story", "stories"),
        counted(len(findings.links.speakers), "speaker"),
        counted(len(findings.links.statements), "statement"),
        counted(sum(len(s.origins) for s in (*several, *alone)), "origin"),
        counted(len(findings.links.discrepancies), "difference"),
    )
    if title is None:
        title = several[0].title if len(several) == 1 and not alone else "Who said what"
    return Page(
        title,
        ", ".join(counts),
        tuple((f.input, f.reason) for f in findings.failures),
        tuple(several),
        tuple(alone),
        speakers,
        tuple(desk.article(a) for a in findings.articles),
        _makers(findings),
    )


def _makers(findings: Findings) -> tuple[tuple[str, str], ...]:
    """What made the rows of each kind."""
    rows: dict[str, set[str]] = defaultdict(set)
    for reading in findings.readings:
        for noun in ("attributions", "entities", "times", "events"):
            rows[noun].update(row.made_by for row in getattr(reading, noun))
    for noun in ("stories", "speakers", "derivations", "statements", "occasions", "discrepancies"):
        rows[noun].update(row.made_by for row in getattr(findings.links, noun))
    return tuple((noun, ", ".join(sorted(made))) for noun, made in rows.items() if made)


# --- how they are put together -----------------------------------------------------------------------


class _Desk:
    """The findings with an index over each kind of row, and the passages that were pointed at so far.

    Stories are viewed first, articles last, so that an article's text has an address for every passage.
    """

    def __init__(self, findings: Findings) -> None:
        links = findings.links
        self.links = links
        self.articles: dict[str, Article] = {a.id: a for a in findings.articles}
        self.readings: dict[str, Reading] = {r.article: r for r in findings.readings}
        readings = findings.readings
        self.attributions: dict[str, Attribution] = {a.id: a for r in readings for a in r.attributions}
        self.entities: dict[str, Entity] = {e.id: e for r in readings for e in r.entities}
        self.times: dict[str, Time] = {t.id: t for r in readings for t in r.times}
        self.mentions: dict[str, OccasionMention] = {m.id: m for r in readings for m in r.occasions}
        self.settled: dict[str, Settled] = {s.time: s for s in links.settled}
        self.speaker: dict[str, Speaker] = {s.id: s for s in links.speakers}
        self.speaker_of_entity = {e: s for s in links.speakers for e in s.entities}
        self.entity_of = {a: e for e in self.entities.values() for a in e.says}
        self.statement_of = {a: s for s in links.statements for a in s.attributions}
        self.occasion_of = {a: o for o in links.occasions for a in o.attributions}
        self.labels = labels(findings.articles)
        self.stories_of: dict[str, list[Story]] = defaultdict(list)
        for s in links.stories:
            for article in s.articles:
                self.stories_of[article].append(s)
        home = self._homes()
        self.statements_in = _grouped(links.statements, lambda s: home(self._articles_of(s)))
        self.occasions_in = _grouped(links.occasions, lambda o: home(o.articles))
        self.derivations_in = _grouped(links.derivations, lambda d: home((d.article, d.origin)))
        self.discrepancies_in = _grouped(
            links.discrepancies, lambda d: home(p.article for p in (d.left, d.right) if p is not None)
        )
        self.passages: dict[str, dict[Spans, str]] = defaultdict(dict)

    def _homes(self):  # type: ignore[no-untyped-def]
        """A function that gives the one story (or article) under which something of some articles is shown."""
        first = {article: stories[0].id for article, stories in self.stories_of.items()}

        def home(articles: Iterable[str | None]) -> str | None:
            held = [first.get(a, a) for a in articles if a in self.articles]
            return Counter(held).most_common(1)[0][0] if held else None

        return home

    def _articles_of(self, statement: Statement) -> list[str]:
        return [self.attributions[a].article for a in statement.attributions if a in self.attributions]

    # --- words of articles

    def words(self, article: str, spans: Spans, marks: Sequence[Mark] = (), label: str | None = None) -> Words:
        """Words with context; their passage gets an address in the article's text."""
        text = self.articles[article].text
        spans = merged(spans)
        href = self.passages[article].setdefault(spans, f"w-{len(self.passages[article]) + 1}")
        start, stop = spans[0][0], spans[-1][1]
        html = Markup(' <span class="gap">[…]</span> ').join(marked(text, a, b, marks) for a, b in spans)
        return Words(
            label or self.labels[article],
            "#" + _passage(article, href),
            _before(text, start),
            html,
            _after(text, stop),
        )

    def attributed(self, attribution: Attribution, changes: Iterable[tuple[str, Span]] = ()) -> Words:
        """The content of an attribution, changes marked; its address is the attribution's own."""
        article = self.articles[attribution.article]
        spans = attribution.content or attribution.cue or attribution.source
        marks = [Mark((span,), css(kind), "", kind, CHANGES[kind][0]) for kind, span in changes]
        html = Markup(' <span class="gap">[…]</span> ').join(marked(article.text, a, b, marks) for a, b in spans)
        return Words(self.labels[article.id], "#" + slug("a", attribution.id), "", html, "")

    def name(self, speaker: Speaker | None, entity: Entity | None = None, words: str = "") -> Name:
        """A speaker's name, or the words of the article for one that is not known by name."""
        if speaker is not None:
            named = not speaker.entities or any(
                self.entities[e].name for e in speaker.entities if e in self.entities
            )
            return Name(speaker.name or "not named", "#" + slug("who", speaker.id), named)
        if entity is not None and entity.name:
            return Name(entity.name, None, True)
        return Name(shortened(words, 60) if words else "not said who", None, False)

    def said_by(self, attribution: Attribution) -> Name:
        """Who an attribution's source is."""
        entity = self.entity_of.get(attribution.id)
        speaker = self.speaker_of_entity.get(entity.id) if entity else None
        text = self.articles[attribution.article].text
        return self.name(speaker, entity, quote(text, attribution.source))

    # --- stories

    def story(self, story: Story | None, ids: Sequence[str]) -> StoryView:
        """One story, or the article of a single id for itself."""
        articles = [self.articles[i] for i in ids if i in self.articles]
        key = story.id if story else articles[0].id
        own = labels(articles)
        self.labels.update(own)
        origins = story.origins if story and story.origins else tuple((a.id,) for a in articles)
        origin_of = {a: n for n, group in enumerate(origins, 1) for a in group}
        occasions = {o.id: self.occasion(o) for o in self.occasions_in.get(key, ())}
        statements = [self.statement(s, articles, occasions) for s in self.statements_in.get(key, ())]
        statements = [s for s in statements if s is not None]
        statements.sort(key=lambda s: (-_independent(s, own, origin_of), -len(s.reported)))
        shared = [s for s in statements if len(s.reported) > 1]
        return StoryView(
            slug("story", key),
            (story.title if story else articles[0].title) or articles[0].title or articles[0].name,
            tuple(
                Reference(
                    own[a.id], "#" + slug("article", a.id), a.title, a.outlet, a.published, origin_of.get(a.id, 0)
                )
                for a in sorted(articles, key=lambda a: (origin_of.get(a.id, 0), a.published or "9", a.name))
            ),
            tuple(tuple(own[a] for a in group if a in own) for group in origins),
            tuple(self.derivation(d) for d in self.derivations_in.get(key, ())),
            self._groups(statements),
            tuple(shared[:MATRIX_ROWS]),
            len(shared),
            len(statements),
            tuple(
                sorted(
                    (self.discrepancy(d) for d in self.discrepancies_in.get(key, ())),
                    key=lambda d: (SEVERITIES.index(d.severity), d.kind),
                )
            ),
            tuple(occasions.values()),
            self._events(articles),
            story.made_by if story else None,
        )

    def statement(
        self, statement: Statement, articles: Sequence[Article], occasions: dict[str, OccasionView]
    ) -> StatementView | None:
        """One statement among the articles of its story."""
        held = [self.attributions[a] for a in statement.attributions if a in self.attributions]
        if not held:
            return None
        wordings = {w.attribution: w for w in statement.wordings if w.attribution != w.against}
        fullest = self._fullest(held, statement.wordings)
        best: dict[str, tuple[int, Attribution]] = {}
        order = list(HOW)
        for a in held:
            rank = order.index(_how(a, wordings.get(a.id)))
            if a.article not in best or rank < best[a.article][0]:
                best[a.article] = (rank, a)
        cells = []
        for article in articles:
            if article.id in best:
                rank, a = best[article.id]
                cells.append(Cell(self.labels[article.id], order[rank], "#" + slug("a", a.id)))
            else:
                cells.append(Cell(self.labels[article.id], "absent", None))
        speaker = self.speaker.get(statement.speaker or "")
        occasion = next((self.occasion_of[a.id] for a in held if a.id in self.occasion_of), None)
        text = self.articles[fullest.article].text
        return StatementView(
            slug("s", statement.id),
            self.name(speaker) if speaker else self.said_by(fullest),
            fullest.kind == "attitude",
            self.attributed(fullest),
            shortened(quote(text, fullest.content or fullest.cue)),
            tuple(cells),
            tuple(self._pair(a, wordings[a.id]) for a in held if a.id in wordings),
            occasions.get(occasion.id) if occasion else None,
            max(a.score for a in held),
            statement.made_by,
        )

    def _fullest(self, held: Sequence[Attribution], wordings: Sequence[Wording]) -> Attribution:
        """What the others are held against; of wordings that were not compared, the longest."""
        against = Counter(w.against for w in wordings)
        return max(held, key=lambda a: (against[a.id], sum(b - c for c, b in a.content)))

    def _pair(self, attribution: Attribution, wording: Wording) -> Pair:
        def side(which: str) -> list[tuple[str, Span]]:
            spans = [(c.kind, getattr(c, which)) for c in wording.changes]
            return [(kind, span) for kind, span in spans if span]

        against = self.attributions.get(wording.against, attribution)
        kinds: tuple[str, ...] = tuple(dict.fromkeys(c.kind for c in wording.changes))
        return Pair(wording.relation, kinds, self.attributed(attribution, side("left")), self.attributed(against, side("right")))

    def _groups(self, statements: Sequence[StatementView]) -> tuple[Group, ...]:
        by_name: dict[tuple[str, str | None], list[StatementView]] = defaultdict(list)
        for s in statements:
            by_name[(s.who.text if s.who.sure else "", s.who.href)].append(s)
        described = {"#" + slug("who", s.id): s.descriptions for s in self.links.speakers}
        groups = [
            Group(
                own[0].who,
                described.get(own[0].who.href or "", ()),
                tuple(s for s in own if len(s.reported) > 1),
                tuple(s for s in own if len(s.reported) == 1),
            )
            for own in by_name.values()
        ]
        return tuple(sorted(groups, key=lambda g: (-len(g.shared), not g.who.sure, -len(g.single))))

    def derivation(self, derivation: Derivation) -> DerivationView:
        """Where an article comes from."""
        held = derivation.origin in self.articles
        passages = [p for p in derivation.passages if p.span[0] < p.span[1]]
        passages.sort(key=lambda p: p.span[0] - p.span[1])
        return DerivationView(
            slug("d", derivation.id),
            self.labels[derivation.article],
            self.labels[derivation.origin or ""] if held else derivation.source or "an origin that is not here",
            held,
            derivation.how,
            derivation.why,
            tuple(
                (
                    self.words(derivation.article, (p.span,)),
                    self.words(derivation.origin or "", (p.from_span,)) if held and p.from_span else None,
                )
                for p in passages
            ),
            derivation.score,
            derivation.made_by,
        )

    def discrepancy(self, d: Discrepancy) -> DiscrepancyView:
        """Two accounts that differ."""

        def side(passage: Passage | None) -> Words | None:
            if passage is None or not passage.spans or passage.article not in self.articles:
                return None
            return self.words(passage.article, passage.spans)

        return DiscrepancyView(
            slug("x", d.id),
            d.kind,
            d.note,
            d.severity,
            "#" + slug("s", d.statement) if d.statement else None,
            side(d.left),
            side(d.right),
            d.made_by,
        )

    def occasion(self, o: Occasion) -> OccasionView:
        """One occasion."""
        speaker = self.speaker.get(o.speaker or "")
        title = o.kind[:1].upper() + o.kind[1:]
        for word, value in (("of", speaker.name if speaker else None), ("with", o.host), ("on", o.about)):
            title += f" {word} {shortened(value, 90)}" if value else ""
        mentions = [self.mentions[m] for m in o.mentions if m in self.mentions]
        return OccasionView(
            slug("o", o.id),
            title,
            o.held,
            o.aired,
            o.place,
            tuple(self.labels[a] for a in o.articles if a in self.articles),
            tuple(self.words(m.article, m.spans) for m in mentions if m.spans),
            len({self.statement_of[a].id for a in o.attributions if a in self.statement_of}),
            o.made_by,
        )

    def _events(self, articles: Sequence[Article]) -> tuple[EventView, ...]:
        views = [
            self.event(e) for a in articles if a.id in self.readings for e in self.readings[a.id].events if e.spans
        ]
        return tuple(sorted(views, key=lambda e: (e.date is None, e.date or "")))

    def event(self, e: Event) -> EventView:
        """Something that happened, at the time that its article or another of the story gives."""
        time, settled = self.times.get(e.time), self.settled.get(e.time)
        date, until = (time.value, time.until) if time and time.value else (None, None)
        if date is None and settled:
            date, until = settled.value, settled.until
        claim = self.attributions.get(e.attribution or "")
        return EventView(
            slug("e", e.id),
            date,
            until,
            self.words(e.article, e.spans),
            e.attribution is not None,
            self.said_by(claim) if claim else None,
            e.made_by,
        )

    # --- speakers

    def speakers(self) -> tuple[SpeakerView, ...]:
        """All speakers, those with most statements first."""
        own = _grouped(self.links.statements, lambda s: s.speaker)
        views = [self._speaker(s, own.get(s.id, ())) for s in self.links.speakers]
        return tuple(sorted(views, key=lambda s: (not s.who.sure, -len(s.statements), -s.articles, s.who.text)))

    def _speaker(self, s: Speaker, statements: Sequence[Statement]) -> SpeakerView:
        lines = []
        for statement in statements:
            held = [self.attributions[a] for a in statement.attributions if a in self.attributions]
            if held:
                fullest = self._fullest(held, statement.wordings)
                words = quote(self.articles[fullest.article].text, fullest.content or fullest.cue)
                lines.append(("#" + slug("s", statement.id), shortened(words)))
        return SpeakerView(
            slug("who", s.id),
            self.name(s),
            s.kind,
            tuple(a for a in s.aliases if a != s.name),
            s.descriptions,
            tuple(lines),
            len({self.entities[e].article for e in s.entities if e in self.entities}),
            s.made_by,
        )

    # --- articles

    def article(self, article: Article) -> ArticleView:
        """One article with every attribution and every passage that was pointed at marked in its text."""
        reading = self.readings.get(article.id, Reading(article.id))
        fields = self._fields(article, reading)
        order = sorted(reading.attributions, key=lambda a: (_start(a), a.id))
        marks = [Mark(((f.span),), "f", "", f"not the article: {f.kind}") for f in article.furniture]
        anchors = []
        rows = []
        for n, a in enumerate(order, 1):
            row = self._row(n, a)
            rows.append(row)
            level = " inner" if a.nested_in else ""
            for spans, css, role in ((a.content, "c" + level, "what"), (a.source, "u", "who"), (a.cue, "k", "cue")):
                marks.append(Mark(spans, css, str(n), f"{role} {n}"))
            anchors.append(Anchor(_start(a), _number(n, a, row)))
        for spans, name in self.passages[article.id].items():
            marks.append(Mark(spans, "", name))
            html = Markup('<i class="w" id="{}" data-n="{}" tabindex="-1"></i>')
            anchors.append(Anchor(spans[0][0], html.format(_passage(article.id, name), name)))
        kinds = {trimmed(article.text, p[0])[0]: "para" for p in article.paragraphs if p}
        kinds.update({trimmed(article.text, span)[0]: "head" for span in article.headings})
        for span in article.evidence.get("title", ())[:1]:
            kinds[trimmed(article.text, span)[0]] = "title"
        for span in article.evidence.get("subtitle", ())[:1]:
            kinds[trimmed(article.text, span)[0]] = "subtitle"
        return ArticleView(
            slug("article", article.id),
            self.labels[article.id],
            article.title or article.name,
            article.language,
            blocks(article.text, marks, anchors, kinds),
            fields,
            tuple(rows),
            tuple(("#" + slug("story", s.id), s.title) for s in self.stories_of[article.id]),
        )

    def _row(self, number: int, a: Attribution) -> AttributionView:
        text = self.articles[a.article].text
        statement = self.statement_of.get(a.id)
        return AttributionView(
            number,
            "#" + slug("a", a.id),
            self.said_by(a),
            shortened(quote(text, a.source, " … "), 60),
            shortened(quote(text, a.cue, " … "), 60),
            shortened(quote(text, a.content, " … "), 140),
            a.form,
            a.kind,
            a.via,
            "#" + slug("s", statement.id) if statement else None,
            a.score,
            a.made_by,
        )

    def _fields(self, a: Article, reading: Reading) -> tuple[Field, ...]:
        known = (
            ("Outlet", "outlet", a.outlet),
            ("Title", "title", a.title),
            ("Subtitle", "subtitle", a.subtitle),
            ("By", "authors", ", ".join(a.authors) or None),
            ("Published", "published", a.published),
            ("Dateline", "dateline", a.dateline),
            ("Language", "language", a.language),
        )
        fields = []
        for shown, field, value in known:
            spans = [s for s in a.evidence.get(field, ()) if s[0] < s[1]] if value else []
            fields.append(Field(shown, value, tuple(self.words(a.id, (s,)) for s in spans[:3])))
        credits = [c for c in reading.credits if c.span[0] < c.span[1]]
        names = ", ".join(dict.fromkeys(c.name for c in reading.credits)) or None
        fields.append(Field("Credits", names, tuple(self.words(a.id, (c.span,)) for c in credits[:3])))
        fields.append(Field("Retrieved", a.retrieved, ()))
        fields.append(Field("Input", a.input, ()))
        fields.append(Field("Kind of input", a.media_type, ()))
        fields.append(Field("SHA-256", a.sha256, ()))
        return tuple(fields)


def _grouped(rows, key):  # type: ignore[no-untyped-def]
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _how(attribution: Attribution, wording: Wording | None) -> str:
    """How an attribution reports its statement: a key of `HOW`."""
    relation = wording.relation if wording else "verbatim"
    if relation == "translation":
        return "translated"
    if relation == "altered":
        return "altered"
    if relation == "paraphrase" or attribution.form == "indirect":
        return "paraphrased"
    return "in part" if relation == "trimmed" else "quoted"


def _independent(s: StatementView, own: dict[str, str], origin_of: dict[str, int]) -> int:
    """How many origins report a statement."""
    origin = {label: origin_of.get(a, 0) for a, label in own.items()}
    return len({origin[c.label] for c in s.reported})


def _start(a: Attribution) -> int:
    return min((s for spans in (a.source, a.cue, a.content) for s, _ in spans), default=0)


def _number(number: int, a: Attribution, row: AttributionView) -> Markup:
    """The number of an attribution in its article's text: an address, and a way to the statement.

    The number itself is drawn by the style sheet, so that the text reads back unchanged.
    """
    title = f"Attribution {number}: {row.who.text} – {row.cue or 'no cue'} – {a.form} {a.kind}, score {a.score:.2f}"
    href = row.statement or row.href
    return Markup('<a class="n" id="{}" data-n="{}" href="{}" title="{}" aria-label="{}"></a>').format(
        row.href[1:], number, href, plain(title), plain(title)
    )


def _passage(article: str, name: str) -> str:
    return slug("p", article) + name[1:]


def css(kind: str) -> str:
    """The class of a kind of change."""
    return "ch-" + kind.replace(" ", "-")


def _before(text: str, start: int) -> str:
    """Context before an offset, within its line and cut at a word."""
    begin = max(0, start - CONTEXT)
    piece = text[begin:start].rpartition("\n")[2]
    if len(piece) == CONTEXT and begin > 0:
        piece = "…" + (piece.partition(" ")[2] or piece)
    return piece


def _after(text: str, stop: int) -> str:
    """Context after an offset, within its line and cut at a word."""
    piece = text[stop : stop + CONTEXT].partition("\n")[0]
    if len(piece) == CONTEXT and stop + CONTEXT < len(text):
        piece = (piece.rpartition(" ")[0] or piece) + "…"
    return piece
