"""Reading .lrmx into a `Dossier`."""

from xuanxian.exchange.form_texts import file_from
from xuanxian.exchange.lrmx.document import unwrap
from xuanxian.exchange.read_file import ReadFile
from xuanxian.kernel.errors import Refusal


def read_lrmx(data: bytes, name: str) -> ReadFile:
    """Read the .lrmx file `name`. Never raises for what a file holds: faults are problems.

    Args:
        data: the bytes of the file, from wherever it came.
        name: its name as the user knows it, for messages.
    """
    try:
        texts, problems = unwrap(data, name)
    except Refusal as refusal:
        return ReadFile(name=name, problems=list(refusal.problems))
    file = file_from(texts, name)
    file.problems[:0] = problems
    return file
