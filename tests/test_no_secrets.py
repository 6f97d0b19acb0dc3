"""No password, key or token of anybody's is in the project: what `make test` runs, CI runs."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = ("stasis_app", "contrib", "docker", "docs", "schedules", "scripts", "tests")
TEXTS = {
    *(".py", ".md", ".txt", ".yaml", ".yml", ".json", ".conf", ".example", ".sh", ".toml"),
    *(".lock", ".csv", ".html", ".service", ".pem", ".key", ".env", ""),
}
OF_THE_TESTS = {"tests/adapters/localhost.pem"}  # signed by itself, trusted by nobody

SECRETS = {
    "a private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*\n[A-Za-z0-9+/=\s]{64}",
    "a Google API key": r"\bAIza[0-9A-Za-z_-]{35}\b",
    "a Google OAuth secret": r"\bGOCSPX-[0-9A-Za-z_-]{20,}",
    "an AWS key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a GitHub token": r"\b(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{50,})",
    "a GitLab token": r"\bglpat-[0-9A-Za-z_-]{20}",
    "a Slack token": r"\bxox[abprs]-[0-9A-Za-z-]{20,}",
    "a JSON web token": r"\beyJ[0-9A-Za-z_-]{20,}\.eyJ[0-9A-Za-z_-]{20,}\.",
    "a password in a URL": r"\b(?:postgres|postgresql|mysql|redis|amqp)://\w+:(?!\$)[^@\s/]{8,}@",
}


def found(text: str) -> list[str]:
    return [what for what, pattern in SECRETS.items() if re.search(pattern, text)]


def test_the_scan_knows_a_secret_when_it_sees_one() -> None:
    assert found(f"key: AIza{'x' * 35}") == ["a Google API key"]
    assert found(f"-----BEGIN RSA PRIVATE KEY-----\n{'A' * 64}\n") == ["a private key"]
    assert found(f"token ghp_{'a1' * 18}") == ["a GitHub token"]
    assert found("password: ${ARI_PASSWORD}") == []


def test_nothing_in_the_project_is_a_secret() -> None:
    files = [file for file in ROOT.iterdir() if file.is_file()]
    for folder in FOLDERS:
        files += [file for file in (ROOT / folder).rglob("*") if file.is_file()]
    texts = [
        (name, file.read_text("utf-8", errors="replace"))
        for file in files
        if file.suffix in TEXTS and (name := file.relative_to(ROOT).as_posix()) not in OF_THE_TESTS
    ]
    assert len(texts) > 300
    assert {name: what for name, text in texts if (what := found(text))} == {}
