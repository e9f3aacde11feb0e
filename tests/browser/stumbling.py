"""What a person would stumble over on the page that is open: told by axe-core, by the width of the page, by the keys,
in the dark, and with the letters spaced as some readers need them."""

from axe_playwright_python.sync_playwright import Axe

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# What is right is not gathered, and colours are the same in every language: half the time.
TOLD = {**RULES, "resultTypes": ["violations"]}
TOLD_AGAIN = TOLD | {"rules": {"color-contrast": {"enabled": False}}}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
# A window of 1280 × 1024 px at 400 % (SC 1.4.10): what is left of it, in the px of the page.
ZOOMED = {"width": 320, "height": 256}
PHONE, NARROW = {"width": 390, "height": 844}, {"width": 320, "height": 700}
MOST_STOPS = 80

WIDE = """() => document.documentElement.scrollWidth > innerWidth
  && [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => one.tagName + "." + one.className).slice(0, 4)"""

# Of five points of what has the focus, those on the screen belong to it, or to what stands in or around it.
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect();
  const [left, right] = [Math.max(box.left, 0) + 2, Math.min(box.right, innerWidth) - 2];
  const [top, bottom] = [Math.max(box.top, 0) + 2, Math.min(box.bottom, innerHeight) - 2];
  const points = [[left, top], [right, top], [left, bottom], [right, bottom], [(left + right) / 2, (top + bottom) / 2]];
  const free = points.filter(([x, y]) => {
    const there = right > left && bottom > top && document.elementFromPoint(x, y);
    return there && (one.contains(there) || there.contains(one) || one.closest("label")?.contains(there));
  });
  const name = one.tagName + "." + one.className + " " + (one.name || one.textContent.trim().slice(0, 30));
  return { name, at: [...document.querySelectorAll("*")].indexOf(one), seen: free.length >= 3 };
}"""

# SC 1.4.12, in a sheet of its own: the page's rules for content forbid a style element.
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
TIGHT = "() => { document.adoptedStyleSheets = []; }"
CUT = """() => {
  const folded = "details:not([open]) > :not(summary)";
  const hidden = (one) => one.closest(`.visually-hidden, .skip, svg, .honey, .steps, ${folded}`);
  const shown = [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility() && !hidden(one));
  const named = (one) => one.tagName + "." + one.className + " " + one.textContent.trim().slice(0, 30);
  const cut = shown.filter((one) => !one.matches("input, select, textarea, iframe")
    && getComputedStyle(one).overflow !== "visible"
    && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1));
  const boxes = (node) => {
    const range = document.createRange();
    range.selectNode(node);
    return [...range.getClientRects()].filter((box) => box.width > 1);
  };
  const words = shown.map((one) => [one, [...one.childNodes].filter((node) => node.nodeType === 3 && node.data.trim())])
    .filter(([, nodes]) => nodes.length).map(([one, nodes]) => [one, nodes.flatMap(boxes)]);
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6;
  const over = [];
  for (const [i, [one, mine]] of words.entries())
    for (const [other, others] of words.slice(i + 1))
      if (!one.contains(other) && !other.contains(one) && mine.some((a) => others.some((b) => meet(a, b))))
        over.push(named(one) + " over " + named(other));
  return [...cut.map((one) => "cut off: " + named(one)), ...over];
}"""


def told(page, options):
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]


def sideways(page, *, sizes=(NARROW, ZOOMED, PHONE)):
    found = []
    for size in sizes:
        page.set_viewport_size(size)
        if wide := page.evaluate(WIDE):
            found.append(f"scrolls sideways at {size['width']} × {size['height']}: {wide}")
    return found


def covered(page):
    """Tab through the whole page at 400 %: what has the focus is not behind anything (SC 2.4.11)."""
    page.set_viewport_size(ZOOMED)
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    found, passed = [], -1
    for _press in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None or stop["at"] < passed:
            break
        passed = stop["at"]
        found += [] if stop["seen"] else [f"focus is covered: {stop['name']}"]
    page.set_viewport_size(PHONE)
    return found


def in_the_dark(page):
    # A button takes its other colour in 120 ms, and would be judged half-way.
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found = [f"in the dark: {line}" for line in told(page, CONTRAST)]
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    return found


def spaced(page):
    page.evaluate(SPACED)
    found = [f"spaced: {line}" for line in [*page.evaluate(CUT), *sideways(page, sizes=(NARROW,))]]
    page.evaluate(TIGHT)
    page.set_viewport_size(PHONE)
    return found


def faults(page, *, first=True):
    """All of it, once; in the `first` language what is the same in every one, too."""
    if not first:
        return [*told(page, TOLD_AGAIN), *sideways(page)]
    return [*told(page, TOLD), *sideways(page), *in_the_dark(page), *spaced(page), *covered(page)]
