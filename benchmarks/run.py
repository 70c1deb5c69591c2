"""Runs every benchmark of this folder, one process each, and prints what they say.

`--write` also puts the figures into docs/benchmarks.md, with the machine they were taken on; of
benchmarks that were not run the page keeps what it says.
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
NO_BENCHMARKS = {"run.py", "contest.py"}
PACKAGES = ("Django", "polars", "numpy", "lxml", "pydantic", "typst", "sqlglot")
PEERS = ("duckdb", "OpenFisca-Core", "zen-engine")
HEAD = (
    "# Benchmarks\n\n"
    "Written by `make bench` with `--write`. Contenders take turns in one process, medians; "
    "read the ratios, the seconds are one machine's."
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these, by file name without .py")
    parser.add_argument("--write", action="store_true", help="renew docs/benchmarks.md")
    arguments = parser.parse_args()
    sections = []
    failed = []
    for script in sorted(FOLDER.glob("*.py")):
        if script.name in NO_BENCHMARKS or (arguments.names and script.stem not in arguments.names):
            continue
        print(f"== {script.stem}", flush=True)
        done = subprocess.run([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
        print(done.stdout, flush=True)
        if done.returncode:
            failed.append(script.stem)
        said = done.stdout.strip()
        sections.append(said if said.startswith("#") else f"## {script.stem}\n\n{_as_code(said)}")
    if arguments.write and not failed:
        kept = _sections() if arguments.names else {}
        kept |= {section.partition("\n")[0]: f"{section}\n\n{_taken()}" for section in sections}
        PAGE.write_text("\n\n".join([HEAD, *kept.values()]) + "\n", encoding="utf-8")
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _as_code(text: str) -> str:
    """Plain output kept in its columns."""
    return f"```\n{text}\n```"


def _sections() -> dict[str, str]:
    """The sections that the page has already, by their heading."""
    _, *found = PAGE.read_text(encoding="utf-8").split("\n## ")
    return {f"## {each.partition(chr(10))[0]}": f"## {each.strip()}" for each in found}


def _taken() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in (*PACKAGES, *PEERS))
    return (
        f"Taken on {date.today():%Y-%m-%d}, {os.cpu_count()} cores, "  # noqa: DTZ011
        f"Python {platform.python_version()}, {packages}."
    )


if __name__ == "__main__":
    sys.exit(main())
