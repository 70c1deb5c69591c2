"""The reads of selection that pages, forms and documents share."""
