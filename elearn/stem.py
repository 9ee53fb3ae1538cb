"""The stem: the process that the server's other processes are forked from.

It is loaded before everything else there, does nothing but fork, and ends by itself
once its parent and all that it forked are gone.
"""

import gc
import os
import signal


def _wake() -> None:
    gc.enable()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


# Ctrl-C and service managers signal the whole group at once. Without the stem, its
# parent would take workers for dead that are finishing what is under way.
for _order in (signal.SIGINT, signal.SIGTERM):
    signal.signal(_order, signal.SIG_IGN)
# Nothing that is being loaded is garbage; looking for some takes an eighth of the time.
gc.disable()
# What is loaded is shared for as long as nobody writes to it, and looking through it
# for garbage would write.
os.register_at_fork(before=gc.freeze, after_in_child=_wake)
