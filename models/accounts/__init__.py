"""People of this machine: accounts as commands, their secrets through a service beside them."""
