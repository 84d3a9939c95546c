"""What a gateway says over MQTT and what may be asked of it: topics, payloads, brokers.

`payloads` has the one table of topics and the models of all that goes over them; docs/mqtt.md is
made from it.
"""
