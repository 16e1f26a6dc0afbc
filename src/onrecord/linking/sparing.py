"""Parts of a pile whatever is in them: what cannot be linked is left without links, and the rest is linked without it.

A part fails when a linker raises, takes too long, or ends the worker that it runs in. Then its groups of tied stories
are linked each by itself, which gives the same links. Of a group that fails even so, articles are left out until the
others can be linked: each time the last of the fewest first articles that fail.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from onrecord.dividing import Spread, here, size
from onrecord.limits import Outlasted, described, limited, lost, stop_for, too_long
from onrecord.linking import part
from onrecord.linking.discrepancies import Found
from onrecord.linking.part import Linked, LinkerError, Task
from onrecord.linking.whole import Whole
from onrecord.model import Links, Story, Unlinked
from onrecord.workers import WorkerLost

# what any part may take, in seconds, and what each of its articles may besides: a hundred times what it usually does
SECONDS, SECONDS_EACH = 60.0, 1.0
# a worker may take so many times as long before it is ended: its own timer comes first
PATIENCE = 2
# when so many articles of a group are left out and it still fails, something else is to blame, and all are
MOST = 5


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a part could not be linked."""

    reason: str


def attempt(task: Task) -> Linked | Failed:
    """Link a part. Raises ReadingError for what the system is to blame for."""
    seconds = _limit(task)
    try:
        with limited(seconds):
            return part.link(task)
    except Outlasted:
        return Failed(too_long(seconds))
    except LinkerError as error:
        stop_for(error.error, "linking")
        return Failed(f"{error.linker}: {described(error.error)}")


def patience(task: Task) -> float:
    """After how many seconds a worker that links a part hangs for certain."""
    return PATIENCE * _limit(task)


def given_up(task: Task, error: WorkerLost) -> Failed:
    """A part that a worker did not come back from."""
    return Failed(lost(error, _limit(task), "links"))


def _limit(task: Task) -> float:
    return SECONDS + SECONDS_EACH * size(task.links.stories)


def attempts(tasks: Iterable[Task], spread: Spread = here) -> Iterator[Linked | Failed]:
    """Each part linked, as far as it can be."""
    return spread(attempt, tasks, seconds=patience, lost=given_up)


def spared(
    whole: Whole, told: Sequence[Story], failed: Failed, spread: Spread = here
) -> Iterator[tuple[Sequence[Story], Linked]]:
    """The part with these stories, which failed, as parts that are linked but for what cannot be."""
    groups = whole.groups(told)
    found = attempts(map(whole.task, groups), spread) if len(groups) > 1 else [failed]
    for group, one in zip(groups, found, strict=True):
        yield group, one if isinstance(one, Linked) else _without(whole, group, one, spread)


def _without(whole: Whole, told: Sequence[Story], failed: Failed, spread: Spread) -> Linked:
    """A group of tied stories, linked but for the articles that are to blame."""

    def linked(ids: Sequence[str]) -> Linked | Failed:
        (found,) = attempts([whole.task(_only(told, ids))], spread) if ids else (_NOTHING,)
        return found

    rest = [i for story in told for i in story.articles]
    out: dict[str, str] = {}
    for _ in range(MOST):
        good, bad = 0, len(rest)
        while bad - good > 1:
            middle = (good + bad) // 2
            found = linked(rest[:middle])
            if isinstance(found, Failed):
                bad, failed = middle, found
            else:
                good = middle
        out[rest.pop(good)] = failed.reason
        found = linked(rest)
        if isinstance(found, Linked):
            return _with(found, told, out)
        failed = found
    return _with(_NOTHING, told, {i: failed.reason for story in told for i in story.articles})


def _only(told: Sequence[Story], ids: Sequence[str]) -> list[Story]:
    """Stories with some of their articles; one without any goes."""
    kept = set(ids)
    found = (replace(story, articles=tuple(i for i in story.articles if i in kept)) for story in told)
    return [story for story in found if story.articles]


_NOTHING = Linked(Links(), Found((), {}, ()), ())


def _with(linked: Linked, told: Sequence[Story], out: dict[str, str]) -> Linked:
    """A part with the articles that were left out of its stories, each of which is an origin of its own."""
    held = {story.id: story for story in linked.links.stories}
    stories = tuple(_whole(held.get(story.id), story, out) for story in told)
    unlinked = tuple(Unlinked(i, reason) for i, reason in out.items())
    return replace(linked, links=replace(linked.links, stories=stories, unlinked=unlinked))


def _whole(linked: Story | None, told: Story, out: dict[str, str]) -> Story:
    groups = list(zip(linked.origins, linked.origin_names, strict=True)) if linked else []
    groups += [((i,), None) for i in told.articles if i in out]
    groups.sort(key=lambda group: told.articles.index(group[0][0]))
    return replace(told, origins=tuple(x for x, _ in groups), origin_names=tuple(x for _, x in groups))
