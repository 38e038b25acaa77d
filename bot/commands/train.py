"""``kreislotse netiquette train``: learn the model anew from labelled comments."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from bot.commands.options import FAILED, WRONG_USE, ConfigFile, attempt, read_config, stop, tell
from bot.texts import german
from moderation.engine import Moderator
from moderation.learned.labelled import PUBLIC, BadLabels, OwnComment, PublicPost, read_own, read_posts, read_public
from moderation.learned.mentions import read_mentions
from moderation.models import Comment
from moderation.netiquette import SHIPPED as SHIPPED_NETIQUETTE
from moderation.netiquette import load_netiquette
from moderation.reading import Reading
from moderation.verdict import by_wording
from yamlsource import reason_of


def train_model(
    own: Annotated[
        Path, typer.Option(metavar="ORDNER", help="Eigene: comments.jsonl und posts.jsonl, siehe training/README.md.")
    ],
    public: Annotated[
        Path,
        typer.Option(metavar="ORDNER", help="Öffentliche Sammlungen: <name>.train.jsonl, siehe training/README.md."),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="ORDNER", help="Wohin weights.npz und card.json.")],
    config: ConfigFile = None,
) -> None:
    """Das Modell neu lernen (braucht: pip install kreislotse[train])."""
    settings, texts = read_config(config), german()
    try:
        from moderation.learned.training import train  # scikit-learn takes a second and is not always there
    except ImportError:  # pragma: no cover - depends on the installation
        stop(texts("cli.train_needs"), WRONG_USE)
    netiquette = attempt(lambda: load_netiquette(settings.moderation.netiquette or SHIPPED_NETIQUETTE))
    rules = Moderator(netiquette)
    try:
        comments, posts = read_own(own / "comments.jsonl", frozenset(netiquette.rules)), read_public(public)
        posts["training/posts.jsonl"] = read_posts(own / "posts.jsonl")
        mentioned, posts["training/mentions.yaml"] = attempt(lambda: read_mentions(own / "mentions.yaml"))
        comments += mentioned
    except BadLabels as problem:
        stop(str(problem), FAILED)

    def by_rules(text: str) -> float:
        return by_wording(rules.found_by_rules(Comment(text), Reading(text))[0])

    flat = [post for members in posts.values() for post in members]
    trained = train(comments, flat, by_rules, {})
    figures = _figures(trained.unseen_scores, trained.unseen_labels)
    card = {
        **_data(comments, posts),
        "figures": figures,
        "combination": {"bias": trained.combination.bias, "weights": list(trained.combination.weights)},
        "limits": dict(trained.limits),
    }
    numbers, text = trained.model.with_card(card).to_files()
    try:
        output.mkdir(parents=True, exist_ok=True)
        (output / "weights.npz").write_bytes(numbers)
        (output / "card.json").write_text(text, "utf-8")
    except OSError as error:
        stop(texts("cli.not_written", file=output, reason=reason_of(error)), FAILED)
    tell(texts("cli.trained", comments=len(comments), posts=len(flat), folder=output, kib=len(numbers) // 1024))
    print(json.dumps(figures, ensure_ascii=False))


def _figures(scores: np.ndarray[Any, Any], labels: np.ndarray[Any, Any]) -> dict[str, float]:
    """How the whole did on our own comments whose batch it had not seen."""
    flagged = scores >= 0.5
    hits = float((flagged & labels).sum())
    return {
        "comments": len(labels),
        "f1": round(2 * hits / max(1.0, float(flagged.sum() + labels.sum())), 3),
        "false_alarms": round(float((flagged & ~labels).sum() / max(1, (~labels).sum())), 3),
        "brier": round(float(((scores - labels) ** 2).mean()), 4),
    }


def _data(comments: list[OwnComment], posts: dict[str, list[PublicPost]]) -> dict[str, Any]:
    rules = Counter(rule for comment in comments for rule in comment.rules)
    return {
        "name": "Kreislotse: Kommentarmodell",
        "date": datetime.now(UTC).date().isoformat(),
        "kind": "lineares Modell über gehashte Wörter und Buchstabenfolgen",
        "data": [
            {
                "name": "eigene Kommentare (erfunden)",
                "texts": len(comments),
                "licence": "EUPL-1.2",
                "rules": dict(sorted(rules.items())),
            },
            *(
                {"name": name, "texts": len(posts[name]), "licence": "EUPL-1.2"}
                for name in ("training/posts.jsonl", "training/mentions.yaml")
            ),
            *(
                {"name": one.name, "texts": len(posts[one.name]), "licence": one.licence, "credit": one.credit}
                for one in PUBLIC
            ),
        ],
        "limits_of_use": german()("cli.model_limits"),
    }
