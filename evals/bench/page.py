"""Draw a run as one page that asks nothing of anybody: figures, confusion, each miss with its transcript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from string import Template

from evals.bench.gates import Judged
from evals.bench.outcome import Confusion, Miss, Tally
from evals.bench.table import milliseconds, share, tokens, told

_TEMPLATE = Path(__file__).with_name("page.html")
_BAR = 150
_TONES = {"better": "good", "worse": "bad", "within noise": "noise"}


def page(run: Sequence[Judged], at: datetime) -> str:
    """The whole page as HTML; whatever a case says is inert in it."""
    refused = [judged for judged in run if not judged.passes]
    verdict = "passes" if not refused else f"{len(refused)} of {len(run)} refused"
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        verdict=verdict,
        tone="bad" if refused else "good",
        when=escape(f"{at:%d %B %Y, %H:%M %Z} · {sum(one.outcome.n for one in run):,} cases"),
        rows="\n".join(_row(judged) for judged in run),
        sections="\n".join(_section(judged) for judged in run),
    )


def _row(judged: Judged) -> str:
    outcome, change = judged.outcome, judged.change
    cost = f"{outcome.spent.cost_aud:.4f}" if outcome.spent.cost_aud else "–"
    figures = (
        str(outcome.n),
        share(outcome.pass_1),
        share(outcome.pass_3),
        cost,
        tokens(outcome),
        milliseconds(outcome.p50_ms),
        milliseconds(outcome.p95_ms),
    )
    n, *others = (f'<td class="n">{escape(figure)}' for figure in figures)
    tone = _TONES.get(change.verdict, "soft")
    return (
        f'<tr><td><a href="#{_anchor(judged)}">{escape(outcome.suite)}</a>'
        f"<td>{escape(outcome.model)}<td>{_interval(judged)}{n}"
        f'<td class="{tone}">{escape(told(change))}{"".join(others)}</tr>'
    )


def _interval(judged: Judged) -> str:
    """The score as a bar, its interval as a band, the gate as a tick."""
    outcome = judged.outcome
    low, high, score, asked = (
        _BAR * value for value in (outcome.low, outcome.high, outcome.score, judged.at_least)
    )
    tick = f'<path d="M{asked:.1f} 1v16" stroke="var(--ink)" stroke-width="1.5"/>' if judged.at_least else ""
    colour = "var(--bar)" if judged.passes else "var(--bad)"
    return (
        f'<svg width="{_BAR + 56}" height="18" role="img" aria-label="{share(outcome.score)}">'
        f'<rect y="7" width="{_BAR}" height="4" rx="2" fill="var(--line)"/>'
        f'<rect x="{low:.1f}" y="3" width="{max(high - low, 2):.1f}" height="12" rx="3" fill="var(--band)"/>'
        f'<rect y="7" width="{score:.1f}" height="4" rx="2" fill="{colour}"/>{tick}'
        f'<text x="{_BAR + 8}" y="13">{share(outcome.score)}</text></svg>'
    )


def _section(judged: Judged) -> str:
    outcome = judged.outcome
    tone, verdict = ("good", "passes") if judged.passes else ("bad", "refused")
    refusals = "".join(f'<p class="bad">{escape(refusal)}</p>' for refusal in judged.refusals)
    return (
        f'<section id="{_anchor(judged)}"><header><div><h2>{escape(outcome.suite)}'
        f' <span class="soft">{escape(outcome.model)}</span></h2>'
        f'<p class="soft">{escape(outcome.about)}</p>{refusals}</div>'
        f'<span class="verdict {tone}">{verdict}</span></header>'
        f"{_judgements(outcome.judgements)}"
        f"{''.join(_confusion(one) for one in outcome.confusions)}"
        f"{_moved('Fell since the accepted run', judged.change.fell)}"
        f"{_moved('Rose since the accepted run', judged.change.rose)}"
        f"{_misses(outcome.misses)}</section>"
    )


def _judgements(tallies: Mapping[str, Tally]) -> str:
    told = "".join(
        f"<span>{escape(name.replace('_', ' '))} <b>{tally.held:,}</b>"
        f' <span class="soft">of {tally.asked:,}</span></span>'
        for name, tally in tallies.items()
    )
    return f'<div class="judgements">{told}</div>' if told else ""


def _confusion(confusion: Confusion) -> str:
    head = "".join(f"<th>{escape(_spoken(label))}" for label in confusion.labels)
    rows = "".join(
        f"<tr><th>{escape(_spoken(label))}{''.join(_cell(row, place, number) for place, _ in enumerate(row))}"
        for number, (label, row) in enumerate(zip(confusion.labels, confusion.matrix, strict=True))
    )
    return (
        f"<h3>{escape(confusion.title)}: labelled (rows), read (columns)</h3>"
        f'<div class="scroll"><table class="confusion"><thead><tr><th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _cell(row: Sequence[int], place: int, number: int) -> str:
    count, total = row[place], sum(row) or 1
    if not count:
        return '<td class="soft">·'
    colour = "var(--good)" if place == number else "var(--bad)"
    strength = round(18 + 60 * count / total)
    return f'<td style="background: color-mix(in srgb, {colour} {strength}%, transparent)">{count}'


def _moved(title: str, names: Sequence[str]) -> str:
    if not names:
        return ""
    told = ", ".join(f"<code>{escape(name)}</code>" for name in names)
    return f"<h3>{escape(title)}</h3><p>{told}</p>"


def _misses(misses: Sequence[Miss]) -> str:
    if not misses:
        return ""
    told = "".join(
        f"<details><summary><code>{escape(miss.name)}</code>"
        f' <span class="soft">{escape(", ".join(_spoken(name) for name in miss.judgements))}</span></summary>'
        f"<pre>{escape(miss.transcript)}</pre></details>"
        for miss in misses
    )
    return f"<h3>{len(misses)} cases that missed something</h3>{told}"


def _anchor(judged: Judged) -> str:
    return "".join(c if c.isalnum() else "-" for c in f"{judged.outcome.suite}-{judged.outcome.model}")


def _spoken(name: str) -> str:
    return name.replace("_", " ")
