#pragma once

// The OpenGL ES 3.0 functions, as the platform declares them, and the first lines of every shader there.
#if defined(__EMSCRIPTEN__)
#include <GLES3/gl3.h>
#else
#define GL_GLEXT_PROTOTYPES
#include <GL/glcorearb.h>
#endif

#include <string_view>

namespace lectern::gl {

#if defined(__EMSCRIPTEN__)
inline constexpr std::string_view kShaderPreamble =
    "#version 300 es\nprecision highp float;\nprecision highp int;\nprecision highp sampler2D;\n";
#else
inline constexpr std::string_view kShaderPreamble = "#version 330 core\n";
#endif

}  // namespace lectern::gl
