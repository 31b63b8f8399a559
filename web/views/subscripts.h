#pragma once

#include <string>
#include <string_view>

namespace lectern {

// "λ_max" and "E_val" with their indices set lower, where the typefaces have all letters of the index.
std::string with_subscripts(std::string_view text);

}  // namespace lectern
