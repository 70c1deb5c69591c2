""".lrmx, the XML of 任免审批表编辑器 3.0: one person with photo and the cells of the form."""

from xuanxian.exchange.lrmx.carried import carried
from xuanxian.exchange.lrmx.reader import read_lrmx
from xuanxian.exchange.lrmx.writer import write_lrmx

__all__ = ["carried", "read_lrmx", "write_lrmx"]
