"""The tests. Whatever starts here, before numpy is loaded: one thread for each product of matrices.

The watcher's are small. OpenBLAS shares each of them out to as many threads as there are processors, which turn in
circles while they wait for each other: that took half of the processor time of all tests that read with the real model.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
