"""Documents as JSON text."""
from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.document import presets
from core.document.experiment import Adam, Experiment, Layer, Network, Points, Spiral, State, Training
from core.document.text import decode, encode
from core.errors import BadInput
from tests.core.document.documents import experiments

LEAST = (
    '{"format": "backprop-playground", "version": 1, "network": {"layers": [{"neurons": 4, "activation": "tanh"}, '
    '{"neurons": 1, "activation": "tanh"}]}, "data": {"source": "spiral"}}'
)

SOURCES = "circle, xor, gauss, spiral, moons, pinwheel, plane, two gaussians, function, digits, points, file"
ACTIVATIONS = "elu, gaussian, leaky relu, linear, relu, sigmoid, sine, softmax, softplus, step, tanh"


def refusal(text: str | bytes) -> str:
    with pytest.raises(BadInput) as refused:
        decode(text.encode() if isinstance(text, str) else text)
    return str(refused.value)


def read(text: bytes) -> Experiment | None:
    """The document, or None where it is refused."""
    try:
        return decode(text)
    except BadInput:
        return None


def changed(old: str, new: str) -> str:
    assert old in LEAST
    return LEAST.replace(old, new, 1)


# What comes in goes out

@given(experiments())
def test_a_document_is_the_same_after_writing_and_reading(experiment: Experiment) -> None:
    assert decode(encode(experiment)) == experiment


@given(experiments())
def test_save_open_save_gives_the_same_bytes(experiment: Experiment) -> None:
    text = encode(experiment)
    assert encode(decode(text)) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(-0.0)
@example(5e-324)
def test_a_float_comes_back_with_the_same_bits(number: float) -> None:
    network = Network(layers=(Layer(neurons=1, activation="tanh"),), weights=(np.array([[number, 1.0]]),))
    read = decode(encode(Experiment(network=network, data=Spiral())))
    assert read.network.weights is not None
    assert read.network.weights[0][0, 0].tobytes() == np.float64(number).tobytes()


def test_only_what_is_required_and_the_title_are_written_of_a_plain_document() -> None:
    assert encode(decode(LEAST.encode())).decode() == """\
{
  "format": "backprop-playground",
  "version": 1,
  "title": "",
  "network": {"layers": [{"neurons": 4, "activation": "tanh"}, {"neurons": 1, "activation": "tanh"}]},
  "data": {"source": "spiral"}
}
"""


def test_a_matrix_is_written_one_row_per_line() -> None:
    network = Network(layers=(Layer(neurons=2, activation="tanh"), Layer(neurons=1, activation="tanh")),
                      weights=(np.array([[0.1, -0.2], [0.3, 1e-9]]), np.array([[1.0, 2.0]])), removed=((1, 0, 1),))
    text = encode(Experiment(network=network, data=Spiral(noise=0.0), training=Training(optimizer=Adam()), state=State(step=7)))
    assert text.decode() == """\
{
  "format": "backprop-playground",
  "version": 1,
  "title": "",
  "network": {
    "layers": [{"neurons": 2, "activation": "tanh"}, {"neurons": 1, "activation": "tanh"}],
    "weights": [
      [
        [0.1, -0.2],
        [0.3, 1e-9]
      ],
      [[1.0, 2.0]]
    ],
    "removed": [[1, 0, 1]]
  },
  "data": {"source": "spiral", "noise": 0.0},
  "training": {"optimizer": {"kind": "adam"}},
  "state": {"step": 7}
}
"""


def test_what_is_left_out_has_the_default_of_the_format() -> None:
    experiment = decode(LEAST.encode())
    assert experiment == decode(b"""{"format": "backprop-playground", "version": 1, "title": "", "notes": "", "network": {
        "layers": [{"neurons": 4, "activation": "tanh"}, {"neurons": 1, "activation": "tanh"}], "inputs": null,
        "cost": "squared error", "initialization": "uniform", "weights": null,
        "biases": null, "removed": [], "frozen": [], "off": [], "names": {}},
        "data": {"source": "spiral", "examples": 500, "noise": 0.1, "training_share": 0.5, "seed": 1},
        "training": {"optimizer": {"kind": "sgd"}, "learning_rate": 0.03, "batch_size": 10, "regularization": {"kind": "none"},
        "seed": 1}, "state": {"step": 0}, "view": {}}""")


def test_weights_in_memory_are_arrays_that_nobody_can_write_to() -> None:
    text = changed('"network": {', '"network": {"weights": [[[1, 2], [3, 4], [5, 6], [7, 8]], [[1, 2, 3, 4]]], ')
    weights = decode(text.encode()).network.weights
    assert weights is not None
    first = weights[0]
    assert first.dtype == np.float64
    with pytest.raises(ValueError, match="read-only"):
        first[0, 0] = 0.0


def test_brackets_and_repeated_words_inside_texts_are_only_text() -> None:
    notes = '{"title": "a", "title": "b"} }{ \\" ],['
    assert decode(changed('"version": 1', f'"version": 1, "notes": {json.dumps(notes)}').encode()).notes == notes


# What is refused

@pytest.mark.parametrize(("old", "new", "sentence"), [
    ('"neurons": 4', '"neurons": 0', "network.layers[0].neurons is 0; allowed: a whole number from 1 to 4096."),
    ('"neurons": 4', '"neurons": 4097', "network.layers[0].neurons is 4097; allowed: a whole number from 1 to 4096."),
    ('"neurons": 4', '"neurons": "4"', 'network.layers[0].neurons is "4"; allowed: a whole number from 1 to 4096.'),
    ('"neurons": 4', '"neurons": 4.5', "network.layers[0].neurons is 4.5; allowed: a whole number from 1 to 4096."),
    ('"neurons": 4', '"neurons": true', "network.layers[0].neurons is true; allowed: a whole number from 1 to 4096."),
    ('"neurons": 4, ', "", "network.layers[0].neurons is missing; allowed: a whole number from 1 to 4096."),
    ('"neurons": 4', '"neuron": 4', "network.layers[0].neuron is unknown; allowed: neurons, activation."),
    ('"activation": "tanh"', '"activation": "tan"', f'network.layers[0].activation is "tan"; allowed: {ACTIVATIONS}.'),
    ('"layers": [', '"layers": [], "x": [', "network.layers is []; allowed: a list of 1 to 64 entries."),
    ('"layers": [', '"layers": [' + '{"neurons": 1, "activation": "tanh"}, ' * 63,
     "network.layers is a list of 65; allowed: a list of 1 to 64 entries."),
    ('"version": 1', '"version": 2, "future": true', "version is 2; allowed: 1."),
    ('"version": 1, ', "", "version is missing; allowed: 1."),
    ('"backprop-playground"', '"something"', 'format is "something"; allowed: backprop-playground.'),
    ('"network"', '"net"', "net is unknown; allowed: format, version, title, notes, network, data, training, state, view."),
    ('"network": {', '"network": 3, "x": {', "network is 3; allowed: an object with layers."),
    ('"spiral"', '"sheet"', f'data.source is "sheet"; allowed: {SOURCES}.'),
    ('"source": "spiral"', "", f"data.source is missing; allowed: {SOURCES}."),
    (', "data": {"source": "spiral"}', "", f"data is missing; allowed: an object with source {SOURCES}."),
    ('"spiral"', '"spiral", "noise": 0.81', "data.noise is 0.81; allowed: a number from 0 to 0.8."),
    ('"spiral"', '"spiral", "training_share": 0', "data.training_share is 0; allowed: a number above 0 and up to 1."),
    ('"spiral"', '"spiral", "classes": 3', "data.classes is unknown; allowed: source, training_share, seed, examples, noise."),
    ('"spiral"', '"spiral", "noise": 1e999', "data.noise holds a number that is too large; allowed: up to 1.8e308."),
    ('"spiral"', '"spiral", "examples": 1' + "0" * 5000, "data.examples holds a number that is too large; allowed: up to 1.8e308."),
    ('"version": 1', '"version": 1, "training": {"optimizer": {"kind": "magic"}}',
     'training.optimizer.kind is "magic"; allowed: sgd, momentum, nesterov, rmsprop, adam.'),
    ('"version": 1', '"version": 1, "training": {"optimizer": {"kind": "adam", "beta1": 1}}',
     "training.optimizer.beta1 is 1; allowed: a number from 0 to below 1."),
    ('"version": 1', '"version": 1, "training": {"optimizer": {"kind": "adam", "epsilon": 0}}',
     "training.optimizer.epsilon is 0; allowed: a number above 0."),
    ('"version": 1', '"version": 1, "training": {"learning_rate": -1}',
     "training.learning_rate is -1; allowed: a number of at least 0."),
    ('"version": 1', '"version": 1, "training": {"batch_size": "some"}',
     'training.batch_size is "some"; allowed: a whole number of at least 1 or all.'),
    ('"version": 1', '"version": 1, "training": null', "training is null; allowed: an object."),
    ('"version": 1', '"version": 1, "title": 3', "title is 3; allowed: a text."),
    ('"version": 1', '"version": 1, "title": "a", "title": "b"', "title is given twice; allowed: once."),
    ('"version": 1', '"version": 1, "title": "a", "t\\u0069tle": "b"', "title is given twice; allowed: once."),
    ('"version": 1', '"version": 1, "view": {"a": [{"b": 1, "b": 2}]}', "b is given twice; allowed: once."),
    ('"version": 1', '"version": 1, "view": {"a": 1e999}', "view holds a number that is too large; allowed: up to 1.8e308."),
    ('"version": 1', '"version": 1, "view": {"a": ' + "[" * 40 + "]" * 40 + "}",
     "The document is nested too deeply; allowed: 32 levels."),
    ('"version": 1', '"version": 1, "view": ' + '{"a":' * 100_000,
     "The file is nested too deeply; allowed: no deeper than a document needs."),
    ('"network": {', '"network": {"weights": [[[1, 2], [3]]], ',
     "network.weights[0] has rows of different lengths; allowed: rows of one length."),
    ('"network": {', '"network": {"weights": [[[1, "2"]]], ', 'network.weights[0][0][1] is "2"; allowed: a number.'),
    ('"network": {', '"network": {"weights": [[[1, true]]], ', "network.weights[0][0][1] is true; allowed: a number."),
    ('"network": {', '"network": {"weights": [[[[1]]]], ', "network.weights[0][0][0] is [1]; allowed: a number."),
    ('"network": {', '"network": {"removed": [[1, 0]], ',
     "network.removed[0] is [1, 0]; allowed: a list [l, j, k] of whole numbers."),
    ('"network": {', '"network": {"off": [[1, "a"]], ', 'network.off[0][1] is "a"; allowed: a whole number.'),
    ('"network": {', '"network": {"frozen": [[1]], ', "network.frozen[0] is [1]; allowed: a list of 2 to 3 entries."),
    ('"network": {', '"network": {"names": {"1,0": 3}, ',
     'network.names is {"1,0": 3}; allowed: an object whose every entry is a text.'),
    ('"version": 1', '"version": 1, "state": {"optimizer": {"v": ["a"]}}',
     'state.optimizer is {"v": ["a"]}; allowed: an object whose every entry is a list of numbers or of rows of numbers.'),
    ('{"source": "spiral"}}', '{"source": "spiral"}', "The file ends too early; allowed: a complete JSON document."),
    ('"version": 1', '"version":\n 1,,', "The file is not JSON at line 2, column 4; allowed: a JSON document."),
    ('"version": 1', '"version": NaN', "The file is not JSON at line 1, column 46; allowed: a JSON document."),
    ("{", "\ufeff{", "The file starts with a byte order mark; allowed: JSON in UTF-8 without one."),
])
def test_a_refusal_is_one_sentence_with_field_value_and_what_is_allowed(old: str, new: str, sentence: str) -> None:
    assert refusal(changed(old, new)) == sentence


@pytest.mark.parametrize(("text", "sentence"), [
    (b"", "The file is empty; allowed: a JSON document."),
    (b" \n", "The file is empty; allowed: a JSON document."),
    (b"[1]", "The document is [1]; allowed: an object with network and data."),
    (b"{}", "format is missing; allowed: backprop-playground."),
    (b"\x89PNG\r\n", "The file is not UTF-8 text; allowed: JSON in UTF-8."),
    (LEAST.encode("utf-16"), "The file is not UTF-8 text; allowed: JSON in UTF-8."),
    (LEAST.replace("spiral", "spiräl").encode("latin-1"), "The file is not UTF-8 text; allowed: JSON in UTF-8."),
    (b"[" * 1_000_000, "The document is something else; allowed: an object with network and data."),
])
def test_a_file_that_is_no_document_is_refused_in_one_sentence(text: bytes, sentence: str) -> None:
    assert refusal(text) == sentence


@settings(max_examples=300)
@given(st.data())
def test_a_damaged_document_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    text = bytearray(encode(presets.load(data.draw(st.sampled_from(["chain", "two-paths", "spiral"])))))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(text)))
        text[place:place + data.draw(st.integers(0, 8))] = data.draw(
            st.binary(max_size=8)
            | st.sampled_from([b"null", b"-1", b"1e999", b"[]", b"{}", b'"x"', b"[[", b"true", b"\\ud800", b"[[]]"])
        )
    again = read(bytes(text))
    assert again is None or decode(encode(again)) == again


@given(st.data())
def test_any_json_in_any_field_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    junk = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3), max_leaves=6,
    )
    document: Any = json.loads(encode(presets.load(data.draw(st.sampled_from(["chain", "two-paths", "spiral", "digits"])))))
    parent = document
    while True:
        key = data.draw(st.sampled_from(list(parent) if isinstance(parent, dict) else range(len(parent))))
        if not isinstance(parent[key], dict | list) or not parent[key] or data.draw(st.booleans()):
            break
        parent = parent[key]
    parent[key] = data.draw(junk)
    again = read(json.dumps(document).encode())
    assert again is None or decode(encode(again)) == again


def test_points_are_read_into_arrays() -> None:
    points = '{"source": "points", "inputs": [[1, 2], [3, 4]], "classes": [0, 1], "columns": ["height", "width"]}'
    data = decode(changed('{"source": "spiral"}', points).encode()).data
    assert data == Points(inputs=np.array([[1.0, 2.0], [3.0, 4.0]]), classes=(0, 1), columns=("height", "width"))


def test_descriptions_of_the_same_values_are_equal_and_not_unequal() -> None:
    one, other, third = decode(LEAST.encode()), decode(LEAST.encode()), decode(changed("spiral", "xor").encode())
    assert one is not other
    assert (one == other, one != other) == (True, False)
    assert (one == third, one != third) == (False, True)
