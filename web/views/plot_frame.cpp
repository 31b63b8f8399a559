#include "web/views/plot_frame.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include <implot.h>
#include <implot_internal.h>

#include "web/views/ticks.h"

namespace lectern {
namespace {

constexpr int kNoButton = 4;  // a mouse button nobody presses by accident

// 1, 2 or 5 times a power of ten, at least `size`.
double round_step(double size) {
  const double power = std::pow(10.0, std::floor(std::log10(size)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= size * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

struct Span {
  double low, high;
};

// The content's span, never empty, in the coordinates the axis is even in (log10 for logarithmic axes).
Span content_span(bool logarithmic, bool tight, const Extent& content) {
  if (logarithmic) {
    if (content.high <= 0 || content.low_positive > content.high) return {-1, 0};
    const double high = std::log10(content.high);
    const double low = std::max(std::log10(std::min(content.low_positive, content.high)), high - 12);
    return high - low > 1e-6 ? Span{low, high} : Span{low - 0.5, high + 0.5};
  }
  if (content.empty()) return {0, 1};
  const double extent = content.high - content.low;
  const double least = 1e-6 * std::max({std::fabs(content.low), std::fabs(content.high), 1e-12});
  if (extent > least) return {content.low, content.high};
  if (tight) return {content.low, content.low + 1};
  if (content.low == 0) return {0, 1};
  const double half = 0.25 * std::fabs(content.low);
  return {content.low - half, content.high + half};
}

// A little room around the content, its ends on round numbers; zero is kept where it is near.
Span padded(bool logarithmic, Span span) {
  const double extent = span.high - span.low;
  if (logarithmic) return {span.low - 0.04 * extent - 0.02, span.high + 0.04 * extent + 0.02};
  const double step = round_step(extent / 8);
  double low = std::floor((span.low - 0.02 * extent) / step) * step;
  const double high = std::ceil((span.high + 0.02 * extent) / step) * step;
  if (span.low >= 0 && span.low < 0.3 * span.high) low = 0;
  return {low, high};
}

// The span to show: the described one; otherwise the one shown before while the content is inside it and, unless it
// only grows, fills it well.
Span fitted(const PlotAxis& plot_axis, const Span* before, bool grows_only) {
  const Range& range = plot_axis.axis.range;
  const bool described = range.low < range.high && (!plot_axis.logarithmic || range.low > 0);
  Span wanted = plot_axis.logarithmic && described ? Span{std::log10(range.low), std::log10(range.high)}
                                                   : Span{range.low, range.high};
  if (!described) {
    wanted = content_span(plot_axis.logarithmic, plot_axis.tight, plot_axis.content);
    const bool nothing = plot_axis.logarithmic ? plot_axis.content.high <= 0 : plot_axis.content.empty();
    if (plot_axis.tight || nothing) return wanted;
  }
  const double share = grows_only ? 0.0 : described ? 1.0 : 0.5;
  const bool still_fits = before != nullptr && before->low <= wanted.low && before->high >= wanted.high &&
                          wanted.high - wanted.low >= share * (before->high - before->low);
  if (still_fits) return *before;
  const Span fresh = described ? wanted : padded(plot_axis.logarithmic, wanted);
  if (!grows_only || before == nullptr) return fresh;
  return {std::min(fresh.low, before->low), std::max(fresh.high, before->high)};
}

// Returns whether what is shown has become much wider than what there is to see.
bool fit_axis(const PlotAxis& plot_axis, bool has_before, bool grows_only, double& low, double& high) {
  const bool logarithmic = plot_axis.logarithmic;
  const bool known = has_before && (!logarithmic || low > 0);
  const Span before = known && logarithmic ? Span{std::log10(low), std::log10(high)} : Span{low, high};
  const Span now = fitted(plot_axis, known ? &before : nullptr, grows_only);
  low = logarithmic ? std::pow(10.0, now.low) : now.low;
  high = logarithmic ? std::pow(10.0, now.high) : now.high;
  if (!grows_only) return false;
  const Span fresh = fitted(plot_axis, nullptr, false);
  return now.high - now.low > 1.6 * (fresh.high - fresh.low);
}

// Widens the axis that has more pixels than its share, so that a unit is as long along both.
void equalise(PlotLimits& limits, ImVec2 size_px) {
  if (size_px.x < 8 || size_px.y < 8) return;
  const double x_unit = (limits.x_high - limits.x_low) / size_px.x, y_unit = (limits.y_high - limits.y_low) / size_px.y;
  const double unit = std::max(x_unit, y_unit);
  const auto widen = [](double& low, double& high, double extent) {
    const double center = (low + high) / 2;
    low = center - extent / 2;
    high = center + extent / 2;
  };
  widen(limits.x_low, limits.x_high, unit * size_px.x);
  widen(limits.y_low, limits.y_high, unit * size_px.y);
}

// Shrinks the box to what a plot of these limits fills when a unit is as long along both axes: in the middle, at the
// top.
void shrink_to_scale(Area& box, ImVec2 margins, const PlotLimits& limits) {
  const ImVec2 room = box.max - box.min - margins;
  const double x_extent = limits.x_high - limits.x_low, y_extent = limits.y_high - limits.y_low;
  if (room.x < 8 || room.y < 8 || !(x_extent > 0) || !(y_extent > 0)) return;
  const double unit = std::max(x_extent / room.x, y_extent / room.y);
  const auto spare_x = static_cast<float>(room.x - x_extent / unit),
             spare_y = static_cast<float>(room.y - y_extent / unit);
  box.min.x = std::floor(box.min.x + spare_x / 2);
  box.max = {std::floor(box.max.x - spare_x / 2), std::floor(box.max.y - spare_y)};
}

bool differs(double a, double b, double extent) { return std::fabs(a - b) > 1e-7 * std::fabs(extent); }

bool differ(const PlotLimits& a, const PlotLimits& b) {
  const double x = b.x_high - b.x_low, y = b.y_high - b.y_low;
  return differs(a.x_low, b.x_low, x) || differs(a.x_high, b.x_high, x) || differs(a.y_low, b.y_low, y) ||
         differs(a.y_high, b.y_high, y);
}

// ImPlot writes no numbers of its own: all are among the ticks given to it.
int format_nothing(double, char* buffer, int size, void*) {
  if (size > 0) buffer[0] = '\0';
  return 0;
}

void set_up_axis(ImAxis which, const PlotAxis& plot_axis, const PlotSpec& spec, double* low, double* high) {
  ImPlotAxisFlags flags = ImPlotAxisFlags_NoMenus | ImPlotAxisFlags_NoSideSwitch | ImPlotAxisFlags_NoHighlight;
  if (spec.bare) flags |= ImPlotAxisFlags_NoGridLines;
  if (!plot_axis.ticks) flags |= ImPlotAxisFlags_NoDecorations | ImPlotAxisFlags_Lock;
  ImPlot::SetupAxis(which, nullptr, flags);
  if (plot_axis.logarithmic) ImPlot::SetupAxisScale(which, ImPlotScale_Log10);
  ImPlot::SetupAxisFormat(which, format_nothing);
  ImPlot::SetupAxisLinks(which, low, high);
}

std::vector<Tick> ticks_of(const PlotAxis& plot_axis, double low, double high, const TickRoom& room) {
  const Axis& axis = plot_axis.axis;
  if (!axis.names.empty()) return named_ticks(low, high, axis.first_name, axis.names, room);
  return plot_axis.logarithmic ? logarithmic_ticks(low, high, room) : linear_ticks(low, high, room);
}

// Between steps, digits or counts there is nothing to be read off.
double least_step(const PlotAxis& plot_axis) {
  const Extent& content = plot_axis.content;
  return !content.empty() && content.whole && content.high - content.low >= 1 ? 1 : 0;
}

void set_up_ticks(ImAxis which, const std::vector<Tick>& ticks) {
  ImPlotAxis& axis = ImPlot::GetCurrentPlot()->Axes[which];
  axis.ShowDefaultTicks = false;
  for (const Tick& tick : ticks)
    axis.Ticker.AddTick(tick.value, !tick.text.empty(), 0, !tick.text.empty(), tick.text.c_str());
}

// Panning begins once the pointer has moved a little: before, the press may still become a tap.
void set_up_input(bool takes_drags, const ViewContext& context) {
  ImPlotInputMap& input = ImPlot::GetInputMap();
  const bool pans =
      !takes_drags && !context.page_scrolls && ImGui::IsMouseDragging(ImGuiMouseButton_Left, context.px(5));
  input.Pan = pans ? ImGuiMouseButton_Left : kNoButton;
  input.Fit = input.Select = input.SelectCancel = input.Menu = kNoButton;
  input.OverrideMod = input.ZoomMod = 0;
}

// In a scrolling column one finger and the bare wheel belong to the column: a plot without inputs leaves them to it.
ImPlotFlags flags_of(const ViewContext& context) {
  const bool inert = context.page_scrolls && !ImGui::GetIO().KeyCtrl;
  return ImPlotFlags_CanvasOnly | ImPlotFlags_NoFrame | (inert ? ImPlotFlags_NoInputs : 0);
}

// Of what a person chose to see; or of a plot that has kept its axes while its content has shrunk.
std::string_view reset_text(const PlotView& view) { return view.chosen_by_hand ? "show all" : "fit axes"; }

Area reset_button_area(const Area& plot, int corner, const ViewContext& context) {
  const ImFont& font = *context.theme.fonts.small;
  const ImVec2 size(text_width(font, reset_text(context.state.plot)) + context.px(14),
                    line_height(font) + context.px(context.touch ? 16.0f : 7.0f));
  const float inset = context.px(6);
  const ImVec2 min(corner == 1 || corner == 2 ? plot.max.x - inset - size.x : plot.min.x + inset,
                   corner >= 2 ? plot.max.y - inset - size.y : plot.min.y + inset);
  return {min, min + size};
}

PlotMap map_of(const PlotLimits& limits, const Area& area, bool x_logarithmic, bool y_logarithmic) {
  PlotMap map;
  map.x_logarithmic = x_logarithmic;
  map.y_logarithmic = y_logarithmic;
  const auto even = [](double v, bool logarithmic) { return logarithmic ? std::log10(std::max(v, 1e-300)) : v; };
  const double x0 = even(limits.x_low, x_logarithmic), x1 = even(limits.x_high, x_logarithmic);
  const double y0 = even(limits.y_low, y_logarithmic), y1 = even(limits.y_high, y_logarithmic);
  map.x_scale = area.width() / (x1 - x0);
  map.x_offset = area.min.x - x0 * map.x_scale;
  map.y_scale = -area.height() / (y1 - y0);
  map.y_offset = area.max.y - y0 * map.y_scale;
  return map;
}

bool can_be_shown(double low, double high) {
  return std::isfinite(low) && std::isfinite(high) &&
         high - low > 1e-9 * std::max({std::fabs(low), std::fabs(high), 1e-9});
}

// The picture follows the fingers: what was under them stays under them.
void follow_pinch(const Pinch& pinch, const PlotSpec& spec, const Area& area, PlotLimits& limits) {
  const PlotMap map = map_of(limits, area, spec.x.logarithmic, spec.y.logarithmic);
  const auto was_at = [&pinch](float now, float middle, float moved) {
    return middle - moved + (now - middle) / pinch.spread;
  };
  PlotLimits wanted = limits;
  if (spec.x.ticks) {
    wanted.x_low = map.x_value(was_at(area.min.x, pinch.x, pinch.moved_x));
    wanted.x_high = map.x_value(was_at(area.max.x, pinch.x, pinch.moved_x));
  }
  if (spec.y.ticks) {
    wanted.y_low = map.y_value(was_at(area.max.y, pinch.y, pinch.moved_y));
    wanted.y_high = map.y_value(was_at(area.min.y, pinch.y, pinch.moved_y));
  }
  if (can_be_shown(wanted.x_low, wanted.x_high) && can_be_shown(wanted.y_low, wanted.y_high)) limits = wanted;
}

}  // namespace

void Extent::take(double value) {
  if (!std::isfinite(value)) return;
  low = std::min(low, value);
  high = std::max(high, value);
  if (value > 0) low_positive = std::min(low_positive, value);
  whole = whole && value == std::floor(value);
}

void Extent::take(std::span<const float> values) {
  for (const float value : values) take(static_cast<double>(value));
}

float PlotMap::x(double value) const {
  if (x_logarithmic) value = value > 0 ? std::log10(value) : -1e3;
  return static_cast<float>(std::clamp(value * x_scale + x_offset, -1e5, 1e5));
}

float PlotMap::y(double value) const {
  if (y_logarithmic) value = value > 0 ? std::log10(value) : -1e3;
  return static_cast<float>(std::clamp(value * y_scale + y_offset, -1e5, 1e5));
}

double PlotMap::x_value(float pixel) const {
  const double even = (pixel - x_offset) / x_scale;
  return x_logarithmic ? std::pow(10.0, even) : even;
}

double PlotMap::y_value(float pixel) const {
  const double even = (pixel - y_offset) / y_scale;
  return y_logarithmic ? std::pow(10.0, even) : even;
}

PlotFrame::PlotFrame(const char* id, const PlotSpec& spec, const Area& region, ViewContext& context)
    : context_(context), view_(context.state.plot), resets_by_double_click_(!spec.takes_taps) {
  fit_axes(spec);
  const float line = line_height(*context.theme.fonts.small);
  const ImVec2 margins = view_.margins_px.x > 0 ? view_.margins_px : ImVec2(context.px(50), context.px(36));
  Area box = region;
  names_ = place_names(spec, region, margins.y, context);
  const ImVec2 name_margins(names_.y == AxisName::upright ? line + context.px(3) : 0,
                            (names_.x_below ? line - context.px(4) : 0) +
                                (names_.y == AxisName::above ? line + context.px(4) : 0));
  if (spec.equal_scale) shrink_to_scale(box, margins + name_margins, view_.fitted);
  names_box_ = box;
  view_.unused_px = region.width() * region.height() - box.width() * box.height();
  if (names_.y == AxisName::upright) box.min.x += name_margins.x;
  if (names_.y == AxisName::above) box.min.y += line + context.px(4);
  if (names_.x_below) box.max.y -= line - context.px(4);  // the margin below the ticks is of use
  const ImVec2 known_size = box.max - box.min - margins;
  if (spec.equal_scale) equalise(view_.limits, known_size);
  set_ = view_.limits;
  const Area area_before{view_.area_min, view_.area_max};
  if (context.pinch.happened() && is_hovered(area_before)) follow_pinch(context.pinch, spec, area_before, view_.limits);

  set_up_input(spec.takes_drags, context);
  ImGui::PushFont(context.theme.fonts.small);
  const ImVec2 padding(context.px(spec.equal_scale ? 9.0f : 13.0f), context.px(spec.compact ? 4.0f : 6.0f));
  ImPlot::PushStyleVar(ImPlotStyleVar_PlotPadding, padding);
  ImGui::SetCursorScreenPos(box.min);
  drawn_ = ImPlot::BeginPlot(id, box.max - box.min, flags_of(context));
  if (!drawn_) return;
  set_up_axis(ImAxis_X1, spec.x, spec, &view_.limits.x_low, &view_.limits.x_high);
  set_up_axis(ImAxis_Y1, spec.y, spec, &view_.limits.y_low, &view_.limits.y_high);
  set_up_all_ticks(spec, known_size);
  ImPlot::SetupFinish();

  const ImVec2 position = ImPlot::GetPlotPos(), size = ImPlot::GetPlotSize();
  area_ = {position, position + size};
  view_.area_min = area_.min;
  view_.area_max = area_.max;
  view_.margins_px = box.max - box.min - size;
  const ImPlotRect shown = ImPlot::GetPlotLimits();
  const PlotLimits limits{shown.X.Min, shown.X.Max, shown.Y.Min, shown.Y.Max};
  map_ = view_.map = map_of(limits, area_, spec.x.logarithmic, spec.y.logarithmic);
  list_ = ImPlot::GetPlotDrawList();
  if (spec.x.ticks || spec.y.ticks) draw_names(spec);
  const bool over_button = offers_all() && button_area(view_.button_corner).contains(pointer());
  hovered_ = is_hovered(area_) && !over_button;
  ImPlot::PushPlotClipRect();
}

// What is seen of the content follows it as it grows; it shrinks only with another run, or when asked for all.
void PlotFrame::fit_axes(const PlotSpec& spec) {
  // Axes of another name, or of another kind, have nothing to do with those before.
  const std::hash<std::string> hash;
  const std::size_t axes = hash(spec.x.axis.label) * 31 + hash(spec.y.axis.label) * 7 + (spec.x.logarithmic ? 2 : 0) +
                           (spec.y.logarithmic ? 1 : 0);
  if (view_.axes != axes) {
    view_.fitted_once = false;
    view_.chosen_by_hand = view_.chosen_elsewhere;
  }
  view_.chosen_elsewhere = false;
  view_.axes = axes;
  const bool grows_only = view_.fitted_once && view_.run == context_.run;
  const auto fit = [&](const PlotAxis& axis, double& low, double& high) {
    return fit_axis(axis, view_.fitted_once, grows_only && !axis.tight, low, high);
  };
  const bool x_is_wide = fit(spec.x, view_.fitted.x_low, view_.fitted.x_high);
  const bool y_is_wide = fit(spec.y, view_.fitted.y_low, view_.fitted.y_high);
  view_.wider_than_content = x_is_wide || y_is_wide;
  view_.fitted_once = true;
  view_.run = context_.run;
  if (!view_.chosen_by_hand) view_.limits = view_.fitted;
}

void PlotFrame::set_up_all_ticks(const PlotSpec& spec, ImVec2 size) {
  const ImFont& font = *context_.theme.fonts.small;
  const auto width = [&font](std::string_view text) { return text_width(font, text); };
  // Names of rows may stand as close as lines of small letters do.
  const float row = spec.y.axis.names.empty() ? 1.0f : 0.8f;
  const auto height = [&font, row](std::string_view) { return row * line_height(font); };
  if (spec.x.ticks) {
    const TickRoom room{size.x,       width, context_.px(9), std::max(context_.px(28), size.x / 9), least_step(spec.x),
                        !spec.compact};
    std::vector<Tick> ticks = ticks_of(spec.x, view_.limits.x_low, view_.limits.x_high, room);
    // A name in the row of the numbers takes the place of the last of them.
    const PlotMap map = map_of(view_.limits, {{0, 0}, size}, spec.x.logarithmic, false);
    // A number that would be cut at the right end is left out.
    const float room_at_end = size.x + context_.px(spec.equal_scale ? 9.0f : 13.0f);
    for (Tick& tick : ticks)
      if (map.x(tick.value) + width(tick.text) / 2 > room_at_end + 1) tick.text.clear();
    const float end = size.x - names_.x_in_row - context_.px(10);
    const auto meets_name = [&](const Tick& tick) {
      return !tick.text.empty() && map.x(tick.value) + width(tick.text) / 2 > end;
    };
    const auto is_number = [](const Tick& tick) { return !tick.text.empty(); };
    const auto lost = std::count_if(ticks.begin(), ticks.end(), meets_name);
    // Numbers say more than a name that the read-out tells as well: two of them stay.
    if (std::count_if(ticks.begin(), ticks.end(), is_number) - lost < 2) names_.x_in_row = 0;
    for (Tick& tick : ticks)
      if (names_.x_in_row > 0 && meets_name(tick)) tick.text.clear();
    set_up_ticks(ImAxis_X1, ticks);
  }
  if (!spec.y.ticks) return;
  const TickRoom room{size.y, height, context_.px(spec.compact || row < 1 ? 0.0f : 3.0f),
                      std::max(context_.px(spec.compact ? 15.0f : 19.0f), size.y / 8), least_step(spec.y)};
  set_up_ticks(ImAxis_Y1, ticks_of(spec.y, view_.limits.y_low, view_.limits.y_high, room));
}

// Upright beside the numbers if the whole name has room there, else above the plot; in a low plot the names are
// beside the last number or left to the read-out.
PlotFrame::Names PlotFrame::place_names(const PlotSpec& spec, const Area& region, float ticks_height,
                                        const ViewContext& context) {
  const ImFont& font = *context.theme.fonts.small;
  Names names;
  const float x_width = text_width(font, spec.x.axis.label), y_width = text_width(font, spec.y.axis.label);
  if (spec.x.ticks && !spec.x.axis.label.empty()) {
    names.x_below = !spec.compact;
    if (spec.compact && x_width < 0.5f * region.width()) names.x_in_row = x_width;
  }
  if (!spec.y.ticks || spec.y.axis.label.empty()) return names;
  const float height = region.height() - ticks_height - (names.x_below ? line_height(font) : 0);
  if (y_width <= height)
    names.y = AxisName::upright;
  else if (!spec.compact)
    names.y = AxisName::above;
  return names;
}

void PlotFrame::draw_names(const PlotSpec& spec) const {
  const ImFont& font = *context_.theme.fonts.small;
  const ImU32 color = context_.theme.muted;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float half = line_height(font) / 2;
  const std::string& x = spec.x.axis.label;
  const std::string& y = spec.y.axis.label;
  if (names_.x_below) {
    // Under the middle of the plot, or under as much of the panel as it needs.
    const float room = names_box_.width(), width = std::min(text_width(font, x), room);
    const float left = std::clamp(area_.center().x - width / 2, names_box_.min.x, names_box_.max.x - width);
    draw_fitting_label(list, font, {left, names_box_.max.y - half}, 0, color, x, room);
  }
  if (names_.x_in_row > 0)
    draw_label(list, font, {area_.max.x, area_.max.y + half + ImPlot::GetStyle().LabelPadding.y}, 1, color, x);
  if (names_.y == AxisName::upright)
    draw_vertical_label(list, font, {names_box_.min.x + half, area_.center().y}, color, y, names_box_.height());
  if (names_.y == AxisName::above)
    draw_fitting_label(list, font, {names_box_.min.x, names_box_.min.y + half}, 0, color, y, names_box_.width());
}

Area PlotFrame::button_area(int corner) const { return reset_button_area(area_, corner, context_); }

void PlotFrame::keep_button_off(const std::array<int, 4>& crowd) const {
  const auto at = static_cast<std::size_t>(view_.button_corner);
  if (offers_all() && crowd[at] > 0)
    view_.button_corner = static_cast<int>(std::min_element(crowd.begin(), crowd.end()) - crowd.begin());
}

bool PlotFrame::offers_all() const { return view_.chosen_by_hand || view_.wider_than_content; }

bool PlotFrame::draw_reset_button() const {
  if (!offers_all()) return false;
  const Area button = button_area(view_.button_corner);
  const Theme& theme = context_.theme;
  const bool over = button.contains(pointer()) && is_hovered(area_);
  list_->AddRectFilled(button.min, button.max, faded(over ? theme.hovered : theme.surface, 0.92f), button.height() / 2);
  list_->AddRect(button.min, button.max, theme.border, button.height() / 2);
  draw_label(*list_, *theme.fonts.small, button.center(), 0.5f, theme.text, reset_text(view_));
  if (over) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  return over && ImGui::IsMouseClicked(ImGuiMouseButton_Left);
}

PlotFrame::~PlotFrame() {
  if (drawn_) {
    const bool pressed_button = draw_reset_button();
    const bool reset = pressed_button || (hovered_ && resets_by_double_click_ && !view_.press_is_ours &&
                                          ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left));
    ImPlot::PopPlotClipRect();
    ImPlot::EndPlot();
    if (reset) {
      view_.chosen_by_hand = view_.wider_than_content = false;
      view_.fitted_once = false;
    } else if (differ(view_.limits, set_)) {
      view_.chosen_by_hand = true;
      view_.chosen = view_.limits;
    }
  }
  ImPlot::PopStyleVar();
  ImGui::PopFont();
}

}  // namespace lectern
