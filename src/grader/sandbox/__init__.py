"""Student code behind walls."""
