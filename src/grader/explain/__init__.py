"""Words for what code met with: exceptions explained, by a closed list of ideas."""
