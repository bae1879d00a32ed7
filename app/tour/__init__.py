"""A walk through every workspace's main job in the real window, on real input, with pictures of each step."""
