"""The data set that a document describes, and what the network's ends have to be for it."""
from __future__ import annotations

import numpy as np
from msgspec.structs import asdict, replace

from core.data.dataset import Dataset, split, with_classes, with_targets
from core.data.digits import load_digits
from core.data.generators import GENERATORS
from core.document.data_files import cut, outline_of, read_data, training_examples
from core.document.experiment import Digits, Experiment, File, Generated, Network, Points, Source
from core.progress import Progress, silent

LARGE_EXAMPLES, LARGE_NUMBERS = 100_000, 1_000_000         # takes a tenth of a second or more


def dataset(experiment: Experiment, progress: Progress = silent) -> Dataset:
    """Make the data set: examples with their classes or targets, in the order that the split starts from."""
    return _made(experiment.data, progress)


def outline(data: Source, progress: Progress = silent) -> Dataset:
    """The data set cut to its first example, for its columns, its task and its number of classes or targets."""
    if isinstance(data, Generated):
        data = replace(data, examples=1)
    return outline_of(data, progress).first if isinstance(data, File) else cut(_made(data, progress))


def is_large(data: Source) -> bool:
    """Whether making what is learned from takes longer than a window may stand still."""
    if isinstance(data, Generated):
        return data.examples > LARGE_EXAMPLES
    return isinstance(data, File) or (isinstance(data, Points) and data.inputs.size > LARGE_NUMBERS)


def input_names(network: Network, columns: tuple[str, ...]) -> tuple[str, ...]:
    """What every input of the network is called: by the user, else like the column of the data or the feature that it is."""
    names = network.inputs or columns
    return tuple(network.names.get(f"0,{k}", name) for k, name in enumerate(names))


def steps_per_epoch(experiment: Experiment) -> int:
    """How many batches the training set makes; a last, smaller one counts."""
    data, batch_size = experiment.data, experiment.training.batch_size
    if isinstance(data, File):
        training = training_examples(data)
    else:
        examples = data.examples if isinstance(data, Generated) else len(dataset(experiment).inputs)
        own_test = data.test_examples if isinstance(data, Points) else None
        training = len(split(examples, data.training_share, data.seed, own_test)[0])
    return 1 if batch_size == "all" else -(-training // batch_size)


def _made(data: Source, progress: Progress) -> Dataset:
    if isinstance(data, Points):
        return _points(data)
    if isinstance(data, File):
        return read_data(data, progress)
    if isinstance(data, Digits):
        return load_digits()
    options = {name: value for name, value in asdict(data).items() if name not in Generated.__struct_fields__}
    return GENERATORS[data.source].make(np.random.default_rng(data.seed), data.examples, data.noise, **options)


def _points(data: Points) -> Dataset:
    if data.targets is not None:
        made = with_targets(data.inputs, data.targets, data.columns, data.task or "regression")
    else:
        classes = np.array(data.classes, np.intp)
        class_count = len(data.labels) or max(2, int(classes.max()) + 1)
        made = with_classes(data.inputs, classes, class_count, data.columns, data.labels)
    return made._replace(test_examples=data.test_examples)
