"""Trimming keeps the new words in every language, and never breaks over what strangers write."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.services.incoming.html_text import html_to_text
from tools.services.incoming.trimming import own_words, trim

LINES = st.sampled_from(
    [
        *(
            "Yes, on Monday.",
            "",
            "> quoted",
            ">> deeper",
            "-- ",
            "--",
            "_____",
            "From: a@x.example",
            "Sent: Monday",
        ),
        *(
            "To: b@x.example",
            "Subject: Hi",
            "On Mon, 1 May 2017 at 10:00, Bob <b@x.example> wrote:",
            "Bob wrote:",
        ),
        *("Am 1. Mai 2017 um 10:00 schrieb Max", "<m@x.example>:", "> wrote:", "Sent from my iPhone", "<"),
        *(
            "---------- Forwarded message ----------",
            "This e-mail is confidential.",
            "2013/7/20 sam <a@x.example>",
        ),
    ]
)
MAILS = st.lists(LINES | st.text(max_size=30), max_size=25).map("\n".join)


@pytest.mark.parametrize(
    "below",
    [
        "Am 12. März 2019 um 14:33 schrieb Max Muster <max@x.example>:\n\nHallo",
        "Von: Max\nGesendet: Freitag, 1. Mai 2020 10:00\nAn: Eva\nBetreff: AW: x\n\nHallo",
        "Le lun. 12 mars 2018 à 14:33, Jean Dupont <j@x.example> a écrit :\n\n> Bonjour",
        "El lun., 12 mar. 2018 a las 14:33, Juan (<j@x.example>) escribió:\n> Hola",
        "Op ma 12 mrt. 2018 om 14:33 schreef Jan <j@x.example>:\n> Hallo",
        "Den 12. mar. 2018 kl. 14.33 skrev Lars <l@x.example>:\n> Hej",
        "Il giorno lun 12 mar 2018 alle ore 14:33 Luca <l@x.example> ha scritto:\n> Ciao",
        "pon., 12 mar 2018 o 14:33 Jan <j@x.example> napisał(a):\n> Cześć",
        "Em seg., 12 de mar. de 2018 às 14:33, João <j@x.example> escreveu:\n> Olá",
        "пн, 12 мар. 2018 г. в 14:33, Иван <i@x.example>:\n> Привет",
        "2018年3月12日(月) 14:33 Taro <t@x.example>:\n\n> こんにちは",
        "发件人: Li\n发送时间: 2018年3月12日 14:33\n收件人: Wang\n主题: 回复\n\n你好",
        "2018년 3월 12일 (월) 오후 2:33, Kim <k@x.example>님이 작성:\n> 안녕",
        "On Thu, 31 Mar 2016 at 11:16 Some One\n\n<\nmailto:Some One <o@x.example>\n> wrote:\n\nTwo",
        "-----Original Message-----\nFrom: a@x.example\n\nHello",
    ],
)
def test_the_thread_below_goes_in_every_language(below: str) -> None:
    assert trim(f"That suits me.\n\n{below}") == "That suits me."


def test_answers_between_quotes_stay_together() -> None:
    text = "Hi,\n\nOn 2/3/2016 10:00 AM, Bob wrote:\n> one?\nFirst answer.\n> two?\nSecond answer.\n\nAnn"
    assert trim(text) == "Hi,\n\nFirst answer.\nSecond answer.\n\nAnn"


def test_a_line_quoted_by_hand_is_kept_beside_its_answer_but_is_nobody_s_own_word() -> None:
    assert trim("> Monday?\nYes.") == "> Monday?\nYes."
    assert own_words("> Monday?\nYes.") == "Yes."


def test_a_page_s_quote_is_left_out_like_any_other() -> None:
    page = (
        "<head><style>p{}</style></head><div>Call me.</div><div>On Mon, Nov 23, 2026 at 12:00 PM P "
        "&lt;p@x.example&gt; wrote:</div><blockquote>Hi</blockquote>"
    )
    assert trim(html_to_text(page)) == "Call me."


@settings(max_examples=300, deadline=None)
@given(MAILS)
def test_trimming_never_grows_and_is_done_at_once(text: str) -> None:
    once = trim(text)
    assert len(once) <= len(text)
    assert trim(once) == once
    assert len(own_words(text)) <= len(once)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="<>/!-=&;pbrdiv blockquote\"'\n", max_size=200) | st.text(max_size=200))
def test_any_page_has_a_text(page: str) -> None:
    assert isinstance(html_to_text(page), str)
