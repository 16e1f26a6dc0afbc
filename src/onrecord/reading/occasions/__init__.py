"""Interviews, press conferences, speeches, posts, … as one article mentions them.

A mention is found by its noun ("at a *press conference* on …"), by a medium that was told something
("told CBS News"), by a network that something was written on, or by a date beside the words of saying
("Peskov said on Monday": remarks). It counts only where somebody speaks: the words of saying must
stand at the level of the mention, not inside a quotation that only talks about it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from onrecord.model import Article, OccasionMention, Reading, Time, digest
from onrecord.reading.occasions.heads import headed
from onrecord.reading.occasions.media import aired, broadcast, given, told
from onrecord.reading.occasions.mentions import addressed, named, posted, remarks
from onrecord.reading.occasions.scene import LOOSE, SHARED, TALKS, Draft, Said, Scene, lay_out
from onrecord.reading.occasions.sources import embedded, written
from onrecord.text import WORD, fold, merged, quote

MADE_BY = "occasions.rules/4"

# at these many others see and hear what is said; an article about one reports little else of the speaker
_GATHERINGS = frozenset(
    ["interview", "press conference", "speech", "rally", "town hall", "hearing", "debate", "summit", "conference"]
)
_PRONOUNS = frozenset(["he", "she", "they", "it"])
# a sentence that speaks of an occasion so early says what the article is about
_LEAD = 6
# "in an interview" so many sentences after one that the same speaker gave is that one
_NEXT = 2
# what a speaker says so many sentences before the only statement or interview, with nobody between, is of it
_TURNS = frozenset(["statement", "interview", "letter"])
_LED = 3
# "Lee gave an interview to Delta News": what follows was said there
_GIVEN = _TURNS | {"press conference", "speech"}
# a post that is quoted and then shown shares so many words in a row, and stands among so many mentions before
_RUN = 4
_SHOWN = 3
# a mention carries on for so many sentences at most
_FOLLOWS = 12


def read(articles: Sequence[Article], readings: Sequence[Reading]) -> list[tuple[OccasionMention, ...]]:
    """The occasions that each article mentions, in text order."""
    return [_occasions(article, reading) for article, reading in zip(articles, readings, strict=True)]


def _occasions(article: Article, reading: Reading) -> tuple[OccasionMention, ...]:
    if not reading.attributions:
        return ()
    if article.role and (own := headed(article, reading)):
        return own
    scene = lay_out(article, reading)
    drafts: list[Draft] = []
    for n in range(len(scene.sentences)):
        found = list(named(scene, n))
        for other in (embedded, written, told, posted, broadcast, given, aired, addressed, remarks):
            if not any(draft.spoken for draft in found):
                found.extend(other(scene, n))
        _share(scene, found)
        drafts.extend(found)
    drafts = _follow(scene, drafts)
    _continue(scene, drafts)
    _dateline(scene, drafts, reading.times)
    rows = []
    for draft in drafts:
        if not draft.spoken or not draft.said:
            continue  # nothing is told of what was said there
        if draft.entity is None and draft.held is None and draft.kind != "filing":
            continue  # "the statement said", of which nothing was told before
        spans = merged(s for a, b in [draft.span, *draft.shown] for s in scene.view.spans(a, b))
        who = draft.entity.id if draft.entity else None
        rows.append(
            OccasionMention(
                digest("occasion mention", article.id, draft.kind, spans),
                article.id,
                draft.kind,
                who,
                draft.host,
                draft.about,
                draft.place,
                draft.held,
                draft.aired,
                spans,
                tuple(dict.fromkeys(draft.said)),
                MADE_BY,
            )
        )
    return tuple({row.id: row for row in rows}.values())


def _follow(scene: Scene, drafts: Sequence[Draft]) -> list[Draft]:
    """Read "during the press conference" as one mention with the earlier one that it points back to."""
    out: list[Draft] = []
    for draft in drafts:
        antecedent = _antecedent(out, draft) or _quoted(scene, out, draft)
        if antecedent is not None and draft.entity is None:
            draft.entity = antecedent.entity  # "the statement said"
        if antecedent is None:
            out.append(draft)
        elif antecedent.entity is draft.entity and antecedent.spoken:
            antecedent.shown += [draft.span, *draft.shown]
            antecedent.said += draft.said
            antecedent.again.append(draft.sentence)
            antecedent.host = antecedent.host or draft.host
            antecedent.about = antecedent.about or draft.about
            antecedent.place = antecedent.place or draft.place
            antecedent.held = antecedent.held or draft.held
            antecedent.aired = antecedent.aired or draft.aired
            if draft.kind == "speech":
                antecedent.kind = draft.kind
        else:
            draft.host, draft.held = antecedent.host, antecedent.held
            draft.place = draft.place or antecedent.place
            out.append(draft)
    return out


def _antecedent(before: Sequence[Draft], draft: Draft) -> Draft | None:
    """The earlier mention of what `draft` mentions: "the interview", or "in a speech" in one sentence with a rally."""
    near = before[-20:][::-1]
    if draft.host is None and draft.held is None and (draft.definite or _goes_on(before, draft)):
        same = (d for d in near if d.kind == draft.kind)
        found = next(
            (d for d in same if d.entity is draft.entity or draft.entity is None or (d.kind in SHARED and d.host)), None
        )
        if found is not None:
            return found
    if draft.kind not in TALKS or draft.entity is None:
        return None
    talk = next((d for d in near if d.entity is draft.entity and d.said and d.kind in TALKS), None)
    if talk is None or (talk.host and draft.host) or (talk.held and draft.held):
        return None
    return talk if draft.sentence in (talk.sentence, *talk.again) or (draft.definite and draft.held is None) else None


def _quoted(scene: Scene, before: Sequence[Draft], draft: Draft) -> Draft | None:
    """The mention of a post that the article quotes right before it shows the post itself."""
    if draft.kind != "post" or draft.held is None:
        return None
    for other in before[-_SHOWN:][::-1]:
        fits = other.kind == "post" and other.entity is draft.entity and other.held is None and other.host == draft.host
        if fits and _words(scene, other) & _words(scene, draft):
            return other
    return None


def _words(scene: Scene, draft: Draft) -> set[tuple[str, ...]]:
    """Every run of a few words of what a mention says was said there."""
    rows = {row.row.id: row.row for said in scene.said for row in said} if draft.said else {}
    out: set[tuple[str, ...]] = set()
    for i in draft.said:
        content = rows[i].content if i in rows else ()
        words = [fold(m.group()) for m in WORD.finditer(quote(scene.article.text, content))]
        out.update(tuple(words[k : k + _RUN]) for k in range(len(words) - _RUN + 1))
    return out


def _goes_on(before: Sequence[Draft], draft: Draft) -> bool:
    """Whether "…, she said in a phone interview" goes on from "Ann Lee told CBS" right before it."""
    last = next((d for d in reversed(before) if d.entity is draft.entity and d.spoken), None)
    return last is not None and last.kind == draft.kind == "interview" and draft.sentence - last.sentence <= _NEXT


def _share(scene: Scene, drafts: Sequence[Draft]) -> None:
    """Where one sentence mentions two occasions of a speaker, each statement belongs to the nearer."""
    if len(drafts) < 2:
        return
    cue = {s.row.id: s.cue[0] for s in scene.said[drafts[0].sentence]}
    nearest: dict[str, Draft] = {}
    for draft in drafts:
        for row in draft.said:
            other = nearest.get(row)
            if other is None or abs(cue[row] - draft.span[0]) < abs(cue[row] - other.span[0]):
                nearest[row] = draft
    for draft in drafts:
        draft.said = [row for row in draft.said if nearest[row] is draft]


def _continue(scene: Scene, drafts: Sequence[Draft]) -> None:
    """Give a mention the speaker's statements that follow it, as far as the article ties them to it.

    They are tied while nobody else speaks and no other occasion of the speaker comes between; remarks, only
    while the speaker is a pronoun. Where a gathering stands in the lead, or is mentioned again, and is the
    only occasion of its speaker, all that the speaker says was said there.
    """
    own: dict[str, list[Draft]] = {}
    for draft in drafts:
        if draft.entity is not None:
            own.setdefault(draft.entity.id, []).append(draft)
    turns = {who: sorted(n for d in mine for n in (d.sentence, *d.again)) for who, mine in own.items()}
    taken = {row for draft in drafts for row in draft.said}
    order = [(n, s) for n, said in enumerate(scene.said) for s in sorted(said, key=lambda s: s.cue)]
    places = [n for n, _ in order]
    talk = sorted(set(places))

    def give(draft: Draft, s: Said) -> None:
        if s.entity is draft.entity and s.row.kind == "statement" and s.row.id not in taken:
            taken.add(s.row.id)
            draft.said.append(s.row.id)

    for draft in drafts:
        if draft.entity is None or not (draft.said or draft.kind in _GIVEN):
            continue
        mine = own[draft.entity.id]
        for sentence in (draft.sentence, *draft.again):
            after = turns[draft.entity.id]
            turn = bisect_right(after, sentence)
            limit = min(after[turn] if turn < len(after) else len(scene.sentences), sentence + _FOLLOWS)
            for i in range(bisect_right(places, sentence), bisect_left(places, limit)):
                s = order[i][1]
                if s.entity is not draft.entity and s.row.kind == "statement" and not s.inside:
                    break  # somebody else takes the word
                # what is known by its date alone carries on with "he added", not with the next "Putin said"
                if draft.kind in LOOSE and not (s.source and scene.view.text[slice(*s.source)].lower() in _PRONOUNS):
                    break
                give(draft, s)
        if len(mine) == 1 and draft.kind in _TURNS:
            # "She called it fair. 'It is the law,' she said in a statement": the turn began before
            for i in reversed(range(bisect_left(places, draft.sentence))):
                s = order[i][1]
                other = s.entity is not draft.entity and s.row.kind == "statement" and not s.inside
                if other or draft.sentence - places[i] > _LED:
                    break
                give(draft, s)
        central = draft.again or bisect_right(talk, draft.sentence) <= _LEAD
        if len(mine) == 1 and draft.kind in _GATHERINGS and central:
            for _, s in order:
                give(draft, s)


def _dateline(scene: Scene, drafts: Sequence[Draft], times: Sequence[Time]) -> None:
    """An agency's lead without a date reports what happened on the day of the date line."""
    before = next((t for t in times if scene.view.locate(t.span[0]) is None), None)
    body = next((b for b, kind in zip(scene.view.blocks, scene.view.kinds, strict=True) if kind == "paragraph"), None)
    if before is None or body is None:
        return
    first = [draft for draft in drafts if draft.spoken and scene.sentences[draft.sentence][0] == body[0]]
    if not any(draft.held for draft in first):
        for draft in first:
            draft.held = None if draft.aired else before.id
