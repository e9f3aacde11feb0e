"""The questionnaires that ship, compiled once for all tests of a process."""

from functools import cache

from carnet.questionnaires.compiled import Compiled
from carnet.questionnaires.compiling import compile_definition
from carnet.questionnaires.reading import read
from carnet.questionnaires.shipped import shipped

SHIPPED = {source.document["questionnaire"]: source.document for source in shipped()}


@cache
def compiled(key: str) -> Compiled:
    return compile_definition(read(SHIPPED[key])[0])
