#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "web/gallery/noise.h"
#include "web/gallery/samples.h"

namespace lectern {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

Panel panel_of(std::string id, std::string title, int weight) {
  Panel panel;
  panel.id = std::move(id);
  panel.title = std::move(title);
  panel.help = "Made-up content.";
  panel.weight = weight;
  return panel;
}

template <typename F>
void fill_field(FieldLayer& field, int side, Range x, Range y, F value) {
  field.rows = field.cols = side;
  field.x = x;
  field.y = y;
  field.values.resize(static_cast<std::size_t>(side) * static_cast<std::size_t>(side));
  for (int r = 0; r < side; ++r)
    for (int c = 0; c < side; ++c) {
      const float u = static_cast<float>(x.low + (c + 0.5) * (x.high - x.low) / side);
      const float v = static_cast<float>(y.low + (r + 0.5) * (y.high - y.low) / side);
      field.values[static_cast<std::size_t>(r * side + c)] = value(u, v);
    }
}

void add_spirals(PointsLayer& points, int count, float noise, std::uint32_t seed) {
  Noise random(seed);
  points.x.clear(), points.y.clear(), points.color.clear(), points.opacity.clear();
  for (int i = 0; i < count; ++i) {
    const int label = i % 2;
    const float t = 0.6f + 4.6f * std::sqrt(random.uniform());
    const float angle = 1.75f * t + 3.14159f * static_cast<float>(label);
    points.x.push_back(t * std::cos(angle) + noise * random.normal());
    points.y.push_back(t * std::sin(angle) + noise * random.normal());
    points.color.push_back(label);
  }
}

Panel decision_panel(int step) {
  Panel panel = panel_of("decision", "Decision field", 4);
  Plane plane;
  plane.x = {"x₁", {-6, 6}};
  plane.y = {"x₂", {-6, 6}};
  plane.equal_scale = true;
  plane.accepts_points = true;
  plane.point_classes = 2;
  FieldLayer& field = plane.next<FieldLayer>();
  field.label = "P(class 1)";
  field.color = {0, 1};
  const float sharp = 0.5f + 0.02f * static_cast<float>(step % 200);
  fill_field(field, 64, plane.x.range, plane.y.range, [&](float x, float y) {
    const float r = std::hypot(x, y);
    return 1 / (1 + std::exp(sharp * std::cos(std::atan2(y, x) - 1.75f * r)));
  });
  ContourLayer& contour = plane.next<ContourLayer>();
  contour.label = "boundary";
  contour.rows = field.rows, contour.cols = field.cols;
  contour.values = std::get<FieldLayer>(plane.layers[0]).values;
  contour.x = plane.x.range, contour.y = plane.y.range;
  contour.levels = {0.5f};
  PointsLayer& training = plane.next<PointsLayer>();
  training.label = "training";
  add_spirals(training, 400, 0.18f, 3);
  PointsLayer& validation = plane.next<PointsLayer>();
  validation.label = "validation";
  validation.marker = Marker::ring;
  add_spirals(validation, 120, 0.18f, 4);
  PointsLayer& drawn = plane.next<PointsLayer>();
  drawn.label = "drawn by you";
  drawn.drawn_by_user = true;
  drawn.marker = Marker::diamond;
  drawn.size_px = 5;
  drawn.x = {-4.5f, 4.6f, 0.3f};
  drawn.y = {4.6f, -4.4f, 0.2f};
  drawn.color = {0, 1, 1};
  panel.content = std::move(plane);
  return panel;
}

Panel classes_panel() {
  Panel panel = panel_of("classes", "Five classes and their confidence", 2);
  Plane plane;
  plane.x = {"petal length [cm]", {-3, 3}};
  plane.y = {"petal width [cm]", {-3, 3}};
  plane.accepts_points = true;
  plane.point_classes = 5;
  FieldLayer& field = plane.next<FieldLayer>();
  field.label = "decision";
  field.discrete_classes = true;
  fill_field(field, 48, plane.x.range, plane.y.range, [](float x, float y) {
    float best = 0, sum = 0;
    int label = 0;
    for (int k = 0; k < 5; ++k) {
      const float cx = 1.7f * std::cos(1.2566f * k), cy = 1.7f * std::sin(1.2566f * k);
      const float p = std::exp(-1.5f * ((x - cx) * (x - cx) + (y - cy) * (y - cy)));
      sum += p;
      if (p > best) best = p, label = k;
    }
    return static_cast<float>(label) + std::min((best / (sum + 1e-9f) - 0.2f) / 0.8f, 0.999f);
  });
  PointsLayer& points = plane.next<PointsLayer>();
  points.label = "training";
  Noise random(9);
  for (int i = 0; i < 250; ++i) {
    const int k = i % 5;
    points.x.push_back(1.7f * std::cos(1.2566f * static_cast<float>(k)) + 0.4f * random.normal());
    points.y.push_back(1.7f * std::sin(1.2566f * static_cast<float>(k)) + 0.4f * random.normal());
    points.color.push_back(k);
  }
  panel.content = std::move(plane);
  return panel;
}

Panel layers_panel() {
  Panel panel = panel_of("layers", "Regression with its band, arrows, ellipses", 2);
  Plane plane;
  plane.x = {"time t [s]", {}};
  plane.y = {"voltage U [V]", {}};
  BandLayer& band = plane.next<BandLayer>();
  band.label = "± 2σ";
  LineLayer& line = plane.next<LineLayer>();
  line.label = "mean";
  LineLayer& truth = plane.next<LineLayer>();
  truth.label = "law";
  truth.dashed = true;
  truth.color = kColorForeground;
  PointsLayer& points = plane.next<PointsLayer>();
  points.label = "measured";
  points.color = {kColorForeground};
  points.opacity = {0.7f};
  points.size_px = 3;
  Noise random(5);
  for (int i = 0; i <= 120; ++i) {
    const float t = 0.05f * static_cast<float>(i), y = std::sin(t * 1.7f) + 0.1f * t;
    const float wide = 0.12f + 0.06f * std::fabs(t - 3);
    band.x.push_back(t), band.low.push_back(y - wide), band.high.push_back(y + wide);
    std::get<LineLayer>(plane.layers[1]).x.push_back(t);
    std::get<LineLayer>(plane.layers[1]).y.push_back(y);
    std::get<LineLayer>(plane.layers[2]).x.push_back(t);
    std::get<LineLayer>(plane.layers[2]).y.push_back(std::sin(t * 1.7f) + 0.12f * t - 0.03f);
    if (i % 3 == 0) points.x.push_back(t), points.y.push_back(y + 0.15f * random.normal());
  }
  EllipsesLayer& ellipses = plane.next<EllipsesLayer>();
  ellipses.label = "σ, 2σ";
  ellipses.x = {4.6f}, ellipses.y = {-0.5f}, ellipses.xx = {0.1f}, ellipses.xy = {0.03f}, ellipses.yy = {0.03f};
  ellipses.color = {2};
  ArrowsLayer& arrows = plane.next<ArrowsLayer>();
  arrows.label = "gradient";
  for (int i = 0; i < 6; ++i) {
    arrows.x.push_back(0.5f + static_cast<float>(i));
    arrows.y.push_back(-0.9f);
    arrows.dx.push_back(0.3f);
    arrows.dy.push_back(0.25f * std::cos(static_cast<float>(i)));
  }
  HandlesLayer& handles = plane.next<HandlesLayer>();
  handles.label = "threshold";
  handles.id = {"threshold"};
  handles.x = {3}, handles.y = {0};
  handles.horizontal_only = true;
  panel.content = std::move(plane);
  return panel;
}

Panel cloud_of_points(int count) {
  Panel panel = panel_of("many", "Twenty thousand samples over a potential", 2);
  Plane plane;
  plane.x = {"q", {-4, 4}};
  plane.y = {"p", {-4, 4}};
  FieldLayer& field = plane.next<FieldLayer>();
  field.label = "energy [J]";
  field.map = ColorMap::viridis;
  field.color = {0, 1200};
  fill_field(field, 32, plane.x.range, plane.y.range,
             [](float x, float y) { return 40 * (x * x + y * y) * (1 - 0.2f * std::sin(x)); });
  PointsLayer& points = plane.next<PointsLayer>();
  points.label = "samples";
  points.color = {kColorForeground};
  points.opacity = {0.35f};
  points.size_px = 1.6f;
  Noise random(2);
  for (int i = 0; i < count; ++i) points.x.push_back(random.normal()), points.y.push_back(random.normal());
  panel.content = std::move(plane);
  return panel;
}

Panel bars_panel() {
  Panel panel = panel_of("bars", "Posterior of the drawn digit", 1);
  Plane plane;
  plane.x = {"digit", {-0.6, 9.6}};
  plane.y = {"probability", {0, 1}};
  BarsLayer& bars = plane.next<BarsLayer>();
  bars.width = 0.8f;
  for (int i = 0; i < 10; ++i)
    bars.x.push_back(static_cast<float>(i)), bars.height.push_back(i == 3 ? 0.9f : 0.011f * static_cast<float>(i % 4));
  panel.content = std::move(plane);
  return panel;
}

Panel field_panel(std::string title, ColorMap map, bool holes) {
  Panel panel = panel_of(title, title, 1);
  Plane plane;
  plane.x = {"x", {}};
  plane.y = {"y", {}};
  FieldLayer& field = plane.next<FieldLayer>();
  field.label = "height";
  field.map = map;
  field.color = {-1, 1};
  fill_field(field, 16, {-3, 3}, {-2, 2}, [holes](float x, float y) {
    return holes && x > 0.5f && y > 0.2f ? kNan : std::sin(1.5f * x) * std::cos(1.8f * y);
  });
  panel.content = std::move(plane);
  return panel;
}

// Three classes with linear scores, seen beyond the grid on which they are known.
Panel linear_panel() {
  Panel panel = panel_of("linear", "Linear scores, beyond their grid", 3);
  Plane plane;
  plane.equal_axes({.label = "x₁", .range = {-2, 2}}, {.label = "x₂", .range = {-2, 2}});
  constexpr int kSide = 16;
  FieldLayer& field =
      plane.field("class", PlanarGrid{kSide, kSide, {-1, 1}, {-1, 1}}, Values(), {.discrete_classes = true});
  field.classes = 3;
  field.linear_scores = true;
  const auto score = [](int k, double x, double y) {
    return k == 0 ? 1.3 * x + 0.2 * y : k == 1 ? -0.8 * x + y + 0.1 : -0.3 * x - 1.1 * y;
  };
  for (int k = 0; k < 3; ++k)
    for (int row = 0; row < kSide; ++row)
      for (int col = 0; col < kSide; ++col)
        field.scores.push_back(static_cast<float>(score(k, -1 + (col + 0.5) / 8, -1 + (row + 0.5) / 8)));
  for (std::size_t cell = 0; cell < field.values.size(); ++cell) {
    std::array<float, 3> s{field.scores[cell], field.scores[256 + cell], field.scores[512 + cell]};
    const auto winner = std::max_element(s.begin(), s.end()) - s.begin();
    field.values[cell] = static_cast<float>(winner) + 0.6f;
  }
  plane.straight("x₁ + x₂ = 1", 1, 1, 1, {.color = kColorAccent, .dashed = true});
  panel.content = std::move(plane);
  return panel;
}

Panel named_panel() {
  Panel panel = panel_of("named", "Directions, with many names", 1);
  Plane plane;
  plane.axes({.label = "direction", .range = {0.4, 2.6}, .names = {"x", "y"}, .first_name = 1},
             {.label = "log₁₀ rate"});
  constexpr const char* kNames[] = {"Gradient descent", "Momentum", "Nesterov", "AdaGrad",
                                    "RMSprop",          "Adam",     "average"};
  for (int k = 0; k < 7; ++k)
    plane.bars(kNames[k], {0.7 + 0.1 * k, 1.7 + 0.1 * k}, {0.2 - 0.1 * k, -0.02 * k * k}, 0.1, {k});
  panel.content = std::move(plane);
  return panel;
}

}  // namespace

SamplePage plane_samples(int step) {
  return {"Plane", {decision_panel(step), classes_panel(), layers_panel(), bars_panel(), cloud_of_points(20000)}};
}

SamplePage awkward_plane_samples(int) {
  SamplePage page{"Plane, awkward", {}};
  page.panels.push_back(linear_panel());
  page.panels.push_back(named_panel());
  Panel empty = panel_of("empty", "Empty", 1);
  Plane nothing;
  nothing.x.label = "x₁";
  nothing.y.label = "x₂";
  empty.content = nothing;
  page.panels.push_back(empty);
  Panel one = panel_of("one", "One point", 1);
  Plane single;
  single.x.label = "a very long label of the horizontal axis with its unit [kg m² s⁻²]";
  single.y.label = "a very long label of the vertical axis with its unit [kg m² s⁻²]";
  PointsLayer& points = single.next<PointsLayer>();
  points.label = "the only point there is, with a label that goes on and on and on and on";
  points.x = {12345.6f}, points.y = {-0.000123f}, points.color = {0};
  one.content = single;
  page.panels.push_back(one);
  Panel broken = panel_of("nan", "Line with holes, infinite ends", 1);
  Plane line_plane;
  LineLayer& line = line_plane.next<LineLayer>();
  line.label = "y";
  for (int i = 0; i < 100; ++i) {
    line.x.push_back(static_cast<float>(i));
    line.y.push_back(i % 20 == 7 ? kNan
                     : i == 50   ? std::numeric_limits<float>::infinity()
                                 : std::sin(0.2f * static_cast<float>(i)));
  }
  broken.content = line_plane;
  page.panels.push_back(broken);
  page.panels.push_back(field_panel("Diverging with a hole", ColorMap::diverging, true));
  page.panels.push_back(field_panel("Cividis", ColorMap::cividis, false));
  page.panels.push_back(field_panel("Greys", ColorMap::greys, false));
  return page;
}

}  // namespace lectern
