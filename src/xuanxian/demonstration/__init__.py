"""The made-up county and the cases the demo carries to different stages."""
