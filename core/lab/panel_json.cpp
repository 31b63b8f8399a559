#include "core/lab/panel_json.h"

#include <iterator>

namespace lectern {
namespace {

const char* name_of(ColorMap map) {
  switch (map) {
    case ColorMap::viridis: return "viridis";
    case ColorMap::cividis: return "cividis";
    case ColorMap::diverging: return "diverging";
    case ColorMap::greys: return "greys";
  }
  return "";
}

const char* name_of(Marker marker) {
  switch (marker) {
    case Marker::circle: return "circle";
    case Marker::square: return "square";
    case Marker::diamond: return "diamond";
    case Marker::triangle: return "triangle";
    case Marker::cross: return "cross";
    case Marker::plus: return "plus";
    case Marker::ring: return "ring";
  }
  return "";
}

const char* name_of(TextStyle style) {
  switch (style) {
    case TextStyle::paragraph: return "paragraph";
    case TextStyle::heading: return "heading";
    case TextStyle::formula: return "formula";
    case TextStyle::value: return "value";
    case TextStyle::warning: return "warning";
  }
  return "";
}

// Writes fields into the object that is open.
class Fields {
 public:
  explicit Fields(JsonWriter& json) : json_(json) {}

  template <typename T>
  const Fields& value(const char* name, const T& value) const {
    json_.key(name).value(value);
    return *this;
  }
  template <typename T>
  const Fields& values(const char* name, const std::vector<T>& values) const {
    json_.key(name).list(values);
    return *this;
  }
  const Fields& range(const char* name, const Range& range) const {
    json_.key(name).begin_array().value(range.low).value(range.high).end_array();
    return *this;
  }
  const Fields& axis(const char* name, const Axis& axis) const {
    json_.key(name);
    write(axis);
    return *this;
  }
  const Fields& grid(int rows, int cols, const std::vector<float>& cells) const {
    return value("rows", rows).value("cols", cols).values("values", cells);
  }
  const Fields& color(const char* name, ColorRole role) const {
    json_.key(name);
    write(role);
    return *this;
  }
  const Fields& colors(const char* name, const std::vector<int>& roles) const {
    json_.key(name).begin_array();
    for (const int role : roles) write(role);
    json_.end_array();
    return *this;
  }
  // An array of what `write_one` writes for each item.
  template <typename List, typename WriteOne>
  const Fields& list(const char* name, const List& items, WriteOne write_one) const {
    json_.key(name).begin_array();
    for (const auto& item : items) write_one(item);
    json_.end_array();
    return *this;
  }
  // The same where each item is an object.
  template <typename List, typename WriteFields>
  const Fields& objects(const char* name, const List& items, WriteFields write_fields) const {
    return list(name, items, [&](const auto& item) {
      json_.begin_object();
      write_fields(item);
      json_.end_object();
    });
  }
  void write(const Axis& axis) const {
    json_.begin_object();
    value("label", axis.label).range("range", axis.range).value("logarithmic", axis.logarithmic);
    if (!axis.names.empty()) values("names", axis.names).value("first_name", axis.first_name);
    json_.end_object();
  }
  void write(ColorRole role) const {
    switch (role) {
      case kColorForeground: json_.value("foreground"); break;
      case kColorMuted: json_.value("muted"); break;
      case kColorGood: json_.value("good"); break;
      case kColorBad: json_.value("bad"); break;
      case kColorAccent: json_.value("accent"); break;
      default: json_.value(role);
    }
  }

 private:
  JsonWriter& json_;
};

struct LayerWriter {
  const Fields& to;

  const Fields& head(const char* kind, const std::string& label) const {
    return to.value("kind", kind).value("label", label);
  }
  void operator()(const FieldLayer& l) const {
    head("field", l.label).grid(l.rows, l.cols, l.values).range("x", l.x).range("y", l.y).range("color", l.color);
    to.value("map", name_of(l.map)).value("discrete_classes", l.discrete_classes).value("show_scale", l.show_scale);
  }
  void operator()(const ContourLayer& l) const {
    head("contour", l.label).grid(l.rows, l.cols, l.values).range("x", l.x).range("y", l.y);
    to.values("levels", l.levels).color("color", l.color);
  }
  void operator()(const PointsLayer& l) const {
    head("points", l.label).values("x", l.x).values("y", l.y).colors("color", l.color).values("opacity", l.opacity);
    to.value("marker", name_of(l.marker)).value("size_px", l.size_px).value("drawn_by_user", l.drawn_by_user);
  }
  void operator()(const LineLayer& l) const {
    head("line", l.label).values("x", l.x).values("y", l.y).color("color", l.color);
    to.value("width_px", l.width_px).value("dashed", l.dashed);
    if (!l.run.empty()) to.value("run", l.run);
  }
  void operator()(const BandLayer& l) const {
    head("band", l.label).values("x", l.x).values("low", l.low).values("high", l.high).color("color", l.color);
  }
  void operator()(const ArrowsLayer& l) const {
    head("arrows", l.label).values("x", l.x).values("y", l.y).values("dx", l.dx).values("dy", l.dy);
    to.color("color", l.color);
  }
  void operator()(const EllipsesLayer& l) const {
    head("ellipses", l.label).values("x", l.x).values("y", l.y).values("xx", l.xx).values("xy", l.xy);
    to.values("yy", l.yy).colors("color", l.color);
  }
  void operator()(const BarsLayer& l) const {
    head("bars", l.label).values("x", l.x).values("height", l.height).value("width", l.width).color("color", l.color);
  }
  void operator()(const HandlesLayer& l) const {
    head("handles", l.label).values("id", l.id).values("x", l.x).values("y", l.y).color("color", l.color);
    to.value("horizontal_only", l.horizontal_only);
  }
  void operator()(const RuleLayer& l) const {
    head("rule", l.label).value("at", l.at).value("vertical", l.vertical).color("color", l.color);
    to.value("dashed", l.dashed);
  }
  void operator()(const StraightLayer& l) const {
    head("straight", l.label).value("a", l.a).value("b", l.b).value("c", l.c).color("color", l.color);
    to.value("width_px", l.width_px).value("dashed", l.dashed);
  }
};

struct ContentWriter {
  const Fields& to;

  void operator()(const Plane& p) const {
    to.axis("x", p.x).axis("y", p.y).value("equal_scale", p.equal_scale).value("comparable", p.comparable);
    to.value("accepts_points", p.accepts_points);
    to.value("point_classes", p.point_classes).value("accepts_latent_picks", p.accepts_latent_picks);
    to.objects("layers", p.layers, [&](const PlaneLayer& layer) { std::visit(LayerWriter{to}, layer); });
  }
  void operator()(const Images& i) const {
    to.value("map", name_of(i.map)).value("columns", i.columns).value("picks_parameter", i.picks_parameter);
    to.value("picks_pixels", i.picks_pixels).value("numbers", i.numbers);
    to.value("drawable", i.drawable).objects("tiles", i.tiles, [&](const Tile& t) {
      to.value("label", t.label).value("width", t.width).value("height", t.height).values("values", t.values);
      to.range("color", t.color).color("frame", t.frame).value("pick", t.pick);
      if (t.channels != 1) to.value("channels", t.channels);
      if (t.row >= 0) to.value("row", t.row);
      if (t.mark.height > 0)
        to.value("mark_row", t.mark.row)
            .value("mark_column", t.mark.column)
            .value("mark_height", t.mark.height)
            .value("mark_width", t.mark.width);
    });
    if (!i.rows.empty())
      to.objects("rows", i.rows, [&](const TileRow& r) { to.value("name", r.name).range("color", r.color); });
  }
  void operator()(const Network& n) const {
    const auto neuron = [&](const Neuron& one) {
      to.value("label", one.label).values("field", one.field).value("bias", one.bias);
      to.value("activation", one.activation).value("gradient", one.gradient).value("dropped", one.dropped);
    };
    to.value("field_rows", n.field_rows).value("field_cols", n.field_cols).range("field_x", n.field_x);
    to.range("field_y", n.field_y).range("field_color", n.field_color);
    to.value("picks_parameter", n.picks_parameter).value("one_example", n.one_example).value("editable", n.editable);
    to.objects("layers", n.layers, [&](const NetworkLayer& layer) {
      to.value("label", layer.label).value("note", layer.note).objects("neurons", layer.neurons, neuron);
      to.values("weights", layer.weights);
    });
    if (!n.buttons.empty())
      to.objects("buttons", n.buttons, [&](const NetworkButton& b) {
        to.value("label", b.label).value("parameter", b.parameter).value("value", b.value).value("layer", b.layer);
        to.value("is_on", b.is_on);
      });
  }
  void operator()(const Tree& t) const {
    to.value("dendrogram", t.dendrogram).value("height_label", t.height_label);
    if (t.has_cut) to.value("cut_height", t.cut_height);
    to.objects("nodes", t.nodes, [&](const TreeNode& node) {
      to.value("label", node.label).value("left", node.left).value("right", node.right).value("height", node.height);
      to.color("color", node.color).value("weight", node.weight);
    });
  }
  void operator()(const MatrixCells& m) const {
    to.grid(m.rows, m.cols, m.values).values("row_labels", m.row_labels).values("col_labels", m.col_labels);
    to.value("row_title", m.row_title).value("col_title", m.col_title).value("decimals", m.decimals);
    to.value("map", name_of(m.map)).range("color", m.color).value("editable", m.editable);
  }
  void operator()(const Distribution& d) const {
    to.axis("value", d.value).value("weight_label", d.weight_label).value("violins", d.violins);
    to.objects("groups", d.groups, [&](const DistributionGroup& g) {
      to.value("label", g.label).color("color", g.color).values("edges", g.edges).values("weights", g.weights);
      to.values("at", g.at).values("density", g.density).value("median", g.median);
    });
  }
  void operator()(const Cloud& c) const {
    to.list("axes", c.axes, [&](const Axis& axis) { to.write(axis); });
    to.values("xyz", c.xyz).colors("color", c.color).value("size_px", c.size_px);
    to.objects("surfaces", c.surfaces, [&](const CloudSurface& s) {
      to.value("label", s.label).value("rows", s.rows).value("cols", s.cols).values("z", s.z);
      to.range("x", s.x).range("y", s.y).color("color", s.color);
    });
    if (!c.names.empty())
      to.objects("names", c.names, [&](const CloudName& n) { to.value("label", n.label).color("color", n.color); });
  }
  void operator()(const Table& t) const {
    to.values("columns", t.columns).objects("rows", t.rows, [&](const TableRow& row) {
      to.values("cells", row.cells).color("color", row.color);
    });
  }
  void operator()(const Text& t) const {
    to.objects("lines", t.lines, [&](const TextLine& line) {
      to.value("style", name_of(line.style)).value("text", line.text);
      if (line.style != TextStyle::value) return;
      to.value("value", line.value).value("unit", line.unit).value("note", line.note);
    });
  }
};

}  // namespace

const char* kind_name(const PanelContent& content) {
  constexpr const char* kNames[] = {"plane",        "images", "network", "tree", "matrix",
                                    "distribution", "cloud",  "table",   "text"};
  static_assert(std::size(kNames) == std::variant_size_v<PanelContent>);
  return kNames[content.index()];
}

void write_panel(JsonWriter& json, const Panel& panel) {
  const Fields fields(json);
  json.begin_object();
  fields.value("id", panel.id).value("title", panel.title).value("help", panel.help).value("weight", panel.weight);
  if (panel.sound) fields.value("sound", panel.sound->name);
  json.key("kind").value(kind_name(panel.content)).key("content").begin_object();
  std::visit(ContentWriter{fields}, panel.content);
  json.end_object().end_object();
}

}  // namespace lectern
