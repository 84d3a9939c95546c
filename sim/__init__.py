"""Virtual fields: the nodes of `runtime` on simulated radios."""
