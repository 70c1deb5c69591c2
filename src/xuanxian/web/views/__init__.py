"""The pages of the shell: desk and search, sign-in, accounts, audit, clock, errors."""
