#include "core/parts/table_settings.h"

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "core/data/file_intake.h"
#include "core/data/files.h"
#include "core/data/share_of_rows.h"
#include "core/data/table_reading.h"
#include "core/lab/text.h"
#include "core/parts/given_files.h"

namespace lectern {
namespace {

constexpr std::size_t kLongestName = 200;  // bytes

std::string rows_note(const data::Dataset& all, std::size_t used) {
  const auto rows = static_cast<std::size_t>(all.size());
  if (used == rows) return rows == 1 ? "The only row is used." : "All " + std::to_string(rows) + " rows are used.";
  const char* of = all.is_classification() ? "a share of each class"
                   : all.is_regression()   ? "a share of each tenth of y"
                                           : "a random share";
  return std::to_string(used) + " of " + std::to_string(rows) + " rows are used: " + of + ", drawn by the data seed.";
}

}  // namespace

Schema<TableSettings> TableSettings::schema(const TableSettings& defaults) {
  using Self = TableSettings;
  Schema<Self> schema(1, defaults);
  schema.group("Data")
      .text(
          [](Self & s) -> auto& { return s.options.label; }, "label", glossary_label("label"), kLongestName)
      .help("The column to be predicted: its name, or its number in the file, from 1. Empty: found by rule.");
  if (defaults.offers_kind)
    schema
        .choice(
            [](Self & s) -> auto& { return s.options.label_kind; }, "label_kind", glossary_label("label_kind"),
            data::kLabelKinds)
        .help("Automatic: text and few different whole numbers are classes, everything else is a number.");
  schema
      .text(
          [](Self & s) -> auto& { return s.options.left_out; }, "left_out", glossary_label("left_out"), kLongestName)
      .help("Columns that are no inputs: names or numbers, with commas between.")
      .boolean(
          [](Self & s) -> auto& { return s.options.use_index; }, "use_index", glossary_label("use_index"))
      .help("A first column without a name that counts the rows is no input, unless this is on.")
      .choice(
          [](Self & s) -> auto& { return s.options.header; }, "header", glossary_label("header"), data::kHeaderLines)
      .help("Whether the first line holds the names of the columns or is data already.")
      .choice(
          [](Self & s) -> auto& { return s.options.separator; }, "separator", glossary_label("separator"),
          data::kSeparators)
      .help("What stands between the columns. Automatic: what gives every line as many columns.")
      .choice(
          [](Self & s) -> auto& { return s.options.decimal; }, "decimal", glossary_label("decimal"),
          data::kDecimalSigns)
      .help("Of 1.5 or 1,5.");
  return schema;
}

namespace {

// Inputs and their labels in two arrays, n × p and n, if that is what the files hold.
std::optional<data::Dataset> pair_of_arrays(const DataStart& start, const data::TableOptions& options) {
  if (start.files.size() != 2) return {};
  const std::vector<data::NamedBytes> files = given_files(start);
  if (!data::is_array(files[0].bytes) || !data::is_array(files[1].bytes)) return {};
  Result<data::Dataset> set = data::read_files(files, options);
  if (!set || set->image_rows > 0) return {};
  return std::move(*set);
}

UsedTable used_rows(data::Dataset all, const DataStart& start, std::size_t most) {
  UsedTable table;
  table.rows = static_cast<std::size_t>(all.size());
  table.columns = static_cast<std::size_t>(all.features()) + (all.is_classification() || all.is_regression() ? 1 : 0);
  const std::vector<std::size_t> rows = data::share_of_rows(all, most, start.streams.data_rng("rows"));
  table.notes.push_back(rows_note(all, rows.size()));
  table.set = rows.size() < table.rows ? data::select_rows(all, rows) : std::move(all);
  return table;
}

}  // namespace

Result<UsedTable> use_table(const TableSettings& settings, const DataStart& start, std::size_t most,
                            const std::function<void(const data::Dataset&)>& look_at_all) {
  if (std::optional<data::Dataset> pair = pair_of_arrays(start, settings.options)) {
    if (look_at_all) look_at_all(*pair);
    UsedTable table = used_rows(std::move(*pair), start, most);
    table.notes.push_back("One of the two arrays holds the inputs, the other the labels.");
    return table;
  }
  data::TableReading reading;
  Result<data::Dataset> all = data::read_table(start.files[0]->bytes, settings.options, &reading);
  if (!all) return Error{all.error()};
  if (look_at_all) look_at_all(*all);
  UsedTable table = used_rows(std::move(*all), start, most);
  table.rows_in_file = static_cast<double>(table.rows);
  if (const auto drawn = data::drawn_rows(start.files[0]->bytes)) {
    table.rows_in_file += static_cast<double>(drawn->rows - drawn->kept);
    table.notes.insert(table.notes.begin(), "The file has " + std::to_string(drawn->rows - drawn->kept + table.rows) +
                                                " rows, too many to be kept: " + std::to_string(table.rows) +
                                                " were drawn at random, always the same.");
  }
  if (reading.label() > 0) table.label = reading.columns[reading.label() - 1].name;
  for (std::string& decision : reading.decisions) table.notes.push_back(std::move(decision));
  for (std::size_t i = 1; i < start.files.size(); ++i)
    table.notes.push_back(in_quotes(start.files[i]->name) + " is not used: this demo reads one table, " +
                          in_quotes(start.files[0]->name) + ".");
  return table;
}

}  // namespace lectern
