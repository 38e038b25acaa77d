"""Telegram and Instagram at the network's edge: strict stand-ins below PTB and httpx, so that everything above is real."""

from __future__ import annotations

import html.parser
import json
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from telegram.request import BaseRequest, RequestData

BOT = {"id": 999, "is_bot": True, "first_name": "Kreislotse", "username": "kreislotse_bot"}
_ALLOWED_TAGS = {"b", "i", "u", "a", "blockquote", "code"}


@dataclass
class Call:
    """A call of the Bot API with its parameters as Telegram would see them."""

    method: str
    parameters: dict[str, Any]


@dataclass
class Refusal:
    """An error answer."""

    code: int
    description: str
    parameters: dict[str, Any] = field(default_factory=dict)


class _Markup(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _ALLOWED_TAGS, f"tag Telegram does not know: {tag}"
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> without a beginning"
        assert self.open.pop() == tag, f"unbalanced </{tag}>"


class FakeTelegram(BaseRequest):
    """Answers like the Bot API and remembers every call. Limits of texts, markup and buttons are checked."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.refusals: dict[str, list[Refusal | Exception]] = defaultdict(list)
        self.members: dict[int, dict[str, Any]] = {}
        self._next_message = 100

    # -- what tests use ------------------------------------------------------
    def refuse(self, method: str, *answers: Refusal | Exception) -> None:
        """The next calls of a method fail like this, one after the other."""
        self.refusals[method].extend(answers)

    def made(self, method: str) -> list[dict[str, Any]]:
        """The parameters of all successful calls of a method."""
        return [call.parameters for call in self.calls if call.method == method]

    # -- PTB's side ----------------------------------------------------------
    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: object, **__: object
    ) -> tuple[int, bytes]:
        name = url.rsplit("/", 1)[-1]
        parameters = {
            key: _decoded(value) for key, value in (request_data.json_parameters if request_data else {}).items()
        }
        if self.refusals[name]:
            problem = self.refusals[name].pop(0)
            if isinstance(problem, Exception):
                raise problem
            body = {"ok": False, "error_code": problem.code, "description": problem.description}
            return problem.code, json.dumps({**body, "parameters": problem.parameters}).encode()
        _check(parameters)
        self.calls.append(Call(name, parameters))
        answer: Callable[[dict[str, Any]], Any] = getattr(self, f"_{name}", lambda _: True)
        return 200, json.dumps({"ok": True, "result": answer(parameters)}).encode()

    def _getMe(self, _: dict[str, Any]) -> Any:  # noqa: N802 - the Bot API's own names
        return {**BOT, "can_join_groups": True, "can_read_all_group_messages": True, "supports_inline_queries": False}

    def _sendMessage(self, parameters: dict[str, Any]) -> Any:  # noqa: N802
        self._next_message += 1
        return _message(self._next_message, parameters)

    def _editMessageText(self, parameters: dict[str, Any]) -> Any:  # noqa: N802
        return _message(int(parameters["message_id"]), parameters)

    def _editMessageReplyMarkup(self, parameters: dict[str, Any]) -> Any:  # noqa: N802
        return _message(int(parameters["message_id"]), {**parameters, "text": "x"})

    def _getChatMember(self, parameters: dict[str, Any]) -> Any:  # noqa: N802
        default = {"status": "member", "user": BOT}
        return self.members.get(int(parameters["chat_id"]), default)


def _message(number: int, parameters: dict[str, Any]) -> dict[str, Any]:
    chat_id = int(parameters["chat_id"])
    chat = {"id": chat_id, "type": "private" if chat_id > 0 else "supergroup", "title": "T", "first_name": "F"}
    return {"message_id": number, "date": 1_795_000_000, "chat": chat, "from": BOT, "text": parameters.get("text", "")}


def _decoded(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


def _check(parameters: dict[str, Any]) -> None:
    text = parameters.get("text")
    if isinstance(text, str) and "message_id" not in parameters and "callback_query_id" not in parameters:
        assert text.strip(), "Telegram refuses empty messages"
    if isinstance(text, str) and parameters.get("parse_mode") == "HTML":
        parser = _Markup()
        parser.feed(text)
        assert not parser.open, f"tags left open: {parser.open}"
    if isinstance(text, str):
        longest = 200 if "callback_query_id" in parameters else 4096
        assert len(text) <= longest, f"{len(text)} characters"
    markup = parameters.get("reply_markup")
    for row in markup.get("inline_keyboard", []) if isinstance(markup, dict) else []:
        for button in row:
            assert button["text"].strip()
            assert 1 <= len(button.get("callback_data", "x").encode()) <= 64


ACCOUNT = {"id": "17841405309211844", "username": "landkreis_test"}
GRAPH_TOKEN = "IG-geheimer-zugang"
_COMMENT_FIELDS = {"id", "text", "timestamp", "username", "from", "hidden", "parent_id", "media", "replies"}
_MEDIA_FIELDS = {"id", "permalink", "comments_count"}


@dataclass
class GraphRefusal:
    """An error answer of the Graph API."""

    code: int
    subcode: int = 0
    status: int = 400
    headers: dict[str, str] = field(default_factory=dict)


class FakeInstagram(httpx.AsyncBaseTransport):
    """Answers like the Graph API and remembers every call. Unknown fields, a missing token and unknown objects are errors."""

    def __init__(self) -> None:
        self.comments: dict[str, dict[str, Any]] = {}
        self.posts: list[str] = ["900"]
        self.calls: list[str] = []
        self.refusals: list[tuple[str, GraphRefusal | Exception | httpx.Response]] = []
        self.ignores_hiding = False
        self.tells_counts = True

    # -- what tests use ------------------------------------------------------
    def write(self, number: str, text: str, author: str = "max", post: str = "900", **more: Any) -> None:
        """Someone comments."""
        user = ACCOUNT if author == ACCOUNT["username"] else {"id": f"55{len(author)}", "username": author}
        comment = {
            "id": number, "text": text, "timestamp": "2026-11-24T09:20:00+0000", "username": user["username"],
            "from": user, "hidden": False, "media": {"id": post},
        }  # fmt: skip
        self.comments[number] = {**comment, **more}

    def refuse(self, call: str, *answers: GraphRefusal | Exception | httpx.Response) -> None:
        """The next calls (``GET /7``) end like this, one after the other."""
        self.refusals += [(call, answer) for answer in answers]

    def made(self, method: str) -> list[str]:
        """The paths of all calls of a method that were carried out."""
        return [path for verb, path in (call.split(" ") for call in self.calls) if verb == method]

    # -- httpx's side --------------------------------------------------------
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        assert path.startswith("/v26.0/"), path
        assert GRAPH_TOKEN not in str(request.url), "the token belongs into a header"
        call = f"{request.method} {path.removeprefix('/v26.0')}"
        for number, (wanted, answer) in enumerate(self.refusals):
            if wanted == call:
                del self.refusals[number]
                return _ended(answer, request)
        if request.headers.get("authorization") != f"Bearer {GRAPH_TOKEN}":
            return _refused(GraphRefusal(190), request)
        self.calls.append(call)
        answered = self._answer(request.method, path.split("/")[2:], request)
        if isinstance(answered, GraphRefusal):
            return _refused(answered, request)
        return httpx.Response(200, json=answered, headers={"x-app-usage": '{"call_count": 3}'}, request=request)

    def _answer(self, method: str, parts: list[str], request: httpx.Request) -> Any:
        query = dict(request.url.params)
        match method, parts:
            case "GET", _:
                return self._found(parts, query)
            case "POST", [number] if number in self.comments:
                self.comments[number]["hidden"] = query["hide"] == "true" and not self.ignores_hiding
                return {"success": True}
            case "POST", [number, "replies"] if number in self.comments:
                return {"id": "7777"} if request.content else GraphRefusal(100)
            case "DELETE", [number] if number in self.comments:
                del self.comments[number]
                return {"success": True}
            case _:
                return GraphRefusal(100, 33)

    def _found(self, parts: list[str], query: dict[str, str]) -> Any:
        match parts:
            case [number] if number == ACCOUNT["id"]:
                return ACCOUNT
            case [number, "media"] if number == ACCOUNT["id"]:
                return {"data": [self._post(post, query) for post in self.posts]}
            case [post] if post in self.posts:
                return self._post(post, query)
            case [post, "comments"] if post in self.posts:
                return self._page(post, query)
            case [number] if number in self.comments:
                return _chosen(self.comments[number], query["fields"], _COMMENT_FIELDS)
            case _:
                return GraphRefusal(100, 33)

    def _post(self, post: str, query: dict[str, str]) -> dict[str, Any]:
        count = sum(comment["media"]["id"] == post for comment in self.comments.values())
        full = {"id": post, "permalink": f"https://www.instagram.com/p/C{post}/", "comments_count": count}
        if not self.tells_counts:
            del full["comments_count"]
        return _chosen(full, query["fields"], _MEDIA_FIELDS)

    def _page(self, post: str, query: dict[str, str]) -> dict[str, Any]:
        limit = int(query["limit"])
        assert limit <= 50, "Meta gives 50 a page at most"
        ours = [c for c in reversed(self.comments.values()) if c["media"]["id"] == post]
        top, start = [c for c in ours if "parent_id" not in c], int(query.get("after", "0"))
        rows = []
        for comment in top[start : start + limit]:
            replies = [
                {key: reply[key] for key in ("id", "text", "timestamp")}
                for reply in ours
                if reply.get("parent_id") == comment["id"]
            ]
            rows.append(_chosen({**comment, "replies": {"data": replies}}, query["fields"], _COMMENT_FIELDS))
        paging: dict[str, Any] = {"cursors": {"after": str(start + limit)}}
        if start + limit < len(top):
            paging["next"] = "https://graph.instagram.com/next"
        return {"data": rows, "paging": paging}


def _chosen(full: dict[str, Any], fields: str, known: set[str]) -> dict[str, Any]:
    """The fields that were asked for; ``replies.limit(50){id}`` counts as one."""
    names = {name.split(".")[0] for name in re.sub(r"\{[^}]*\}", "", fields).split(",")}
    assert names <= known, f"fields Meta does not know: {names - known}"
    return {key: value for key, value in full.items() if key in names | {"id"}}


def _ended(answer: GraphRefusal | Exception | httpx.Response, request: httpx.Request) -> httpx.Response:
    if isinstance(answer, Exception):
        raise answer
    return _refused(answer, request) if isinstance(answer, GraphRefusal) else answer


def _refused(refusal: GraphRefusal, request: httpx.Request) -> httpx.Response:
    error = {"message": "no", "type": "OAuthException", "code": refusal.code, "error_subcode": refusal.subcode}
    return httpx.Response(refusal.status, json={"error": error}, headers=refusal.headers, request=request)
