#!/usr/bin/env python3
"""Makes the page's monospace font: D2Coding with only the characters that the lab shows.

    subset_font.py OUT.woff2 LICENSE.txt LESSON...

The characters are ASCII, some signs, box drawing, and those of the code in lessons, which is all
that the lab itself writes in this font. Hangul that a reader types comes from a font of the
reader's system. D2Coding is under the SIL Open Font License; its name is reserved, so the subset is
renamed.
"""
import os
import re
import subprocess
import sys

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

FAMILY = "Podfall Mono"
DEBIAN = "/usr/share/fonts/truetype/naver-d2coding"
# Code in a lesson's text, and lines to type.
CODE = re.compile(r'`([^`]*)`|"(?:line|type)": *"([^"]*)"')
NOTICES = ["/usr/share/doc/fonts-naver-d2coding/copyright"]


def find_font():
    named = os.environ.get("PODFALL_D2CODING", "")
    here = sorted(os.listdir(DEBIAN)) if os.path.isdir(DEBIAN) else []
    for path in [named] + [os.path.join(DEBIAN, name) for name in here]:
        if os.path.isfile(path):
            return path
    try:
        out = subprocess.run(["fc-list", ":family=D2Coding:style=Regular", "file"],
                             capture_output=True, text=True, check=False).stdout
    except OSError:
        out = ""
    for line in out.splitlines():
        path = line.rstrip().rstrip(":").strip()
        if os.path.exists(path):
            return path
    sys.exit("D2Coding is missing: install fonts-naver-d2coding, or set PODFALL_D2CODING")


def open_font(path):
    if path.endswith(".ttc"):
        for font in TTCollection(path).fonts:
            if font["name"].getDebugName(4) in ("D2Coding", "D2Coding Regular"):
                return font
    return TTFont(path)


def wanted(files):
    chars = set(range(0x20, 0x7F)) | {0xA0, 0xB7, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D,
                                      0x2022, 0x2026, 0x2190, 0x2191, 0x2192, 0x2193, 0x21B5,
                                      0x2713, 0x2717, 0x25CB, 0x25CF, 0x25B6, 0x25C0, 0xFFFD}
    for name in files:
        with open(name, encoding="utf-8") as file:
            for code in CODE.findall(file.read()):
                chars |= {ord(c) for part in code for c in part if ord(c) > 0x7F}
    return chars


def main():
    out, notice, files = sys.argv[1], sys.argv[2], sys.argv[3:]
    font = open_font(find_font())
    options = subset.Options()
    options.flavor = "woff2"
    options.hinting = False
    options.layout_features = []
    options.name_IDs = [0, 13, 14]
    options.notdef_outline = True
    tool = subset.Subsetter(options)
    tool.populate(unicodes=wanted(files))
    tool.subset(font)
    for name_id, text in ((1, FAMILY), (2, "Regular"), (3, FAMILY), (4, FAMILY),
                          (6, FAMILY.replace(" ", ""))):
        font["name"].setName(text, name_id, 3, 1, 0x409)
    font.flavor = "woff2"
    font.save(out)
    with open(notice, "w", encoding="utf-8") as file:
        file.write(f"{FAMILY} is a renamed subset of D2Coding, "
                   "under the SIL Open Font License 1.1.\n\n")
        for path in NOTICES:
            if os.path.exists(path):
                with open(path, encoding="utf-8") as source:
                    file.write(source.read())
    print(f"{os.path.basename(out)}: {len(font.getBestCmap())} characters")


main()
