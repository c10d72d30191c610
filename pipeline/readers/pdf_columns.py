def aligned_tables(lines, page, breaks):
    return [("line", line) for line in lines]
