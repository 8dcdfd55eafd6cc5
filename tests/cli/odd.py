"""What nobody should give to the command, and somebody will."""

from __future__ import annotations

ODD_JSON = [
    "null", "true", "-1", "0", "1.5", "1e400", "-1e-400", "1e6144", "9" * 34, "9" * 5000,
    "1e999999999999", "NaN", "-Infinity", '""', '"x"', '"\\ud800"', '"\\u0000"', '"\u202e\u0007"',
    '"' + "x" * 5000 + '"', "[]", "{}", "[[]]", "[null]", '[{"kind": null}]', '{"missing": "no_record"}',
    '{"missing": 1}', '{"missing": null}', '{"missing": ["x"]}', '{"missing": {"missing": "not_given"}}',
    '{"dtype": 1}', '{"": {"": ""}}', '"2026-13-45"', '"999999999-12-31"', '"-999999999-01-01"',
    '"P99999999999999999999D"', "[" * 60 + "]" * 60, "[" * 70 + "]" * 70, "[" * 100_000,
    '{"a":' * 100_000, '"\udfff"',
]  # fmt: skip

ODD_YAML = [
    "", "null", "true", "no", "1", "-1", "1e999", "0x1F", "010", "12:30:00", ".nan", "2026-11-23", '""',
    '"\\0"', "[]", "{}", "[[]]", "{a: {b: c}}", "[null, 1, {}]", "{when: 1}", "- x", "&a x", "*a",
    "!!python/object x", "|", "> x", "'", '"', "@x", "`x`", "%x", "[" * 80, "{a: " * 80, "x" * 5000,
    "\u202e", "\ud7ff", "€" * 10, "1 +", "f(", "age + age", 'if age then "a" else', "[1..", '"a" in',
    "function(x) x", "some x in", "today()", "9" * 400, "(" * 400 + ")" * 400, "-" * 3000 + "1",
    "not " * 500, "1" + " + 1" * 1000,
]  # fmt: skip

ODD_EXPRESSIONS = [
    "", " ", "\0", "\ud800", "--input", "-", "--", "@", '@""', '@"2026-99-99"', "x" * 60_000, "(" * 5000,
    "[" * 70, "1" + "+1" * 3_000, "-" * 40_000 + "1", "not(" * 100, "if " * 200, "9" * 10_000, "1e99999",
    "10 ** 7000", "9 ** 9 ** 9", "1/0/0/0", '"' + "a" * 40_000 + '"', '"\\ud800"', '"\\U0010ffff"',
    '"\\u{1}"', "'a'", "a.b.c.d", "[1,2,3][-99999999999999999999]", "[1..1e30]",
    "for i in 1..99999999 return i", "1 in [1..", "{a: 1}.b.c", "for i in 1..3000 return [partial]",
    "(for i in 1..3000 return [partial]) = (for i in 1..3000 return [partial])",
    "string(for i in 1..60 return [partial, partial])",
    "{f: function(x) f(x), y: f(1)}.y", "(function(f) f(f))(function(f) f(f))", "function(x) x", "sum",
    "some x in 1..9999999 satisfies x < 0", "matches(\"a\", \"(a*)*b\")",
    'replace("aaaa", "(a|a)*", "b")', 'split("a", "")', "decimal(1, 99999)", "decimal(1, -99999)",
    "round half up(1e6000, 7000)", "sqrt(-1)", "log(0)", "exp(1e10)", "modulo(1, 0)",
    "substring(\"a\", 1e20)", "date(1e10, 1, 1)", 'date("999999999-12-31") + @"P1D"',
    '@"P999999999999999999Y" * 99999999999', 'date and time("2026-11-23T08:30:00@Nowhere/City")',
    "sort([3, 1], function(a, b) null)", "sort([3, 1], function(a, b) 1)", "list replace([1], 0, 1)",
    "context([1])", "get value({}, null)", "instalment(1, 0, 0)", "instalment(1e6000, 1e6000, 1e6000)",
    "instalment(1, 0.1, 1e9)", "loan_from_payment(1, -1, 12)", "is missing(x)", "if missing(x, 1)",
    "1 instance of", "1 instance of function<x>", "range(\"[1..\")", "concatenate(null)",
    "flatten([[[[]]]])", "union([1], 2)", "mode([])", "stddev([1])", "//", "/*", "1 // x", "x\n\n\ny",
    "￥", "a ， b", "“a”", "1．5",
]  # fmt: skip

ODD_DATES = [
    "2026-11-23", "0000-01-01", "-0001-02-03", "999999999-12-31", "-999999999-01-01",
    "2026-11-23T24:00:00", "2026-11-23T08:30:00@Europe/Paris", "2026-11-23T08:30:00-18:00",
    "1883-11-18T12:03:58@America/New_York", "999999999-12-31T23:59:59Z",
    "-999999999-01-01T00:00:00@Asia/Shanghai", "2026-11-23T08:30:00.123456789", "x", "2026", "P1D",
    " 2026-11-23", "２０２６-11-23",
]  # fmt: skip

ODD_PLACES = [
    "", " ", ".", "..", "/", "/dev/null", "/dev/zero", "~", "-", "nowhere", "no/where.yaml", "a\0b",
    "x" * 5000, "\udcff.yaml", "\n", "http://example.com/p.yaml", "file:///etc/hosts", "*.yaml",
    "/proc/self/mem",
]  # fmt: skip
