# loops and arithmetic: bits and bytes
def crc16(data):
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            if crc & 0x8000:
                crc = ((crc << 1) ^ 0x1021) & 0xFFFF
            else:
                crc = (crc << 1) & 0xFFFF
    return crc


message = bytes([(7 * i + 3) % 256 for i in range(256)])
found = 0
for _ in range(120):
    found ^= crc16(message)
    message = message[1:] + message[:1]
print(found)
