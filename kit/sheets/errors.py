class SheetError(Exception):
    """A table cannot be used: what is wrong, in which row, and what to do about it.

    :param row: counted from 1 as a spreadsheet program shows it, headers included; None for the whole file.
    """

    def __init__(self, problem: str, remedy: str, row: int | None = None) -> None:
        super().__init__(f"{f'Row {row}: ' if row else ''}{problem} {remedy}")
        self.problem = problem
        self.remedy = remedy
        self.row = row
