"""onrecord: who said what, on which occasion, in whose words, across a pile of news articles.

::

    import onrecord

    findings = onrecord.read_folder("articles")
    for statement in findings.links.statements:
        ...

`read` and `read_folder` give `Findings`, plain frozen data; `add` and `watch` (feeds) keep them in a record, one
SQLite file, that `load`, `show` and `search` ask; `check` holds a draft against it; `correct` keeps there what a
person says against a finding, and `import_corrections` what people changed in an export; `read_names` reads a list of
names that they may be given; `write_export` and `write_report` write files.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from onrecord.api import read_folder, write_export, write_report
    from onrecord.asking import Corrected, Hit, corrections, load, search, show
    from onrecord.checking import Checked, Claim, Fault, Place, check
    from onrecord.errors import (
        CorrectionError,
        ExportError,
        NamesError,
        OnrecordError,
        ReadingError,
        RecordError,
        StoreError,
    )
    from onrecord.fetching import Manners
    from onrecord.fetching.asking import Fetcher
    from onrecord.importing import Imported, import_corrections
    from onrecord.model import (
        Aligned,
        Anchor,
        Article,
        Ascribed,
        Attribution,
        Change,
        Correction,
        Credit,
        Derivation,
        Discrepancy,
        Entity,
        Event,
        Failure,
        Findings,
        Furniture,
        Links,
        Match,
        Occasion,
        OccasionMention,
        Origin,
        Outcome,
        Passage,
        Reading,
        Settled,
        Source,
        Speaker,
        Statement,
        Story,
        Time,
        Undoing,
        Unlinked,
        Wording,
    )
    from onrecord.names import Listed, Names, read_names
    from onrecord.pipeline import read
    from onrecord.record import Added, add, correct, correct_rows, undo
    from onrecord.store.asking import Answer, ask
    from onrecord.store.linking import link
    from onrecord.store.pulling import pull
    from onrecord.store.reading import Store
    from onrecord.store.running import Ran, run
    from onrecord.summary import Summary, summarise
    from onrecord.watching import Watched, watch

# each public name and the module that defines it; imported when it is first asked for, so that
# `onrecord --help` answers at once
_PLACES = {
    **dict.fromkeys(("read_folder", "write_export", "write_report"), "onrecord.api"),
    **dict.fromkeys(("Corrected", "Hit", "corrections", "load", "search", "show"), "onrecord.asking"),
    **dict.fromkeys(("Checked", "Claim", "Fault", "Place", "check"), "onrecord.checking"),
    **dict.fromkeys(
        ("CorrectionError", "ExportError", "NamesError", "OnrecordError", "ReadingError", "RecordError", "StoreError"),
        "onrecord.errors",
    ),
    **dict.fromkeys(
        (
            "Aligned",
            "Anchor",
            "Article",
            "Ascribed",
            "Attribution",
            "Change",
            "Correction",
            "Credit",
            "Derivation",
            "Discrepancy",
            "Entity",
            "Event",
            "Failure",
            "Findings",
            "Furniture",
            "Links",
            "Match",
            "Occasion",
            "OccasionMention",
            "Origin",
            "Outcome",
            "Passage",
            "Reading",
            "Settled",
            "Source",
            "Speaker",
            "Statement",
            "Story",
            "Time",
            "Undoing",
            "Unlinked",
            "Wording",
        ),
        "onrecord.model",
    ),
    **dict.fromkeys(("Imported", "import_corrections"), "onrecord.importing"),
    **dict.fromkeys(("Listed", "Names", "read_names"), "onrecord.names"),
    **dict.fromkeys(("read",), "onrecord.pipeline"),
    **dict.fromkeys(("Added", "add", "correct", "correct_rows", "undo"), "onrecord.record"),
    **dict.fromkeys(("Answer", "ask"), "onrecord.store.asking"),
    **dict.fromkeys(("link",), "onrecord.store.linking"),
    **dict.fromkeys(("pull",), "onrecord.store.pulling"),
    **dict.fromkeys(("Store",), "onrecord.store.reading"),
    **dict.fromkeys(("Ran", "run"), "onrecord.store.running"),
    **dict.fromkeys(("Summary", "summarise"), "onrecord.summary"),
    **dict.fromkeys(("Watched", "watch"), "onrecord.watching"),
    **dict.fromkeys(("Fetcher",), "onrecord.fetching.asking"),
    **dict.fromkeys(("Manners",), "onrecord.fetching"),
}

__all__ = [
    "Added",
    "Aligned",
    "Anchor",
    "Answer",
    "Article",
    "Ascribed",
    "Attribution",
    "Change",
    "Checked",
    "Claim",
    "Corrected",
    "Correction",
    "CorrectionError",
    "Credit",
    "Derivation",
    "Discrepancy",
    "Entity",
    "Event",
    "ExportError",
    "Failure",
    "Fault",
    "Fetcher",
    "Findings",
    "Furniture",
    "Hit",
    "Imported",
    "Links",
    "Listed",
    "Manners",
    "Match",
    "Names",
    "NamesError",
    "Occasion",
    "OccasionMention",
    "OnrecordError",
    "Origin",
    "Outcome",
    "Passage",
    "Place",
    "Ran",
    "Reading",
    "ReadingError",
    "RecordError",
    "Settled",
    "Source",
    "Speaker",
    "Statement",
    "Store",
    "StoreError",
    "Story",
    "Summary",
    "Time",
    "Undoing",
    "Unlinked",
    "Watched",
    "Wording",
    "__version__",
    "add",
    "ask",
    "check",
    "correct",
    "correct_rows",
    "corrections",
    "import_corrections",
    "link",
    "load",
    "pull",
    "read",
    "read_folder",
    "read_names",
    "run",
    "search",
    "show",
    "summarise",
    "undo",
    "watch",
    "write_export",
    "write_report",
]


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module 'onrecord' has no attribute {name!r}; its names are {', '.join(__all__)}")
    value = getattr(import_module(_PLACES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
