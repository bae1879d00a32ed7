"""What people say and think of things, between the record and the views of every workspace."""
