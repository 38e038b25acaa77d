"""The configuration: YAML and environment -> frozen values; every mistake named at once."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, field_validator

from bot.errors import OperatorError
from yamlsource import Document, InvalidSource, Problem, nearest, parse, reason_of, validate

ENVIRONMENT_FILE = "KREISLOTSE_CONFIG"
DEFAULT_FILE = Path("config.yaml")
EMBEDDED = "(eingebaute Voreinstellung)"

SECRETS: Mapping[str, tuple[str, str]] = {
    "KREISLOTSE_DATABASE_URL": ("database", "url"),
    "KREISLOTSE_TELEGRAM_TOKEN": ("telegram", "token"),
    "KREISLOTSE_TELEGRAM_WEBHOOK_SECRET": ("telegram", "webhook_secret"),
    "KREISLOTSE_INSTAGRAM_ACCESS_TOKEN": ("instagram", "access_token"),
    "KREISLOTSE_INSTAGRAM_APP_SECRET": ("instagram", "app_secret"),
    "KREISLOTSE_INSTAGRAM_VERIFY_TOKEN": ("instagram", "verify_token"),
    "KREISLOTSE_API_TOKEN": ("web", "api_token"),
}
"""Secrets from the environment win over the file."""

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{10,}")
_Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+.*[^/\s]$")]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Database(_Section):
    """Where the data is; None means SQLite in the data folder."""

    url: SecretStr | None = None

    @field_validator("url")
    @classmethod
    def _known_driver(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(
            ("sqlite+aiosqlite://", "postgresql+psycopg://")
        ):
            raise ValueError("Die Adresse muss mit sqlite+aiosqlite:// oder postgresql+psycopg:// beginnen.")
        return value


class Web(_Section):
    """The web page and the HTTP interface."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    public_url: _Url | None = None
    api_token: SecretStr | None = None
    requests_per_minute: Annotated[int, Field(ge=0)] = 6000
    metrics_public: bool = False


class Knowledge(_Section):
    """The folder with the content; None means the shipped one."""

    path: Path | None = None


class Moderation(_Section):
    """The rules; None means the shipped template."""

    netiquette: Path | None = None
    model: Path | None = None
    encoder: Path | None = None
    threshold: Annotated[float, Field(gt=0, lt=1)] = 0.5
    thresholds: dict[str, Annotated[float, Field(gt=0, le=1)]] = Field(default_factory=dict)
    second_person: bool = False


class People(_Section):
    """Telegram user ids of those who may decide."""

    editors: tuple[int, ...] = ()
    leads: tuple[int, ...] = ()
    admins: tuple[int, ...] = ()


class TelegramLimits(_Section):
    """How fast we send; 0 switches a limit off."""

    messages_per_second: Annotated[float, Field(ge=0)] = 30
    per_group_per_minute: Annotated[float, Field(ge=0)] = 20


class Telegram(_Section):
    """The Telegram bot; without a token it does not run."""

    token: SecretStr | None = None
    base_url: _Url = "https://api.telegram.org/bot"
    base_file_url: _Url = "https://api.telegram.org/file/bot"
    mode: Literal["polling", "webhook"] = "polling"
    webhook_secret: SecretStr | None = None
    editors_chat_id: int | None = None
    groups: tuple[int, ...] = ()
    limits: TelegramLimits = TelegramLimits()

    @field_validator("token")
    @classmethod
    def _shape(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("Das ist kein Token von @BotFather (Form: 123456789:ABC…). Bitte vollständig kopieren.")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _allowed_signs(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
            raise ValueError("Erlaubt sind 1 bis 256 Zeichen aus A-Z, a-z, 0-9, _ und -.")
        return value


class Instagram(_Section):
    """The Instagram account whose comments are screened."""

    account_id: str | None = None
    access_token: SecretStr | None = None
    app_secret: SecretStr | None = None
    verify_token: SecretStr | None = None
    graph_url: _Url = "https://graph.instagram.com"
    version: Annotated[str, StringConstraints(pattern=r"^v\d+\.\d+$")] = "v26.0"
    poll_seconds: Annotated[float, Field(ge=5, le=86_400)] = 120

    @property
    def is_complete(self) -> bool:
        """Whether the channel can run; without a verify token Meta cannot deliver, but comments are still fetched."""
        return None not in (self.account_id, self.access_token, self.app_secret)

    @field_validator("account_id", mode="before")
    @classmethod
    def _digits(cls, value: object) -> object:
        # YAML reads a number without quotes as a number.
        text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if isinstance(text, str) and not re.fullmatch(r"[0-9]{1,40}", text):
            raise ValueError("Das ist keine Kontonummer: Nötig sind nur Ziffern, nicht der Name des Kontos.")
        return text


class Retention(_Section):
    """How long what is kept, in days."""

    findings_without_action_days: Annotated[int, Field(ge=1, le=3650)] = 30
    decided_days: Annotated[int, Field(ge=1, le=3650)] = 180
    counters_days: Annotated[int, Field(ge=1, le=3650)] = 730


_Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
"""Text such as ``"08:00"``."""


class Office(_Section):
    """When people are there to look at cases."""

    state: Literal["BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH"] = (
        "BW"
    )
    days: Annotated[tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...], Field(min_length=1)] = (
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
    )
    opens: _Clock = "08:00"
    closes: _Clock = "16:00"
    quiet_from: _Clock = "18:00"
    quiet_until: _Clock = "07:00"


class Config(_Section):
    """Everything that can be set. All keys have defaults."""

    data_dir: Path = Path("var")
    database: Database = Database()
    web: Web = Web()
    knowledge: Knowledge = Knowledge()
    moderation: Moderation = Moderation()
    people: People = People()
    telegram: Telegram = Telegram()
    instagram: Instagram = Instagram()
    retention: Retention = Retention()
    office: Office = Office()

    @property
    def database_url(self) -> str:
        """The SQLAlchemy address of the database; may hold a password, so never log it."""
        if self.database.url is not None:
            return self.database.url.get_secret_value()
        return f"sqlite+aiosqlite:///{self.data_dir / 'kreislotse.db'}"


def find_file(given: Path | None, environment: Mapping[str, str] = os.environ) -> Path | None:
    """The file to read: the given one, else ``$KREISLOTSE_CONFIG``, else ``config.yaml`` if present, else None."""
    if given is not None:
        return given
    if named := environment.get(ENVIRONMENT_FILE):
        return Path(named)
    return DEFAULT_FILE if DEFAULT_FILE.is_file() else None


def load_config(file: Path | None, environment: Mapping[str, str] = os.environ) -> Config:
    """Read the configuration; None means the embedded default.

    Raises:
        InvalidSource: with every mistake, whether it is in the file, the environment or in how keys go together.
    """
    document = _read(file)
    mistakes = list(_environment_problems(environment))
    _apply_environment(document.value, environment)
    try:
        config = validate(document, Config)
    except InvalidSource as error:
        raise InvalidSource([*error.problems, *mistakes]) from error
    mistakes += _contradictions(config, document)
    if mistakes:
        raise InvalidSource(mistakes)
    return config


def _read(file: Path | None) -> Document:
    if file is None:
        return Document(EMBEDDED, {}, {}, {})
    try:
        document = parse(file.read_bytes(), str(file))
    except OSError as error:
        reason = reason_of(error)
        raise InvalidSource([Problem(str(file), 0, f"Die Konfiguration lässt sich nicht lesen ({reason}).")]) from error
    if document.value is None:
        return Document(str(file), {}, {}, {})
    if isinstance(document.value, dict):
        # A section that is named but empty means its defaults, as people expect.
        value = {key: {} if part is None and _is_section(key) else part for key, part in document.value.items()}
        return Document(document.file, value, document.lines, document.key_lines)
    return document


def _is_section(key: str) -> bool:
    field = Config.model_fields.get(key)
    return field is not None and isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)


def _environment_problems(environment: Mapping[str, str]) -> list[Problem]:
    known = [ENVIRONMENT_FILE, *SECRETS]
    return [
        Problem("Umgebung", 0, f"Diese Variable gibt es nicht. Möglich sind: {', '.join(known)}.", name)
        for name in sorted(environment)
        if name.startswith("KREISLOTSE_") and name not in known
    ]


def _apply_environment(value: Any, environment: Mapping[str, str]) -> None:
    for name, (section, key) in SECRETS.items():
        secret = environment.get(name)
        if secret and isinstance(value, dict) and isinstance(value.setdefault(section, {}), dict):
            value[section][key] = secret


def _contradictions(config: Config, document: Document) -> list[Problem]:
    """Keys that do not go together."""
    found: list[Problem] = []
    telegram, instagram = config.telegram, config.instagram
    if telegram.token is not None and telegram.mode == "webhook":
        if config.web.public_url is None:
            found.append(
                document.problem(("telegram", "mode"), "Für „webhook“ fehlt web.public_url (öffentliche Adresse).")
            )
        if telegram.webhook_secret is None:
            found.append(document.problem(("telegram", "mode"), "Für „webhook“ fehlt telegram.webhook_secret."))
    if telegram.editors_chat_id is not None and telegram.editors_chat_id in telegram.groups:
        message = "Der Chat der Redaktion darf nicht unter den überwachten Gruppen stehen."
        found.append(document.problem(("telegram", "groups"), message))
    if config.office.opens >= config.office.closes:
        found.append(document.problem(("office", "closes"), "Die Dienstzeit muss enden, nachdem sie begonnen hat."))
    needed = {
        "account_id": instagram.account_id,
        "access_token": instagram.access_token,
        "app_secret": instagram.app_secret,
    }
    missing = [name for name, value in needed.items() if value is None]
    if missing and len(missing) < len(needed):
        message = f"Für Instagram fehlt noch: {', '.join(missing)}."
        found.append(document.problem(("instagram",), message))
    for key, path in (
        ("knowledge.path", config.knowledge.path),
        ("moderation.netiquette", config.moderation.netiquette),
        ("moderation.model", config.moderation.model),
        ("moderation.encoder", config.moderation.encoder),
    ):
        if path is not None and not path.exists():
            found.append(document.problem(tuple(key.split(".")), f"„{path}“ gibt es nicht."))
    return found


def check_rule_names(config: Config, known: Iterable[str]) -> None:
    """See to it that thresholds are for rules there are; only whoever has read the rules can ask.

    Raises:
        OperatorError: for the first that is not.
    """
    names = list(known)
    for rule in config.moderation.thresholds:
        if rule not in names:
            meant = nearest(rule, names)
            hint = f"Meinten Sie „{meant}“?" if meant else f"Es gibt: {', '.join(names)}."
            raise OperatorError("error.unknown_rule", is_configuration=True, rule=rule, hint=hint)


def warnings(config: Config) -> list[str]:
    """What is allowed but probably not meant; codes of texts."""
    found: list[str] = []
    if config.telegram.token is not None:
        if config.telegram.editors_chat_id is None:
            found.append("warning.no_editors_chat")
        elif not (config.people.editors or config.people.leads or config.people.admins):
            found.append("warning.no_editors")
    if config.instagram.is_complete:
        if config.telegram.token is None or config.telegram.editors_chat_id is None:
            found.append("warning.instagram_no_editors_chat")
        if config.instagram.verify_token is None:
            found.append("warning.instagram_no_verify_token")
    people = config.people
    if config.moderation.second_person and len({*people.editors, *people.leads, *people.admins}) == 1:
        found.append("warning.no_second_person")
    return found
