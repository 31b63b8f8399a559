// A window with every kind of panel, for whoever works on the views.

#include <cstdio>
#include <ctime>
#include <fstream>
#include <map>
#include <string>

#include <SDL.h>
#include <imgui.h>
#include <imgui_impl_opengl3.h>
#include <imgui_impl_sdl2.h>
#include <implot.h>

#include "web/gallery/samples.h"
#include "web/gl/api.h"
#include "web/gl/capture.h"
#include "web/gl/pictures.h"
#include "web/views/panel_view.h"

namespace lectern {
namespace {

struct Options {
  int width = 1280, height = 720;
  std::size_t page = 0;
  bool dark = false;
  float scale = 1;
  int frames = 0;  // 0: until the window is closed
  float pointer_x = -1, pointer_y = -1;
  bool touch = false;
  std::string shot;
};

Options read_options(int count, char** words) {
  Options options;
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string name = words[i], value = words[i + 1];
    if (name == "--page") options.page = std::stoul(value);
    if (name == "--theme") options.dark = value == "dark";
    if (name == "--scale") options.scale = std::stof(value);
    if (name == "--size") std::sscanf(value.c_str(), "%dx%d", &options.width, &options.height);
    if (name == "--pointer") std::sscanf(value.c_str(), "%f,%f", &options.pointer_x, &options.pointer_y);
    if (name == "--touch") options.touch = value == "on";
    if (name == "--shot") options.shot = value;
    if (name == "--frames") options.frames = std::stoi(value);
  }
  if (!options.shot.empty() && options.frames == 0) options.frames = 8;
  return options;
}

class Printing : public ActionSink {
 public:
  void act(Gesture gesture) override { std::printf("gesture %zu\n", gesture.index()); }
  void set_parameter(std::string_view id, int value) override {
    std::printf("%.*s = %d\n", static_cast<int>(id.size()), id.data(), value);
  }
  void set_parameter_text(std::string_view id, std::string_view text) override {
    std::printf("%.*s = %.*s\n", static_cast<int>(id.size()), id.data(), static_cast<int>(text.size()), text.data());
  }
  void open_demo(std::string_view id) override { std::printf("open %.*s\n", static_cast<int>(id.size()), id.data()); }
  void ask_for_text(std::string_view, std::string_view, ImVec2, ImVec2) override {}
  std::string taken_text(std::string_view) override { return {}; }
  void request_frame(double) override {}
};

Fonts load_fonts(float scale) {
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  static constexpr ImWchar kRanges[] = {0x20, 0x17F, 0x2010, 0x205F, 0};
  static constexpr ImWchar kSigns[] = {0x2B0, 0x3FF, 0x2060, 0x22FF, 0};
  const auto load = [&](const char* file, float size) {
    const std::string folder = LECTERN_FONT_DIR "/";
    ImFontConfig config;
    ImFont* font = atlas.AddFontFromFileTTF((folder + file).c_str(), size * scale, &config, kRanges);
    config.MergeMode = true;
    atlas.AddFontFromFileTTF((folder + "DejaVuSans.ttf").c_str(), size * 0.92f * scale, &config, kSigns);
    return font;
  };
  Fonts fonts;
  fonts.text = load("Inter-Regular.otf", 17);
  fonts.strong = load("Inter-SemiBold.otf", 17);
  fonts.small = load("Inter-Regular.otf", 14);
  fonts.heading = load("Inter-SemiBold.otf", 22);
  return fonts;
}

// Time this thread has worked, whatever else the machine does.
double thread_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

class Gallery {
 public:
  Gallery(const Options& options, Theme theme) : options_(options), theme_(std::move(theme)) {}

  void renew_samples() {
    ++frame_;
    std::vector<SamplePage> pages = sample_pages(300 + frame_);
    page_ = std::move(pages[options_.page % pages.size()]);
  }

  void draw() {
    pictures_.begin_frame(theme_);
    const SamplePage& page = page_;
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(ImGui::GetIO().DisplaySize);
    ImGui::PushStyleColor(ImGuiCol_WindowBg, theme_.background);
    ImGui::Begin("gallery", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBringToFrontOnFocus);
    const bool narrow = options_.width < 700;
    const float gap = theme_.px(8);
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const auto columns = static_cast<std::size_t>(narrow ? 1 : page.panels.size() < 4 ? page.panels.size() : 3);
    const std::size_t rows = narrow ? 2 : (page.panels.size() + columns - 1) / columns;
    const ImVec2 size((room.x - gap * static_cast<float>(columns - 1)) / static_cast<float>(columns),
                      (room.y - gap * static_cast<float>(rows - 1)) / static_cast<float>(rows));
    const ImVec2 origin = ImGui::GetCursorPos();
    for (std::size_t i = 0; i < page.panels.size(); ++i) {
      ImGui::SetCursorPos({origin.x + static_cast<float>(i % columns) * (size.x + gap),
                           origin.y + static_cast<float>(i / columns) * (size.y + gap)});
      draw_card(page.panels[i], size);
    }
    ImGui::End();
    ImGui::PopStyleColor();
  }

  const std::string& problem() const { return pictures_.problem(); }

 private:
  void draw_card(const Panel& panel, ImVec2 size) {
    ImGui::PushID(panel.id.c_str());
    ImGui::PushStyleColor(ImGuiCol_ChildBg, theme_.surface);
    ImGui::BeginChild("card", size, ImGuiChildFlags_AlwaysUseWindowPadding);
    ImGui::PushFont(theme_.fonts.strong);
    ImGui::TextUnformatted(panel.title.c_str());
    ImGui::PopFont();
    ImGui::BeginChild("content");
    ViewContext context{theme_, pictures_, sink_, states_[panel.id]};
    context.snapshot_number = static_cast<std::uint64_t>(frame_);
    context.touch = options_.touch;
    draw_panel(panel, context);
    ImGui::EndChild();
    ImGui::EndChild();
    ImGui::PopStyleColor();
    ImGui::PopID();
  }

  Options options_;
  Theme theme_;
  gl::Pictures pictures_;
  Printing sink_;
  std::map<std::string, ViewState> states_;
  SamplePage page_;
  int frame_ = 0;
};

bool window_closed(const Options& options) {
  SDL_Event event;
  bool closed = false;
  while (SDL_PollEvent(&event) != 0) {
    ImGui_ImplSDL2_ProcessEvent(&event);
    closed = closed || event.type == SDL_QUIT;
  }
  if (options.pointer_x >= 0) ImGui::GetIO().AddMousePosEvent(options.pointer_x, options.pointer_y);
  return closed;
}

void run(const Options& options, SDL_Window* window) {
  Theme theme = options.dark ? dark_theme() : light_theme();
  theme.scale = options.scale;
  theme.fonts = load_fonts(options.scale);
  apply_theme(theme);
  Gallery gallery(options, theme);
  for (int frame = 1; options.frames == 0 || frame <= options.frames; ++frame) {
    if (window_closed(options)) break;
    ImGui_ImplOpenGL3_NewFrame();
    ImGui_ImplSDL2_NewFrame();
    if (options.pointer_x >= 0) ImGui::GetIO().AddMousePosEvent(options.pointer_x, options.pointer_y);
    ImGui::NewFrame();
    gallery.renew_samples();
    const double begin = thread_ms();
    gallery.draw();
    ImGui::Render();
    const double ms = thread_ms() - begin;
    glViewport(0, 0, options.width, options.height);
    glClearColor(0, 0, 0, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    if (frame == options.frames && !options.shot.empty()) {
      std::ofstream(options.shot, std::ios::binary) << gl::capture_png(0, 0, options.width, options.height);
      std::printf("interface %.2f ms, %d vertices\n", ms, ImGui::GetDrawData()->TotalVtxCount);
    }
    SDL_GL_SwapWindow(window);
    if (!gallery.problem().empty()) std::printf("%s\n", gallery.problem().c_str());
  }
}

}  // namespace
}  // namespace lectern

int main(int count, char** words) {
  const lectern::Options options = lectern::read_options(count, words);
  if (SDL_Init(SDL_INIT_VIDEO) != 0) return 1;
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 3);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
  SDL_Window* window = SDL_CreateWindow("Lectern gallery", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED,
                                        options.width, options.height, SDL_WINDOW_OPENGL | SDL_WINDOW_RESIZABLE);
  SDL_GLContext context = SDL_GL_CreateContext(window);
  if (context == nullptr) {
    std::fprintf(stderr, "No OpenGL 3.3 context: %s\n", SDL_GetError());
    return 1;
  }
  ImGui::CreateContext();
  ImPlot::CreateContext();
  ImGui::GetIO().IniFilename = nullptr;
  ImGui_ImplSDL2_InitForOpenGL(window, context);
  ImGui_ImplOpenGL3_Init("#version 330 core");
  lectern::run(options, window);
  ImGui_ImplOpenGL3_Shutdown();
  ImGui_ImplSDL2_Shutdown();
  ImPlot::DestroyContext();
  ImGui::DestroyContext();
  SDL_GL_DeleteContext(context);
  SDL_DestroyWindow(window);
  SDL_Quit();
  return 0;
}
