"""Settings of the benchmark's servers, based on those of production."""
