"""A node on ESP32, ESP32-S3 and ESP32-C3: ESP-NOW for its radio, pins for its I/O tags."""
