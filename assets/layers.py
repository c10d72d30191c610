"""The assets from files to findings: raw_files, documents, reports, observations, findings.

Belongs here: when each layer is made and what the UI shows of it. Not here: how (pipeline/).
"""
