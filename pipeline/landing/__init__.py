"""From the landing folder to files that can be read: the walk, archives, formats, and the processes that readers run in."""
