"""Settings of the benchmark's sides, made from those of production."""
