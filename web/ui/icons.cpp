#include "web/ui/icons.h"

#include <initializer_list>

namespace lectern {

namespace {

constexpr float kPi = 3.14159265f;

// Draws in a square of [-1, 1] × [-1, 1], y downwards.
class Pen {
 public:
  Pen(ImDrawList& list, ImVec2 centre, float size, ImU32 color)
      : list_(list), centre_(centre), half_(size / 2), width_(size / 11 < 1.2f ? 1.2f : size / 11), color_(color) {}

  void line(float x0, float y0, float x1, float y1) { list_.AddLine(at(x0, y0), at(x1, y1), color_, width_); }
  void path(std::initializer_list<ImVec2> points, bool closed = false) {
    for (const ImVec2& point : points) list_.PathLineTo(at(point.x, point.y));
    list_.PathStroke(color_, closed ? ImDrawFlags_Closed : 0, width_);
  }
  void fill(std::initializer_list<ImVec2> points) {
    for (const ImVec2& point : points) list_.PathLineTo(at(point.x, point.y));
    list_.PathFillConvex(color_);
  }
  void circle(float x, float y, float radius) { list_.AddCircle(at(x, y), radius * half_, color_, 0, width_); }
  void dot(float x, float y, float radius) { list_.AddCircleFilled(at(x, y), radius * half_, color_); }
  // Angles in units of π, 0 to the right, growing clockwise on the screen.
  void arc(float x, float y, float radius, float from, float to) {
    list_.PathArcTo(at(x, y), radius * half_, from * kPi, to * kPi, 24);
    list_.PathStroke(color_, 0, width_);
  }
  void box(float x0, float y0, float x1, float y1, float rounding) {
    list_.AddRect(at(x0, y0), at(x1, y1), color_, rounding * half_, 0, width_);
  }
  void block(float x0, float y0, float x1, float y1, float rounding) {
    list_.AddRectFilled(at(x0, y0), at(x1, y1), color_, rounding * half_);
  }

 private:
  ImVec2 at(float x, float y) const { return ImVec2(centre_.x + x * half_, centre_.y + y * half_); }

  ImDrawList& list_;
  ImVec2 centre_;
  float half_;
  float width_;
  ImU32 color_;
};

void circular_arrow(Pen& pen, float radius) {
  pen.arc(0, 0.05f, radius, -0.35f, 1.25f);
  const float x = radius * 0.454f, y = 0.05f - radius * 0.891f;  // where the arc begins
  pen.fill({{x - 0.5f, y - 0.06f}, {x + 0.1f, y - 0.38f}, {x + 0.12f, y + 0.34f}});
}

void curved_arrow(Pen& pen, float direction) {
  pen.path({{-0.75f * direction, -0.3f}, {0.25f * direction, -0.3f}});
  if (direction > 0) {
    pen.arc(0.25f, 0.2f, 0.5f, -0.5f, 0.5f);
  } else {
    pen.arc(-0.25f, 0.2f, 0.5f, 0.5f, 1.5f);
  }
  pen.path({{0.25f * direction, 0.7f}, {-0.3f * direction, 0.7f}});
  pen.path({{-0.4f * direction, -0.68f}, {-0.8f * direction, -0.3f}, {-0.4f * direction, 0.08f}});
}

void draw_transport(Pen& pen, Icon icon) {
  switch (icon) {
    case Icon::play: pen.fill({{-0.5f, -0.75f}, {0.8f, 0}, {-0.5f, 0.75f}}); break;
    case Icon::pause:
      pen.block(-0.6f, -0.7f, -0.15f, 0.7f, 0.1f);
      pen.block(0.15f, -0.7f, 0.6f, 0.7f, 0.1f);
      break;
    case Icon::step:
      pen.fill({{-0.7f, -0.65f}, {0.3f, 0}, {-0.7f, 0.65f}});
      pen.block(0.4f, -0.65f, 0.65f, 0.65f, 0.05f);
      break;
    case Icon::step_back:
      pen.fill({{0.7f, -0.65f}, {0.7f, 0.65f}, {-0.3f, 0}});
      pen.block(-0.65f, -0.65f, -0.4f, 0.65f, 0.05f);
      break;
    case Icon::restart: circular_arrow(pen, 0.72f); break;
    case Icon::new_start:  // a die
      pen.box(-0.75f, -0.75f, 0.75f, 0.75f, 0.3f);
      for (const float at : {-0.35f, 0.0f, 0.35f}) pen.dot(at, at, 0.14f);
      break;
    case Icon::new_data:  // scattered points
      pen.path({{-0.8f, -0.8f}, {-0.8f, 0.8f}, {0.8f, 0.8f}});
      pen.dot(-0.35f, 0.3f, 0.16f);
      pen.dot(0.1f, -0.1f, 0.16f);
      pen.dot(0.3f, 0.4f, 0.16f);
      pen.dot(0.6f, -0.55f, 0.16f);
      break;
    case Icon::undo: curved_arrow(pen, 1); break;
    case Icon::redo: curved_arrow(pen, -1); break;
    case Icon::reset: circular_arrow(pen, 0.6f); break;
    default: break;
  }
}

void draw_page_sign(Pen& pen, Icon icon) {
  switch (icon) {
    case Icon::share:
      pen.line(-0.5f, 0, 0.5f, -0.55f);
      pen.line(-0.5f, 0, 0.5f, 0.55f);
      pen.dot(-0.55f, 0, 0.25f);
      pen.dot(0.55f, -0.58f, 0.25f);
      pen.dot(0.55f, 0.58f, 0.25f);
      break;
    case Icon::sun:
      pen.circle(0, 0, 0.38f);
      for (int ray = 0; ray < 4; ++ray) {
        const float c = ray == 0 ? 1.0f : ray == 1 ? 0.7071f : ray == 2 ? 0.0f : -0.7071f;
        const float s = ray == 0 ? 0.0f : ray == 2 ? 1.0f : 0.7071f;
        pen.line(c * 0.62f, s * 0.62f, c * 0.88f, s * 0.88f);
        pen.line(-c * 0.62f, -s * 0.62f, -c * 0.88f, -s * 0.88f);
      }
      break;
    case Icon::moon:
      pen.arc(-0.05f, 0.05f, 0.75f, 0.02f, 1.48f);
      pen.arc(0.32f, -0.3f, 0.62f, 0.36f, 1.14f);
      break;
    case Icon::text_size:
      pen.path({{-0.9f, 0.7f}, {-0.3f, -0.75f}, {0.3f, 0.7f}});
      pen.line(-0.68f, 0.2f, 0.08f, 0.2f);
      pen.path({{0.4f, 0.7f}, {0.66f, 0.0f}, {0.92f, 0.7f}});
      pen.line(0.5f, 0.45f, 0.82f, 0.45f);
      break;
    case Icon::link:
      pen.arc(-0.42f, 0, 0.38f, 0.5f, 1.5f);
      pen.arc(0.42f, 0, 0.38f, -0.5f, 0.5f);
      pen.line(-0.4f, 0, 0.4f, 0);
      break;
    case Icon::copy:
      pen.box(-0.35f, -0.35f, 0.75f, 0.8f, 0.15f);
      pen.path({{-0.65f, 0.4f}, {-0.75f, 0.4f}, {-0.75f, -0.8f}, {0.35f, -0.8f}, {0.35f, -0.65f}});
      break;
    case Icon::picture:
      pen.box(-0.85f, -0.7f, 0.85f, 0.7f, 0.15f);
      pen.dot(-0.4f, -0.25f, 0.16f);
      pen.path({{-0.75f, 0.5f}, {-0.15f, -0.05f}, {0.15f, 0.25f}, {0.4f, 0.0f}, {0.78f, 0.45f}});
      break;
    case Icon::numbers:
      pen.box(-0.8f, -0.7f, 0.8f, 0.7f, 0.12f);
      pen.line(-0.8f, -0.22f, 0.8f, -0.22f);
      pen.line(-0.8f, 0.24f, 0.8f, 0.24f);
      pen.line(-0.2f, -0.7f, -0.2f, 0.7f);
      break;
    case Icon::sound:  // a loudspeaker
      pen.fill({{-0.85f, -0.28f}, {-0.5f, -0.28f}, {-0.05f, -0.7f}, {-0.05f, 0.7f}, {-0.5f, 0.28f}, {-0.85f, 0.28f}});
      pen.arc(0.05f, 0, 0.38f, -0.25f, 0.25f);
      pen.arc(0.05f, 0, 0.75f, -0.25f, 0.25f);
      break;
    default: break;
  }
}

void draw_window_sign(Pen& pen, Icon icon) {
  switch (icon) {
    case Icon::maximise:
      pen.path({{0.2f, -0.75f}, {0.75f, -0.75f}, {0.75f, -0.2f}});
      pen.path({{-0.2f, 0.75f}, {-0.75f, 0.75f}, {-0.75f, 0.2f}});
      pen.line(0.75f, -0.75f, 0.15f, -0.15f);
      pen.line(-0.75f, 0.75f, -0.15f, 0.15f);
      break;
    case Icon::restore:
      pen.path({{0.15f, -0.7f}, {0.15f, -0.15f}, {0.7f, -0.15f}});
      pen.path({{-0.7f, 0.15f}, {-0.15f, 0.15f}, {-0.15f, 0.7f}});
      pen.line(0.15f, -0.15f, 0.75f, -0.75f);
      pen.line(-0.15f, 0.15f, -0.75f, 0.75f);
      break;
    case Icon::help:
      pen.circle(0, 0, 0.85f);
      pen.arc(0, -0.18f, 0.3f, 1.05f, 2.3f);
      pen.path({{0.16f, 0.06f}, {0, 0.18f}, {0, 0.3f}});
      pen.dot(0, 0.52f, 0.11f);
      break;
    case Icon::home:
      pen.path({{-0.85f, -0.05f}, {0, -0.8f}, {0.85f, -0.05f}});
      pen.path({{-0.6f, -0.2f}, {-0.6f, 0.75f}, {0.6f, 0.75f}, {0.6f, -0.2f}});
      pen.path({{-0.18f, 0.75f}, {-0.18f, 0.25f}, {0.18f, 0.25f}, {0.18f, 0.75f}});
      break;
    case Icon::menu:
      for (const float y : {-0.5f, 0.0f, 0.5f}) pen.line(-0.7f, y, 0.7f, y);
      break;
    case Icon::sliders:
      for (const float y : {-0.5f, 0.0f, 0.5f}) pen.line(-0.75f, y, 0.75f, y);
      pen.dot(0.3f, -0.5f, 0.2f);
      pen.dot(-0.35f, 0, 0.2f);
      pen.dot(0.1f, 0.5f, 0.2f);
      break;
    case Icon::threads:  // a chip
      pen.box(-0.5f, -0.5f, 0.5f, 0.5f, 0.1f);
      for (const float at : {-0.25f, 0.25f}) {
        pen.line(at, -0.85f, at, -0.5f);
        pen.line(at, 0.5f, at, 0.85f);
        pen.line(-0.85f, at, -0.5f, at);
        pen.line(0.5f, at, 0.85f, at);
      }
      break;
    case Icon::pin:  // two curves, the earlier one paler: dotted
      pen.path({{-0.8f, -0.75f}, {-0.8f, 0.75f}, {0.8f, 0.75f}});
      pen.path({{-0.6f, -0.6f}, {-0.35f, 0.1f}, {0.05f, 0.38f}, {0.8f, 0.45f}});
      for (const ImVec2 at : {ImVec2(-0.2f, -0.6f), ImVec2(0.05f, -0.25f), ImVec2(0.38f, -0.05f), ImVec2(0.75f, 0.0f)})
        pen.dot(at.x, at.y, 0.12f);
      break;
    case Icon::beside:
      pen.box(-0.85f, -0.7f, -0.1f, 0.7f, 0.12f);
      pen.box(0.1f, -0.7f, 0.85f, 0.7f, 0.12f);
      break;
    case Icon::present:  // a screen on its stand
      pen.box(-0.85f, -0.75f, 0.85f, 0.35f, 0.1f);
      pen.line(0, 0.35f, 0, 0.55f);
      pen.line(-0.45f, 0.8f, 0, 0.5f);
      pen.line(0.45f, 0.8f, 0, 0.5f);
      break;
    case Icon::more:
      for (const float x : {-0.6f, 0.0f, 0.6f}) pen.dot(x, 0, 0.17f);
      break;
    default: break;
  }
}

void draw_simple_sign(Pen& pen, Icon icon) {
  switch (icon) {
    case Icon::close:
      pen.line(-0.55f, -0.55f, 0.55f, 0.55f);
      pen.line(-0.55f, 0.55f, 0.55f, -0.55f);
      break;
    case Icon::search:
      pen.circle(-0.15f, -0.15f, 0.52f);
      pen.line(0.24f, 0.24f, 0.75f, 0.75f);
      break;
    case Icon::chevron_right: pen.path({{-0.25f, -0.5f}, {0.3f, 0}, {-0.25f, 0.5f}}); break;
    case Icon::chevron_down: pen.path({{-0.5f, -0.25f}, {0, 0.3f}, {0.5f, -0.25f}}); break;
    case Icon::plus:
      pen.line(-0.6f, 0, 0.6f, 0);
      pen.line(0, -0.6f, 0, 0.6f);
      break;
    case Icon::minus: pen.line(-0.6f, 0, 0.6f, 0); break;
    case Icon::check: pen.path({{-0.65f, 0.05f}, {-0.2f, 0.5f}, {0.7f, -0.5f}}); break;
    case Icon::warning:
      pen.path({{0, -0.75f}, {0.85f, 0.7f}, {-0.85f, 0.7f}}, true);
      pen.line(0, -0.25f, 0, 0.2f);
      pen.dot(0, 0.46f, 0.1f);
      break;
    default: break;
  }
}

}  // namespace

// Each group draws the signs it knows and leaves the others alone.
void draw_icon(ImDrawList& list, Icon icon, ImVec2 centre, float size, ImU32 color) {
  Pen pen(list, centre, size, color);
  draw_transport(pen, icon);
  draw_page_sign(pen, icon);
  draw_window_sign(pen, icon);
  draw_simple_sign(pen, icon);
}

}  // namespace lectern
