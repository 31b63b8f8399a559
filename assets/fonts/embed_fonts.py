#!/usr/bin/env python3
"""Makes one C++ file with the typefaces of the interface, cut down to the characters it can need.

Usage: embed_fonts.py FOLDER OUT.cpp
FOLDER holds Inter-Regular.otf, Inter-SemiBold.otf and DejaVuSans.ttf as the packages bring them.
Inter gives the text; DejaVu Sans the mathematical signs that Inter lacks. Both licences allow embedding and
cutting down (Inter: SIL Open Font License 1.1; DejaVu: Bitstream Vera licence).
"""
import io
import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

# Latin for any European name, Greek, punctuation, super- and subscripts, letter-like signs, arrows, mathematics,
# and a few shapes.
RANGES = [(0x20, 0x7E), (0xA0, 0x17F), (0x1D40, 0x1D6A), (0x2009, 0x2009), (0x2010, 0x2027), (0x2030, 0x203A),
          (0x2070, 0x209C),
          (0x20AC, 0x20AC), (0x2102, 0x2102), (0x210F, 0x2115), (0x211D, 0x211D), (0x2190, 0x2199),
          (0x21BA, 0x21BB), (0x21D0, 0x21D4), (0x2200, 0x2265), (0x226A, 0x226B), (0x2282, 0x2287),
          (0x2295, 0x2297), (0x22A4, 0x22A5), (0x22C5, 0x22C6), (0x2308, 0x230B), (0x25A0, 0x25A1),
          (0x25B8, 0x25B8), (0x25BE, 0x25BE), (0x25CB, 0x25CF), (0x27E8, 0x27E9), (0x302, 0x304), (0x370, 0x3FF)]
WANTED = {code for low, high in RANGES for code in range(low, high + 1)}

# Inter's double bar is as heavy as a line of a table.
NOT_OF_INTER = {0x2016}


def with_tabular_figures(font):
    """Digits of one width, so that running numbers do not jitter."""
    glyphs = set(font.getGlyphOrder())
    for table in font["cmap"].tables:
        for code in range(ord("0"), ord("9") + 1):
            tabular = f"{table.cmap.get(code)}.tf"
            if tabular in glyphs:
                table.cmap[code] = tabular


def cut(path, codes):
    font = TTFont(path)
    with_tabular_figures(font)
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.desubroutinize = True
    options.name_IDs = []
    options.drop_tables += ["FFTM"]
    options.notdef_outline = True
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue(), set(font.getBestCmap())


def array(name, data):
    lines = [",".join(str(byte) for byte in data[i:i + 40]) for i in range(0, len(data), 40)]
    return f"alignas(4) const unsigned char {name}_bytes[] = {{\n" + ",\n".join(lines) + "};\n"


def ranges(name, codes):
    """Pairs of first and last code as Dear ImGui takes them, ended by 0."""
    pairs = []
    for code in sorted(codes):
        if pairs and pairs[-1][1] + 1 == code:
            pairs[-1][1] = code
        else:
            pairs.append([code, code])
    text = ",".join(f"{low},{high}" for low, high in pairs)
    return f"const unsigned short {name}_ranges[] = {{{text},0}};\n"


def main(folder, out):
    folder = pathlib.Path(folder)
    regular, covered = cut(folder / "Inter-Regular.otf", WANTED - NOT_OF_INTER)
    semibold, _ = cut(folder / "Inter-SemiBold.otf", covered)
    signs, signs_covered = cut(folder / "DejaVuSans.ttf", WANTED - covered)
    parts = ['// Made by assets/fonts/embed_fonts.py.\n#include "web/look/embedded_fonts.h"\n\n',
             "namespace lectern {\n\nnamespace {\n"]
    for name, data, codes in (("regular", regular, covered), ("semibold", semibold, covered),
                              ("signs", signs, signs_covered)):
        parts += [array(name, data), ranges(name, codes)]
    parts.append("}  // namespace\n\n")
    for name in ("regular", "semibold", "signs"):
        parts.append(f"EmbeddedFont {name}_font() {{ return {{{name}_bytes, sizeof {name}_bytes, {name}_ranges}}; }}\n")
    parts.append("\n}  // namespace lectern\n")
    pathlib.Path(out).write_text("".join(parts))


if __name__ == "__main__":
    main(*sys.argv[1:])
