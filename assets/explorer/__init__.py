"""The explorer: pages, charts and downloads over the published warehouse, for people who ask. Reads only, and needs no network."""
