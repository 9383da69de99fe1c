"""Keep the law of the United States: quiet hours, written consent to AI voices, the registry, CAN-SPAM."""

from __future__ import annotations

import re
from datetime import date, time
from typing import cast

from memory.washes import Register, WashResult
from tools.services.calendar.hours import next_open, open_in
from tools.services.calendar.zones import american_state, zones_of
from tools.services.law.australia import has_way_out, names_its_sender
from tools.services.law.binding import bind
from tools.services.law.book import law
from tools.services.law.case import Case, Refusal
from tools.services.law.consent import has_consent, kinds_of, standing_consents, was_taken_back
from tools.services.law.jurisdictions import Jurisdiction
from tools.services.law.registers import fresh_wash, unwashed

_FAKE_THREAD = re.compile(r"^\s*(?:re|fwd?)\s*:", re.IGNORECASE)


def allowed_hours(state: str | None) -> tuple[time, time]:
    """The state's hours, or the federal ones; where the state is not known, the narrowest of all."""
    params = law("US-TCPA-1").params
    federal, states = cast("list[str]", params["allowed"]), cast("dict[str, list[str]]", params["states"])
    wanted = [states.get(state, federal)] if state else [federal, *states.values()]
    begins = max(time.fromisoformat(one[0]) for one in wanted)
    return begins, min(time.fromisoformat(one[1]) for one in wanted)


def _quiet_hours(case: Case) -> Refusal | None:
    assert case.lead is not None
    hours = allowed_hours(american_state(case.lead))
    zones = zones_of(case.lead, Jurisdiction.US)

    def window(_: date) -> tuple[time, time]:
        return hours

    if all(open_in(window, case.at, zone) for zone in zones):
        return None
    sentence = f"It is outside {hours[0]:%H:%M} to {hours[1]:%H:%M} where the lead is, or may be."
    return Refusal(sentence=sentence, until=next_open(window, case.at, zones))


def _artificial_voice(case: Case) -> Refusal | None:
    if has_consent(case, "US-TCPA-2"):
        return None
    return Refusal(sentence="An AI voice needs the lead's prior written consent (FCC 24-17); none is stored.")


def _revoked(case: Case) -> Refusal | None:
    sentence = "The lead revoked consent (47 CFR 64.1200(a)(10))."
    return Refusal(sentence=sentence) if was_taken_back(case) else None


def _registry(case: Case) -> Refusal | None:
    entry = law("US-DNC-1")
    missing = unwashed(case, entry, Register.US_DNC)
    if missing is not None:
        return missing
    wash = fresh_wash(case, entry, Register.US_DNC)
    written = standing_consents(case, kinds_of("US-TCPA-2"))
    if wash is None or wash.result is WashResult.CLEAR or written:
        return None
    return Refusal(sentence="The number is on the national Do Not Call registry, or is no number there.")


def _content(case: Case) -> Refusal | None:
    if not names_its_sender(case):
        return Refusal(sentence="The mail does not name its sender with a postal address (15 USC 7704).")
    subject = case.draft.subject if case.draft else ""
    if _FAKE_THREAD.match(subject) and not (case.answers or case.standing.contacted_before):
        return Refusal(sentence="The subject pretends to an earlier exchange (15 USC 7704).")
    text = case.text.casefold()
    if case.answers or any(words in text for words in law("US-CS-1").texts("says")):
        return None
    return Refusal(sentence="The mail does not say that it is a commercial message (15 USC 7704).")


def _opt_out(case: Case) -> Refusal | None:
    if has_way_out(case):
        return None
    return Refusal(sentence="The mail has no working opt-out (16 CFR 316.5).")


RULES = (
    bind("US-TCPA-3", _revoked, answers_too=False),
    bind("US-TCPA-2", _artificial_voice),
    bind("US-DNC-1", _registry, answers_too=False),
    bind("US-TCPA-1", _quiet_hours),
    bind("US-CS-1", _content, for_touch=True),
    bind("US-CS-2", _opt_out, for_touch=True),
)
