"""Behind Home and the lists that gather from all workspaces."""
