"""The strip of tools: by mouse and keyboard, and what is set is not said."""
from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QSlider, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.widgets.drawings import pixels
from widgets import theme
from widgets.data.paint_tools import CLASSES, PaintTools
from widgets.plots.paint_layer import PaintLayer

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def tools(qtbot: QtBot, qapp) -> PaintTools:
    theme.apply(qapp, theme.DARK)
    tools = PaintTools()
    qtbot.addWidget(tools)
    tools.show()
    return tools


def button(tools: PaintTools, name: str) -> QToolButton:
    return next(each for each in tools.findChildren(QToolButton) if each.accessibleName() == name)


def slider(tools: PaintTools, name: str) -> QSlider:
    return next(each for each in tools.findChildren(QSlider) if each.accessibleName() == name)


def test_every_tool_class_and_slider_says_what_was_chosen(qtbot: QtBot, tools: PaintTools) -> None:
    for name, tool in (("Point", "point"), ("Eraser", "eraser"), ("Drag", "drag"), ("Brush", "brush")):
        with qtbot.waitSignal(tools.tool_chosen) as chosen:
            qtbot.mouseClick(button(tools, name), LEFT)
        assert chosen.args == [tool]
    for number in range(CLASSES):
        with qtbot.waitSignal(tools.class_chosen) as chosen:
            qtbot.mouseClick(button(tools, f"Class {number}"), LEFT)
        assert chosen.args == [number]
    for name, signal in (("Radius", tools.radius_chosen), ("Density", tools.density_chosen)):
        with qtbot.waitSignal(signal):
            qtbot.keyClick(slider(tools, name), Qt.Key.Key_Right)
    tools.set_kind("values")
    with qtbot.waitSignal(tools.value_chosen) as chosen:
        qtbot.keyClick(slider(tools, "Value"), Qt.Key.Key_End)
    assert chosen.args == [1.0]


def test_the_colour_scale_goes_over_the_values_of_the_data(qtbot: QtBot, tools: PaintTools) -> None:
    tools.set_kind("values")
    tools.set_values(200.0, 1000.0)
    tools.set_value(600.0)
    with qtbot.waitSignal(tools.value_chosen) as chosen:
        qtbot.keyClick(slider(tools, "Value"), Qt.Key.Key_Right)
    assert chosen.args == [620.0]
    with qtbot.waitSignal(tools.value_chosen) as chosen:
        qtbot.keyClick(slider(tools, "Value"), Qt.Key.Key_End)
    assert chosen.args == [1000.0]
    marks = [pixels(tools._scale)[6, :, :3].astype(int).sum(axis=1).argmax()]
    tools.set_value(200.0)
    marks.append(pixels(tools._scale)[6, :, :3].astype(int).sum(axis=1).argmax())
    assert marks == pytest.approx([tools._scale.width() - 5, 5], abs=2)


def test_figure_keys_choose_the_class_whichever_tool_has_the_keyboard(qtbot: QtBot, tools: PaintTools) -> None:
    for widget in (button(tools, "Eraser"), slider(tools, "Radius")):
        with qtbot.waitSignal(tools.class_chosen) as chosen:
            qtbot.keyClick(widget, Qt.Key.Key_7)
        assert chosen.args == [7]


def test_only_what_a_tool_has_can_be_set(tools: PaintTools) -> None:
    for tool, radius, density in (("brush", True, True), ("eraser", True, False), ("point", False, False), ("drag", False, False)):
        tools.set_tool(tool)
        assert (slider(tools, "Radius").isEnabled(), slider(tools, "Density").isEnabled()) == (radius, density)
    for kind, classes, value in (("classes", True, False), ("values", False, True), ("heights", False, False)):
        tools.set_kind(kind)
        assert (button(tools, "Class 0").isVisible(), slider(tools, "Value").isVisible()) == (classes, value)


def test_setting_values_emits_nothing(qtbot: QtBot, tools: PaintTools) -> None:
    signals = tools.tool_chosen, tools.class_chosen, tools.value_chosen, tools.radius_chosen, tools.density_chosen
    said = []
    for signal in signals:
        signal.connect(said.append)
    tools.set_tool("eraser")
    tools.set_class(4)
    tools.set_value(0.5)
    tools.set_radius(0.2)
    tools.set_density(12)
    assert said == []
    assert button(tools, "Class 4").isChecked()


def test_the_tools_circle_is_drawn_where_the_mouse_is_and_as_wide_as_it_reaches(qtbot: QtBot, qapp) -> None:
    view = QWidget()
    qtbot.addWidget(view)
    view.resize(200, 200)
    layer = PaintLayer(view, lambda: QRectF(0, 0, 200, 200), lambda at: (at.x() / 20 - 5, 5 - at.y() / 20))
    layer.resize(200, 200)
    layer.set_colour(lambda colours: colours.positive)
    layer.set_radius(0.2)
    layer.show()
    view.show()
    assert layer.reach() == pytest.approx((2, 2))
    bare = pixels(view)[5:-5, 5:-5]                             # without the frame, which tells the focus
    qtbot.mouseMove(layer, layer.place_of(0, 0).toPoint())
    rows, columns = (pixels(view)[5:-5, 5:-5] != bare).any(axis=2).nonzero()
    assert (columns.min() + columns.max()) / 2 == pytest.approx(95, abs=2)
    assert (columns.max() - columns.min()) / 2 == pytest.approx(40, abs=3)
    assert (rows.max() - rows.min()) / 2 == pytest.approx(40, abs=3)
