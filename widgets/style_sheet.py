"""The style sheet over Fusion: what the palette alone cannot say, with the theme's colours filled in."""
from pathlib import Path
from string import Template

# Properties a widget may set: primary (the one blue button), segment (one of a segmented switch), flat (no frame until hovered),
# caption (small and muted), muted (the colour alone), card (a raised frame), panel and canvas (which surface it is).
_TEMPLATE = Template("""
QMainWindow, QDialog, *[panel="true"] { background: $panel }
*[canvas="true"] { background: $background }
QFrame[card="true"] { background: $raised; border: 1px solid $line; border-radius: 6px }
QLabel[caption="true"], QCheckBox[caption="true"] { color: $muted; font-size: 11px }
QLabel[muted="true"], QToolButton[muted="true"] { color: $muted }
QMainWindow::separator { background: $line; width: 1px; height: 1px }
QSplitter::handle { background: $line; width: 1px; height: 1px }
QSplitter::handle:hover { background: $accent }

QPushButton, QToolButton { background: $raised; color: $text; border: 1px solid $line; border-radius: 6px; padding: 5px 11px }
QToolButton { padding: 5px 6px }
QPushButton:hover, QToolButton:hover { background: $hover }
QPushButton:pressed, QToolButton:pressed, QPushButton:checked, QToolButton:checked { background: $selected; border-color: $accent }
QPushButton:disabled, QToolButton:disabled { color: $faint; background: $panel }
QPushButton:focus, QToolButton:focus { border-color: $accent }
QPushButton[primary="true"], QToolButton[primary="true"], QPushButton:default
  { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600 }
QPushButton[primary="true"]:hover, QToolButton[primary="true"]:hover { background: $accent_hover; border-color: $accent_hover }
QPushButton[primary="true"]:focus, QToolButton[primary="true"]:focus { border-color: $text }
QPushButton[primary="true"]:disabled, QToolButton[primary="true"]:disabled, QPushButton:default:disabled
  { background: $raised; color: $faint; border-color: $line }
QToolButton[flat="true"], QPushButton[flat="true"] { background: transparent; border-color: transparent; padding: 3px }
QToolButton[flat="true"]:hover, QPushButton[flat="true"]:hover { background: $hover }
QToolButton[flat="true"]:checked, QPushButton[flat="true"]:checked { background: $selected }
QToolButton[flat="true"]:focus, QPushButton[flat="true"]:focus { border-color: $accent }
*[segment="true"] { padding: 2px 3px; border-radius: 4px; font-size: 12px; font-weight: 400 }
*[segment="true"]:checked { background: $selected; color: $text; border-color: $accent_line }
*[segment="true"]:focus { border-color: $accent }
QToolButton::menu-indicator { image: none }

QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit
  { background: $raised; color: $text; border: 1px solid $line; border-radius: 6px; padding: 3px 7px;
    selection-background-color: $accent; selection-color: $on_accent }
QLineEdit:hover, QAbstractSpinBox:hover, QComboBox:hover { border-color: $edge }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus { border-color: $accent }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled { color: $faint; background: $panel }
QComboBox QLineEdit, QAbstractSpinBox QLineEdit { border: none; padding: 0; background: transparent }
QComboBox::drop-down { border: none; width: 16px }
QComboBox::down-arrow, QAbstractSpinBox::down-arrow { image: url("$icons/chevron.svg"); width: 10px; height: 10px }
QAbstractSpinBox::up-arrow { image: url("$icons/chevron-up.svg"); width: 10px; height: 10px }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; background: transparent; width: 16px }
QComboBox { combobox-popup: 0 }
QComboBox QAbstractItemView { background: $raised; color: $text; border: 1px solid $edge; border-radius: 0; padding: 3px;
  selection-background-color: $selected; selection-color: $text }
QComboBox QAbstractItemView::item { min-height: 22px; padding: 0 4px }

QCheckBox, QRadioButton { spacing: 6px; color: $text; background: transparent }
QCheckBox::indicator, QRadioButton::indicator
  { width: 13px; height: 13px; background: $raised; border: 1px solid $edge; border-radius: 4px }
QRadioButton::indicator { border-radius: 7px }
QCheckBox::indicator:hover, QRadioButton::indicator:hover, QCheckBox:focus, QRadioButton:focus { border-color: $accent }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: $accent }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$icons/tick-$ticks.svg") }
QRadioButton::indicator:checked { border-color: $accent; background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5,
  fx: 0.5, fy: 0.5, stop: 0 $accent, stop: 0.5 $accent, stop: 0.62 $raised, stop: 1 $raised) }

QSlider::groove:horizontal { height: 4px; background: $hover; border-radius: 2px }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px }
QSlider::sub-page:horizontal:disabled { background: $faint }
QSlider::handle:horizontal
  { background: $accent; border: 2px solid $panel; width: 10px; height: 10px; margin: -5px 0; border-radius: 7px }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { background: $text }
QSlider::handle:horizontal:disabled { background: $faint }
QProgressBar { background: $hover; border: none; border-radius: 3px; height: 6px; color: $text; text-align: center }
QProgressBar::chunk { background: $accent; border-radius: 3px }

QMenuBar { background: $panel; color: $muted; padding: 1px 6px }
QMenuBar::item { padding: 4px 9px; border-radius: 5px; background: transparent }
QMenuBar::item:selected { background: $hover; color: $text }
QMenu { background: $raised; color: $text; border: 1px solid $edge; border-radius: 8px; padding: 5px }
QMenu::item { padding: 5px 22px 5px 10px; border-radius: 5px }
QMenu::item:selected { background: $selected }
QMenu::item:disabled { color: $faint }
QMenu::separator { height: 1px; background: $line; margin: 5px 6px }
QMenu::icon { padding-left: 8px }
#training_bar { border-bottom: 1px solid $line }
QToolBar { background: $panel; border: none; border-bottom: 1px solid $line; spacing: 8px }
QStatusBar { background: $panel; color: $muted; min-height: 28px; max-height: 28px }
QStatusBar::item { border: none }
QToolTip { background: $raised; color: $text; border: 1px solid $edge; padding: 4px 6px }

QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none }
QScrollBar { background: transparent; border: none }
QScrollBar:vertical { width: 8px }
QScrollBar:horizontal { height: 8px }
QScrollBar::handle { background: $edge; border-radius: 3px; margin: 1px }
QScrollBar::handle:vertical { min-height: 28px }
QScrollBar::handle:horizontal { min-width: 28px }
QScrollBar::handle:hover { background: $muted }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0 }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent }

QAbstractItemView { background: $background; color: $text; border: 1px solid $line; border-radius: 6px; outline: none;
  selection-background-color: $selected; selection-color: $text }
QListView::item, QTreeView::item { padding: 4px 6px; color: $text }
QListView::item:hover, QTreeView::item:hover { background: $raised }
QListView::item:selected, QTreeView::item:selected { background: $selected }
QListView::item:disabled, QTreeView::item:disabled { color: $faint }
QTextBrowser, QTextEdit { background: $background; color: $text; border: none; selection-background-color: $accent;
  selection-color: $on_accent }
QHeaderView::section { background: $panel; color: $muted; border: none; border-bottom: 1px solid $line; padding: 3px 6px }
QTabWidget::pane { border: none; border-top: 1px solid $line }
QTabBar::tab { background: transparent; color: $muted; padding: 6px 12px; border: none; border-bottom: 2px solid transparent }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent }
QTabBar::tab:hover { color: $text }
QDockWidget { color: $muted }
QDockWidget::title { background: $panel; padding: 6px 12px }
QGroupBox { border: 1px solid $line; border-radius: 6px; margin-top: 8px; padding-top: 8px }
QGroupBox::title { subcontrol-origin: margin; left: 10px; color: $muted }
""")


def style_sheet(colours: dict[str, str], icons: Path) -> str:
    """The whole style sheet; `colours` by the names used above, `icons` is the folder of its arrows and ticks."""
    return _TEMPLATE.substitute(colours, icons=icons.as_posix())
