"""Decide who answers what, in character, as the person who was reached would."""

# ruff: noqa: S311 - chance here makes a world, not a secret

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from uuid import UUID

from errors import InvalidInput
from tools.sandbox import talk
from tools.sandbox.characters import character_of, fill, words_of
from tools.sandbox.entries import Accepted, AcceptedMail, DueAnswer, now
from tools.sandbox.faults import parse_parts
from tools.sandbox.letters import MACHINE_HEADERS, inbound, letter
from tools.sandbox.phrases import FIRST, SECOND, Mood
from tools.sandbox.recipients import key_of
from tools.sandbox.world import World

ANSWERS_A_THREAD = 2
MOODS: Mapping[str, Mood] = {mood.value: mood for mood in FIRST}
"""What a mix is made of; a call has outcomes of its own instead of the machines' mails."""


@dataclass(frozen=True)
class Wish:
    """What a test wants a person to answer: a mood, and a text of its own or one of the person's."""

    mood: Mood
    text: str | None = None


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a person answers in a form other than a mail."""

    mood: Mood
    text: str
    """An SMS, a message, or a call's transcript (`bot: …` and `human: …` lines)."""
    seconds: float
    """How long the person takes to answer; of a call, how long it lasts."""


def parse_mix(text: str) -> Mapping[Mood, float]:
    """`interested=25,meeting=20` as weights; raises InvalidInput for an unknown mood or no weight."""
    try:
        mix = {MOODS[name]: weight for name, weight in parse_parts(text).items()}
    except KeyError:
        raise InvalidInput(f"The sandbox's people know these answers: {', '.join(MOODS)}.") from None
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
        self._wishes: dict[str, Wish] = {}
        self._answered: dict[str, datetime] = {}

    def wish(self, recipient: str, wish: Wish) -> None:
        """Let this person answer so when something reaches them next."""
        self._wishes[key_of(recipient)] = wish

    def wished(self, recipient: str) -> Wish | None:
        """What was wished of this person, once."""
        return self._wishes.pop(key_of(recipient), None)

    def say(
        self, recipient: str, *, form: str, text: str, sender: str, subject: str = "", nth: int = 0
    ) -> Said | None:
        """What the person says to the `nth` text (from 0) that reaches them in this form; None is silence.

        The same seed, recipient, form and `nth` give the same answer. An invitation that is answered with
        Said is accepted, mostly without a word. A call is always answered, be it by NO_ANSWER.
        """
        mood = self._mood(recipient, form, nth)
        # An invitation leaves a wish to the message that follows.
        wish = self._wishes.get(key_of(recipient)) if form == talk.INVITED else self.wished(recipient)
        if wish is None and mood is None:
            return None
        wish = Wish(mood or Mood.INTERESTED) if wish is None or form == talk.INVITED else wish
        return self._said(recipient, form, text, sender, subject, wish, f"{form}:{nth}")

    def grant(self, send: Accepted, wish: Wish) -> Said:
        """The wished answer to this send, now."""
        return self._said(
            send.recipient, send.form, send.text, send.sender, send.subject, wish, f"{send.id}:{wish.mood}"
        )

    def has_answered(self, send: Accepted) -> bool:
        """Whether the person has said something since this send, as far as this process knows."""
        at = self._answered.get(key_of(send.recipient))
        return at is not None and at >= send.accepted_at

    def answer(
        self, mail: AcceptedMail, thread: Sequence[DueAnswer], wish: Wish | None, at: datetime
    ) -> DueAnswer | None:
        """The person's answer to the mail, given their earlier answers in its thread; None is silence."""
        random = Random(f"{self._seed}:{mail.to[0].lower()}:{len(thread)}")
        answers = random.random() < self._share
        mood, text = self._meant(random, thread)
        if wish is not None:
            mood = wish.mood if wish.mood in FIRST else Mood.AUTO_REPLY
            text = wish.text or random.choice(FIRST[mood])
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
        who = character_of(self._world, mail.to[0], random)
        words = words_of(who, random, sender=mail.sender, subject=mail.subject, moment=due_at)
        said = fill(text, words)
        reply = said if mood in MACHINE_HEADERS else letter(random, said, who, words)
        told_apart_by = f"{mail.id}:{due_at.isoformat()}".encode()
        postmark_id = str(UUID(bytes=sha256(told_apart_by).digest()[:16], version=4))
        return DueAnswer(
            postmark_id=postmark_id,
            mail_id=mail.id,
            thread_id=thread[0].thread_id if thread else mail.id,
            person=who.email,
            intent=mood.value,
            due_at=due_at,
            inbound=inbound(
                mail, who, mood=mood, reply=reply, due_at=due_at, postmark_id=postmark_id, random=random
            ),
        )

    def _mood(self, recipient: str, form: str, nth: int) -> Mood | None:
        """What the person means by their answer, if they answer at all."""
        random = Random(f"{self._seed}:{key_of(recipient)}:{form}")
        answers = random.random() < self._share
        mood = random.choices(list(self._mix), weights=list(self._mix.values()))[0]
        if form in talk.CALLED:
            again = Random(f"{self._seed}:{key_of(recipient)}:{form}:{nth}")
            return talk.mood_in(form, mood if answers else Mood.AUTO_REPLY, again)
        if form == talk.INVITED:
            refused = mood in (Mood.NOT_INTERESTED, Mood.UNSUBSCRIBE)
            return mood if answers and not refused and nth == 0 else None
        if nth == 0 or mood is Mood.AUTO_REPLY:
            return mood if answers and nth == 0 else None
        second = talk.SECOND.get(mood) if answers and nth < ANSWERS_A_THREAD else None
        return random.choice(second) if second else None

    def _said(
        self, recipient: str, form: str, text: str, sender: str, subject: str, wish: Wish, turn: str
    ) -> Said:
        random = Random(f"{self._seed}:{key_of(recipient)}:{turn}")
        self._answered[key_of(recipient)] = now()
        who = character_of(self._world, recipient, random)
        words = words_of(who, random, sender=sender, subject=subject, moment=now())
        said = talk.spoken(random, form, wish.mood, words, heard=text, own=wish.text)
        called = form in talk.CALLED
        seconds = talk.call_seconds(said, random) if called else self._seconds * random.uniform(0.7, 1.3)
        mood = talk.mood_in(form, wish.mood, random)
        return Said(mood=mood, text=said, seconds=seconds)
