"""Tables of cells: reading what a spreadsheet program saved, writing what it can open without harm.

The only place that reads and writes CSV and XLSX.
"""

from kit.sheets.columns import Column, Columns
from kit.sheets.errors import SheetError
from kit.sheets.reading import Row, Table, formulas_of, read_table
from kit.sheets.writing import Cell, csv_bytes, guarded, unguarded, xlsx_bytes

__all__ = [
    "Cell",
    "Column",
    "Columns",
    "Row",
    "SheetError",
    "Table",
    "csv_bytes",
    "formulas_of",
    "guarded",
    "read_table",
    "unguarded",
    "xlsx_bytes",
]
