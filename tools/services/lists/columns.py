"""Tell which column of a list holds what, in the words that people use for it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum

from errors import InvalidInput
from tools.services.lists.contacts import looks_like_email
from tools.services.lists.spreadsheets import CsvFile


class LeadField(StrEnum):
    """What a column can be mapped to."""

    EMAIL = "email"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    FULL_NAME = "full_name"
    TITLE = "title"
    SENIORITY = "seniority"
    COMPANY = "company"
    DOMAIN = "domain"
    INDUSTRY = "industry"
    EMPLOYEES = "employees"
    STREET = "street"
    CITY = "city"
    STATE = "state"
    POSTCODE = "postcode"
    COUNTRY = "country"
    PHONE = "phone"
    LINKEDIN_URL = "linkedin_url"
    PERSONAL_EMAIL = "personal_email"
    FACT = "fact"


IGNORED = ""
"""A column that is mapped to this is shown, and left out."""

HEADINGS: Mapping[LeadField, str] = {
    LeadField.EMAIL: "work email|business email|corporate email|company email|email|e mail|email address|"
    "e mail address|mail|mail address|email id|contact email|primary email|emailadresse|e mail adresse|"
    "geschaftliche e mail|adresse email|adresse e mail|adresse mail|courriel|correo|correo electronico",
    LeadField.FIRST_NAME: "first name|firstname|given name|given names|givenname|forename|fname|first|"
    "preferred name|vorname|prenom|nombre|nombre de pila",
    LeadField.LAST_NAME: "last name|lastname|surname|family name|familyname|lname|last|second name|nachname|"
    "familienname|nom|nom de famille|apellido|apellidos",
    LeadField.FULL_NAME: "full name|fullname|name|contact|contact name|person|person name|lead name|lead|"
    "contact person|vollstandiger name|ansprechpartner|kontakt|nom complet|contacto|nombre completo|"
    "nombre y apellidos",
    LeadField.TITLE: "job title|jobtitle|title|position|role|job|job role|designation|occupation|"
    "current position|position title|berufsbezeichnung|stellenbezeichnung|funktion|jobtitel|beruf|poste|"
    "fonction|intitule du poste|titre|cargo|puesto|puesto de trabajo",
    LeadField.SENIORITY: "seniority|seniority level|management level|job level|level|hierarchieebene|"
    "anciennete",
    LeadField.COMPANY: "company|company name|organisation|organization|organisation name|organization name|"
    "account|account name|business|business name|employer|firm|firma|unternehmen|firmenname|betrieb|"
    "entreprise|societe|nom de l entreprise|empresa|compania|organizacion|nombre de la empresa",
    LeadField.DOMAIN: "domain|website|web site|company website|company domain|web|url|site|homepage|"
    "company url|webseite|internetseite|site web|sitio web|pagina web",
    LeadField.INDUSTRY: "industry|sector|company industry|vertical|industry sector|branche|industrie|"
    "secteur|secteur d activite|industria|rubro",
    LeadField.EMPLOYEES: "employees|number of employees|no of employees|employee count|headcount|"
    "company size|size|staff|team size|num employees|company headcount|mitarbeiter|"
    "mitarbeiterzahl|anzahl mitarbeiter|effectif|effectifs|nombre d employes|empleados|"
    "numero de empleados|tamano de la empresa",
    LeadField.STREET: "street address|street|address line 1|address1|postal address|mailing address|address|"
    "street 1|strasse|strasse und hausnummer|adresse|rue|direccion|calle",
    LeadField.CITY: "city|town|suburb|suburb town|location city|person city|stadt|ort|ville|ciudad|localidad",
    LeadField.STATE: "state|province|region|state region|territory|bundesland|etat|departement|estado|"
    "provincia",
    LeadField.POSTCODE: "postcode|post code|postal code|zip code|zip|zipcode|plz|postleitzahl|code postal|"
    "codigo postal",
    LeadField.COUNTRY: "country|nation|country region|person country|land|pays|pais",
    LeadField.PHONE: "mobile|mobile phone|mobile number|cell|cell phone|cellphone|phone|phone number|"
    "telephone|direct phone|direct dial|work phone|tel|telephone number|contact number|handy|handynummer|"
    "mobiltelefon|telefon|telefonnummer|portable|numero de telephone|movil|celular|"
    "telefono|numero de telefono",
    LeadField.LINKEDIN_URL: "linkedin|linkedin url|linkedin profile|linkedin profile url|person linkedin url|"
    "linkedin link|linkedin address|profil linkedin|linkedin profil|perfil de linkedin",
    LeadField.PERSONAL_EMAIL: "personal email|private email|home email|personal e mail|private e mail|"
    "email personal|personal email address|private mail|e mail privat|courriel personnel|email personnel|"
    "correo personal",
    LeadField.FACT: "fact|facts|about|note|notes|remark|remarks|comment|comments|headline|bemerkung|notiz|"
    "remarque|commentaire|nota|notas|observaciones",
}
"""Headings by field, the most telling one first: where two columns fit, the earlier heading wins."""

_RANKED = {
    heading: (rank, field)
    for field, headings in HEADINGS.items()
    for rank, heading in enumerate(headings.split("|"))
}


def guessed_mapping(file: CsvFile) -> dict[str, str]:
    """A field, or IGNORED, for every column of the file."""
    mapping: dict[str, str] = dict.fromkeys(file.columns, IGNORED)
    fitting = [(ranked, column) for column in file.columns if (ranked := _ranked(column))]
    taken: set[LeadField] = set()
    for (_, field), column in sorted(fitting, key=lambda found: found[0][0]):
        if field not in taken or field is LeadField.FACT:
            mapping[column] = field
            taken.add(field)
    if LeadField.EMAIL not in taken and (column := _column_of_addresses(file, mapping)):
        mapping[column] = LeadField.EMAIL
    return mapping


def require_email(mapping: Mapping[str, str]) -> None:
    """Pass in silence, or raise InvalidInput naming the columns that were seen."""
    if LeadField.EMAIL not in mapping.values():
        seen = ", ".join(f"“{column}”" for column in list(mapping)[:12]) + (
            ", …" if len(mapping) > 12 else ""
        )
        raise InvalidInput(f"No column holds email addresses: the file has {seen}.")


def checked_mapping(
    columns: Sequence[str], guessed: Mapping[str, str], asked: Mapping[str, str]
) -> dict[str, str]:
    """The guessed mapping with the user's corrections; InvalidInput for what cannot be."""
    unknown = [column for column in asked if column not in columns]
    if unknown:
        raise InvalidInput(f"The file has no column “{unknown[0]}”: map one of {', '.join(columns[:12])}.")
    wrong = [field for field in asked.values() if field not in (IGNORED, *LeadField)]
    if wrong:
        raise InvalidInput(
            f"“{wrong[0]}” is no field of a lead: use one of {', '.join(LeadField)}, or nothing."
        )
    mapping = {column: asked.get(column, guessed.get(column, IGNORED)) for column in columns}
    _require_one_column_a_field(mapping)
    require_email(mapping)
    return mapping


def _require_one_column_a_field(mapping: Mapping[str, str]) -> None:
    for field in LeadField:
        columns = [column for column, mapped in mapping.items() if mapped == field]
        if len(columns) > 1 and field is not LeadField.FACT:
            raise InvalidInput(
                f"The columns “{columns[0]}” and “{columns[1]}” are both mapped to {field}: keep one."
            )


def _column_of_addresses(file: CsvFile, mapping: Mapping[str, str]) -> str | None:
    """The first unmapped column where at least half of the first filled cells are addresses."""
    for n, column in enumerate(file.columns):
        filled = [row.cells[n] for row in file.rows[:50] if n < len(row.cells) and row.cells[n]]
        addresses = sum(looks_like_email(cell) for cell in filled)
        if mapping[column] == IGNORED and addresses and 2 * addresses >= len(filled):
            return column
    return None


def _ranked(column: str) -> tuple[int, LeadField] | None:
    """How telling the heading is and for which field; `CompanyName` is two words where one says nothing."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column)
    return _RANKED.get(_plain(column)) or _RANKED.get(_plain(apart))


def _plain(heading: str) -> str:
    """The heading in lower case without accents and signs."""
    letters = unicodedata.normalize("NFKD", heading.casefold())
    kept = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[a-z0-9]+", kept))
