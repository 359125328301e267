"""The .xlsx format (ECMA-376), without anything of ours: packages, worksheets, cells, strings, styles, addresses."""
