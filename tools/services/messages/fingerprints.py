"""Seal what was approved: one changed character, address or earlier hour breaks the seal."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC

from memory.records.messages import Draft, Touch
from tools.services.messages.footers import whole_text


def fingerprint(touch: Touch, draft: Draft) -> bytes:
    """SHA-256 over recipient, channel, form, resource, subject, whole text and the earliest moment.

    A later moment (`held_until`, for hours and limits) is not part of it: being sent later
    than approved was approved, being sent earlier was not.
    """
    sealed = [
        draft.recipient,
        touch.channel.value,
        draft.form.value,
        str(touch.resource_id),
        draft.subject,
        whole_text(draft),
        touch.not_before.astimezone(UTC).isoformat(timespec="microseconds"),
    ]
    return hashlib.sha256(json.dumps(sealed, ensure_ascii=False).encode()).digest()
