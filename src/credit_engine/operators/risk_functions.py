"""Losses, capital and disposal as functions of policies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from credit_engine.absent import absent
from credit_engine.credit import capital, foundation_lgd, losses, mortgages, normal
from credit_engine.credit.arguments import CreditError
from credit_engine.credit.foundation_lgd import Secured
from credit_engine.credit.losses import Outcome, Strategy
from credit_engine.operators.credit_table import define_credit, given

define_credit(
    "expected_loss",
    "pd: number, lgd: number, ead: number",
    losses.expected_loss,
    "PD * LGD * EAD.",
    "expected_loss(0.02, 0.45, 1000000) = 9000",
    source="Basel Framework, CRE35.2",
)
define_credit(
    "lifetime_expected_loss",
    "marginal_pds: list<number>, lgds: list<number>, eads: list<number>, effective_rate: number",
    losses.lifetime_expected_loss,
    "Expected credit loss over the years of a loan, discounted from the year ends.",
    "decimal(lifetime_expected_loss([0.02, 0.0196], [0.45, 0.45], [100, 100], 0.05), 4) = 1.6571",
    source="IFRS 9, 5.5.17, B5.5.28-B5.5.55",
)
define_credit(
    "marginal_pds",
    "annual_pd: number, years: number",
    losses.marginal_pds,
    "The PD of each of the next years under a constant annual PD: pd * (1 - pd) ** (t - 1).",
    "marginal_pds(0.02, 2) = [0.02, 0.0196]",
    source="IFRS 9, B5.5.28; a constant hazard",
    result="list<number>",
)
define_credit(
    "workout_lgd",
    "ead: number, rate: number, recoveries: list<number>, recovery_years: list<number>, "
    "costs?: list<number>, cost_years?: list<number>",
    losses.workout_lgd,
    "1 - (present value of recoveries - present value of costs) / EAD.",
    "workout_lgd(1000, 0.1, [550], [1]) = 0.5",
    source="Basel Framework, CRE36.76; EBA/GL/2017/16, 6.3",
)
define_credit(
    "provision",
    "exposure: number, provision_rate: number",
    losses.provision,
    "exposure * rate, rounded half up to cents.",
    "provision(1000.10, 0.25) = 250.03",
    source="银行贷款损失准备计提指引 (银发〔2002〕98号)",
    unit="same",
)


def _expected_present_value(rate: Any, outcomes: list[dict[str, Any]], cost_now: Any = 0) -> Any:
    ways = [Outcome(outcome["probability"], outcome["amount"], outcome["years"]) for outcome in outcomes]
    return losses.expected_present_value(rate, ways, cost_now)


define_credit(
    "expected_present_value",
    "rate: number, outcomes: list<context<probability: number, amount: number, years: number>>, "
    "cost_now?: number",
    _expected_present_value,
    "The present value of a disposal that can end in several ways, weighed by their probabilities, which "
    "sum to 1, less its cost now.",
    "expected_present_value(0.1, [{probability: 0.5, amount: 220, years: 1}, {probability: 0.5, amount: 0, "
    "years: 1}], 10) = 90",
    source="I. Fisher, The Theory of Interest (1930); EBA/GL/2017/16, 6.3",
)


def _compare(rate: Any, strategies: list[dict[str, Any]]) -> dict[str, Any]:
    found = losses.compare_strategies(
        rate,
        [
            Strategy(s["name"], tuple(s["amounts"]), tuple(s["years"]), s.get("permitted", True) is True)
            for s in strategies
        ],
    )
    return {
        "chosen": found.chosen,
        "ranking": [{"name": name, "value": value} for name, value in found.ranking],
        "refused": found.refused,
        "break_even": absent("no_rate", "compare_strategies", found.why_none)
        if found.break_even is None
        else found.break_even,
    }


define_credit(
    "compare_strategies",
    "rate: number, strategies: list<context<name: text, amounts: list<number>, years: list<number>>>",
    _compare,
    "Ways to dispose of a loan by their present value, best first; those with `permitted: false` are only "
    "named. `break_even` is the rate at which the first two change places, null where there is none.",
    'compare_strategies(0.06, [{name: "sale", amounts: [1000], years: [0]}, {name: "workout", amounts: '
    '[600, 600], years: [1, 2]}]).chosen = "workout"',
    source="S. Ross, R. Westerfield, J. Jaffe, Corporate Finance: net present value and its crossover rate",
    result="context<chosen: text, ranking: list<context<name: text, value: number>>, refused: list<text>, "
    "break_even: number>",
)
_NORMAL = "Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.2"
define_credit(
    "normal_cdf",
    "x: number",
    normal.normal_cdf,
    "The standard normal distribution function.",
    "decimal(normal_cdf(-1), 6) = 0.158655",
    source=_NORMAL,
)
define_credit(
    "normal_inverse",
    "p: number",
    normal.normal_inverse,
    "The inverse of the standard normal distribution function.",
    "decimal(normal_inverse(0.999), 6) = 3.090232",
    source=_NORMAL,
)


def _corporate(
    pd: Any,
    lgd: Any,
    maturity: Any,
    turnover: Any = None,
    least: Any = None,
    most: Any = None,
    multiplier: Any = None,
) -> Any:
    """K of a corporate; the size band is Basel's in EUR million unless both ends are given."""
    if (least is None) != (most is None):
        raise CreditError("least_turnover: needs most_turnover, and the other way round")
    firms = capital.BASEL_FIRMS if least is None else capital.FirmSizeBand(least, most)
    options = given(turnover=turnover, correlation_multiplier=multiplier)
    found = capital.irb_capital("corporate", pd, lgd, maturity=maturity, firms=firms, **options)
    return found.requirement


define_credit(
    "irb_capital_corporate",
    "pd: number, lgd: number, maturity: number, turnover?: number, least_turnover?: number, "
    "most_turnover?: number, correlation_multiplier?: number",
    _corporate,
    "IRB capital requirement K of a corporate, a fraction of EAD; `maturity` in years counts from 1 to 5; "
    "`turnover` of a small or medium firm within Basel's band, EUR 5 to 50 million, or the band given; "
    "`correlation_multiplier` is 1.25 for large regulated and for unregulated financial institutions.",
    "decimal(irb_capital_corporate(0.01, 0.45, 2.5) * 12.5, 4) = 0.9232",
    source="Basel Framework, CRE31.5-31.9; 商业银行资本管理办法 (2023), annex, for CNY 30 to 300 million",
)
define_credit(
    "irb_capital_hvcre",
    "pd: number, lgd: number, maturity: number",
    lambda pd, lgd, maturity: capital.irb_capital("hvcre", pd, lgd, maturity=maturity).requirement,
    "IRB capital requirement K of high-volatility commercial real estate, a fraction of EAD.",
    "decimal(irb_capital_hvcre(0.01, 0.45, 2.5) * 12.5, 4) = 1.1043",
    source="Basel Framework, CRE31.12",
)


def _retail(exposure_class: str) -> Callable[..., Any]:
    def requirement(pd: Any, lgd: Any) -> Any:
        return capital.irb_capital(exposure_class, pd, lgd).requirement

    return requirement


for _class, _title, _example, _source in (
    (
        "mortgage",
        "a residential mortgage",
        "decimal(irb_capital_mortgage(0.01, 0.25) * 12.5, 4) = 0.3133",
        14,
    ),
    ("qrre", "qualifying revolving retail", "decimal(irb_capital_qrre(0.01, 0.85) * 12.5, 4) = 0.3253", 15),
    ("other_retail", "other retail", "decimal(irb_capital_other_retail(0.01, 0.45) * 12.5, 4) = 0.4577", 16),
):
    define_credit(
        f"irb_capital_{_class}",
        "pd: number, lgd: number",
        _retail(_class),
        f"IRB capital requirement K of {_title}, a fraction of EAD.",
        _example,
        source=f"Basel Framework, CRE31.{_source}",
    )

define_credit(
    "effective_maturity",
    "cash_flows: list<number>, years: list<number>",
    capital.effective_maturity,
    "M of a loan from what is still to be paid and when: sum(years * flow) / sum(flow), at least 1 and at "
    "most 5.",
    "effective_maturity([25, 25, 25, 25], [1, 2, 3, 4]) = 2.5",
    source="Basel Framework, CRE32.46-32.48",
)
define_credit(
    "defaulted_capital",
    "lgd: number, best_estimate: number",
    capital.defaulted_capital,
    "K of an exposure in default: LGD less the best estimate of expected loss, at least 0.",
    "defaulted_capital(0.45, 0.4) = 0.05",
    source="Basel Framework, CRE31.3",
)
define_credit(
    "capital_at",
    "requirement: number, capital_ratio: number",
    capital.capital_at,
    "The capital to hold for K at a target ratio of own funds: K * 12.5 * ratio.",
    "capital_at(0.08, 0.105) = 0.105",
    source="Basel Framework, CRE31.4, RBC20",
)


def _foundation_lgd(exposure: Any, unsecured_lgd: Any, items: list[dict[str, Any]], haircut: Any = 0) -> Any:
    secured = [Secured(item["value"], item["lgd"], item["haircut"]) for item in items]
    return foundation_lgd.foundation_lgd(exposure, unsecured_lgd, secured, haircut)


define_credit(
    "foundation_lgd",
    "exposure: number, unsecured_lgd: number, collateral: list<context<value: number, lgd: number, "
    "haircut: number>>, exposure_haircut?: number",
    _foundation_lgd,
    "LGD* of the foundation approach: items secure, in the order given, value * (1 - haircut) at their "
    "LGD, together at most the exposure; the rest has the LGD of unsecured claims. LGD and haircut of a "
    "class of collateral are `reference_value`s, `foundation_lgd_secured` and `foundation_haircut` of "
    "`basel`.",
    "foundation_lgd(100, 0.4, [{value: 60, lgd: 0.2, haircut: 0.4}]) = 0.328",
    source="Basel Framework, CRE32.9-32.14",
)


def _split(
    loan: Any,
    value: Any,
    weight: Any,
    senior: Any = None,
    equal: Any = None,
    secured: Any = None,
    share: Any = None,
) -> Any:
    liens = mortgages.Liens(**given(senior=senior, equal=equal))
    options = given(secured_weight=secured, secured_share=share)
    return mortgages.split_mortgage(loan, value, weight, liens=liens, **options)


define_credit(
    "split_mortgage",
    "loan: number, value: number, counterparty_weight: number, senior_liens?: number, equal_liens?: "
    "number, secured_weight?: number, secured_share?: number",
    _split,
    "A mortgage in two parts: up to 55 % of the value, less senior liens of others and shared with equal "
    "ones, the lower of `secured_weight` (0.20 residential unless given, 0.60 commercial) and the "
    "counterparty's weight; above it the counterparty's.",
    "split_mortgage(70000, 100000, 0.75).risk_weighted = 22250",
    source="Basel Framework, CRE20.69-20.91: loan splitting",
    result="context<secured: number, remainder: number, risk_weighted: number, risk_weight: number>",
)
