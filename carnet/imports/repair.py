"""The rows that could not be imported, as a workbook: their own columns, unchanged, and why in a last one."""

import io
from datetime import date

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from carnet.imports.columns.table import Table
from carnet.imports.planning.outcome import Plan


def write_repair(table: Table, plan: Plan) -> bytes:
    file = io.BytesIO()
    rows = {row.line: row for row in table.rows}
    with Workbook(file, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet(_("To repair"))
        text = workbook.add_format({"num_format": "@"})
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        bold = workbook.add_format({"bold": True, "bottom": 1})
        sheet.set_column(0, len(table.columns), 20, text)
        sheet.write_row(0, 0, [*(column.header for column in table.columns), _("Reason")], bold)
        for at, invalid in enumerate(plan.invalid, start=1):
            cells = rows[invalid.line].cells
            for place, column in enumerate(table.columns):
                cell = cells[column.index] if column.index < len(cells) else ""
                if isinstance(cell, date):
                    sheet.write_datetime(at, place, cell, day)
                else:
                    sheet.write_string(at, place, cell, text)
            reasons = " ".join(problem.reason for problem in invalid.problems)
            sheet.write_string(at, len(table.columns), reasons, text)
        sheet.freeze_panes(1, 0)
    return file.getvalue()
