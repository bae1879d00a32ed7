"""A world to try everything on: a few made-up people with months of doings, loaded and removed as one."""
