"""A folder of YAML and Markdown becomes a Course and a list of Problems."""
