"""The report on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ..staffing.words import span
from .figures import Numbers
from .report import Example, Report, Side

#: The lines of the main table: what it is called, its number, whether it is a share.
LINES = (
    ("handed off", "handed_off", "handed_off_rate"),
    ("missed (needed, none came)", "missed", "missed_rate"),
    ("needless (none needed)", "needless", "needless_rate"),
    ("of the handoffs, needed", "", "precision"),
    ("at the very turn", "on_time", "on_time_rate"),
    ("within 2 turns", "", "within_2_turns_rate"),
    ("early", "early", "early_rate"),
    ("late", "late", "late_rate"),
    ("turn score GT-I", "", "gt1"),
    ("turn score GT-II", "", "gt2"),
    ("turn score GT-III", "", "gt3"),
)


def show(found: Report) -> None:
    """Print it."""
    out = Console()
    out.print(figures(found))
    sides = [x for x in (found.policy, found.against) if x]
    for name, side in zip(short(sides), sides, strict=True):
        out.print(_triggers(name, side))
    for kind in ("missed", "needless"):
        _read(out, f"{kind}, to read", found.policy.examples[kind])
    if found.moves:
        _moves(out, found)
    if not found.policy.numbers["labelled"]:
        out.print("No conversation says whether a person was needed: give 'handoff_at' or 'outcome'.")


def figures(found: Report) -> Table:
    """The numbers of one policy or two, with their intervals."""
    n = found.policy.numbers
    title = f"{n['conversations']:,} conversations, {n['turns']:,} customer turns; of {n['labelled']:,} we know whether a person was needed"
    table = Table(title=title, title_justify="left")
    table.add_column("")
    sides = [x for x in (found.policy, found.against) if x]
    for name in short(sides):
        table.add_column(escape(name), justify="right")
    for name, count, share in LINES:
        table.add_row(name, *(cell(x.numbers, count, share) for x in sides))
    table.add_row("agent minutes", *(minutes(x.numbers) for x in sides))
    for name, values in (*costs(sides, found), *waits(sides, found)):
        table.add_row(name, *values)
    return table


def cell(n: Numbers, count: str, share: str) -> str:
    """A share with its interval, and how many that are."""
    value, low, high = n[share], n[f"{share}_low"], n[f"{share}_high"]
    if value is None:
        return "not known"
    spread = f" ({low * 100:.1f} to {high * 100:.1f})" if low is not None and high is not None else ""
    return (f"{n[count]:,} · " if count else "") + f"{value:.1%}{spread}"


def short(sides: Sequence[Side]) -> list[str]:
    """The names of the policies: of files the last part, where that tells them apart."""
    last = [x.name.rsplit("/", 1)[-1] for x in sides]
    return last if len(set(last)) == len(last) else [x.name for x in sides]


def minutes(n: Numbers) -> str:
    """Agent minutes with their interval."""
    low, high = n["agent_minutes_low"], n["agent_minutes_high"]
    spread = f" ({low:,.0f} to {high:,.0f})" if low is not None and high is not None else ""
    return f"{n['agent_minutes']:,.0f}{spread}"


def waits(sides: Sequence[Side], found: Report) -> list[tuple[str, list[str]]]:
    """The lines about waiting, where it was asked for."""
    met = [x.waits for x in sides]
    if not any(met):
        return []
    target = f"agents for {found.wanted.share:.0%} within {span(found.wanted.within_s)}"
    rows = [("agents", [str(x.agents) if x else "" for x in met])] if found.wanted.agents else []
    rows += [
        ("mean wait", [span(x.asa_s) if x else "" for x in met]),
        ("nine in ten wait at most", [span(x.wait_p90_s) if x else "" for x in met]),
        ("leave the queue", [f"{x.p_abandon:.1%}" if x else "" for x in met]),
        (target, [str(x.agents_needed) if x else "" for x in met]),
    ]
    return rows


def costs(sides: Sequence[Side], found: Report) -> list[tuple[str, list[str]]]:
    """The line about money, where prices were given."""
    return [("cost of 100 conversations", [_cost(x) for x in sides])] if found.wanted.costs else []


def _cost(side: Side) -> str:
    own = side.curve.own
    return f"{own.cost:,.2f}" if own and own.cost is not None else ""


def _triggers(policy: str, side: Side) -> Table:
    table = Table(title=f"What brought a person in: {escape(policy)}", title_justify="left")
    for name in ("trigger", "handed off", "needed", "needless", "not known"):
        table.add_column(name, justify="left" if name == "trigger" else "right")
    for x in side.by_trigger:
        table.add_row(escape(x.trigger), *(f"{v:,}" for v in (x.handed_off, x.needed, x.needless, x.unlabelled)))
    return table


def _read(out: Console, title: str, examples: tuple[Example, ...]) -> None:
    if not examples:
        return
    out.print(f"[bold]{title}[/bold]")
    for x in examples:
        where = "" if x.i is None else f" message {x.i}"
        out.print(f"  {escape(x.id)}{where}: {escape(x.because)}" + (f" {escape(x.said)}" if x.i is None else ""))


def _moves(out: Console, found: Report) -> None:
    moves = found.moves
    if not moves:
        return
    out.print("[bold]who moved[/bold]")
    for kind, count in moves.counts.items():
        by = ", ".join(f"{name} {n}" for name, n in sorted(moves.by_trigger[kind].items(), key=lambda x: -x[1]))
        out.print(f"  {count:,} {kind} ({escape(by)})")
    if not moves.counts:
        out.print("  nobody")
    if moves.agents_needed is not None:
        out.print(f"  agents needed: {moves.agents_needed:+d}")
