"""What the processes of the server run, loaded once, in the stem (elearn/stem.py).

Loading must leave no thread, open file or connection behind: those would be forked.
"""

import sqlalchemy.dialects.sqlite  # noqa: F401 - loaded, not used

import elearn.app
import elearn.cli.preparing
import elearn.cli.running
import elearn.working  # noqa: F401 - loaded, not used
