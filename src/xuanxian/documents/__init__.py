"""Forms, lists, ballots and notices as docx, xlsx and pdf."""
