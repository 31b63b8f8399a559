#pragma once

#include <array>
#include <string>
#include <string_view>

#include "core/math/result.h"
#include "web/gl/api.h"

namespace lectern::gl {

// A linked pair of shaders. UI thread only; deleted with the object unless the context was lost.
class ShaderProgram {
 public:
  ShaderProgram() = default;
  ~ShaderProgram() { reset(); }
  ShaderProgram(ShaderProgram&& other) noexcept : name_(other.release()) {}
  ShaderProgram& operator=(ShaderProgram&& other) noexcept;

  // Attribute i is bound to locations[i].name; errors name the shader and repeat the driver's own words.
  struct Attribute {
    const char* name;
    GLuint location;
  };
  static Result<ShaderProgram> make(std::string_view vertex, std::string_view fragment,
                                    const std::array<Attribute, 3>& attributes);

  bool valid() const { return name_ != 0; }
  GLuint name() const { return name_; }
  GLint uniform(const char* uniform_name) const { return glGetUniformLocation(name_, uniform_name); }

  void reset();
  // Gives the name away without deleting it: after the context was lost it means nothing.
  GLuint release();

 private:
  GLuint name_ = 0;
};

}  // namespace lectern::gl
