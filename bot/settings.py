"""Settings: one declaration each. The only file that reads the environment (and `.env`)."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import quote, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{35,}")
_API = re.compile(r"https?://(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?")
_LISTEN = re.compile(r"(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+):(\d{1,5})")
# A second @ would be read as part of the host, and half a password be printed as such.
_DATABASE = re.compile(r"sqlite\+aiosqlite:///.+|postgresql\+psycopg://[^@]+(@[^@]*)?", re.DOTALL)


class BadSetting(Exception):
    """A setting cannot be used; the message is one line that names it and says what would be right."""


def _setting(default: Any, description: str, right: str, shown: str | None = None, **limits: float) -> Any:
    """`right` completes "… should be"; `shown` is the default as the table words it."""
    extra: dict[str, Any] = {"right": right, "shown": shown}
    return Field(default, description=description, json_schema_extra=extra, **limits)  # type: ignore[call-overload] # ge, le


class Settings(BaseSettings):
    """What the operator may set. Names are the environment's, in lower case."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    bot_token: SecretStr | None = _setting(
        None,
        "The bot's token, from @BotFather; without one, the sandbox starts.",
        "a token as @BotFather gives it, such as 123456789:AAF… with 35 or more characters after the colon",
        "none",
    )
    bot_token_file: Path | None = _setting(
        None,
        "A file that holds the token, instead of `BOT_TOKEN`.",
        "the path of a readable file that holds the token, set only where BOT_TOKEN is not",
        "none",
    )
    telegram_api_url: str = _setting(
        "https://api.telegram.org",
        "The Bot API server.",
        "an address such as https://api.telegram.org or http://localhost:8081, with nothing behind it",
    )
    database_url: SecretStr = _setting(
        SecretStr("sqlite+aiosqlite:///data/afterhour.db"),
        "The database: a SQLite file, or PostgreSQL (`postgresql+psycopg://user:password@host/name`).",
        "sqlite+aiosqlite:///path/to/file.db or postgresql+psycopg://user:password@host/name",
        "sqlite+aiosqlite:///data/afterhour.db",
    )
    database_password_file: Path | None = _setting(
        None,
        "A file that holds PostgreSQL's password, instead of one in `DATABASE_URL`.",
        "the path of a readable file that holds the password, for a DATABASE_URL of PostgreSQL with a user",
        "none",
    )
    encryption_key: SecretStr | None = _setting(
        None,
        "The key that seals what therapists write, instead of a file.",
        "the key's text as it stands in the key file",
        "none",
    )
    encryption_key_file: Path | None = _setting(
        None,
        "The file of that key; made at the first start. Keep a copy apart from the data.",
        "the path of the key file, set only where ENCRYPTION_KEY is not",
        "data/afterhour.key",
    )
    access: Literal["open", "invite"] | None = _setting(
        None,
        "Who may come in: `open` (everybody) or `invite` (with a one-time link).",
        "open or invite",
        "invite with a token, open in the sandbox",
    )
    sandbox_listen: str = _setting(
        "127.0.0.1:8095",
        "Where the sandbox's page and its Bot API listen.",
        "a host and a port, such as 127.0.0.1:8095",
    )
    questions_dir: Path | None = _setting(
        None,
        "A folder with questions and tips of your own, `en/07-listening.toml` and so on.",
        "the path of a folder that holds a folder of question files for a language, such as en",
        "none",
    )
    tick_seconds: float = _setting(
        5.0,
        "How often the bot looks for what is due, in seconds.",
        "a number of seconds from 0.1 to 60, such as 5",
        "5",
        ge=0.1,
        le=60,
    )
    log_format: Literal["text", "json"] = _setting(
        "text", "How log lines look: `text` or `json`.", "text or json"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = _setting(
        "INFO",
        "The least that is logged: `DEBUG`, `INFO`, `WARNING` or `ERROR`.",
        "DEBUG, INFO, WARNING or ERROR",
    )

    @field_validator("access", "log_format", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.strip().lower() if isinstance(value, str) else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.strip().upper() if isinstance(value, str) else value

    @field_validator("bot_token", "encryption_key", "database_url", mode="before")
    @classmethod
    def _stripped(cls, value: object) -> object:
        return value.strip() if isinstance(value, str) else value

    @field_validator("bot_token")
    @classmethod
    def _token_shape(cls, value: SecretStr | None) -> SecretStr | None:
        return _fits(_TOKEN, value)

    @field_validator("database_url")
    @classmethod
    def _database_shape(cls, value: SecretStr) -> SecretStr:
        _fits(_DATABASE, value)
        return value

    @field_validator("telegram_api_url", mode="before")
    @classmethod
    def _api_shape(cls, value: object) -> str:
        address = str(value).strip().rstrip("/")
        if _API.fullmatch(address) is None:
            raise ValueError
        return address

    @field_validator("sandbox_listen")
    @classmethod
    def _listen_shape(cls, value: str) -> str:
        read = _LISTEN.fullmatch(value.strip())
        if read is None or int(read[2]) > 65535:
            raise ValueError
        return value.strip()

    @field_validator("questions_dir")
    @classmethod
    def _questions_shape(cls, value: Path | None) -> Path | None:
        if value is not None and not any(path.is_dir() for path in value.glob("*")):
            raise ValueError
        return value

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        if self.bot_token is not None and self.bot_token_file is not None:
            raise BadSetting("BOT_TOKEN and BOT_TOKEN_FILE are both set: set one of them.")
        if self.encryption_key is not None and self.encryption_key_file is not None:
            raise BadSetting("ENCRYPTION_KEY and ENCRYPTION_KEY_FILE are both set: set one of them.")
        if self.database_password_file is not None and _password(self.database_url):
            raise BadSetting(
                "DATABASE_URL has a password, and DATABASE_PASSWORD_FILE is set: use one of them."
            )
        return self

    @cached_property
    def token(self) -> SecretStr | None:
        """The token, from either setting; None means the sandbox. Raises BadSetting for an unusable file."""
        if self.bot_token_file is None:
            return self.bot_token
        try:
            token = SecretStr(self.bot_token_file.read_text(encoding="utf-8").strip())
            return _fits(_TOKEN, token)
        except (OSError, ValueError) as error:
            raise BadSetting(_sentence("bot_token_file")) from error

    @cached_property
    def database(self) -> SecretStr:
        """The database's URL, with the password from its file. Raises BadSetting for an unusable file."""
        if self.database_password_file is None:
            return self.database_url
        try:
            password = self.database_password_file.read_text(encoding="utf-8").rstrip("\r\n")
            scheme, user, place = re.split("://|@", self.database_url.get_secret_value(), maxsplit=2)
            if not password or not user or not scheme.startswith("postgresql"):
                raise ValueError
        except (OSError, ValueError) as error:
            raise BadSetting(_sentence("database_password_file")) from error
        return SecretStr(f"{scheme}://{user.rstrip(':')}:{quote(password, safe='')}@{place}")

    @property
    def key_source(self) -> str | Path:
        """The key's own text, or the path of its file."""
        if self.encryption_key is not None:
            return self.encryption_key.get_secret_value()
        return self.encryption_key_file or Path("data/afterhour.key")

    @property
    def secrets(self) -> list[SecretStr]:
        """What must never show in a log: token, key, the database's password."""
        password = _password(self.database)
        known = (self.token, self.encryption_key, SecretStr(unquote(password)) if password else None)
        return [secret for secret in known if secret is not None]

    @property
    def sandbox_address(self) -> tuple[str, int]:
        host, _, port = self.sandbox_listen.rpartition(":")
        return host.strip("[]"), int(port)


def _fits(shape: re.Pattern[str], value: SecretStr | None) -> SecretStr | None:
    if value is not None and shape.fullmatch(value.get_secret_value()) is None:
        raise ValueError
    return value


def _password(url: SecretStr) -> str | None:
    return urlsplit(url.get_secret_value()).password


def load_settings() -> Settings:
    """Read the environment and `.env`. Raises BadSetting with one line about the first error."""
    try:
        settings = Settings()
    except ValidationError as error:
        raise BadSetting(_sentence(str(error.errors()[0]["loc"][0]))) from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(
            ".env cannot be read: it should be a text file in UTF-8 that you may read."
        ) from error
    _ = settings.token, settings.database  # their files are looked at here, not somewhere along the way
    return settings


def _extra(name: str) -> dict[str, Any]:
    extra = Settings.model_fields[name].json_schema_extra
    return extra if isinstance(extra, dict) else {}


def _sentence(name: str) -> str:
    return f"{name.upper()} cannot be used: it should be {_extra(name)['right']}."


def _shown(name: str) -> str:
    return str(_extra(name)["shown"] or Settings.model_fields[name].default)


def proxy_for(address: str) -> str | None:
    """The proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name for an address, asked once at start."""
    parts = urlsplit(address)
    return None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)


def settings_table() -> str:
    """Every setting as a Markdown table, for the docs."""
    rows = ["| name | meaning | default |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        rows.append(f"| `{name.upper()}` | {field.description} | {_shown(name)} |")
    return "\n".join(rows) + "\n"


def env_example() -> str:
    """The text of `.env.example`: every setting, commented out."""
    parts = [
        "# Settings of Afterhour. Copy this file to `.env` and take the # away where you set something.\n"
    ]
    for name, field in Settings.model_fields.items():
        value = "" if field.default is None else _shown(name)
        hint = f" Default: {_shown(name)}." if field.default is None and _shown(name) != "none" else ""
        parts.append(f"# {field.description}{hint}\n#{name.upper()}={value}\n")
    return "\n".join(parts)
