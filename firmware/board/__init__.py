"""What any board does besides being a node: it boots one of two slots, counts its boots, and tells
why it died. It knows files, and no pin, radio or clock.
"""
