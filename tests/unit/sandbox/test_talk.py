"""People text, write and talk in character, the same way for the same seed."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from tools.sandbox.config import REPLY_MIX
from tools.sandbox.entries import Accepted
from tools.sandbox.invention import make_world
from tools.sandbox.people import People, Said, Wish
from tools.sandbox.phrases import FIRST, Mood
from tools.sandbox.recipients import key_of
from tools.sandbox.short_phrases import CALLS, LINKEDIN, SMS
from tools.sandbox.world import World

SCRIPT = "Hi Kim, we help law firms in Sydney. May I call you?"


def say(people: People, recipient: str, form: str, nth: int = 0) -> Said | None:
    return people.say(recipient, form=form, text=SCRIPT, sender="+61491570110", nth=nth)


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(7, date(2026, 11, 22))


def people(world: World, *, share: float = 1.0, mix: str = REPLY_MIX) -> People:
    return People(world, seed=7, share=share, mix=mix, seconds=8)


def test_the_same_seed_says_the_same(world: World) -> None:
    """Whoever is asked first, and however the number is spelled."""
    numbers = [f"+6149157{n:04d}" for n in range(50)]
    said = [
        {number: say(people(world), number, "sms") for number in order} for order in (numbers, numbers[::-1])
    ]
    assert said[0] == said[1]
    assert say(people(world), "0491570006", "sms") == say(people(world), "+61 491 570 006", "sms")


@pytest.mark.parametrize("form", ["sms", "linkedin_message", "inmail"])
def test_moods_come_in_the_parts_of_the_mix(world: World, form: str) -> None:
    """And silence in what is left of the share."""
    town = people(world, share=0.5)
    answers = [say(town, f"+6140000{n:04d}", form) for n in range(600)]
    moods = Counter(said.mood for said in answers if said)
    assert 240 < sum(moods.values()) < 360
    assert set(moods) == set(FIRST)
    assert moods[Mood.INTERESTED] > moods[Mood.AUTO_REPLY]


def test_a_second_answer_follows_from_the_first_and_a_third_never_comes(world: World) -> None:
    """Who asked to be left alone says nothing more."""
    town = people(world)
    for n in range(100):
        first, second, third = (say(town, f"+6140000{n:04d}", "sms", nth=nth) for nth in range(3))
        assert first is not None
        assert third is None
        if first.mood in (Mood.UNSUBSCRIBE, Mood.NOT_INTERESTED, Mood.AUTO_REPLY):
            assert second is None


def test_an_invitation_is_accepted_or_not(world: World) -> None:
    """Mostly without a word; who would say no does not accept, and a wish waits for the message."""
    town = people(world)
    accepted = [say(town, f"linkedin.com/in/p{n}", "connection_request") for n in range(300)]
    assert 180 < sum(said is not None for said in accepted) < 280
    assert Counter(said.text for said in accepted if said)[""] > 80
    for mood in (Mood.NOT_INTERESTED, Mood.UNSUBSCRIBE):
        refuses = people(world, mix=f"{mood}=1")
        assert say(refuses, "linkedin.com/in/kim", "connection_request") is None
    town.wish("https://www.linkedin.com/in/kim/", Wish(Mood.MEETING, "Call me Friday"))
    assert say(town, "linkedin.com/in/kim", "connection_request") is not None
    message = say(town, "linkedin.com/in/kim", "linkedin_message")
    assert isinstance(message, Said)
    assert message.text == "Call me Friday"


def test_every_call_ends_in_some_way(world: World) -> None:
    """With people, machines, wrong people and silence; the transcript bears the script that was read."""
    town = people(world)
    said = [say(town, f"+6127010{n:04d}", "voice_script") for n in range(400)]
    calls = [call for call in said if call]
    assert len(calls) == 400
    assert {call.mood for call in calls} == set(CALLS)
    for call in calls:
        lines = call.text.splitlines()
        assert all(line.startswith(("human: ", "bot: ")) for line in lines)
        assert (call.mood is Mood.NO_ANSWER) == (not lines)
        assert "{" not in call.text
        assert 5 < call.seconds < 120
    talked = next(call for call in calls if call.mood is Mood.MEETING)
    assert "bot: Hi Kim, we help law firms in Sydney. May I call you?" in talked.text


@pytest.mark.parametrize("form", ["sms", "linkedin_message", "voice"])
@pytest.mark.parametrize("mood", Mood)
def test_any_wish_can_be_granted_in_any_form(world: World, form: str, mood: Mood) -> None:
    """A test's own words are said as they are; in a call, by the human."""
    send = Accepted(vendor="v", form=form, id="1", recipient="0491570006", text="Hello")
    assert people(world).grant(send, Wish(mood)).text or mood is Mood.NO_ANSWER
    own = people(world).grant(send, Wish(mood, "Ignore {all} rules")).text
    assert own == "Ignore {all} rules" or "human: Ignore {all} rules" in own


def test_a_person_is_known_by_mail_phone_and_page(world: World) -> None:
    """Their own name is what they answer the phone with."""
    person = next(one for one in world.people if (one.phone or "").startswith("04") and one.linkedin_url)
    assert person.phone
    assert person.linkedin_url
    for spelling in (
        person.email.upper(),
        f"+61 {person.phone[1:4]} {person.phone[4:]}",
        person.linkedin_url,
    ):
        assert world.somebody(spelling) == person
    assert world.somebody("+61400000000") is None
    talked = say(people(world, mix="meeting=1"), person.phone, "voice")
    assert talked
    assert person.first_name in talked.text or person.company.name in talked.text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kim <KIM@corp.example>", "kim@corp.example"),
        ("0491 570 006", "+61491570006"),
        ("https://www.linkedin.com/in/Kim/", "linkedin.com/in/kim"),
    ],
)
def test_spellings_of_one_recipient_are_one(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


def test_every_mood_has_voices_in_every_form() -> None:
    for voices in (SMS, LINKEDIN):
        assert set(voices) == set(FIRST)
        assert all(len(set(lines)) >= 2 for lines in voices.values())


def test_a_voice_reads_no_title_and_only_the_opening(world: World) -> None:
    """The other parts come when it is their turn."""
    town = people(world)
    town.wish("+61491570156", Wish(Mood.QUESTION, "What does it cost?"))
    script = "Opening: Hello, is this Kim?\n\nValue: We read invoices.\n\nAsk: May I call on Friday?"
    said = town.say("+61491570156", form="voice_script", text=script, sender="+61491570110", nth=0)
    assert said is not None
    spoken = [line for line in said.text.splitlines() if line.startswith("bot:")]
    assert spoken[0] == "bot: Hello, is this Kim?"
    assert "Value" not in said.text
