"""The status page: GET /status for people and probes, GET /metrics for Prometheus.

Shows what it is given; what is ok is decided in core/status.py.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Self

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from stasis_app.core.figures import Spread
from stasis_app.core.problems import Severity
from stasis_app.core.status import Health, Status
from stasis_app.core.words import CallOutcome

StatusNow = Callable[[], Awaitable[Status]]

CLOSE_SECONDS = 1.0  # for a request that is under way when we stop


class CannotListen(Exception):
    """Somebody else has the port, or we may not have it; says so."""


class Web:
    """Listens from `open` until `close`, which `async with` does."""

    def __init__(self, runner: web.AppRunner) -> None:
        self.runner = runner

    @classmethod
    async def open(cls, host: str, port: int, status: StatusNow) -> Self:
        """Port 0: any free one, see `port`.  Raises CannotListen."""
        runner = web.AppRunner(
            _application(status), access_log=None, shutdown_timeout=CLOSE_SECONDS
        )
        await runner.setup()
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            await runner.cleanup()
            raise CannotListen(
                f"{host}:{port}: {error.strerror}: give another address as web.listen"
            ) from None
        return cls(runner)

    @property
    def port(self) -> int:
        port: int = self.runner.addresses[0][1]
        return port

    async def close(self) -> None:
        await self.runner.cleanup()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def _application(status: StatusNow) -> web.Application:
    async def show_status(_: web.Request) -> web.Response:
        now = await status()
        code = 503 if now.health is Health.FAILING else 200
        return web.json_response(document(now), status=code)

    async def show_metrics(_: web.Request) -> web.Response:
        registry = CollectorRegistry()
        registry.register(_Metrics(await status(), len(asyncio.all_tasks())))
        body = generate_latest(registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    application = web.Application()
    application.router.add_get("/status", show_status)
    application.router.add_get("/metrics", show_metrics)
    return application


def document(status: Status) -> dict[str, Any]:
    facts = status.facts
    outbox = facts.outbox
    configuration = facts.configuration
    age = status.mirror_age
    return {
        "status": status.health,
        "problems": list(status.problems),
        "version": facts.version,
        "uptime_seconds": round(status.uptime.total_seconds(), 3),
        "ari": {
            "connected": facts.ari.connected,
            "since": facts.ari.since.isoformat() if facts.ari.since else None,
            "version": facts.ari.version,
        },
        "mirror": {
            "version": facts.mirror.version,
            "pulled_at": facts.mirror.pulled_at.isoformat() if facts.mirror.pulled_at else None,
            "age_seconds": round(age.total_seconds(), 3) if age is not None else None,
            "problems": [
                {
                    "department": problem.department,
                    "code": problem.code,
                    "severity": problem.severity,
                    "cell": problem.cell,
                }
                for problem in facts.mirror.problems
            ],
        },
        "calls": {
            "live": facts.calls.live,
            "total": sum(facts.calls.outcomes.values()) + facts.calls.live,
            "failed": facts.calls.outcomes.get(CallOutcome.FAILED, 0),
            "errors_last_hour": dict(facts.calls.errors),
        },
        "trunks": [
            {"endpoint": each.trunk, "refuses_callers_until": each.until.isoformat()}
            for each in facts.refusals
        ],
        "outbox": {
            "waiting": outbox.waiting if outbox else None,
            "oldest_seconds": outbox.oldest_seconds if outbox else None,
            "failed": outbox.failed if outbox else None,
        },
        "configuration": {
            "taken_at": configuration.taken_at.isoformat() if configuration else None,
            "problems": list(configuration.problems) if configuration else [],
            "restart": list(configuration.restart) if configuration else [],
        },
    }


class _Metrics(Collector):
    def __init__(self, status: Status, tasks: int) -> None:
        self.status = status
        self.tasks = tasks  # that the process has: more and more of them are a leak

    def collect(self) -> Iterator[Metric]:
        status = self.status
        facts = status.facts
        started_at = facts.started_at.timestamp()
        yield _labelled("stasis_app_info", "The application", {"version": facts.version})
        yield _gauge("stasis_app_start_time_seconds", "When it was started, Unix time", started_at)
        yield _gauge("stasis_app_tasks", "What goes on in it at the same time", self.tasks)
        states = GaugeMetricFamily("stasis_app_status", "1 for what it is", labels=["status"])
        for health in Health:
            states.add_metric([health], float(status.health is health))
        yield states
        yield from self._of_ari()
        yield from self._of_mirror()
        yield from self._of_calls()
        yield from self._of_outbox()

    def _of_ari(self) -> Iterator[Metric]:
        ari = self.status.facts.ari
        yield _gauge("stasis_app_ari_connected", "1 while Asterisk is connected", ari.connected)
        text = "Connections to Asterisk that were made again"
        yield CounterMetricFamily("stasis_app_ari_reconnects", text, value=ari.reconnects)
        yield from _histogram(
            "stasis_app_ari_reply_seconds", "From a request to Asterisk to its reply", ari.replies
        )
        text = "From an event in Asterisk to its arrival here, by both clocks"
        yield from _histogram("stasis_app_ari_event_lag_seconds", text, ari.lag)
        if ari.version is not None:
            yield _labelled("stasis_app_asterisk_info", "Asterisk", {"version": ari.version})

    def _of_mirror(self) -> Iterator[Metric]:
        mirror = self.status.facts.mirror
        if mirror.version is not None:
            text = "Number of the mirror's last version"
            yield _gauge("stasis_app_mirror_version", text, mirror.version)
        if self.status.mirror_age is not None:
            text = "Since the workbook was read last"
            yield _gauge(
                "stasis_app_mirror_age_seconds", text, self.status.mirror_age.total_seconds()
            )
        text = "Problems in the workbook"
        problems = GaugeMetricFamily("stasis_app_mirror_problems", text, labels=["severity"])
        for severity in Severity:
            found = [each for each in mirror.problems if each.severity is severity]
            problems.add_metric([severity], len(found))
        yield problems

    def _of_calls(self) -> Iterator[Metric]:
        calls = self.status.facts.calls
        yield _gauge("stasis_app_calls_live", "Calls going on", calls.live)
        text = "Calls that are over, by outcome"
        over = CounterMetricFamily("stasis_app_calls", text, labels=["outcome"])
        for outcome in CallOutcome:
            over.add_metric([outcome], calls.outcomes.get(outcome, 0))
        yield over
        text = "From a call's start to its answer"
        yield from _histogram("stasis_app_call_answer_seconds", text, calls.until_answered)
        text = "Legs that are over, by outcome and Q.850 cause"
        legs = CounterMetricFamily("stasis_app_legs", text, labels=["outcome", "cause"])
        for (ended, cause), count in sorted(calls.legs.items()):
            legs.add_metric([ended, cause], count)
        yield legs
        text = "What has gone wrong in the last hour, by kind"
        errors = GaugeMetricFamily("stasis_app_errors_last_hour", text, labels=["kind"])
        for kind, count in sorted(calls.errors.items()):
            errors.add_metric([kind], count)
        yield errors

    def _of_outbox(self) -> Iterator[Metric]:
        outbox = self.status.facts.outbox
        if outbox is None:
            return
        yield _gauge("stasis_app_outbox_waiting", "Mails not delivered yet", outbox.waiting)
        text = "Age of the oldest mail not delivered yet"
        yield _gauge("stasis_app_outbox_oldest_seconds", text, outbox.oldest_seconds or 0.0)
        yield _gauge("stasis_app_outbox_failed", "Mails given up", outbox.failed)


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, value=float(value))


def _histogram(name: str, text: str, spread: Spread | None) -> Iterator[Metric]:
    if spread is None:
        return
    buckets = [(str(bound), float(count)) for bound, count in spread.buckets]
    buckets.append(("+Inf", float(spread.count)))
    yield HistogramMetricFamily(name, text, buckets=buckets, sum_value=spread.sum)


def _labelled(name: str, text: str, labels: dict[str, str]) -> Metric:
    metric = GaugeMetricFamily(name, text, labels=list(labels))
    metric.add_metric(list(labels.values()), 1.0)
    return metric
