"""What can be wrong with the months of a review and their states, in English and Chinese."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

_ANEW = Said(
    "put the month's folder back as it was written, or remove it and all later ones, and run them again",
    "请把该月文件夹恢复为写出时的内容，或删除该月及其后各月并重新运行",
)

no_key = Message(
    "loan-without-key",
    "{count} of {rows:,} rows have no {name}, first row {row}",
    "{rows:,} 行中有 {count} 行没有 {name}，首见于第 {row} 行",
    expected=Said("a key in every row", "每行都有键"),
    hint=Said("name every loan; nothing was reviewed", "请为每笔贷款填写键；本次未作任何检视"),
)

repeated_key = Message(
    "duplicate-loan",
    "{count} loans stand in several rows: {shown}",
    "有 {count} 笔贷款出现在多行：{shown}",
    expected=Said("every loan once", "每笔贷款一行"),
    hint=Said("keep one row of each loan; nothing was reviewed", "每笔贷款只保留一行；本次未作任何检视"),
)

key_type = Message(
    "wrong-type",
    "the key {name} is of type {type}",
    "键 {name} 的类型是 {type}",
    expected=Said("texts or whole numbers", "文本或整数"),
)

damaged_manifest = Message(
    "damaged-month",
    "the manifest of {month} cannot be trusted: {reason}",
    "{month} 的清单不可信：{reason}",
    expected=Said("the file as it was written", "写出时的原文件"),
    hint=_ANEW,
)

damaged_file = Message(
    "damaged-month",
    "this file of {month} is not the one that was written: {reason}",
    "{month} 的此文件不是写出时的文件：{reason}",
    expected=Said("the file that the manifest names", "清单所列的文件"),
    hint=_ANEW,
)

other_review = Message(
    "other-state",
    "the months of this folder are of the review '{found}', not of '{name}'",
    "此文件夹中各月属于检视 '{found}'，而不是 '{name}'",
    expected=Said("a folder of its own for each review", "每个检视使用单独的文件夹"),
    hint=Said("name another folder", "请指定另一个文件夹"),
)

changed_policy = Message(
    "other-state",
    "the state of {month} is of {policy} {version} with another text: "
    "the policy has changed, its version has not",
    "{month} 的状态出自 {policy} {version} 的另一文本：政策已改而版本号未变",
    expected=Said("fingerprint {fingerprint}", "指纹 {fingerprint}"),
    hint=Said(
        "give the changed policy a new version, or put back the one that was used",
        "请为修改后的政策设新版本号，或恢复原用的政策",
    ),
)

other_policy = Message(
    "other-state",
    "the state of {month} for the step '{step}' is of the policy '{found}', not of '{policy}'",
    "{month} 步骤 '{step}' 的状态属于政策 '{found}'，而不是 '{policy}'",
    expected="{found}",
    hint=Said("give the step another name, or name another folder", "请为该步骤另取名称，或指定另一个文件夹"),
)

other_fields = Message(
    "other-state",
    "the state of {month} for the step '{step}' has {found}; {policy} {version} reads {needed}",
    "{month} 步骤 '{step}' 的状态含 {found}；{policy} {version} 读取 {needed}",
    expected="{needed}",
    hint=Said(
        "keep the fields of 'prior:' in the new version, or begin anew in another folder",
        "新版本请保留 'prior:' 的字段，或在另一个文件夹中重新开始",
    ),
)

month_gap = Message(
    "missing-month",
    "there is no book of {month}, which is wanted before {next}",
    "缺少 {month} 的贷款簿；检视 {next} 之前需要它",
    hint=Said(
        "put the file of {month} into the folder; the state of a month comes from the month before",
        "请把 {month} 的文件放入文件夹；每月状态来自上一个月",
    ),
)

earlier_month = Message(
    "missing-month",
    "the book of {month} comes before {first}, the first month of this folder",
    "{month} 的贷款簿早于此文件夹的首月 {first}",
    expected=Said("{first} or later", "{first} 或更晚"),
    hint=Said("leave it out, or name another folder", "请去掉它，或指定另一个文件夹"),
)

other_book = Message(
    "review-changed",
    "{month} was reviewed with another book than this file",
    "{month} 检视时所用的贷款簿不是此文件",
    expected=Said("the file that was reviewed (SHA-256 {digest})", "当时检视的文件（SHA-256 {digest}）"),
    hint=_ANEW,
)

other_text = Message(
    "review-changed",
    "{month} was reviewed by version {version} of this review with another text",
    "{month} 由此检视的版本 {version} 完成，但文本不同",
    expected=Said("fingerprint {fingerprint}", "指纹 {fingerprint}"),
    hint=Said("give the changed review a new version", "请为修改后的检视设新版本号"),
)

unwritable_folder = Message(
    "unwritable-file",
    "this folder cannot be written: {reason}",
    "无法写入此文件夹：{reason}",
    hint=Said("name a folder that can be written", "请指定可写的文件夹"),
)
