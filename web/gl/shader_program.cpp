#include "web/gl/shader_program.h"

#include <utility>

#include "web/gl/shader_sources.h"

namespace lectern::gl {
namespace {

std::string shader_log(GLuint shader) {
  std::array<char, 1024> log{};
  GLsizei length = 0;
  glGetShaderInfoLog(shader, static_cast<GLsizei>(log.size()), &length, log.data());
  return std::string(log.data(), static_cast<std::size_t>(length));
}

Result<GLuint> compiled(GLenum kind, std::string_view name) {
  const std::string_view body = shader_source(name);
  const std::array<const GLchar*, 2> parts{kShaderPreamble.data(), body.data()};
  const std::array<GLint, 2> lengths{static_cast<GLint>(kShaderPreamble.size()), static_cast<GLint>(body.size())};
  const GLuint shader = glCreateShader(kind);
  glShaderSource(shader, 2, parts.data(), lengths.data());
  glCompileShader(shader);
  GLint ok = 0;
  glGetShaderiv(shader, GL_COMPILE_STATUS, &ok);
  if (ok != 0) return shader;
  Error error{"The graphics driver refused the shader " + std::string(name) + ": " + shader_log(shader)};
  glDeleteShader(shader);
  return error;
}

}  // namespace

ShaderProgram& ShaderProgram::operator=(ShaderProgram&& other) noexcept {
  if (this != &other) {
    reset();
    name_ = other.release();
  }
  return *this;
}

Result<ShaderProgram> ShaderProgram::make(std::string_view vertex, std::string_view fragment,
                                          const std::array<Attribute, 3>& attributes) {
  const Result<GLuint> vertex_shader = compiled(GL_VERTEX_SHADER, vertex);
  if (!vertex_shader) return Error{vertex_shader.error()};
  const Result<GLuint> fragment_shader = compiled(GL_FRAGMENT_SHADER, fragment);
  if (!fragment_shader) {
    glDeleteShader(*vertex_shader);
    return Error{fragment_shader.error()};
  }
  ShaderProgram program;
  program.name_ = glCreateProgram();
  glAttachShader(program.name_, *vertex_shader);
  glAttachShader(program.name_, *fragment_shader);
  for (const Attribute& attribute : attributes) glBindAttribLocation(program.name_, attribute.location, attribute.name);
  glLinkProgram(program.name_);
  glDeleteShader(*vertex_shader);
  glDeleteShader(*fragment_shader);
  GLint ok = 0;
  glGetProgramiv(program.name_, GL_LINK_STATUS, &ok);
  if (ok == 0) return Error{"The graphics driver could not link " + std::string(fragment) + "."};
  return program;
}

void ShaderProgram::reset() {
  if (name_ != 0) glDeleteProgram(std::exchange(name_, 0));
}

GLuint ShaderProgram::release() { return std::exchange(name_, 0); }

}  // namespace lectern::gl
