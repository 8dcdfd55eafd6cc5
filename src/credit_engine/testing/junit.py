"""Results of cases in the XML form of JUnit, which build servers read."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from credit_engine.testing.report import failure_lines
from credit_engine.testing.running import CaseResult


def junit_xml(results: Sequence[CaseResult]) -> str:
    """One `testsuite` with a `testcase` for each case, named by its file."""
    failed = sum(not result.passed for result in results)
    suite = ElementTree.Element(
        "testsuite", name="credit-engine", tests=str(len(results)), failures=str(failed)
    )
    for result in results:
        source = result.case.span.source.name
        one = ElementTree.SubElement(suite, "testcase", classname=source, name=result.case.name)
        if not result.passed:
            text = "\n".join(line.text for line in failure_lines(result, "en"))
            ElementTree.SubElement(one, "failure", message=text.partition("\n")[0]).text = text
    ElementTree.indent(suite)
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True)
