"""What can an operator type? Each command is a few lines over the room that does the work."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from .benches import bench_cli
from .exits import fail, policy_at
from .letters import letters_cli
from .policies import policy_cli
from .rosters import roster_cli
from .upkeep import upkeep_cli

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

cli = typer.Typer(no_args_is_help=True, add_completion=False, help="The bot-to-human escalation path of a shop's chat.")
train_cli = typer.Typer(no_args_is_help=True, help="Train heads on your own labels.")
cli.add_typer(letters_cli, name="letters")
cli.add_typer(policy_cli, name="policy")
cli.add_typer(roster_cli, name="roster")
cli.add_typer(train_cli, name="train")
cli.registered_commands += upkeep_cli.registered_commands + bench_cli.registered_commands

Source = Annotated[Path | None, typer.Option("--in", help="A file of JSON Lines; standard input when not given.")]
Target = Annotated[Path | None, typer.Option("--out", help="Where to write; standard output when not given.")]
PolicyFile = Annotated[Path | None, typer.Option("--policy", help="A policy file; the built-in one when not given.")]
ReaderKind = Annotated[str, typer.Option("--reader", help="encoder, or plain (patterns alone)")]
SettingsFile = Annotated[Path, typer.Option("--settings", help="The settings file.")]

SETTINGS = Path("escapehatch.toml")


@cli.command()
def serve(
    settings: SettingsFile = SETTINGS,
    invited: Annotated[list[str] | None, typer.Option("--invite", help="Print a sign-in link for this agent.")] = None,
) -> None:
    """Run the server."""
    gc.disable()  # nothing of what is loaded now is garbage; once it serves, it is switched on
    from . import serving

    _guarded(lambda: serving.serve(settings, invited or ()))


@cli.command()
def demo(
    port: Annotated[int, typer.Option(help="Of the server; the shop's page takes the next one.")] = 8700,
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its journal.")] = Path("var/demo"),
    reader: ReaderKind = "encoder",
) -> None:
    """Run everything on this machine: the shop Lantern with the widget, the console, the bot, a policy."""
    gc.disable()
    from . import serving

    _guarded(lambda: serving.demo(port, folder, reader))


@cli.command()
def invite(agent: str, settings: SettingsFile = SETTINGS) -> None:
    """Print a one-time sign-in link for AGENT (the server must be stopped, or use the console's own)."""
    from . import serving

    _guarded(lambda: serving.invite(agent, settings))


@cli.command()
def token(
    kind: Annotated[str, typer.Argument(help="bot or agent")],
    name: Annotated[str, typer.Argument(help="who: a name, or an agent's id")],
    settings: SettingsFile = SETTINGS,
) -> None:
    """Print a token with which a program works as a bot or as an agent. Shown once."""
    from . import serving

    _guarded(lambda: serving.token(kind, name, settings))


def _guarded(work: Any) -> None:
    """Run, and turn what an operator can mend into one clear sentence."""
    from .handoff.policy import PolicyRefused
    from .ports import JournalUnavailable
    from .routing.roster import RosterRefused
    from .settings import SettingsRefused

    try:
        work()
    except (PolicyRefused, RosterRefused) as refused:
        raise fail("\n".join(str(x) for x in refused.problems)) from None
    except (SettingsRefused, JournalUnavailable, FileNotFoundError, PermissionError) as refused:
        raise fail(str(refused)) from None


@cli.command()
def read(
    source: Source = None,
    target: Target = None,
    reader: ReaderKind = "encoder",
    model: Annotated[Path | None, typer.Option(help="A head made by `train read`: adds its label.")] = None,
) -> None:
    """What does each message say?"""
    from .adapters import reader_of
    from .lines import run
    from .reading.wire import read_line

    known = reader_of(reader)
    head = _head(model) if model else None

    def work(record: dict[str, Any]) -> dict[str, Any]:
        _must_be_text(record, "text")
        answer = read_line(known, record)
        if head:
            answer |= head.read(record["text"])
        return {key: value for key, value in answer.items() if key not in {"id", "ms"}}

    raise typer.Exit(run(work, source, target))


def _must_be_text(record: dict[str, Any], key: str) -> None:
    if not isinstance(record.get(key), str):
        raise ValueError(f"the key {key!r} must hold text")


def _head(path: Path) -> Any:
    from .reading.labels import LabelHead

    return LabelHead.load(path)


@train_cli.command("read")
def train_read(
    model: Annotated[Path, typer.Option(help="Where to write the head.")],
    source: Source = None,
) -> None:
    """Learn a label of your own from {"text", "label"} lines; prints a report with cross-validated figures."""
    from .reading.labels import train_labels

    text = source.read_text(encoding="utf-8") if source else sys.stdin.read()
    try:
        records = [json.loads(line) for line in text.splitlines() if line.strip()]
        print(json.dumps(train_labels(records, model, lambda line: print(line, file=sys.stderr))))
    except ValueError as wrong:
        raise fail(str(wrong)) from None


@train_cli.command("handoff")
def train_handoff(
    model: Annotated[Path, typer.Option(help="Where to write the model.")],
    source: Source = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same model.")] = 0,
) -> None:
    """Learn from labelled conversations when a person is needed; prints a report with cross-validated figures."""
    from .reading.turns.fitted import train_handoff as train

    text = source.read_text(encoding="utf-8") if source else sys.stdin.read()
    try:
        records = [json.loads(line) for line in text.splitlines() if line.strip()]
        print(json.dumps(train(records, model, seed)))
    except ValueError as wrong:
        raise fail(str(wrong)) from None


@cli.command("handoff-score")
def handoff_score(
    model: Annotated[Path, typer.Option(help="A model made by `train handoff`.")],
    source: Source = None,
    target: Target = None,
) -> None:
    """How surely is a person needed, turn by turn? Each turn is judged by it and those before it alone."""
    from .lines import run
    from .reading.heads import HeadUnusable
    from .reading.turns.kept import load

    try:
        known = load(model)
    except HeadUnusable as broken:
        raise fail(str(broken)) from None
    raise typer.Exit(run(known.line, source, target))


@cli.command()
def replay(
    policy: PolicyFile = None, source: Source = None, target: Target = None, reader: ReaderKind = "encoder"
) -> None:
    """What would the policy have done, turn by turn, and why?"""
    from .adapters import reader_of
    from .lab.replay import replay_line
    from .lines import run
    from .reading.secrets import mask
    from .reading.taught import TaughtReader

    checked = policy_at(policy)
    known = TaughtReader(reader_of(reader), checked.topics)
    raise typer.Exit(run(lambda x: replay_line(x, checked, known.read, mask), source, target))


@cli.command()
def packet(
    policy: PolicyFile = None,
    shop: Annotated[Path | None, typer.Option(help="A shop's folder: facts are verified against it.")] = None,
    source: Source = None,
    target: Target = None,
    reader: ReaderKind = "encoder",
) -> None:
    """What would the agent know at the handoff?"""
    from .adapters import reader_of
    from .lab.replay import packet_line
    from .lines import run
    from .reading.secrets import mask
    from .reading.taught import TaughtReader
    from .records import lookup

    checked = policy_at(policy)
    known = TaughtReader(reader_of(reader), checked.topics)
    look = lookup(shop)
    raise typer.Exit(run(lambda x: packet_line(x, checked, known.read, look(x), mask), source, target))


@cli.command()
def reask(source: Source = None, target: Target = None, reader: ReaderKind = "encoder") -> None:
    """Does the draft ask for something already known?"""
    from .adapters import reader_of
    from .lab.replay import reask_line
    from .lines import run
    from .reading.secrets import mask
    from .reading.wanted import wanted

    known = reader_of(reader)
    raise typer.Exit(run(lambda x: reask_line(x, known.read, mask, wanted()), source, target))


@cli.command()
def backtest(
    policy: PolicyFile = None,
    against: Annotated[Path | None, typer.Option(help="A second policy, on the same conversations.")] = None,
    source: Source = None,
    as_json: Annotated[bool, typer.Option("--json", help="The whole report for programs.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write the report as one page, with pictures.")] = None,
    fail_if: Annotated[str, typer.Option(help="Exit with 1 when this is so: 'missed_rate > 0.05'.")] = "",
    costs: Annotated[str, typer.Option(help="Of a handoff, and of a missed one on top: handoff=5,missed=40.")] = "",
    handle: Annotated[str, typer.Option(help="How long a handoff keeps an agent, on average.")] = "9min",
    handle_cv: Annotated[float, typer.Option(help="Spread over mean of that time.")] = 1.0,
    arrivals: Annotated[str, typer.Option(help="Conversations that reach the bot (200/h): predicts waits.")] = "",
    agents: Annotated[int | None, typer.Option(help="Agents; as many as needed when not given.")] = None,
    patience: Annotated[str, typer.Option(help="How long customers wait on average before they leave.")] = "",
    concurrency: Annotated[int, typer.Option(help="Chats an agent has at once.")] = 1,
    slowdown: Annotated[str, typer.Option(help="With two at once, three ...: 1.4,1.8 or 12min,16min.")] = "",
    target: Annotated[str, typer.Option(help="This share within that time.")] = "80%/60s",
    readings: Annotated[Path | None, typer.Option(help="Keep what was read here: a second run reads nothing.")] = None,
    reader: ReaderKind = "encoder",
    examples: Annotated[int, typer.Option(help="Conversations to read, of each kind.")] = 5,
    seed: Annotated[int, typer.Option(help="Of the intervals.")] = 7,
) -> None:
    """What would a policy have done with past conversations, and what would it have cost?"""
    from .lab.backtest.typed import Typed, run
    from .lines import each
    from .reading.secrets import mask

    def reader_of(kind: str) -> Any:
        from . import adapters  # heavy, and not needed where every reading is recorded

        return adapters.reader_of(kind)

    typed = Typed(
        as_json, html, fail_if, costs, handle, handle_cv, arrivals, agents, patience, concurrency, slowdown, target, readings, reader, examples, seed
    )  # fmt: skip
    policies = [policy_at(x) for x in (policy, against)[: 2 if against else 1]]
    try:
        code = run(lambda take: each(take, source), policies, typed, reader_of, mask)
    except (ValueError, OSError) as wrong:
        raise fail(str(wrong)) from None
    raise typer.Exit(code)


@cli.command()
def forecast(
    handle: Annotated[str, typer.Option(help="How long a chat takes on average: 9min.")],
    arrivals: Annotated[str, typer.Option(help="How many ask for a person: 48/min, 200/h.")] = "",
    profile: Annotated[Path | None, typer.Option(help="Instead: a file of lines 09:00,48, an interval each.")] = None,
    interval: Annotated[str, typer.Option(help="How long an interval is: 30min; as the first two names say if not given.")] = "",
    agents: Annotated[int | None, typer.Option(help="How many there are; as many as needed when not given.")] = None,
    patience: Annotated[str, typer.Option(help="How long customers wait on average before they leave.")] = "",
    concurrency: Annotated[int, typer.Option(help="Chats an agent has at once.")] = 1,
    slowdown: Annotated[str, typer.Option(help="With two at once, three ...: 1.4,1.8 or 8.5min,11min.")] = "",
    target: Annotated[str, typer.Option(help="This share within that time: 80%/60s.")] = "",
    patience_shape: Annotated[str, typer.Option(help="exponential, lognormal, uniform, fixed")] = "exponential",
    patience_cv: Annotated[float, typer.Option(help="Spread over mean of lognormal patience.")] = 1.0,
    as_json: Annotated[bool, typer.Option("--json", help="Figures for programs.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write the answer as one page, with pictures.")] = None,
) -> None:  # fmt: skip
    """How many agents, and how long will customers wait?"""
    from .lab.staffing.typed import Typed, show

    try:
        day = profile.read_text(encoding="utf-8") if profile else ""
        typed = Typed(
            handle, arrivals, day, interval, agents, patience, concurrency, slowdown, target, patience_shape, patience_cv
        )  # fmt: skip
        show(typed, as_json, html)
    except (ValueError, OSError) as wrong:
        raise fail(str(wrong)) from None


@cli.command()
def simulate(
    scenario: Annotated[Path | None, typer.Argument(help="A scenario file; standard input when not given.")] = None,
    against: Annotated[Path | None, typer.Option(help="Another scenario, or another roster, for comparison.")] = None,
    agents: Annotated[int | None, typer.Option(help="What if there were so many?")] = None,
    arrivals: Annotated[str, typer.Option(help="What if so many times as many came? x1.2")] = "",
    days: Annotated[int | None, typer.Option(help="Instead of the scenario's.")] = None,
    seed: Annotated[int | None, typer.Option(help="Instead of the scenario's.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Every figure, for programs.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write the report as one page, with pictures.")] = None,
) -> None:
    """What would the router make of such days? Waits, who leaves, how busy agents are."""
    from .lab.queueing.scenario import ScenarioRefused
    from .lab.queueing.typed import Typed, run
    from .routing.roster import RosterRefused

    try:
        code = run(scenario, Typed(against, agents, arrivals, days, seed, as_json, html))
    except (ScenarioRefused, RosterRefused) as refused:
        raise fail("\n".join(str(x) for x in refused.problems)) from None
    except (ValueError, OSError) as wrong:
        raise fail(str(wrong)) from None
    raise typer.Exit(code)


@cli.command()
def doctor(settings: SettingsFile = SETTINGS) -> None:
    """What is set up, what is missing, and the next step."""
    from .checkup import checkup

    raise typer.Exit(checkup(settings))


def main() -> None:
    """The entry point."""
    try:
        cli()
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def run_async(work: Any) -> Any:
    return asyncio.run(work)


if __name__ == "__main__":
    main()
