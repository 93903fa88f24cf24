"""Settings: every wrong value ends as one clear line, and one declaration is all a new setting needs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings import BadSetting, Settings, env_example, load_settings, settings_table
from db.engine import read_url

TOKEN = "123456789:" + "A" * 35
POSTGRES = "postgresql+psycopg://me@host/name"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting from this machine, no `.env` of this checkout."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def load(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return load_settings()


def test_nothing_set_means_the_sandbox_with_every_default() -> None:
    settings = load_settings()
    assert settings.token is None
    assert settings.sandbox_address == ("127.0.0.1", 8095)
    assert settings.tick_seconds == 5
    assert settings.access is None


def test_an_empty_value_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(monkeypatch, BOT_TOKEN="", TICK_SECONDS="").token is None


def test_values_come_from_dotenv_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text(f"BOT_TOKEN={TOKEN}\nLOG_LEVEL=error\nTICK_SECONDS=2\nSOMETHING_ELSE=1\n")
    settings = load(monkeypatch, TICK_SECONDS="9")
    assert (settings.token, settings.log_level, settings.tick_seconds) == (SecretStr(TOKEN), "ERROR", 9)


def test_the_token_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("token").write_text(f"{TOKEN}\n")
    assert load(monkeypatch, BOT_TOKEN_FILE="token").token == SecretStr(TOKEN)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "123456789:short"),
        ("BOT_TOKEN", "not a token at all, but long enough to be one of them"),
        ("BOT_TOKEN_FILE", "nowhere"),
        ("DATABASE_PASSWORD_FILE", "nowhere"),
        ("TELEGRAM_API_URL", "localhost:8081"),
        ("TELEGRAM_API_URL", "https://api.telegram.org/bot123"),
        ("DATABASE_URL", "postgres://me:hidden@host/name"),
        ("DATABASE_URL", "postgresql+psycopg://me:half@hidden@host/name"),
        ("ACCESS", "everybody"),
        ("SANDBOX_LISTEN", "8095"),
        ("SANDBOX_LISTEN", "127.0.0.1:99999"),
        ("QUESTIONS_DIR", "nowhere"),
        ("TICK_SECONDS", "soon"),
        ("TICK_SECONDS", "0"),
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_wrong_value_ends_in_one_line_that_names_it(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadSetting) as caught:
        load(monkeypatch, **{name: value})
    line = str(caught.value)
    assert line.startswith(f"{name} cannot be used: it should be ")
    assert "\n" not in line
    if name in ("BOT_TOKEN", "DATABASE_URL"):
        assert value not in line


@pytest.mark.parametrize("name", ["BOT_TOKEN", "ENCRYPTION_KEY"])
def test_a_secret_and_its_file_exclude_each_other(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadSetting, match=f"^{name} and {name}_FILE are both set"):
        load(monkeypatch, **{name: TOKEN, f"{name}_FILE": "somewhere"})


def test_the_databases_password_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("password").write_text("canary: it's 100%/@\n")
    settings = load(monkeypatch, DATABASE_URL=POSTGRES, DATABASE_PASSWORD_FILE="password")
    url = read_url(settings.database.get_secret_value())
    assert (url.username, url.password, url.host) == ("me", "canary: it's 100%/@", "host")
    assert SecretStr("canary: it's 100%/@") in settings.secrets
    assert "canary" not in f"{settings!r} {settings.database}"


@pytest.mark.parametrize(
    ("url", "password", "sign"),
    [
        (POSTGRES, "", "DATABASE_PASSWORD_FILE cannot be used"),
        ("postgresql+psycopg://host/name", "word", "DATABASE_PASSWORD_FILE cannot be used"),
        ("sqlite+aiosqlite:///here.db", "word", "DATABASE_PASSWORD_FILE cannot be used"),
        ("postgresql+psycopg://me:word@host/name", "word", "use one of them"),
    ],
)
def test_a_password_file_that_fits_nothing_is_one_line(
    url: str, password: str, sign: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("password").write_text(password)
    with pytest.raises(BadSetting, match=sign):
        load(monkeypatch, DATABASE_URL=url, DATABASE_PASSWORD_FILE="password")


def test_no_secret_shows_in_a_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(
        monkeypatch,
        BOT_TOKEN=TOKEN,
        ENCRYPTION_KEY="canary-key",
        DATABASE_URL="postgresql+psycopg://me:canary-word@host/name",
    )
    shown = f"{settings!r} {settings} {settings.model_dump()}"
    assert "canary" not in shown
    assert TOKEN not in shown


def test_every_setting_has_a_description_what_is_right_and_a_place_in_the_table() -> None:
    table = settings_table()
    for name, field in Settings.model_fields.items():
        assert field.description
        assert isinstance(field.json_schema_extra, dict)
        assert field.json_schema_extra["right"]
        assert f"| `{name.upper()}` |" in table


def test_env_example_is_what_the_declarations_say() -> None:
    example = Path(__file__).parents[2] / ".env.example"
    assert example.read_text(encoding="utf-8") == env_example(), (
        "write it anew: python -c 'from bot.settings import env_example; print(env_example(), end=\"\")'"
    )


def test_env_example_can_be_copied_as_it_is() -> None:
    plain = load_settings()
    Path(".env").write_text(env_example())
    assert load_settings() == plain


def test_the_environment_is_read_in_one_file_only() -> None:
    root = Path(__file__).parents[2]
    readers = [
        path.relative_to(root).as_posix()
        for package in ("bot", "handlers", "db", "prompts")
        for path in (root / package).rglob("*.py")
        if any(
            word in path.read_text(encoding="utf-8") for word in ("os.getenv", "os.environ[", "environ.get(")
        )
    ]
    assert readers == []
    assert os.environ["PTB_TIMEDELTA"] == "true"
