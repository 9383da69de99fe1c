"""Serve the chat's page without a link to any other host."""

from __future__ import annotations

import os
import re

from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute

# Fonts, KaTeX and the social-media card of the package; theme.json takes away only the first.
_FOREIGN = re.compile(
    r"<(?:link|meta|script)\b[^>]*\b(?:href|src|content)=\"https?://[^>]*>\s*(?:</script>\s*)?"
)
_CATCH_ALL = "/{full_path:path}"


def without_foreign_links(html: str) -> str:
    """The page with every tag taken out that names another host."""
    return _FOREIGN.sub("", html)


def serve_page() -> None:
    """Answer before the package's own catch-all route does."""
    from chainlit.server import (
        get_html_template,  # pyright: ignore[reportUnknownVariableType]
        router,
    )

    async def page() -> HTMLResponse:
        html = get_html_template(os.environ.get("CHAINLIT_ROOT_PATH", ""))
        return HTMLResponse(without_foreign_links(html), headers={"Cache-Control": "no-cache"})

    paths = [getattr(route, "path", "") for route in router.routes]
    router.routes.insert(
        paths.index(_CATCH_ALL), APIRoute(_CATCH_ALL, page, methods=["GET"], response_class=HTMLResponse)
    )
