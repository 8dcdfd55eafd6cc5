"""What is told of a program when a decision is explained: plain frozen data, settled when it is compiled.

An account has the form of the trace that is made of it. Where the trace holds a value, the account holds a
`Ref` to the program's node; where what is told depends on values (the rows that match, the items of a list),
it holds an account of its own, which `explain.fill` turns into lines. Texts, titles, units and the wording of
expressions are settled: to explain a decision takes its recorded slots and this, neither parts nor syntax.
"""
