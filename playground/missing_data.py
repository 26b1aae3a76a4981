"""The question about a document whose data file is gone or has changed."""
from __future__ import annotations

import os

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from core.document.data_files import MissingData
from core.document.experiment import File


def ask_for_data(window: QWidget, problem: MissingData) -> File | None:
    """Where the data are, or that the file is to be used as it is; None when the user gives up."""
    box = QMessageBox(QMessageBox.Icon.Question, window.tr("The data of the document"), _question(window, problem), parent=window)
    roles = QMessageBox.ButtonRole
    find = box.addButton(window.tr("Find it…"), roles.ActionRole)
    use = box.addButton(window.tr("Use it as it is"), roles.AcceptRole) if problem.problem == "changed" else None
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.exec()
    if box.clickedButton() is find:
        folder, name = os.path.split(problem.path)
        path, _ = QFileDialog.getOpenFileName(window, window.tr("Find {name}").format(name=name), folder)
        return problem.moved_to(path) if path else None
    return problem.as_it_is() if use is not None and box.clickedButton() is use else None


def _question(window: QWidget, problem: MissingData) -> str:
    name = os.path.basename(problem.path)
    if problem.problem == "missing":
        return window.tr("The document learns from “{name}”, which is not in its place any more.").format(name=name)
    return window.tr("The document learns from “{name}”, which has changed since it was saved.").format(name=name)
