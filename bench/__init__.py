"""Benchmarks as ratios: how many times longer ours takes than a yardstick on this machine.

Each module of `BENCHMARKS` has `measure()`, which gives `Ratio`s. Ratios travel between
machines; seconds do not.
"""
