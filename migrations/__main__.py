"""`python -m migrations [upgrade|current|sql]`: migrate, tell the revision, or print the SQL."""

from __future__ import annotations

import argparse
import sys

from migrations.running import current, print_sql, upgrade
from settings import Settings


def main() -> int:
    """Run the command; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m migrations", description=__doc__)
    parser.add_argument("command", nargs="?", choices=["upgrade", "current", "sql"], default="upgrade")
    command = parser.parse_args().command
    if command == "sql":
        print_sql()
        return 0
    url = Settings().database_url
    if url is None:
        print(
            "Set DATABASE_URL; an embedded database is migrated when the application starts.", file=sys.stderr
        )
        return 2
    (upgrade if command == "upgrade" else current)(url.get_secret_value())
    return 0


if __name__ == "__main__":
    sys.exit(main())
