"""dhr_xl: action plans out to agencies as locked workbooks, and their returns merged back."""

__version__ = "0.1.0"
