"""compose.yaml: what it names exists, secrets are files, both containers are held as tightly as can be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import Settings, load_settings
from db.engine import read_url
from tests.docs_blocks import ROOT
from tests.stage import TOKEN

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
MOUNTED = "/run/secrets/"

every_service = pytest.mark.parametrize("name", SERVICES)


def test_it_is_the_bot_and_postgresql() -> None:
    assert list(SERVICES) == ["bot", "database"]
    assert SERVICES["bot"]["build"] == "."
    assert "/postgres:" in SERVICES["database"]["image"]


def test_every_setting_of_the_bot_exists() -> None:
    assert {name.lower() for name in SERVICES["bot"]["environment"]} <= set(Settings.model_fields)


@every_service
def test_secrets_are_files_and_none_stands_in_the_environment(name: str) -> None:
    service = SERVICES[name]
    given = {value.removeprefix(MOUNTED) for value in service["environment"].values() if MOUNTED in value}
    assert given == set(service["secrets"])
    for secret in given:
        assert COMPOSE["secrets"][secret] == {"file": f"./secrets/{secret}"}
    words = ("TOKEN", "KEY", "PASSWORD")
    assert [key for key in service["environment"] if key.endswith(words)] == []


def test_those_files_are_kept_out_of_the_repository_and_the_image() -> None:
    assert "secrets/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert not any("secrets" in line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines()[1:])


@every_service
def test_each_container_can_change_nothing_but_its_volume_and_what_passes(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert any(mount.startswith("/tmp:") for mount in service["tmpfs"])  # noqa: S108 - inside a container
    assert [volume.partition(":")[0] in COMPOSE["volumes"] for volume in service["volumes"]] == [True]
    assert not service.keys() & {"privileged", "cap_add", "ports", "network_mode", "pid", "devices"}


@every_service
def test_each_gets_the_time_that_it_needs_to_stop(name: str) -> None:
    assert int(SERVICES[name]["stop_grace_period"].removesuffix("s")) > 10


def test_the_database_is_reached_by_the_bot_alone_and_waited_for() -> None:
    assert SERVICES["database"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["database"]["healthcheck"]["test"][:2] == ["CMD", "pg_isready"]
    assert SERVICES["bot"]["depends_on"] == {"database": {"condition": "service_healthy"}}


def test_the_bot_understands_what_it_is_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    contents = {"bot_token": TOKEN, "database_password": "it's a word", "encryption_key": "a key"}
    for secret, text in contents.items():
        (tmp_path / secret).write_text(f"{text}\n")
    for name, value in SERVICES["bot"]["environment"].items():
        monkeypatch.setenv(name, value.replace(MOUNTED, f"{tmp_path}/"))
    settings = load_settings()
    assert settings.token is not None
    assert settings.token.get_secret_value() == TOKEN
    url, database = read_url(settings.database.get_secret_value()), SERVICES["database"]["environment"]
    assert (url.host, url.password) == ("database", contents["database_password"])
    assert (url.username, url.database) == (database["POSTGRES_USER"], database["POSTGRES_DB"])
    assert settings.key_source == tmp_path / "encryption_key"
