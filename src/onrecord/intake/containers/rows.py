"""An article whose metadata its file knows, as one JSON object: how tables, feeds and downloads hand articles on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from onrecord.intake.containers import printable
from onrecord.intake.kinds import ROW
from onrecord.model import Source

# its keys, all optional but the body, which is `text` or `html`; `authors` is a list of strings, the rest are strings
FIELDS = ("id", "title", "subtitle", "text", "html", "authors", "outlet", "published", "updated", "url", "language")
# the ending of a file that is packed by itself
PACKED = re.compile(r"\.(?:gz|bz2|xz|zst)$", re.IGNORECASE)
# the longest name that an article has, in code points
NAME = 200
_MARKUP = re.compile(
    r"\s*(?:<!--.*?-->\s*)?<(?:!doctype|html|body|article|section|div|p|br|h[1-6]|ul|ol|figure|img|blockquote|span|table"
    r"|strong|b|em|i|a)\b[^>]{0,2000}>",
    re.IGNORECASE | re.DOTALL,
)
_BLOCK = re.compile(r"</(?:p|div|article|h[1-6]|li|body|html|section|blockquote)>|<br\s*/?>", re.IGNORECASE)


# what can be done about articles of which only the addresses are there
FETCH = "their pages can be fetched with: onrecord add RECORD https://…"


def source(input: str, name: str, known: Mapping[str, object]) -> Source:
    """The `Source` of one article; what `known` holds beside `FIELDS` is left out, a `text` in markup is `html`."""
    kept = {key: value for key in FIELDS if (value := known.get(key))}
    text = kept.get("text")
    if "html" in kept and text:
        del kept["html"]
    elif isinstance(text, str) and is_html(text):
        kept["html"] = kept.pop("text")
    data = json.dumps(kept, ensure_ascii=False).encode("utf-8", "surrogatepass")
    retrieved = known.get("retrieved")
    said = " ".join(str(kept.get("id") or name).split())[:NAME]
    return Source(input, said, ROW, data, retrieved=retrieved if isinstance(retrieved, str) else None)


def read(data: bytes) -> dict[str, object]:
    """The object that `source` wrote. Raises ValueError when the bytes hold something else."""
    found = json.loads(data)
    if not isinstance(found, dict):
        raise ValueError("it is no JSON object")
    return found


def is_html(text: str) -> bool:
    """Whether a text is marked up: it begins with a tag, and there is the end of a block or a broken line."""
    return bool(_MARKUP.match(text[:5000]) and _BLOCK.search(text))


def listed(names: Iterable[object]) -> str:
    """The names of columns, for a message: the first twenty, each cut where it is long."""
    said = [printable(" ".join(str(name).split())[:40]) for name in names]
    return ", ".join(said[:20]) + (f" and {len(said) - 20} more" if len(said) > 20 else "")
