"""The medium that relays a statement, where its sentence names one: "told CBS", "TASS has reported"."""

from __future__ import annotations

import re

from onrecord.model import Span

# A name counts as a medium's when it is one of these or ends in a word that media carry in their names. Others
# ("told Congress") are listeners. Agencies and broadcasters with a name of their own have to be listed.
_LISTED = (
    "ABC|AFP|Agence France-Presse|Al[ -]Arabiya|Al[ -]Jazeera|ANSA|AP|Axios|Axel Springer|BBC|BelTA|Bild"
    "|Bloomberg|Breitbart|BuzzFeed|CBC|CBS|CGTN|CNBC|CNN|Corriere della Sera|C-SPAN|Der Spiegel|Deutsche Welle"
    "|Die Welt|Die Zeit|DPA|dpa|El Mundo|El País|El Pais|Euronews|Forbes|Fortune|Fox|France 24|Haaretz|HuffPost"
    "|Interfax|ITV|Izvestia|Kommersant|Kyodo|La Repubblica|Le Figaro|Le Monde|Meduza|MSNBC|NBC|Newsmax|Newsweek"
    "|NHK|NPR|PBS|Politico|POLITICO|ProPublica|PTI|Reuters|RIA Novosti|RT|RTÉ|Rossiya[ -]?\\d*|Sky|Slate|Sputnik"
    "|TASS|TechCrunch|The Atlantic|The Economist|The Hill|The New Yorker|The Verge|Time|Ukrinform|UNIAN"
    "|Univision|UPI|USA Today|Vice|Vox|Wired|Xinhua|Yahoo|Yle|Yonhap|ZDF"
)
_ENDINGS = (
    "News|Times|Post|Journal|Radio|TV|Television|Tribune|Herald|Guardian|Telegraph|Gazette|Chronicle|Globe|Magazine"
    "|Network|Channel|Broadcasting|Press|Observer|Independent|Examiner|Inquirer|Star|Register|Courier|Mail|Mirror|Beast"
    "|Zeitung|Pravda|Today|Review|Monitor|Register|Dispatch|Sentinel|Intercept|Outlook|Newswire"
)
_NAME = (
    r"(?:(?:the |The )?"
    rf"(?P<name>(?:[A-Z][\w&.-]{{0,20}} ){{1,4}}(?:{_ENDINGS})\b(?: (?:News|Channel|Agency|Network|TV))?"
    rf"|(?:{_LISTED})\b(?: (?:News|Radio|TV|Business|Sports|Television|International|Agency))?))(?!-| @)"
)
# one look for the words that lead to a medium, since most sentences have none of them
_LEADS = re.compile(
    r"\b(?:(?:told|tells|tell|telling)\b(?: an?\b)?(?: [a-z]+){0,3}?"
    r"|interview(?:ed)?(?: \w+){0,4}? (?:with|to|for|by|on)(?: [a-z]+){0,3}?"
    r"|(?:spoke|speaking|speaks|talking|said|says|wrote|writing|appearing|appearance)(?: \w+){0,2}?"
    r" (?:to|with|on|in|for)(?: [a-z]+){0,2}?"
    r"|(?:quoted|cited|carried|published) by(?: [a-z]+){0,3}?"
    r"|according to(?: [a-z]+){0,3}?) "
    rf"{_NAME}"
)
_REPORTED = re.compile(r"(?:(?:has|had|also|later|first) )?(?:reported|reports|quoted|quotes|cited|cites)\b")
_BEFORE = re.compile(rf"\b{_NAME},? $")


def medium(text: str, sentence: Span, own: Span | None) -> str | None:
    """The medium that `text[sentence]` says relays it, or None. `own` is the source, which relays nothing."""
    start, stop = sentence
    stop = min(stop, start + 1500)
    found = list(_LEADS.finditer(text, start, stop))
    for m in _REPORTED.finditer(text, start, stop):
        # a slice, so that "$" stands for the place before the verb
        before = max(start, m.start() - 60)
        name = _BEFORE.search(text[before : m.start()])
        if name and (own is None or before + name.end("name") <= own[0] or before + name.start("name") >= own[1]):
            return name.group("name")
    for m in found:
        a, b = m.span("name")
        if own is None or b <= own[0] or a >= own[1]:
            return m.group("name")
    return None
