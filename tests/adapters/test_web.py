"""GET /status and GET /metrics, asked over HTTP."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from stasis_app.adapters.web import CannotListen, Web
from stasis_app.core.figures import Spread
from stasis_app.core.problems import Severity
from stasis_app.core.status import (
    Ari,
    Calls,
    Configuration,
    Facts,
    Mirror,
    Outbox,
    SheetProblem,
    Status,
    status_of,
)
from stasis_app.core.trunk_refusals import TrunkRefusal

from ..company import NOW

WELL = Facts(
    version="0.1.0",
    started_at=NOW - timedelta(hours=1),
    ari=Ari(connected=True, since=NOW - timedelta(minutes=59), version="22.10.1"),
    mirror=Mirror(
        version=7,
        pulled_at=NOW - timedelta(seconds=30),
        stale_after=timedelta(hours=24),
        problems=(SheetProblem("otdel1", "EMAIL_MISSING", Severity.WARNING, "Otdel1Staff!C3"),),
    ),
    calls=Calls(live=2, outcomes={"answered": 5, "failed": 1}, errors={}),
    outbox=Outbox(waiting=3, oldest_seconds=20.5, failed=1),
    refusals=(TrunkRefusal("PJSIP/{number}@trunk", NOW, NOW),),
    configuration=Configuration(taken_at=NOW, restart=("web.listen",)),
)


class Asked:
    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.session = session

    async def status(self) -> tuple[int, dict[str, Any]]:
        async with self.session.get(f"{self.url}/status") as response:
            return response.status, await response.json()

    async def metrics(self) -> dict[str, float]:
        """By name and labels, as one queries for them."""
        async with self.session.get(f"{self.url}/metrics") as response:
            assert response.status == 200
            assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
            families = text_string_to_metric_families(await response.text())
            samples = [sample for family in families for sample in family.samples]
        return {
            sample.name + "".join(f"[{value}]" for value in sample.labels.values()): sample.value
            for sample in samples
        }


@asynccontextmanager
async def asking(facts: Facts) -> AsyncIterator[Asked]:
    async def now() -> Status:
        return status_of(facts, NOW)

    async with await Web.open("127.0.0.1", 0, now) as web, aiohttp.ClientSession() as session:
        yield Asked(f"http://127.0.0.1:{web.port}", session)


async def test_status() -> None:
    async with asking(WELL) as asked:
        code, document = await asked.status()
    assert code == 200
    assert document == {
        "status": "ok",
        "problems": [],
        "version": "0.1.0",
        "uptime_seconds": 3600,
        "ari": {"connected": True, "since": "2026-11-21T02:01:00+00:00", "version": "22.10.1"},
        "mirror": {
            "version": 7,
            "pulled_at": "2026-11-21T02:59:30+00:00",
            "age_seconds": 30,
            "problems": [
                {
                    "department": "otdel1",
                    "code": "EMAIL_MISSING",
                    "severity": "warning",
                    "cell": "Otdel1Staff!C3",
                }
            ],
        },
        "calls": {"live": 2, "total": 8, "failed": 1, "errors_last_hour": {}},
        "trunks": [
            {
                "endpoint": "PJSIP/{number}@trunk",
                "refuses_callers_until": "2026-11-22T03:00:00+00:00",
            }
        ],
        "outbox": {"waiting": 3, "oldest_seconds": 20.5, "failed": 1},
        "configuration": {
            "taken_at": "2026-11-21T03:00:00+00:00",
            "problems": [],
            "restart": ["web.listen"],
        },
    }


async def test_degraded_is_no_reason_to_be_restarted() -> None:
    async with asking(replace(WELL, calls=Calls(0, errors={"call crashed": 1}))) as asked:
        code, document = await asked.status()
    assert (code, document["status"]) == (200, "degraded")
    assert document["problems"] == ["in the last hour: 1 × call crashed"]


async def test_failing_is_503_before_anything_is_known() -> None:
    nothing = replace(
        WELL,
        ari=Ari(connected=False, since=None),
        mirror=Mirror(None, None, timedelta(hours=24)),
        outbox=None,
    )
    async with asking(nothing) as asked:
        code, document = await asked.status()
        metrics = await asked.metrics()
    assert (code, document["status"]) == (503, "failing")
    assert document["ari"] == {"connected": False, "since": None, "version": None}
    assert document["mirror"]["age_seconds"] is None
    assert document["outbox"] == {"waiting": None, "oldest_seconds": None, "failed": None}
    assert metrics["stasis_app_ari_connected"] == 0
    assert metrics["stasis_app_status[failing]"] == 1
    assert "stasis_app_mirror_age_seconds" not in metrics
    assert "stasis_app_outbox_waiting" not in metrics


async def test_metrics() -> None:
    async with asking(WELL) as asked:
        metrics = await asked.metrics()
    assert metrics.pop("stasis_app_tasks") >= 1
    assert metrics == {
        "stasis_app_info[0.1.0]": 1,
        "stasis_app_start_time_seconds": (NOW - timedelta(hours=1)).timestamp(),
        "stasis_app_status[ok]": 1,
        "stasis_app_status[degraded]": 0,
        "stasis_app_status[failing]": 0,
        "stasis_app_ari_reconnects_total": 0,
        "stasis_app_ari_connected": 1,
        "stasis_app_asterisk_info[22.10.1]": 1,
        "stasis_app_mirror_version": 7,
        "stasis_app_mirror_age_seconds": 30,
        "stasis_app_mirror_problems[fatal]": 0,
        "stasis_app_mirror_problems[error]": 0,
        "stasis_app_mirror_problems[warning]": 1,
        "stasis_app_calls_live": 2,
        "stasis_app_calls_total[answered]": 5,
        "stasis_app_calls_total[missed]": 0,
        "stasis_app_calls_total[abandoned]": 0,
        "stasis_app_calls_total[voicemail]": 0,
        "stasis_app_calls_total[failed]": 1,
        "stasis_app_calls_total[handed over]": 0,
        "stasis_app_calls_total[blocked]": 0,
        "stasis_app_calls_total[looped]": 0,
        "stasis_app_outbox_waiting": 3,
        "stasis_app_outbox_oldest_seconds": 20.5,
        "stasis_app_outbox_failed": 1,
    }


async def test_errors_by_kind() -> None:
    async with asking(replace(WELL, calls=Calls(0, errors={"call crashed": 4}))) as asked:
        assert (await asked.metrics())["stasis_app_errors_last_hour[call crashed]"] == 4


async def test_the_port_is_taken() -> None:
    async def now() -> Status:
        return status_of(WELL, NOW)

    async with await Web.open("127.0.0.1", 0, now) as web:
        with pytest.raises(CannotListen, match="web.listen"):
            await Web.open("127.0.0.1", web.port, now)


async def test_a_host_that_is_not_ours() -> None:
    async def now() -> Status:
        return status_of(WELL, NOW)

    with pytest.raises(CannotListen, match="192.0.2.1:8080"):
        await Web.open("192.0.2.1", 8080, now)


async def test_histograms_legs_and_reconnects() -> None:
    spread = Spread(((1.0, 2), (5.0, 3)), 4, 17.5)
    ari = replace(WELL.ari, reconnects=3, replies=spread, lag=spread)
    calls = replace(WELL.calls, until_answered=spread, legs={("busy", "17"): 2, ("", ""): 1})
    async with asking(replace(WELL, ari=ari, calls=calls)) as asked:
        metrics = await asked.metrics()
    for name in ("call_answer", "ari_reply", "ari_event_lag"):
        assert metrics[f"stasis_app_{name}_seconds_bucket[1.0]"] == 2
        assert metrics[f"stasis_app_{name}_seconds_bucket[5.0]"] == 3
        assert metrics[f"stasis_app_{name}_seconds_bucket[+Inf]"] == 4
        assert metrics[f"stasis_app_{name}_seconds_count"] == 4
        assert metrics[f"stasis_app_{name}_seconds_sum"] == 17.5
    assert metrics["stasis_app_legs_total[17][busy]"] == 2
    assert metrics["stasis_app_ari_reconnects_total"] == 3


CONTRIB = Path(__file__).parents[2] / "contrib"
NAME = re.compile(r"\bstasis_app_[a-z_]+")


@pytest.mark.parametrize("file", ["grafana-dashboard.json", "alerts.yml"])
async def test_what_dashboard_and_alerts_ask_for_is_there(file: str) -> None:
    spread = Spread(((1.0, 0),), 0, 0.0)
    ari = replace(WELL.ari, replies=spread, lag=spread)
    calls = replace(WELL.calls, until_answered=spread, legs={("busy", "17"): 1}, errors={"x": 1})
    async with asking(replace(WELL, ari=ari, calls=calls)) as asked:
        metrics = await asked.metrics()
    there = {each.partition("[")[0] for each in metrics}
    asked_for = set(NAME.findall((CONTRIB / file).read_text()))
    assert len(asked_for) >= 6
    assert asked_for <= there


def test_dashboard_and_alerts_can_be_read() -> None:
    board = json.loads((CONTRIB / "grafana-dashboard.json").read_text())
    ids = [panel["id"] for panel in board["panels"]]
    assert len(set(ids)) == len(ids) > 8
    assert all(panel["targets"] for panel in board["panels"])
    [group] = yaml.safe_load((CONTRIB / "alerts.yml").read_text())["groups"]
    for rule in group["rules"]:
        assert rule.keys() == {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"]["severity"] in ("critical", "warning")
        assert rule["annotations"]["summary"]
