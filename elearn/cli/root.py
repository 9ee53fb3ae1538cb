"""The `elearn` command; its subcommands stand beside it, by subject."""

import logging

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="elearn")
def main() -> None:
    """Staff training for care: courses as files, competence that managers see."""
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
