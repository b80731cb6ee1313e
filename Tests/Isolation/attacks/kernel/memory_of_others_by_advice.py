"""Moves pages and gives advice on memory, its own and others'."""
from verdict import refused

refused(
    ("process_madvise", -1, 0, 0, 0, 0), ("move_pages", 0, 0, 0, 0, 0, 0), ("migrate_pages", 0, 0, 0, 0),
    ("remap_file_pages", 0, 0, 0, 0, 0), ("process_mrelease", -1, 0), ("set_mempolicy_home_node", 0, 0, 0, 0))
