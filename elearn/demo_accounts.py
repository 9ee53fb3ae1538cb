"""Who can sign in to the demo. Its people and their history are made in demo.py."""

PASSWORD = "rosewood-demo"  # noqa: S105 - printed for everybody; loopback only
ACCOUNTS = {
    "lena": "Lena Kowalska, home-care worker, learns",
    "mara": "Mara Osei, manages Rosewood at Home",
    "otto": "Otto Lindqvist, manages Rosewood House",
    "tariq": "Tariq Rahman, trainer",
    "ada": "Ada Whitfield, administrator",
}
