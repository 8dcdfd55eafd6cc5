"""The words of the disclosure of a loan's all-in cost, in English and Chinese."""

from __future__ import annotations

from typing import Any

PHRASES: dict[str, tuple[str, str]] = {
    "heading": ("All-in cost of the loan", "贷款综合融资成本明示表"),
    "loan": ("Loan", "贷款信息"),
    "lender": ("Lender", "贷款人"),
    "product": ("Product", "产品"),
    "amount": ("Principal", "贷款本金"),
    "received": ("Received at drawdown, after charges paid then", "放款时扣除费用后实际到手金额"),
    "payments": ("Payments", "还款期数"),
    "payments_of": ("{count}, of {least} to {most}", "共{count}期，每期{least}至{most}"),
    "payments_level": ("{count} of {most}", "共{count}期，每期{most}"),
    "normal": ("Charged if the loan is repaid as agreed", "正常履约情形下收取的项目"),
    "item": ("Item", "项目"),
    "charge": ("Amount", "金额"),
    "when": ("When", "收取时间"),
    "collected_by": ("Charged by", "收取主体"),
    "method": ("How", "收取方式"),
    "yearly": ("Annual cost", "年化成本"),
    "interest": ("Interest", "利息"),
    "with_payments": ("with each payment", "随每期还款"),
    "at_drawdown": ("at drawdown", "放款时"),
    "with_payment": ("with payment {period}", "随第{period}期还款"),
    "total": ("All-in annual cost", "年化综合融资成本"),
    "how": (
        "The annual cost is the internal rate of return per period times {periods} periods a year, simple "
        "interest, over the principal in use; compounded it is {effective}.",
        "年化成本按内部收益率法计算：期利率乘以每年{periods}期（单利），以实际占用本金为基础；按复利计算为{effective}。",
    ),
    "contingent": ("Charged only on default or another event", "违约等情形下可能收取的项目"),
    "basis": ("How much", "收取标准"),
    "none": ("None.", "无。"),
    "nothing_else": (
        "Apart from the items above, neither the lender nor anyone working with it charges interest or fees.",
        "除上述项目外，贷款人及其合作机构不收取任何其他息费。",
    ),
    "confirmed": ("Confirmed by the borrower", "借款人确认"),
    "signature": ("Signature", "签名"),
    "date": ("Date", "日期"),
}


def phrase(lang: str, key: str, **values: Any) -> str:
    """A phrase in `en` or `zh` with its values filled in."""
    text = PHRASES[key][lang == "zh"]
    return text.format(**values) if values else text
