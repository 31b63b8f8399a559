#include "web/gl/offscreen.h"

#include <algorithm>
#include <cmath>

#include <imgui_impl_opengl3.h>

#include "web/gl/api.h"
#include "web/gl/capture.h"

namespace lectern::gl {
namespace {

constexpr float kMostPixels = 16e6f;  // what a phone has memory for
constexpr GLint kSamples = 4;         // a pixel: lines are drawn with hard edges

// A framebuffer of its own with that many samples a pixel.
class Target {
 public:
  Target(int width, int height, GLint samples) {
    glGenFramebuffers(1, &frame_);
    glGenRenderbuffers(1, &color_);
    glBindRenderbuffer(GL_RENDERBUFFER, color_);
    glRenderbufferStorageMultisample(GL_RENDERBUFFER, samples, GL_RGBA8, width, height);
    glBindFramebuffer(GL_FRAMEBUFFER, frame_);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, color_);
  }
  ~Target() {
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    glDeleteFramebuffers(1, &frame_);
    glDeleteRenderbuffers(1, &color_);
  }
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;

  bool complete() const { return glCheckFramebufferStatus(GL_FRAMEBUFFER) == GL_FRAMEBUFFER_COMPLETE; }
  GLuint name() const { return frame_; }

 private:
  GLuint frame_ = 0, color_ = 0;
};

float fitting_ratio(float width, float height, float ratio) {
  GLint limit = 2048;
  glGetIntegerv(GL_MAX_RENDERBUFFER_SIZE, &limit);
  const float side = static_cast<float>(limit) / std::max(width, height);
  return std::min({ratio, side, std::sqrt(kMostPixels / (width * height))});
}

}  // namespace

Pixels draw_offscreen(ImDrawData& data, ImVec2 low, ImVec2 high, float ratio, ImU32 ground) {
  const float wide = high.x - low.x, tall = high.y - low.y;
  if (!(wide >= 1 && tall >= 1)) return {};
  ratio = fitting_ratio(wide, tall, ratio);
  Pixels pixels{static_cast<int>(std::lround(wide * ratio)), static_cast<int>(std::lround(tall * ratio)), {}};
  GLint most_samples = 0;
  glGetIntegerv(GL_MAX_SAMPLES, &most_samples);
  const Target target(pixels.width, pixels.height, std::min(kSamples, most_samples));
  if (!target.complete()) return {};

  const ImVec2 place = data.DisplayPos, size = data.DisplaySize, scale = data.FramebufferScale;
  data.DisplayPos = low;
  data.DisplaySize = ImVec2(wide, tall);
  data.FramebufferScale = ImVec2(static_cast<float>(pixels.width) / wide, static_cast<float>(pixels.height) / tall);
  glViewport(0, 0, pixels.width, pixels.height);
  const ImVec4 color = ImGui::ColorConvertU32ToFloat4(ground);
  glClearColor(color.x, color.y, color.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(&data);
  data.DisplayPos = place;
  data.DisplaySize = size;
  data.FramebufferScale = scale;

  const Target resolved(pixels.width, pixels.height, 0);
  if (!resolved.complete()) return {};
  glBindFramebuffer(GL_READ_FRAMEBUFFER, target.name());
  glBlitFramebuffer(0, 0, pixels.width, pixels.height, 0, 0, pixels.width, pixels.height, GL_COLOR_BUFFER_BIT,
                    GL_NEAREST);
  glBindFramebuffer(GL_READ_FRAMEBUFFER, resolved.name());
  pixels.rgba = read_pixels(0, 0, pixels.width, pixels.height);
  return pixels;
}

}  // namespace lectern::gl
