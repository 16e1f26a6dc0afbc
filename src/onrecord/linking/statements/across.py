"""What ties stories together: long quoted words of one speaker, and what people say of attributions.

Stories that nothing ties together may be worked on apart, and give the same statements. So what one speaker says in
several stories is looked through here, by its words alone: few reports must be prepared for that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from onrecord.comparing.days import days_of_saying
from onrecord.comparing.saying import LONGEST, TOKEN, fold_word
from onrecord.dividing import Part, whole
from onrecord.linking.statements.candidates import SHINGLE, echoes, sampled
from onrecord.linking.statements.twins import stand_ins
from onrecord.linking.statements.units import Unit, Voice, read_units, voices
from onrecord.model import Article, Attribution, Links, Reading
from onrecord.text import without_that
from onrecord.ties import Ties

# a run of words that somebody says, by the speaker
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Across:
    """What ties stories together.

    `named` are the speakers that an article names, `keys` the runs of words that one speaker says in several stories,
    and `met` the pairs of reports that quote such a run. `tied` are pairs of articles that must stand in one part.
    """

    named: frozenset[str] = frozenset()
    keys: frozenset[Key] = frozenset()
    met: tuple[tuple[str, str], ...] = ()
    tied: tuple[tuple[str, str], ...] = ()

    def within(self, part: Part) -> Across:
        """The same as far as it concerns a part."""
        own = {row.id for reading in part.readings for row in reading.attributions}
        speakers = {row.id for row in part.links.speakers}
        keys = frozenset(key for key in self.keys if key[0] in speakers)
        return Across(self.named & speakers, keys, tuple(pair for pair in self.met if pair[0] in own))

    def meetings(
        self, units: Sequence[Unit], others: Mapping[str, Sequence[Unit]] = MappingProxyType({})
    ) -> list[tuple[Unit, Unit]]:
        """The reports of a part that quote the same run of words; `others` are those for which some stand in."""
        unit_of = {unit.row.id: unit for unit in units}
        unit_of |= {other.row.id: unit_of[i] for i, found in others.items() for other in found}
        met = {(a.order, b.order): (a, b) for a, b in echoes(units, self.keys.__contains__)}
        for a, b in self.met:
            met[unit_of[a].order, unit_of[b].order] = unit_of[a], unit_of[b]
        return [met[key] for key in sorted(met)]


def crossing(articles: Sequence[Article], readings: Sequence[Reading], links: Links, ties: Ties) -> Across:
    """What ties the stories of a pile together; a small pile is worked on as a whole."""
    if whole(articles):
        return Across()
    story_of = {article: story.id for story in links.stories for article in story.articles}
    voice_of = voices(readings, links)
    told_in: dict[str, dict[str, str]] = defaultdict(dict)
    for reading in readings:
        story = story_of.get(reading.article, reading.article)
        for row in reading.attributions:
            if (voice := voice_of.get(row.id)) and voice.id:
                told_in[voice.id].setdefault(story, reading.article)
    named = frozenset(voice.id for voice in voice_of.values() if voice.named and voice.id)
    wide = {i for i, stories in told_in.items() if len(stories) > 1 and i in named}
    holders = _holders(articles, readings, {i: v.id for i, v in voice_of.items() if v.id in wide})
    keys = {
        key: rows for key, rows in holders.items() if len({story_of.get(row.article, row.article) for row in rows}) > 1
    }
    said = _reports(articles, readings, links, voice_of, {row.id for rows in keys.values() for row in rows}, ties)
    found = [(a.row, b.row) for a, b in echoes(said, lambda key: key not in keys)]
    tied = [(a.article, b.article) for a, b in found]
    # whom nobody names is known by his stories alone
    for i in told_in.keys() - wide:
        first, *others = told_in[i].values()
        tied += [(first, other) for other in others]
    tied += _said_of(readings, ties)
    return Across(named, frozenset(keys), tuple((a.id, b.id) for a, b in found), tuple(tied))


def _holders(
    articles: Sequence[Article], readings: Sequence[Reading], speaker_of: Mapping[str, str | None]
) -> dict[Key, list[Attribution]]:
    """By speaker and run of words the attributions that hold it, quoted or not."""
    article_of = {article.id: article for article in articles}
    out: dict[Key, list[Attribution]] = defaultdict(list)
    for reading in readings:
        for row in reading.attributions:
            speaker = speaker_of.get(row.id)
            if speaker is not None and row.article in article_of:
                for run in set(_runs(_words(article_of[row.article].text, row))):
                    out[speaker, run].append(row)
    return out


def _words(text: str, row: Attribution) -> list[str]:
    """The words of a report, folded, as they are when it is prepared."""
    return [fold_word(m.group()) for a, b in without_that(text, row.content) for m in TOKEN.finditer(text, a, b)][
        :LONGEST
    ]


def _runs(words: Sequence[str]) -> Iterator[int]:
    for n in range(len(words) - SHINGLE + 1):
        key = sampled(words[n : n + SHINGLE])
        if key is not None:
            yield key


def _reports(
    articles: Sequence[Article],
    readings: Sequence[Reading],
    links: Links,
    voice_of: Mapping[str, Voice],
    wanted: Collection[str],
    ties: Ties,
) -> list[Unit]:
    """Some reports, prepared, without those for which others stand in."""
    some = [reading for reading in readings if any(row.id in wanted for row in reading.attributions)]
    own = {reading.article for reading in some}
    units = read_units([a for a in articles if a.id in own], some, voice_of, ties)
    story_of = {article: story.id for story in links.stories for article in story.articles}
    days = days_of_saying(articles, some, links)
    return stand_ins((unit for unit in units if unit.row.id in wanted), story_of, days, ties)[0]


def _said_of(readings: Sequence[Reading], ties: Ties) -> Iterator[tuple[str, str]]:
    """Articles with attributions that people say are of one statement."""
    first: dict[str, str] = {}
    for reading in readings if ties else ():
        for row in reading.attributions:
            if row.id in ties:
                yield first.setdefault(ties.root(row.id), row.article), row.article
