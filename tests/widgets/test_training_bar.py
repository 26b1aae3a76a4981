"""The training bar: what is shown is what was set, what the user says comes out, and it fits where it has to."""
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QHelpEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QComboBox, QMainWindow, QToolTip, QWidget

from core.costs import COSTS
from widgets import theme
from widgets.action_button import ActionButton
from widgets.choice_box import ChoiceBox
from widgets.entry_box import EntryBox
from widgets.entry_field import plain
from widgets.segmented import Segmented
from widgets.training_bar import TrainingBar


@pytest.fixture
def window(qtbot, qapp):
    theme.apply(qapp, theme.DARK)
    window = QMainWindow()
    bar = TrainingBar()
    actions = [QAction(theme.icon(f"mdi6.{icon}"), text, window) for text, icon in (
        ("Reset", "restore"), ("Train", "play"), ("Step", "skip-next"), ("Epoch", "skip-forward"),
        ("Backprop", "shoe-print"))]
    actions[2].setShortcut(QKeySequence("S"))
    bar.set_actions(*actions)
    for value, setter in (
        (0.03, bar.set_learning_rate), ("sgd", bar.set_optimizer), (10, bar.set_batch_size), ("squared error", bar.set_cost),
        (None, bar.set_speed), ("weight", bar.set_edge_colour),
    ):
        setter(value)
    bar.set_regularization("none", 0.001)
    window.setMenuWidget(bar)
    window.setCentralWidget(QWidget())
    qtbot.addWidget(window)
    window.resize(1440, 200)
    window.show()
    return window


@pytest.fixture
def bar(window):
    return window.menuWidget()


def box(bar: TrainingBar, name: str) -> ChoiceBox | EntryBox:
    return next(box for box in bar.findChildren(QComboBox) if box.accessibleName() == name)


def type_into(qtbot, box: EntryBox, text: str) -> None:
    box.setFocus()
    box.lineEdit().selectAll()
    qtbot.keyClicks(box.lineEdit(), text)
    qtbot.keyClick(box.lineEdit(), Qt.Key.Key_Return)


def choose(qtbot, box: ChoiceBox, row: int) -> None:
    """Open the list by a key and click a row of it."""
    qtbot.keyClick(box, Qt.Key.Key_F4)
    view = box.view()
    qtbot.waitUntil(view.isVisible)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(box.model().index(row, 0)).center())


def button(bar: TrainingBar, text: str) -> ActionButton:
    return next(button for button in bar.findChildren(ActionButton) if button.text() == text)


def all_signals(bar: TrainingBar) -> list:
    return [bar.learning_rate_chosen, bar.optimizer_chosen, bar.batch_size_chosen, bar.cost_chosen, bar.regularization_chosen,
            bar.speed_chosen, bar.edge_colour_chosen, bar.refused]


def test_setting_values_shows_them_and_emits_nothing(bar):
    heard = []
    for signal in all_signals(bar):
        signal.connect(lambda *args: heard.append(args))
    bar.set_learning_rate(1e-5)
    bar.set_optimizer("adam")
    bar.set_batch_size("all")
    bar.set_cost("half squared error")
    bar.set_regularization("l2", 0.003)
    bar.set_speed(50.0)
    bar.set_edge_colour("change")
    assert not heard
    assert box(bar, "Learning rate").currentText() == "0.00001"
    assert box(bar, "Optimizer").shown() == "Adam"
    assert box(bar, "Batch size").currentText() == "all"
    assert box(bar, "Cost").shown() == "½(a − y)²"
    assert box(bar, "Regularization").shown() == "L2"
    assert box(bar, "Speed").shown() == "50/s"
    assert bar.findChild(Segmented).current() == "change"


def test_counters_keep_their_places_and_their_width(bar):
    bar.set_progress(412, 10_300)
    assert (bar._epoch.text(), bar._step.text()) == ("000,412", "010,300")
    width = bar._step.width()
    bar.set_progress(412, 987_654_321)
    assert bar._step.text() == "987,654,321"
    assert bar._step.width() == width
    assert bar._step.sizeHint().width() >= bar._step._metrics.horizontalAdvance("987,654,321")


@pytest.mark.parametrize(("typed", "rate"), [("0.02", 0.02), ("1e-3", 1e-3), ("0,5", 0.5), ("0", 0.0)])
def test_a_learning_rate_may_be_typed(qtbot, bar, typed: str, rate: float):
    with qtbot.waitSignal(bar.learning_rate_chosen) as chosen:
        type_into(qtbot, box(bar, "Learning rate"), typed)
    assert chosen.args == [rate]


@pytest.mark.parametrize("typed", ["fast", "-1", "inf", "nan", ""])
def test_a_bad_learning_rate_is_refused_in_one_sentence_and_taken_back(qtbot, bar, typed: str):
    rate = box(bar, "Learning rate")
    if typed == "":
        rate.lineEdit().selectAll()
        qtbot.keyClick(rate.lineEdit(), Qt.Key.Key_Delete)
    with qtbot.assertNotEmitted(bar.learning_rate_chosen), qtbot.waitSignal(bar.refused) as refused:
        type_into(qtbot, rate, typed)
    assert refused.args == [f"Learning rate cannot be “{typed}”; allowed: a number of at least 0, such as 0.03."]
    assert rate.currentText() == "0.03"


def test_typing_and_leaving_the_field_says_it_once(qtbot, bar):
    heard = []
    bar.learning_rate_chosen.connect(heard.append)
    type_into(qtbot, box(bar, "Learning rate"), "0.3")
    box(bar, "Batch size").setFocus()
    assert heard == [0.3]


def test_escape_takes_back_what_was_typed(qtbot, bar):
    rate = box(bar, "Learning rate")
    rate.setFocus()
    rate.lineEdit().selectAll()
    qtbot.keyClicks(rate.lineEdit(), "7")
    with qtbot.assertNotEmitted(bar.learning_rate_chosen):
        qtbot.keyClick(rate.lineEdit(), Qt.Key.Key_Escape)
        box(bar, "Batch size").setFocus()
    assert rate.currentText() == "0.03"


def test_what_is_being_typed_survives_the_same_value_being_set_again(qtbot, bar):
    rate = box(bar, "Learning rate")
    rate.setFocus()
    rate.lineEdit().selectAll()
    qtbot.keyClicks(rate.lineEdit(), "0.12")
    bar.set_learning_rate(0.03)
    assert rate.currentText() == "0.12"
    bar.set_learning_rate(0.5)
    assert rate.currentText() == "0.5"


@pytest.mark.parametrize(("typed", "size"), [("7", 7), ("all", "all"), ("ALL", "all"), ("1,000", 1000)])
def test_a_batch_size_is_a_number_or_all(qtbot, bar, typed: str, size: object):
    with qtbot.waitSignal(bar.batch_size_chosen) as chosen:
        type_into(qtbot, box(bar, "Batch size"), typed)
    assert chosen.args == [size]


@pytest.mark.parametrize("typed", ["0", "-3", "2.5", "some"])
def test_a_bad_batch_size_is_refused(qtbot, bar, typed: str):
    with qtbot.waitSignal(bar.refused) as refused:
        type_into(qtbot, box(bar, "Batch size"), typed)
    assert refused.args[0].startswith(f"Batch size cannot be “{typed}”")
    assert box(bar, "Batch size").currentText() == "10"


def test_choices_are_made_by_mouse(qtbot, bar):
    with qtbot.waitSignal(bar.optimizer_chosen) as optimizer:
        choose(qtbot, box(bar, "Optimizer"), 4)
    assert optimizer.args == ["adam"]
    with qtbot.waitSignal(bar.speed_chosen) as speed:
        choose(qtbot, box(bar, "Speed"), 0)
    assert speed.args == [1.0]
    with qtbot.waitSignal(bar.cost_chosen) as cost:
        choose(qtbot, box(bar, "Cost"), 1)
    assert cost.args == ["half squared error"]


def test_the_fastest_speed_is_none(qtbot, bar):
    bar.set_speed(10.0)
    with qtbot.waitSignal(bar.speed_chosen) as speed:
        qtbot.keyClick(box(bar, "Speed"), Qt.Key.Key_End)
    assert speed.args == [None]


def test_a_cost_that_does_not_fit_cannot_be_chosen(qtbot, bar):
    bar.set_allowed_costs({"squared error", "huber"})
    row = list(COSTS).index("cross-entropy")
    with qtbot.assertNotEmitted(bar.cost_chosen):
        choose(qtbot, box(bar, "Cost"), row)
    assert box(bar, "Cost").model().item(row).toolTip()
    bar.set_allowed_costs(set(COSTS))
    with qtbot.waitSignal(bar.cost_chosen):
        box(bar, "Cost").hidePopup()
        choose(qtbot, box(bar, "Cost"), row)


def test_regularization_has_a_rate_only_when_there_is_one(qtbot, bar):
    rate = box(bar, "Regularization rate")
    assert not rate.isEnabled()
    with qtbot.waitSignal(bar.regularization_chosen) as chosen:
        choose(qtbot, box(bar, "Regularization"), 2)
    assert chosen.args == ["l2", 0.001]
    assert rate.isEnabled()
    with qtbot.waitSignal(bar.regularization_chosen) as chosen:
        type_into(qtbot, rate, "0.5")
    assert chosen.args == ["l2", 0.5]


def test_edges_are_coloured_by_what_is_clicked_or_reached_by_arrow_keys(qtbot, bar):
    switch = bar.findChild(Segmented)
    _, gradient, change = switch._buttons.values()
    with qtbot.waitSignal(bar.edge_colour_chosen) as chosen:
        qtbot.mouseClick(gradient, Qt.MouseButton.LeftButton)
    assert chosen.args == ["gradient"]
    with qtbot.waitSignal(bar.edge_colour_chosen) as chosen:
        qtbot.keyClick(gradient, Qt.Key.Key_Right)
    assert chosen.args == ["change"]
    with qtbot.assertNotEmitted(bar.edge_colour_chosen):
        qtbot.mouseClick(change, Qt.MouseButton.LeftButton)


def test_a_button_triggers_its_action_and_names_its_shortcut(qtbot, bar):
    step = button(bar, "Step")
    with qtbot.waitSignal(step.defaultAction().triggered):
        qtbot.mouseClick(step, Qt.MouseButton.LeftButton)
    QApplication.sendEvent(step, QHelpEvent(QHelpEvent.Type.ToolTip, QPoint(2, 2), step.mapToGlobal(QPoint(2, 2))))
    assert QToolTip.text() == "Step (S)"
    QToolTip.hideText()


def test_the_train_button_stays_as_wide_when_it_says_pause(qtbot, bar):
    train = button(bar, "Train")
    width, places = train.width(), [each.x() for each in bar.findChildren(ActionButton)]
    train.defaultAction().setText("Pause")
    qtbot.waitUntil(lambda: train.text() == "Pause")
    QApplication.processEvents()
    assert train.width() == width
    assert [each.x() for each in bar.findChildren(ActionButton)] == places


def test_the_primary_buttons_icon_can_be_seen_on_blue(qtbot, bar):
    train = button(bar, "Train")
    image = train.grab().toImage()
    icon = [image.pixelColor(x, image.height() // 2) for x in range(8, 24)]
    assert theme.current().on_accent in icon


@pytest.mark.parametrize(("width", "rows", "texts"), [(1440, 1, True), (1280, 1, False), (900, 2, True)])
def test_it_fits(qtbot, window, width: int, rows: int, texts: bool):
    bar = window.menuWidget()
    window.resize(width, 300)
    qtbot.waitUntil(lambda: bar.width() == width)
    boxes = [*bar.findChildren(QComboBox), *bar.findChildren(ActionButton), bar.findChild(Segmented)]
    qtbot.waitUntil(lambda: all(bar.rect().contains(each.rect().translated(each.mapTo(bar, QPoint()))) for each in boxes))
    tops = {each.mapTo(bar, QPoint()).y() // 30 for each in bar.findChildren(QComboBox)}
    assert (bar.height() > 80) == (rows == 2)
    assert len(tops) == 1
    assert (button(bar, "Train").toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon) == texts


def test_numbers_are_written_as_one_would_type_them():
    assert [plain(v) for v in (0.0, 0.03, 3.0, 1e-5, 1e-12, 12345.678)] == ["0", "0.03", "3", "0.00001", "1e-12", "12345.678"]
