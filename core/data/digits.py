"""The handwritten digits that come with the program: 1,797 images of 8 × 8 pixels; see assets/data/digits-licence.txt."""
from pathlib import Path

import numpy as np

from core.data.dataset import Dataset, with_classes

_FILE = Path(__file__).parents[2] / "assets" / "data" / "digits.npz"


def load_digits() -> Dataset:
    """Images as rows of 64 pixels, line by line from the top left, 0 (paper) to 1 (ink); classes 0 to 9."""
    with np.load(_FILE, allow_pickle=False) as file:
        return with_classes(file["pixels"] / 16, file["digits"], 10, labels=tuple("0123456789"))
