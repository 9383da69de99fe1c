"""The bench tells safety from luck and a change from noise, and its page is inert."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pydantic_evals import Case, Dataset
from pydantic_evals.evaluators import Evaluator, EvaluatorContext

from errors import InvalidInput
from evals.bench import reports
from evals.bench.accepted import accept, change_of, key_of, read_accepted
from evals.bench.figures import apart, by_chance, pass_power, wilson
from evals.bench.gates import Judged, judge
from evals.bench.opening import Contestant
from evals.bench.outcome import Outcome, Spent, outcome_of
from evals.bench.page import page
from evals.bench.suite import Report, Suite
from evals.bench.table import table

SUITE = Suite(
    name="toy",
    about="Is it even?",
    judge=lambda _: asyncio.sleep(0, Dataset[int, int, None](name="toy", cases=[])),  # type: ignore[arg-type]
    score="even",
    safety=frozenset({"positive"}),
    at_least=0.5,
)


@dataclass
class Judges(Evaluator[int, int, None]):
    """Even is wanted, positive is demanded."""

    def evaluate(self, ctx: EvaluatorContext[int, int, None]) -> dict[str, bool]:
        return {"even": ctx.output % 2 == 0, "positive": ctx.output > 0}


async def report(*values: int) -> Report:
    """One run over cases that answer these values; 13 fails to run."""

    def task(value: int) -> int:
        if value == 13:
            raise ValueError("<script>alert(1)</script>")
        return value

    cases = [Case[int, int, None](name=f"case {n}", inputs=value) for n, value in enumerate(values)]
    dataset = Dataset[int, int, None](name="toy", cases=cases, evaluators=[Judges()])
    return await dataset.evaluate(task, progress=False)


async def outcome(*runs: tuple[int, ...], model: str = "offline") -> Outcome:
    """What came of these runs of the same cases."""
    found = [await report(*values) for values in runs]
    return outcome_of(SUITE, model, found, seconds=1.0, spent=Spent())


def test_wilson_is_what_the_tables_say() -> None:
    """Newcombe 1998, table I: 81 of 263 is 0.2553 to 0.3662, 0 of 20 ends at 0.1611."""
    some, none = wilson(81, 263), wilson(0, 20)
    assert (round(some.low, 4), round(some.high, 4)) == (0.2553, 0.3662)
    assert (none.low, round(none.high, 4)) == (0.0, 0.1611)
    assert wilson(0, 0).high == 1.0


def test_pass_power_is_the_share_of_all_ways_to_draw_k_runs() -> None:
    """Two of three: 2/3 for one run, 0 for three; unknown where a case ran less often."""
    assert pass_power([[True, True, False]], 1) == pytest.approx(2 / 3)
    assert pass_power([[True, True, False], [True] * 3], 3) == 0.5
    assert pass_power([[True]], 3) is None


def test_few_changes_are_noise_and_many_are_not() -> None:
    """The exact sign test: 5 to 0 may be chance, 6 to 0 is not; so is 90 % after 70 % of 200."""
    assert by_chance(5, 0) > 0.05 > by_chance(6, 0)
    assert by_chance(0, 0) == 1.0
    assert apart((0.7, 200), (0.9, 200))
    assert not apart((0.88, 200), (0.9, 200))


async def test_a_case_that_does_not_run_has_missed_and_is_not_safe() -> None:
    """Also one that misses once in three runs counts by its share."""
    found = await outcome((2, 4, 13), (2, 5, 13), (2, 4, 13))
    assert (found.n, round(found.score, 3)) == (3, 0.556)
    assert found.pass_3 == pytest.approx(1 / 3)
    assert found.missed_cases == ("case 1", "case 2")
    assert found.broken == ("case 2: did not run",)


async def test_safety_refuses_whatever_the_score_is() -> None:
    """One of a hundred is one too many; a score below the gate refuses only beyond doubt."""
    safe, unsafe = await outcome((2,) * 99 + (4,)), await outcome((2,) * 99 + (-2,))
    assert judge(SUITE, safe, {}).passes
    assert not judge(SUITE, unsafe, {}).passes
    assert judge(SUITE, await outcome((2, 3, 3)), {}).passes
    assert not judge(SUITE, await outcome((2,) + (3,) * 40), {}).passes


async def test_a_paid_model_that_answered_nothing_is_not_judged_by_the_engine_behind_it() -> None:
    """A wrong key would otherwise score as well as the offline engine."""
    silent = await outcome((2, 2), model="anthropic:claude-haiku-5-5")
    assert "answered nothing" in judge(SUITE, silent, {}).refusals[0]


async def test_a_run_is_compared_with_the_accepted_one_case_by_case(tmp_path: Path) -> None:
    """The same, a case that fell within noise, and a fall that is none."""
    path = tmp_path / "accepted.json"
    good = await outcome((2,) * 20)
    assert change_of(good, None).verdict == "new"
    accept([good], path)
    known = read_accepted(path)[key_of(good)]
    assert change_of(good, known).verdict == "same"
    slipped = change_of(await outcome((2,) * 19 + (3,)), known)
    assert (slipped.verdict, slipped.fell) == ("within noise", ("case 19",))
    fallen = await outcome((2,) * 12 + (3,) * 8)
    assert change_of(fallen, known).verdict == "worse"
    assert not judge(SUITE, fallen, {key_of(fallen): known}).passes
    other = await outcome((2,) * 30)
    assert change_of(other, known).verdict == "within noise"


class Tags(HTMLParser):
    """Every tag and every address of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "action")]


async def test_the_page_asks_nobody_and_runs_nothing(tmp_path: Path) -> None:
    """No script, no address but its own; what a case says is shown as text. The JSON reads back."""
    run = [judge(SUITE, await outcome((2, 13, -1)), {})]
    shown = page(run, datetime(2026, 11, 27, tzinfo=UTC))
    tags = Tags(shown)
    assert "script" not in tags.tags
    assert "link" not in tags.tags
    assert all(address.startswith("#") for address in tags.addresses)
    assert "&lt;script&gt;alert(1)" in shown
    assert "url(" not in shown
    reports.write(run, tmp_path)
    assert reports.last(tmp_path) == run
    assert all(isinstance(one, Judged) for one in run)
    assert "REFUSED" in table(run)


@pytest.mark.parametrize("name", ["gpt-9", "anthropic:", "anthropic:gpt-9", "offline:fast"])
def test_a_model_of_nobody_s_is_refused(name: str) -> None:
    """With a sentence, before anything is opened."""
    with pytest.raises(InvalidInput):
        Contestant.of(name)
