"""What can be wrong with the arguments and files of a command."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

no_annual_cost = Message(
    "wrong-value",
    "the loan has no annual cost: {reason}",
    "无法计算该贷款的年化成本：{reason}",
    expected=Said("a loan that its payments repay", "能由各期还款还清的贷款"),
)

values_without_names = Message(
    "wrong-type",
    "the input has to give values to names",
    "输入须给名称赋值",
    expected=Said('an object such as {{"x": 1}}', '对象，如 {{"x": 1}}'),
)

unknown_code = Message(
    "unknown-code",
    "there is no code '{code}'",
    "没有代码 '{code}'",
    expected=Said("the code in brackets of a diagnostic", "诊断信息方括号中的代码"),
)

payments_below_loan = Message(
    "wrong-value",
    "the payments are less than the loan",
    "各期还款合计少于贷款金额",
    expected=Said("payments of principal and interest", "本金与利息的还款"),
    hint=Said("name every payment, a last one with the rest", "请列出每期还款，最后一期还清余额"),
)

empty_text = Message(
    "wrong-value",
    "this text is empty",
    "此文本为空",
    expected=Said("what the borrower reads", "借款人看到的内容"),
)

value_too_large = Message(
    "value-too-large", "the value takes more than {limit:,} characters", "该值超过 {limit:,} 个字符"
)

closed_input = Message("closed-input", "standard input is closed", "标准输入已关闭")

unreadable_stream = Message("unreadable-file", "this cannot be read: {reason}", "无法读取：{reason}")

stream_too_large = Message("file-too-large", "there are more than {limit:,} bytes", "超过 {limit:,} 字节")

undecodable_stream = Message(
    "not-utf8",
    "byte 0x{byte:02X} is not UTF-8 text",
    "字节 0x{byte:02X} 不是 UTF-8 文本",
    expected=Said("UTF-8 text", "UTF-8 文本"),
)

neither_policy_nor_scorecard = Message(
    "not-a-policy",
    "this file is neither a policy nor a scorecard nor a review",
    "此文件既不是政策，也不是评分卡或检视",
    expected=Said(
        "a first key 'policy:', 'scorecard:' or 'review:'", "第一个键为 'policy:'、'scorecard:' 或 'review:'"
    ),
)

nothing_to_review = Message(
    "no-policy",
    "this directory holds neither a policy nor a scorecard",
    "此目录中既没有政策也没有评分卡",
    expected=Said("files *.yaml", "文件 *.yaml"),
)

no_directory = Message(
    "unwritable-file", "there is no directory that this file could be written to", "没有可写入此文件的目录"
)

no_cases_in_directory = Message(
    "no-cases",
    "this directory holds no cases",
    "此目录没有用例",
    expected=Said("files *.cases.yaml", "文件 *.cases.yaml"),
)

no_cases = Message(
    "no-cases",
    "no file beside this policy holds cases of it",
    "该政策旁没有它的用例文件",
)
