"""Can white text be read on this colour, and which darker colour could be used instead?

Contrast as WCAG 2.2 defines it. Knows nothing of firms or pages.
"""

import colorsys

READABLE = 4.5  # WCAG 2.2, 1.4.3: normal text
STEPS = 1000

Channels = tuple[float, float, float]


def contrast_with_white(colour: str) -> float:
    return 1.05 / (_luminance(_channels(colour)) + 0.05)


def is_readable(colour: str) -> bool:
    return contrast_with_white(colour) >= READABLE


def readable(colour: str) -> str:
    """The colour itself, or the lightest darker one of the same hue that carries white text."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    for step in range(STEPS, -1, -1):
        candidate = _hexadecimal(colorsys.hls_to_rgb(hue, lightness * step / STEPS, saturation))
        if is_readable(candidate):
            return candidate
    raise AssertionError("black carries white text")


def _channels(colour: str) -> Channels:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _hexadecimal(channels: Channels) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def _luminance(channels: Channels) -> float:
    red, green, blue = (_linear(channel) for channel in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
