#include "core/lab/snapshot.h"

#include "core/lab/glossary.h"

namespace lectern {
namespace {

// Inner lists first: an element forgotten by the outer list comes back with its own list rewound.
struct Rewind {
  void operator()(Plane& plane) const { plane.layers.rewind(); }
  void operator()(Images& images) const {
    images.tiles.rewind();
    images.rows.rewind();
  }
  void operator()(Network& network) const {
    for (NetworkLayer& layer : network.layers) layer.neurons.rewind();
    network.layers.rewind();
    network.buttons.rewind();
  }
  void operator()(Tree& tree) const { tree.nodes.rewind(); }
  void operator()(MatrixCells&) const {}
  void operator()(Distribution& distribution) const { distribution.groups.rewind(); }
  void operator()(Cloud& cloud) const {
    cloud.surfaces.rewind();
    cloud.names.rewind();
  }
  void operator()(Table& table) const { table.rows.rewind(); }
  void operator()(Text& text) const { text.lines.rewind(); }
};

}  // namespace

void rewind(PanelContent& content) { std::visit(Rewind{}, content); }

Plane& Snapshot::plane(std::string_view id, std::string_view title, const PanelText& text) {
  Plane& plane = add_panel<Plane>(id, title, text);
  plane.axes({}, {});
  plane.comparable = plane.accepts_points = plane.accepts_latent_picks = false;
  plane.point_classes = 0;
  plane.read_at.reset();
  return plane;
}

Plane& Snapshot::curves(std::string_view id, std::string_view title, const PanelText& text) {
  Plane& curves = plane(id, title, text);
  curves.comparable = true;
  return curves;
}

Images& Snapshot::images(std::string_view id, std::string_view title, const PanelText& text) {
  return add_panel<Images>(id, title, text).setup({});
}

Network& Snapshot::network(std::string_view id, std::string_view title, const PanelText& text) {
  return add_panel<Network>(id, title, text).fields({}, {-1, 1});
}

Tree& Snapshot::tree(std::string_view id, std::string_view title, const PanelText& text) {
  return add_panel<Tree>(id, title, text).setup(false, {});
}

MatrixCells& Snapshot::matrix(std::string_view id, std::string_view title, const PanelText& text) {
  return add_panel<MatrixCells>(id, title, text).cells(0, 0, {});
}

Distribution& Snapshot::distribution(std::string_view id, std::string_view title, const PanelText& text) {
  return add_panel<Distribution>(id, title, text).axes({}, {});
}

Cloud& Snapshot::cloud(std::string_view id, std::string_view title, const PanelText& text) {
  return add_panel<Cloud>(id, title, text).setup({}, {}, {});
}

Table& Snapshot::table(std::string_view id, std::string_view title, const PanelText& text) {
  return add_panel<Table>(id, title, text).head({});
}

Text& Snapshot::text(std::string_view id, std::string_view title, const PanelText& text) {
  return add_panel<Text>(id, title, text);
}

Numbers Snapshot::numbers(std::string_view title, const PanelText& text) {
  return {*this, this->text("numbers", title, text)};
}

const Metric& Snapshot::metric(std::string_view id, std::string_view label, double value, const ValueStyle& style) {
  add_metric(id, label, value, style.unit);
  Metric& added = metrics[metrics.size() - 1];
  added.digits = style.digits;
  return added;
}

const Metric& Snapshot::metric(std::string_view id, double value, const ValueStyle& style) {
  return metric(id, glossary_metric_label(id), value, style);
}

Numbers& Numbers::add(std::string_view id, std::string_view label, double value, const ValueStyle& style) {
  snapshot_.metric(id, label, value, style);
  text_.value(label, value, style);
  return *this;
}

Numbers& Numbers::add(std::string_view id, double value, const ValueStyle& style) {
  return add(id, glossary_metric_label(id), value, style);
}

void Snapshot::add_metric(std::string_view id, std::string_view label, double value, std::string_view unit) {
  Metric& metric = metrics.next();
  metric.id.assign(id);
  metric.label.assign(label);
  metric.value = value;
  metric.unit.assign(unit);
  metric.digits = 4;
}

}  // namespace lectern
