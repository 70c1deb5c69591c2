"""The pages of paper forms: the desk, handing out, keying in, scans."""
