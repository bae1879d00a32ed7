"""Reports for those who make videos: counts over the raw rows, by video, channel and period."""
