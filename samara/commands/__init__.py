"""The subcommands of `samara`, one file each."""
