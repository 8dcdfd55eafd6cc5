"""What can be wrong with the words of an expression: what is missing, and what stands out of place."""

from __future__ import annotations

from credit_engine.feel.problems import SyntaxMessage, SyntaxProblem
from credit_engine.limits import MAX_EXPONENT_DIGITS, MAX_EXPRESSION_CHARACTERS
from credit_engine.wording import Said, said

empty_expression = SyntaxMessage(
    "empty-expression",
    "the expression is empty",
    "表达式为空",
    expected=Said('a value, such as 1, "text" or a name', '一个值，如 1、"text" 或名称'),
)

expression_too_long = SyntaxMessage(
    "expression-too-long",
    "the expression has {length} characters",
    "表达式有 {length} 个字符",
    expected=said("at most {limit} characters", "最多 {limit} 个字符", limit=MAX_EXPRESSION_CHARACTERS),
    hint=Said("split it into several decisions", "请拆分为多个决策"),
)

number_out_of_range = SyntaxMessage(
    "number-out-of-range",
    "the number is out of range",
    "数字超出范围",
    expected=said(
        "an exponent between -{limit} and {limit}",
        "-{limit} 至 {limit} 之间的指数",
        limit=MAX_EXPONENT_DIGITS,
    ),
)

missing_operand = SyntaxMessage(
    "missing-operand",
    "nothing follows '{operator}'",
    "'{operator}' 后面没有内容",
    expected=Said("a value after it", "其后应有一个值"),
)

missing_value = SyntaxMessage(
    "missing-value",
    "found {found} where a value should be",
    "此处应为值，却是 {found}",
)

missing_operator = SyntaxMessage(
    "missing-operator",
    "found {found} after a complete value",
    "完整的值之后出现 {found}",
)

unknown_spaced_name = SyntaxMessage(
    "unknown-spaced-name",
    "'{words}' is not a known name, and names cannot follow each other",
    "'{words}' 不是已知名称，且名称不能相连",
    expected=Said(
        "an operator between two names, or a declared name with a space",
        "两个名称之间的运算符，或声明过的带空格名称",
    ),
)

and_in_list = SyntaxMessage(
    "and-in-list",
    "'{word}' after a comma",
    "逗号之后出现 '{word}'",
    expected=Said("a value", "一个值"),
    hint=Said("items are separated by commas alone", "各项之间只用逗号分隔"),
)

word_operator = SyntaxMessage(
    "word-operator", "'{found}' is not an operator of FEEL", "'{found}' 不是 FEEL 运算符"
)

missing_then = SyntaxMessage(
    "missing-then",
    "found {found} where the 'then' of an 'if' should be",
    "此处应为 'if' 的 'then'，却是 {found}",
    expected="'then'",
    hint=Said("if condition then value else value", "if 条件 then 值 else 值"),
)

missing_return = SyntaxMessage(
    "missing-return",
    "found {found} where the 'return' of a 'for' should be",
    "此处应为 'for' 的 'return'，却是 {found}",
    expected="'return'",
    hint="for item in list return item * 2",
)

missing_satisfies = SyntaxMessage(
    "missing-satisfies",
    "found {found} where the 'satisfies' of '{word}' should be",
    "此处应为 '{word}' 的 'satisfies'，却是 {found}",
    expected="'satisfies'",
    hint="{word} item in list satisfies item > 0",
)

missing_between_and = SyntaxMessage(
    "missing-and",
    "found {found} where the 'and' of 'between' should be",
    "此处应为 'between' 的 'and'，却是 {found}",
    expected="'and'",
    hint="x between 1 and 10",
)

missing_key = SyntaxMessage(
    "missing-key",
    "found {found} where a context entry should begin",
    "此处应开始上下文的条目，却是 {found}",
    expected=Said("a key and ':'", "键和 ':'"),
    hint=Said('{{name: value, "any text": value}}', '{{名称: 值, "任意文本": 值}}'),
)

mixed_arguments = SyntaxMessage(
    "mixed-arguments",
    "found {found} among named arguments",
    "命名参数之间出现 {found}",
    expected=Said("name: value", "名称: 值"),
    hint=Said("name all arguments of a call, or none", "调用的参数要么全部命名，要么都不命名"),
)

missing_property = SyntaxMessage(
    "missing-property",
    "found {found} after '.'",
    "'.' 之后出现 {found}",
    expected=Said("the name of a field", "字段名称"),
)

missing_type = SyntaxMessage(
    "missing-type",
    "found {found} where a type should be",
    "此处应为类型，却是 {found}",
    expected=Said(
        "a type, such as number, text, date and time or list<number>",
        "一个类型，如 number、text、date and time 或 list<number>",
    ),
)

missing_parameter = SyntaxMessage(
    "missing-parameter",
    "found {found} where a parameter should be",
    "此处应为参数，却是 {found}",
    expected=Said("the name of a parameter", "参数名称"),
    hint="function(a, b: number) a + b",
)

trailing_comma = SyntaxMessage(
    "trailing-comma",
    "nothing follows this comma",
    "此逗号之后没有内容",
    expected=Said("a value, or no comma", "一个值，或去掉逗号"),
)

comma_outside_brackets = SyntaxMessage(
    "unexpected-comma",
    "a comma stands outside brackets",
    "逗号出现在括号之外",
    hint=Said(
        "a list is written [a, b]; numbers have no thousands separators",
        "列表写作 [a, b]；数字不用千位分隔符",
    ),
)

colon_outside_context = SyntaxMessage(
    "unexpected-colon",
    "a colon stands outside a context",
    "冒号出现在上下文之外",
    hint=Said(
        "a context is written {{name: value}}; a choice is if a then b else c",
        "上下文写作 {{name: value}}；选择写作 if a then b else c",
    ),
)

range_without_brackets = SyntaxMessage(
    "range-without-brackets",
    "a range stands in brackets",
    "区间须写在括号中",
    expected="[low..high]",
    hint=Said("[1..5] includes its ends, (1..5) does not", "[1..5] 含两端，(1..5) 不含"),
)

test_as_expression = SyntaxMessage(
    "test-as-expression",
    "'{found}' has nothing on its left to compare",
    "'{found}' 左侧没有可比较的值",
    expected=Said("a value before it", "其前应有一个值"),
)

unexpected_token = SyntaxMessage("unexpected-token", "found {found}", "出现 {found}")


then_without_if = SyntaxMessage(
    "then-without-if",
    "this 'then' belongs to no 'if'",
    "此处的 'then' 没有对应的 'if'",
    hint=Said("if condition then value else value", "if 条件 then 值 else 值"),
)

else_without_if = SyntaxMessage(
    "else-without-if",
    "this 'else' belongs to no 'if'",
    "此处的 'else' 没有对应的 'if'",
    hint=Said("if condition then value else value", "if 条件 then 值 else 值"),
)

missing_in = SyntaxMessage(
    "missing-in",
    "found {found} where '{word}' needs a name and 'in'",
    "'{word}' 之后应为名称和 'in'，却是 {found}",
    expected=Said("a name and 'in'", "名称和 'in'"),
    hint="{word} item in list {rest}",
)

comma_in_brackets = SyntaxMessage(
    "unexpected-comma",
    "a comma within '{opener}' that holds one value",
    "只含一个值的 '{opener}' 中出现逗号",
)

joined_tests = SyntaxMessage(
    "joined-tests",
    "'{found}' cannot join tests",
    "'{found}' 不能连接单元格中的条件",
    expected=Said("',' (which means or) or a range", "','（表示“或”）或区间"),
)

_missing_else = SyntaxMessage(
    "missing-else",
    "found {found} where the 'else' of an 'if' should be",
    "此处应为 'if' 的 'else'，却是 {found}",
    expected="'else'",
    hint=Said(
        "every if has an else; else null, if nothing is meant", "每个 if 都要有 else；无值时写 else null"
    ),
)


def missing_else(start: int, end: int, found: str, if_start: int) -> SyntaxProblem:
    """No `else` where one is due; where its `if` begins is shown."""
    begin = (said("the 'if' begins here", "'if' 在此开始"), if_start, if_start + 2)
    return _missing_else(start, end, notes=(begin,), found=found)
