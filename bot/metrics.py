"""Figures for Prometheus; labels are closed sets, never anything a person wrote."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Metrics:
    """One registry a program, so that tests do not share figures."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.questions = Counter(
            "kreislotse_questions", "Questions answered", ["channel", "kind"], registry=self.registry
        )
        self.answer_seconds = Histogram(
            "kreislotse_answer_seconds",
            "Time to find an answer",
            registry=self.registry,
            buckets=(0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5),
        )
        self.dead_jobs = Gauge("kreislotse_outbox_dead", "Jobs given up", registry=self.registry)
        self.waiting_comments = Gauge(
            "kreislotse_comments_waiting", "Comments not yet screened", registry=self.registry
        )

    def text(self) -> bytes:
        """All figures in Prometheus' text format."""
        return generate_latest(self.registry)
