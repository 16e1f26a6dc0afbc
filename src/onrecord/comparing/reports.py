"""Two reports of one statement held against each other: what an editor would want to see of how they part.

First the words in quotation marks (`quoting`), then what one or both tell in their own words (`telling`).
"""

from __future__ import annotations

from onrecord.comparing.differences import RANK, Difference, Whole, mirrored
from onrecord.comparing.quoting import quoted_twice
from onrecord.comparing.saying import Said
from onrecord.comparing.telling import numbers, quoted_once, told_otherwise


def differences(
    left: Said, right: Said, foreign: bool, names: tuple[str, str], wholes: tuple[Whole, Whole]
) -> list[Difference]:
    """The telling differences of two reports of one statement, the gravest first.

    `foreign` says that the speaker's words were likely translated; `names` are what to call the two articles and
    `wholes` all that they say, for what one report leaves out may stand elsewhere in its article.
    """
    out, mine, yours = quoted_twice(left, right, foreign, names, wholes)
    out += quoted_once(left, right, mine, foreign, names, wholes)
    out += mirrored(quoted_once(right, left, yours, foreign, names[::-1], wholes[::-1]))
    out += numbers(left, right, names, wholes)
    out += told_otherwise(left, right, names)
    return sorted(out, key=lambda d: (RANK[d.severity], -d.bits, d.kind, d.left, d.right))
