"""The policy kinds of this room; importing it registers them all."""
