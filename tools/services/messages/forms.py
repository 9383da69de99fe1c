"""Say what each form of message is: which one a touch takes, and how long it may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import assert_never

from memory.enums import Channel, Form
from memory.records.campaigns import SequenceStep
from memory.records.leads import Lead


@dataclass(frozen=True, kw_only=True, slots=True)
class FormTerms:
    """The most that a message of this form may have; None is no limit of its own."""

    subject: int | None
    """Characters; None where the form has no subject."""
    characters: int | None = None
    words: int | None = None
    one_segment: bool = False
    """The whole text, footer and all, is one SMS segment."""


TERMS: Mapping[Form, FormTerms] = MappingProxyType(
    {
        Form.EMAIL: FormTerms(subject=50, words=150),
        Form.SMS: FormTerms(subject=None, one_segment=True),
        Form.CONNECTION_REQUEST: FormTerms(subject=None, characters=300),
        Form.LINKEDIN_MESSAGE: FormTerms(subject=None, characters=1_000),
        Form.INMAIL: FormTerms(subject=50, characters=1_000),
        Form.VOICE_SCRIPT: FormTerms(subject=None, words=220),
        Form.LETTER: FormTerms(subject=50, words=220),
        Form.POSTCARD: FormTerms(subject=50, words=70),
    }
)
"""DOMAIN.md, Content limits; where it is silent, what fits one page, one card or two spoken minutes."""

FORMS: Mapping[Channel, tuple[Form, ...]] = MappingProxyType(
    {
        Channel.EMAIL: (Form.EMAIL,),
        Channel.SMS: (Form.SMS,),
        Channel.LINKEDIN: (Form.CONNECTION_REQUEST, Form.LINKEDIN_MESSAGE, Form.INMAIL),
        Channel.VOICE: (Form.VOICE_SCRIPT,),
        Channel.MAIL: (Form.LETTER, Form.POSTCARD),
    }
)


def form_for(
    channel: Channel, lead: Lead, step: SequenceStep | None, *, asked_before: bool, answers: bool
) -> Form:
    """The form of a touch on this channel; `asked_before` says that a connection was asked for.

    LinkedIn lets only connections write to each other: whoever has not accepted gets an InMail.
    """
    match channel:
        case Channel.EMAIL:
            return Form.EMAIL
        case Channel.SMS:
            return Form.SMS
        case Channel.VOICE:
            return Form.VOICE_SCRIPT
        case Channel.MAIL:
            return Form.POSTCARD if step is not None and step.form is Form.POSTCARD else Form.LETTER
        case Channel.LINKEDIN:
            return _on_linkedin(lead, step, asked_before=asked_before, answers=answers)
    assert_never(channel)


def _on_linkedin(lead: Lead, step: SequenceStep | None, *, asked_before: bool, answers: bool) -> Form:
    if answers or lead.linkedin_connected_at is not None:
        return Form.LINKEDIN_MESSAGE
    wants_inmail = step is not None and step.form is Form.INMAIL
    return Form.INMAIL if wants_inmail or asked_before else Form.CONNECTION_REQUEST
