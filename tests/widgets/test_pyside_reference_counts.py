"""PySide6's bindings keep the reference counts of None and True steady."""
import sys

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

CALLS = 1_000


@pytest.mark.parametrize(("kind", "method", "answer"), [
    (QTimer, "stop", None), (QWidget, "update", None), (QWidget, "isEnabled", True),
])
def test_a_thousand_calls_leave_the_reference_count_of_their_answer_steady(qapp, kind, method, answer):
    # PySide6 6.12.0 on Python 3.11 loses one reference with every call, and the process aborts when they run out.
    call = getattr(kind(), method)
    assert call() is answer
    before = sys.getrefcount(answer)
    for _ in range(CALLS):
        call()
    assert abs(sys.getrefcount(answer) - before) < CALLS // 10
