"""Show the few pages that are not the chat, in its colours and without any script."""

# ruff: noqa: E501 - a style sheet

from __future__ import annotations

from html import escape

from fastapi.responses import HTMLResponse

_STYLE = """
:root{color-scheme:light dark;--ink:#17262b;--soft:#5a6b70;--ground:#f6f8f8;--card:#fff;--line:#dde5e6;--brand:#0f6e6a}
@media(prefers-color-scheme:dark){:root{--ink:#e6eeee;--soft:#9db0b3;--ground:#0f1719;--card:#162125;--line:#27363b;--brand:#4cc2b4}}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);
font:16px/1.6 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:56rem;margin:0 auto;padding:3rem 1.25rem}h1{font-size:1.6rem;margin:0 0 .5rem}
main.small{max-width:34rem}.card,details{background:var(--card);border:1px solid var(--line);border-radius:12px}
.card{padding:1.5rem}button{font:inherit;font-weight:600;border:0;border-radius:8px;padding:.65rem 1.2rem;
background:var(--brand);color:#fff;cursor:pointer}@media(prefers-color-scheme:dark){button{color:#08201e}}
details{margin:.5rem 0;padding:.6rem .9rem}summary{cursor:pointer;display:flex;gap:.75rem;align-items:baseline;flex-wrap:wrap}
code,pre{font:.86rem/1.5 ui-monospace,SFMono-Regular,Menlo,monospace}pre{overflow:auto;background:var(--ground);
padding:.75rem;border-radius:8px}.verb{font-weight:700;color:var(--brand);min-width:3.5rem}.soft{color:var(--soft)}
h2{font-size:1.05rem;margin:2rem 0 .5rem;text-transform:capitalize}table{border-collapse:collapse;width:100%}
td{border-top:1px solid var(--line);padding:.35rem .5rem .35rem 0;vertical-align:top}
"""


def page(title: str, body: str, *, status: int = 200, wide: bool = False) -> HTMLResponse:
    """A small page around `body`, which is HTML of ours."""
    inner = body if wide else f'<div class="card">{body}</div>'
    return HTMLResponse(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{escape(title)}</title><style>{_STYLE}</style></head>'
        f'<body><main class="{"wide" if wide else "small"}"><h1>{escape(title)}</h1>{inner}</main></body></html>',
        status_code=status,
    )
