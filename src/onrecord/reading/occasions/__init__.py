"""Interviews, press conferences, speeches, posts, … as one article mentions them.

A mention is found by its noun ("at a *press conference* on …"), by a medium that was told something
("told CBS News"), by a network that something was written on, or by a date beside the words of saying
("Peskov said on Monday": remarks). It counts only where somebody speaks: the words of saying must
stand at the level of the mention, not inside a quotation that only talks about it.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Sequence

from onrecord.model import Article, Entity, OccasionMention, Reading, Time, digest
from onrecord.reading.occasions.mentions import named, posted, remarks, told
from onrecord.reading.occasions.scene import LOOSE, SHARED, Draft, Said, Scene, lay_out
from onrecord.text import View, merged

MADE_BY = "occasions.rules/2"

# at these many others see and hear what is said; an article about one reports little else of the speaker
_GATHERINGS = frozenset(
    ["interview", "press conference", "speech", "rally", "town hall", "hearing", "debate", "summit", "conference"]
)
_PRONOUNS = frozenset(["he", "she", "they", "it"])
# a sentence that speaks of an occasion so early says what the article is about
_LEAD = 6
# a mention carries on for so many sentences at most
_FOLLOWS = 12


def read(articles: Sequence[Article], readings: Sequence[Reading]) -> list[tuple[OccasionMention, ...]]:
    """The occasions that each article mentions, in text order."""
    return [_occasions(article, reading) for article, reading in zip(articles, readings, strict=True)]


def _occasions(article: Article, reading: Reading) -> tuple[OccasionMention, ...]:
    if not reading.attributions:
        return ()
    scene = lay_out(article, reading)
    drafts: list[Draft] = []
    for n in range(len(scene.sentences)):
        found = list(named(scene, n))
        for other in (told, posted, remarks):
            if not any(draft.spoken for draft in found):
                found.extend(other(scene, n))
        _share(scene, found)
        drafts.extend(found)
    drafts = _follow(drafts)
    _continue(scene, drafts)
    _dateline(scene, drafts, reading.times)
    rows = []
    for draft in drafts:
        if not draft.spoken:
            continue
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


def _follow(drafts: Sequence[Draft]) -> list[Draft]:
    """Read "during the press conference" as one mention with the earlier one that it points back to."""
    out: list[Draft] = []
    for draft in drafts:
        antecedent = None
        if draft.definite and draft.host is None and draft.held is None:
            near = (d for d in reversed(out[-20:]) if d.kind == draft.kind)
            antecedent = next((d for d in near if d.entity is draft.entity or (d.kind in SHARED and d.host)), None)
        if antecedent is None:
            out.append(draft)
        elif antecedent.entity is draft.entity and antecedent.spoken:
            antecedent.shown += [draft.span, *draft.shown]
            antecedent.said += draft.said
            antecedent.again.append(draft.sentence)
            antecedent.about = antecedent.about or draft.about
            antecedent.place = antecedent.place or draft.place
            antecedent.aired = antecedent.aired or draft.aired
        else:
            draft.host, draft.held = antecedent.host, antecedent.held
            draft.place = draft.place or antecedent.place
            out.append(draft)
    return out


def _share(scene: Scene, drafts: Sequence[Draft]) -> None:
    """Where one sentence mentions two occasions of a speaker, each statement belongs to the nearer."""
    cue = {s.row.id: s.cue[0] for said in scene.said for s in said}
    for one, other in itertools.combinations(drafts, 2):
        if one.sentence == other.sentence and set(one.said) & set(other.said):
            for row in set(one.said) & set(other.said):
                far = max((one, other), key=lambda d: (abs(cue[row] - d.span[0]), d.span))
                far.said.remove(row)


def _continue(scene: Scene, drafts: Sequence[Draft]) -> None:
    """Give a mention the speaker's statements that follow it, as far as the article ties them to it.

    They are tied while nobody else speaks and no other occasion of the speaker comes between; remarks, only
    while the speaker is a pronoun. Where a
    gathering stands in the lead, or is mentioned again, and is the only occasion of its speaker, all that
    the speaker says without a date of its own was said there.
    """
    own: dict[str, list[Draft]] = {}
    for draft in drafts:
        if draft.entity is not None:
            own.setdefault(draft.entity.id, []).append(draft)
    taken = {row for draft in drafts for row in draft.said}
    order = [(n, s) for n, said in enumerate(scene.said) for s in sorted(said, key=lambda s: s.cue)]
    talk = sorted({n for n, _ in order})

    def give(draft: Draft, s: Said) -> None:
        if s.entity is draft.entity and s.row.kind == "statement" and s.row.id not in taken:
            taken.add(s.row.id)
            draft.said.append(s.row.id)

    for draft in drafts:
        if draft.entity is None or not draft.said:
            continue
        mine = own[draft.entity.id]
        for sentence in (draft.sentence, *draft.again):
            others = (n for d in mine for n in (d.sentence, *d.again) if n > sentence)
            limit = min(min(others, default=len(scene.sentences)), sentence + _FOLLOWS)
            for n, s in order[bisect_right(order, sentence, key=lambda pair: pair[0]) :]:
                if n >= limit or _another(s, draft.entity):
                    break
                # what is known by its date alone carries on with "he added", not with the next "Putin said"
                if draft.kind in LOOSE and not (s.source and scene.view.text[slice(*s.source)].lower() in _PRONOUNS):
                    break
                give(draft, s)
        central = draft.again or bisect_right(talk, draft.sentence) <= _LEAD
        if len(mine) == 1 and draft.kind in _GATHERINGS and central:
            for _, s in order:
                give(draft, s)


def _another(s: Said, speaker: Entity) -> bool:
    """Whether somebody else takes the word."""
    return s.entity is not speaker and s.row.kind == "statement" and not s.inside


def _dateline(scene: Scene, drafts: Sequence[Draft], times: Sequence[Time]) -> None:
    """An agency's lead without a date reports what happened on the day of the date line."""
    before = [t for t in times if scene.view.offsets and _outside(scene, t)]
    lead = next((n for n, (a, _) in enumerate(scene.sentences) if _is_body(scene.view, a)), None)
    if not before or lead is None or any(d.held for d in drafts if d.sentence == lead):
        return
    dated = {d.kind: d for d in drafts if d.sentence == lead and d.held is None and d.aired is None}
    for draft in dated.values():
        draft.held = before[0].id


def _outside(scene: Scene, time: Time) -> bool:
    return scene.view.locate(time.span[0]) is None


def _is_body(view: View, at: int) -> bool:
    return any(a <= at < b and kind == "paragraph" for (a, b), kind in zip(view.blocks, view.kinds, strict=True))
