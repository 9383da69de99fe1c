"""Follow every link with the eye: where it leads, whether it leads anywhere, and how many there are."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from memory.enums import Form
from tools.services.drafts import Finding
from tools.services.gate.codes import Code
from tools.services.gate.message import Message, found

_PLAIN = r"(?:com|net|org|io|co|au|nz|uk|ly|gl|gd|ai|app|dev|info|biz|example|test|edu|gov)"
_TLD = r"(?:com|net|org|io|co|au|nz|uk|us|ai|app|dev|info|biz|me|ly|gl|gd|be|to|cc|link|site|online|shop|example|test|xyz|eu|de|fr|ca|in|edu|gov|so|tech|agency|digital|cloud|media|page|li|at|id|sh|gy|st|ink|studio|clinic|legal|health|global|group|solutions|services|email|click|store|website|live|world|one|tv|fm|ie|sg|hk|jp|us)"
_LINK = re.compile(
    rf"\b(?:https?|htp|htpp|hhtp|htps|hppts|ttps|ftp|http)s?(?:[:;]/{{0,3}}|//)[^\s<>\"'’”]*|\bwww[.,][^\s<>\"'’”]+|(?<![@\w./-])(?:[a-z0-9][a-z0-9-]*\.)+(?:{_PLAIN}(?:\.[a-z]{{2}})?(?::\d+)?(?:/[^\s<>\"'’”]*|\b)|{_TLD}/[^\s<>\"'’”]+)(?![\w@])",
    re.IGNORECASE,
)
_HREF = re.compile(
    r"<a\b[^>]*?href\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))[^>]*>(.*?)</a\s*>", re.IGNORECASE | re.DOTALL
)
_SHORTENERS = frozenset(
    "bit.ly tinyurl.com t.co goo.gl ow.ly is.gd buff.ly rebrand.ly lnkd.in cutt.ly shorturl.at rb.gy t.ly tiny.cc bl.ink s.id v.gd adf.ly mcaf.ee amzn.to fb.me hubs.ly hubs.li dlvr.it trib.al snip.ly short.io tr.im soo.gd clck.ru x.co bit.do shorte.st ouo.io po.st qr.ae linktr.ee j.mp yourls.org tny.im u.to wp.me ift.tt db.tt git.io surl.li urlz.fr shrtco.de zpr.io smarturl.it kutt.it t2m.io zws.im da.gd b.link geni.us chilp.it n9.cl 1drv.ms tiny.one qrco.de bitly.com shorturl.com gg.gg".split()
)
_NOWHERE = re.compile(
    r"^(?:example|sample|test|placeholder|yourcompany|your-company|yourdomain|your-domain|yoursite|yourwebsite|your-website|your-site|mycompany|companyname|company-name|company|domain|domainname|website|websitename|sitename|mysite|insertlink|link|url|somesite|acme-example|foo|foobar|yourbrand|your-brand|clientsite|brandname|yourname|yourbusiness)\.(?:com|net|org|co|io|com\.au|co\.uk|au|co\.nz|example)(?:\.au)?$|(?:^|[.-])(?:(?:your|my|the|our|insert|some|client|company|domain|business|brand|site|link|web|here|goes|name|url|page|calendar|booking|placeholder|example|sample|dummy|changeme|replace|this|address|x{3,})-?){2,}\.[a-z.]+$|(?:^|\.)(?:lorem|ipsum|dolor|foo|foobar|placeholder|changeme|x{3,})[a-z-]*\.[a-z.]+$|(?:^|\.)example\.(?:com|net|org)$|(?:^|\.)(?:localhost|invalid)$|\.test$|\.local$",
    re.IGNORECASE,
)  # fmt: skip
_NOBODY = re.compile(
    r"/(?:your|my|the|insert|add|sender|rep|agent|user|first|company)[-_ ]?(?:name|link|calendar|handle|profile|company|page|username|slug|id|meeting|demo)\b|/(?:username|name|link|placeholder|slug|todo|xxx+|path|insert\w*|handle)(?:/|$|\?)|(?:[=/])(?:x{3,}|todo|tbd|placeholder|insert\w*|your[-_]?\w*|null|undefined|none|nan|url|link)(?:[/&?]|$)",
    re.IGNORECASE,
)  # fmt: skip
_BLANK = re.compile(
    r"\[(?:insert |add |your |booking |calendar |calendly |meeting )*(?:link|url|website|calendar link|booking link|calendly)(?: here)?\]|<(?:insert |your |booking |calendar )*(?:link|url)(?: here)?>|\((?:insert |add |your |the |a |booking |calendar |meeting )*(?:link|url|website|calendar)(?: (?:here|to|for|goes)[^)\n]{0,30})?\)|\[[^\]\n]{0,30}\b(?:link|url)\b[^\]\n]{0,20}\](?!\()|(?-i:(?<=[:.] )(?:LINK|URL)\b)|https?://[^\s<>'{}\[\]]*(?:\{[^\s{}]*\}|\[[^\s\[\]]*\]|%[A-Z_]+%)|\b(?:BOOKING|CALENDAR|CALENDLY|MEETING|INSERT|UNSUBSCRIBE|YOUR)[_ -](?:LINK|URL)\b|(?:^|\s)(?:link|url) here\b|href=(?:\"#?\"|'#?'|\"javascript:[^\"]*\")|\bhttps?://(?=[\s.,)]|$)|\bhttps?://\.\.\.|https?://[\[{<]",
    re.IGNORECASE,
)
_SHARED = frozenset(
    "calendly.com cal.com linkedin.com youtube.com youtu.be google.com docs.google.com drive.google.com forms.gle hubspot.com meetings.hubspot.com savvycal.com tidycal.com loom.com vimeo.com facebook.com instagram.com twitter.com x.com notion.so zoom.us medium.com github.com maps.google.com outlook.office365.com outlook.office.com dropbox.com abr.business.gov.au wikipedia.org en.wikipedia.org".split()
)
MOST = {
    Form.EMAIL: 3,
    Form.INMAIL: 2,
    Form.LINKEDIN_MESSAGE: 2,
    Form.SMS: 1,
    Form.LETTER: 2,
    Form.POSTCARD: 2,
    Form.CONNECTION_REQUEST: 0,
    Form.VOICE_SCRIPT: 9,
}
"""Links of the message proper beside those to be left alone; a voice says none, which is another finding."""


class Link(NamedTuple):
    """A link as it stands in the body."""

    url: str
    start: int

    @property
    def span(self) -> tuple[int, int]:
        """Its place."""
        return self.start, self.start + len(self.url)


def links(message: Message) -> Iterator[Finding]:
    """What is wrong with each link, then with their number."""
    for match in _BLANK.finditer(f"{message.body}"):
        yield found(
            Code.PLACEHOLDER_URL, "hard", f"{match[0].strip()} stands where a link belongs.", match.span()
        )
    for match in _BLANK.finditer(message.subject):
        yield found(
            Code.PLACEHOLDER_URL,
            "hard",
            f"{match[0].strip()} stands where a link belongs.",
            match.span(),
            "subject",
        )
    own = list(_links(message))
    for link in own:
        yield from _judged(message, link)
    yield from _disguised(message)
    proper = [link for link in own if link.start < len(message.own) and not _way_out(message, link)]
    most = MOST[message.form]
    if len({link.url for link in proper}) > most and message.form is not Form.VOICE_SCRIPT:
        # LinkedIn strips nothing from a note; people who get a link in one rarely accept.
        severity = message.house() if most else "soft"
        yield found(Code.LINKS, severity, f"There are {len(proper)} links; {most} at most.", proper[-1].span)


def host_of(url: str) -> str:
    """The host of a link, without "www."."""
    bare = re.sub(r"^(?:[a-z]+s?[:;]/{0,3}|//)", "", url.strip().lower())
    return re.sub(r"^www[.,]", "", re.split(r"[/?#:]", bare)[0].rpartition("@")[2])


def _links(message: Message) -> Iterator[Link]:
    seen: set[tuple[int, int]] = set()
    for match in _HREF.finditer(message.body) if message.html else ():
        url = (match[1] or match[2] or match[3] or "").strip()
        if url and not url.startswith(("mailto:", "tel:", "#")):
            yield Link(url, match.start() + match[0].find(url))
    for match in _LINK.finditer(message.text):
        url = match[0].rstrip(".,;:!?)]*")
        if url and "{" not in url and "[" not in url and match.span() not in seen:
            yield Link(url, match.start())


def _judged(message: Message, link: Link) -> Iterator[Finding]:
    host = host_of(link.url)
    if _is_ours(message, link.url, host):
        if link.url.lower().startswith(("http://",)) and not any(
            link.url.startswith(known) for known in _known(message)
        ):
            yield found(Code.BAD_URL, "soft", f"{link.url} is not encrypted.", link.span)
        if (broken := _broken(link.url, host)) is not None:
            yield found(Code.BAD_URL, "hard", f"{link.url} {broken}.", link.span)
        if _NOBODY.search(link.url) and not any(link.url.rstrip("/") in known for known in _known(message)):
            yield found(Code.PLACEHOLDER_URL, "hard", f"{link.url} was never filled in.", link.span)
        return
    if _NOWHERE.search(host) or _NOBODY.search(link.url):
        yield found(Code.PLACEHOLDER_URL, "hard", f"{link.url} leads nowhere.", link.span)
    elif host in _SHORTENERS:
        yield found(Code.SHORTENER, "hard", f"{link.url} hides where it leads.", link.span)
    elif (broken := _broken(link.url, host)) is not None:
        yield found(Code.BAD_URL, "hard", f"{link.url} {broken}.", link.span)
    elif not _way_out(message, link):
        severity = "soft" if message.by_human or (host in _SHARED and not _is_booking(host)) else "hard"
        yield found(Code.LINKS, severity, f"{link.url} is no link of the brand's.", link.span)


def _broken(url: str, host: str) -> str | None:
    low = url.lower()
    if not re.match(r"https?://[^/]|www\.[^.]|[a-z0-9]", low) or re.match(
        r"(?:htp|htpp|hhtp|htps|hppts|ttps|ftp)s?\b|http(?!s?:)|https?:(?!//)|https?:///|https?;|www,", low
    ):
        return "has a broken scheme"
    if low.count("http://") + low.count("https://") > 1 and "=" not in low.split("http", 2)[1]:
        return "is two links in one"
    if re.fullmatch(r"\d{1,3}(?:\.\d{1,3}){3}", host):
        return "is the address of a machine"
    if ".." in host or host.startswith((".", "-")) or "_" in host or "," in host or not host:
        return "has no proper host"
    if "." not in host:
        return "has no proper host"
    if host.startswith("xn--") or ".xn--" in host or not host.isascii():
        return "has a host that imitates another"
    if re.match(r"https?://[^/]*@", low):
        return "hides its host behind a name"
    if re.search(r"\.(?:con|cmo|ocm|comm|cpm|vom|coma|om|c0m|orgg|nte|con\.au|co\.ua|com\.ua)$", host):
        return "ends in no top-level domain that is meant"
    if re.search(r"%(?![0-9a-f]{2})|\s|\\|[{}|^`]", low) or (
        "?" in low.partition("?")[2].replace("?", "?", 1) and low.count("?") > 1
    ):
        return "holds signs that no link may"
    return None


def _known(message: Message) -> tuple[str, ...]:
    return tuple(
        url
        for url in (
            *message.brand.links,
            *message.brand.facts,
            *message.lead.facts,
            message.footer or "",
            message.answers or "",
            *message.asked,
        )
        if url
    )


def _is_ours(message: Message, url: str, host: str) -> bool:
    brand, lead = message.brand, message.lead
    for known in brand.links:
        home = host_of(known)
        if not home:
            continue
        if home in _SHARED or home in _SHORTENERS:
            path = re.sub(r"^(?:https?://)?(?:www\.)?", "", known.lower()).rstrip("/")
            if re.sub(r"^(?:https?://)?(?:www\.)?", "", url.lower()).startswith(path):
                return True
        elif host == home or host.endswith(f".{home}"):
            return True
    own = (lead.domain.lower(), lead.email.rpartition("@")[2].lower(), brand.email.rpartition("@")[2].lower())
    if any(domain and (host == domain or host.endswith(f".{domain}")) for domain in own):
        return True
    # A company may be called Booking.com, and a fact may name where it was read.
    texts = (
        *brand.facts,
        *lead.facts,
        lead.company,
        brand.company,
        message.answers or "",
        *message.asked,
        *(body for _, body in message.earlier),
    )
    return any(host in text.lower() for text in texts)


def _way_out(message: Message, link: Link) -> bool:
    """Whether the words before a link, or right behind it, say that it ends these messages; a word to reply is another way."""
    end = link.start + len(link.url)
    before = re.split(r"https?://\S+", message.text[max(0, link.start - 90) : link.start])[-1]
    after = re.split(
        r"\n|https?://|\b(?:reply|text|send|txt)\b", message.text[end : end + 60], flags=re.IGNORECASE
    )[0]
    return bool(
        re.search(
            r"unsubscribe|opt[- ]?out|preferences|stop (?:hearing|receiving|these)|no more (?:mail|emails|letters)",
            f"{before} {link.url} {after}",
            re.IGNORECASE,
        )
    )


def foreign_links(message: Message) -> Iterator[Link]:
    """Links to pages of somebody else, which no site of everybody's and no disguise explains."""
    for link in _links(message):
        host = host_of(link.url)
        if not (
            _is_ours(message, link.url, host)
            or host in _SHARED | _SHORTENERS
            or _NOWHERE.search(host)
            or _NOBODY.search(link.url)
            or _broken(link.url, host)
            or _way_out(message, link)
        ):
            yield link


def _disguised(message: Message) -> Iterator[Finding]:
    for match in _HREF.finditer(message.body):
        target, shown = match[1] or match[2] or match[3] or "", re.sub(r"<[^>]*>", "", match[4])
        named = _LINK.search(shown)
        if named and host_of(named[0]) != host_of(target) and host_of(target):
            yield found(
                Code.BAD_URL,
                "hard",
                f"The link says {named[0]} and leads to {host_of(target)}.",
                match.span(),
            )


def _is_booking(host: str) -> bool:
    return host in {"calendly.com", "cal.com", "meetings.hubspot.com", "savvycal.com", "tidycal.com"}
