"""What can be wrong with a file that is written."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

unwritable = Message(
    "unwritable-file",
    "this {kind} cannot be written: {reason}",
    "无法写入此{kind}：{reason}",
)

output_in_use = Message(
    "output-in-use",
    "another run is writing this file",
    "另一次运行正在写此文件",
    hint=Said("wait until it is done, or name another file", "请等它完成，或指定另一个文件"),
)
