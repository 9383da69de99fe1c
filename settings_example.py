"""Write `.env.example` from the settings: `python settings_example.py > .env.example`."""

from __future__ import annotations

import ast
from itertools import pairwise
from pathlib import Path

from pydantic import SecretStr

from settings import Settings


def example() -> str:
    """Every variable, commented out, under its sentence and with its default."""
    lines = ["# Copy to .env and uncomment what differs. Made by `make env-example` from settings.py.", ""]
    sentences = _sentences()
    for name, field in Settings.model_fields.items():
        default = field.default
        shown = "" if default is None or isinstance(default, SecretStr) else str(default)
        lines += [f"# {sentences[name]}", f"#{name.upper()}={shown}", ""]
    return "\n".join(lines)


def _sentences() -> dict[str, str]:
    """The docstring under each field, which Python itself does not keep."""
    tree = ast.parse(Path(__file__).with_name("settings.py").read_text(encoding="utf-8"))
    body = next(node for node in tree.body if isinstance(node, ast.ClassDef)).body
    found: dict[str, str] = {}
    for field, after in pairwise(body):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(after, ast.Expr)
            and isinstance(after.value, ast.Constant)
            and isinstance(after.value.value, str)
        ):
            found[field.target.id] = " ".join(after.value.value.split())
    return found


if __name__ == "__main__":
    print(example(), end="")  # noqa: T201
