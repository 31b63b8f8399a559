#include "web/app/window.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <stdexcept>

#include <imgui_impl_opengl3.h>
#include <imgui_impl_sdl2.h>
#include <implot.h>

#include "web/gl/api.h"
#include "web/gl/capture.h"
#include "web/look/fonts.h"
#include "web/platform/platform.h"

namespace lectern {

namespace {

float channel(ImU32 color, int shift) { return static_cast<float>((color >> shift) & 255) / 255; }

}  // namespace

Window::Window(const char* title, int width, int height) : touch_(platform::has_touch()) {
  // The keyboard belongs to the picture alone, so that the page's own text fields work.
  SDL_SetHint("SDL_EMSCRIPTEN_KEYBOARD_ELEMENT", "#canvas");
  if (SDL_Init(SDL_INIT_VIDEO) != 0)
    throw std::runtime_error(std::string("No window can be opened: ") + SDL_GetError());
  const platform::GlContext wanted = platform::gl_context();
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, wanted.profile);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, wanted.major);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, wanted.minor);
  SDL_GL_SetAttribute(SDL_GL_DOUBLEBUFFER, 1);
  SDL_GL_SetAttribute(SDL_GL_DEPTH_SIZE, 0);
  window_ = SDL_CreateWindow(title, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width, height,
                             SDL_WINDOW_OPENGL | SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
  if (window_) context_ = SDL_GL_CreateContext(window_);
  if (!context_)
    throw std::runtime_error(std::string("OpenGL (WebGL 2 in a browser) cannot be used: ") + SDL_GetError());
  SDL_GL_SetSwapInterval(1);

  ImGui::CreateContext();
  ImPlot::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  io.ConfigWindowsMoveFromTitleBarOnly = true;
  ImGui_ImplSDL2_InitForOpenGL(window_, context_);
  ImGui_ImplOpenGL3_Init(wanted.shading_language);
}

Window::~Window() {
  ImGui_ImplOpenGL3_Shutdown();
  ImGui_ImplSDL2_Shutdown();
  ImPlot::DestroyContext();
  ImGui::DestroyContext();
  SDL_GL_DeleteContext(context_);
  SDL_DestroyWindow(window_);
  SDL_Quit();
}

Window::Input Window::poll() {
  Input input;
  SDL_Event event;
  while (SDL_PollEvent(&event)) {
    input.any = true;
    take_event(event, input);
  }
  return input;
}

void Window::take_event(const SDL_Event& event, Input& input) {
  // With two fingers down the first one is not a mouse: the pinch is.
  const bool from_finger = (event.type == SDL_MOUSEMOTION && event.motion.which == SDL_TOUCH_MOUSEID) ||
                           (event.type == SDL_MOUSEBUTTONDOWN && event.button.which == SDL_TOUCH_MOUSEID);
  if (!(from_finger && fingers_.count() > 1)) ImGui_ImplSDL2_ProcessEvent(&event);
  switch (event.type) {
    case SDL_QUIT: input.quit = true; break;
    case SDL_MOUSEMOTION: touch_ = event.motion.which == SDL_TOUCH_MOUSEID; break;
    case SDL_MOUSEBUTTONDOWN: touch_ = event.button.which == SDL_TOUCH_MOUSEID; break;
    case SDL_FINGERDOWN:
    case SDL_FINGERMOTION:
    case SDL_FINGERUP: follow_finger(event); break;
    case SDL_DROPFILE:
      input.dropped_files.emplace_back(event.drop.file);
      SDL_free(event.drop.file);
      break;
    default: break;
  }
}

void Window::follow_finger(const SDL_Event& event) {
  ImGuiIO& io = ImGui::GetIO();
  const SDL_TouchFingerEvent& finger = event.tfinger;
  const ImVec2 area = size();
  if (event.type == SDL_FINGERUP) {
    fingers_.lift(finger.fingerId);
    if (fingers_.count() == 0) io.AddMousePosEvent(-FLT_MAX, -FLT_MAX);  // a finger that is gone hovers over nothing
    return;
  }
  fingers_.touch(finger.fingerId, finger.x * area.x, finger.y * area.y);
  if (fingers_.count() < 2) return;
  if (event.type == SDL_FINGERDOWN && fingers_.count() == 2) {
    io.AddMousePosEvent(-FLT_MAX, -FLT_MAX);  // the first finger lets go of nothing: it began no tap
    io.AddMouseButtonEvent(0, false);
  }
  io.AddMousePosEvent(fingers_.middle_x(), fingers_.middle_y());
}

ImVec2 Window::size() const {
  int width = 0, height = 0;
  SDL_GetWindowSize(window_, &width, &height);
  return ImVec2(static_cast<float>(width), static_cast<float>(height));
}

float Window::device_pixel_ratio() const {
  int pixels = 0, unused = 0;
  SDL_GL_GetDrawableSize(window_, &pixels, &unused);
  const float width = size().x;
  return width > 0 && pixels > 0 ? static_cast<float>(pixels) / width : 1.0f;
}

void Window::begin_frame(Theme& theme, float ratio, bool smooth) {
  if (font_scale_ != theme.scale || font_ratio_ != ratio) {
    ImGui_ImplOpenGL3_DestroyDeviceObjects();  // made anew, with the new atlas, by the back end's NewFrame
    theme.fonts = build_fonts(theme.scale, ratio);
    apply_theme(theme);
  } else if (style_is_dark_ != theme.dark) {
    apply_theme(theme);
  }
  font_scale_ = theme.scale;
  font_ratio_ = ratio;
  style_is_dark_ = theme.dark;
  const ImGuiStyle usual;
  ImGuiStyle& style = ImGui::GetStyle();
  style.AntiAliasedLines = style.AntiAliasedLinesUseTex = style.AntiAliasedFill = smooth;
  style.CircleTessellationMaxError = usual.CircleTessellationMaxError / (smooth ? 1.0f : 6.0f);
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplSDL2_NewFrame();
  ImGui::NewFrame();
}

void Window::end_frame() { ImGui::Render(); }

void Window::render(const Theme& theme) {
  int width = 0, height = 0;
  SDL_GL_GetDrawableSize(window_, &width, &height);
  glViewport(0, 0, width, height);
  glClearColor(channel(theme.background, IM_COL32_R_SHIFT), channel(theme.background, IM_COL32_G_SHIFT),
               channel(theme.background, IM_COL32_B_SHIFT), 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

void Window::present() { SDL_GL_SwapWindow(window_); }

void Window::set_context_available(bool available) {
  context_available_ = available;
  if (available) ImGui_ImplOpenGL3_DestroyDeviceObjects();
}

std::string Window::png_of_region(ImVec2 low, ImVec2 high) const {
  int all_width = 0, all_height = 0;
  SDL_GL_GetDrawableSize(window_, &all_width, &all_height);
  const float ratio = device_pixel_ratio();
  const auto pixel = [ratio](float at, int limit) {
    return std::clamp(static_cast<int>(std::lround(at * ratio)), 0, limit);
  };
  const int x = pixel(low.x, all_width), bottom = pixel(high.y, all_height);
  return gl::capture_png(x, all_height - bottom, pixel(high.x, all_width) - x, bottom - pixel(low.y, all_height));
}

}  // namespace lectern
