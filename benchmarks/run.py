"""Runs every benchmark of this folder, one process each, and prints what they say.

`--write` also puts the figures into docs/benchmarks.md, with the machine they were taken on.
Read the ratios: the seconds are this machine's.
"""

import argparse
import os
import platform
import subprocess
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

FOLDER = Path(__file__).parent
PAGE = FOLDER.parent / "docs" / "benchmarks.md"
PACKAGES = ("Django", "polars", "lxml", "pydantic", "typst", "sqlglot")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these, by file name without .py")
    parser.add_argument("--write", action="store_true", help="renew docs/benchmarks.md")
    arguments = parser.parse_args()
    sections = []
    failed = []
    for script in sorted(FOLDER.glob("*.py")):
        if script.name == "run.py" or (arguments.names and script.stem not in arguments.names):
            continue
        print(f"== {script.stem}", flush=True)
        done = subprocess.run([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
        print(done.stdout, flush=True)
        if done.returncode:
            failed.append(script.stem)
        said = done.stdout.strip()
        sections.append(said if said.startswith("#") else f"## {script.stem}\n\n{_as_code(said)}")
    if arguments.write and not failed:
        PAGE.write_text(f"{_head()}\n\n" + "\n\n".join(sections) + "\n", encoding="utf-8")
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _as_code(text: str) -> str:
    """Plain output kept in its columns."""
    return f"```\n{text}\n```"


def _head() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        "# Benchmarks\n\n"
        "Written by `make bench` with `--write`. Contenders take turns in one process, medians; "
        "read the ratios, the seconds are one machine's.\n\n"
        f"Taken on {date.today():%Y-%m-%d}, {os.cpu_count()} cores, "  # noqa: DTZ011
        f"Python {platform.python_version()}, {packages}."
    )


if __name__ == "__main__":
    sys.exit(main())
