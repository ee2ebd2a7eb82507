"""The `mutua` command: an entry point and its verbs, a file a noun."""

from __future__ import annotations

from mutua.cli.group import cli, stop
from mutua.config import WrongSetting


def main() -> None:
    """Run a verb: a wrong setting is one line and exit status 2."""
    try:
        cli()
    except WrongSetting as wrong:
        stop(str(wrong))


if __name__ == "__main__":
    main()
