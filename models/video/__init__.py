"""Video: channels, videos, watching and the queue; and the engines that make files playable."""
