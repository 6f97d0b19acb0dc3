"""Touch the world.  Thin; each knows the core's data, and none of the others."""
