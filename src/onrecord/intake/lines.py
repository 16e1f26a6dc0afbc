"""The lines of a plain text and what each is by its own words: a date line, a share line, a byline, …

The patterns are of what sites print around articles, in the words of several languages; they are tried
on whole lines only, so that a sentence which holds such words stays a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.intake.dates import dates
from onrecord.model import Span

_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_WORD = re.compile(r"\w+(?:[’'.\-]\w+)*")
_TERMINAL = re.compile(r"(?:[.!?…:;。！？।۔؟]|\.\.\.)[\"'”’»“)\]*_]*(?:\s*\[\d+\])?$")
_BULLET = re.compile(r"^(?:[•●▪■◦‣·∙►▶▸»›→✓✔*+|-]|—\s*$)")


@dataclass(slots=True)
class Line:
    """A line, or several that were one paragraph before they were wrapped, without white space around."""

    start: int
    stop: int
    text: str
    words: int
    ends: bool
    bullet: bool
    blank_before: bool
    kind: str | None = None

    @property
    def span(self) -> Span:
        return self.start, self.stop


def _line(text: str, start: int, stop: int, blank_before: bool) -> Line:
    own = text[start:stop]
    return Line(
        start,
        stop,
        own,
        len(_WORD.findall(own)),
        bool(_TERMINAL.search(own[-12:])),
        bool(_BULLET.match(own)),
        blank_before,
    )


def split(text: str) -> list[Line]:
    """The lines that hold more than white space; lines of a hard-wrapped paragraph come as one."""
    raw: list[tuple[int, int, bool]] = []
    at, blank = 0, True
    widths: list[int] = []
    for m in (*_BREAK.finditer(text), None):
        end = m.start() if m else len(text)
        start, stop = at, end
        while start < stop and text[start].isspace():
            start += 1
        while stop > start and text[stop - 1].isspace():
            stop -= 1
        if start < stop:
            raw.append((start, stop, blank))
            widths.append(stop - start)
            blank = False
        else:
            blank = True
        at = m.end() if m else end
    if not _wrapped(text, raw, widths):
        return [_line(text, a, b, blank) for a, b, blank in raw]
    return _unwrapped(text, raw, max(widths))


def _wrapped(text: str, raw: list[tuple[int, int, bool]], widths: list[int]) -> bool:
    """Whether lines were broken at a width: none is long, and most that go on in small letters are full."""
    if len(raw) < 4 or max(widths) > 120 or max(widths) < 40:
        return False
    going_on = [i for i in range(1, len(raw)) if not raw[i][2] and text[raw[i][0]].islower()]
    full = sum(widths[i - 1] > max(widths) * 0.7 for i in going_on)
    return len(going_on) >= max(2, len(raw) // 5) and full >= len(going_on) * 0.8


def _unwrapped(text: str, raw: list[tuple[int, int, bool]], width: int) -> list[Line]:
    out: list[Line] = []
    i = 0
    while i < len(raw):
        j = i
        while j + 1 < len(raw) and not raw[j + 1][2] and _goes_on(text, raw[j], raw[j + 1], width):
            j += 1
        out.append(_line(text, raw[i][0], raw[j][1], raw[i][2]))
        i = j + 1
    return out


def _goes_on(text: str, left: tuple[int, int, bool], right: tuple[int, int, bool], width: int) -> bool:
    first_word = _WORD.match(text, right[0])
    room = width - (left[1] - left[0])
    return room <= (first_word.end() - first_word.start() if first_word else 1) + 12


# --- what a line is ----------------------------------------------------------------------------------

_I = re.IGNORECASE
_NETWORKS = (
    r"facebook|twitter|x|linkedin|whats\s?app|telegram|reddit|pinterest|tumblr|instagram|youtube|vk(?:ontakte)?"
    r"|e-?mail|mail|print|sms|messenger|pocket|flipboard|google\+?|google plus|rss|copy(?: link)?|copied|viber|line|weibo|wechat"
    r"|tiktok|snapchat|threads|bluesky|mastodon|discord|drucken|teilen|imprimer|partager|imprimir|compartir|stampa|condividi"
    r"|tweet|pin|like|share|save|link|url|link copied"
)
_SHARE = re.compile(
    rf"(?:[•*·|]\s*)?(?:(?:share|send|post|follow|tweet|pin|save|copy|email|print|like|click to (?:share|email|print)|partager|teilen|compartir|condividi)"
    rf"(?: (?:this|the|us|it|on|via|by|with|to|in|article|story|page|post|link|me|a|friend|friends|sur|auf|en|su|opens|new|window|your))*"
    rf"|)[\s:•|,/&()–—-]*(?:(?:{_NETWORKS})\b(?:[\s:•|,/&()–—-]|and|or|\d+(?:[.,]\d+)?[kKmM]?\b)*)*"
    rf"(?:\(?opens in (?:a )?new window\)?|article|this (?:story|article|page|post)|shares?|\d+ ?shares?)*[\s.:!–—-]*",
    _I,
)
_COUNT = re.compile(
    r"[\d.,\s]*[kKmM]?\s*(?:shares?|comments?|likes?|views?|reads?|retweets?|replies|votes?|min(?:ute)?s?(?: read)?|commentaires?|kommentare?"
    r"|comentarios?|commenti|letture|words?|followers?|total shares?)?|(?:no|leave a|add a|post a|view|show|hide|\d+)\s*comments?(?: \d+| yet)?"
    r"|comments?[\s:(]*\d*\)?|\d+\s*(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)(?: ago)?|[\d:]+\s*/\s*[\d:]+",
    _I,
)
_ICONS = re.compile(r"(?:\S*icons?\S*\s*){1,}|(?:(?:\S*icon\S*|[a-z]+(?:-[a-z]+)*)\s*)+", _I)
_CREDIT = re.compile(
    r"(?:image|photo|picture|photograph|photography|video|illustration|graphic|foto|bild|cr[ée]dit|screen\s?shot|screengrab|artwork)s?"
    r"(?: (?:credits?|source|by|from|courtesy(?: of)?|via|copyright|caption|illustration))*\s*[:|/©–—-].*"
    r"|.{0,250}\b(?:image|photo|picture|foto)s?[\s-](?:credits?|source|courtesy|by)\s*:.*"
    r"|(?:photo|photograph|image|illustration|picture|photos|video|getty|screenshot)s? (?:by|from|via|courtesy|credit|illustration|images)\b.{0,120}"
    r"|.{0,300}[\s(|/©:.–—-](?:getty(?: images)?|ap(?: photo| images)?|afp|reuters|shutterstock(?:\.com)?|epa|upi|istock(?:photo)?|alamy|bloomberg"
    r"|press association|pa(?: wire| images)?|xinhua|tass|sputnik|ria novosti|wikimedia(?: commons)?|imago|dpa|pixabay|unsplash|flickr)\)?"
    r"|(?:ap|afp|getty|reuters|epa|pa)(?: |/|\s*-\s*)?(?:images?|photos?|pictures?|wire)\b.{0,80}"
    r"|\((?:ap|reuters|afp|epa|getty|photo)\b.{0,160}\)"
    r"|(?:reuters|getty images|afp|epa|ap)(?:\s*/\s*[\w. -]{2,40})+"
    r"|©.{0,100}(?:getty|reuters|afp|ap|photo|images?|sputnik|tass).{0,60}",
    _I,
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)\s|copyright\b(?=.{0,40}(?:©|\d{4}|by))).{0,400}|.{0,300}\ball rights reserved\b.{0,200}|.{0,80}©\s*(?:19|20)\d\d.{0,200}"
    r"|.{0,200}may not be (?:published|reproduced|reprinted|copied)\b.{0,200}|.{0,100}(?:tous droits réservés|alle rechte vorbehalten|todos los derechos reservados|tutti i diritti riservati|все права защищены).{0,100}",
    _I,
)
_SUBSCRIBE = re.compile(
    r"(?:please |click here to |why not |you can )?(?:subscribe|sign[ -]?up|sign up|sign in|log[ -]?in|log ?out|register|join us|join now|unsubscribe|become a (?:member|subscriber|supporter)|"
    r"donate|support (?:us|our|the)|start your (?:free )?(?:subscription|trial)|create (?:an? )?(?:free )?account|get (?:our|the|breaking|daily|all the|more|email|alerts|unlimited)|follow (?:us|me)\b|like us on"
    r"|abonnez-vous|s'abonner|inscrivez-vous|jetzt abonnieren|abonnieren|anmelden|newsletter abonnieren|suscr[ií]b(?:ete|ase|irse)|iscriviti|accedi|подпис(?:аться|ывайтесь)|assine|abonneer)\b.{0,200}"
    r"|.{0,160}\b(?:our|free|daily|weekly|email|e-mail|morning|the|a)\s+(?:\w+\s+){0,3}newsletters?\b.{0,120}|newsletters?|.{0,40}(?:breaking news|email) (?:emails|alerts?)\b.{0,120}|e-?mail address.{0,60}|your e?-?mail.{0,60}",
    _I,
)
_TEASER = re.compile(
    r"[\[(•*>»]*\s*(?:read (?:more|also|next|the full (?:story|article)|full (?:story|article))|see (?:also|more)|also (?:read|see)|watch(?: (?:more|also|now|live|the video|video))?|more on this(?: story)?|must read|don['’]t miss|recommended(?: for you| reading)?|related(?: (?:articles?|stor(?:y|ies)|news|content|posts?|topics?|coverage|video|links?|reading))?"
    r"|continue reading|keep reading|click (?:here )?(?:to|for) (?:read|watch|listen|see|view|more).{0,80}|listen(?: to this article)?|lire aussi|à lire aussi|lire la suite|lire plus|voir aussi|leggi anche|leggi tutto|lesen sie auch|mehr zum thema|siehe auch|weiterlesen|mehr lesen|lea también|leer más|te puede interesar|ver más|lees ook|lees meer|leia (?:também|mais)|veja também|читайте также|подробнее|читать далее|zobacz też|czytaj (?:też|także|więcej)|læs også|läs (?:också|mer))\b\s*(?:[\])]|[:|»›>→…\-–—.]|$).{0,200}",
    _I,
)
# lines after which everything that follows is of other articles
_RELATED = re.compile(
    r"(?:recommended|related|popular|trending|most (?:read|popular|viewed|shared|recent|commented)|recent|latest|top|more|other|similar|editors?['’]?s?)"
    r"(?: (?:news|stor(?:y|ies)|articles?|posts?|videos?|headlines?|topics?|content|reading|picks?|links?|now|today|for you|from|in|on|about|by|the|this|of|around|across|web|stories from|coverage|features|comments?|and|read|viewed|shared|popular|columns?|opinions?|podcasts?|galleries|tags?|author|\w+)){0,5}:?"
    r"|you (?:may|might)(?: also)? (?:like|be interested in|enjoy|have missed).{0,60}|what to read next|up next|read next|next (?:article|story|post)|previous (?:article|story|post)|more from .{1,60}|more in .{1,40}|more on .{1,60}|from around the web|around the web|promoted (?:stories|content|links)|sponsored(?: (?:content|stories|links|by.{0,40}))?|paid content.{0,40}|from our partners|partner (?:stories|content)|trending(?: now)?|editor['’]s picks?|leave a (?:reply|comment).{0,60}|comments?|post a comment|join the (?:conversation|discussion).{0,60}|\d+ (?:comments?|responses?|thoughts?).{0,80}|tags?(?: in this (?:article|story))?:?(?:\s.{0,200})?|filed under:?.{0,100}|topics?:.{0,100}|about the authors?|write to .{0,80}|contact us.{0,60}"
    r"|à lire aussi|sur le même sujet|les plus lus|plus d['’]articles?|das könnte sie auch interessieren|mehr zum thema|meistgelesen|lo más (?:leído|visto)|noticias relacionadas|articoli correlati|potrebbe interessarti.{0,40}|i più letti",
    _I,
)
_ADVERT = re.compile(
    r"[\W_]*(?:(?:story|article) continues? (?:below|after) (?:the )?advertisements?|advertisements?|advertising|adverts?|ads?|sponsored|promoted|anzeige|werbung|publicité|publicidad|pubblicità|реклама|reklam[ae]?|advertisement - continue reading below|continue reading (?:below|the main story)|scroll (?:down )?to continue.{0,40}|skip (?:to (?:main )?(?:content|navigation)|navigation|advertisement|ad)|loading.{0,20}|please wait.{0,20}|article continues below.{0,40}|report (?:this )?ad)[\W_]*",
    _I,
)
_COOKIES = re.compile(
    r".{0,300}\b(?:cookies?|privacy policy|terms (?:of (?:use|service)|and conditions)|datenschutz\w*)\b.{0,300}", _I
)
_MENU = re.compile(
    r"(?:home(?:page)?|menu|main menu|search|sections?|navigation|news|all news|world|politics|business|sports?|opinion|tech(?:nology)?|science|health|culture|entertainment|lifestyle|travel|video|videos|photos?|podcasts?|weather|more|contact|contact us|about|about us|careers|jobs|help|faq|sitemap|site map|archives?|rss|edition|english|close|open|back|back to (?:home|top).{0,20}|next|previous|prev|login|top stories|breaking news|live|local|account|my account|settings|profile|expand|collapse|show (?:more|less|all)|view (?:more|all)|load more|see all|play|pause|mute|unmute|fullscreen|submit|cancel|ok|yes|no|×|☰|toggle.{0,30}|accueil|startseite|inicio|portada|главная|новости)"
    r"(?:\s*[|/>›»•·]\s*[\w&' ]{1,30})*",
    _I,
)
_DATE_WORDS = re.compile(
    r"(?:first )?(?:published|posted|updated|last (?:updated|modified|edited)|modified|created|date|on|at|uploaded|issued|released|as of|since|time|issue date"
    r"|publié|mis à jour|le|veröffentlicht|aktualisiert|stand|publicado|actualizado|pubblicato|aggiornato|опубликовано|обновлено|gepubliceerd|publicerad|am|um|à|il|alle|el|de|ore|uhr"
    r"|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lunes|martes|miércoles|jueves|viernes|sábado|domingo|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica"
    r"|gmt|utc|bst|est|edt|et|cst|cdt|ct|mst|mdt|mt|pst|pdt|pt|cet|cest|msk|ist|aest|z|a\.?m|p\.?m|h|hrs?|read|min|minutes?)\b\.?",
    _I,
)
_NAME = r"[A-ZÀ-ÖØ-ÞА-Я][\w’'-]*\.?(?:\s+(?:[a-z]{1,3}\s+)?(?:[A-ZÀ-ÖØ-ÞА-Я][\w’'-]*\.?)){0,4}"
BYLINE = re.compile(
    r"(?:(?i:(?:story |article |reported |report |words |analysis |opinion |commentary )?(?:written )?by|authors?|written by|text|reporter|par|von|por|автор|door|av|di)\s*[:|]?\s+|(?i:authors?|by|writer|autor(?:in)?|auteur|autore|автор)\s*[:|]\s*|\[)"
    r"(?P<names>\[?"
    + _NAME
    + r"(?:\]\([^)\s]*\))?(?:(?:\s*,\s*|\s+and\s+|\s*&\s*|\s*,\s*and\s+|\s+und\s+|\s+et\s+|\s+y\s+)\[?"
    + _NAME
    + r"(?:\]\([^)\s]*\))?){0,7})"
    r"(?P<rest>(?:\s*[|,•·–—/-].{0,120}|\s+(?:on|for|in|at|\d).{0,80}|\s*\(.{0,60}\).{0,40}|\s*@\w+.{0,60})?)",
)


def kind_of(text: str) -> str | None:
    """The kind of furniture that a whole line is by its own words; None when nothing says that it is any."""
    own = text.strip("\u200b\ufeff\xa0 \t")
    if not any(c.isalpha() for c in own):
        return "date" if dates(own) else "marks"
    size = len(own)
    if size < 3000 and own.lower().count("icon") >= 3 and len(own.split()) <= own.lower().count("icon") * 4:
        return "icons"
    if size > 400:
        return None
    if _is_date(own):
        return "date"
    if size <= 200 and _ADVERT.fullmatch(own):
        return "advertisement"
    if size <= 40 and _COUNT.fullmatch(own):
        return "count"
    if size <= 160 and _SHARE.fullmatch(own):
        return "share"
    if size <= 60 and _MENU.fullmatch(own.lstrip("•*·|> ").strip()):
        return "menu"
    if BYLINE.fullmatch(own) and size <= 200:
        return "byline"
    if _CREDIT.fullmatch(own) and not _sentences(own):
        return "image credit"
    if _TEASER.fullmatch(own) and not _sentences(own):
        return "teaser"
    if size <= 200 and _SUBSCRIBE.fullmatch(own) and not _sentences(own, 2):
        return "subscribe"
    if size <= 80 and _RELATED.fullmatch(own) and not _sentences(own):
        return "related"
    if _COPYRIGHT.fullmatch(own):
        return "copyright"
    if size <= 300 and _COOKIES.fullmatch(own) and len(_WORD.findall(own)) < 12:
        return "legal"
    return None


def _sentences(own: str, least: int = 1) -> bool:
    """Whether a line reads like prose: quotation marks, or as many sentences as `least` of some length."""
    if own[0] in '"“„«‘':
        return True
    return least <= 1 and bool(_TERMINAL.search(own)) and own[-1] in '.!?”"' and len(_WORD.findall(own)) > 25


def _is_date(own: str) -> bool:
    """Whether a line is a date and what is printed with it: 'Published on', a weekday, a time zone."""
    if len(own) > 160:
        return False
    found = dates(own)
    if not found:
        return False
    rest = list(own)
    for dated in found:
        rest[dated.start : dated.stop] = " " * (dated.stop - dated.start)
    left = _DATE_WORDS.sub(" ", "".join(rest))
    left = re.sub(r"[\W\d_]+", " ", left).strip()
    return len(left.split()) <= 1 and len(left) <= 12
