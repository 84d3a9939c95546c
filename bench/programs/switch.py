"""A node of interest: geographic to its region, on demand inside, and home."""

import node
import routes

import spatial

routes.into(None, None, "interest", spatial.region("area"))
spatial.report(node.read("interest"))
