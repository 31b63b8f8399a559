#include <algorithm>

#include "web/gallery/noise.h"
#include "web/gallery/samples.h"

namespace lectern {
namespace {

Panel panel_of(std::string id, PanelContent content) {
  Panel panel;
  panel.title = id;
  panel.id = std::move(id);
  panel.content = std::move(content);
  return panel;
}

Network network_of(const std::vector<int>& widths, bool fields) {
  Network network;
  network.field_rows = network.field_cols = fields ? 20 : 0;
  network.field_x = network.field_y = {-6, 6};
  Noise random(7);
  for (std::size_t l = 0; l < widths.size(); ++l) {
    NetworkLayer& layer = network.layers.next();
    layer.label = l == 0                   ? "input"
                  : l + 1 == widths.size() ? "output · sigmoid"
                                           : "hidden " + std::to_string(l) + " · tanh";
    if (l > 0) layer.note = "‖∇‖ " + std::to_string(0.01 * static_cast<double>(l)).substr(0, 5);
    for (int n = 0; n < widths[l]; ++n) {
      Neuron& neuron = layer.neurons.next();
      if (l == 0) neuron.label = n == 0 ? "x₁" : "x₂";
      if (l + 1 == widths.size()) neuron.label = "P(1)";
      neuron.bias = 0.3f * random.normal();
      neuron.activation = 0.5f * random.normal();
      neuron.gradient = 0.01f * std::fabs(random.normal());
      neuron.dropped = l > 0 && l + 1 < widths.size() && n % 5 == 3;
      const float a = random.normal(), b = random.normal(), c = random.normal();
      for (int r = 0; r < network.field_rows; ++r)
        for (int k = 0; k < network.field_cols; ++k) {
          const float x = static_cast<float>(k) / 10 - 1, y = static_cast<float>(r) / 10 - 1;
          neuron.field.push_back(
              l == 0 ? (n == 0 ? x : y)
                     : std::tanh(2 * a * x + 2 * b * y + c + static_cast<float>(l - 1) * std::sin(3 * x * y)));
        }
    }
    if (l == 0) continue;
    for (int i = 0; i < widths[l] * widths[l - 1]; ++i) layer.weights.push_back(random.normal());
  }
  return network;
}

Tree decision_tree() {
  Tree tree;
  const auto node = [&](std::string label, int left, int right, float depth, ColorRole color, float weight) {
    tree.nodes.next() = {std::move(label), left, right, depth, color, weight};
  };
  node("x₁ < 0.42", 1, 2, 0, kColorMuted, 1);
  node("x₂ < −1.3", 3, 4, 1, kColorMuted, 0.6f);
  node("x₁ < 2.7", 5, 6, 1, kColorMuted, 0.4f);
  node("class 0", -1, -1, 2, 0, 0.35f);
  node("class 1", -1, -1, 2, 1, 0.25f);
  node("x₂ < 0.1", 7, 8, 2, kColorMuted, 0.3f);
  node("class 2", -1, -1, 2, 2, 0.1f);
  node("class 0", -1, -1, 3, 0, 0.2f);
  node("class 1", -1, -1, 3, 1, 0.1f);
  return tree;
}

Tree dendrogram(int leaves) {
  Tree tree;
  tree.dendrogram = true;
  tree.height_label = "distance";
  tree.has_cut = true;
  tree.cut_height = 2.2f;
  // A balanced tree: node i has the children 2i + 1 and 2i + 2.
  for (int i = 0; i < 2 * leaves - 1; ++i) {
    TreeNode& node = tree.nodes.next();
    const bool leaf = 2 * i + 2 >= 2 * leaves - 1;
    node.left = leaf ? -1 : 2 * i + 1;
    node.right = leaf ? -1 : 2 * i + 2;
    node.height = leaf ? 0 : 5.0f / static_cast<float>(i / 2 + 1);
    node.label = leaf ? std::to_string(i) : "";
    node.color = i > 2 ? i % 3 : kColorMuted;
  }
  return tree;
}

MatrixCells confusion() {
  MatrixCells matrix;
  matrix.rows = matrix.cols = 10;
  matrix.row_title = "true digit";
  matrix.col_title = "predicted digit";
  for (int i = 0; i < 10; ++i)
    matrix.row_labels.push_back(std::to_string(i)), matrix.col_labels.push_back(std::to_string(i));
  for (int i = 0; i < 100; ++i)
    matrix.values.push_back(i % 11 == 0 ? 35.0f - static_cast<float>(i % 7) : i % 13 == 5 ? 2.0f : 0.0f);
  return matrix;
}

MatrixCells kernel() {
  MatrixCells matrix;
  matrix.rows = matrix.cols = 3;
  matrix.decimals = 2;
  matrix.map = ColorMap::diverging;
  matrix.editable = true;
  matrix.values = {-1, 0, 1, -2, 0, 2, -1, 0, 1};
  return matrix;
}

MatrixCells correlations() {
  MatrixCells matrix;
  matrix.rows = 40, matrix.cols = 60;
  matrix.map = ColorMap::diverging;
  matrix.color = {-1, 1};
  matrix.decimals = 2;
  for (int r = 0; r < 40; ++r) matrix.row_labels.push_back("feature " + std::to_string(r));
  for (int r = 0; r < 60; ++r) matrix.col_labels.push_back(std::to_string(r));
  for (int i = 0; i < 2400; ++i) matrix.values.push_back(std::sin(0.07f * static_cast<float>(i)));
  return matrix;
}

Distribution histograms() {
  Distribution distribution;
  distribution.value.label = "invariant mass [GeV]";
  distribution.weight_label = "events";
  for (int g = 0; g < 2; ++g) {
    DistributionGroup& group = distribution.groups.next();
    group.label = g == 0 ? "background" : "signal";
    group.color = g;
    for (int i = 0; i <= 40; ++i) group.edges.push_back(100 + static_cast<float>(i));
    for (int i = 0; i < 40; ++i) {
      const float x = static_cast<float>(i);
      group.weights.push_back(g == 0 ? 900 * std::exp(-x / 18) : 300 * std::exp(-(x - 25) * (x - 25) / 12));
    }
  }
  return distribution;
}

Distribution violins() {
  Distribution distribution;
  distribution.value.label = "weight";
  distribution.violins = true;
  for (int g = 0; g < 5; ++g) {
    DistributionGroup& group = distribution.groups.next();
    group.label = "layer " + std::to_string(g + 1);
    group.color = g;
    group.median = 0.2f * static_cast<float>(g) - 0.3f;
    for (int i = 0; i <= 60; ++i) {
      const float v = -3 + 0.1f * static_cast<float>(i), d = v - group.median, s = 0.4f + 0.15f * static_cast<float>(g);
      group.at.push_back(v);
      group.density.push_back(std::exp(-d * d / (2 * s * s)) + 0.3f * std::exp(-(d - 1) * (d - 1) * 8));
    }
  }
  return distribution;
}

Cloud cloud(bool surface) {
  Cloud cloud;
  cloud.axes[0].label = "x₁";
  cloud.axes[1].label = "x₂";
  cloud.axes[2].label = surface ? "potential" : "x₃";
  Noise random(3);
  for (int i = 0; i < (surface ? 60 : 1500); ++i) {
    const float x = random.normal(), y = random.normal();
    cloud.xyz.insert(cloud.xyz.end(),
                     {x, y, surface ? 0.3f * (x * x + y * y) + 0.2f : 0.8f * x - 0.4f * y + 0.3f * random.normal()});
    cloud.color.push_back(x > 0 ? 1 : 0);
  }
  if (!surface) return cloud;
  CloudSurface& mesh = cloud.surfaces.next();
  mesh.rows = mesh.cols = 30;
  mesh.x = mesh.y = {-2.5, 2.5};
  mesh.color = kColorAccent;
  for (int r = 0; r < 30; ++r)
    for (int c = 0; c < 30; ++c) {
      const float x = static_cast<float>(c) / 29 * 5 - 2.5f, y = static_cast<float>(r) / 29 * 5 - 2.5f;
      mesh.z.push_back(0.3f * (x * x + y * y) * (1 - 0.4f * std::exp(-x * x)));
    }
  return cloud;
}

Table table() {
  Table table;
  table.columns = {"model", "parameters", "accuracy", "loss"};
  for (int i = 0; i < 30; ++i)
    table.rows.next() = {{"network " + std::to_string(i), std::to_string(i * 137), "0.9" + std::to_string(i),
                          "0.00" + std::to_string(i + 10)},
                         i == 2   ? kColorGood
                         : i == 4 ? kColorBad
                                  : kColorForeground};
  return table;
}

}  // namespace

SamplePage network_samples(int) {
  return {"Network",
          {panel_of("A small network", network_of({2, 4, 3, 1}, true)),
           panel_of("Wide and deep", network_of({2, 64, 64, 64, 32, 16, 8, 1}, true)),
           panel_of("One unit", network_of({2, 1}, true)),
           panel_of("Without fields", network_of({6, 10, 10, 3}, false)),
           panel_of("A hundred units", network_of({2, 100, 1}, true)), panel_of("No layers", Network{})}};
}

SamplePage structure_samples(int) {
  return {"Trees and matrices",
          {panel_of("Decision tree", decision_tree()), panel_of("Dendrogram", dendrogram(32)),
           panel_of("Confusion matrix", confusion()), panel_of("Kernel", kernel()),
           panel_of("Correlations", correlations()), panel_of("Table", table())}};
}

SamplePage distribution_samples(int) {
  return {"Distributions and clouds",
          {panel_of("Histograms", histograms()), panel_of("Violins", violins()), panel_of("Point cloud", cloud(false)),
           panel_of("Surface", cloud(true)), panel_of("Empty histogram", Distribution{}),
           panel_of("Empty cloud", Cloud{})}};
}

}  // namespace lectern
