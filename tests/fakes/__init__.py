"""Stand-ins for what only a board has. Each behaviour cites the page that promises it."""
