"""The guards in conftest.py notice what they are there to notice."""
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[1]
CONFTEST = Path(__file__).with_name("conftest.py").read_text(encoding="utf-8")


@pytest.fixture
def outcomes(pytester: pytest.Pytester):
    """Runs a test file under the project's conftest.py, in a process of its own."""
    pytester.makeconftest(CONFTEST)
    pytester.makepyprojecttoml(f"[tool.pytest.ini_options]\npythonpath = ['{ROOT.as_posix()}']\nqt_api = 'pyside6'")

    def run(source: str) -> dict[str, int]:
        pytester.makepyfile(source)
        return pytester.runpytest_subprocess("-p", "no:cacheprovider").parseoutcomes()
    return run


def test_a_thread_or_timer_left_running_fails_its_test_and_no_other(outcomes):
    assert outcomes("""
        import threading
        import pytest
        from PySide6.QtCore import QTimer
        END = threading.Event()
        @pytest.mark.parametrize("daemon", [True, False])
        def test_leaves_a_thread(daemon):
            threading.Thread(target=END.wait, args=(5,), daemon=daemon).start()
        def test_leaves_a_timer(qapp):
            global timer
            timer = QTimer()
            timer.start(1000)
        def test_leaves_nothing(qapp):
            END.set()
    """) == {"passed": 4, "errors": 3}


def test_a_window_left_open_fails_its_test_and_no_other(outcomes):
    assert outcomes("""
        from PySide6.QtWidgets import QWidget
        def test_leaves_a_window(qapp):
            global widget
            widget = QWidget()
            widget.show()
        def test_leaves_nothing(qapp):
            assert not widget.isVisible()
    """) == {"passed": 2, "errors": 1}


def test_threads_and_timers_that_end_are_no_failure(outcomes):
    assert outcomes("""
        import threading
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QWidget
        def test_tidy(qtbot):
            thread = threading.Thread(target=print)
            thread.start()
            thread.join()
            timer = QTimer()
            timer.start(1000)
            timer.stop()
            widget = QWidget()
            qtbot.addWidget(widget)
            QTimer(widget).start(1000)
    """) == {"passed": 1}


def test_no_test_sees_the_settings_of_another_or_of_the_user(outcomes):
    assert outcomes("""
        import pytest
        from pathlib import Path
        from PySide6.QtCore import QSettings
        @pytest.mark.parametrize("turn", [1, 2])
        def test_settings(qapp, turn, tmp_path_factory):
            settings = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "playground", "playground")
            assert settings.value("turn") is None
            settings.setValue("turn", turn)
            settings.sync()
            assert Path(settings.fileName()).is_relative_to(tmp_path_factory.getbasetemp())
    """) == {"passed": 2}
