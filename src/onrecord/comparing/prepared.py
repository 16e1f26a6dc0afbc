"""What several linkers look up in the articles of a part: worked out once for all of them, when first asked for."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.comparing.saying import Said, prepare, quotation_marks
from onrecord.comparing.tokens import Tokens
from onrecord.model import Article, Attribution, Span


class Prepared:
    """The quotations and the words of some `articles`, which are there by id, and of what they report."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.articles = {article.id: article for article in articles}
        self._marks: dict[str, list[Span]] = {}
        self._tokens: dict[str, Tokens] = {}
        self._said: dict[str, Said] = {}

    def marks(self, article: str) -> list[Span]:
        """The quotations of an article, marks included."""
        if article not in self._marks:
            self._marks[article] = quotation_marks(self.articles[article])
        return self._marks[article]

    def tokens(self, article: str) -> Tokens:
        """The words of an article's text."""
        if article not in self._tokens:
            self._tokens[article] = Tokens(self.articles[article])
        return self._tokens[article]

    def said(self, row: Attribution) -> Said:
        """The words of an attribution, which is as its reading has it: what is cut down is prepared by itself."""
        if row.id not in self._said:
            self._said[row.id] = prepare(self.articles[row.article], row, self.marks(row.article))
        return self._said[row.id]
