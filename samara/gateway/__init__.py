"""A node with an uplink, or a simulation in its place: what it knows of its field goes to MQTT.

`field_view` makes payloads of what nodes say, `uplink` brings them to a broker and waits for one in
`outbox`, `commands` reads what comes back. `udp_host` and `simulation_host` are the two kinds of
field behind it.
"""
