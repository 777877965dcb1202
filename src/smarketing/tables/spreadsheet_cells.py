"""What spreadsheets leave in cells that they could not work out or show."""

import re

ERRORS = r"#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|FIELD!|BLOCKED!|UNKNOWN!|CONNECT!|#+)"
"""What the text of such a cell looks like."""

SHORTENED = r"-?\d[.,]\d+E\+\d+"
"""What a number looks like of which a spreadsheet kept the first digits only."""

ROW_LIMITS = (65_536, 1_048_576)
"""How many rows fit on a sheet, of old spreadsheets and of new ones."""


def damage(text: str) -> str | None:
    """Say what a spreadsheet did to a cell, and how to get it back; None if it did nothing.

    >>> damage("#REF!")
    'is an error of the spreadsheet; repair the cell and save the file again'
    """
    if re.fullmatch("##+", text):
        return "is a number that was too wide for its column; widen the column and save the file again"
    if re.fullmatch(ERRORS, text):
        return "is an error of the spreadsheet; repair the cell and save the file again"
    if re.fullmatch(SHORTENED, text, re.ASCII):
        return "is a number that the spreadsheet shortened; show all of its digits and save the file again"
    return None


def cut_off(rows: int) -> str | None:
    """Say that a table of so many rows, with the header, may have been cut; None if it has another size.

    >>> cut_off(65_536)
    'has exactly 65,536 rows, the most that some spreadsheets hold; rows may be missing after them'
    """
    if rows not in ROW_LIMITS:
        return None
    return f"has exactly {rows:,} rows, the most that some spreadsheets hold; rows may be missing after them"
