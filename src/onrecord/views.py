"""The views of record.sql that `show` can show; a module of its own, so that the command line starts light."""

VIEWS = (
    "articles",
    "speakers",
    "who_said_what",
    "statements",
    "stories",
    "occasions",
    "derivations",
    "discrepancies",
    "primary_sources",
    "against_primary",
    "unreported",
    "times",
    "events",
    "timeline",
    "silence",
    "names",
    "corrections",
    "failures",
)
