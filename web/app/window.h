#pragma once

#include <SDL.h>

#include <string>
#include <vector>

#include "web/app/two_fingers.h"
#include "web/look/theme.h"

namespace lectern {

// The window (or the page's canvas) with its OpenGL context and the back ends of Dear ImGui.
class Window {
 public:
  // Throws std::runtime_error with a sentence if there is no window or no OpenGL to be had.
  Window(const char* title, int width, int height);
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  struct Input {
    bool any = false;
    bool quit = false;
    std::vector<std::string> dropped_files;  // paths; the page hands files over by itself
  };
  // Feeds everything that happened since the last call to Dear ImGui.
  Input poll();

  // Whether the last pointer was a finger; before any came, whether one is to be expected.
  bool touch() const { return touch_; }
  // What two fingers did since this was asked last.
  Pinch take_pinch() { return fingers_.take_pinch(); }

  // Makes fonts and style anew when the theme, its scale or the device pixel ratio changed, then begins a frame.
  void begin_frame(Theme& theme) { begin_frame(theme, device_pixel_ratio(), true); }
  // The same for a picture of so many pixels to a logical one; without `smooth` edges are hard and curves finer.
  void begin_frame(Theme& theme, float ratio, bool smooth);
  // Ends what begin_frame() began; render() hands it to the graphics card; then pixels can be read; then present()
  // shows it.
  void end_frame();
  void render(const Theme& theme);
  void present();

  // The context was lost (everything in it is gone) or is back.
  void set_context_available(bool available);
  bool context_available() const { return context_available_; }

  ImVec2 size() const;
  float device_pixel_ratio() const;

  // The PNG of a rectangle (logical px) of the frame just rendered.
  std::string png_of_region(ImVec2 low, ImVec2 high) const;

 private:
  void take_event(const SDL_Event& event, Input& input);
  void follow_finger(const SDL_Event& event);

  SDL_Window* window_ = nullptr;
  SDL_GLContext context_ = nullptr;
  bool context_available_ = true;
  bool touch_;
  TwoFingers fingers_;
  float font_scale_ = 0;
  float font_ratio_ = 0;
  bool style_is_dark_ = false;
};

}  // namespace lectern
