"""The dialog that says how far something is."""
from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton

from widgets.progress_dialog import ProgressDialog


def test_it_says_what_goes_on_and_how_far_it_is(qtbot):
    dialog = ProgressDialog()
    qtbot.addWidget(dialog)
    dialog.set_text("Opening mnist.nnplay …")
    dialog.set_share(0.25)
    dialog.show()
    bar = dialog.findChild(QProgressBar)
    assert dialog.findChild(QLabel).text() == dialog.windowTitle() == "Opening mnist.nnplay …"
    assert bar.value() * 4 == bar.maximum()
    assert dialog.isModal()


def test_the_button_and_escape_give_up(qtbot):
    dialog = ProgressDialog()
    qtbot.addWidget(dialog)
    for give_up in (lambda: qtbot.mouseClick(dialog.findChild(QPushButton), Qt.MouseButton.LeftButton),
                    lambda: qtbot.keyClick(dialog, Qt.Key.Key_Escape)):
        dialog.show()
        with qtbot.waitSignal(dialog.rejected):
            give_up()
        assert not dialog.isVisible()
