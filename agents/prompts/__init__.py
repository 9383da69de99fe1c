"""Load the agents' prompts, and fence what others wrote as data that nobody has to obey."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from pydantic import JsonValue

FOLDER = Path(__file__).parent
_BLOCK = re.compile(r'<data name="(?P<name>[a-z_]+)">(?P<json>[^<]*)</data>')
_ESCAPES = {"&": "\\u0026", "<": "\\u003c", ">": "\\u003e"}


@cache
def load(agent: str) -> str:
    """The instructions of one agent, as written in `AGENT.md`."""
    return (FOLDER / f"{agent}.md").read_text(encoding="utf-8").strip()


def fence(name: str, content: JsonValue) -> str:
    """Content as JSON inside a data element that nothing within can close.

    `<`, `>` and `&` only ever stand inside JSON strings, so escaping them keeps the JSON valid
    and leaves no way to write a closing tag.
    """
    text = json.dumps(content, ensure_ascii=False)
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    return f'<data name="{name}">{text}</data>'


def blocks(prompt: str) -> dict[str, JsonValue]:
    """What `fence` wrote, by name; the last one wins where a name stands twice."""
    return {block["name"]: json.loads(block["json"]) for block in _BLOCK.finditer(prompt)}
