"""The words action plans use: headings, statuses, dates in words and names of months."""
