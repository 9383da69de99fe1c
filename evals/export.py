"""Write the cases that reviewers kept as JSON lines, one half at a time."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from memory import users
from memory.eval_cases import CaseKind, Half
from settings import Settings
from tools.services.reviewing.cases import as_line
from tools.wiring import open_agency


async def export(out: Path, kind: CaseKind, half: Half) -> int:
    """The cases of every client that runs; the replies among them are rows of the reply suite."""
    settings = Settings().model_copy(update={"demo": False})
    lines: list[str] = []
    async with open_agency(settings) as agency:
        async with agency.memory.postgres.system_transaction() as tx:
            clients = await users.clients_that_run(tx)
        for client_id in clients:
            kept = await agency.services.cases.kept(client_id, half)
            lines += [json.dumps(as_line(case), ensure_ascii=False) for case in kept if case.kind == kind]
    _write(out, lines)
    sys.stdout.write(f"{len(lines)} cases of the {half} half in {out}\n")
    return 0


def _write(out: Path, lines: list[str]) -> None:
    out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
