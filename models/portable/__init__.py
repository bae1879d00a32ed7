"""Everything a person owns, out of Nonet and in again: a folder or a zip file that needs no Nonet to be read.

`nonet-export.json` is the manifest: version, spaces, and every file with its size and SHA-256. The media lie
in folders with readable names, the rows of every table as JSON Lines in `data/rows`, and what has no name for
people in `data/blobs`. Tables are found by their declaration (`Base.__portable__`), blobs by their names in
rows, so a new domain takes part without a line; one that has readable names for its files tells them
(`naming.names_files`).
"""
