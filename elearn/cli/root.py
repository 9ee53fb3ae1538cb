"""The `elearn` command; its subcommands stand beside it, by subject."""

import logging
from importlib import import_module

import click

COMMANDS = {
    "backup": "keeping",
    "check": "checking",
    "config": "setting_up",
    "demo": "running",
    "init": "setting_up",
    "migrate": "setting_up",
    "new": "courses",
    "preview": "previewing",
    "publish": "courses",
    "restore": "keeping",
    "schemas": "courses",
    "serve": "running",
    "withdraw": "courses",
    "work": "working",
}
"""Where each command stands. Only the one that is asked for is loaded: checking a
course needs no server and no database, whose loading takes longer than the check."""


class _LoadedWhenAsked(click.Group):
    """A group whose commands add themselves to it when their module is loaded."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*COMMANDS, *self.commands})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS:
            import_module(f"elearn.cli.{COMMANDS[cmd_name]}")
        return super().get_command(ctx, cmd_name)


@click.group(
    cls=_LoadedWhenAsked, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="elearn")
def main() -> None:
    """Staff training for care: courses as files, competence that managers see."""
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
