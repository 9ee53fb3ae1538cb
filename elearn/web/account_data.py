"""Everything that is kept about somebody, for themselves."""

from tempfile import SpooledTemporaryFile

from flask import Response, render_template, send_file

from elearn.services.personal_data import WriteData, write_own_data
from elearn.web import current
from elearn.web.account import blueprint
from elearn.web.audience import allow

_IN_MEMORY = 1_000_000


@blueprint.get("/account/data")
@allow("learner")
def my_data() -> str:
    return render_template("account/my_data.html")


@blueprint.get("/account/data.zip")
@allow("learner")
def my_data_file() -> Response:
    return send_data(write_own_data, current.person().person_id, "my-data")


def send_data(write: WriteData, person_id: int, name: str) -> Response:
    """Send what *write* writes, from a file where it is long."""
    # The answer closes it when it is sent.
    target = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
    try:
        current.read(write, person_id, current.moment(), target)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return send_file(
        target,
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"{name}-{current.today():%Y-%m-%d}.zip",
    )
