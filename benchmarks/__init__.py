"""What is promised about speed and safety, measured against a peer in the same run."""
