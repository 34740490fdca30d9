"""The engine of On Record: finds statements by tracked people and decides who hears of them; knows no platform."""

import os

# One thread for each product of matrices, said before numpy is loaded. OpenBLAS would share each of the watcher's,
# which are small, out to as many threads as there are processors, and these turn in circles while they wait.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
