"""One person is recognised in every spelling, and nobody else is."""

from __future__ import annotations

from uuid import UUID

import pytest

from memory.enums import SuppressionKind
from memory.erasures import PersonLead, Shared
from memory.records.ids import LeadId
from tools.services.consent.traces import ALL_SENTENCES, Traces, addresses_in, escaped
from tools.services.hearing.erasure import asks_to_be_erased
from ui.commands import erasure_in

NOBODY = Shared(phones=[], names=[], senders=[])


def a_person(**columns: str | None) -> PersonLead:
    values = {
        "email": "jane@firm.example", "personal_email": "Jane.C@home.example", "phone": "+61491570156",
        "linkedin_url": "https://au.linkedin.com/in/Jane-Okonkwo-9/", "first_name": "Jane",
        "last_name": "Okonkwo", **columns,
    }  # fmt: skip
    return PersonLead(id=LeadId(UUID(int=1)), lives=True, **values)  # pyright: ignore[reportArgumentType]


def test_a_part_of_a_name_counts_where_it_is_uncommon_and_nobody_elses() -> None:
    """ "Best" is a word, "Jane" another lead's name too, and "Ng" stands in other words."""
    one = Traces.of("jane@firm.example", [a_person()], Shared(phones=[], names=["jane"], senders=[]))
    assert one.single_names == ("okonkwo",)
    assert one.full_names == (("jane", "okonkwo"),)
    word = Traces.of("a@b.example", [a_person(first_name="Ng", last_name="Best")], NOBODY)
    assert word.single_names == ()


def test_an_anchor_stands_in_whatever_the_pattern_finds() -> None:
    """A row without any of them need not be looked at closely."""
    said = ['She said: "never again", and hung up on the man.']
    anchors = Traces.of("jane@firm.example", [a_person()], NOBODY, said).anchors.split("|")
    for found in (
        "jane@firm.example", "0491 570 156", "/in/jane-okonkwo-9", "jane okonkwo", "okonkwo, jane", said[0],
    ):  # fmt: skip
        assert any(anchor.replace("\\", "") in found for anchor in anchors), found


def test_an_offices_number_is_not_the_persons_alone() -> None:
    """Where others have it too, neither their rows nor its washes are touched."""
    shared = Shared(phones=["+61491570156"], names=[], senders=[])
    assert Traces.of("jane@firm.example", [a_person()], shared).phones == ()


def test_whoever_writes_for_the_client_keeps_their_signature() -> None:
    """Somebody who is a lead of their own list signs every message to the others."""
    own = Traces.of("a@b.example", [a_person()], Shared(phones=[], names=[], senders=["jane okonkwo"]))
    assert (own.full_names, own.single_names) == ((), ())


def test_every_address_is_normalised_for_its_hash() -> None:
    """As imports and inbound mail spell it."""
    traces = Traces.of("jane@firm.example", [a_person()], NOBODY)
    assert traces.addresses == [
        (SuppressionKind.EMAIL, "jane@firm.example"),
        (SuppressionKind.EMAIL, "jane.c@home.example"),
        (SuppressionKind.PHONE, "+61491570156"),
        (SuppressionKind.PROFILE, "/in/jane-okonkwo-9"),
    ]


def test_own_sentences_count_up_to_a_length() -> None:
    """Short ones are everybody's; a novel is not one expression."""
    said = [
        "Thanks.",
        "We buy from my cousin's shop in Kalgoorlie.",
        *(f"{'long ' * 100}{n}." for n in range(99)),
    ]
    sentences = Traces.of("jane@firm.example", [], NOBODY, said).sentences
    assert sentences[0] == "We buy from my cousin's shop in Kalgoorlie."
    assert "Thanks." not in sentences
    assert 0 < sum(map(len, sentences)) <= ALL_SENTENCES


@pytest.mark.parametrize(
    "body",
    [
        b'{"to":["Jane@Firm.example"]}',
        b"From=%2B61491570156&Body=Hi",
        b"From=x&Mail=jane%40firm.example",
        b'{"text":"call\\njane@firm.example"}',
        b'{"profileUrl":"https://www.linkedin.com/in/jane-okonkwo-9?x=1"}',
        b'{"phone":"0491 570 156"}',
    ],
)
def test_an_event_is_known_by_any_address_in_it(body: bytes) -> None:
    """JSON or form, escaped or not."""
    known = set(Traces.of("jane@firm.example", [a_person()], NOBODY).addresses)
    assert known & set(addresses_in(body))


def test_a_needle_is_spelled_as_the_database_spells_bytes() -> None:
    """`encode(…, 'escape')` in lower case: backslashes doubled, what is no ASCII in octal."""
    assert escaped("Zoë\\") == r"zo\303\253\\"


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Please delete all my data.", True),
        ("I request the erasure of my personal information under GDPR.", True),
        ("I have a right to be forgotten.", True),
        ("I want all records you hold about me destroyed", True),
        ("Remove my details from your system, please.", True),
        ("Under article 17 you must act within a month.", True),
        ("Take me off your list.", False),
        ("Unsubscribe", False),
        ("Do you delete the recordings after a month?", False),
        ("I accidentally deleted the information you sent, can you send it again?", False),
        ("We delete old records every year, so timing matters.", False),
        ("Sounds good, when can we talk?", False),
    ],
)
def test_a_wish_to_be_erased_is_more_than_one_to_be_left_alone(text: str, asks: bool) -> None:
    """The month runs from the first; the second is done at once."""
    assert asks_to_be_erased(text) is asks


@pytest.mark.parametrize(
    ("said", "whom"),
    [
        ("delete everything about jane@firm.example", "jane@firm.example"),
        ("Please erase Jane Okonkwo.", "Jane Okonkwo"),
        ("erase jane@firm.example please", "jane@firm.example"),
        ("Can you wipe the lead Jane Okonkwo", "Jane Okonkwo"),
        ("forget everything you know about Jane Okonkwo!", "Jane Okonkwo"),
        ("delete all the data we have on jane@firm.example", "jane@firm.example"),
        ("delete jane@firm.example", "jane@firm.example"),
        ("delete the campaign", None),
        ("erase everything", None),
        ("remove Jane from the campaign", None),
        ("forget that", None),
        ("How many leads are there?", None),
    ],
)
def test_who_is_to_be_erased_is_heard_in_plain_words(said: str, whom: str | None) -> None:
    """A card follows where it is beyond doubt; anything else is the CMO's to answer."""
    assert erasure_in(said) == whom
