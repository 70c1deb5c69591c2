""".lrm with .pic, the files of 任免审批表编辑器 2.0: one GBK record and a JPEG beside it."""

from xuanxian.exchange.lrm.reader import read_lrm
from xuanxian.exchange.lrm.writer import write_lrm

__all__ = ["read_lrm", "write_lrm"]
