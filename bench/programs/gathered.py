"""The hottest spot of a region: copies spread over it, and who knows of a hotter one is silent."""

import gather

import spatial

spatial.report(gather.greatest(spatial.region("area"), "temperature")[0])
