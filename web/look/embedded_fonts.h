#pragma once

#include <cstddef>

namespace lectern {

// A typeface compiled into the program by assets/fonts/embed_fonts.py.
struct EmbeddedFont {
  const unsigned char* bytes;
  std::size_t size;
  const unsigned short* ranges;  // pairs of first and last code, ended by 0
};

EmbeddedFont regular_font();
EmbeddedFont semibold_font();
EmbeddedFont signs_font();  // mathematical signs the other two lack

}  // namespace lectern
