#include "web/model/panel_sentence.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace lectern {

namespace {

constexpr std::size_t kMostParts = 12;
constexpr std::size_t kMostCells = 36;
constexpr std::size_t kMostClassPlaces = 4;
// A line whose ends differ by less than this share of its range neither rises nor falls.
constexpr double kLevelShare = 0.05;

// Sentences of the parts of a panel; of many the first.
class Parts {
 public:
  void add(std::string part) {
    if (part.empty()) return;
    ++count_;
    if (count_ > kMostParts) return;
    if (!text_.empty()) text_ += ' ';
    text_ += sentence(std::move(part));
  }
  std::string text() const {
    if (count_ <= kMostParts) return text_;
    return text_ + " And " + std::to_string(count_ - kMostParts) + " more.";
  }

 private:
  // With a capital where it begins with a plain letter, and an end.
  static std::string sentence(std::string part) {
    const bool begins_with_word =
        part.size() > 1 && part[0] >= 'a' && part[0] <= 'z' && part[1] >= 'a' && part[1] <= 'z';
    if (begins_with_word) part[0] = static_cast<char>(part[0] - 'a' + 'A');
    const char last = part.back();
    if (last != '.' && last != '!' && last != '?') part += '.';
    return part;
  }

  std::string text_;
  std::size_t count_ = 0;
};

std::string named(const std::string& label, const char* without) { return label.empty() ? without : label; }

std::string how_many(std::size_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

// An axis label without its unit, and the unit: "energy", "J" of "energy [J]".
struct AxisWords {
  std::string name, unit;
};

AxisWords axis_words(const std::string& label) {
  const std::size_t open = label.rfind(" ["), close = label.rfind(']');
  if (open == std::string::npos || close == std::string::npos || close < open) return {label, ""};
  return {label.substr(0, open), label.substr(open + 2, close - open - 2)};
}

bool is_word(const std::string& text) {
  return text.size() > 2 && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

std::string with_unit(double value, const std::string& unit) {
  return spoken_number(value) + (unit.empty() ? "" : " " + unit);
}

// "step 5300", "x = 0.3", "energy = 3 J", or the name of the place.
std::string place_on(const Axis& axis, double value) {
  if (!axis.names.empty()) {
    const double index = std::round(value - axis.first_name);
    if (index >= 0 && index < static_cast<double>(axis.names.size()))
      return axis.names[static_cast<std::size_t>(index)];
  }
  const AxisWords words = axis_words(axis.label);
  if (words.name.empty()) return with_unit(value, words.unit);
  return words.name + (is_word(words.name) && words.unit.empty() ? " " : " = ") + with_unit(value, words.unit);
}

std::string place(double x, double y) { return "(" + spoken_number(x) + ", " + spoken_number(y) + ")"; }

struct Least {
  std::size_t least = 0, most = 0;  // positions
};

// Of the finite values; nothing where there are none.
std::optional<Least> ends_of(std::span<const float> values) {
  std::optional<Least> ends;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) continue;
    if (!ends) ends = Least{i, i};
    if (values[i] < values[ends->least]) ends->least = i;
    if (values[i] > values[ends->most]) ends->most = i;
  }
  return ends;
}

std::string range_words(double low, double high) {
  const std::string from = spoken_number(low), to = spoken_number(high);
  return from == to ? "at " + from : "from " + from + " to " + to;
}

// ---- Lines -----------------------------------------------------------------------------------------

// ", least at step 5300", with the value where it is not the one already told.
std::string extreme(const char* word, double value, const std::string& told, const std::string& where) {
  const std::string spoken = spoken_number(value);
  return std::string(", ") + word + (spoken == told ? "" : " " + spoken) + " at " + where;
}

// xs, ys  finite, xs ascending
std::string course(const std::string& name, const Axis& axis, const std::vector<float>& xs,
                   const std::vector<float>& ys) {
  const Least ends = *ends_of(ys);
  const double first = ys.front(), last = ys.back(), least = ys[ends.least], most = ys[ends.most];
  const std::string from = spoken_number(first), to = spoken_number(last);
  const std::string low = spoken_number(least), high = spoken_number(most);
  if (ys.size() == 1) return name + " is " + from + " at " + place_on(axis, xs.front());
  if (low == high) return name + " stays at " + low;
  const std::string least_at = place_on(axis, xs[ends.least]), most_at = place_on(axis, xs[ends.most]);
  if (std::fabs(last - first) < kLevelShare * (most - least)) {
    const std::string ends_words = from == to ? " begins and ends at " + from : " goes from " + from + " to " + to;
    return name + ends_words + extreme("least", least, "", least_at) + extreme("most", most, "", most_at);
  }
  const bool falls = last < first;
  std::string text = name + (falls ? " falls from " : " rises from ") + from + " to " + to;
  // Towards where it goes always, the other way only where it went beyond its start.
  text += falls ? extreme("least", least, to, least_at) : extreme("most", most, to, most_at);
  if (falls && high != from) text += extreme("most", most, "", most_at);
  if (!falls && low != from) text += extreme("least", least, "", least_at);
  return text;
}

std::string line_words(const LineLayer& line, const Axis& axis) {
  std::vector<float> xs, ys;
  bool is_course = true;
  for (std::size_t i = 0; i < std::min(line.x.size(), line.y.size()); ++i) {
    if (!std::isfinite(line.x[i]) || !std::isfinite(line.y[i])) continue;
    is_course = is_course && (xs.empty() || line.x[i] >= xs.back());
    xs.push_back(line.x[i]);
    ys.push_back(line.y[i]);
  }
  if (xs.empty()) return "";
  const std::string name = named(line.label, "a line") + (line.run.empty() ? "" : " (" + line.run + ")");
  // Upright lines have no course either.
  if (is_course && (xs.size() == 1 || xs.front() < xs.back())) return course(name, axis, xs, ys);
  return name + " runs from " + place(xs.front(), ys.front()) + " to " + place(xs.back(), ys.back());
}

// ---- The other layers of planes ------------------------------------------------------------------------

double cell_centre(Range range, int count, std::size_t index) {
  return range.low + (range.high - range.low) * (static_cast<double>(index) + 0.5) / std::max(count, 1);
}

std::string field_range_words(const FieldLayer& field) {
  const std::optional<Least> ends = ends_of(field.values);
  if (!ends || field.cols <= 0) return "";
  const auto cols = static_cast<std::size_t>(field.cols);
  const auto where = [&](std::size_t i) {
    return place(cell_centre(field.x, field.cols, i % cols), cell_centre(field.y, field.rows, i / cols));
  };
  const double low = field.values[ends->least], high = field.values[ends->most];
  const std::string name = named(field.label, "the field");
  if (spoken_number(low) == spoken_number(high)) return name + " is " + spoken_number(low) + " everywhere";
  return name + " goes from " + spoken_number(low) + " at " + where(ends->least) + " to " + spoken_number(high) +
         " at " + where(ends->most);
}

std::string percent(std::size_t part, std::size_t whole) {
  const double share = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  if (part > 0 && share < 1) return "less than 1 %";
  return spoken_number(std::round(share), 0) + " %";
}

std::string class_shares_words(const FieldLayer& field) {
  std::map<int, std::size_t> cells;
  std::size_t known = 0;
  for (const float value : field.values) {
    if (!std::isfinite(value)) continue;
    ++cells[static_cast<int>(std::floor(value))];
    ++known;
  }
  if (known == 0) return "";
  std::string text = named(field.label, "the decision") + ": ";
  bool first = true;
  for (const auto& [number, count] : cells) {
    if (!std::exchange(first, false)) text += ", ";
    text += "class " + std::to_string(number) + " on " + percent(count, known) + " of the picture";
  }
  return text;
}

std::string levels_words(const ContourLayer& contours) {
  std::string text;
  for (const float level : contours.levels) text += (text.empty() ? "" : ", ") + spoken_number(level);
  return text.empty() ? "" : named(contours.label, "contours") + ": drawn where the value is " + text;
}

// The points of one class.
struct Group {
  std::size_t count = 0;
  double x = 0, y = 0;  // sums
  void add(double at_x, double at_y) { ++count, x += at_x, y += at_y; }
  std::string centre() const { return place(x / static_cast<double>(count), y / static_cast<double>(count)); }
};

std::string points_words(const PointsLayer& points) {
  std::map<ColorRole, Group> groups;
  Group all;
  for (std::size_t i = 0; i < std::min(points.x.size(), points.y.size()); ++i) {
    if (!std::isfinite(points.x[i]) || !std::isfinite(points.y[i])) continue;
    const ColorRole role =
        points.color.empty() ? 0 : points.color[points.color.size() == 1 ? 0 : i % points.color.size()];
    groups[role].add(points.x[i], points.y[i]);
    all.add(points.x[i], points.y[i]);
  }
  if (all.count == 0) return "";
  const std::string name = named(points.label, "points");
  if (all.count == 1) return name + ": one point at " + all.centre();
  std::string text = name + ": " + std::to_string(all.count) + " points";
  if (groups.size() < 2) return text + " around " + all.centre();
  bool first = true;
  for (const auto& [role, group] : groups) {
    text += std::exchange(first, false) ? ", " : "; ";
    text += std::to_string(group.count) + (role < 0 ? " of no class" : " of class " + std::to_string(role));
    if (groups.size() <= kMostClassPlaces) text += " around " + group.centre();
  }
  return text;
}

std::string bars_words(const BarsLayer& bars, const Axis& axis) {
  const std::optional<Least> ends = ends_of(bars.height);
  if (!ends || bars.x.size() != bars.height.size()) return "";
  const std::string name = named(bars.label, "bars") + ": " + how_many(bars.height.size(), "bar", "bars");
  const std::string low = spoken_number(bars.height[ends->least]), high = spoken_number(bars.height[ends->most]);
  if (low == high) return name + (bars.height.size() == 1 ? " of " : ", all of ") + high;
  return name + ", highest " + high + " at " + place_on(axis, bars.x[ends->most]) + ", lowest " + low + " at " +
         place_on(axis, bars.x[ends->least]);
}

std::string band_words(const BandLayer& band, const Axis& axis) {
  std::vector<float> widths;
  for (std::size_t i = 0; i < std::min({band.x.size(), band.low.size(), band.high.size()}); ++i)
    widths.push_back(band.high[i] - band.low[i]);
  const std::optional<Least> ends = ends_of(widths);
  if (!ends) return "";
  const std::string name = named(band.label, "the band");
  const std::string low = spoken_number(widths[ends->least]), high = spoken_number(widths[ends->most]);
  if (low == high) return name + " is " + low + " wide";
  return name + " is narrowest, " + low + ", at " + place_on(axis, band.x[ends->least]) + " and widest, " + high +
         ", at " + place_on(axis, band.x[ends->most]);
}

std::string arrows_words(const ArrowsLayer& arrows) {
  const std::size_t count = std::min({arrows.x.size(), arrows.y.size(), arrows.dx.size(), arrows.dy.size()});
  if (count == 0) return "";
  std::vector<float> lengths;
  for (std::size_t i = 0; i < count; ++i)
    lengths.push_back(std::sqrt(arrows.dx[i] * arrows.dx[i] + arrows.dy[i] * arrows.dy[i]));
  const std::optional<Least> ends = ends_of(lengths);
  if (!ends) return "";
  const std::size_t i = ends->most;
  const std::string way = "from " + place(arrows.x[i], arrows.y[i]) + " to " +
                          place(arrows.x[i] + arrows.dx[i], arrows.y[i] + arrows.dy[i]);
  if (count == 1) return named(arrows.label, "an arrow") + " points " + way;
  return named(arrows.label, "arrows") + ": " + std::to_string(count) + " arrows, the longest " + way;
}

std::string ellipses_words(const EllipsesLayer& ellipses) {
  const std::size_t count = std::min(ellipses.x.size(), ellipses.y.size());
  if (count == 0) return "";
  std::string text = named(ellipses.label, "ellipses") + ": " + how_many(count, "ellipse", "ellipses") + " around ";
  for (std::size_t i = 0; i < std::min(count, kMostClassPlaces); ++i)
    text += (i > 0 ? ", " : "") + place(ellipses.x[i], ellipses.y[i]);
  return count > kMostClassPlaces ? text + " and others" : text;
}

std::string handles_words(const HandlesLayer& handles, const Axis& x) {
  std::string text;
  for (std::size_t i = 0; i < std::min(handles.x.size(), handles.y.size()); ++i) {
    text += text.empty() ? "" : ", ";
    text += handles.horizontal_only ? place_on(x, handles.x[i]) : place(handles.x[i], handles.y[i]);
  }
  return text.empty() ? "" : named(handles.label, "a handle") + ": can be dragged, now at " + text;
}

std::string rule_words(const RuleLayer& rule, const Plane& plane) {
  if (!std::isfinite(rule.at)) return "";
  return named(rule.label, "a straight line") + " at " + place_on(rule.vertical ? plane.x : plane.y, rule.at);
}

std::string straight_words(const StraightLayer& line, const Plane& plane) {
  if (!(line.a != 0 || line.b != 0) || !std::isfinite(line.a + line.b + line.c)) return "";
  const auto axis_name = [](const Axis& axis, const char* without) {
    const std::string name = axis_words(axis.label).name;
    return name.empty() ? without : name;
  };
  return named(line.label, "a straight line") + " is where " + spoken_number(line.a) + " times " +
         axis_name(plane.x, "x") + " plus " + spoken_number(line.b) + " times " + axis_name(plane.y, "y") + " equals " +
         spoken_number(line.c);
}

template <typename... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};

std::string words_of(const Plane& plane) {
  Parts parts;
  for (const PlaneLayer& each : plane.layers) {
    parts.add(std::visit(Overloaded{
                             [](const FieldLayer& layer) {
                               return layer.discrete_classes ? class_shares_words(layer) : field_range_words(layer);
                             },
                             [](const ContourLayer& layer) { return levels_words(layer); },
                             [](const PointsLayer& layer) { return points_words(layer); },
                             [&](const LineLayer& layer) { return line_words(layer, plane.x); },
                             [&](const BandLayer& layer) { return band_words(layer, plane.x); },
                             [](const ArrowsLayer& layer) { return arrows_words(layer); },
                             [](const EllipsesLayer& layer) { return ellipses_words(layer); },
                             [&](const BarsLayer& layer) { return bars_words(layer, plane.x); },
                             [&](const HandlesLayer& layer) { return handles_words(layer, plane.x); },
                             [&](const RuleLayer& layer) { return rule_words(layer, plane); },
                             [&](const StraightLayer& layer) { return straight_words(layer, plane); },
                         },
                         each));
  }
  return parts.text();
}

// ---- The other panels --------------------------------------------------------------------------------

std::string list_words(const std::vector<std::string>& words, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < std::min(words.size(), most); ++i) text += (text.empty() ? "" : ", ") + words[i];
  return words.size() > most ? text + " and " + std::to_string(words.size() - most) + " more" : text;
}

std::string tiles_words(const std::string& name, const std::vector<const Tile*>& tiles) {
  const Tile& first = *tiles.front();
  const bool alike = std::all_of(tiles.begin(), tiles.end(), [&](const Tile* tile) {
    return tile->width == first.width && tile->height == first.height;
  });
  std::string text = name.empty() ? "" : name + ": ";
  text += how_many(tiles.size(), "picture", "pictures");
  if (alike) text += " of " + std::to_string(first.height) + " by " + std::to_string(first.width) + " pixels";
  float low = std::numeric_limits<float>::infinity(), high = -low;
  std::vector<std::string> labels;
  for (const Tile* tile : tiles) {
    if (const std::optional<Least> ends = ends_of(tile->values)) {
      low = std::min(low, tile->values[ends->least]);
      high = std::max(high, tile->values[ends->most]);
    }
    if (!tile->label.empty()) labels.push_back(tile->label);
  }
  if (low <= high) text += ", values " + range_words(low, high);
  return labels.empty() ? text : text + ": " + list_words(labels, kMostParts);
}

std::string words_of(const Images& images) {
  std::map<int, std::vector<const Tile*>> rows;
  for (const Tile& tile : images.tiles) rows[tile.row].push_back(&tile);
  Parts parts;
  for (const auto& [row, tiles] : rows) {
    const bool has_name = row >= 0 && static_cast<std::size_t>(row) < images.rows.size();
    parts.add(tiles_words(has_name ? images.rows[static_cast<std::size_t>(row)].name : "", tiles));
  }
  return parts.text();
}

std::string words_of(const Network& network) {
  Parts parts;
  for (const NetworkLayer& layer : network.layers) {
    std::string text = named(layer.label, "a layer") + ": " + how_many(layer.neurons.size(), "neuron", "neurons");
    if (const std::optional<Least> ends = ends_of(layer.weights))
      text += ", weights " + range_words(layer.weights[ends->least], layer.weights[ends->most]);
    if (!layer.note.empty()) text += ", " + layer.note;
    parts.add(std::move(text));
  }
  return parts.text();
}

std::string words_of(const Tree& tree) {
  if (tree.nodes.empty()) return "";
  std::size_t leaves = 0, below_cut = 0;
  float highest = 0;
  for (const TreeNode& node : tree.nodes) {
    leaves += node.left < 0 && node.right < 0;
    highest = std::max(highest, node.height);
  }
  Parts parts;
  if (tree.dendrogram) {
    std::vector<bool> has_low_parent(tree.nodes.size(), false);
    for (const TreeNode& node : tree.nodes)
      for (const int child : {node.left, node.right})
        if (child >= 0 && node.height <= tree.cut_height) has_low_parent[static_cast<std::size_t>(child)] = true;
    for (std::size_t i = 0; i < tree.nodes.size(); ++i)
      below_cut += !has_low_parent[i] && tree.nodes[i].height <= tree.cut_height;
    parts.add(how_many(leaves, "leaf", "leaves") + ", the last merge at " + named(tree.height_label, "height") + " " +
              spoken_number(highest));
    if (tree.has_cut)
      parts.add("the cut at " + spoken_number(tree.cut_height) + " leaves " +
                how_many(below_cut, "cluster", "clusters"));
  } else {
    parts.add(how_many(tree.nodes.size(), "node", "nodes") + ", " + how_many(leaves, "leaf", "leaves") + ", " +
              spoken_number(highest, 0) + " deep");
    if (!tree.nodes[0].label.empty()) parts.add("at the root: " + tree.nodes[0].label);
  }
  return parts.text();
}

std::string label_of(const std::vector<std::string>& labels, std::size_t index) {
  return index < labels.size() ? labels[index] : std::to_string(index + 1);
}

std::string words_of(const MatrixCells& matrix) {
  const std::optional<Least> ends = ends_of(matrix.values);
  if (!ends || matrix.cols <= 0) return "";
  const auto cols = static_cast<std::size_t>(matrix.cols);
  Parts parts;
  parts.add(how_many(static_cast<std::size_t>(matrix.rows), "row", "rows") +
            (matrix.row_title.empty() ? "" : " (" + matrix.row_title + ")") + ", " +
            how_many(cols, "column", "columns") + (matrix.col_title.empty() ? "" : " (" + matrix.col_title + ")"));
  if (matrix.values.size() > kMostCells) {
    const auto where = [&](std::size_t i) {
      return "row " + label_of(matrix.row_labels, i / cols) + ", column " + label_of(matrix.col_labels, i % cols);
    };
    parts.add("least " + spoken_number(matrix.values[ends->least]) + " in " + where(ends->least) + "; most " +
              spoken_number(matrix.values[ends->most]) + " in " + where(ends->most));
    return parts.text();
  }
  for (std::size_t row = 0; (row + 1) * cols <= matrix.values.size(); ++row) {
    std::string text = "row " + label_of(matrix.row_labels, row) + ": ";
    for (std::size_t col = 0; col < cols; ++col)
      text += (col > 0 ? ", " : "") + spoken_number(matrix.values[row * cols + col]);
    parts.add(std::move(text));
  }
  return parts.text();
}

std::string group_words(const DistributionGroup& group, const Axis& axis) {
  const std::string name = named(group.label, "a group");
  if (group.edges.size() > 1 && group.weights.size() + 1 == group.edges.size()) {
    const std::optional<Least> ends = ends_of(group.weights);
    if (!ends) return "";
    const std::string unit = axis_words(axis.label).unit;
    return name + ": " + how_many(group.weights.size(), "bin", "bins") + " from " +
           with_unit(group.edges.front(), unit) + " to " + with_unit(group.edges.back(), unit) + ", most, " +
           spoken_number(group.weights[ends->most]) + ", between " + spoken_number(group.edges[ends->most]) + " and " +
           spoken_number(group.edges[ends->most + 1]);
  }
  const std::optional<Least> densest = ends_of(group.density);
  if (!densest || group.at.size() != group.density.size()) return "";
  return name + ": median " + spoken_number(group.median) + ", from " + spoken_number(group.at.front()) + " to " +
         spoken_number(group.at.back()) + ", densest at " + spoken_number(group.at[densest->most]);
}

std::string words_of(const Distribution& distribution) {
  Parts parts;
  for (const DistributionGroup& group : distribution.groups) parts.add(group_words(group, distribution.value));
  return parts.text();
}

std::string words_of(const Cloud& cloud) {
  const std::size_t count = cloud.xyz.size() / 3;
  Parts parts;
  if (count > 0) {
    std::map<ColorRole, std::size_t> groups;
    for (std::size_t i = 0; i < count; ++i)
      ++groups[cloud.color.empty() ? 0 : cloud.color[cloud.color.size() == 1 ? 0 : i % cloud.color.size()]];
    std::string text = how_many(count, "point", "points") + " in three dimensions";
    const auto name_of = [&](ColorRole role) {
      for (const CloudName& name : cloud.names)
        if (name.color == role) return name.label;
      return role < 0 ? std::string("of no class") : "of class " + std::to_string(role);
    };
    if (groups.size() > 1)
      for (const auto& [role, size] : groups) text += ", " + std::to_string(size) + " " + name_of(role);
    parts.add(std::move(text));
    for (std::size_t axis = 0; axis < 3; ++axis) {
      float low = cloud.xyz[axis], high = low;
      for (std::size_t i = 0; i < count; ++i) {
        low = std::min(low, cloud.xyz[3 * i + axis]);
        high = std::max(high, cloud.xyz[3 * i + axis]);
      }
      parts.add(named(cloud.axes[axis].label, "an axis") + ": " + range_words(low, high));
    }
  }
  for (const CloudSurface& surface : cloud.surfaces)
    if (const std::optional<Least> ends = ends_of(surface.z))
      parts.add(named(surface.label, "a surface") + ": " + range_words(surface.z[ends->least], surface.z[ends->most]));
  return parts.text();
}

std::string words_of(const Table& table) {
  Parts parts;
  for (const TableRow& row : table.rows) {
    std::string text;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (row.cells[i].empty()) continue;
      text += text.empty() ? "" : ", ";
      if (i < table.columns.size() && !table.columns[i].empty()) text += table.columns[i] + ": ";
      text += row.cells[i];
    }
    parts.add(std::move(text));
  }
  return parts.text();
}

std::string words_of(const Text& text) {
  Parts parts;
  for (const TextLine& line : text.lines)
    parts.add(line.style == TextStyle::value ? line.text + " = " + value_in_words(line) : line.text);
  return parts.text();
}

}  // namespace

std::string spoken_number(double value, int digits) {
  if (std::isnan(value)) return "not known";
  if (std::isinf(value)) return value > 0 ? "infinite" : "minus infinite";
  constexpr double kInFull = 1e7;  // whole numbers are told to their last digit
  const bool is_whole = value == std::floor(value) && std::fabs(value) < kInFull;
  std::string text = number_in_words(value == 0 ? 0.0 : value, is_whole ? 0 : digits);
  const auto with_minus = [](const std::string& number) {
    return number.starts_with('-') ? "−" + number.substr(1) : number;
  };
  const std::size_t e = text.find('e');
  if (e == std::string::npos) return with_minus(text);
  const bool negative = text[e + 1] == '-';
  const std::size_t power = text.find_first_not_of("+-0", e + 1);
  return with_minus(text.substr(0, e)) + " times 10 to the " + (negative ? "−" : "") + text.substr(power);
}

std::string panel_sentences(const Panel& panel) {
  return std::visit([](const auto& content) { return words_of(content); }, panel.content);
}

}  // namespace lectern
