"""Answer a mail in character, as the person who received it would."""

# ruff: noqa: S311 - chance here makes a world, not a secret

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from errors import InvalidInput
from tools.sandbox.faults import parse_parts
from tools.sandbox.ledger import AcceptedMail, DueAnswer
from tools.sandbox.phrases import FIRST, GREETINGS, MOBILE_LINES, SECOND, SIGN_OFFS, TIMES, Mood
from tools.sandbox.world import World, WorldPerson

SYDNEY = ZoneInfo("Australia/Sydney")
ANSWERS_A_THREAD = 2
MACHINE_HEADERS: Mapping[Mood, tuple[tuple[str, str], ...]] = {
    Mood.OUT_OF_OFFICE: (
        ("Auto-Submitted", "auto-replied"),
        ("X-Auto-Response-Suppress", "All"),
        ("Precedence", "auto_reply"),
    ),
    Mood.AUTO_REPLY: (("Auto-Submitted", "auto-generated"), ("X-Autoreply", "yes"), ("Precedence", "bulk")),
}
"""RFC 3834, and what Exchange and old auto-responders add."""


@dataclass(frozen=True, kw_only=True)
class Character:
    """Who answers: somebody of the world, or whoever owns an unknown address."""

    email: str
    name: str
    first_name: str
    title: str | None
    company: str
    industry: str
    city: str
    phone: str


@dataclass(frozen=True)
class Wish:
    """What a test wants a person to answer: a mood, and a text of its own or one of the person's."""

    mood: Mood
    text: str | None = None


def parse_mix(text: str) -> Mapping[Mood, float]:
    """`interested=25,meeting=20` as weights; raises InvalidInput for an unknown mood or no weight."""
    try:
        mix = {Mood(name): weight for name, weight in parse_parts(text).items()}
    except ValueError:
        raise InvalidInput(f"The sandbox's people know these answers: {', '.join(Mood)}.") from None
    if not mix or min(mix.values()) < 0 or sum(mix.values()) <= 0:
        raise InvalidInput("The mix of answers needs one part above zero, and none below.")
    return mix


def parse_mood(name: str) -> Mood:
    """The mood of this name; `meeting_request` is the agency's word for `meeting`."""
    try:
        return Mood("meeting" if name == "meeting_request" else name)
    except ValueError:
        raise InvalidInput(f"The sandbox's people know these answers: {', '.join(Mood)}.") from None


class People:
    """Decides who answers and what; the same seed and the same mails give the same answers."""

    def __init__(self, world: World, *, seed: int, share: float, mix: str, seconds: float) -> None:
        """`share` of the people answer at all, in the parts of `mix`, after about `seconds`."""
        self._world = world
        self._seed = seed
        self._share = share
        self._mix = parse_mix(mix)
        self._seconds = seconds

    def answer(
        self, mail: AcceptedMail, thread: Sequence[DueAnswer], wish: Wish | None, at: datetime
    ) -> DueAnswer | None:
        """The person's answer to the mail, given their earlier answers in its thread; None is silence."""
        random = Random(f"{self._seed}:{mail.to[0].lower()}:{len(thread)}")
        answers = random.random() < self._share
        mood, text = self._meant(random, thread)
        if wish is not None:
            mood, text = wish.mood, wish.text or random.choice(FIRST[wish.mood])
        elif mood is None or (not thread and not answers) or len(thread) >= ANSWERS_A_THREAD:
            return None
        due_at = at + timedelta(seconds=self._seconds * random.uniform(0.7, 1.3))
        return self._written(random, mail, mood=mood, text=text, due_at=due_at, thread=thread)

    def _meant(self, random: Random, thread: Sequence[DueAnswer]) -> tuple[Mood | None, str]:
        if not thread:
            mood = random.choices(list(self._mix), weights=list(self._mix.values()))[0]
            return mood, random.choice(FIRST[mood])
        lines = SECOND.get(Mood(thread[-1].intent), ())
        return random.choice(lines) if lines else (None, "")

    def _written(
        self,
        random: Random,
        mail: AcceptedMail,
        *,
        mood: Mood,
        text: str,
        due_at: datetime,
        thread: Sequence[DueAnswer],
    ) -> DueAnswer:
        who = self._character(mail.to[0], random)
        words = _words(random, mail, who, due_at)
        said = _fill(text, words)
        reply = said if mood in MACHINE_HEADERS else _letter(random, said, who, words)
        told_apart_by = f"{mail.id}:{due_at.isoformat()}".encode()
        postmark_id = str(UUID(bytes=sha256(told_apart_by).digest()[:16], version=4))
        inbound = _inbound(
            mail, who, mood=mood, reply=reply, due_at=due_at, postmark_id=postmark_id, random=random
        )
        return DueAnswer(
            postmark_id=postmark_id,
            mail_id=mail.id,
            thread_id=thread[0].thread_id if thread else mail.id,
            person=who.email,
            intent=mood.value,
            due_at=due_at,
            inbound=inbound,
        )

    def _character(self, address: str, random: Random) -> Character:
        name, email = parseaddr(address)
        person = self._world.by_email.get(email.lower())
        return _of_the_world(person) if person else _stranger(name, email, random)


def _of_the_world(person: WorldPerson) -> Character:
    return Character(
        email=person.email,
        name=person.name,
        first_name=person.first_name,
        title=person.title,
        company=person.company.name,
        industry=person.company.industry,
        city=person.company.place.city,
        phone=_readable(person.phone or person.company.phone or "0255501234"),
    )


def _stranger(name: str, email: str, random: Random) -> Character:
    local, _, domain = email.partition("@")
    known_as = name or " ".join(part.capitalize() for part in re.split(r"[._\d-]+", local) if part) or local
    return Character(
        email=email,
        name=known_as,
        first_name=known_as.split(" ")[0],
        title=None,
        company=domain.split(".")[0].capitalize(),
        industry="our industry",
        city="Sydney",
        phone=_readable(f"025550{random.randint(0, 9999):04d}"),
    )


def _words(random: Random, mail: AcceptedMail, who: Character, due_at: datetime) -> Mapping[str, str]:
    local = due_at.astimezone(SYDNEY)
    meeting = _work_day(local + timedelta(days=random.randint(1, 6)))
    back = _work_day(local + timedelta(days=random.randint(3, 24)))
    sender, _ = parseaddr(mail.sender)
    return {
        "sender": sender.split(" ")[0] if sender else "there",
        "company": who.company,
        "first": who.first_name,
        "topic": re.sub(r"^(re|fwd?):\s*", "", mail.subject, flags=re.IGNORECASE),
        "city": who.city,
        "industry": who.industry,
        "phone": who.phone,
        "day": random.choice((f"{meeting:%A}", f"{meeting:%A} {meeting.day} {meeting:%B}")),
        "time": random.choice(TIMES),
        "return_date": random.choice(
            (f"{back:%A} {back.day} {back:%B} {back.year}", f"{back.day} {back:%B}", f"{back:%d/%m/%Y}")
        ),
        "colleague": random.choice(("Mel", "Sanjay", "Jodie in reception", "Con", "Thuy")),
        "reference": f"#{random.randint(10000, 99999)}",
    }


def _fill(text: str, words: Mapping[str, str]) -> str:
    # Not str.format: a test's own text may hold braces.
    return re.sub(r"\{(\w+)\}", lambda found: words.get(found[1], found[0]), text)


def _letter(random: Random, said: str, who: Character, words: Mapping[str, str]) -> str:
    greeting = _fill(random.choice(GREETINGS), words)
    lines = [who.name, *([who.title] if who.title else []), who.company]
    signature = "\n".join([*lines, who.phone] if random.random() < 0.6 else lines)
    ending = random.choices(
        (
            f"{random.choice(SIGN_OFFS)}\n{signature}",
            who.first_name,
            f"{who.first_name}\n\n{random.choice(MOBILE_LINES)}",
        ),
        weights=[6, 3, 1],
    )[0]
    return "\n\n".join(part for part in (greeting, said, ending) if part)


def _quoted(random: Random, mail: AcceptedMail, who: Character) -> str:
    """The mail answered, quoted as Gmail, Apple Mail or Outlook quote."""
    sent = mail.accepted_at.astimezone(SYDNEY)
    arrows = "\n".join(f"> {line}".rstrip() for line in mail.text.splitlines())
    name, address = parseaddr(mail.sender)
    shown = name or address
    hour = f"{sent.hour % 12 or 12}:{sent:%M} {sent:%p}"
    gmail = f"On {sent:%a}, {sent.day} {sent:%b %Y} at {sent:%H:%M}, {shown} <{address}> wrote:\n\n{arrows}"
    apple = f"On {sent.day} {sent:%b %Y}, at {hour}, {shown} <{address}> wrote:\n\n{arrows}"
    outlook = (
        f"________________________________\nFrom: {shown} <{address}>\n"
        f"Sent: {sent:%A}, {sent.day} {sent:%B %Y} {hour}\n"
        f"To: {who.name} <{who.email}>\nSubject: {mail.subject}\n\n{mail.text}"
    )
    return random.choice((gmail, apple, outlook))


def _inbound(
    mail: AcceptedMail,
    who: Character,
    *,
    mood: Mood,
    reply: str,
    due_at: datetime,
    postmark_id: str,
    random: Random,
) -> Mapping[str, object]:
    """The mail as Postmark's inbound webhook tells it."""
    _, recipient = parseaddr(mail.reply_to[0])
    mailbox_hash = recipient.partition("@")[0].partition("+")[2]
    text = reply if mood in MACHINE_HEADERS else f"{reply}\n\n{_quoted(random, mail, who)}"
    full = {"Email": who.email, "Name": who.name, "MailboxHash": ""}
    return {
        "From": who.email,
        "FromName": who.name,
        "FromFull": full,
        "To": recipient,
        "ToFull": [{"Email": recipient, "Name": "", "MailboxHash": mailbox_hash}],
        "Cc": "",
        "CcFull": [],
        "Bcc": "",
        "BccFull": [],
        "ReplyTo": "",
        "OriginalRecipient": recipient,
        "Subject": _subject(mail.subject, mood),
        "Date": format_datetime(due_at.astimezone(SYDNEY)),
        "MailboxHash": mailbox_hash,
        "Tag": "",
        "MessageID": postmark_id,
        "MessageStream": "inbound",
        "TextBody": text,
        "HtmlBody": f"<html><body><div>{html.escape(text).replace(chr(10), '<br>')}</div></body></html>",
        "StrippedTextReply": reply,
        "Headers": _headers(mail, who, mood=mood, postmark_id=postmark_id),
        "Attachments": [],
    }


def _subject(subject: str, mood: Mood) -> str:
    plain = re.sub(r"^(re:\s*)+", "", subject, flags=re.IGNORECASE)
    match mood:
        case Mood.OUT_OF_OFFICE:
            return f"Automatic reply: {plain}"
        case Mood.AUTO_REPLY:
            return f"We have received your message: {plain}"
        case Mood.INTERESTED | Mood.MEETING | Mood.QUESTION | Mood.NOT_INTERESTED | Mood.UNSUBSCRIBE:
            return f"Re: {plain}"


def _headers(mail: AcceptedMail, who: Character, *, mood: Mood, postmark_id: str) -> list[dict[str, str]]:
    by_name = {name.lower(): value for name, value in mail.headers.items()}
    references = f"{by_name.get('references', '')} {mail.message_id}".strip()
    pairs = (
        ("Message-ID", f"<{postmark_id}@{who.email.partition('@')[2]}>"),
        ("In-Reply-To", mail.message_id),
        ("References", references),
        ("X-Spam-Score", "-0.1"),
        ("Received-SPF", "Pass (sender SPF authorized)"),
        *MACHINE_HEADERS.get(mood, ()),
    )
    return [{"Name": name, "Value": value} for name, value in pairs]


def _work_day(moment: datetime) -> datetime:
    return moment + timedelta(days=(7 - moment.weekday()) if moment.weekday() > 4 else 0)


def _readable(phone: str) -> str:
    if phone.startswith("04"):
        return f"{phone[:4]} {phone[4:7]} {phone[7:]}"
    return f"({phone[:2]}) {phone[2:6]} {phone[6:]}"
