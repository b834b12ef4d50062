"""Digits that stand together are found as a regular expression finds them, whatever script they are of."""

import re

from hypothesis import given
from hypothesis import strategies as st

from naerblik.run import digits


@given(st.text(st.sampled_from("0123456789aæ–.,- \n٣۷𝟗²½"), max_size=60))
def test_runs_are_where_six_or_more_digits_stand_together(text: str):
    assert digits.runs(text) == [match.span() for match in re.finditer(r"\d{6,}", text)]


def test_a_text_that_is_no_whole_unicode_is_looked_through_too():
    assert digits.runs("\ud800 1234567") == [(2, 9)]
