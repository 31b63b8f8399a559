#include "core/lab/snapshot.h"

namespace lectern {
namespace {

// Inner lists first: an element forgotten by the outer list comes back with its own list rewound.
struct Rewind {
  void operator()(Plane& plane) const { plane.layers.rewind(); }
  void operator()(Curves& curves) const {
    for (Series& ghost : curves.ghosts) ghost.run.clear();  // named by whoever pins runs, not by demos
    curves.series.rewind();
    curves.ghosts.rewind();
  }
  void operator()(Images& images) const { images.tiles.rewind(); }
  void operator()(Network& network) const {
    for (NetworkLayer& layer : network.layers) layer.neurons.rewind();
    network.layers.rewind();
  }
  void operator()(Tree& tree) const { tree.nodes.rewind(); }
  void operator()(MatrixCells&) const {}
  void operator()(Distribution& distribution) const { distribution.groups.rewind(); }
  void operator()(Cloud& cloud) const { cloud.surfaces.rewind(); }
  void operator()(Table& table) const { table.rows.rewind(); }
  void operator()(Text& text) const { text.lines.rewind(); }
};

}  // namespace

void rewind(PanelContent& content) { std::visit(Rewind{}, content); }

void Snapshot::add_metric(std::string_view id, std::string_view label, double value, std::string_view unit) {
  Metric& metric = metrics.next();
  metric.id.assign(id);
  metric.label.assign(label);
  metric.value = value;
  metric.unit.assign(unit);
}

}  // namespace lectern
