"""The maths, the explanations and the documents: NumPy alone, no window and no threads."""
import os

# One BLAS thread: on small matrices two threads were measured up to ten times slower than one.
# It has to be said before NumPy is imported, and a choice the user made stands.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(_variable, "1")
