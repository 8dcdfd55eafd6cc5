"""The types of arrays that statistics are computed of."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]
"""True for the rows, or columns, that are meant."""
