"""What runs on a board around the runtime: `board` on any, `esp32` and `emulated` on theirs."""
