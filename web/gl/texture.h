#pragma once

#include <cstdint>
#include <span>
#include <utility>

#include "web/gl/api.h"

namespace lectern::gl {

// A two-dimensional texture. UI thread only; deleted with the object unless the context was lost.
class Texture {
 public:
  Texture() = default;
  ~Texture() { reset(); }
  Texture(Texture&& other) noexcept
      : name_(std::exchange(other.name_, 0)),
        width_(std::exchange(other.width_, 0)),
        height_(std::exchange(other.height_, 0)) {}
  Texture& operator=(Texture&& other) noexcept {
    if (this != &other) {
      reset();
      name_ = std::exchange(other.name_, 0);
      width_ = std::exchange(other.width_, 0);
      height_ = std::exchange(other.height_, 0);
    }
    return *this;
  }

  // Replaces the content by one float a texel (R32F, read with texelFetch). values: height × width.
  void upload_values(int width, int height, std::span<const float> values);
  // Replaces the content by RGBA bytes, interpolated along the rows. rgba: height × width.
  void upload_colors(int width, int height, std::span<const std::uint32_t> rgba);

  // The same for a picture that is also shown smaller than it is.
  void upload_photo(int width, int height, std::span<const std::uint32_t> rgba);

  GLuint name() const { return name_; }
  int width() const { return width_; }
  int height() const { return height_; }
  bool valid() const { return name_ != 0; }

  void reset();
  // Gives the name away without deleting it: after the context was lost it means nothing.
  GLuint release();

 private:
  void upload(int width, int height, GLint internal_format, GLenum format, GLenum type, GLint filter,
              const void* texels);

  GLuint name_ = 0;
  int width_ = 0;
  int height_ = 0;
};

}  // namespace lectern::gl
