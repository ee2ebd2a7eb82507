"""Settings, read from the environment and checked once. A wrong value is one clear line and exit status 2."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

# The checkout's root, or `mutua/` in an installed wheel: templates, static files and migrations lie beside this file.
HERE = Path(__file__).resolve().parent

MIN_SECRET = 32


class WrongSetting(ValueError):
    """One line that names the variable and says what it should be."""


@dataclass(frozen=True)
class Settings:
    """What the environment decides; `testing` is set by the tests alone."""

    env: str
    database_url: str
    secret_key: str
    base_url: str
    mail_url: str
    mail_from: str
    redis_url: str | None
    data_dir: Path
    reads_mail: bool = False
    kept_apart: Path | None = None
    testing: bool = False

    @property
    def production(self) -> bool:
        return self.env == "production"

    @property
    def archive_dir(self) -> Path:
        """Where published versions of safety documents lie as files, outside the database."""
        return self.kept_apart or self.data_dir / "archive"

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).netloc


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from MUTUA_* variables; raises WrongSetting. Makes the data directory and, on first run, the secret."""
    given = os.environ if environ is None else environ
    env = _env(given.get("MUTUA_ENV", "development"))
    data_dir = _folder("MUTUA_DATA_DIR", given.get("MUTUA_DATA_DIR") or "instance")
    apart = given.get("MUTUA_ARCHIVE_DIR")
    return Settings(
        env=env,
        database_url=_database_url(given.get("MUTUA_DATABASE_URL", ""), data_dir),
        secret_key=_secret(given.get("MUTUA_SECRET_KEY", ""), data_dir, production=env == "production"),
        base_url=_base_url(given.get("MUTUA_BASE_URL", "http://127.0.0.1:8000")),
        mail_url=_mail_url(given.get("MUTUA_MAIL_URL", ""), data_dir),
        mail_from=_mail_from(given.get("MUTUA_MAIL_FROM", "Mutua <mutua@localhost>")),
        redis_url=_redis_url(given.get("MUTUA_REDIS_URL")),
        data_dir=data_dir,
        reads_mail=_yes("MUTUA_READS_MAIL", given.get("MUTUA_READS_MAIL", "")),
        kept_apart=_folder("MUTUA_ARCHIVE_DIR", apart) if apart else None,
    )


def _env(value: str) -> str:
    if value not in ("development", "production"):
        raise WrongSetting(f"MUTUA_ENV is {value!r}: it should be development or production.")
    return value


def _folder(name: str, value: str) -> Path:
    path = Path(value).absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongSetting(f"{name} {str(path)!r} cannot be made: {error.strerror}.") from None
    if not os.access(path, os.W_OK):
        raise WrongSetting(f"{name} {str(path)!r} cannot be written.")
    return path


def _database_url(value: str, data_dir: Path) -> str:
    if not value:
        return f"sqlite:///{data_dir / 'mutua.sqlite3'}"
    scheme = value.split("://", 1)[0]
    if "://" not in value or scheme not in ("sqlite", "postgresql", "postgres", "postgresql+psycopg"):
        raise WrongSetting("MUTUA_DATABASE_URL should start with sqlite:/// or postgresql://.")
    rest = value.split("://", 1)[1]
    if scheme == "sqlite":
        if not rest.strip("/"):
            raise WrongSetting("MUTUA_DATABASE_URL names no SQLite file: sqlite:////path/to/mutua.sqlite3.")
        folder = Path(rest.partition("?")[0][1:]).absolute().parent
        if not os.access(folder, os.W_OK):
            raise WrongSetting(f"MUTUA_DATABASE_URL: the folder {str(folder)!r} is missing or cannot be written.")
        return value
    host = re.match(r"(?:[^@]*@)?([^/?]*)", rest)
    if not rest.strip("/") or host is None or _parts(f"//{host[1]}") is None:
        raise WrongSetting("MUTUA_DATABASE_URL should look like postgresql://user:password@host:5432/mutua.")
    return f"postgresql+psycopg://{rest}"


def _secret(value: str, data_dir: Path, *, production: bool) -> str:
    if value:
        if len(value) < MIN_SECRET:
            raise WrongSetting(f"MUTUA_SECRET_KEY is too short: {MIN_SECRET} characters at least.")
        return value
    if production:
        raise WrongSetting("MUTUA_SECRET_KEY is missing: production does not start without it.")
    kept = data_dir / "secret-key"
    try:
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text(encoding="utf-8").strip()
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        secret = secrets.token_urlsafe(48)
        file.write(secret)
    return secret


def _parts(value: str) -> SplitResult | None:
    """An address in its parts; none where a host or a port cannot be one."""
    try:
        parts = urlsplit(value)
        reachable = parts.port != 0 and not re.search(r"\s", value)
    except ValueError:
        return None
    return parts if reachable else None


def _base_url(value: str) -> str:
    parts = _parts(value)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise WrongSetting(f"MUTUA_BASE_URL is {value!r}: it should look like https://mutua.example.org.")
    return value.rstrip("/")


def _mail_url(value: str, data_dir: Path) -> str:
    if not value:
        return f"file://{data_dir / 'mail'}"
    parts = _parts(value)
    if parts is None or parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise WrongSetting("MUTUA_MAIL_URL should look like smtp://user:password@host:587 or smtps://host.")
    return value


def _mail_from(value: str) -> str:
    if "@" not in value or any(mark in value for mark in "\r\n"):
        raise WrongSetting("MUTUA_MAIL_FROM should hold one mail address.")
    return value


def _yes(name: str, value: str) -> bool:
    if value not in ("", "0", "1"):
        raise WrongSetting(f"{name} is {value!r}: it should be 0 or 1.")
    return value == "1"


def _redis_url(value: str | None) -> str | None:
    parts = _parts(value or "")
    if value and (parts is None or parts.scheme not in ("redis", "rediss") or not parts.hostname):
        raise WrongSetting("MUTUA_REDIS_URL should look like redis://host:6379 or rediss://host.")
    return value or None
