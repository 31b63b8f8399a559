#include "web/model/table_preview.h"

#include <doctest/doctest.h>

#include "core/lab/parameter_schema.h"

using namespace lectern;

namespace {

std::vector<Choice> choices_of(const auto& table) {
  std::vector<Choice> choices;
  for (const auto& named : table) choices.push_back({named.id, named.label});
  return choices;
}

// A demo with the parameters about tables that the demos have.
ExperimentInfo table_demo(bool offers_kind = true, bool takes_one_input = false) {
  ExperimentInfo info;
  info.id = "tables";
  info.schema.group("Data").text("label", "Label column", 200, "").help("By name or place.");
  if (offers_kind)
    info.schema.choice("label_kind", "The label is", choices_of(data::kLabelKinds), "automatic").help("What it means.");
  info.schema.text("left_out", "Columns left out", 200, "").help("By name or place.");
  info.schema.boolean("use_index", "Counting column as input", false).help("Of the rows.");
  info.schema.choice("header", "First line", choices_of(data::kHeaderLines), "automatic").help("Names or data.");
  info.schema.choice("separator", "Separator", choices_of(data::kSeparators), "automatic").help("Between columns.");
  info.schema.choice("decimal", "Decimal sign", choices_of(data::kDecimalSigns), "automatic").help("Of numbers.");
  if (takes_one_input) info.schema.integer("column", "Column of x", {1, 100}, 1).help("Among the inputs.");
  info.files = {".csv", "a table", "", ""};
  return info;
}

constexpr const char* kFlowers =
    "width,height,age,kind\n1,2,3,rose\n4,5,6,lily\n7,8,9,rose\n1,3,5,lily\n2,4,6,rose\n3,5,7,lily\n";

struct Fixture {
  ExperimentInfo demo;
  TablePreview preview;

  explicit Fixture(std::string bytes = kFlowers, bool offers_kind = true)
      : demo(table_demo(offers_kind)),
        preview(demo, ParameterSet::defaults(demo.schema), {make_data_file("table.csv", std::move(bytes))}) {}
  std::string setting(std::string_view id) const {
    ParameterSet values = ParameterSet::defaults(demo.schema);
    for (const Tuning& tuning : preview.settings()) CHECK(values.set(tuning.parameter, tuning.value).ok());
    return values.text_of(id);
  }
  data::ColumnRole role(std::size_t place) const { return preview.reading().columns.at(place - 1).role; }
};

}  // namespace

TEST_CASE("a preview shows a table as it will be read by rule") {
  const Fixture it;
  CHECK(it.preview.reading().ok());
  CHECK(it.preview.problem().empty());
  CHECK(it.preview.reading().rows == 6);
  CHECK(it.preview.reading().has_header);
  CHECK(it.preview.reading().label() == 4);
  CHECK(it.preview.reading().first_lines.size() == 7);
  CHECK_FALSE(it.preview.is_part());
  for (const Tuning& setting : it.preview.settings())
    CHECK(setting.value == default_value(it.demo.schema.specs()[it.demo.schema.index_of(setting.parameter)]));
}

TEST_CASE("a column is left out by a tap and taken back by another") {
  Fixture it;
  it.preview.toggle_column(2);
  CHECK(it.role(2) == data::ColumnRole::left_out);
  CHECK(it.setting("left_out") == "height");
  it.preview.toggle_column(3);
  CHECK(it.setting("left_out") == "height, age");
  it.preview.toggle_column(2);
  CHECK(it.role(2) == data::ColumnRole::input);
  CHECK(it.setting("left_out") == "age");
}

TEST_CASE("the label does not leave by a tap, and another can be chosen by place") {
  Fixture it;
  it.preview.toggle_column(4);
  CHECK(it.setting("left_out").empty());
  it.preview.choose_label(1);
  CHECK(it.preview.reading().label() == 1);
  CHECK(it.setting("label") == "width");
  it.preview.choose_label(0);
  CHECK(it.preview.reading().label() == 4);
  CHECK(it.setting("label").empty());
}

TEST_CASE("columns without a name, with a number as name or with the name of another are called by their place") {
  Fixture it("1,2,rose\n3,4,lily\n5,6,rose\n7,8,lily\n");
  it.preview.toggle_column(1);
  CHECK(it.setting("left_out") == "1");
  Fixture same("a,a,b,kind\n1,2,3,rose\n4,5,6,lily\n7,8,9,rose\n");
  same.preview.toggle_column(2);
  CHECK(same.setting("left_out") == "2");
  CHECK(same.role(1) == data::ColumnRole::input);
}

TEST_CASE("a name with a comma stands between marks") {
  Fixture it("\"width, cm\",height,kind\n1,2,rose\n4,5,lily\n7,8,rose\n");
  it.preview.toggle_column(1);
  CHECK(it.setting("left_out") == "\"width, cm\"");
  CHECK(it.role(1) == data::ColumnRole::left_out);
  it.preview.toggle_column(1);
  CHECK(it.setting("left_out").empty());
}

TEST_CASE("a column that counts the rows becomes an input by a tap") {
  Fixture it(",a,kind\n0,5,rose\n1,7,lily\n2,4,rose\n3,8,lily\n");
  CHECK(it.role(1) == data::ColumnRole::index);
  it.preview.toggle_column(1);
  CHECK(it.role(1) == data::ColumnRole::input);
  CHECK(it.setting("use_index") == "true");
}

TEST_CASE("separator, decimal sign and header can be set against the rule") {
  Fixture it("a;b;c\n1,5;2,5;3\n2,5;3,5;4\n");
  CHECK(it.preview.reading().separator == data::Separator::semicolon);
  CHECK(it.preview.reading().decimal == data::DecimalSign::comma);
  data::TableOptions options = it.preview.options();
  options.header = data::HeaderLine::no;
  it.preview.change(options);
  CHECK_FALSE(it.preview.problem().empty());
  CHECK(it.setting("header") == "no");
}

TEST_CASE("a cell that is wrong is found and quoted as it stands in the file") {
  const Fixture it("a,b,kind\n1,2,rose\n3,4,lily\n5,6,rose\n7,8,lily\n9,tw\xc3\xb6,rose\n1,2,lily\n");
  REQUIRE(it.preview.reading().wrong);
  CHECK(it.preview.reading().wrong->line.line == 6);
  CHECK(it.preview.reading().wrong->column == 2);
  CHECK(it.preview.problem().find("tw\xc3\xb6") != std::string::npos);
}

TEST_CASE("a sentence of the demo stands until something is changed") {
  Fixture it;
  it.preview.refuse("This demo needs numbers.");
  CHECK(it.preview.problem() == "This demo needs numbers.");
  it.preview.choose_label(1);
  CHECK(it.preview.problem().empty());
}

TEST_CASE("a demo that asks for no kind of label learns numbers") {
  const Fixture it("x,y\n1,2\n2,4\n3,6\n", false);
  CHECK_FALSE(it.preview.offers_kind());
  CHECK(it.preview.options().label_kind == data::LabelKind::numbers);
  for (const Tuning& setting : it.preview.settings()) CHECK(setting.parameter != "label_kind");
}

TEST_CASE("of a long text the beginning is shown, up to the end of a line") {
  std::string text = "a,b,kind\n";
  while (text.size() < (std::size_t{3} << 20)) text += "1.25,2.5,rose\n3.75,4.5,lily\n";
  const Fixture it(text);
  CHECK(it.preview.is_part());
  CHECK(it.preview.reading().ok());
  CHECK(it.preview.reading().rows > 1000);
}

TEST_CASE("only demos with parameters about tables preview one") {
  const DataFiles files{make_data_file("table.csv", kFlowers)};
  CHECK(TablePreview::is_possible(table_demo(), files));
  CHECK_FALSE(TablePreview::is_possible(table_demo(), {}));
  CHECK_FALSE(TablePreview::is_possible(ExperimentInfo{}, files));
  CHECK(automatic_table_settings(table_demo()).size() == 7);
  CHECK(automatic_table_settings(ExperimentInfo{}).empty());
}

TEST_CASE("a demo of one input passes over the other columns") {
  const ExperimentInfo demo = table_demo(false, true);
  ParameterSet values = ParameterSet::defaults(demo.schema);
  const DataFiles files{make_data_file("table.csv", "a,b,y\n1,2,3\n2,5,4\n3,7,6\n")};
  CHECK(TablePreview(demo, values, files).is_passed_over(2));
  CHECK_FALSE(TablePreview(demo, values, files).is_passed_over(1));
  REQUIRE(values.parse_text("column", "2").ok());
  CHECK(TablePreview(demo, values, files).is_passed_over(1));
  CHECK_FALSE(TablePreview(demo, values, files).is_passed_over(2));
  CHECK_FALSE(TablePreview(demo, values, files).is_passed_over(3));  // the label
  CHECK_FALSE(Fixture().preview.is_passed_over(2));                  // a demo of all columns
}
