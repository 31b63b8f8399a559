#include "web/model/table_preview.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace lectern {

namespace {

// Of a longer text the beginning is enough to see how it is read; more would hold up the picture.
constexpr std::size_t kLongestLook = std::size_t{1} << 20;
constexpr std::array<std::string_view, 7> kTableParameters{"label",  "label_kind", "left_out", "use_index",
                                                           "header", "separator",  "decimal"};

bool has(const ExperimentInfo& demo, std::string_view id) { return demo.schema.index_of(id) < demo.schema.size(); }

// Reads a choice by its id, whatever its place in the demo's list; the member stays where the demo has no such choice.
template <typename Table, typename Enum>
void read_choice(const ParameterSet& values, std::string_view id, const Table& table, Enum& member) {
  if (values.schema().index_of(id) == values.schema().size()) return;
  if (const auto chosen = from_id(table, values.choice(id))) member = *chosen;
}

data::TableOptions options_of(const ExperimentInfo& demo, const ParameterSet& values) {
  data::TableOptions options;
  if (has(demo, "label")) options.label = values.text("label");
  if (has(demo, "left_out")) options.left_out = values.text("left_out");
  if (has(demo, "use_index")) options.use_index = values.boolean("use_index");
  // A demo that does not ask what the label is learns numbers; one that learns no laws wants classes.
  options.label_kind = has(demo, "label_kind") ? data::LabelKind::automatic : data::LabelKind::numbers;
  options.wants_classes = has(demo, "label_kind") && !has(demo, "law_1d");
  read_choice(values, "label_kind", data::kLabelKinds, options.label_kind);
  read_choice(values, "header", data::kHeaderLines, options.header);
  read_choice(values, "separator", data::kSeparators, options.separator);
  read_choice(values, "decimal", data::kDecimalSigns, options.decimal);
  return options;
}

bool is_text(std::string_view bytes) {
  constexpr std::array<std::string_view, 3> kOthers{"\x93NUMPY", "\x1f\x8b", std::string_view("\0\0", 2)};
  return std::none_of(kOthers.begin(), kOthers.end(), [&](std::string_view start) { return bytes.starts_with(start); });
}

// The names or places in a list as a person writes it: commas between, marks around a name that holds one.
std::vector<std::string> parts_of(std::string_view list) {
  std::vector<std::string> parts(1);
  bool quoted = false;
  for (const char c : list) {
    if (c == '"') quoted = !quoted;
    if (c == ',' && !quoted) {
      parts.emplace_back();
    } else if (c != ' ' || !parts.back().empty()) {
      parts.back() += c;
    }
  }
  std::erase(parts, "");
  return parts;
}

}  // namespace

bool TablePreview::is_possible(const ExperimentInfo& demo, const DataFiles& files) {
  if (files.empty() || !has(demo, "label") || !has(demo, "separator")) return false;
  // The results of a scan are no table, and there is nothing to be chosen about them.
  if (files[0]->bytes.starts_with("{\"run\":") && demo.files.endings.find(".jsonl") != std::string::npos) return false;
  // Pictures and their labels come as two arrays, which nothing is to be chosen about.
  return files.size() == 1 || is_text(files[0]->bytes);
}

TablePreview::TablePreview(const ExperimentInfo& demo, const ParameterSet& values, DataFiles files)
    : demo_(&demo),
      files_(std::move(files)),
      options_(options_of(demo, values)),
      offers_kind_(has(demo, "label_kind")),
      input_(has(demo, "column") ? static_cast<std::size_t>(values.integer("column")) : 0),
      drawn_(data::drawn_rows(files_[0]->bytes)) {
  look();
}

void TablePreview::look() {
  std::string_view bytes = files_[0]->bytes;
  is_part_ = bytes.size() > kLongestLook && is_text(bytes);
  if (is_part_) bytes = bytes.substr(0, kLongestLook);
  const std::size_t end = bytes.find_last_of("\n\r");
  if (is_part_ && end != bytes.npos) bytes = bytes.substr(0, end + 1);
  reading_ = data::look_at_table(bytes, options_);
}

void TablePreview::change(data::TableOptions options) {
  options_ = std::move(options);
  refusal_.clear();
  look();
}

bool TablePreview::is_passed_over(std::size_t place) const {
  if (input_ == 0 || reading_.columns[place - 1].role != data::ColumnRole::input) return false;
  const auto is_input = [](const data::TableColumn& column) { return column.role == data::ColumnRole::input; };
  const auto end = reading_.columns.begin() + static_cast<std::ptrdiff_t>(place);
  return static_cast<std::size_t>(std::count_if(reading_.columns.begin(), end, is_input)) != input_;
}

// Its name, unless another column has the same or it could be taken for a place.
std::string TablePreview::name_for_options(std::size_t place) const {
  const std::string& name = reading_.columns[place - 1].name;
  const auto same = std::count_if(reading_.columns.begin(), reading_.columns.end(),
                                  [&](const data::TableColumn& column) { return column.name == name; });
  const bool is_number = name.find_first_not_of("0123456789") == name.npos;
  return same > 1 || is_number || name.find('"') != name.npos ? std::to_string(place) : name;
}

void TablePreview::choose_label(std::size_t place) {
  if (place > reading_.columns.size()) return;
  data::TableOptions options = options_;
  options.label = place == 0 ? "" : name_for_options(place);
  if (options.label_kind == data::LabelKind::none) options.label_kind = data::LabelKind::automatic;
  change(std::move(options));
}

void TablePreview::toggle_column(std::size_t place) {
  if (place < 1 || place > reading_.columns.size()) return;
  data::TableOptions options = options_;
  const data::ColumnRole role = reading_.columns[place - 1].role;
  if (role == data::ColumnRole::label) return;
  if (role == data::ColumnRole::index) {
    options.use_index = true;
    return change(std::move(options));
  }
  std::string name = name_for_options(place);
  if (name.find(',') != name.npos) name = "\"" + name + "\"";
  std::vector<std::string> parts = parts_of(options.left_out);
  const std::size_t before = parts.size();
  std::erase_if(parts, [&](const std::string& part) { return part == name || part == std::to_string(place); });
  if (parts.size() == before && role == data::ColumnRole::input) parts.push_back(name);
  options.left_out.clear();
  for (const std::string& part : parts) options.left_out += (options.left_out.empty() ? "" : ", ") + part;
  change(std::move(options));
}

std::vector<Tuning> TablePreview::settings() const {
  const ParameterSchema& schema = demo_->schema;
  ParameterSet values = ParameterSet::defaults(schema);
  std::vector<Tuning> settings;
  for (const std::string_view id : kTableParameters) {
    const std::size_t index = schema.index_of(id);
    if (index == schema.size()) continue;
    const std::string text = id == "label"        ? options_.label
                             : id == "left_out"   ? options_.left_out
                             : id == "use_index"  ? (options_.use_index ? "true" : "false")
                             : id == "label_kind" ? std::string(id_of(data::kLabelKinds, options_.label_kind))
                             : id == "header"     ? std::string(id_of(data::kHeaderLines, options_.header))
                             : id == "separator"  ? std::string(id_of(data::kSeparators, options_.separator))
                                                  : std::string(id_of(data::kDecimalSigns, options_.decimal));
    if (values.parse_text(id, text)) settings.push_back({std::string(id), values.value(index)});
  }
  return settings;
}

std::vector<Tuning> automatic_table_settings(const ExperimentInfo& demo) {
  std::vector<Tuning> settings;
  if (!has(demo, "label") || !has(demo, "separator")) return settings;
  for (const ParameterSpec& spec : demo.schema.specs()) {
    if (std::find(kTableParameters.begin(), kTableParameters.end(), spec.id) != kTableParameters.end())
      settings.push_back({spec.id, default_value(spec)});
  }
  return settings;
}

}  // namespace lectern
