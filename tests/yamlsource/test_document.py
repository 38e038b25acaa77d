"""YAML as people write it: strings stay strings, every mistake has a line."""

from __future__ import annotations

import pytest

from yamlsource import InvalidSource, parse


def problem_of(text: str | bytes) -> str:
    with pytest.raises(InvalidSource) as caught:
        parse(text, "f.yaml")
    return str(caught.value)


@pytest.mark.parametrize("written", ["07161", "no", "yes", "1e3", "2024-01-31", "0x1F", "1_000", "on", "3.10"])
def test_a_scalar_stays_the_text_that_was_written(written: str) -> None:
    assert parse(f"a: {written}", "f.yaml").value == {"a": written}


@pytest.mark.parametrize("written", ["", "~", "null"])
def test_an_unquoted_null_is_none(written: str) -> None:
    assert parse(f"a: {written}", "f.yaml").value == {"a": None}


def test_a_quoted_null_is_text() -> None:
    assert parse('a: "null"', "f.yaml").value == {"a": "null"}


def test_lines_are_known_for_values_and_keys() -> None:
    document = parse("a: 1\nb:\n  - x\n  - y\n", "f.yaml")
    assert document.line(("a",)) == 1
    assert document.line(("b", 1)) == 4
    assert document.line(("b", 7, "missing")) == 2


def test_a_key_given_twice_is_refused_with_both_lines() -> None:
    message = problem_of("a: 1\nb: 2\na: 3\n")
    assert message.startswith("f.yaml:3: a: ")
    assert "Zeile 1" in message


def test_a_syntax_error_names_the_line() -> None:
    assert problem_of("a: 1\nb: [1, 2\nc: 3\n").startswith("f.yaml:3: ")


def test_a_tabulator_is_called_by_its_name() -> None:
    assert "Tabulator" in problem_of("a:\n\t- x\n")


def test_text_that_is_not_utf8_is_refused_with_its_line() -> None:
    assert problem_of(b"a: 1\nb: \xff\n").startswith("f.yaml:2: ")


def test_a_byte_order_mark_is_fine() -> None:
    assert parse(b"\xef\xbb\xbfa: 1", "f.yaml").value == {"a": "1"}


def test_an_alias_that_contains_itself_ends() -> None:
    assert "selbst" in problem_of("a: &x [*x]\n")


def test_a_billion_laughs_are_not_laughed() -> None:
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 3)}]" for n in range(1, 6))
    document = parse(f"l0: &l0 [x]\n{levels}\n", "f.yaml")
    assert len(document.value["l5"]) == 3


def test_an_empty_file_has_no_value() -> None:
    assert parse("# nothing\n", "f.yaml").value is None
