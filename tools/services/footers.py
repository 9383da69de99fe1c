"""Close a message as the law wants it: who writes, from where, and how to be left alone."""

from __future__ import annotations

from memory.records import Brand


def email_footer(brand: Brand, unsubscribe_url: str) -> str:
    """The lines under a mail: identity, postal address, ABN where there is one, unsubscribe link.

    Sources: Spam Act 2003 s17 and s18 (identity, working unsubscribe), 16 CFR 316.5 (postal address).
    """
    name = ", ".join(part for part in (brand.sender_name, brand.sender_title) if part)
    company = f"{brand.company} (ABN {brand.abn})" if brand.abn else brand.company
    reached_at = " · ".join(part for part in (brand.postal_address, brand.phone) if part)
    lines = ["-- ", name, company, reached_at, f"Unsubscribe: {unsubscribe_url}"]
    return "\n".join(lines)


def whole_text(body: str, footer: str) -> str:
    """Body and footer exactly as they go."""
    return f"{body.rstrip()}\n\n{footer}" if footer else body.rstrip()
