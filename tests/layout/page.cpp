#include "tests/layout/page.h"

#include <algorithm>
#include <cstdio>

#include <imgui_internal.h>
#include <implot.h>

#include "core/lab/registry.h"
#include "core/lab/share_link.h"
#include "web/gl/pictures.h"
#include "web/look/fonts.h"
#include "web/ui/centre.h"
#include "web/ui/controls_panel.h"
#include "web/ui/panel_grid.h"

namespace lectern::tests {

namespace {

constexpr float kPresenting = 1.25f;  // as web/app/app.cpp has it for windows of this size
constexpr int kFramesToSettle = 6;

std::string link_at(const std::string& link, std::uint64_t steps) {
  return link + (link.find('?') == std::string::npos ? "?" : "&") + "step=" + std::to_string(steps);
}

}  // namespace

float DrawnPanel::picture_area() const {
  const PlotView& plot = state->plot;
  return (plot.area_max.x - plot.area_min.x) * (plot.area_max.y - plot.area_min.y);
}

Page::Page(const std::string& link, std::uint64_t steps)
    : stage_(make_inline_runner(1, platform::now_s), make_inline_runner(1, platform::now_s)),
      pictures_(std::make_unique<gl::Pictures>()),
      ui_(std::make_unique<UiState>()),
      theme_(light_theme()) {
  ImGui::CreateContext();
  ImPlot::CreateContext();
  ImGui::GetIO().IniFilename = nullptr;
  stage_.open_link(link_at(link, steps));
  for (int turn = 0; turn < 100000 && !stage_.settled(); ++turn) stage_.update(platform::now_s(), 0.1);
}

Page::~Page() {
  ImPlot::DestroyContext();
  ImGui::DestroyContext();
}

void Page::use_scale(float scale) {
  if (scale == scale_) return;
  scale_ = theme_.scale = scale;
  theme_.fonts = build_fonts(scale, 1);
  apply_theme(theme_);
}

void Page::draw_frame(float width, float height) {
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = ImVec2(width, height);
  io.DeltaTime = 1.0f / 60;
  io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
  ImGui::NewFrame();
  pictures_->begin_frame(theme_);
  UiRequests requests;
  ShownRegions shown{.home = false, .controls = true, .embedded = ui_->presenting};
  shown.lesson = !ui_->presenting;
  const Regions regions = divide_window(width, height, theme_.scale, shown);
  UiContext context{stage_, lesson_, stage_.first(), theme_, fields_, *pictures_, *ui_, requests, health_, regions};
  context.embedded = ui_->presenting;
  context.narrow = context.touch = regions.narrow;
  draw_centre(context, regions.centre);
  if (regions.controls.width > 0 && !regions.narrow) draw_controls_panel(context, regions.controls);
  ImGui::Render();
  wanted_demo_ = requests.open_demo.empty() ? wanted_demo_ : requests.open_demo;
}

void Page::draw(float width, float height, bool presenting) {
  use_scale(presenting ? kPresenting : 1);
  ui_->presenting = presenting;
  width_ = width;
  height_ = height;
  for (int frame = 0; frame < kFramesToSettle; ++frame) draw_frame(width, height);
}

std::string Page::press(const std::string& button) {
  const auto place = ui_->button_places.find(button);
  if (place == ui_->button_places.end()) return {};
  const Box& box = place->second;
  return press_at(box.x + box.width / 2, box.y + box.height / 2);
}

std::string Page::press_at(float x, float y) {
  ImGuiIO& io = ImGui::GetIO();
  wanted_demo_.clear();
  io.AddMousePosEvent(x, y);
  draw_frame(width_, height_);
  for (const bool down : {true, false}) {
    io.AddMouseButtonEvent(0, down);
    draw_frame(width_, height_);
  }
  draw_frame(width_, height_);
  return wanted_demo_;
}

std::string Page::open(const std::string& demo) {
  const std::size_t id_end = std::min(demo.find('?'), demo.size());
  stage_.open_demo(*Registry::instance().find(demo.substr(0, id_end)), demo.substr(id_end));
  return stage_.link(stage_.view(), false);
}

std::vector<DrawnPanel> Page::panels(std::size_t at) const {
  std::vector<DrawnPanel> drawn;
  const GridPage& page = ui_->grids[0].pages().at(at);
  for (std::size_t i = 0; i < page.shown.size(); ++i) {
    const Panel& panel = snapshot().panels[page.shown[i]];
    drawn.push_back({&panel, page.boxes[i], &ui_->view_states[view_key(*stage_.first().demo(), panel, 0)]});
  }
  return drawn;
}

std::string Page::missing_characters(const std::string& text) const {
  std::string missing;
  const char* end = text.data() + text.size();
  for (const char* at = text.data(); at < end;) {
    unsigned int code = 0;
    const int length = ImTextCharFromUtf8(&code, at, end);
    for (ImFont* font : {theme_.fonts.text, theme_.fonts.strong})
      if (code >= 32 && font->FindGlyphNoFallback(static_cast<ImWchar>(code)) == nullptr) {
        missing.append(at, at + length);
        break;
      }
    at += std::max(length, 1);
  }
  return missing;
}

}  // namespace lectern::tests
