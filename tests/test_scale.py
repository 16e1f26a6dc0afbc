"""The piles of benchmarks/scale.py, how it counts what is found of them, and how it watches processes."""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import handmade
import pytest

from onrecord import pipeline

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))
pytest.importorskip("pyarrow")
scale = pytest.importorskip("scale")
mixing = pytest.importorskip("mixing")
rewording = pytest.importorskip("rewording")
watching = pytest.importorskip("watching")

FOUND = handmade.harbour()
KNOWN = list(zip(FOUND.articles, FOUND.readings, strict=True))


def test_a_pile_holds_what_is_made_of_what():
    made = list(mixing.pile(KNOWN, 50))
    names = [one.article.name for one in made]
    assert len(made) == len(set(names)) == len({one.article.id for one in made}) == 50
    for one in made:
        pipeline.check(one.article, one.reading)
        assert len(one.origins) == {"real": 0, "mixed": 2}.get(one.kind, 1)
    whole = {name for name in names if not name.startswith("2-")}  # the last family is not made to its end
    assert all(origin in names for one in made if one.article.name in whole for origin in one.origins)
    assert Counter(one.kind for one in made)["real"] == 24


def test_a_pile_is_the_same_each_time_and_a_copy_has_the_words_of_its_origin():
    made = list(mixing.pile(KNOWN, 20))
    assert made == list(mixing.pile(KNOWN, 20))
    text = {one.article.name: one.article.text for one in made}
    for one in made:
        if one.kind == "copy":
            assert one.article.text == text[one.origins[0]]
        if one.kind == "mixed":
            assert len(one.article.text) <= sum(len(text[origin]) for origin in one.origins) + 2


def test_what_is_made_of_articles_is_never_earlier_than_these_and_none_is_made_twice():
    made = list(mixing.pile(KNOWN, 60))
    published = {one.article.name: one.article.published for one in made}
    ways = Counter((one.kind, one.origins) for one in made if one.origins)
    assert set(ways.values()) == {1}
    for one in made:
        assert all(published[origin] < published[one.article.name] for origin in one.origins if published[origin])


def runs(text, size):
    words = re.findall("[a-z]+|[0-9]+", text.lower())
    return {tuple(words[n : n + size]) for n in range(len(words) - size + 1)}


def test_an_article_used_again_shares_no_run_of_words_with_itself():
    texts = [article.text for article, _ in KNOWN]
    first, *later = ([rewording.reworded(again, lambda: False)(text) for text in texts] for again in range(25))
    assert first == texts
    for variants in later:
        assert [len(text) for text in variants] == [len(text) for text in texts]
        assert not any(runs(one, 5) & runs(other, 5) for one, other in zip(texts, variants, strict=True))
    assert len({variants[0] for variants in later}) == len(later)


def test_an_article_used_again_keeps_what_it_is_read_by():
    told = rewording.reworded(5, lambda: False)
    assert told("said") == "said"
    assert told("The minister of France, Mary Walters, said on Monday: 12").startswith("The minister of France, Mary ")
    assert told("Zyrvano paid ZYRVANO") == told("Zyrvano") + " " + told("paid") + " " + told("Zyrvano").upper()


def test_an_origin_is_found_where_one_with_its_words_is_named():
    text = {"real": "x", "copy": "x", "short": "y", "rest": "z"}
    known = [("abridged", "short", "real"), ("mixed", "rest", "real"), ("copy", "copy", "real")]

    def outcomes(*pairs):
        return list(scale.outcomes(known, pairs, text))

    dated = "dated"
    assert outcomes(("short", "copy", dated), ("rest", "real", "inferred")) == ["found", "found", "none named"]
    assert outcomes(("copy", "short", "undetermined"), ("real", "rest", dated)) == [
        "paired",
        "other way round",
        "another named",
    ]
    assert outcomes(("rest", "short", dated), ("real", "copy", "undetermined")) == [
        "none named",
        "another named",
        "paired",
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="processes are watched through /proc")
def test_who_works_for_a_process_is_counted_in_the_step_in_which_he_does():
    code = "import time\nx = bytearray(40 << 20)\nwhile time.process_time() < 0.5: pass\nprint(flush=True)\ninput()"
    with watching.Watch() as watch:
        watch.step("before")
        watch.step("work")
        with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
            assert child.stdout.readline()
            watch.step("after")
            child.communicate(b"\n")
    # others whom the tests have started may do something too, but not in that instant as much as he
    assert watch.steps["work"][1] > 0.4
    assert watch.steps["before"][1] < 0.4
    assert watch.memory[1] > 40 << 20


def test_growth_is_the_exponent():
    assert scale.growth([100, 1000, 10_000], [1.0, 10.0, 100.0]) == pytest.approx(1)
    assert scale.growth([100, 1000], [3.0, 300.0]) == pytest.approx(2)


def test_a_part_costs_what_more_articles_cost_more():
    steps = {"run: reading, workers": {"sizes": [100.0, 1100.0], "seconds": [3.0, 13.0]}}
    (part,) = scale.parts(steps)
    assert part["seconds"] == pytest.approx(0.01)  # starting, 2 seconds, is not counted
    assert part["spread_out"]
    json.dumps(part)
