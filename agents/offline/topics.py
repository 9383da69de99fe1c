"""Know what the brand's offer is about, so that a mail can speak of it as the lead does."""

# ruff: noqa: E501  a table is easier to read with a row on a line
from __future__ import annotations

import re
from dataclasses import dataclass

_FLAGS = re.IGNORECASE
_EVERYBODY = r"owner|founder|partner|principal|director|chief|c[efo]o|president|general|office|operations|practice|admin"


@dataclass(frozen=True, slots=True)
class Topic:
    """What an offer is about: the thing, the chore that it spares, what goes wrong, and whose job it is."""

    thing: str
    chore: str
    trouble: str
    owners: str

    def concerns(self, title: str) -> bool:
        """Whether somebody of this title is likely to look after it."""
        return bool(re.search(rf"\b(?:{_EVERYBODY}|{self.owners})", title, _FLAGS))


_MONEY = r"financ|account|book|project|site|procure|estimat"
_PEOPLE = r"people|human|hr\b|talent|training"
_GROWTH = r"marketing|growth|sales|business development|brand|e-?commerce|media|seo"
_PLACE = r"facilit|venue|site|plant|warehouse|property|patient|treatment|functions|production"
_SYSTEMS = r"it\b|tech|systems|product|digital|cto|security"
_TOPICS = (
    (r"invoice", Topic("supplier invoices", "invoice entry", "the invoices pile up", _MONEY)),
    (r"bookkeep|\bbas\b|\btax return", Topic("the bookkeeping", "bookkeeping", "the books fall behind", _MONEY)),
    (r"payroll|timesheet|roster", Topic("payroll", "payroll", "payday goes wrong", f"{_MONEY}|{_PEOPLE}")),
    (r"appointment|no-shows?|patients by sms", Topic("missed appointments", "chasing appointments", "people miss their appointments", r"patient|treatment|client|clinic|recept")),
    (r"clean", Topic("cleaning", "cleaning", "the cleaning slips", _PLACE)),
    (r"maintenance|repairs", Topic("maintenance", "maintenance", "something breaks", _PLACE)),
    (r"recruit|hiring|candidates", Topic("recruiting", "recruiting", "a role stays open too long", _PEOPLE)),
    (r"cyber|phishing|security", Topic("security", "security", "something looks suspicious", _SYSTEMS)),
    (r"\bit support|helpdesk|managed it", Topic("IT support", "IT support", "something stops working", _SYSTEMS)),
    (r"website|web design", Topic("your website", "website work", "the website needs a change", f"{_GROWTH}|{_SYSTEMS}")),
    (r"\bseo\b|\bads\b|marketing|campaigns", Topic("marketing", "marketing", "the marketing gets put off", _GROWTH)),
    (r"leads|outbound|new business|pipeline", Topic("new business", "prospecting", "the pipeline runs dry", _GROWTH)),
    (r"insur", Topic("insurance", "insurance paperwork", "renewal comes round", _MONEY)),
    (r"solar|energy|electricity", Topic("energy costs", "comparing energy bills", "the power bill arrives", f"{_MONEY}|{_PLACE}")),
    (r"freight|courier|deliver(?:y|ies)", Topic("deliveries", "chasing deliveries", "a delivery runs late", r"fleet|supply|warehouse|logistic|merchandise")),
    (r"compliance|audit|whs|safety", Topic("compliance", "compliance paperwork", "an audit comes round", r"quality|compliance|safety|site")),
    (r"training|courses|onboarding", Topic("staff training", "organising training", "new people have to find their own way", _PEOPLE)),
    (r"phone|answering|receptionist", Topic("phone calls", "answering the phone", "calls go unanswered", r"recept|client|patient|customer")),
    (r"coffee|catering|lunch", Topic("catering", "organising the catering", "nobody has organised lunch", _PLACE)),
    (r"contracts?|legal advice", Topic("contracts", "contract paperwork", "a contract sits unread", r"legal|counsel|commercial|procure")),
    (r"fleet|vehicles?", Topic("the fleet", "looking after vehicles", "a vehicle is off the road", r"fleet|transport|logistic")),
    (r"print", Topic("printing", "printing", "a print job is late", f"{_GROWTH}|procure")),
)  # fmt: skip


def topic_of(text: str) -> Topic | None:
    """What the text is about; None where it is nothing that we know a good word for."""
    return next((topic for pattern, topic in _TOPICS if re.search(rf"\b(?:{pattern})", text, _FLAGS)), None)
