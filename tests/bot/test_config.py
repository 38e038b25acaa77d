"""The configuration: all mistakes at once, secrets never shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.config import Config, Instagram, check_rule_names, find_file, load_config, warnings
from bot.errors import OperatorError
from yamlsource import InvalidSource

TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz"


def write(folder: Path, text: str) -> Path:
    path = folder / "config.yaml"
    path.write_text(text, "utf-8")
    return path


def problems(path: Path | None, **environment: str) -> list[str]:
    with pytest.raises(InvalidSource) as caught:
        load_config(path, environment)
    return [str(problem) for problem in caught.value.problems]


def test_without_a_file_everything_has_its_default() -> None:
    config = load_config(None, {})
    assert config == Config()
    assert config.database_url == "sqlite+aiosqlite:///var/kreislotse.db"
    assert (config.web.host, config.web.port) == ("127.0.0.1", 8080)


def test_an_empty_file_and_empty_sections_mean_the_defaults(tmp_path: Path) -> None:
    assert load_config(write(tmp_path, ""), {}) == Config()
    assert load_config(write(tmp_path, "telegram:\nweb:\n"), {}) == Config()


def test_times_of_day_need_no_quotes(tmp_path: Path) -> None:
    assert load_config(write(tmp_path, "office: {closes: 17:30}\n"), {}).office.closes == "17:30"


def test_json_is_yaml_too(tmp_path: Path) -> None:
    path = write(
        tmp_path, '{"web": {"port": 9000}, "people": {"editors": [11, 12]}, "telegram": {"editors_chat_id": -100123}}'
    )
    config = load_config(path, {})
    assert (config.web.port, config.people.editors, config.telegram.editors_chat_id) == (9000, (11, 12), -100123)


def test_all_mistakes_are_named_at_once_with_key_reason_and_the_nearest_key(tmp_path: Path) -> None:
    path = write(tmp_path, "wbe: {port: 1}\nweb:\n  prot: 80\n  host: [a]\ntelegram:\n  token: abc\n  mode: pulling\n")
    found = problems(path, KREISLOTSE_TELEGRAM_TOKN="x")
    text = "\n".join(found)
    assert len(found) == 6
    assert "config.yaml:1: wbe: Diesen Schlüssel gibt es nicht. Meinten Sie „web“?" in text
    assert "config.yaml:3: web.prot: Diesen Schlüssel gibt es nicht. Meinten Sie „port“?" in text
    assert "config.yaml:4: web.host: Hier muss Text stehen." in text
    assert "config.yaml:6: telegram.token: Das ist kein Token von @BotFather" in text
    assert "config.yaml:7: telegram.mode: Erlaubt sind: 'polling' oder 'webhook'." in text
    assert "KREISLOTSE_TELEGRAM_TOKN: Diese Variable gibt es nicht" in text


def test_secrets_come_from_the_environment_and_win(tmp_path: Path) -> None:
    path = write(tmp_path, "telegram: {token: '1:aaaaaaaaaaaa'}\n")
    config = load_config(path, {"KREISLOTSE_TELEGRAM_TOKEN": TOKEN})
    assert config.telegram.token is not None
    assert config.telegram.token.get_secret_value() == TOKEN


def test_secrets_never_show(tmp_path: Path) -> None:
    config = load_config(
        write(tmp_path, "instagram: {account_id: '1'}"),
        {"KREISLOTSE_TELEGRAM_TOKEN": TOKEN, "KREISLOTSE_INSTAGRAM_APP_SECRET": "geheim-1", **INSTAGRAM},
    )
    assert TOKEN not in repr(config)
    assert "geheim" not in repr(config)
    message = "\n".join(problems(write(tmp_path, "telegram: {token: 'mein-geheimer-token'}\n")))
    assert "mein-geheimer" not in message


INSTAGRAM = {"KREISLOTSE_INSTAGRAM_ACCESS_TOKEN": "geheim-2"}


def test_half_an_instagram_account_is_told() -> None:
    assert "es fehlt" in problems(None, **INSTAGRAM)[0].lower() or "fehlt noch" in problems(None, **INSTAGRAM)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("telegram: {token: '%s', mode: webhook}", "web.public_url"),
        ("telegram: {token: '%s', mode: webhook}", "telegram.webhook_secret"),
        ("telegram: {token: '%s', editors_chat_id: -5, groups: [-5]}", "nicht unter den überwachten Gruppen"),
        ("database: {url: 'mysql://x'}  # %s", "sqlite+aiosqlite:// oder postgresql+psycopg://"),
        ("knowledge: {path: /gibt/es/nicht}  # %s", "gibt es nicht"),
        ("web: {port: 99999}  # %s", "höchstens 65535"),
        ("office: {opens: '09:00', closes: '08:00'}  # %s", "Die Dienstzeit muss enden"),
        ("office: {closes: '25:00'}  # %s", "nicht die erwartete Form"),
        ("telegram: {base_url: 'http://x/bot/'}  # %s", "nicht die erwartete Form"),
    ],
)
def test_what_does_not_go_together_is_told(tmp_path: Path, text: str, expected: str) -> None:
    assert any(expected in problem for problem in problems(write(tmp_path, text % TOKEN)))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "lässt sich nicht lesen" in problems(tmp_path / "keine.yaml")[0]


def test_which_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_file(None, {}) is None
    assert find_file(None, {"KREISLOTSE_CONFIG": "other.yaml"}) == Path("other.yaml")
    assert find_file(Path("given.yaml"), {"KREISLOTSE_CONFIG": "other.yaml"}) == Path("given.yaml")
    write(tmp_path, "")
    assert find_file(None, {}) == Path("config.yaml")


def test_a_bot_nobody_can_serve_is_warned_about() -> None:
    config = load_config(None, {"KREISLOTSE_TELEGRAM_TOKEN": TOKEN})
    assert warnings(config) == ["warning.no_editors_chat"]
    assert warnings(Config()) == []


def test_an_account_number_may_stand_without_quotes_but_a_name_is_told(tmp_path: Path) -> None:
    rest = "access_token: a, app_secret: b"
    config = load_config(write(tmp_path, f"instagram: {{account_id: 17841405309211844, {rest}}}"), {})
    assert (config.instagram.account_id, config.instagram.is_complete) == ("17841405309211844", True)
    assert "Nötig sind nur Ziffern" in problems(write(tmp_path, f"instagram: {{account_id: landkreis, {rest}}}"))[0]


def test_an_instagram_nobody_hears_of_or_that_cannot_deliver_is_warned_about() -> None:
    instagram = Instagram(account_id="1", access_token=SecretStr("a"), app_secret=SecretStr("b"))
    found = warnings(Config(instagram=instagram))
    assert found == ["warning.instagram_no_editors_chat", "warning.instagram_no_verify_token"]
    assert not Instagram(account_id="1", access_token=SecretStr("a")).is_complete


def test_a_second_person_is_asked_for_where_there_is_only_one(tmp_path: Path) -> None:
    text = "moderation: {second_person: true}\npeople: {editors: [11], leads: [11]}\n"
    config = load_config(write(tmp_path, text), {})
    assert warnings(config) == ["warning.no_second_person"]
    assert warnings(load_config(write(tmp_path, text.replace("leads: [11]", "leads: [12]")), {})) == []


def test_a_threshold_for_a_rule_that_is_not_there_is_told_with_the_one_probably_meant(tmp_path: Path) -> None:
    file = tmp_path / "c.yaml"
    file.write_text("moderation: {thresholds: {insutl: 0.8}}")
    config = load_config(file, {})
    with pytest.raises(OperatorError) as caught:
        check_rule_names(config, ["insult", "sexual"])
    assert caught.value.facts == {"rule": "insutl", "hint": "Meinten Sie „insult“?"}
    check_rule_names(config, ["insutl"])
