#include "web/gl/texture.h"

#include <utility>

namespace lectern::gl {

void Texture::upload_values(int width, int height, std::span<const float> values) {
  upload(width, height, GL_R32F, GL_RED, GL_FLOAT, GL_NEAREST, values.data());
}

void Texture::upload_colors(int width, int height, std::span<const std::uint32_t> rgba) {
  upload(width, height, GL_RGBA8, GL_RGBA, GL_UNSIGNED_BYTE, GL_LINEAR, rgba.data());
}

void Texture::upload_photo(int width, int height, std::span<const std::uint32_t> rgba) {
  upload_colors(width, height, rgba);
  glBindTexture(GL_TEXTURE_2D, name_);
  glGenerateMipmap(GL_TEXTURE_2D);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR_MIPMAP_LINEAR);
  glBindTexture(GL_TEXTURE_2D, 0);
}

void Texture::upload(int width, int height, GLint internal_format, GLenum format, GLenum type, GLint filter,
                     const void* texels) {
  const bool fits = valid() && width == width_ && height == height_;
  if (!valid()) glGenTextures(1, &name_);
  glBindTexture(GL_TEXTURE_2D, name_);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  if (fits) {
    glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, width, height, format, type, texels);
  } else {
    glTexImage2D(GL_TEXTURE_2D, 0, internal_format, width, height, 0, format, type, texels);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, filter);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, filter);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  }
  width_ = width;
  height_ = height;
  glBindTexture(GL_TEXTURE_2D, 0);
}

void Texture::reset() {
  if (name_ != 0) glDeleteTextures(1, &name_);
  release();
}

GLuint Texture::release() {
  width_ = height_ = 0;
  return std::exchange(name_, 0);
}

}  // namespace lectern::gl
