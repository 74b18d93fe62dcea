"""Whatever is sent to any operation of the API is answered as its own description says, and never with a fault."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from place import Place
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 20


@pytest.mark.parametrize("who", ["nobody", "customer", "agent", "bot"])
async def test_every_operation_answers_as_described(place: Place, who: str) -> None:
    """S29, S30: odd types, lengths, encodings and headers, from every kind of caller."""
    session = await place.visit(place.identity())
    conversation_id = session["conversation_id"]
    await place.ask(session["token"], conversation_id, "messages", message_id="m1", text="Where is my order?")
    await place.ask(session["token"], conversation_id, "handoff")
    tokens = {"nobody": "", "customer": session["token"]}
    if who in {"agent", "bot"}:
        tokens[who] = await place.token(who, "dana" if who == "agent" else "pip")
    headers = {"authorization": f"Bearer {tokens[who]}"} if tokens[who] else {}
    asked = await asyncio.to_thread(_ask_everything, place.origin, headers, conversation_id)
    assert len(asked) >= 15, asked
    assert (await place.http.get("/healthz")).status_code == 200


def _ask_everything(origin: str, headers: dict[str, str], conversation_id: str) -> list[str]:
    schema = schemathesis.openapi.from_url(f"{origin}/openapi.json")
    asked = []
    for found in schema.get_all_operations():
        operation = found.ok()
        asked.append(operation.label)

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy())
        def ask(case: Any) -> None:
            if "conversation_id" in case.path_parameters:
                case.path_parameters["conversation_id"] = conversation_id
            case.validate_response(case.call(headers=headers), checks=CHECKS)

        ask()
    return asked
