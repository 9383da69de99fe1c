"""Say what the brand does, and the one thing about it that matters to this person."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re

from agents.offline.material import Claim, Material, overlap
from agents.offline.wishes import PRICE

_NOT_A_DOING = re.compile(
    r"(?:is|are|was|has|have|keeps?|works? with|offers? a trial|costs?|can|holds?)\b", re.IGNORECASE
)
_CARES = (
    (r"financ|account|cfo|book|estimat|procure", "xero myob quickbooks tax code fixed monthly price job"),
    (r"operat|office|practice|general|admin|venue|site|project", "set up afternoon project supervisor phone days named"),
    (r"it\b|tech|cto|systems|security|digital|product", "data centre security sydney integrates api"),
    (r"owner|founder|partner|principal|director|chief|ceo|president", "lock cancel fixed afternoon employed supervisor trial"),
    (r"people|human|talent|training", "employed staff team named training"),
)  # fmt: skip
_WE = re.compile(
    r"\b(?:we|our|supervisors?|employed|visit|staff|our team|consultants?|cleaners?)\b", re.IGNORECASE
)
_BARE = {"has": "have", "does": "do", "goes": "go", "is": "are"}


def headline(material: Material) -> Claim | None:
    """The fact that says what the brand does; the campaign's brief and the reviewer may prefer another."""
    claims = [claim for claim in material.about_brand if material.allows(claim.text)]
    doings = [claim for claim in claims if is_doing(material, claim) and not _is_price(claim)]
    plain = [claim for claim in claims if not _is_price(claim)]
    ranked = sorted(doings or plain or claims, key=lambda claim: -overlap(claim.text, material.brief))
    return ranked[0] if ranked else None


def proof(material: Material) -> Claim | None:
    """One more fact, by what was asked for, what the campaign offers and what the person's role cares about."""
    said = headline(material)
    wanted, cares = " ".join(material.wishes.mention), _cares(material.person.title or "")

    def rank(claim: Claim) -> tuple[int, bool, int, int]:
        # A price is no reason to read on, unless somebody asked for it.
        near = overlap(claim.text, f"{material.step} {material.brief}") * 2 + overlap(claim.text, cares)
        return (
            -overlap(claim.text, wanted),
            _is_price(claim),
            -near,
            material.pick(f"proof{claim.number}", 97),
        )

    rest = [
        c
        for c in material.about_brand
        if material.allows(c.text) and (said is None or c.number != said.number)
    ]
    best = sorted(rest, key=rank)
    if not best or (_is_price(best[0]) and not overlap(best[0].text, wanted)):
        return None
    # Among equals, different leads read different things.
    alike = [claim for claim in best if rank(claim)[:2] == rank(best[0])[:2] and not wanted]
    return alike[material.pick("proof", min(3, len(alike)))] if alike else best[0]


def fresh(material: Material) -> list[Claim]:
    """Facts that no earlier mail used, the most relevant first."""
    said = "\n".join(body for _, body, _ in material.earlier)
    unsaid = [c for c in material.about_brand if material.allows(c.text) and not _was_said(material, c, said)]
    asked = f"{' '.join(material.wishes.mention)} {material.step}"
    cares = _cares(material.person.title or "")
    return sorted(
        unsaid,
        key=lambda c: (
            -overlap(c.text, asked),
            _is_price(c),
            -overlap(c.text, cares),
            material.pick(f"f{c.number}", 97),
        ),
    )


def introduced(material: Material) -> str:
    """The sender and what the brand does, in one sentence."""
    claim, sender = headline(material), material.sender
    if claim is None:
        return f"I'm {sender.name}, and I work for {sender.company}."
    doing, first = _doing(material, claim), sender.name.split()[0]
    if doing is None:
        return f"I'm {first} from {sender.company}. {claim.sentence}"
    if doing.startswith("we "):
        return f"I'm {first} from {sender.company}, where {doing}."
    ways = (
        f"I'm {first} from {sender.company}, which {doing}.",
        f"I work at {sender.company}, which {doing}.",
    )
    return ways[material.pick("introduced", len(ways))]


def continued(material: Material, claim: Claim) -> str:
    """A fact as the sentence after the one that named the brand."""
    doing = _doing(material, claim)
    if doing is None or doing.startswith("we "):
        return claim.sentence
    if _speaks_as_we(material) and (ours := _as_we(doing)):
        return f"We {ours}."
    return f"It {doing}." if not _speaks_as_we(material) else claim.sentence


def _doing(material: Material, claim: Claim) -> str | None:
    """What follows the brand's name, or the whole from "we" on; None where the fact has another subject."""
    text = " ".join(claim.text.split()).rstrip(".!; ")
    name = material.sender.company
    for called in dict.fromkeys((name, name.split()[0])):
        # "Harbour cleaners are employed" is about the cleaners.
        if text.startswith(f"{called} ") and re.match(
            r"[a-z]+s\b(?! (?:are|were|have|can|will|all)\b)", text[len(called) + 1 :]
        ):
            return text[len(called) + 1 :]
    return f"we {text[3:]}" if text.startswith("We ") else None


def is_doing(material: Material, claim: Claim) -> bool:
    """Whether the fact tells what the brand does for people, rather than what it has or costs."""
    doing = _doing(material, claim)
    return doing is not None and not _NOT_A_DOING.match(doing.removeprefix("we "))


def _as_we(doing: str) -> str | None:
    verb, _, rest = doing.partition(" ")
    bare = _BARE.get(verb) or (
        f"{verb[:-3]}y" if verb.endswith("ies") else re.sub(r"(?<=sh|ch|ss)es$|s$", "", verb)
    )
    return None if re.match(r"and [a-z]+s\b", rest) or " its " in rest else f"{bare} {rest}"


def _speaks_as_we(material: Material) -> bool:
    return any(_WE.search(claim.text) for claim in material.about_brand)


def _was_said(material: Material, claim: Claim, said: str) -> bool:
    doing = _doing(material, claim)
    core = (doing or claim.sentence.rstrip(".")).removeprefix("we ")
    # "quotes a fixed price" was said as "we quote a fixed price" too.
    return core.split(" ", 1)[-1].rstrip(".") in said


def _is_price(claim: Claim) -> bool:
    return bool(PRICE.search(claim.text)) and bool(re.search(r"\d", claim.text))


def _cares(title: str) -> str:
    return next(
        (words for pattern, words in _CARES if re.search(rf"\b(?:{pattern})", title, re.IGNORECASE)), ""
    )
