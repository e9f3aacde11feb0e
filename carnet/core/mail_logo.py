"""The firm's logo in a mail: a part of its own beside the HTML (RFC 2387, RFC 2392), so that reading the mail
fetches nothing. It stands on white that is part of the picture: no mail program in the dark can take that away.
What a firm is, this stage does not know; it has a `logo` file, or an empty one."""

import io
from base64 import b64encode
from email.message import Message
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from functools import lru_cache
from math import ceil
from typing import Any

from PIL import Image

from carnet.core.shelf import Away

# As frame.html writes it; a colleague's own words are escaped and never look so.
SOURCE = 'src="cid:logo@carnet"'
# In pixels of the page; drawn with twice as many, for sharp screens. With its white edge a logo is always 64
# high, which every mail program understands, and at most 240 wide, which fits the narrowest phone.
BOX, EDGE, SHARP = (224, 48), 8, 2


def attach(message: Message, html: str, firm: Any) -> None:
    """To a multipart/alternative message whose last part is this HTML, where that shows the logo."""
    png = _picture(firm) if SOURCE in html else b""
    if not png:
        return
    parts: Any = message.get_payload()
    related = MIMEMultipart("related", type="text/html")
    picture = MIMEImage(png, "png")
    picture.add_header("Content-ID", "<logo@carnet>")
    picture.add_header("Content-Disposition", "inline", filename="logo.png")
    related.attach(parts[-1])
    related.attach(picture)
    parts[-1] = related


def shown(html: str, firm: Any) -> str:
    """For a frame on a page of ours, which has no other parts to look at."""
    png = _picture(firm) if SOURCE in html else b""
    data = b64encode(png).decode()
    return html.replace(SOURCE, f'src="data:image/png;base64,{data}"') if png else html


def _picture(firm: Any) -> bytes:
    """PNG; empty when there is no logo, or its file is gone or broken: the mail leaves with the name instead."""
    if not firm or not firm.logo:
        return b""
    try:
        with firm.logo.storage.open(firm.logo.name) as file:
            return on_white(file.read())
    except (OSError, Away, SyntaxError):  # Pillow calls a broken PNG an error of syntax
        return b""


@lru_cache(maxsize=16)
def on_white(data: bytes) -> bytes:
    """The logo as mails show it, PNG to PNG, without transparency. OSError for what is no picture."""
    logo = Image.open(io.BytesIO(data)).convert("RGBA")
    # A small one is shown with its own pixels, not blown up.
    scale = min(BOX[0] * SHARP / logo.width, BOX[1] * SHARP / logo.height, SHARP)
    logo = logo.resize((ceil(logo.width * scale), ceil(logo.height * scale)))
    edge, height = EDGE * SHARP, (BOX[1] + 2 * EDGE) * SHARP
    ground = Image.new("RGB", (logo.width + 2 * edge, height), "white")
    ground.paste(logo, (edge, (height - logo.height) // 2), logo)
    file = io.BytesIO()
    ground.save(file, "PNG", optimize=True)
    return file.getvalue()
