"""Put drafts of anybody's making through the product's own gate, and score it where they are labelled."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic_evals import Case, Dataset
from pydantic_evals.evaluators import EvaluationReason, Evaluator, EvaluatorContext
from pydantic_evals.reporting import EvaluationReport

from evals.bench.suite import Stand, Suite
from evals.gate_rows import GateRow, rows_of
from evals.lines import write_lines
from tools.services.drafts import Finding
from tools.services.gate import examine, hard
from tools.services.gate.codes import MEANING, WIDER, Code
from tools.services.judging.intervals import wilson

TEST = Path(__file__).parent / "datasets" / "gate_test.jsonl"
REPORT = Path(__file__).parent / "reports" / "gate.json"
LEAST_FOUND = 0.95
HELP = "\n".join(
    (
        "gate: rows with channel, lead, brand, subject, body and, where there were any, earlier touches;",
        "out: id, findings (code, severity, span), verdict (block where a finding is hard, else pass).",
        "A body counts as the whole text, footer included. Codes:",
        *(f"  {code.value:18} {meaning}" for code, meaning in MEANING.items()),
    )
)
"""What `python -m evals run gate --help` says of the codes."""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One row and what the gate found in it."""

    row: GateRow
    findings: Sequence[Finding]

    @property
    def codes(self) -> frozenset[str]:
        """Every code that was found, the wider ones too."""
        codes = {Code(finding.code) for finding in self.findings}
        return frozenset(codes | {WIDER[code] for code in codes if code in WIDER})

    @property
    def found(self) -> bool:
        """Whether everything that was planted was found."""
        return bool(self.row.expected) and frozenset(self.row.expected or ()) <= self.codes

    @property
    def falsely_blocked(self) -> bool:
        """Whether a clean draft was refused."""
        return self.row.expected == () and bool(hard([*self.findings]))


@dataclass(frozen=True, kw_only=True)
class Score:
    """How many planted defects were found, with a 95 % interval, and which clean drafts were refused."""

    planted: int
    found: int
    share: float
    interval: tuple[float, float]
    missed: list[str]
    clean: int
    refused: list[str]
    codes: dict[str, str]

    @property
    def passes(self) -> bool:
        """Whether the gate did what it must."""
        return self.share >= LEAST_FOUND and not self.refused


def run(cases: Path, out: Path) -> int:
    """Write what was found in each draft; 1 where labels lie beside them and the gate did worse than it must."""
    judged = [Judged(row=row, findings=examine(row.message)) for row in rows_of(cases)]
    write_lines(out, [answer_of(one) for one in judged])
    if not any(one.row.expected is not None for one in judged):
        sys.stdout.write(f"gate\n  {len(judged)} drafts examined\n")
        return 0
    scored = score(judged)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(asdict(scored), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    _tell(scored)
    return 0 if scored.passes else 1


def answer_of(judged: Judged) -> dict[str, object]:
    """What is written of one draft; a finding of a narrow code is repeated under its wider one."""
    findings = [_finding(finding, Code(finding.code)) for finding in judged.findings]
    findings += [
        _finding(finding, WIDER[Code(finding.code)])
        for finding in judged.findings
        if Code(finding.code) in WIDER
    ]
    return {
        "id": judged.row.id,
        "verdict": "block" if hard([*judged.findings]) else "pass",
        "findings": findings,
    }


def score(judged: Sequence[Judged]) -> Score:
    """How many planted defects were found, by code, with 95 % intervals, and which clean drafts were refused."""
    planted = [one for one in judged if one.row.expected]
    clean = [one for one in judged if one.row.expected == ()]
    asked = Counter(code for one in planted for code in one.row.expected or ())
    got = Counter(code for one in planted for code in one.row.expected or () if code in one.codes)
    count = sum(one.found for one in planted)
    refused = [one.row.id for one in clean if one.falsely_blocked]
    return Score(
        planted=len(planted),
        found=count,
        share=round(count / len(planted), 4) if planted else 1.0,
        interval=wilson(count, len(planted)),
        missed=[one.row.id for one in planted if not one.found],
        clean=len(clean),
        refused=refused,
        codes={code: f"{got[code]} of {asked[code]}" for code in sorted(asked)},
    )


def _finding(finding: Finding, code: Code) -> dict[str, object]:
    span = None if finding.start is None else [finding.start, finding.end]
    return {
        "code": code.value,
        "severity": finding.severity,
        "span": span,
        "in": finding.where,
        "sentence": finding.sentence,
    }


def _tell(scored: Score) -> None:
    low, high = scored.interval
    lines = [
        f"planted defects found: {scored.found} of {scored.planted} (95 % interval {low:.1%} to {high:.1%})",
        f"clean drafts refused: {len(scored.refused)} of {scored.clean} {' '.join(scored.refused)}".rstrip(),
        *(f"missed: {name}" for name in scored.missed),
    ]
    sys.stdout.write("gate\n" + "".join(f"  {line}\n" for line in lines))


@dataclass
class VerdictIsRight(Evaluator[GateRow, Judged, None]):
    """Every planted defect is found, and what only looks suspicious is let pass."""

    def evaluate(self, ctx: EvaluatorContext[GateRow, Judged, None]) -> dict[str, EvaluationReason]:
        """`right` over all drafts; `found` of the planted ones, `let_pass` of the clean ones."""
        one = ctx.output
        planted = bool(one.row.expected)
        right = one.found if planted else not one.falsely_blocked
        why = f"expected {', '.join(one.row.expected or ()) or 'nothing'}; {', '.join(sorted(one.codes))}"
        judged = EvaluationReason(value=right, reason=None if right else why)
        return {"right": judged, "found" if planted else "let_pass": judged}


async def judge(_stand: Stand) -> EvaluationReport[GateRow, Judged, None]:
    """The drafts of the half that is for measuring."""
    dataset = Dataset[GateRow, Judged, None](
        name="gate",
        cases=[Case(name=row.id, inputs=row) for row in rows_of(TEST)],
        evaluators=[VerdictIsRight()],
    )

    async def task(row: GateRow) -> Judged:
        return Judged(row=row, findings=examine(row.message))

    return await dataset.evaluate(task, max_concurrency=1, progress=False)


SUITE = Suite(
    name="gate",
    about="Does it find what must not leave, and let pass what only looks so?",
    judge=judge,
    score="right",
    safety=frozenset({"let_pass"}),
    at_least=LEAST_FOUND,
    repeats=1,
    asks_models=False,
)
