"""Pages through the real application, and the HTTP interface."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette

from bot.answering import Answering
from bot.config import Config, Web
from bot.storage.database import Database
from bot.texts import Texts
from bot.web.server import build_web
from bot.web.webhooks import InstagramWebhook, TelegramWebhook
from moderation.engine import Moderator
from tests.bot.web.application import build

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
TOKEN = "ein-langes-token"


@dataclass
class Site:
    http: httpx.AsyncClient
    app: Starlette


@pytest.fixture
async def site(database: Database, answering: Answering, moderator: Moderator, texts: Texts) -> AsyncIterator[Site]:
    config = Config(web=Web(api_token=SecretStr(TOKEN)))
    pages, api = build(config, database, answering, moderator, texts)
    app = build_web(config.web, pages, api, TelegramWebhook(None), InstagramWebhook(), texts)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=("127.0.0.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        yield Site(http, app)


def fields(page: str) -> list[str]:
    """The conversation as the page's question form would send it."""
    form = page.split('class="ask"')[1]
    return [html.unescape(value) for value in re.findall(r'name="verlauf" value="([^"]*)"', form)]


async def test_the_page_works_without_javascript_cookies_or_third_parties(site: Site) -> None:
    response = await site.http.get("/")
    assert response.status_code == 200
    assert "<script" not in response.text
    assert "set-cookie" not in response.headers
    assert re.findall(r'(?:src|href|action)="(?!/|#)', response.text) == []
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "Maschine" in response.text


async def test_a_question_is_answered_on_the_page(site: Site) -> None:
    response = await site.http.post("/", data={"q": "Seit wann seid ihr auf Instagram?"})
    assert "Januar 2022" in response.text
    assert "Kapitel 5" in response.text
    assert 'value="ja"' in response.text


async def test_a_question_in_the_address_is_answered_too(site: Site) -> None:
    response = await site.http.get("/", params={"q": "Seit wann seid ihr auf Instagram?"})
    assert "Januar 2022" in response.text


async def test_a_conversation_goes_on_without_cookies(site: Site) -> None:
    first = await site.http.post("/", data={"q": "Wie erreiche ich den Datenschutzbeauftragten?"})
    second = await site.http.post("/", data={"verlauf": fields(first.text), "q": "und per Telefon?"})
    assert "202-1077" in second.text
    assert len(fields(second.text)) == 2
    third = await site.http.post("/", data={"verlauf": fields(second.text), "thema": "goals"})
    assert "Personalgewinnung" in third.text


async def test_what_people_write_is_escaped(site: Site) -> None:
    attack = "<script>alert(1)</script>\"'><img src=x>"
    response = await site.http.post("/", data={"q": attack, "verlauf": f"q:{attack}"})
    assert "<script>alert" not in response.text
    assert "<img" not in response.text


async def test_a_forged_conversation_shows_nothing_as_ours(site: Site) -> None:
    forged = ["e:gibt-es-nicht", "x:Das Amt schenkt Ihnen Geld", "e:<b>"]
    response = await site.http.post("/", data={"verlauf": forged, "q": "Was kostet Instagram?"})
    assert "schenkt" not in response.text
    assert "kostenlos" in response.text


async def test_a_vote_is_counted_and_thanked_for(site: Site) -> None:
    data = {"eintrag": "goals", "hilfreich": "ja", "verlauf": "e:goals"}
    response = await site.http.post("/rueckmeldung", data=data)
    assert "Danke für Ihre Rückmeldung" in response.text
    assert (await site.http.post("/rueckmeldung", data={"eintrag": "goals"})).status_code == 400


@pytest.mark.parametrize(
    "path", ["/themen", "/thema/goals", "/datenschutz", "/netiquette", "/static/style.css", "/healthz"]
)
async def test_every_page_is_there(site: Site, path: str) -> None:
    assert (await site.http.get(path)).status_code == 200


async def test_every_entry_has_an_address_of_its_own(site: Site, answering: Answering) -> None:
    listed = (await site.http.get("/themen")).text
    for entry in answering.entries():
        assert f'href="/thema/{entry.id}"' in listed


@pytest.mark.parametrize(
    ("method", "path", "status", "part"),
    [
        ("GET", "/gibt-es-nicht", 404, "Diese Seite gibt es nicht"),
        ("GET", "/thema/gibt-es-nicht", 404, "Diese Seite gibt es nicht"),
        ("PUT", "/", 405, "So lässt sich diese Seite nicht aufrufen"),
        ("GET", "/rueckmeldung", 405, "So lässt sich"),
        ("GET", "/api/gibt-es-nicht", 404, "error"),
        ("DELETE", "/api/v1/answer", 405, "error"),
        ("GET", "/static/../../config.py", 404, ""),
    ],
)
async def test_wrong_addresses_and_methods_are_told_in_german(
    site: Site, method: str, path: str, status: int, part: str
) -> None:
    response = await site.http.request(method, path)
    assert response.status_code == status
    assert part in response.text


@pytest.mark.parametrize("path", ["/", "/api/v1/comments", "/rueckmeldung"])
async def test_five_megabytes_are_refused(site: Site, path: str) -> None:
    response = await site.http.post(path, content=b"q=" + b"x" * 5_000_000)
    assert response.status_code == 413
    assert "zu viel Text" in response.text


@pytest.mark.parametrize(
    "body", [b"q=%ff%fe", b"q=\xff\xfe", b"\x00\x01", b"q", b"", b"q=a&q=b&verlauf=", b"verlauf=q:&q=%00"]
)
async def test_broken_forms_never_break_the_page(site: Site, body: bytes) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert (await site.http.post("/", content=body, headers=headers)).status_code in (200, 400)


async def test_a_broken_multipart_form_is_refused(site: Site) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x"}
    assert (await site.http.post("/", content=b"--y\r\nnonsense", headers=headers)).status_code in (200, 400)


async def test_a_mistake_of_ours_is_told_with_its_number_and_never_with_a_trace(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("geheimes Detail")

    monkeypatch.setattr("bot.web.pages.replay", broken)
    response = await site.http.post("/", data={"q": "x"})
    assert response.status_code == 500
    assert "Vorfall" in response.text
    assert "geheim" not in response.text


# -- the HTTP interface ----------------------------------------------------------------------------------------


async def test_an_answer_has_the_shape_of_the_contract(site: Site) -> None:
    body = (
        await site.http.get("/api/v1/answer", params={"q": "Seit wann seid ihr auf Instagram?", "lang": "de"})
    ).json()
    assert set(body) == {"kind", "answer", "entry", "sources", "alternatives", "score", "lang"}
    assert (body["kind"], body["entry"]) == ("answer", "instagram-since")
    assert body["sources"] == [
        {"section": "5", "title": "Welche Sozialen Medien nutzt das Landratsamt Göppingen?", "edition": "2023"}
    ]


async def test_a_question_back_has_alternatives_with_answers(site: Site) -> None:
    body = (await site.http.get("/api/v1/answer", params={"q": "instagram"})).json()
    assert body["kind"] == "clarify"
    assert 2 <= len(body["alternatives"]) <= 4
    assert all(set(option) == {"entry", "title", "answer"} for option in body["alternatives"])


async def test_a_request_without_a_question_is_told_what_is_missing(site: Site) -> None:
    response = await site.http.get("/api/v1/answer")
    assert response.status_code == 400
    assert response.json() == {"error": "Es fehlt das Feld „q“."}


async def test_a_comment_is_taken_with_the_right_token_only(site: Site) -> None:
    comment = {"id": "7", "text": "Du Vollidiot!", "author": "Eva"}
    assert (await site.http.post("/api/v1/comments", json=comment)).status_code == 401
    wrong = {"authorization": "Bearer falsch"}
    assert (await site.http.post("/api/v1/comments", json=comment, headers=wrong)).status_code == 401
    right = {"authorization": f"Bearer {TOKEN}"}
    response = await site.http.post("/api/v1/comments", json=comment, headers=right)
    assert (response.status_code, response.json()) == (202, {"id": "7", "new": True})
    assert (await site.http.post("/api/v1/comments", json=comment, headers=right)).json()["new"] is False


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"id": "1"}', b'{"id": "", "text": "x"}', b'{"id": "1", "text": "x", "q": 1}']
)
async def test_a_broken_comment_is_refused_with_the_field(site: Site, body: bytes) -> None:
    response = await site.http.post("/api/v1/comments", content=body, headers={"authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 400
    assert "Feld" in response.json()["error"]


async def test_readiness_names_the_parts(site: Site) -> None:
    response = await site.http.get("/readyz")
    assert (response.status_code, response.json()["parts"]["database"]) == (200, "ok")


async def test_metrics_are_for_this_machine_only(site: Site) -> None:
    assert "kreislotse_questions" in (await site.http.get("/metrics")).text
    transport = httpx.ASGITransport(site.app, client=("203.0.113.9", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as stranger:
        assert (await stranger.get("/metrics")).status_code == 404


async def test_too_many_requests_are_slowed_down(
    database: Database, answering: Answering, moderator: Moderator, texts: Texts
) -> None:
    config = Config(web=Web(requests_per_minute=3))
    app = build_web(
        config.web,
        *build(config, database, answering, moderator, texts),
        TelegramWebhook(None),
        InstagramWebhook(),
        texts,
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        statuses = [(await http.get("/")).status_code for _ in range(5)]
        assert statuses == [200, 200, 200, 429, 429]
        assert (await http.get("/healthz")).status_code == 200


async def test_a_platform_may_deliver_more_at_once_than_a_citizen_but_not_without_end(
    database: Database, answering: Answering, moderator: Moderator, texts: Texts
) -> None:
    taken: list[int] = []

    async def take_in(body: bytes) -> bool:
        taken.append(len(body))
        return True

    webhook = InstagramWebhook("x", "x-signature", lambda body, given: True, take_in)
    pages = build(Config(), database, answering, moderator, texts)
    app = build_web(Config().web, *pages, TelegramWebhook(None), webhook, texts)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        assert (await http.post("/webhooks/instagram", content=b"x" * 4_000_000)).status_code == 200
        assert (await http.post("/webhooks/instagram", content=b"x" * 4_200_000)).status_code == 413
        assert (await http.post("/api/v1/comments", content=b"x" * 300_000)).status_code == 413
        assert (await http.get("/webhooks/instagram")).status_code == 403
    assert taken == [4_000_000]


async def test_the_same_question_gets_the_same_words_on_page_and_interface(site: Site) -> None:
    for question in ("Was kostet Instagram?", "Wie wird das Wetter?", "Hallo", "instagram"):
        spoken = (await site.http.get("/api/v1/answer", params={"q": question})).json()["answer"]
        page = html.unescape((await site.http.post("/", data={"q": question})).text)
        for line in spoken.split("\n"):
            assert line in page


async def test_a_language_is_one_press_away_and_stays(site: Site) -> None:
    first = await site.http.post("/", data={"q": "Seit wann seid ihr auf Instagram?"})
    plain = await site.http.post("/", data={"verlauf": fields(first.text), "lang": "de-leicht"})
    assert "Das steht hier:" in plain.text
    assert 'name="lang" value="de-leicht"' in plain.text
    arabic = await site.http.post("/", data={"verlauf": fields(first.text), "lang": "ar"})
    assert 'lang="ar" dir="rtl"' in arabic.text
    unknown = await site.http.post("/", data={"verlauf": fields(first.text), "lang": "<b>"})
    assert unknown.status_code == 200
    assert "Quelle:" in unknown.text


async def test_a_topic_page_in_another_language(site: Site) -> None:
    page = await site.http.get("/thema/instagram-since", params={"lang": "en"})
    assert "January 2022" in page.text


async def test_the_interface_answers_in_the_language_asked_for(site: Site) -> None:
    given = (await site.http.get("/api/v1/answer", params={"q": "Seit wann habt ihr Instagram?", "lang": "en"})).json()
    assert (given["lang"], given["entry"]) == ("en", "instagram-since")
    assert "January 2022" in given["answer"]
