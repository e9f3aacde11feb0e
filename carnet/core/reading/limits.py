"""How much a list may be; said in the sentences that refuse, and on the pages."""

ENDINGS = (
    *(".xlsx", ".xlsm", ".xls", ".ods"),
    *(".csv", ".tsv", ".txt"),
    *(".vcf", ".html", ".htm"),
)
LARGEST = 20 * 2**20  # bytes
ROWS = 100_000  # that hold something, in one sheet
HEADERS = 30  # so many more, for a title and headers
# Of all sheets together; no list of people comes near, but the memory of the server does.
CELLS = 5_000_000
CHARACTERS = 50_000_000
LONGEST_CELL = 65_536  # twice what Excel allows
