from __future__ import annotations

import time
from dataclasses import replace

import pytest
from storytelling import article, story

from onrecord.linking import discrepancies, statements
from onrecord.model import Article, Derivation, Discrepancy, Links, Occasion, OccasionMention, Reading, Time


def found(
    articles: list[Article], readings: list[Reading], links: Links
) -> list[tuple[str, str, str | None, str | None]]:
    """Kind, severity and the words on both sides of each discrepancy, sorted."""
    links = replace(links, statements=statements.link(articles, readings, links))
    text = {a.id: a.text for a in articles}

    def words(side):
        return side and " … ".join(text[side.article][a:b] for a, b in side.spans)

    rows: tuple[Discrepancy, ...] = discrepancies.link(articles, readings, links)
    assert discrepancies.link(articles[::-1], readings[::-1], links) == rows
    return sorted((row.kind, row.severity, words(row.left), words(row.right)) for row in rows)


def between(left: str, right: str, **told: object) -> list[tuple[str, str, str | None, str | None]]:
    return found(*story(article("a", left), article("b", right), **told))


def test_a_word_exchanged_within_a_quotation_matters():
    assert between(
        "{Okoye: “The contractor stole every single crown of the bridge money,”} Okoye <said>.",
        "{Okoye: “The contractor wasted every single crown of the bridge money,”} Okoye <said>.",
    ) == [
        (
            "quotation altered",
            "high",
            "“The contractor stole every single crown of the bridge money,”",
            "“The contractor wasted every single crown of the bridge money,”",
        )
    ]


def test_a_denial_dropped_from_a_quotation_matters():
    [(kind, severity, _, _)] = between(
        "{Okoye: “I did not sign the contract for the harbour bridge,”} Okoye <said>.",
        "{Okoye: “I did sign the contract for the harbour bridge,”} Okoye <said>.",
    )
    assert (kind, severity) == ("quotation altered", "high")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("“We won't rebuild the harbour bridge”", "“We will not rebuild the harbour bridge”"),
        ("“The No. 1 task is the harbour bridge”", "“The number one task is the harbour bridge”"),
        ("“The state-wide cover-up of the bridge contract”", "“The statewide coverup of the bridge contract”"),
        ("“We will rebuild the harbour bridge,”", '"We will rebuild the harbour bridge"'),
        ("“They stole from the U.S. and the harbour”", "“They stole from the United States and the harbour”"),
        ("“I saw, I saw the harbour bridge fall”", "“I saw the harbour bridge fall”"),
        ("“The f— harbour bridge is a disgrace”", "“The fucking harbour bridge is a disgrace”"),
        ("“[W]e will rebuild the harbour bridge”", "“We will rebuild the harbour bridge”"),
        ("“The harbour bridge [which fell in May] is a disgrace”", "“The harbour bridge is a disgrace”"),
        ("“The emissions of the harbour traffic, he said”", "“The emission of the harbour traffic, he said”"),
        ("“Senator Okoye stole the harbour bridge money”", "“Sen. Okoye stole the harbour bridge money”"),
    ],
)
def test_what_is_only_written_otherwise_is_not_listed(left, right):
    assert between(f"{{Okoye: {left}}} Okoye <said>.", f"{{Okoye: {right}}} Okoye <said>.") == []


def test_an_article_that_an_outlet_puts_in_brackets_is_not_listed():
    assert (
        between(
            "Okoye <said> they {Okoye: “ignored [the] huge pile of warnings from the harbour engineers”}.",
            "Okoye <said> they {Okoye: “ignored huge pile of warnings from the harbour engineers”}.",
        )
        == []
    )


def test_what_one_outlet_puts_in_brackets_and_another_quotes():
    assert between(
        "Okoye <said> they {Okoye: “ignored [all] warnings from the harbour engineers”}.",
        "Okoye <said> they {Okoye: “ignored all warnings from the harbour engineers”}.",
    ) == [
        (
            "quotation altered",
            "low",
            "“ignored [all] warnings from the harbour engineers”",
            "“ignored all warnings from the harbour engineers”",
        )
    ]


def test_scraps_of_a_quotation():
    rows = between(
        "Okoye <said> {Okoye: builders tried to 'keep' Mayor Okoye in their 'pocket' with bribes}.",
        "Okoye <said> {Okoye: builders tried to “keep her in [their] pocket” with bribes}.",
    )
    assert ("quotation altered", "low", "'keep' Mayor Okoye in their 'pocket'", "“keep her in [their] pocket”") in rows


def test_a_quotation_shortened_and_one_cut_at_its_condition():
    whole = "“We will rebuild the harbour bridge if parliament pays for every last plank of it”"
    assert between(
        f"{{Okoye: {whole}}} Okoye <said>.", "{Okoye: “We will rebuild the harbour bridge”} Okoye <said>."
    ) == [("quotation shortened", "medium", whole, "“We will rebuild the harbour bridge”")]


def test_a_quotation_cut_before_the_end_of_its_sentence():
    whole = "“We will rebuild the harbour bridge with steel and granite from our own quarries”"
    start = "{Okoye: “We will rebuild the harbour bridge”} Okoye <said>."
    assert between(f"{{Okoye: {whole}}} Okoye <said>.", start) == [
        ("quotation shortened", "low", whole, "“We will rebuild the harbour bridge”")
    ]
    # the rest is quoted elsewhere in the article: the quotation is only interrupted
    rest = "It would be “with steel and granite from our own quarries”."
    assert between(f"{{Okoye: {whole}}} Okoye <said>.", f"{start} {rest}") == []
    # nor is it short when only words without weight are gone
    start = whole.replace("We will rebuild", "rebuild")
    assert between(f"{{Okoye: {whole}}} Okoye <said>.", f"{{Okoye: {start}}} Okoye <said>.") == []


def test_a_quotation_cut_at_its_beginning_and_one_cut_to_a_scrap():
    whole = "“We will rebuild the harbour bridge with steel and granite from our own quarries”"
    for end in ("“with steel and granite from our own quarries”", "“steel and granite”"):
        rows = between(f"{{Okoye: {whole}}} Okoye <said>.", f"Okoye <said> they will build {{Okoye: {end}}}.")
        assert rows == [("quotation shortened", "low", whole, end)]


def test_a_cut_is_listed_against_each_fuller_report_of_a_few_and_once_of_many():
    whole = "“We will rebuild the harbour bridge with steel and granite from our own quarries”"
    short = "“We will rebuild the harbour bridge”"
    fullest = whole.replace("quarries", "quarries of Lagos")

    def cuts(*texts: str) -> list[tuple[str, ...]]:
        names = "abcdefghijkl"
        articles = (article(n, f"{{Okoye: {words}}} Okoye <said>.") for n, words in zip(names, texts, strict=False))
        return found(*story(*articles))

    cut = [("quotation shortened", "low", *pair) for pair in ((fullest, whole), (fullest, short), (whole, short))]
    assert sorted(cuts(fullest, whole, short)) == sorted(cut)
    # others that say the same in other outlets' fuller words
    more = [
        whole.replace("quarries", f"quarries of {place}")
        for place in ("Abuja", "Kano", "Enugu", "Jos", "Calabar", "Benin")
    ]
    rows = [row for row in cuts(fullest, whole, short, *more) if row[0] == "quotation shortened"]
    assert sum(short in row for row in rows) == sum(whole in row for row in rows) == 1


def test_an_ellipsis_for_words_that_tell_something():
    left = "“The contractor who stole our savings must rebuild the harbour bridge”"
    right = "“The contractor … must rebuild the harbour bridge”"
    assert between(f"{{Okoye: {left}}} Okoye <said>.", f"{{Okoye: {right}}} Okoye <said>.") == [
        ("quotation shortened", "low", left, right)
    ]


def test_a_remark_that_both_quote_in_other_words():
    rows = between(
        "{Okoye: “Drawn-out litigation and years of hearings will ruin every widow of the harbour,”} Okoye <said>.",
        "{Okoye: “The harbour has had years of hearings, and drawn-out litigation breaks its orphans,”} Okoye <said>.",
    )
    assert [row[:2] for row in rows] == [("quotation altered", "low")]


def test_a_quotation_cut_behind_its_denial():
    whole = "“I did not sign the contract for the harbour bridge”"
    [(kind, severity, _, right)] = between(
        f"{{Okoye: {whole}}} Okoye <said>.", "{Okoye: “sign the contract for the harbour bridge”} Okoye <said>."
    )
    assert (kind, severity, right) == ("quotation shortened", "medium", "“sign the contract for the harbour bridge”")


def test_a_scrap_cut_from_the_clause_that_says_which():
    [(kind, severity, left, right)] = between(
        "{Okoye: “reckless contracts which the harbour board signed in a hurry”}, Okoye <said>.",
        "Okoye <said> {Okoye: they were “reckless contracts” that the harbour board signed in haste}.",
    )
    assert (kind, severity) == ("quotation shortened", "low")
    assert (left, right) == (
        "“reckless contracts which the harbour board signed in a hurry”",
        "“reckless contracts”",
    )


FOREIGN = {"Okoye": ("Nigerien prime minister",)}


def test_a_translated_quotation_told_in_other_words():
    left = "{Okoye: “We will rebuild the harbour bridge before the winter,”} Okoye <said>."
    right = "Okoye <said> {Okoye: the harbour bridge would be rebuilt before winter}."
    # of a speaker of English the same words in another form are no difference
    assert between(left, right) == []
    assert between(left, right, descriptions=FOREIGN) == [
        (
            "quotation versus paraphrase",
            "low",
            "“We will rebuild the harbour bridge before the winter,”",
            "the harbour bridge would be rebuilt before winter",
        )
    ]


def test_a_quotation_told_in_other_words():
    left = "{Okoye: “Nobody will have to choose between the harbour tablet and the rent,”} Okoye <said>."
    right = "Okoye <said> {Okoye: nobody would be forced to decide between harbour medicine and rent}."
    told = "nobody would be forced to decide between harbour medicine and rent"
    quoted = "“Nobody will have to choose between the harbour tablet and the rent,”"
    assert between(left, right) == [("quotation versus paraphrase", "low", quoted, told)]


def test_a_quotation_that_another_article_breaks_off():
    bridge, planks = "“We will rebuild the harbour bridge”", "“Every rotten plank went into the contractor's pocket”"
    left = f"Okoye <said>: {{Okoye: {bridge} and {planks}}}."
    right = f"Okoye <said>: {{Okoye: {bridge}}}."
    assert between(left, right) == [("quotation dropped", "low", planks, bridge)]
    # told elsewhere, it is not gone
    assert between(left, f"{right} The rotten planks had all gone to the pocket of the contractor.") == []


def test_the_conjunction_before_what_is_said_is_no_part_of_a_passage():
    whole = "“We will rebuild the harbour bridge before the winter,”"
    assert between(
        f"{{Okoye: {whole}}} Okoye <said>.",
        "Okoye <said> {Okoye: that the harbour bridge would be rebuilt before winter}.",
        descriptions=FOREIGN,
    ) == [("quotation versus paraphrase", "low", whole, "the harbour bridge would be rebuilt before winter")]
    assert between(f"Okoye <said> {{Okoye: that {whole}}}.", f"{{Okoye: {whole}}} Okoye <said>.") == []


def test_a_quotation_that_stands_whole_elsewhere_in_the_article_is_not_shortened():
    whole = "“We will rebuild the harbour bridge with steel and granite from our own quarries”"
    rows = between(
        f"{{Okoye: {whole}}} Okoye <said>.",
        f"Okoye <said>: {{Okoye: “We will rebuild the harbour bridge”}}.\n\nHer words were: {whole}",
    )
    assert rows == []


def test_a_quoted_scrap_left_out_of_a_sentence_that_is_told():
    rows = between(
        "Okoye <said> {Okoye: the contractor, “a coward,” had stolen the money for the harbour bridge}.",
        "Okoye <said> {Okoye: the contractor had stolen the money for the harbour bridge}.",
    )
    assert [row[:3] for row in rows if row[0] == "quotation dropped"] == [("quotation dropped", "low", "“a coward,”")]


def test_a_quoted_scrap_that_stands_elsewhere_in_the_article_is_not_left_out():
    rows = between(
        "Okoye <said> {Okoye: the contractor, “a coward,” had stolen the money for the harbour bridge}.",
        "Okoye <said> {Okoye: the contractor had stolen the money for the harbour bridge}. A coward, she called him.",
    )
    assert [row for row in rows if row[0] == "quotation dropped"] == []


@pytest.mark.parametrize(
    ("one", "two", "severity"),
    [
        ("recognized", "said", "medium"),
        ("admitted", "said", "low"),
        ("admitted", "claimed", "high"),
        ("revealed", "claimed", "high"),
        ("said", "told", None),
        ("claimed", "said", "low"),
        ("claimed", "alleged", None),
    ],
)
def test_a_cue_that_takes_for_true_what_another_only_reports(one, two, severity):
    content = "{Okoye: the money for the harbour bridge was gone}"
    rows = between(f"Okoye <{one}> {content}.", f"Okoye <{two}> {content}.")
    strengthened = [row[1] for row in rows if row[0] == "attribution strengthened"]
    assert strengthened == ([severity] if severity else [])


def test_numbers_that_count_the_same_thing():
    rows = between(
        "Okoye <said> {Okoye: 40 workers had died at the harbour bridge site}.",
        "Okoye <said> {Okoye: 14 workers had died at the harbour bridge site}.",
    )
    assert [row[:2] for row in rows if row[0] == "number"] == [("number", "high")]
    rows = between(
        "Okoye <said> {Okoye: about 40 workers had died at the harbour bridge site}.",
        "Okoye <said> {Okoye: 41 workers had died at the harbour bridge site}.",
    )
    assert [row for row in rows if row[0] == "number"] == []


def told_apart(left: str, right: str, how: str | None = None) -> list[tuple[str, str, str | None, str | None]]:
    """What two articles disagree on, of which the second comes from the first in this way."""
    articles, readings, links = story(article("a", left), article("b", right))
    if how:
        row = Derivation("d", articles[1].id, articles[0].id, None, how, 1.0, (), "", "test")
        links = replace(links, derivations=(row,))
    return found(articles, readings, links)


def test_numbers_that_nobody_is_said_to_have_given():
    left, right = "About 31,000 vehicles use the bridge every day.", "About 13,000 vehicles use the bridge every day."
    assert told_apart(left, right, "copy") == [("number", "high", left, right)]
    assert told_apart(left, right + " It was built for 31,000 vehicles.", "copy") == []
    assert told_apart(left, "About 31 thousand vehicles use the bridge every day.", "copy") == []
    assert told_apart(left, "About 30,000 vehicles use the bridge every day.", "copy") == []
    assert told_apart(left, "About 13,000 ships pass the lighthouse every day.", "copy") == []
    left = "Four additional ferries carry workers over the river."
    right = "Six extra ferries carry workers over the river."
    assert told_apart(left, right, "rewrite") == [("number", "high", left, right)]


def test_a_number_with_its_digits_in_another_order_needs_no_like_sentence():
    left = "The ministry will move 1,340 people from four villages above the dam next spring."
    right = "A timetable is what 1,430 people live by."
    assert told_apart(left, right) == [("number", "medium", left, right)]
    assert told_apart(left, right.replace("1,430", "1,450")) == []
    money = "The cost of the dam rose to 412 million euros.", "The dam will swallow €421m, says its builder."
    assert [row[:2] for row in told_apart(*money)] == [("number", "medium")]


def test_a_disagreement_is_listed_once_for_each_article_and_counts_once():
    left = "About 41,300 vehicles use the bridge every day."
    texts = {"a": left, "b": left.replace("41,300", "43,100"), "c": left.replace("41,300", "43,100")}
    rows = found(*story(*(article(name, text) for name, text in texts.items())))
    assert sorted((row[0], row[1]) for row in rows) == [("number", "low"), ("number", "medium")]


def dated_apart(left: str, right: str, values: tuple[str, str]) -> list[tuple[str, str, str | None, str | None]]:
    """What two articles disagree on, in which what stands in bars is a time of these values."""
    articles, readings, links = story(article("a", left.replace("|", "")), article("b", right.replace("|", "")))
    for n, (text, value) in enumerate(zip((left, right), values, strict=True)):
        begin, end = text.index("|"), text.rindex("|") - 1
        clock = Time(f"t{n}", articles[n].id, (begin, end), value, None, "published", "test")
        readings[n] = replace(readings[n], times=(clock,))
    return found(articles, readings, links)


def test_dates_in_sentences_that_nobody_is_said_to_have_given():
    left = "The tariffs imposed on harbour bridge steel in |May| raised the price of girders and cables."
    right = left.replace("|May|", "|March|")
    both = left.replace("|", ""), right.replace("|", "")
    assert dated_apart(left, right, ("2018-05", "2018-03")) == [("date", "medium", *both)]
    assert dated_apart(left, right, ("2018-05", "2018-05")) == []
    assert dated_apart(left, right, ("2018-05", "2018")) == []
    # days that only another week makes differ
    monday, again = (left.replace("May", day) for day in ("Monday", "monday"))
    assert dated_apart(monday, again.replace("monday", "Mondays"), ("2018-05-07", "2018-05-14")) == []
    assert [row[:2] for row in dated_apart(monday, left.replace("May", "Friday"), ("2018-05-07", "2018-05-11"))] == [
        ("date", "medium")
    ]


def test_names_spelt_otherwise():
    left = "The engineer Tomas Lindqvist inspected every girder of the harbour bridge."
    right = "The engineer Tomas Lindquist inspected every girder of the harbour bridge."
    assert told_apart(left, right) == [("name", "medium", "Tomas Lindqvist", "Tomas Lindquist")]
    assert told_apart(left, f"{right} Lindquist, not Lindqvist, is his name; Tomas Lindqvist was another.") == []
    assert told_apart(left.replace("Tomas Lindqvist", "Zelensky"), right.replace("Tomas Lindquist", "Zelenskiy")) == []
    assert told_apart(left.replace("Tomas", "Sergey"), left.replace("Tomas", "Sergei")) == []
    # what only sounds alike is mild
    assert told_apart(left, right.replace("Lindquist", "Lyndqvist")) == [
        ("name", "low", "Tomas Lindqvist", "Tomas Lyndqvist")
    ]


def test_a_full_name_spelt_otherwise_is_one_in_whatever_sentence():
    left = "The engineer Tomas Lindqvist inspected every girder of the harbour bridge."
    right = "“Nobody called,” Chief Engineer Tomas Lindquist told a crowd of reporters on Friday night."
    assert told_apart(left, right) == [("name", "medium", "Tomas Lindqvist", "Tomas Lindquist")]
    assert told_apart(left, right.replace("Tomas", "Edmund")) == []
    assert told_apart(left, right.replace("Lindquist", "Lindgren")) == []


def test_translations_of_a_foreign_speaker_but_not_of_a_neighbour():
    left = "{Mirov: “Additional strategic risks for the harbour are created,”} Mirov <said>."
    right = "{Mirov: “New strategic risks for the harbour are created,”} Mirov <said>."
    assert [row[0] for row in between(left, right, descriptions={"Mirov": ("Russian Foreign Minister",)})] == [
        "translation differs"
    ]
    assert [row[0] for row in between(left, right)] == ["quotation altered"]


def test_a_qualifier_that_one_paraphrase_lost():
    left = "Okoye <said> {Okoye: the contractor will probably close the harbour bridge for repairs}."
    right = "Okoye <said> {Okoye: the contractor would close the harbour bridge for repairs}."
    assert [row[:2] for row in between(left, right)] == [("wording", "medium")]
    assert between(left, right.replace("would", "might")) == []


def test_a_condition_that_one_paraphrase_lost():
    left = "Okoye <said> {Okoye: the contractor would repay the stolen bridge money if the mayor resigned}."
    right = "Okoye <said> {Okoye: the contractor would repay the stolen bridge money}."
    assert [row[:2] for row in between(left, right)] == [("wording", "medium")]
    assert between(left, right.replace("}", ", unless nobody asked}")) == []


def test_common_words_in_a_row_are_one_quotation():
    left = "{Okoye: “I am not prepared to do that to the bridge yet, but if I have to I will,”} Okoye <said>."
    right = "{Okoye: “I am not prepared not to do that to the bridge yet, but if I have to I will,”} Okoye <said>."
    assert [row[:2] for row in between(left, right)] == [("quotation altered", "high")]


def test_a_paraphrase_weaker_than_the_quotation():
    rows = between(
        "Okoye <said>: {Okoye: “The contractor must repay all the stolen bridge money.”}",
        "Okoye <said> {Okoye: the contractor might repay all the stolen bridge money}.",
    )
    assert [row[:2] for row in rows] == [("quotation versus paraphrase", "medium")]


def test_paraphrases_that_differ_in_strength():
    rows = between(
        "Okoye <said> {Okoye: the contractor might repay all the stolen bridge money}.",
        "Okoye <said> {Okoye: the contractor must repay all the stolen bridge money}.",
    )
    assert [row[:2] for row in rows] == [("wording", "medium")]


def test_a_statement_told_as_a_fact():
    told = "the contractor stole eleven million crowns from the harbour bridge fund"
    as_fact = f"{told.capitalize()}. Rain fell."
    rows = between(f"Okoye <claimed> {{Okoye: {told}}}.", as_fact)
    assert [row[:2] for row in rows] == [("attribution dropped", "medium")]
    # what nobody doubts an outlet may know by itself
    assert between(f"Okoye <said> {{Okoye: {told}}}.", as_fact) == []
    assert between(f"Okoye <claimed> {{Okoye: {told}}}.", f"Officials said {told}. Rain fell.") == []


def test_what_a_speaker_writes_himself_is_told_by_him():
    told = "the contractor stole eleven million crowns from the harbour bridge fund"
    one = article("a", f"Okoye <said> {{Okoye: {told}}}.")
    two = article("b", f"{told.capitalize()}.", authors=("Okoye",))
    assert found(*story(one, two)) == []


def _occasion(how_a: str, value_a: str, how_b: str, value_b: str) -> list[tuple[str, str, str | None, str | None]]:
    articles, readings, links = story(article("a", "In an interview on Monday."), article("b", "It aired on Tuesday."))
    mentions = []
    for n, (row, how, value) in enumerate(((articles[0], how_a, value_a), (articles[1], how_b, value_b))):
        span = row.text.index("on") + 3, len(row.text) - 1
        if n == 0:
            span = row.text.index("Monday"), len(row.text) - 1
        clock = Time(f"t{n}", row.id, span, value, None, "published", "test")
        held, aired = (clock.id, None) if how == "held" else (None, clock.id)
        mention = OccasionMention(f"m{n}", row.id, "interview", None, None, None, None, held, aired, (), (), "test")
        mentions.append(mention)
        readings[n] = replace(readings[n], times=(clock,), occasions=(mention,))
    ids = tuple(sorted(a.id for a in articles))
    occasion = Occasion("o", "interview", None, None, None, None, None, None, ids, ("m0", "m1"), (), "test")
    return found(articles, readings, replace(links, occasions=(occasion,)))


def test_dates_of_one_occasion():
    assert _occasion("held", "2024-01-22", "aired", "2024-01-23") == [("date", "low", "Monday", "Tuesday")]
    assert _occasion("held", "2024-01-22", "held", "2024-01-23") == [("date", "high", "Monday", "Tuesday")]
    assert _occasion("held", "2024-01", "held", "2024-01-23") == []
    assert _occasion("held", "2024-W04", "held", "2024-01-23") == []
    assert [row[0] for row in _occasion("held", "2024-W03", "held", "2024-01-23")] == ["date"]


def test_hostile_text_takes_no_time():
    filler = "“a” bridge " * 5_000
    told = story(article("a", f"{{Okoye: {filler}}}"), article("b", f"{{Okoye: {filler} gone}}"))
    start = time.perf_counter()
    found(*told)
    assert time.perf_counter() - start < 60


@pytest.mark.parametrize(
    ("left", "right", "severity"),
    [
        ("“We had four months for the harbour bridge”", "“We had six months for the harbour bridge”", "high"),
        ("“We had four months for the harbour bridge”", "“We had few months for the harbour bridge”", "medium"),
        ("“We will abandon the old harbour bridge”", "“We will desert the old harbour bridge”", "medium"),
        ("“The frightened engineers left the harbour bridge”", "“The engineers left the harbour bridge”", "medium"),
    ],
)  # fmt: skip
def test_how_grave_an_altered_quotation_is(left, right, severity):
    rows = between(f"{{Okoye: {left}}} Okoye <said>.", f"{{Okoye: {right}}} Okoye <said>.")
    assert [row[:2] for row in rows] == [("quotation altered", severity)]
