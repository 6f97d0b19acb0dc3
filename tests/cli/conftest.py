from pathlib import Path

import pytest

from .company_folder import CompanyFolder


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CompanyFolder:
    """Without a mirror yet; the secrets are not set."""
    monkeypatch.delenv("ARI_PASSWORD", raising=False)
    return CompanyFolder(tmp_path)


@pytest.fixture
def synced(company: CompanyFolder) -> CompanyFolder:
    assert company.run("sync").code == 0
    return company


@pytest.fixture(autouse=True)
def as_wide_as_it_likes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever terminal the tests are run in."""
    monkeypatch.delenv("COLUMNS", raising=False)
