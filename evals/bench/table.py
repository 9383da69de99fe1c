"""Print a run as a table that fits a terminal, with whatever keeps it back."""

from __future__ import annotations

from collections.abc import Sequence

from evals.bench.accepted import Change
from evals.bench.gates import Judged
from evals.bench.outcome import Outcome

HEAD = (
    "suite",
    "model",
    "score",
    "95 %",
    "n",
    "change",
    "pass^1",
    "pass^3",
    "AUD",
    "tokens",
    "p50",
    "p95",
    "",
)
_RIGHT = frozenset({2, 4, 6, 7, 8, 9, 10, 11})


def table(run: Sequence[Judged]) -> str:
    """One line a suite and model, then every reason against it."""
    rows = [HEAD, *(_row(judged) for judged in run)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    lines = [
        "  ".join(
            cell.rjust(width) if place in _RIGHT else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    lines.insert(1, "─" * max(map(len, lines)))
    lines += [
        f"{judged.outcome.suite}, {judged.outcome.model}: {refusal}"
        for judged in run
        for refusal in judged.refusals
    ]
    return "\n".join(lines)


def told(change: Change) -> str:
    """The change in two words."""
    if change.verdict in ("new", "same", "within noise"):
        return change.verdict
    return f"{change.points:+.1f} {change.verdict}"


def tokens(outcome: Outcome) -> str:
    """Input (of which read from the cache) and output; a dash where nothing was asked."""
    spent = outcome.spent
    if not spent.input_tokens:
        return "–"
    cached = f" ({_short(spent.cache_read_tokens)} cached)" if spent.cache_read_tokens else ""
    return f"{_short(spent.input_tokens)}{cached} + {_short(spent.output_tokens)}"


def _short(count: int) -> str:
    return (
        f"{count / 1000:.0f}k"
        if count >= 10_000
        else f"{count / 1000:.1f}k"
        if count >= 1_000
        else str(count)
    )


def share(value: float | None) -> str:
    """A share in per cent; a dash for none."""
    return "–" if value is None else f"{value:.1%}"


def milliseconds(value: float | None) -> str:
    """A time as people read it."""
    if value is None:
        return "–"
    return f"{value / 1000:.1f} s" if value >= 1000 else f"{value:.1f} ms"


def _row(judged: Judged) -> tuple[str, ...]:
    outcome = judged.outcome
    return (
        outcome.suite,
        outcome.model,
        share(outcome.score),
        f"{100 * outcome.low:.1f}–{100 * outcome.high:.1f}",
        str(outcome.n),
        told(judged.change),
        share(outcome.pass_1),
        share(outcome.pass_3),
        f"{outcome.spent.cost_aud:.4f}" if outcome.spent.cost_aud else "–",
        tokens(outcome),
        milliseconds(outcome.p50_ms),
        milliseconds(outcome.p95_ms),
        "passes" if judged.passes else "REFUSED",
    )
