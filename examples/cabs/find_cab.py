"""Explore the streets for a free cab, book it, let the customer confirm, and send it off."""

import spatial

customer = spatial.here()
booked = None
for cab in spatial.around(customer, 200).each("cab"):
    if cab.cab == "free":
        cab.cab = "booked"
        booked = cab
        break

if booked and customer.confirms:
    booked.cab = "on its way"
    spatial.report({"cab": booked.name, "state": booked.cab})
elif booked:
    booked.cab = "free"
    spatial.report({"cab": None, "state": "not confirmed"})
else:
    spatial.report({"cab": None, "state": "none is free"})
