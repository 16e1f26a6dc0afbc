"""What files say held against what the record holds: the corrections that follow, and the lines that are refused.

A row says something where it differs from what it was at the export, so a file that nobody changed says nothing,
however the record has grown since. What it says is said of words: those of the file must stand at its offsets in the
article.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from onrecord import correcting
from onrecord.errors import CorrectionError
from onrecord.export.sheets import LONGEST
from onrecord.importing.marks import Marks, Place, Refusal, Row, Tie
from onrecord.model import Anchor, Article, Attribution, Correction, CorrectionKind, Entity, Findings, Spans, speaker_of
from onrecord.text import fold, overlap, quote


@dataclass(frozen=True, slots=True)
class Found:
    """A correction that a line of a file comes to; `against` are those of the record that it overrules."""

    file: str
    where: str
    correction: Correction
    against: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Weighed:
    """What all files come to. `known` lines say what the record holds already, `unchanged` ones say nothing."""

    found: tuple[Found, ...]
    refusals: tuple[Refusal, ...]
    known: int
    unchanged: int


class _Refused(Exception):
    """Why a line cannot be used, in words for a person."""


def touched(marks: Iterable[Marks]) -> tuple[set[str], set[str]]:
    """The ids of the articles of which files say anything, and those of other rows that they name."""
    articles: set[str] = set()
    named: set[str] = set()
    for one in marks:
        articles.update(one.counts)
        articles.update(place.article for tie in one.ties for place in (tie.left, tie.right))
        # what the marks of a row are is seen only beside the article
        articles.update(row.place.article for row in one.rows if _changed(row) or row.marks)
        groups = {g for row in one.rows for g in row.statements_were}
        named.update(g for row in one.rows for g in row.statements - row.statements_were if g not in groups)
        moved = {g for row in one.rows for g in row.statements ^ row.statements_were}
        articles.update(r.place.article for r in one.rows if moved & (r.statements | r.statements_were))
    return articles, named


def _changed(row: Row) -> bool:
    return bool(_said_speaker(row) or row.mention or row.notes or row.statements != row.statements_were)


def _said_speaker(row: Row) -> bool:
    """Whether a row names another speaker than the one whom it had."""
    return row.speaker is not None and _plain(row.speaker) != _plain(row.speaker_was or "")


def _plain(words: str) -> str:
    """Words for comparing: tables, brat and XML change white space and characters that nobody sees."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())


def weigh(marks: Sequence[Marks], findings: Findings, *, who: str, why: str = "") -> Weighed:
    """What `marks` come to; `findings` are the part of the record with the articles that `touched` names."""
    return _Weighing(findings, who, why).weigh(marks)


class _Weighing:
    def __init__(self, findings: Findings, who: str, why: str) -> None:
        self.rows = correcting.Rows(findings)
        self.findings = findings
        self.who, self.why = who, why
        self.speakers = speaker_of(findings.readings, findings.links)
        self.names = {s.id: s.name for s in findings.links.speakers}
        self.by_article: dict[str, list[Attribution]] = defaultdict(list)
        self.entities: dict[str, list[Entity]] = defaultdict(list)
        for reading in findings.readings:
            self.by_article[reading.article] += reading.attributions
            self.entities[reading.article] += reading.entities
        self.held = {_key(c): c for c in findings.corrections}
        self.standing = [c for c in findings.corrections if c.undone is None]
        self.found: dict[tuple[object, ...], Found] = {}
        self.kept: set[str] = set()
        self.refusals: list[Refusal] = []
        self.known = self.unchanged = 0

    def weigh(self, marks: Sequence[Marks]) -> Weighed:
        for one in marks:
            self.refusals += one.refusals
            groups = _Groups(one.rows)
            self.kept = set()
            for row in one.rows:
                self._row(row, groups)
            for tie in one.ties:
                self._guarded(tie, partial(self._tied, tie))
            for article, count in one.counts.items():
                self._missing(one, article, count)
        self._disagreeing()
        return Weighed(tuple(self.found.values()), tuple(self.refusals), self.known, self.unchanged)

    def _guarded(self, line: Row | Tie, said: Callable[[], Iterable[Correction]]) -> None:
        """Take the corrections that a line comes to; or refuse it, whole."""
        known = self.known
        try:
            made = list(said())
            taken = {key: found for c in made if (found := self._taken(line, c)) for key in (_key(c),)}
        except (_Refused, CorrectionError) as error:
            self.known = known
            self.refusals.append(Refusal(line.file, line.where, str(error)))
        else:
            self.found |= taken
            self.unchanged += not made and self.known == known

    def _taken(self, line: Row | Tie, c: Correction) -> Found | None:
        """A correction with what it overrules; None for one that is known. What was taken back is not said again."""
        key = _key(c)
        before = self.held.get(key)
        if before is not None and before.undone is not None:
            raise _Refused(f"{before.undone.who} took that correction back ({before.undone.at[:10]})")
        if before is not None:
            self.known += 1
        if before is not None or key in self.found:
            return None
        return Found(line.file, line.where, c, tuple(x for x in self.standing if _key(x, opposite=True) == key))

    # --- rows ----------------------------------------------------------------------------------------

    def _row(self, row: Row, groups: _Groups) -> None:
        if _changed(row) or (row.marks and row.place.article in self.rows.articles):
            self._guarded(row, partial(self._said, row, groups))
        else:
            self.unchanged += 1

    def _said(self, row: Row, groups: _Groups) -> Iterator[Correction]:
        article = self._article(row.place)
        attribution = self._attribution(row, article)
        if attribution is not None:
            self.kept.add(attribution.id)
        elif not row.attribution and row.marks:
            yield self._new(row, article)
            return
        moved = [*self._moved(row, article, attribution)] if attribution and row.marks else []
        if not (_changed(row) or moved):
            return
        self._check(row.place, article)
        here = self.rows.attribution(attribution) if attribution else self._anchor(row.place)
        if _said_speaker(row) or row.mention:
            yield from self._speaker(row, here, attribution)
        if row.statements != row.statements_were:
            yield from self._statements(row, here, groups)
        for words in (*row.notes, *moved):
            yield self._noted(here, words)

    def _speaker(self, row: Row, here: Anchor, attribution: Attribution | None) -> Iterator[Correction]:
        now = self._name(attribution)
        name = row.speaker or ""
        meant = self._meant(row.mention) if row.mention else None
        if isinstance(meant, str):
            name, meant = meant, None
        elif meant is not None:
            name = next((self.names.get(s.id, "") for s in self.findings.links.speakers if meant.id in s.entities), "")
        if name and fold(name) == fold(now or ""):
            self.known += 1  # as the record has it by now
            return
        self._unseen(row, here, now)
        if meant is not None:
            yield self._made("speaker", here, self.rows.entity(meant))
        elif name:
            yield self._made("speaker", here, None, name)
        else:
            was = row.speaker_was or now or "the speaker"
            yield self._noted(here, f"{was} does not say this; who does is left open.")

    def _unseen(self, row: Row, here: Anchor, now: str | None) -> None:
        """Refuse a line whose author has not seen what somebody else said of the same words meanwhile."""
        if fold(now or "") == fold(row.speaker_was or ""):
            return
        said = [c for c in self.standing if c.kind == "speaker" and _spot(c.left) == _spot(here)]
        if said:
            last = said[-1]
            raise _Refused(
                f"since the export {last.who} said that {now or 'somebody else'} speaks here ({last.at[:10]}); "
                "correct that in a new export, or with `onrecord serve`"
            )

    def _name(self, attribution: Attribution | None) -> str | None:
        return self.names.get(self.speakers.get(attribution.id, "")) if attribution else None

    def _meant(self, place: Place) -> Entity | str:
        """Whom words of an article mean: who is mentioned or speaks there; else the words themselves, as a name."""
        article = self._article(place)
        self._check(place, article)
        spans = _positions(place.spans, article.text)
        for attribution in self.by_article[article.id]:
            speaking = self.rows.entity_of.get(attribution.id)
            if speaking and _positions(attribution.source, article.text) == spans:
                return speaking
        most, entity = 0, None
        for e in self.entities[article.id]:
            share = max((overlap((mention,), place.spans) for mention in e.mentions), default=0)
            if share > most:
                most, entity = share, e
        return entity if entity and 2 * most >= len(spans) else _plain(place.words)

    def _statements(self, row: Row, here: Anchor, groups: _Groups) -> Iterator[Correction]:
        for other in groups.left(row):
            there = self._place(other)
            if _spot(there) != _spot(here):
                yield self._made("other statement", here, there)
        for group, others in groups.joined(row):
            # a group that no row had is a statement of the record, or a word of the user's own
            places = self._reports(group) if others is None else [self._place(other) for other in others]
            for there in places:
                if _spot(there) != _spot(here):
                    yield self._made("same statement", here, there)

    def _reports(self, statement: str) -> list[Anchor]:
        """The reports of a statement of the record that are at hand; none where there is no such statement."""
        found = self.rows.statements.get(statement)
        reports = [self.rows.attributions.get(a) for a in found.attributions] if found else []
        return [self.rows.attribution(a) for a in reports if a]

    def _place(self, row: Row) -> Anchor:
        """The anchor of another row, which must fit too."""
        article = self._article(row.place)
        self._check(row.place, article)
        attribution = self._attribution(row, article)
        return self.rows.attribution(attribution) if attribution else self._anchor(row.place)

    # --- marks ---------------------------------------------------------------------------------------

    def _new(self, row: Row, article: Article) -> Correction:
        """An attribution that the user has marked: a note, since no correction adds one."""
        said = [f"{role} “{_plain(self._check(place, article))}”" for role, place in sorted(row.marks.items())]
        if row.mention or row.speaker:
            said.append(f"speaker “{_plain(row.mention.words if row.mention else row.speaker or '')}”")
        self._check(row.place, article)
        words = "; ".join(["An attribution is missing here: " + ", ".join(said), *row.notes])
        return self._made("note", self._anchor(row.place), None, "passage", why=words)

    def _moved(self, row: Row, article: Article, attribution: Attribution) -> Iterator[str]:
        """What the spans of a row say against those of its attribution, in words for a note."""
        for role, was in (("source", attribution.source), ("cue", attribution.cue), ("content", attribution.content)):
            place = row.marks.get(role)
            if role == "content" and not attribution.content:
                continue  # what it has instead stands in its place
            if _positions(place.spans if place else (), article.text) != _positions(was, article.text):
                words = _plain(self._check(place, article)) if place else ""
                yield f"Its {role} should be “{words}”." if words else f"It has no {role}."

    def _missing(self, marks: Marks, article: str, count: int) -> None:
        """Notes on what the file of an article had and has no more, which its user does not hold for attributions."""
        rows = [row for row in marks.rows if row.place.article == article]
        here = {a.id for a in self.by_article[article]}
        if count != len(here) or not {row.attribution for row in rows} - {""} <= here:
            return  # a part was exported, or the article has been read anew: what is missing may never have been there
        for attribution in self.by_article[article]:
            if attribution.id not in self.kept:
                note = self._noted(self.rows.attribution(attribution), "This is no attribution.")
                self._guarded(replace(rows[0], where=""), lambda note=note: [note])  # type: ignore[misc]

    def _tied(self, tie: Tie) -> Iterator[Correction]:
        noun = tie.kind.rpartition(" ")[2]
        sides: list[Anchor] = []
        for place in (tie.left, tie.right):
            article = self._article(place)
            self._check(place, article)
            if noun == "statement":
                row = self._attribution(Row("", "", place), article)
                sides.append(self.rows.attribution(row) if row else self._anchor(place))
            else:
                meant = self._meant(place)
                sides.append(self._anchor(place) if isinstance(meant, str) else self.rows.entity(meant))
        yield self._made(tie.kind, sides[0], sides[1])

    # --- words ---------------------------------------------------------------------------------------

    def _article(self, place: Place) -> Article:
        if place.article not in self.rows.articles:
            raise _Refused(f"its article ({place.article or 'without an id'}) is not in the record")
        return self.rows.articles[place.article]

    def _check(self, place: Place, article: Article) -> str:
        """The words at a place, which must be those of the file."""
        fits = all(b <= len(article.text) for _, b in place.spans)
        words = quote(article.text, place.spans) if fits else ""
        if not _agree(words, place.words):
            at = ", ".join(f"{a}-{b}" for a, b in place.spans)
            there = f"there stands “{_short(words)}”" if words else "the article is shorter"
            raise _Refused(f"its text no longer matches: “{_short(place.words)}” is not at {at} ({there})")
        return words

    def _attribution(self, row: Row, article: Article) -> Attribution | None:
        """The attribution that a row is now: that of its id, else the one of the same words, of several with its id."""
        named = self.rows.attributions.get(row.attribution)
        if named is not None and named.article == article.id:
            return named
        wanted = _positions(row.place.spans, article.text)
        same = [
            a for a in self.by_article[article.id] if _positions(a.content or a.cue or a.source, article.text) == wanted
        ]
        return same[0] if len(same) == 1 else None

    def _anchor(self, place: Place) -> Anchor:
        return self.rows.anchor(place.article, place.spans)

    def _noted(self, here: Anchor, words: str) -> Correction:
        return self._made("note", here, None, "attribution", why=words)

    def _made(
        self, kind: CorrectionKind, left: Anchor, right: Anchor | None = None, value: str | None = None, why: str = ""
    ) -> Correction:
        return correcting.made(kind, left, right, value, who=self.who, why=why or self.why)

    def _disagreeing(self) -> None:
        """Refuse what the files say in two ways of one row."""
        said: dict[object, list[tuple[object, ...]]] = defaultdict(list)
        for key, found in self.found.items():
            c = found.correction
            if c.kind == "speaker":
                said[_spot(c.left)].append(key)
            elif c.kind.startswith(("same ", "other ")):
                said[c.kind.rpartition(" ")[2], key[1]].append(key)
        for keys in said.values():
            if len(keys) > 1:
                lines = [self.found.pop(key) for key in keys]
                for line, other in zip(lines, (*lines[1:], lines[0]), strict=True):
                    reason = f"{other.file}, {other.where} says otherwise of the same words"
                    self.refusals.append(Refusal(line.file, line.where, reason))


class _Groups:
    """The statements of a table: which of its rows were together at the export, and which are now.

    Whoever gathers reports weighs each pair of them. So a row is tied to every row of a group that it joins, and parted
    from every row that it leaves; rows that move together are tied to the first of them, which speaks for all.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self.were: Mapping[str, list[Row]] = defaultdict(list)
        self.are: Mapping[str, list[Row]] = defaultdict(list)
        for row in rows:
            for group in sorted(row.statements_were):
                self.were[group].append(row)
            for group in sorted(row.statements):
                self.are[group].append(row)

    def left(self, row: Row) -> Iterator[Row]:
        """The rows from which one is to be parted."""
        for group in sorted(row.statements_were - row.statements):
            before = self.were[group]
            first = next(x for x in before if x.statements == row.statements)
            if not row.statements or first is row:
                yield from (x for x in before if x is not row and not x.statements & row.statements)

    def joined(self, row: Row) -> Iterator[tuple[str, list[Row] | None]]:
        """Each group in which a row is new, with the rows to which it is to be tied; None where no row was in it."""
        for group in sorted(row.statements - row.statements_were):
            first = next(x for x in self.are[group] if group not in x.statements_were)
            held = [x for x in self.are[group] if group in x.statements_were]
            yield group, [first] if first is not row else held if group in self.were else None


def _spot(anchor: Anchor | None) -> tuple[str, Spans] | None:
    return None if anchor is None else (anchor.article, anchor.spans)


_OPPOSITE = {"same": "other", "other": "same"}


def _key(c: Correction, *, opposite: bool = False) -> tuple[object, ...]:
    """What a correction says, by which it is known again; or its opposite."""
    word, _, noun = c.kind.partition(" ")
    sides: object = (_spot(c.left), _spot(c.right))
    if word in _OPPOSITE:
        kind = f"{_OPPOSITE[word]} {noun}" if opposite else c.kind
        return kind, frozenset((_spot(c.left), _spot(c.right)))
    return (c.kind, sides, fold(c.value or ""), c.why if c.kind == "note" else "")


def _positions(spans: Spans, text: str) -> tuple[int, ...]:
    """The places of the letters under spans: brat cuts a span where a line ends, and white space with it."""
    return tuple(n for a, b in spans for n in range(a, min(b, len(text))) if not text[n].isspace())


def _agree(words: str, told: str) -> bool:
    """Whether words are those that a file has, which a table cuts where a cell can hold no more."""
    there, given = _positionless(words), _positionless(told)
    cut = told.endswith("…") and len(told.encode("utf-16-le", "replace")) // 2 >= LONGEST - 2
    return there == given or (cut and there.startswith(given.removesuffix("…")))


def _positionless(words: str) -> str:
    """Words for holding against each other: without white space, which programs change, and what XML cannot hold."""
    return "".join(c for c in words if c.isprintable() and not c.isspace() and c != "\ufffd")


def _short(words: str) -> str:
    plain = _plain(words)
    return plain if len(plain) <= 60 else plain[:59].rstrip() + "…"
