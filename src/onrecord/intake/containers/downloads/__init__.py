"""The layouts in which databases of newspapers write many articles into one text.

Each layout tells itself from any other text by lines that no article has, and splits a text into documents whose
bodies are stretches of it. They are written from the downloads themselves, as their makers publish no description:
LexisNexis ("1 of 25 DOCUMENTS"), Nexis Uni and Lexis+ ("Body", "End of Document"), Factiva with and without the codes
of its fields ("HD", "Document LBA0…"), ProQuest ("Full text:").
"""

from __future__ import annotations

from onrecord.intake.containers.downloads import factiva, lexis, proquest
from onrecord.intake.containers.downloads.layout import Document, lines_of

_LAYOUTS = (
    (lexis.is_old, lexis.old),
    (lexis.is_new, lexis.new),
    (factiva.is_coded, factiva.coded),
    (factiva.is_plain, factiva.plain),
    (proquest.is_it, proquest.documents),
)
# so much of a text tells whether it is a download, in code points
HEAD = 60_000


def is_download(text: str) -> bool:
    """Whether a text, by its beginning, is surely a download with documents."""
    lines = lines_of(text[:HEAD])
    return any(recognises(lines) for recognises, _ in _LAYOUTS)


def split(text: str) -> list[Document]:
    """The documents of a download, in order; none when the text is surely no such download."""
    head = lines_of(text[:HEAD])
    for recognises, documents in _LAYOUTS:
        if recognises(head):
            return list(documents(lines_of(text)))
    return []
