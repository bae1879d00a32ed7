"""What every domain stands on: types, spaces, the registry, the dispatcher, jobs, and the sandbox."""
