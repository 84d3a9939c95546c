"""The station of a board (docs.micropython.org/en/latest/library/network.WLAN.html)."""


class WLAN:
    IF_STA = 0
    PM_NONE = 0
    PM_PERFORMANCE = 1

    settings: dict = {}

    def __init__(self, interface):
        assert interface == self.IF_STA

    def active(self, flag):
        WLAN.settings = {"active": flag, "pm": self.PM_PERFORMANCE, "reconnects": -1}

    def config(self, name=None, **settings):
        if name == "mac":
            return b"\x24\x0a\xc4\x00\x00\x01"
        assert WLAN.settings["active"]
        WLAN.settings.update(settings)
        return None
