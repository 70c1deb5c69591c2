"""The command line `xuanxian`."""

from xuanxian.cli.main import main

__all__ = ["main"]
