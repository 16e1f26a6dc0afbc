"""What the record has of a claim: where its words stand, who says them there and when, and what differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from onrecord.checking import accounts, occasions, told, voices, wording
from onrecord.checking.aligning import Pair
from onrecord.checking.claims import SCRAP, Asked
from onrecord.checking.drafts import Draft
from onrecord.checking.model import RANK, Claim, Fault, FaultKind, Level, Place, Verdict, gravest
from onrecord.checking.occasions import When
from onrecord.checking.pages import Page, Shelf
from onrecord.checking.passages import between, joined, reach, said_in, tellers, tells
from onrecord.checking.verdicts import judged, once_denied
from onrecord.comparing.commitment import DOUBTED, REPORTED, TRUE, cue_words, force
from onrecord.comparing.differences import shown
from onrecord.comparing.saying import Said, part, word_class
from onrecord.comparing.stretches import bits_of
from onrecord.model import Attribution, Entity, Spans
from onrecord.text import quote

# a quotation is found where so much of what it tells stands, and a sentence that is told where so many of its words do
_FOUND, _TOLD = 0.5, 0.6
# a quotation is another speaker's when so much of it stands in what she says
_NEARLY = 0.75
# words of a quotation that stand elsewhere are another quotation when this share of them does
_ELSEWHERE = 0.8
# most of the words of a passage stand in quotation marks from this share of their weight on
_QUOTED = 0.5
# so many places of the record are shown
_SHOWN = 12
# what a fault counts when the place that has the claim best is chosen
_COST = {"high": 8, "medium": 4, "low": 2, "note": 0}


@dataclass(frozen=True, eq=False)
class Hit:
    """A stretch of an article that has the words of a claim, or tells it, and what differs in it."""

    page: Page
    spans: Spans
    rows: Sequence[Attribution]
    score: float
    share: float
    quoted: bool
    verbatim: bool
    faults: tuple[Fault, ...]

    @cached_property
    def cost(self) -> int:
        """How much the words differ."""
        return sum(_COST[f.level] for f in self.faults)


class Judge:
    """Holds the claims of a draft against the part of a record that they are about."""

    def __init__(self, draft: Draft, shelf: Shelf) -> None:
        self.draft = draft
        self.shelf = shelf
        self._when: dict[str, When] = {}
        self._misspelt: set[str] = set()
        self._times = {id: value for id, (_, value) in shelf.pile.times.items()}

    def claim(self, asked: Asked, candidates: Iterable[str]) -> Claim:
        """What the record has of a claim, in the articles that are its candidates."""
        pages = [page for id in candidates if (page := self.shelf.page(id))]
        found = [hit for page in pages if (hit := self._aligned(asked, page, pages))]
        found = [hit for hit in found if self._may_be(asked, hit)]
        if asked.reason and not (found and (asked.attribution or not min(hit.cost for hit in found))):
            return self._claim(asked, "not checked", reason=asked.reason)
        if not found:
            found = [hit for hit in self._retold(asked, pages) if self._may_be(asked, hit)]
        if not found:
            return self._not_found(asked, pages)
        best = min(hit.cost + 3 * (self._voice(asked, hit) == "other") for hit in found)
        chosen = [hit for hit in found if hit.cost + 3 * (self._voice(asked, hit) == "other") <= best]
        chosen.sort(key=lambda hit: (*self._order(asked, hit), hit.page.article.name, hit.page.article.id))
        first = chosen[0]
        faults = [*first.faults, *self._scraps(asked, chosen), *self._said_otherwise(asked, chosen)]
        faults = once_denied(faults, asked.attribution.cue if asked.attribution else ())
        faults += self._accounts(asked)
        places = tuple(self._place(hit.page, hit.spans, hit.rows) for hit in chosen[:_SHOWN])
        verdict: Verdict = "verbatim" if first.verbatim else "told"
        return self._claim(asked, verdict, tuple(faults), places)

    # --- where it stands ---------------------------------------------------------------------------------

    def _aligned(self, asked: Asked, page: Page, pages: Sequence[Page]) -> Hit | None:
        """Where a page has the words, more or less as they stand."""
        pairs = self.shelf.align(asked.said, page, asked.quoted)
        same = [p for p in pairs if p.same]
        if not same:
            return None
        words = asked.said.words
        held, whole = bits_of(words[p.left] for p in same), bits_of(words) or 1.0
        share = len(same) / len(words)
        if asked.quoted:
            if max(held / whole, share) < _FOUND or (len(same) < 3 and len(same) < len(words)):
                return None
        elif share < _TOLD or held < _TOLD * whole:
            return None
        there = [page.said.words[p.right] for p in same]
        quoted = bits_of(w for w in there if w.quoted) >= _QUOTED * bits_of(there)
        spans = page.spans(*reach(page, same, len(words)))
        rows = page.attributions(page.spans(same[0].right, same[-1].right))
        place = self._place(page, spans, rows)
        found = wording.changes(asked.said, page.said, between(pairs), asked.quoted)
        faults = [self._fault(asked, change, place, pages) for change in found]
        if not asked.quoted and not any(c.kind == "negation" for c in found):
            faults += self._denial(asked, page, same, place)
        if asked.quoted and not quoted and asked.attribution is not None:
            note = f"the draft puts into quotation marks what {place.label} tells in its own words"
            faults.append(Fault("quotation versus paraphrase", "medium", note, asked.spans, place, spans))
        if asked.quoted and (far := joined(page, same)):
            note = f"two quotations are made one: in {place.label}, {shown(page.said, far)} stands between them"
            faults.append(Fault("quotations joined", "medium", note, asked.spans, place, far))
        exact = len(same) == len(words) or asked.quoted
        return Hit(page, spans, rows, held, min(held / whole, share), quoted, exact, tuple(faults))

    def _fault(self, asked: Asked, change: wording.Change, place: Place, pages: Sequence[Page]) -> Fault:
        """A change as a fault; words that stand elsewhere in the record are another quotation."""
        if change.apart:
            rest = part(asked.said, change.apart)
            for page in pages:
                same = [p for p in self.shelf.align(rest, page, asked.quoted) if p.same]
                if len(same) >= _ELSEWHERE * len(rest.words):
                    spans = page.spans(same[0].right, same[-1].right)
                    there = self._place(page, spans, page.attributions(spans))
                    words = shown(rest, change.left)
                    note = f"two quotations are made one: {words} stands elsewhere, in {there.label}"
                    return Fault("quotations joined", "high", note, change.left, there, spans)
        return Fault(change.kind, change.level, change.note, change.left, place, change.right)

    def _denial(self, asked: Asked, page: Page, same: Sequence[Pair], place: Place) -> Iterator[Fault]:
        """A denial before or behind the words that both have, on one side alone."""
        lines = {page.said.words[p.right].sentence for p in same}
        there = part(page.said, [n for n, w in enumerate(page.said.words) if w.sentence in lines])
        rows = [row for row in page.rows if tells(row, wording.place(there, there.words))]
        tell = tellers(asked.said, there, rows)
        said = said_in(there, tell[:1])
        if told.opposed(asked.said, said) and not any(_denies(self.shelf.pile.said(row)) for row in tell):
            words = shown(asked.said, asked.spans), shown(page.said, wording.place(said, said.words))
            note = f"one denies it and the other does not: {words[0]} against {words[1]}"
            yield Fault("negation", "medium", note, asked.spans, place, place.spans)

    def _retold(self, asked: Asked, pages: Sequence[Page]) -> Iterator[Hit]:
        """Where pages tell it in other words."""
        for found in told.likest(asked.said, pages):
            if not found.tells(asked.said):
                continue
            spans = found.page.spans(found.first, found.last)
            rows = [row for row in found.page.rows if tells(row, spans)]
            place = self._place(found.page, spans, rows)
            if asked.quoted:
                seen = shown(found.said, spans)
                note = f"the draft puts into quotation marks what {place.label} has in other words, {seen}"
                faults = [Fault("quotation versus paraphrase", "high", note, asked.spans, place, spans)]
            else:
                tell = tellers(asked.said, found.said, rows)
                turned = bool(tell) and _denies(asked.said) != _denies(self.shelf.pile.said(tell[0]))
                words = said_in(found.said, tell)
                faults = [
                    Fault(kind, level, note, left or asked.spans, place, right or spans)
                    for kind, level, note, left, right in told.differences(
                        asked.said, found, words, turned, place.label
                    )
                ]
                faults += self._untold(asked, found.page, place)
            score = found.like.shared * found.like.left
            yield Hit(found.page, spans, rows, score, found.like.left, False, False, tuple(faults))

    def _may_be(self, asked: Asked, hit: Hit) -> bool:
        """Whether a passage can be what the draft quotes: of another speaker only one in nearly the same words."""
        return not asked.quoted or hit.share >= _NEARLY or self._voice(asked, hit) != "other"

    def _untold(self, asked: Asked, page: Page, place: Place) -> Iterator[Fault]:
        """When something is told to be, and the article does not say so."""
        reading = self.shelf.pile.readings[page.article.id]
        values = [self._times.get(time.id) or time.value for time in reading.times]
        for span in occasions.untold(self.draft.article, self.draft.reading, asked.spans, page.article, values):
            note = f"the draft has {shown_words(self.draft, (span,))}, which the article does not say"
            yield Fault("date", "medium", note, (span,), place, place.spans)

    def _order(self, asked: Asked, hit: Hit) -> tuple[object, ...]:
        voice = self._voice(asked, hit)
        return hit.cost, ("same", "unknown", "other").index(voice), not hit.quoted and asked.quoted, -hit.score

    # --- who says it, when, in which words -----------------------------------------------------------------

    def _voice(self, asked: Asked, hit: Hit) -> voices.Same:
        """Whether who says it in the draft says it there."""
        if asked.entity is None:
            return "unknown"
        found = []
        for row in hit.rows:
            speaker = self.shelf.speaker(row)
            if speaker:
                found.append(voices.same(asked.entity, speaker, self.shelf.known(speaker)))
        return next((v for v in ("same", "other") if v in found), "unknown")

    def _said_otherwise(self, asked: Asked, hits: Sequence[Hit]) -> Iterator[Fault]:
        row = asked.attribution
        if row is None:
            return
        yield from self._speaker(asked, hits)
        yield from self._name(asked, hits)
        yield from self._occasion(row, hits)
        yield from self._verb(asked, hits)

    def _speaker(self, asked: Asked, hits: Sequence[Hit]) -> Iterator[Fault]:
        heard = [(self._voice(asked, hit), hit) for hit in hits]
        if asked.entity is None or any(voice == "same" for voice, _ in heard):
            return
        other = next((hit for voice, hit in heard if voice == "other"), None)
        if other is None:
            return
        place = self._place(other.page, other.spans, other.rows)
        source = asked.attribution.source if asked.attribution else ()
        level: Level = "high" if _named(self.draft, asked.entity, source) else "medium"
        note = f"in {place.label}, {place.speaker} says it, not {asked.entity.name or 'whom the draft means'}"
        yield Fault("other speaker", level, note, source or asked.spans, place, other.spans)

    def _name(self, asked: Asked, hits: Sequence[Hit]) -> Iterator[Fault]:
        """The draft spells the first name of who says it as the record nowhere does; told where it names them first."""
        entity = asked.entity
        if entity is None or not entity.name:
            return
        source = asked.attribution.source if asked.attribution else ()
        named = entity.name.split()[0] in quote(self.draft.article.text, source)
        if entity.id in self._misspelt and not named:
            return
        pairs = [(hit, speaker) for hit in hits for row in hit.rows if (speaker := self.shelf.speaker(row))]
        for hit, speaker in pairs:
            known = self.shelf.known(speaker)
            if voices.same(entity, speaker, known) != "same":
                continue
            if right := voices.misspelt(entity, speaker, known):
                self._misspelt.add(entity.id)
                place = self._place(hit.page, hit.spans, hit.rows)
                note = f"the draft has {entity.name}, the record has {right}"
                yield Fault("name", "medium", note, source or asked.spans, place, hit.spans)
            return

    def _occasion(self, row: Attribution, hits: Sequence[Hit]) -> Iterator[Fault]:
        mine = occasions.when(self.draft.article, self.draft.reading, row, {})
        there = [(hit, self._whens(hit)) for hit in hits]
        every = [w for _, found in there for w in found]
        day = occasions.on_another_day(mine, every)
        kind = occasions.at_another(mine, every) if not day else None
        if not day and not kind:
            return
        hit, found = next((h, f) for h, f in there if any(w.days if day else w.kind for w in f))
        place = self._place(hit.page, hit.spans, hit.rows)
        if day:
            said = shown_words(self.draft, mine.spans)
            note = f"the draft has it said {said}; {place.label} has it said on {occasions.dated(day)}"
        else:
            note = f"the draft has it said at another occasion; in {place.label} it is the {kind}"
        where = next((w.spans for w in found if w.spans), hit.spans)
        level: Level = "high" if day else "medium"
        if mine.spans and not occasions.beside(self.draft.article, row, mine.spans):
            level = "low"  # it may be the occasion of what stands there
        yield Fault("other occasion", level, note, mine.spans or row.content, place, where)

    def _whens(self, hit: Hit) -> list[When]:
        """When its attributions were said, as their article and their occasion have it."""
        out = []
        for row in hit.rows:
            if row.id not in self._when:
                reading = self.shelf.pile.readings[row.article]
                self._when[row.id] = occasions.when(hit.page.article, reading, row, self._times)
            out.append(self._when[row.id])
            for occasion in self.shelf.occasions.get(row.id, ()):
                days = frozenset(d[:10] for d in (occasion.held, occasion.aired) if d and len(d) >= 10 and "W" not in d)
                out.append(When(days, kind=occasion.kind, host=occasion.host))
        return out

    def _verb(self, asked: Asked, hits: Sequence[Hit]) -> Iterator[Fault]:
        """The verb takes for true what the record only reports, or turns what is said round."""
        row = asked.attribution
        assert row is not None
        mine = force(asked.said)
        cues = [(hit, part_of) for hit in hits for r in hit.rows if r.cue and (part_of := self.shelf.pile.said(r))]
        if not cues:
            return
        denies = _denies(asked.said)
        if all(_denies(said) != denies for _, said in cues):
            hit, said = cues[0]
            place = self._place(hit.page, hit.spans, hit.rows)
            words = " ".join(cue_words(asked.said)), " ".join(cue_words(said))
            note = f"the draft has “{words[0]}”, {place.label} “{words[1]}”"
            yield Fault("negation", "high", note, row.cue, place, said.attribution.cue)
            return
        if mine is None or mine[0] != TRUE:
            return
        forces = [(f, hit, said) for hit, said in cues if (f := force(said))]
        if not forces or any(f[0] == TRUE for f, _, _ in forces):
            return
        (commits, word), hit, said = max(forces, key=lambda f: f[0][0])
        assert commits in (DOUBTED, REPORTED)
        place = self._place(hit.page, hit.spans, hit.rows)
        note = f"the draft has “{mine[1]}”, which takes it for true; {place.label} has “{word}”"
        level: Level = "high" if commits == DOUBTED else "medium"
        yield Fault("attribution strengthened", level, note, row.cue, place, said.attribution.cue)

    def _scraps(self, asked: Asked, hits: Sequence[Hit]) -> Iterator[Fault]:
        """Quoted words inside of a sentence that is told, which no article quotes that tells it."""
        for scrap in asked.scraps:
            wholes = [self.shelf.pile.whole(hit.page.article.id) for hit in hits]
            if any(whole.quotes(scrap.words) for whole in wholes):
                continue
            place = self._place(hits[0].page, hits[0].spans, hits[0].rows)
            words = shown(scrap, wording.place(scrap, scrap.words))
            if any(whole.holds(scrap.words) for whole in wholes):
                note = f"the draft puts {words} into quotation marks, which {place.label} tells in its own words"
                kind: FaultKind = "quotation versus paraphrase"
            else:
                note = f"the draft quotes {words}, which {place.label} has not"
                kind = "quotation altered"
            yield Fault(kind, "medium", note, wording.place(scrap, scrap.words), place, hits[0].spans)

    def _accounts(self, asked: Asked) -> Iterator[Fault]:
        """What is no fault of the draft, but worth knowing: articles of the record differ on what it tells."""
        for note, page, spans in accounts.differing(asked.said, self.shelf, self.shelf.discrepancies):
            place = self._place(page, spans, page.attributions(spans))
            yield Fault("accounts differ", "note", note, asked.spans, place, spans)

    # --- the answer ----------------------------------------------------------------------------------------

    def _not_found(self, asked: Asked, pages: Sequence[Page]) -> Claim:
        nearest = told.likest(asked.said, pages)[:1]
        places = tuple(
            self._place(r.page, spans, [row for row in r.page.rows if tells(row, spans)])
            for r in nearest
            for spans in (r.page.spans(r.first, r.last),)
        )
        surely = asked.quoted and asked.attribution is not None and len(asked.said.words) > SCRAP
        level: Level = "high" if surely else "medium"
        what = "these words stand" if asked.quoted else "this stands"
        fault = Fault("not found", level, f"{what} nowhere in the record; that does not make it false", asked.spans)
        return self._claim(asked, "not found", (fault,), places)

    def _place(self, page: Page, spans: Spans, rows: Sequence[Attribution]) -> Place:
        article, shelf = page.article, self.shelf
        row = next((row for row in rows if shelf.speaker(row)), rows[0] if rows else None)
        speaker = shelf.speaker(row) if row else None
        held = shelf.occasions.get(row.id, []) if row else []
        day = next((o.held or o.aired for o in held if o.held or o.aired), None)
        return Place(
            article.id,
            article.name,
            article.title,
            article.outlet,
            article.published,
            spans,
            quote(article.text, spans, " … "),
            any(a <= spans[0][0] < b for a, b in page.said.quoted),
            speaker.name if speaker else None,
            speaker.id if speaker else None,
            day,
            held[0].kind if held else None,
            row.id if row else None,
            shelf.statement(row) if row else None,
            shelf.origins.get(article.id),
        )

    def _claim(
        self,
        asked: Asked,
        verdict: Verdict,
        faults: tuple[Fault, ...] = (),
        places: tuple[Place, ...] = (),
        reason: str | None = None,
    ) -> Claim:
        text = self.draft.article.text
        source = asked.attribution.source if asked.attribution else ()
        ordered = tuple(sorted(faults, key=lambda f: RANK[f.level]))
        return Claim(
            asked.spans,
            quote(text, asked.spans, " … "),
            asked.quoted,
            quote(text, source) or None,
            asked.entity.name if asked.entity else None,
            judged(verdict, ordered),
            gravest(ordered),
            ordered,
            places,
            reason=reason,
        )


def _named(draft: Draft, entity: Entity, source: Spans) -> bool:
    """Whether the draft's words for who says it hold a name."""
    words = set(quote(draft.article.text, source).split())
    return any(w in words for form in (entity.name, *entity.aliases) if form for w in form.split() if w[0].isupper())


def _denies(said: Said) -> bool:
    return bool(set(cue_words(said)) & word_class("denying"))


def shown_words(draft: Draft, spans: Spans) -> str:
    """Some words of the draft, in quotation marks."""
    return f"“{quote(draft.article.text, spans, ' … ')}”"
