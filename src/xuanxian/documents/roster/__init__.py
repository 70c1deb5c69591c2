"""花名册: a roll of chosen people as a workbook, one person a row, in the columns chosen."""
