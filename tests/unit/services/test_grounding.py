"""A reviewer sees which fact each sentence rests on, and how personal the message is."""

from __future__ import annotations

from tests.fixtures.material import a_lead, draft_material
from tools.services.messages.grounding import ties_of
from tools.services.messages.personalisation import personalisation_of

BODY = (
    "Hi Mia,\n\nI saw that Bayside Dental opened a second clinic in Fortitude Valley. We remind "
    "patients by SMS so that fewer appointments are missed, and set-up takes 48 hours.\n\n"
    "Shall we talk?\n\nKate Lowe"
)
NAMES = ("Mia Tran", "Bayside Dental", "Kate Lowe", "Harbour Reminders")


def test_each_sentence_that_claims_is_tied_to_its_fact_and_no_other() -> None:
    ties = ties_of(BODY, draft_material().facts, names=NAMES)
    assert [(BODY[tie.start : tie.end][:10], tie.fact, tie.about) for tie in ties] == [
        ("I saw that", "Opened a second clinic in Fortitude Valley in 2025", "lead"),
        ("We remind ", "We remind patients by SMS so that fewer appointments are missed", "brand"),
    ]


def test_the_title_of_a_script_s_part_is_no_claim_of_it() -> None:
    script = "Opening: Hello, is this Mia?\n\nValue: Set-up takes two days.\n\nAsk: Shall we talk?"
    (tie,) = ties_of(script, draft_material().facts, names=NAMES)
    assert script[tie.start : tie.end] == "Set-up takes two days."


def test_a_message_to_anybody_scores_less_than_one_to_this_person() -> None:
    facts = draft_material().facts
    anybody = "Hello,\n\nWe remind patients by SMS so that fewer appointments are missed."
    low = personalisation_of(a_lead(), "Reminders", anybody, ties_of(anybody, facts), in_touch=False)
    ties = ties_of(BODY, facts, names=NAMES)
    high = personalisation_of(a_lead(), "Reminders", BODY, ties, in_touch=False)
    assert low.score <= 0.1
    assert high.score >= 0.6
    assert round(sum(part.weight for part in high.parts), 6) == 1
    assert [part.name for part in high.parts if not part.counted][-1] == "takes up what was said before"
