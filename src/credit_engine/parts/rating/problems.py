"""What can be wrong with rating: one function for each message, in English and Chinese."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

no_indicators = Message(
    "missing-key",
    "a rating needs indicators or factors",
    "评级须有指标或因素",
    expected="quantitative, qualitative",
)

no_knots = Message(
    "wrong-value",
    "'knots' is empty",
    "'knots' 为空",
    expected=Said("at least one knot: [value, score]", "至少一个节点：[值, 得分]"),
)

weights_not_one = Message(
    "wrong-value",
    "the weights sum to {total}, not to 1",
    "权重之和为 {total}，不等于 1",
    expected=Said("weights of all indicators and factors that sum to 1", "所有指标与因素的权重之和为 1"),
)

flat_calibration = Message(
    "wrong-value",
    "with a slope of 0 every score has the same PD",
    "斜率为 0 时，所有得分的 PD 相同",
    expected=Said("a number that is not 0", "不为 0 的数字"),
)

steep_calibration = Message(
    "wrong-value",
    "intercept + slope * score goes beyond what exp can be taken of",
    "intercept + slope * score 超出 exp 可计算的范围",
    expected=Said("at most {steepest} in size", "绝对值不超过 {steepest}"),
)

grades_out_of_order = Message(
    "wrong-value",
    "the grade {grades} has higher PDs than a grade after it",
    "等级 {grades} 的 PD 高于其后某个等级",
    expected=Said("grades from the best to the worst", "等级从最好到最差排列"),
)

move_needs_keys = Message("missing-key", "a step by '{move}' needs {named}", "'{move}' 这种步骤需要 {named}")

indicator_name_twice = Message(
    "duplicate-id",
    "'{name}' is the name of an indicator and of a factor",
    "'{name}' 既是指标名又是因素名",
    hint=Said("choose another name", "请另取名称"),
)

knot_form = Message(
    "wrong-value",
    "a knot is a value and its score",
    "节点由值及其得分组成",
    expected=Said("[value, score]", "[值, 得分]"),
)

knots_not_rising = Message(
    "wrong-value",
    "the knots do not rise: {high} after {low}",
    "节点须递增：{high} 排在 {low} 之后",
    expected=Said("above {low}", "大于 {low}"),
    hint=Said("order the knots by value, each value once", "请按值从小到大排列节点，每个值只出现一次"),
)

weight_out_of_range = Message(
    "wrong-value",
    "a weight lies between 0 and 1",
    "权重须在 0 与 1 之间",
    expected=Said("a fraction such as 0.25", "0 到 1 之间的小数，如 0.25"),
)

step_id_twice = Message(
    "duplicate-id",
    "'{id}' is the id of an earlier step",
    "'{id}' 是前面某一步的 id",
    hint=Said("choose another id", "请另取 id"),
)

step_without_move = Message("missing-key", "a step needs one of its moves", "每一步须写一种调整方式")

step_with_two_moves = Message(
    "unexpected-key",
    "a step has either '{moves}' or '{other}'",
    "一步只能写 '{moves}' 或 '{other}' 之一",
    hint=Said("write two steps", "请写成两步"),
)

move_without_key = Message(
    "unexpected-key",
    "a step by '{move}' does not use '{key}'",
    "'{move}' 这种步骤不使用 '{key}'",
    hint=Said("remove it", "请删除"),
)

notches_out_of_range = Message(
    "wrong-value",
    "'{key}' is a number of notches",
    "'{key}' 是级数",
    expected=Said("a whole number from 0 to 100", "0 到 100 的整数"),
)

number_too_large = Message(
    "wrong-value",
    "this number is beyond all use",
    "此数字超出可用范围",
    expected=Said("between -1e15 and 1e15", "-1e15 与 1e15 之间"),
)

values_without_score = Message(
    "attribute-gap",
    "no score of '{name}' covers {values}",
    "'{name}' 没有得分覆盖 {values}",
    hint=Said("add a score for each value", "请为每个值写得分"),
)

unknown_value = Message(
    "unknown-value", "'{value}' is not a value of '{name}'", "'{value}' 不是 '{name}' 的取值", unknown="value"
)

unknown_grade = Message("unknown-value", "'{value}' is not a grade", "'{value}' 不是等级", unknown="value")
