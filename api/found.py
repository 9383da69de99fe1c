"""`python -m api.found agency.toml`: make an agency, its clients and its people; safe to repeat."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from errors import AgencyError, InvalidInput
from settings import Settings
from tools.founding import AgencyPlan, Founding, read_plan
from tools.wiring import open_agency


def plan_in(file: Path) -> AgencyPlan:
    """The plan; InvalidInput where there is none."""
    try:
        return read_plan(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{file} cannot be read: {error}.") from error


async def found(settings: Settings, plan: AgencyPlan) -> None:
    """Make what is missing, and print each new person's password, once."""
    async with open_agency(settings.model_copy(update={"demo": False})) as agency:
        founding = Founding(memory=agency.memory, clock=agency.clock, billing=agency.services.billing)
        founded = await founding.admit(plan)
        # Before anything else may fail: nobody can tell a password a second time.
        for one in founded.admitted:
            print(f"{one.email} signs in with {one.password}", flush=True)  # noqa: T201
        await founding.equip(founded)
    print(f"{plan.agency} is there with what the file says.", flush=True)  # noqa: T201


def main() -> None:
    """Read the settings and the file."""
    parser = argparse.ArgumentParser(prog="python -m api.found", description=__doc__)
    parser.add_argument("file", type=Path)
    try:
        asyncio.run(found(Settings(), plan_in(parser.parse_args().file)))
    except AgencyError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
