"""`python -m samara.mqtt.amqtt_broker PORT`: amqtt on loopback, as the child of `broker.py`.

amqtt 0.12.1 sends whoever connects the retained messages that match the subscriptions of others:
one client's topics come to another, and with thousands of them a connection takes long. Here they
go only to who has subscribed.
"""

import asyncio
import signal
import sys
from typing import Any

from amqtt.broker import Broker

_HOST = "127.0.0.1"


class GuardedBroker(Broker):  # type: ignore[misc]
    """A broker that sends a client nothing that it has not subscribed to."""

    async def _publish_retained_messages_for_subscription(
        self, subscription: tuple[str, int], session: Any
    ) -> None:
        known = self.subscriptions.get(subscription[0], ())
        if any(other is session for other, _ in known):
            await super()._publish_retained_messages_for_subscription(subscription, session)


async def serve(port: int) -> None:
    """Until a signal."""
    broker = GuardedBroker(
        {
            "listeners": {"default": {"type": "tcp", "bind": f"{_HOST}:{port}"}},
            "plugins": {
                "amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}
            },
        }
    )
    ends = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ends.set)
    await broker.start()
    await ends.wait()
    await broker.shutdown()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
