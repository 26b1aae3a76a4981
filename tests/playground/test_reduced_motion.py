"""What the system says about movement."""
from __future__ import annotations

import sys

import pytest
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusVariant

from playground.reduced_motion import wants_less_motion


class Bus:
    """A session bus with a desktop portal that answers with these values."""

    def __init__(self, *answers: object) -> None:
        self.answers, self.asked = answers, []

    def call(self, message: QDBusMessage, *_: object) -> Bus:
        self.asked.append((message.service(), message.member(), *message.arguments()))
        return self

    def arguments(self) -> list[object]:
        return list(self.answers)


@pytest.mark.parametrize(("answers", "wanted"), [
    ([QDBusVariant(1)], True),
    ([QDBusVariant(0)], False),
    (["org.freedesktop.DBus.Error.ServiceUnknown"], False),
    ([], False),
])
def test_q22_the_desktop_is_asked_for_reduced_motion(monkeypatch, answers, wanted):
    bus = Bus(*answers)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(QDBusConnection, "sessionBus", lambda: bus)
    assert wants_less_motion() is wanted
    assert bus.asked == [("org.freedesktop.portal.Desktop", "ReadOne", "org.freedesktop.appearance", "reduced-motion")]
