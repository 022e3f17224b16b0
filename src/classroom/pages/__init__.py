"""Pages that are made: of the commands, and of what each topic has to watch and read."""
