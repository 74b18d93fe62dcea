"""Traces of the way of a message, hop by hop, for OpenTelemetry: ids and times, and no words. Nothing unless ``begin`` was called.

Widget ``send`` and console ``apply`` happen in browsers: the page says how long ago, or for how long, and the span is made here.
So nobody outside chooses an id of a trace. Without the extra ``otel`` nothing of it is loaded, and a hop costs a comparison.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Final

#: The eight hops, in order.
SEND, POST, ASK, HANDLE = "1 widget send", "2 connection post", "3 api ask", "4 desk handle"
DECIDE, APPEND, PUBLISH, APPLY = "5 decide", "6 journal append", "7 announcer publish", "8 console apply"
HOPS: Final = (SEND, POST, ASK, HANDLE, DECIDE, APPEND, PUBLISH, APPLY)
#: What a page says of its own time is believed up to this, milliseconds.
AGE_MS_MAX: Final = 10 * 60 * 1000
#: Publications that a console may still answer to.
PUBLISHED_MAX: Final = 2_000
#: Where nothing is traced.
NOTHING: Final[AbstractContextManager[Any]] = nullcontext()


class _Traces:
    """``tracer`` is OpenTelemetry's; None while nothing is traced."""

    def __init__(self) -> None:
        self.tracer: Any = None
        self.now_ns: Callable[[], int] = lambda: 0
        self.published: OrderedDict[tuple[str, int], Any] = OrderedDict()


_traces: Final = _Traces()


def begin(provider: Any, now_ns: Callable[[], int]) -> None:
    """From here on hops are told to ``provider``, an OpenTelemetry TracerProvider; None: to nobody. ``now_ns``: Unix nanoseconds."""
    _traces.now_ns = now_ns
    _traces.tracer = provider.get_tracer("escapehatch") if provider else None
    _traces.published.clear()


def exporting(address: str) -> Any:
    """A provider that sends to this OTLP/HTTP address (``.../v1/traces``). Raises ImportError without the extra ``otel``."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": "escapehatch"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(address)))
    return provider


def on() -> bool:
    return _traces.tracer is not None


def hop(name: str, conversation_id: str, **ids: str | int) -> AbstractContextManager[Any]:
    """One hop, as long as it is open; what is opened inside is its child. ``ids``: never what somebody wrote."""
    return NOTHING if _traces.tracer is None else _open(name, {"conversation_id": conversation_id, **ids})


@contextmanager
def _open(name: str, ids: dict[str, str | int]) -> Iterator[Any]:
    """An exception is told by its type: its message may quote somebody."""
    from opentelemetry.trace import Status, StatusCode

    quiet = {"record_exception": False, "set_status_on_exception": False}
    with _traces.tracer.start_as_current_span(name, attributes=ids, **quiet) as span:
        try:
            yield span
        except BaseException as failed:
            span.set_status(Status(StatusCode.ERROR, type(failed).__name__))
            raise


@contextmanager
def sent(conversation_id: str, age_ms: float) -> Iterator[None]:
    """Around what comes of a page's ask: a span from when it was sent, and in it one from when it arrived."""
    if _traces.tracer is None:
        yield
        return
    from opentelemetry.trace import set_span_in_context

    ids: dict[str, str | int] = {"conversation_id": conversation_id}
    now_ns = _traces.now_ns()
    began = _traces.tracer.start_span(SEND, attributes=ids, start_time=now_ns - _believed_ns(age_ms))
    began.end(now_ns)
    posted = _traces.tracer.start_span(POST, set_span_in_context(began), attributes=ids, start_time=now_ns)
    token = _attach(set_span_in_context(posted))
    try:
        yield
    finally:
        _detach(token)
        posted.end()


def publishing(span: Any, conversation_id: str, seq: int) -> None:
    """Remember the hop that told of version ``seq``: consoles will say that they have it."""
    if span is None:
        return
    _traces.published[conversation_id, seq] = span
    while len(_traces.published) > PUBLISHED_MAX:
        _traces.published.popitem(last=False)


def applied(conversation_id: str, seq: int, took_ms: float) -> None:
    """A console has folded what was told of version ``seq`` into its picture, and took so long."""
    parent = _traces.published.get((conversation_id, seq))
    if _traces.tracer is None or parent is None:
        return
    from opentelemetry.trace import set_span_in_context

    now_ns = _traces.now_ns()
    ids: dict[str, str | int] = {"conversation_id": conversation_id, "seq": seq}
    start_ns = now_ns - _believed_ns(took_ms)
    _traces.tracer.start_span(APPLY, set_span_in_context(parent), attributes=ids, start_time=start_ns).end(now_ns)


def _believed_ns(ms: float) -> int:
    return int(min(max(ms, 0), AGE_MS_MAX) * 1_000_000)


def _attach(context: Any) -> Any:
    from opentelemetry.context import attach

    return attach(context)


def _detach(token: Any) -> None:
    from opentelemetry.context import detach

    detach(token)
