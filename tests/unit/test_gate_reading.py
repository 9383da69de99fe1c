"""The gate reads drafts of other people's making as they are meant: their figures, names, talk and manners."""

# ruff: noqa: E501  a draft is easier to read on one line
from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import JsonValue

from evals.gate_rows import row_of
from tools.services.drafts import Finding
from tools.services.gate import examine, hard
from tools.services.gate.acquaintance import acquaintance
from tools.services.gate.english import is_english
from tools.services.gate.figures import figures_of
from tools.services.gate.message import Message, foot_of
from tools.services.gate.stems import meanings, stem
from tools.services.gate.ways_out import WAY_OUT

LEAD: dict[str, JsonValue] = {
    "first_name": "Nadia",
    "last_name": "Brennan",
    "title": "Operations Manager",
    "company": "Coldwater Linen",
    "city": "Ballarat",
    "industry": "laundry",
    "facts": [
        "Coldwater Linen washes for 14 hospitals",
        "It is hiring two drivers",
        "Moved to a bigger plant in 2025",
    ],
}
BRAND: dict[str, JsonValue] = {
    "sender": "Hamish Doyle",
    "company": "Steamline Boilers",
    "address": "12 Forge Road, Geelong VIC 3220",
    "facts": [
        "Steamline services industrial boilers in western Victoria",
        "Engineers arrive within six hours on average",
        "Callouts are $180",
        "95 plants are on a service plan",
        "Hollis Bakery cut its stops from nine days to three",
        "Silver medal, Trades Awards 2023",
    ],
    "site": "https://steamline.example",
}  # fmt: skip
FOOT = "\n\nHamish Doyle\n\nSteamline Boilers, 12 Forge Road, Geelong VIC 3220\nUnsubscribe: https://steamline.example/u"


def message(text: str, **fields: JsonValue) -> Message:
    row: dict[str, JsonValue] = {"channel": "email", "lead": LEAD, "brand": BRAND, "subject": "Boilers"}
    return row_of({**row, "body": f"Hi Nadia,\n\n{text}{FOOT}", **fields}, 1).message


def said(text: str, **fields: JsonValue) -> list[Finding]:
    return examine(message(text, **fields))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ninety-eight point four per cent", 98.4),
        ("a quarter of a million litres", 250_000),
        ("thirteen hundred charities", 1_300),
        ("since nineteen eighty-seven", 1987),
        ("twenty-four dollars fifty", 24.5),
        ("two and a half thousand", 2_500),
        ("forty-odd dollars", 40),
    ],
)
def test_a_figure_is_read_however_it_is_written(text: str, value: float) -> None:
    assert value in [figure.value for figure in figures_of(text)]


def test_both_ends_of_a_range_count_the_same_and_parts_of_an_hour_are_time() -> None:
    assert [round(figure.value) for figure in figures_of("cut from five days to two")] == [5, 2]
    assert {figure.kind.value for figure in figures_of("cut from five days to two")} == {"days"}
    assert [figure.value * 1440 for figure in figures_of("within three quarters of an hour")] == [45]
    assert [figure.kind.value for figure in figures_of("in the 2025 minutes")] == ["year"]


@pytest.mark.parametrize(
    "text",
    [
        "Three callouts a year come to $540.",
        "Hollis Bakery stops a third as long as it did.",
        "Close to a hundred plants have us on a plan.",
        "Fourteen hospitals wait for your sheets.",
        "Our engineers are there in a quarter of a day.",
    ],
)
def test_what_facts_bear_out_by_a_sum_a_reader_would_do_is_not_refused(text: str) -> None:
    assert hard(said(text)) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Callouts are $150.", "UNSUPPORTED_CLAIM"),
        ("We have served laundries since 1978.", "UNSUPPORTED_CLAIM"),
        ("You wash for 41 hospitals.", "UNSUPPORTED_CLAIM"),
        ("We won the gold medal at the Trades Awards in 2023.", "UNSUPPORTED_CLAIM"),
        ("We are HITRUST certified.", "UNSUPPORTED_CLAIM"),
        ("Your auditor, Mr Prosser, was kind enough to give me your name.", "UNSUPPORTED_CLAIM"),
        ("Whitebridge Coopers both switched to our plan.", "UNSUPPORTED_CLAIM"),
        ("Further to your enquiry about steam, I should be glad to help.", "FAKE_RE"),
        ("Here at Redgum Heating we know steam.", "ENTITY_LEAK"),
        ("The #CUSTOM_OFFER# is yours.", "TOKEN_LEAK"),
        ("Steam at |*COMPANY*| must not stop.", "TOKEN_LEAK"),
        ("I write because nan.", "NULL_LEAK"),
        ("(Keep under 60 words, mention price, no exclamation marks.)", "PROMPT_ARTEFACT"),
        ("(NB for reviewer: check whether she still runs the plant.)", "PROMPT_ARTEFACT"),
        ("See https://your-site-here.com/demo first.", "PLACEHOLDER_URL"),
        ("Skip to main content | Home | About us", "ENTITY_LEAK"),
        ("BOILERS DOWN? CALL US FIRST.", "ALL_CAPS"),
        ("Steam at {{company must not stop.", "TOKEN_LEAK"),
        ("Steam at @company must not stop.", "TOKEN_LEAK"),
        ("You have None boilers.", "NULL_LEAK"),
        ("[Opening line] We know steam.", "PROMPT_ARTEFACT"),
        ("Key facts used: hospitals, callouts.", "PROMPT_ARTEFACT"),
        ("*Ask Ben whether the price is right before this goes out.*", "PROMPT_ARTEFACT"),
        ("You asked me to send rates.", "FAKE_RE"),
        ("Robinvale Linen Growers washes for 14 hospitals.", "WRONG_COMPANY"),
        ("Your laundry in Horsham washes for 14 hospitals.", "WRONG_CITY"),
        ("I could come by in insert month.", "TOKEN_LEAK"),
        ("I wondered about the role of not available.", "NULL_LEAK"),
        ("My knowledge only goes up to a certain date.", "PROMPT_ARTEFACT"),
        ("(68 words - within limit. Remove before print.)", "PROMPT_ARTEFACT"),
        ("Keep under 120 words and mention MYOB.", "PROMPT_ARTEFACT"),
        ("function(){window.dataLayer=window.dataLayer||[];} Shall I call?", "ENTITY_LEAK"),
        ("Might I tell you more, Mr Robertson?", "WRONG_NAME"),
        ("Sign up and the first two visits are on the house.", "UNSUPPORTED_CLAIM"),
        ("Last year ours won Best Small Firm at the Trades Awards.", "UNSUPPORTED_CLAIM"),
    ],
)  # fmt: skip
def test_what_must_not_leave_is_refused(text: str, code: str) -> None:
    assert code in [finding.code for finding in hard(said(text))]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Your plant in Portsmouth is new.", "WRONG_CITY"),
        ("Let me know, Justin, and I'll come.", "WRONG_NAME"),
        ("Everything Harper Tax Group washes is white.", "WRONG_COMPANY"),
        ("I had a flat white at Coldwater Linen on Saturday.", "UNSUPPORTED_CLAIM"),
        ("Does Coldwater Towels need steam?", "WRONG_COMPANY"),
        ("Steam waits here.\n\nKind regards,\nHamish Boyle", "WRONG_NAME"),
        ("Your boilers serve  wards.", "NULL_LEAK"),
        ("Our fitters are trained nurses and former sailors.", "UNSUPPORTED_CLAIM"),
        ("Ring us on 0491 570 156 any day.", "ENTITY_LEAK"),
        ("For Sapphire Coast Veterinary we'd add the kennels.", "WRONG_COMPANY"),
        ("This month, fitting is free.", "UNSUPPORTED_CLAIM"),
        (
            "Our engineers arrive within six hours on average. On average our engineers arrive within six hours, you see.",
            "DUPLICATE",
        ),
    ],
)
def test_what_looks_wrong_is_remarked(text: str, code: str) -> None:
    assert code in [finding.code for finding in said(text)]


@pytest.mark.parametrize(
    "text",
    [
        "It IS short of boiler people, though.",
        "Your two driver roles are on SEEK, and VAT is extra.",
        "What do a hospital and a hotel have in common?",
        "After our call you will have a plan.",
        "The software you work with is probably fine.",
        "It happens to the best of us.",
        "You told the Gazette that you are hiring two drivers.",
        "Grace Period is what we call the first week.",
        "Our people know steam. It would be good to talk.",
        "We read the award so that you need not.",
        "Can you confirm the number of boilers?",
        "You asked for two drivers in the advertisement.",
        "Every part is checked before it goes out.",
    ],
)
def test_a_manner_of_speaking_is_not_refused(text: str) -> None:
    assert hard(said(text)) == []


def test_a_lead_who_wrote_may_be_thanked_for_it_and_a_stranger_may_not() -> None:
    text = "Thanks for getting back to me."
    reply: list[JsonValue] = [{"subject": "Re: Boilers", "body": "Hi Hamish, what would it cost? Nadia"}]
    assert {finding.code for finding in hard(said(text))} >= {"FAKE_RE"}
    assert hard(said(text, earlier=reply)) == []
    assert list(acquaintance(message(text, earlier=reply), text)) == []


@pytest.mark.parametrize("company", ["{x} Studio", "{{mustache}}works", "null.systems"])
def test_a_company_may_be_spelled_like_a_defect(company: str) -> None:
    lead: dict[str, JsonValue] = {**LEAD, "company": company, "facts": [f"{company} has 14 staff"]}
    assert hard(said(f"Steam matters at {company}, I think.", lead=lead)) == []


@pytest.mark.parametrize(
    "line",
    [
        "If you'd rather not get these, reply \"remove\" and that's the end of it.",
        'Not interested? Reply "no thanks" and you will not hear from us again.',
        "Not for you? https://steamline.example/off",
        "Txt STOP to end",
    ],
)
def test_a_way_out_is_one_in_whatever_words(line: str) -> None:
    assert WAY_OUT.search(line)
    assert foot_of(f"Shall we talk?\n{line}") == len("Shall we talk?\n")


@pytest.mark.parametrize(
    "line", ["You won't hear me say that often.", "I don't want more meetings than I have to have."]
)
def test_a_refusal_of_something_else_is_no_way_out(line: str) -> None:
    whole = message(
        "", body=f"Hi Nadia,\n\n{line}\n\nHamish Doyle\n\nSteamline Boilers, 12 Forge Road, Geelong VIC 3220"
    )
    assert "NO_OPTOUT" in [finding.code for finding in examine(whole)]


def test_a_text_in_one_line_keeps_what_stands_before_its_way_out() -> None:
    body = "Sal, Dana at Granite. https://a.example/1 https://a.example/2 Txt STOP to end"
    assert body[foot_of(body) :] == "Txt STOP to end"


def test_a_letterhead_is_no_footer_and_its_number_no_claim() -> None:
    own = "Steamline Boilers\n12 Forge Road\nGeelong VIC 3220\n\nDear Nadia,\n\nWhen a boiler stops, one message is enough."
    row: dict[str, JsonValue] = {
        "channel": "mail",
        "lead": LEAD,
        "brand": BRAND,
        "subject": "Steam",
        "body": own,
    }
    assert hard(examine(row_of(row, 1).message)) == []


def test_ordinary_words_are_english_in_any_form_and_names_are_not() -> None:
    assert all(is_english(word) for word in ("Trackers", "don't", "re-roofing", "URGENT", "webinar"))
    assert not any(is_english(word) for word in ("Rotherham", "HITRUST", "Coldwater", "Xero"))


def test_kin_words_mean_the_same_and_inflected_ones_have_one_stem() -> None:
    assert stem("running") == stem("run") == stem("ran")
    assert stem("deliveries") == stem("delivery")
    assert meanings("They recruited staff") == meanings("It is hiring employees")


def test_what_a_person_wrote_is_remarked_and_not_refused() -> None:
    assert hard(examine(replace(message("Callouts are $150."), by_human=True))) == []


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("That's 1,000 bookings a month.", "Takes 12,000 bookings a year"),
        ("That is two hundred thousand a month.", "Turnover of $2.4m reported"),
        ("Forty loads a week is eight loads a working day.", "Washes 40 loads a week"),
        ("It's from three hundred and thirty a month.", "Pays $330 a month"),
        ("You must be near day ninety by now.", "Started in May"),
        ("Becoming a company is a grown-up thing to do.", "Became a company in May"),
        ("We pay up to 85 cents in the dollar.", "Asked for 85% of an invoice"),
        ("No other news from our side.", "Started in May"),
    ],
)
def test_a_sum_that_a_reader_would_do_and_a_manner_of_speaking_are_let_pass(text: str, fact: str) -> None:
    assert hard(said(text, lead={"first_name": "Nadia", "facts": [fact]})) == []


def test_a_word_to_reply_does_not_make_the_link_before_it_a_way_out() -> None:
    text = "Hi Nadia. https://jobs-board.example https://bestcvs.example/b Reply STOP to opt out"
    told = examine(
        row_of({"channel": "sms", "lead": {"first_name": "Nadia"}, "brand": {}, "body": text}, 1).message
    )
    assert "LINKS" in [finding.code for finding in told]
