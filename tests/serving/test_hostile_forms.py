"""The head of a part of a form is anybody's: what is long, or nested, is refused at once."""

from __future__ import annotations

import pytest

from onrecord.serving.checking import LONGEST, read, source
from onrecord.serving.forms import Refused

_TYPE = "multipart/form-data; boundary=X"


@pytest.mark.parametrize("many", [1000, 200_000])
@pytest.mark.parametrize("mark", [b"(", b'"', b";", b"=?utf-8?q?a?=", b"\\", b"; a=b"])
def test_a_head_that_is_hard_to_read_is_refused(mark: bytes, many: int) -> None:
    body = b"--X\r\nContent-Disposition: form-data; name=" + mark * many + b"\r\n\r\na\r\n--X--\r\n"
    with pytest.raises(Refused, match=r"The form cannot be read\."):
        source(body, _TYPE, "token")


@pytest.mark.parametrize("type", [_TYPE + "(" * 50_000, "multipart/form-data; boundary=" + '"' * 50_000, "(" * 1500])
def test_a_type_that_is_hard_to_read_is_refused(type: str) -> None:
    with pytest.raises(Refused, match=r"The form cannot be read\."):
        source(b"", type, "token")


def test_a_draft_may_not_be_endless() -> None:
    read("draft", b"a\n\n" * (LONGEST // 4))
    with pytest.raises(Refused, match=r"it has 100,002 characters; at most 100,000 are checked at once"):
        read("draft", b"a\n\n" * (LONGEST // 3 + 1))
