#pragma once

#include <string_view>

namespace lectern::gl {

// The body of a shader of the folder shaders/, put into the program at build time: "pictures/values.frag".
// Empty if there is none of that name.
std::string_view shader_source(std::string_view name);

}  // namespace lectern::gl
