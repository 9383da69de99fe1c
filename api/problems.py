"""Answer every failure as one problem+json (RFC 9457) whose title a person may read."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

import errors

MEDIA_TYPE = "application/problem+json"
logger = logging.getLogger(__name__)

STATUSES: Mapping[type[errors.AgencyError], HTTPStatus] = {
    errors.AgencyError: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.InvalidInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NotAuthenticated: HTTPStatus.UNAUTHORIZED,
    errors.NotPermitted: HTTPStatus.FORBIDDEN,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.NotApproved: HTTPStatus.CONFLICT,
    errors.MayNotContact: HTTPStatus.CONFLICT,
    errors.LimitReached: HTTPStatus.TOO_MANY_REQUESTS,
    errors.BudgetSpent: HTTPStatus.TOO_MANY_REQUESTS,
    errors.WebhookRejected: HTTPStatus.UNAUTHORIZED,
    errors.StorageUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.ProviderError: HTTPStatus.BAD_GATEWAY,
    errors.ProviderUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.ProviderRefused: HTTPStatus.BAD_GATEWAY,
    errors.ProviderCredentials: HTTPStatus.BAD_GATEWAY,
    errors.OutcomeUnknown: HTTPStatus.GATEWAY_TIMEOUT,
}
"""The status of every error of ours; a test walks the tree and misses none."""


def problem(
    status: int,
    *,
    kind: str,
    title: str,
    headers: Mapping[str, str] | None = None,
    **more: object,
) -> Response:
    """One problem document; `kind` is a stable name, `title` a sentence."""
    content = {"type": f"urn:agency-os:problem:{kind}", "title": title, "status": int(status), **more}
    return JSONResponse(content, status_code=status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def status_of(error: errors.AgencyError) -> HTTPStatus:
    """The HTTP status that says what happened."""
    if isinstance(error, errors.WebhookRejected) and error.malformed:
        return HTTPStatus.BAD_REQUEST
    return STATUSES[type(error)]


def kind_of(error: type[errors.AgencyError]) -> str:
    """The stable name of an error class: `NotFound` is `not_found`."""
    name = error.__name__
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def add_handlers(app: FastAPI) -> None:
    """Answer our errors, FastAPI's and everybody else's in the one shape."""
    app.add_exception_handler(errors.AgencyError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _unexpected)


async def _ours(_request: Request, error: Exception) -> Response:
    if not isinstance(error, errors.AgencyError):
        raise error
    headers: dict[str, str] = {}
    more: dict[str, object] = {}
    if isinstance(error, errors.NotAuthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, errors.ProviderUnavailable) and error.retry_after_seconds is not None:
        headers["Retry-After"] = str(max(1, round(error.retry_after_seconds)))
    if isinstance(error, errors.MayNotContact):
        more["rule"] = error.rule
    if isinstance(error, errors.LimitReached):
        more["limit"] = error.limit
    return problem(status_of(error), kind=kind_of(type(error)), title=str(error), headers=headers, **more)


async def _invalid(_request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    # The values themselves are left out: they may be a password or a lead's data.
    fields = [
        {"where": ".".join(str(part) for part in fault["loc"]), "fault": fault["msg"]}
        for fault in error.errors()
    ]
    first = fields[0] if fields else {"where": "body", "fault": "it cannot be read"}
    title = f"The request cannot be used: {first['where']}: {first['fault']}."
    return problem(422, kind="invalid_request", title=title, fields=fields)


async def _http(_request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    status = HTTPStatus(error.status_code)
    kind = status.name.lower()
    return problem(status, kind=kind, title=f"{status.phrase}.", headers=error.headers)


async def _gone(_request: Request, _error: Exception) -> Response:
    # Nobody reads this: who hangs up within a request is no failure of ours.
    return problem(HTTPStatus.BAD_REQUEST, kind="bad_request", title="The request ended before its body.")


async def _unexpected(request: Request, error: Exception) -> Response:
    reference = uuid4().hex[:12]
    logger.error("unexpected error %s on %s", reference, request.url.path, exc_info=error)
    return problem(
        500, kind="unexpected", title=f"Something failed on our side; its reference is {reference}."
    )
