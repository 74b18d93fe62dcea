"""A file of conversations as it may be brought: JSON Lines of transcripts or of an exported journal, one vCon, or many."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

#: How parties are called elsewhere; whoever is not named here is an agent.
ROLES: Final = {
    **dict.fromkeys(("customer", "client", "caller", "consumer", "visitor", "user"), "customer"),
    **dict.fromkeys(("bot", "assistant", "ai", "ai_agent", "virtual agent"), "bot"),
    **dict.fromkeys(("system",), "system"),
}


def records(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each record with its line, ready for ``Tally.take``. Raises ValueError for what is no JSON at all."""
    whole = _whole(text)
    if whole is not None:
        yield from ((1, _record(x, n)) for n, x in enumerate(whole))
        return
    for n, line in enumerate(text.splitlines()):
        if line.strip():
            try:
                found = json.loads(line)
            except json.JSONDecodeError as wrong:
                raise ValueError(f"line {n + 1}: not JSON ({wrong.msg} at column {wrong.colno})") from None
            yield n + 1, _record(found, n)


def _whole(text: str) -> list[Any] | None:
    """The text as one JSON value: a list of records, or a single one over several lines."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        return None
    return found if isinstance(found, list) else [found]


def _record(found: Any, number: int) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise ValueError(f"record {number + 1}: a JSON object is expected")
    record = of_vcon(found) if "vcon" in found and "dialog" in found else found
    return {"id": f"r{number}", **record}


def of_vcon(vcon: Mapping[str, Any]) -> dict[str, Any]:
    """A vCon's text dialog as a transcript. A person was needed where one wrote: the handoff was before their first words."""
    parties = [_role(x) for x in vcon.get("parties") or ()]
    messages = []
    for x in vcon.get("dialog") or ():
        if x.get("type") != "text" or not isinstance(x.get("body"), str):
            continue
        given = x.get("originator", x.get("parties"))
        n = given[0] if isinstance(given, list) and given else given
        role = parties[n] if isinstance(n, int) and 0 <= n < len(parties) else "customer"
        messages.append({"role": role, "text": x["body"], **({"at": x["start"]} if x.get("start") else {})})
    rows = [{"i": n, **x} for n, x in enumerate(messages)]
    first = next((x["i"] for x in rows if x["role"] == "agent"), None)
    record: dict[str, Any] = {"id": str(vcon.get("uuid") or ""), "messages": rows}
    if not record["id"]:
        del record["id"]
    return record if first is None else {**record, "handoff_at": max(first - 1, 0), "outcome": "handed_off"}


def _role(party: Any) -> str:
    named = str(party.get("role") or "") if isinstance(party, dict) else ""
    return ROLES.get(named.lower(), "agent") if named else "customer"
