// In the place of web/gl/texture.cpp: textures that remember their size and hold nothing.
#include <utility>

#include "web/gl/texture.h"

namespace lectern::gl {

void Texture::upload_values(int width, int height, std::span<const float>) {
  upload(width, height, 0, 0, 0, 0, nullptr);
}

void Texture::upload_colors(int width, int height, std::span<const std::uint32_t>) {
  upload(width, height, 0, 0, 0, 0, nullptr);
}

void Texture::upload_photo(int width, int height, std::span<const std::uint32_t>) {
  upload(width, height, 0, 0, 0, 0, nullptr);
}

void Texture::upload(int width, int height, GLint, GLenum, GLenum, GLint, const void*) {
  name_ = 1;
  width_ = width;
  height_ = height;
}

void Texture::reset() { release(); }

GLuint Texture::release() {
  width_ = height_ = 0;
  return std::exchange(name_, 0);
}

}  // namespace lectern::gl
