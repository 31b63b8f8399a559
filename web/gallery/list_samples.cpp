#include <limits>

#include "web/gallery/noise.h"
#include "web/gallery/samples.h"

namespace lectern {
namespace {

Panel panel_of(std::string id, int weight, PanelContent content) {
  Panel panel;
  panel.title = id;
  panel.id = std::move(id);
  panel.weight = weight;
  panel.content = std::move(content);
  return panel;
}

LineLayer& add_history(Plane& plane, std::string_view label, ColorRole color, int count, float level, float noise,
                       std::uint32_t seed) {
  LineLayer& line = plane.line(label, Places(), {.color = color});
  Noise random(seed);
  for (int i = 0; i < count; ++i) {
    const float t = static_cast<float>(i);
    line.x.push_back(t * 5);
    line.y.push_back(level + 0.65f * std::exp(-t / 120) * (1 + noise * random.normal()) +
                     0.3f * noise * random.uniform());
  }
  return line;
}

Plane curves(std::string_view x, const AxisText& y) {
  Plane plane;
  plane.comparable = true;
  plane.axes({.label = x}, y);
  return plane;
}

Tile digit_tile(int digit, int side, std::uint32_t seed) {
  Tile tile;
  tile.width = tile.height = side;
  Noise random(seed);
  for (int r = 0; r < side; ++r)
    for (int c = 0; c < side; ++c) {
      const float u = (static_cast<float>(c) + 0.5f) / static_cast<float>(side) - 0.5f,
                  v = (static_cast<float>(r) + 0.5f) / static_cast<float>(side) - 0.5f;
      const float d = std::fabs(std::hypot(u * (1 + 0.1f * static_cast<float>(digit)), v) - 0.3f);
      tile.values.push_back(std::exp(-d * d * 160) * (0.9f + 0.1f * random.uniform()));
    }
  return tile;
}

Tile kernel_tile(int side, std::uint32_t seed) {
  Tile tile;
  tile.width = tile.height = side;
  Noise random(seed);
  for (int i = 0; i < side * side; ++i) tile.values.push_back(random.normal());
  tile.color = {-2, 2};
  return tile;
}

}  // namespace

SamplePage curves_samples(int step) {
  const int count = 40 + step % 3000;
  Plane loss = curves("step", {.label = "cross-entropy"});
  add_history(loss, "training", 0, count, 0.05f, 0.08f, 1);
  add_history(loss, "validation", 1, count, 0.09f, 0.02f, 2);
  add_history(loss, "training", 0, 500, 0.12f, 0.05f, 3).run = "η = 0.1";
  loss.vertical("best validation", count * 3, {kColorAccent});

  Plane norms = curves("step", {.label = "gradient norm", .logarithmic = true});
  for (int layer = 0; layer < 5; ++layer) {
    LineLayer& line = add_history(norms, "layer " + std::to_string(layer + 1), layer, 3000, 1e-4f, 0.2f,
                                  static_cast<std::uint32_t>(layer));
    for (float& y : line.y) y *= std::pow(10.0f, -1.2f * static_cast<float>(layer));
  }

  Plane accuracy = curves("passes over the data", {.label = "accuracy", .range = {0, 1}});
  LineLayer& rising = add_history(accuracy, "validation accuracy", kColorGood, 200, 0, 0.02f, 8);
  for (float& y : rising.y) y = 0.98f - 1.2f * y;
  LineLayer& hole = add_history(accuracy, "with holes", 3, 200, 0.1f, 0.1f, 9);
  hole.dashed = true;
  for (std::size_t i = 60; i < 90; ++i) hole.y[i] = std::numeric_limits<float>::quiet_NaN();

  const Plane empty = curves("step", {.label = "loss"});
  Plane narrow = curves("step", {.label = "half a decade", .logarithmic = true});
  add_history(narrow, "training", 0, 60, 0.3f, 0.02f, 5);
  Plane one = curves("step", {.label = "loss"});
  add_history(one, "after one step", 0, 1, 0.3f, 0, 1);
  Plane many = curves("step", {.label = "D(x)"});
  for (int i = 0; i < 12; ++i)
    add_history(many, "a line with a long name, number " + std::to_string(i), i, 400, 0.1f * static_cast<float>(i),
                0.05f, static_cast<std::uint32_t>(i));
  return {"Curves",
          {panel_of("Loss", 2, loss), panel_of("Gradient norms", 2, norms), panel_of("Accuracy", 1, accuracy),
           panel_of("Half a decade", 1, narrow), panel_of("Empty", 1, empty), panel_of("One point", 1, one),
           panel_of("Many lines", 1, many)}};
}

SamplePage images_samples(int step) {
  Images kernels;
  kernels.map = ColorMap::diverging;
  for (std::uint32_t i = 0; i < 6; ++i) {
    kernels.tiles.next() = kernel_tile(5, i + static_cast<std::uint32_t>(step / 50));
    kernels.tiles[i].label = "k" + std::to_string(i + 1);
  }
  Images maps;
  maps.map = ColorMap::viridis;
  const auto add = [&maps](const char* name, Range range, int count, int side) {
    maps.row(name, range);
    for (int i = 0; i < count; ++i) {
      Tile tile = digit_tile(i, side, 3);
      tile.row = static_cast<int>(maps.rows.size()) - 1;
      if (side == 28 && i == 0) tile.mark = {4, 6, 5, 5};
      maps.tiles.next() = tile;
    }
  };
  add("input · 28×28", {0, 1}, 1, 28);
  add("conv 1 · 8 × 24×24", {-1, 2.5}, 8, 24);
  add("pool 1 · 8 × 12×12", {-1, 2.5}, 8, 12);
  add("conv 2 · 16 × 8×8", {}, 16, 8);
  maps.row("output · 10", {-3, 3});
  Tile& outputs = maps.tiles.next();
  outputs.width = 10, outputs.height = 1, outputs.row = 4;
  outputs.values = {-2, 1, 0, 2, 1, -1, 0.5f, 0.1f, -0.7f, 1};
  Images mistakes;
  mistakes.picks_parameter = "example";
  for (int i = 0; i < 12; ++i) {
    Tile& tile = mistakes.tiles.next();
    tile = digit_tile(i % 10, 8, static_cast<std::uint32_t>(i));
    tile.label = std::to_string(i % 10) + " read as " + std::to_string((i + 3) % 10);
    tile.frame = i < 3 ? kColorBad : kColorMuted;
    tile.pick = i;
  }
  Images pad;
  pad.drawable = true;
  pad.tiles.next() = digit_tile(3, 28, 3);
  pad.tiles[0].label = "draw here";
  pad.tiles.next() = digit_tile(3, 8, 3);
  pad.tiles[1].label = "as the network sees it";
  Images many;
  many.map = ColorMap::cividis;
  for (int i = 0; i < 400; ++i) many.tiles.next() = digit_tile(i % 13, 12, static_cast<std::uint32_t>(i));
  return {"Images",
          {panel_of("Kernels of the first layer", 1, kernels), panel_of("Feature maps", 2, maps),
           panel_of("Worst mistakes", 2, mistakes), panel_of("Pad", 2, pad), panel_of("Four hundred", 1, many),
           panel_of("None", 1, Images{})}};
}

SamplePage text_samples(int) {
  Text text;
  text.heading("What to look at");
  text.paragraph("Watch the boundary while the network learns. Why does one hidden unit fail on XNOR, and what do "
                 "a hundred units buy that two layers of ten do not?");
  text.formula("L = −(1/n) Σᵢ [ yᵢ log σ(zᵢ) + (1 − yᵢ) log(1 − σ(zᵢ)) ]");
  text.value("accuracy", 98.3, {.unit = "%"});
  text.warning("The loss is no longer a finite number: the learning rate is too large.");
  return {"Text", {panel_of("Reading", 2, text), panel_of("Nothing", 1, Text{})}};
}

}  // namespace lectern
