"""A small invented IT-support company, every person made up."""
