"""The installation that tests run on: a folder of their own, SQLite unless DATABASE_URL says else."""

import os
import tempfile

os.environ["XUANXIAN_HOME"] = tempfile.mkdtemp(prefix="xuanxian-test-")
os.environ["XUANXIAN_SECRET_KEY"] = "only for tests"
