"""The small languages inside the cells of a 任免审批表: each is read from text and written back.

Every module offers `read_…(text)` and `write_…(rows)`; what was written reads back equal.
"""
