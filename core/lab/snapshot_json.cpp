#include "core/lab/snapshot_json.h"

#include <iterator>

#include "core/lab/json_writer.h"
#include "core/math/state_hasher.h"

namespace lectern {
namespace {

// Writes the content of panels, one overload a kind; keys are the names of the fields.
class PanelWriter {
 public:
  explicit PanelWriter(JsonWriter& json) : json_(json) {}

  void operator()(const Plane& plane) const {
    axis("x", plane.x);
    axis("y", plane.y);
    json_.key("layers").begin_array();
    for (const PlaneLayer& layer : plane.layers) {
      json_.begin_object();
      std::visit(*this, layer);
      json_.end_object();
    }
    json_.end_array();
  }
  void operator()(const FieldLayer& layer) const {
    head("field", layer.label);
    grid(layer.rows, layer.cols, layer.values);
    range("x", layer.x);
    range("y", layer.y);
  }
  void operator()(const ContourLayer& layer) const {
    head("contour", layer.label);
    grid(layer.rows, layer.cols, layer.values);
    range("x", layer.x);
    range("y", layer.y);
    numbers("levels", layer.levels);
  }
  void operator()(const PointsLayer& layer) const {
    head("points", layer.label);
    numbers("x", layer.x);
    numbers("y", layer.y);
    numbers("color", layer.color);
  }
  void operator()(const LineLayer& layer) const {
    head("line", layer.label);
    numbers("x", layer.x);
    numbers("y", layer.y);
  }
  void operator()(const BandLayer& layer) const {
    head("band", layer.label);
    numbers("x", layer.x);
    numbers("low", layer.low);
    numbers("high", layer.high);
  }
  void operator()(const ArrowsLayer& layer) const {
    head("arrows", layer.label);
    numbers("x", layer.x);
    numbers("y", layer.y);
    numbers("dx", layer.dx);
    numbers("dy", layer.dy);
  }
  void operator()(const EllipsesLayer& layer) const {
    head("ellipses", layer.label);
    numbers("x", layer.x);
    numbers("y", layer.y);
    numbers("xx", layer.xx);
    numbers("xy", layer.xy);
    numbers("yy", layer.yy);
  }
  void operator()(const BarsLayer& layer) const {
    head("bars", layer.label);
    numbers("x", layer.x);
    numbers("height", layer.height);
    json_.key("width").value(layer.width);
  }
  void operator()(const HandlesLayer& layer) const {
    head("handles", layer.label);
    texts("id", layer.id);
    numbers("x", layer.x);
    numbers("y", layer.y);
  }

  void operator()(const Curves& curves) const {
    axis("x", curves.x);
    axis("y", curves.y);
    json_.key("series").begin_array();
    for (const Series& series : curves.series) {
      json_.begin_object().key("label").value(series.label);
      numbers("x", series.x);
      numbers("y", series.y);
      json_.end_object();
    }
    json_.end_array();
  }
  void operator()(const Images& images) const {
    json_.key("tiles").begin_array();
    for (const Tile& tile : images.tiles) {
      json_.begin_object().key("label").value(tile.label).key("width").value(tile.width).key("height").value(tile.height);
      numbers("values", tile.values);
      json_.end_object();
    }
    json_.end_array();
  }
  void operator()(const Network& network) const {
    json_.key("layers").begin_array();
    for (const NetworkLayer& layer : network.layers) {
      json_.begin_object().key("label").value(layer.label).key("note").value(layer.note);
      numbers("weights", layer.weights);
      json_.key("bias").begin_array();
      for (const Neuron& neuron : layer.neurons) json_.value(neuron.bias);
      json_.end_array().end_object();
    }
    json_.end_array();
  }
  void operator()(const Tree& tree) const {
    json_.key("nodes").begin_array();
    for (const TreeNode& node : tree.nodes) {
      json_.begin_object().key("label").value(node.label).key("left").value(node.left).key("right").value(node.right);
      json_.key("height").value(node.height).key("weight").value(node.weight).end_object();
    }
    json_.end_array();
  }
  void operator()(const MatrixCells& matrix) const {
    grid(matrix.rows, matrix.cols, matrix.values);
    texts("row_labels", matrix.row_labels);
    texts("col_labels", matrix.col_labels);
  }
  void operator()(const Distribution& distribution) const {
    json_.key("groups").begin_array();
    for (const DistributionGroup& group : distribution.groups) {
      json_.begin_object().key("label").value(group.label);
      numbers("edges", group.edges);
      numbers("weights", group.weights);
      numbers("at", group.at);
      numbers("density", group.density);
      json_.key("median").value(group.median).end_object();
    }
    json_.end_array();
  }
  void operator()(const Cloud& cloud) const {
    numbers("xyz", cloud.xyz);
    numbers("color", cloud.color);
  }
  void operator()(const Table& table) const {
    texts("columns", table.columns);
    json_.key("rows").begin_array();
    for (const TableRow& row : table.rows) json_.list(row.cells);
    json_.end_array();
  }
  void operator()(const Text& text) const {
    json_.key("lines").begin_array();
    for (const TextLine& line : text.lines) json_.value(line.text);
    json_.end_array();
  }

 private:
  void head(const char* kind, const std::string& label) const { json_.key("kind").value(kind).key("label").value(label); }
  void range(const char* name, const Range& range) const {
    json_.key(name).begin_array().value(range.low).value(range.high).end_array();
  }
  void axis(const char* name, const Axis& axis) const {
    json_.key(name).begin_object().key("label").value(axis.label);
    range("range", axis.range);
    json_.end_object();
  }
  void grid(int rows, int cols, const std::vector<float>& values) const {
    json_.key("rows").value(rows).key("cols").value(cols);
    numbers("values", values);
  }
  template <typename T>
  void numbers(const char* name, const std::vector<T>& values) const {
    json_.key(name).list(values);
  }
  void texts(const char* name, const std::vector<std::string>& values) const { json_.key(name).list(values); }

  JsonWriter& json_;
};

const char* kind_name(const PanelContent& content) {
  constexpr const char* kNames[] = {"plane",  "curves",       "images", "network", "tree",
                                    "matrix", "distribution", "cloud",  "table",   "text"};
  static_assert(std::size(kNames) == std::variant_size_v<PanelContent>);
  return kNames[content.index()];
}

}  // namespace

std::string snapshot_json(const Snapshot& snapshot, int threads) {
  JsonWriter json;
  json.begin_object().key("id").value(snapshot.plan.id).key("seed").value(snapshot.plan.seed);
  json.key("data_seed").value(snapshot.plan.data_seed).key("step").value(snapshot.step);
  json.key("status").value(status_name(snapshot.status)).key("message").value(snapshot.message);
  json.key("metrics").begin_object();
  for (const Metric& metric : snapshot.metrics) json.key(metric.id).value(metric.value);
  json.end_object().key("panels").begin_array();
  for (const Panel& panel : snapshot.panels) {
    json.begin_object().key("id").value(panel.id).key("title").value(panel.title);
    json.key("kind").value(kind_name(panel.content)).key("content").begin_object();
    std::visit(PanelWriter(json), panel.content);
    json.end_object().end_object();
  }
  json.end_array().key("state_hash").value(hash_text(snapshot.state_hash)).key("threads").value(threads).end_object();
  return json.text();
}

const char* status_name(RunStatus status) {
  switch (status) {
    case RunStatus::idle: return "idle";
    case RunStatus::running: return "running";
    case RunStatus::paused: return "paused";
    case RunStatus::finished: return "finished";
    case RunStatus::diverged: return "diverged";
    case RunStatus::failed: return "failed";
  }
  return "idle";
}

}  // namespace lectern
