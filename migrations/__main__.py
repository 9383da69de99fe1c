"""`python -m migrations [upgrade|current|sql]`: migrate, tell the revision, or print the SQL."""

from __future__ import annotations

import argparse
import os
import sys

from migrations.running import current, print_sql, upgrade


def main() -> int:
    """Run the command; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m migrations", description=__doc__)
    parser.add_argument("command", nargs="?", choices=["upgrade", "current", "sql"], default="upgrade")
    command = parser.parse_args().command
    if command == "sql":
        print_sql()
        return 0
    url = os.environ.get("DATABASE_URL")
    if not url:
        print(
            "Set DATABASE_URL; an embedded database is migrated when the application starts.", file=sys.stderr
        )
        return 2
    (upgrade if command == "upgrade" else current)(url)
    return 0


if __name__ == "__main__":
    sys.exit(main())
