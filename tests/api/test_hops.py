"""One message's way in one trace: eight hops, each under the one that led to it, with ids and without words."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from place import Place, frames, until

from escapehatch import hops, serving
from escapehatch.ports import Change, JournalUnavailable
from escapehatch.settings import SettingsRefused

WORD = "CANARY"
AGE_MS = 1500
#: What one command does; the house's own commands that follow do it too.
UNDER = (hops.DECIDE, hops.APPEND, hops.PUBLISH)


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    kept, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    hops.begin(provider, time.time_ns)
    yield kept
    hops.begin(None, time.time_ns)


async def test_an_escalated_message_is_eight_hops_in_one_trace(place: Place, spans: InMemorySpanExporter) -> None:
    visit = await place.visit(place.identity(name=f"{WORD}-name"))
    name = visit["conversation_id"]
    dana = await place.token("agent", "dana")
    await place.ask(visit["token"], name, "messages", message_id="m0", text="Hello.")
    async with place.socket() as console, place.socket() as widget:
        await console.send(json.dumps({"type": "hello", "token": dana}))
        assert (await frames(console, "welcome"))["traced"]
        await console.send(json.dumps({"type": "watch", "conversation_id": name, "ref": "w"}))
        await frames(console, "snapshot")
        await frames(console, "done")
        await widget.send(json.dumps({"type": "hello", "token": visit["token"]}))
        spans.clear()
        body = {"message_id": "m1", "text": f"{WORD} I want to speak to a person"}
        ask = {"type": "ask", "ref": "1", "conversation_id": name, "do": "messages", "body": body, "age_ms": AGE_MS}
        await widget.send(json.dumps(ask))
        heard = await frames(console, "events")
        assert "HandoffRequested" in {x["event"]["type"] for x in heard["events"]}
        applied = {"type": "applied", "conversation_id": name, "seq": heard["upto"], "took_ms": 12}
        await console.send(json.dumps(applied))
        await until(lambda: [x for x in spans.get_finished_spans() if x.name == hops.APPLY])
    (last,) = [x for x in spans.get_finished_spans() if x.name == hops.APPLY]
    trace = [x for x in spans.get_finished_spans() if x.context.trace_id == last.context.trace_id]
    (post,) = [x for x in trace if x.name == hops.HANDLE and (x.attributes or {})["command"] == "Post"]
    found = {x.name: x for x in trace if x.name not in UNDER or _under(post, x)}
    assert tuple(sorted(found)) == hops.HOPS
    by_id = {x.context.span_id: x.name for x in trace}
    found[hops.HANDLE] = post
    parents = {x.name: by_id[x.parent.span_id] if x.parent else "" for x in found.values()}
    assert parents == {
        hops.SEND: "",
        hops.POST: hops.SEND,
        hops.ASK: hops.POST,
        hops.HANDLE: hops.ASK,
        hops.DECIDE: hops.HANDLE,
        hops.APPEND: hops.HANDLE,
        hops.PUBLISH: hops.HANDLE,
        hops.APPLY: hops.PUBLISH,
    }
    assert _ms(found[hops.SEND]) == pytest.approx(AGE_MS, abs=1)
    assert _ms(found[hops.APPLY]) == pytest.approx(12, abs=1)
    assert found[hops.DECIDE].end_time <= found[hops.APPEND].start_time <= found[hops.PUBLISH].start_time
    assert all(x.attributes and x.attributes["conversation_id"] == name for x in found.values())
    assert WORD not in "".join(x.to_json() for x in spans.get_finished_spans())


def _under(span: ReadableSpan, child: ReadableSpan) -> bool:
    return child.parent is not None and child.parent.span_id == span.context.span_id


def _ms(span: ReadableSpan) -> float:
    assert span.start_time and span.end_time
    return (span.end_time - span.start_time) / 1e6


async def test_what_fails_is_told_by_its_type(
    place: Place, spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = await place.visit()

    async def full(change: Change) -> None:
        raise JournalUnavailable(f"no room for {WORD}")

    monkeypatch.setattr(place.house.journal, "append", full)
    answer = await place.ask(visit["token"], visit["conversation_id"], "messages", message_id="m", text=WORD)
    assert answer.status_code == 503
    failed = [x for x in spans.get_finished_spans() if not x.status.is_ok and x.status.description]
    assert {x.status.description for x in failed} == {"JournalUnavailable"}
    assert WORD not in "".join(x.to_json() for x in spans.get_finished_spans())


async def test_a_page_cannot_stretch_a_trace_nor_answer_to_nothing(spans: InMemorySpanExporter) -> None:
    with hops.sent("c1", 1e18):
        pass
    hops.applied("c1", 7, -5)
    sent = next(x for x in spans.get_finished_spans() if x.name == hops.SEND)
    assert _ms(sent) <= hops.AGE_MS_MAX
    assert len(spans.get_finished_spans()) == 2


async def test_of_publications_a_number_is_remembered(spans: InMemorySpanExporter) -> None:
    for seq in range(hops.PUBLISHED_MAX + 10):
        hops.publishing(object(), "c1", seq)
    assert len(hops._traces.published) == hops.PUBLISHED_MAX


async def test_where_nothing_is_traced_nothing_is_loaded(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """No cost and no import without the extra, and a sentence when it is wanted and is not there."""
    assert hops.hop(hops.ASK, "c1") is hops.NOTHING
    loaded = "import sys, escapehatch.serving; print([x for x in sys.modules if x.startswith('opentelemetry.sdk')])"
    assert subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout == "[]\n"
    serving.traced("")
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(SettingsRefused, match=r"escapehatch\[otel\]"):
        serving.traced("http://127.0.0.1:4318/v1/traces")
