"""Who is signed in, and where secrets are kept."""
