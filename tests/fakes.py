"""Telegram at the network's edge: a strict stand-in below PTB, so that everything above it is real."""

from __future__ import annotations

import html.parser
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

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
