"""Behind the pages of Video: library, import, editing, queue, player."""
