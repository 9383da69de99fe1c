"""Say what went wrong, to which thing, and what to do about it: the whole error tree on one page.

AgencyError
├── InvalidInput            what was given cannot be used; nothing was changed
├── NotAuthenticated        nobody is signed in, or the sign-in does not hold
├── NotPermitted            the actor's role does not allow it
├── NotFound                no such thing for this client
├── Conflict                the thing has moved on: decided, expired, already running
├── NotApproved             the content was not approved as it stands
├── MayNotContact(rule)     a rule forbids this contact now
├── LimitReached            a daily limit or quota is used up
├── BudgetSpent             the AI budget of the day is used up
├── WebhookRejected         a webhook's origin could not be verified
├── StorageUnavailable      the database or Redis does not answer; nothing was changed
└── ProviderError
    ├── ProviderUnavailable nothing happened at the vendor; try again later
    ├── ProviderRefused     the vendor said no; do not try again unchanged
    ├── ProviderCredentials the vendor does not accept our key; tell the owner
    └── OutcomeUnknown      the vendor may have acted; look it up, never repeat blindly
"""

from __future__ import annotations


class AgencyError(Exception):
    """The root; `str(error)` is one sentence that a user may read."""


class InvalidInput(AgencyError):
    """What was given cannot be used; nothing was changed."""


class NotAuthenticated(AgencyError):
    """Nobody is signed in, or the sign-in does not hold any more."""


class NotPermitted(AgencyError):
    """The actor's role does not allow what was asked."""


class NotFound(AgencyError):
    """No such thing exists for this client."""


class Conflict(AgencyError):
    """The thing has moved on since it was shown: reload it and look again."""


class NotApproved(AgencyError):
    """The content was not approved exactly as it stands; it needs a decision."""


class MayNotContact(AgencyError):
    """A rule forbids this contact now; `rule` is its identifier."""

    def __init__(self, rule: str, sentence: str) -> None:
        super().__init__(sentence)
        self.rule = rule


class LimitReached(AgencyError):
    """A daily limit or a quota is used up; `limit` names it."""

    def __init__(self, limit: str, sentence: str) -> None:
        super().__init__(sentence)
        self.limit = limit


class BudgetSpent(AgencyError):
    """The AI budget of the day is used up; the offline engine takes over."""


class WebhookRejected(AgencyError):
    """A webhook's origin could not be verified; `malformed` tells a 400 from a 401."""

    def __init__(self, sentence: str, *, malformed: bool = False) -> None:
        super().__init__(sentence)
        self.malformed = malformed


class StorageUnavailable(AgencyError):
    """The database or Redis does not answer; nothing was changed."""


class ProviderError(AgencyError):
    """A vendor did not do what was asked; `vendor` names it."""

    def __init__(self, vendor: str, sentence: str, *, status: int | None = None) -> None:
        super().__init__(sentence)
        self.vendor = vendor
        self.status = status


class ProviderUnavailable(ProviderError):
    """Nothing happened at the vendor: the call may be repeated after `retry_after_seconds`."""

    def __init__(
        self,
        vendor: str,
        sentence: str,
        *,
        status: int | None = None,
        retry_after_seconds: float | None = None,
    ) -> None:
        super().__init__(vendor, sentence, status=status)
        self.retry_after_seconds = retry_after_seconds


class ProviderRefused(ProviderError):
    """The vendor said no; `code` is the vendor's own name for the reason."""

    def __init__(
        self, vendor: str, sentence: str, *, status: int | None = None, code: str | None = None
    ) -> None:
        super().__init__(vendor, sentence, status=status)
        self.code = code


class ProviderCredentials(ProviderError):
    """The vendor does not accept our key: the owner of the connection must renew it."""


class OutcomeUnknown(ProviderError):
    """The vendor may or may not have acted: look it up there before anything else."""
