"""Describe the API on a page of our own: the usual one loads its script from another host."""

# An OpenAPI document is JSON of any shape.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.pages import page

router = APIRouter(include_in_schema=False)


@router.get("/api/docs")
async def docs(request: Request) -> HTMLResponse:
    """Every route with its parameters, body and answers, rendered from the OpenAPI document."""
    document = request.app.openapi()
    groups: dict[str, list[str]] = {}
    for tag, markup in _operations(document):
        groups.setdefault(tag, []).append(markup)
    body = "".join(f"<h2>{escape(tag)}</h2>{''.join(each)}" for tag, each in groups.items())
    intro = (
        f'<p class="soft">{escape(document["info"].get("description", ""))} The same as a document: '
        '<a href="/api/openapi.json">/api/openapi.json</a>.</p>'
    )
    return page(document["info"]["title"], intro + body, wide=True)


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for path, verbs in document["paths"].items():
        for verb, operation in verbs.items():
            yield operation.get("tags", ["other"])[0], _operation(document, path, verb, operation)


def _operation(document: Mapping[str, Any], path: str, verb: str, operation: Mapping[str, Any]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(each['name'])}</code></td><td>{escape(each['in'])}"
        f"{', required' if each.get('required') else ''}</td></tr>"
        for each in operation.get("parameters", [])
    )
    body = "".join(
        f"<p>Body, <code>{escape(kind)}</code></p><pre>{_schema(document, content.get('schema', {}))}</pre>"
        for kind, content in operation.get("requestBody", {}).get("content", {}).items()
    )
    answers = "".join(
        f"<p>{escape(status)}, {escape(answer['description'])}</p>"
        + "".join(
            f"<pre>{_schema(document, content.get('schema', {}))}</pre>"
            for content in answer.get("content", {}).values()
        )
        for status, answer in operation.get("responses", {}).items()
    )
    sentence = escape(operation.get("description", ""))
    return (
        f'<details><summary><span class="verb">{verb.upper()}</span><code>{escape(path)}</code>'
        f'<span class="soft">{sentence}</span></summary>'
        f"{f'<table>{rows}</table>' if rows else ''}{body}{answers}</details>"
    )


def _schema(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    return escape(json.dumps(_resolved(document, schema, depth=0), indent=2, ensure_ascii=False))


def _resolved(document: Mapping[str, Any], node: Any, *, depth: int) -> Any:
    """The schema with its references written out, four levels deep at most."""
    if isinstance(node, dict):
        reference = node.get("$ref")
        if isinstance(reference, str):
            name = reference.rsplit("/", 1)[-1]
            if depth >= 4:
                return name
            return _resolved(document, document["components"]["schemas"][name], depth=depth + 1)
        return {key: _resolved(document, value, depth=depth) for key, value in node.items() if key != "title"}
    if isinstance(node, list):
        return [_resolved(document, each, depth=depth) for each in node]
    return node
