"""What programs are written in: the compiler, and the spatial layer as library bricks."""
