"""Files in and out: .lrmx, .lrm with .pic, xlsx rosters, with a report of every problem."""
