"""The desktop's own machinery on QtCore: threads, jobs, actions, notices, settings, secrets, languages."""
