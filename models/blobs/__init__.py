"""Files and media, stored by their content."""
