"""Tables of cells: reading what a spreadsheet program saved, writing what it can open without harm.

The only place that reads and writes CSV and XLSX.
"""

from kit.sheets.errors import SheetError
from kit.sheets.reading import Row, Table, read_table
from kit.sheets.writing import Cell, csv_bytes, guarded, xlsx_bytes

__all__ = ["Cell", "Row", "SheetError", "Table", "csv_bytes", "guarded", "read_table", "xlsx_bytes"]
