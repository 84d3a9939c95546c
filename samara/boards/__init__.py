"""What hosts do for boards: cross-compile the node, make its flash, play a board here."""
