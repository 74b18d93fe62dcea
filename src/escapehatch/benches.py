"""How good and how fast is it, on this machine? The checkout's benchmarks, each beside its raw limit in the same run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from .exits import fail

bench_cli = typer.Typer()

RUNS: Final = '__name__ == "__main__"'


@bench_cli.command()
def bench(
    name: Annotated[str, typer.Argument(help="Which; all of them when not given.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object: figures by benchmark.")] = False,
) -> None:
    """Run the checkout's benchmarks: each figure beside its raw limit or a baseline, measured in the same run."""
    there = benchmarks()
    if name and name not in there:
        raise fail(f"There is no benchmark {name}. There are: {', '.join(there)}.")
    figures: dict[str, Any] = {}
    failed = 0
    for one in (name,) if name else there:
        print(f"{one} ...", file=sys.stderr)
        run = subprocess.run(
            [sys.executable, str(there[one]), *(["--json"] if as_json else [])],
            stdout=subprocess.PIPE if as_json else None,
            text=True,
            check=False,
        )
        if run.returncode:
            failed += 1
            print(f"{one}: it ended with {run.returncode}, its figures are left out", file=sys.stderr)
        elif as_json:
            figures[one] = _read(one, run.stdout)
    if as_json:
        print(json.dumps(figures, indent=1))
    raise typer.Exit(1 if failed else 0)


def benchmarks() -> dict[str, Path]:
    """Those of the checkout that this package is in, else of the folder one is in. Ends the command where there are none."""
    for root in (Path(__file__).resolve().parents[2], Path.cwd()):
        found = sorted((root / "benchmarks").glob("*.py"))
        runs = {x.stem: x for x in found if RUNS in x.read_text(encoding="utf-8")}
        if runs:
            return runs
    raise fail("The benchmarks are part of the checkout, not of the installed package: run this in a clone.")


def _read(name: str, printed: str) -> Any:
    """Its figures; a benchmark whose data is not there says so in words."""
    try:
        return json.loads(printed)
    except json.JSONDecodeError:
        return {"left_out": printed.strip().splitlines()[-1] if printed.strip() else f"{name} said nothing"}
