"""Stories: which articles tell one event.

A story here is what one round-up of the news would put under one headline: articles close in time whose
names, numbers and rare words are the same. Two events of one kind (two earthquakes, two trials) are two
stories, however alike their common words. What an article quotes or recalls from an older event does not
make it part of that event's story; a passage held by articles of two stories is found by `derivations`.

Every article stands in exactly one story; an article that no other resembles is a story of its own.
Articles are merged by average linkage (a story joins another when its articles are alike on the average,
so that a chain of neighbours does not swallow a pile), over candidates that share weighty terms.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from onrecord.language.terms import counted, idf
from onrecord.model import Article, Links, Reading, Story, digest
from onrecord.text import reading_view, words

MADE_BY = "stories.terms/2"

# two groups of articles are one story when their likeness (cosine times nearness in time) reaches this
THRESHOLD = 0.1
# how many of its weightiest terms lead an article to others
LEADS = 60
# a term of more articles than this leads an article only to as many neighbours in time
NEAR = 20
# what is so alike is one text, whenever it was printed
SAME_TEXT = 0.8
# half of the likeness is gone after so many days between two articles
HALF_LIFE = 5.0
# what a date that is not known counts for: as if `HALF_LIFE` lay between, so that undated articles must be more alike
UNDATED = 0.5

Vector = dict[str, float]


def link(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> tuple[Story, ...]:
    """The stories of the pile, each with its articles by date of publication; `origins` stays empty."""
    pile = sorted(articles, key=lambda a: (a.published or "~", a.id))
    groups = _grouped(_vectors(pile), [_day(a.published) for a in pile])
    stories = [_story([pile[i] for i in sorted(group)]) for group in groups]
    return tuple(sorted(stories, key=lambda s: s.id))


def _story(members: Sequence[Article]) -> Story:
    first = members[0]
    title = next((a.title for a in members if a.title), None) or _opening(first)
    ids = tuple(a.id for a in members)
    return Story(digest("story", *sorted(ids)), title, ids, (), MADE_BY)


def _opening(article: Article) -> str:
    text = reading_view(article).text
    spans = words(text[:400])[:12]
    return text[spans[0][0] : spans[-1][1]] if spans else article.name


def _day(published: str | None) -> int | None:
    """The day as a number, or None when the date is not known to the day."""
    try:
        return date.fromisoformat(published[:10]).toordinal() if published and len(published) >= 10 else None
    except ValueError:
        return None


def _vectors(pile: Sequence[Article]) -> list[Vector]:
    """One vector of length 1 an article: its terms by frequency and rarity."""
    counts = []
    for article in pile:
        language = article.language or "en"
        terms = counted(reading_view(article).text, language)
        if article.title and "title" not in article.evidence:
            terms.update(counted(article.title, language))
        counts.append(terms)
    rarity = idf(counts)
    out = []
    for terms in counts:
        vector = {}
        for term, n in terms.items():
            if rarity[term] > 0:
                vector[term] = rarity[term] * (1 + math.log(n))
        terms.clear()  # a large pile has no room for both
        size = math.sqrt(sum(w * w for w in vector.values()))
        out.append({t: w / size for t, w in vector.items()} if size else {})
    return out


def _candidates(vectors: Sequence[Vector]) -> set[tuple[int, int]]:
    """Pairs that share weighty terms; linear in the pile, because a frequent term leads only to neighbours."""
    postings: dict[str, list[int]] = defaultdict(list)
    for i, vector in enumerate(vectors):
        for term in heapq.nlargest(LEADS, vector, key=lambda t: (vector[t], t)):
            postings[term].append(i)
    shared: dict[tuple[int, int], float] = defaultdict(float)
    for term, holders in postings.items():
        for n, i in enumerate(holders):
            for j in holders[n + 1 : n + 1 + NEAR]:
                shared[i, j] += vectors[i][term] * vectors[j][term]
    return {pair for pair, score in shared.items() if score >= THRESHOLD / 4}


def _nearness(left: int | None, right: int | None) -> float:
    return UNDATED if left is None or right is None else 0.5 ** (abs(left - right) / HALF_LIFE)


def _dot(left: Mapping[str, float], right: Mapping[str, float]) -> float:
    if len(left) > len(right):
        left, right = right, left
    return sum(w * right[t] for t, w in left.items() if t in right)


def _grouped(vectors: Sequence[Vector], days: Sequence[int | None]) -> list[list[int]]:
    """Average linkage over the candidate pairs, the most alike first; ties by position."""
    sums: dict[int, Vector] = dict(enumerate(vectors))
    members: dict[int, list[int]] = {i: [i] for i in sums}
    middle: dict[int, int | None] = dict(enumerate(days))
    near: dict[int, set[int]] = defaultdict(set)

    def alike(a: int, b: int) -> float:
        cosine = _dot(sums[a], sums[b]) / (len(members[a]) * len(members[b]))
        return cosine if cosine >= SAME_TEXT else cosine * _nearness(middle[a], middle[b])

    heap: list[tuple[float, int, int]] = []
    for a, b in _candidates(vectors):
        score = alike(a, b)
        if score >= THRESHOLD:
            heap.append((-score, a, b))
        near[a].add(b)
        near[b].add(a)
    heapq.heapify(heap)
    fresh = len(vectors)
    while heap:
        _, a, b = heapq.heappop(heap)
        if a not in members or b not in members:
            continue
        small, large = sorted((a, b), key=lambda x: (len(sums[x]), x))
        total = sums.pop(large)
        if large < len(vectors):
            total = dict(total)  # an article's own vector is not ours to change
        for term, weight in sums.pop(small).items():
            total[term] = total.get(term, 0.0) + weight
        joined = members.pop(a) + members.pop(b)
        known = sorted(d for d in (days[i] for i in joined) if d is not None)
        sums[fresh], members[fresh], middle[fresh] = total, joined, known[len(known) // 2] if known else None
        around = (near.pop(a, set()) | near.pop(b, set())) - {a, b}
        near[fresh] = around
        for other in around:
            near[other] -= {a, b}
            near[other].add(fresh)
            score = alike(other, fresh)
            if score >= THRESHOLD:
                heapq.heappush(heap, (-score, other, fresh))
        fresh += 1
    return list(members.values())
