"""The first page: what needs the person, from all workspaces."""
