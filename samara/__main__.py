"""`python -m samara`."""

from samara.cli import main

main()
