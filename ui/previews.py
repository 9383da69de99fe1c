"""Hand a reviewer the printed form of a letter or card, opened by the sign-in of the chat's own page."""

from __future__ import annotations

from uuid import UUID

import jwt
from chainlit.auth.cookie import get_token_from_cookies
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.routing import APIRoute

from errors import InvalidInput, NotAuthenticated, NotFound
from memory.records.ids import ApprovalId, ClientId
from ui import desk


def serve_previews(chat: FastAPI) -> None:
    """Answer /chat/preview/CLIENT/APPROVAL.pdf to the client's members, before the chat's catch-all route."""

    async def read(client_id: UUID, approval_id: UUID, request: Request) -> Response:
        try:
            user = await desk.user_of(get_token_from_cookies(request.cookies))
            services = desk.platform().services
            await services.sign_in.actor(user, ClientId(client_id))
            content = await services.previews.pdf(ClientId(client_id), ApprovalId(approval_id))
        except (NotAuthenticated, jwt.InvalidTokenError) as error:
            raise HTTPException(401, "Sign in first.") from error
        except NotFound as error:
            raise HTTPException(404) from error
        except InvalidInput as error:
            raise HTTPException(422, str(error)) from error
        return pdf_answer(content)

    path = "/preview/{client_id}/{approval_id}.pdf"
    chat.router.routes.insert(0, APIRoute(path, read, methods=["GET"]))


def pdf_answer(content: bytes) -> Response:
    """The file, to be shown in the page and kept nowhere."""
    headers = {"Content-Disposition": 'inline; filename="preview.pdf"', "Cache-Control": "private, no-store"}
    return Response(content, media_type="application/pdf", headers=headers)
