"""The papers of a selection, as docx and pdf.

公示, 考察预告, 任免通知, 征求意见函, 考察材料, 民主推荐票, 表决票, 计票结果表, 全程纪实表 and
讨论任免干部名单: each a pydantic model of what the paper says and pure renderers of it.
"""
