"""The pages of a contest (竞争性选拔): for those who hold it, and for those who apply."""
