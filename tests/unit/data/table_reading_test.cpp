#include "core/data/table_reading.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace lectern;
using data::ColumnRole;
using data::LabelKind;
using data::look_at_table;
using data::read_table;
using data::TableOptions;

namespace {
using Names = std::vector<std::string>;

std::string problem(std::string_view text, const TableOptions& options = {}) {
  const auto set = read_table(text, options);
  return set ? "" : set.error();
}
bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

data::Dataset read(std::string_view text, const TableOptions& options = {}) {
  auto set = read_table(text, options);
  REQUIRE_MESSAGE(set.ok(), set.error());
  return std::move(*set);
}
std::string name_of_label(std::string_view text, const TableOptions& options = {}) {
  const auto reading = look_at_table(text, options);
  REQUIRE_MESSAGE(reading.ok(), reading.problem);
  return reading.label() == 0 ? "" : reading.columns[reading.label() - 1].name;
}

// The table that most inputs below write in their own way: inputs 1 and 2, classes x and y.
void check_four_rows(std::string_view text, const TableOptions& options = {}) {
  CAPTURE(text);
  const auto set = read(text, options);
  CHECK(set.size() == 4);
  REQUIRE(set.features() == 2);
  CHECK(set.X(0, 0) == 1.0f);
  CHECK(set.X(1, 1) == 4.0f);
  CHECK(set.class_names == Names{"x", "y"});
  CHECK(set.labels == std::vector<int>{0, 1, 0, 1});
}

std::string utf16(std::string_view text, bool big) {
  std::string out;
  for (const char c : text) {
    if (big) out += '\0';
    out += c;
    if (!big) out += '\0';
  }
  return out;
}
}  // namespace

TEST_CASE("a table with column names and text labels becomes samples and classes") {
  const auto set = read("width,height,species\n1.5,-2,oak\n3e-1,4,ash\r\n\n 5 ,+6,oak\n");
  CHECK(set.size() == 3);
  CHECK(set.features() == 2);
  CHECK(set.column_names == Names{"width", "height"});
  CHECK(set.class_names == Names{"ash", "oak"});
  CHECK(set.labels == std::vector<int>{1, 0, 1});
  CHECK(set.X(1, 0) == 0.3f);
  CHECK(set.X(2, 1) == 6.0f);
}

TEST_CASE("a table without column names is all data, also when its labels are text") {
  const auto set = read("1,2,a\n3,4,b");
  CHECK(set.size() == 2);
  CHECK(set.column_names.empty());
}

TEST_CASE("quoted fields may hold separators, quotes and line ends") {
  const auto set = read("\xef\xbb\xbf\"a;b\";\"say \"\"yes\"\"\";\"two\nlines\"\n1;2;\"x\"\n3;4;x\n");
  CHECK(set.column_names == Names{"a;b", "say \"yes\""});
  CHECK(set.class_names == Names{"x"});
  CHECK(read("1\t2\n3\t4\n").features() == 1);
  CHECK(read("size,5\" pipe,kind\n1,2,a\n3,4,b\n").column_names[1] == "5\" pipe");
}

TEST_CASE("whole numbers seen often are classes in ascending order, other numbers are targets") {
  const auto classes = read("0.1,10\n0.2,9\n0.3,9.0\n0.4,10\n0.5,9\n0.6,10\n");
  CHECK(classes.class_names == Names{"9", "10"});
  CHECK(classes.labels == std::vector<int>{1, 0, 0, 1, 0, 1});
  const auto targets = read("1,0.5\n2,1.5\n3,2.5\n");
  CHECK(!targets.is_classification());
  CHECK(targets.targets == std::vector<float>{0.5f, 1.5f, 2.5f});
}

TEST_CASE("whole numbers are classes in a tiny table too: 0 and 1, under such a name, or where a demo wants classes") {
  CHECK(read("a,b,class\n1,9,0\n2,9,1\n").class_names == Names{"0", "1"});
  CHECK(read("a,b,c\n1,9,-1\n2,9,1\n").class_names == Names{"-1", "1"});
  CHECK(read("a,b,label\n1,9,7\n2,9,5\n3,9,9\n").class_names == Names{"5", "7", "9"});
  CHECK(read("a,b,c\n1,9,7\n2,9,5\n3,9,9\n").is_regression());
  TableOptions options;
  options.wants_classes = true;
  CHECK(read("a,b,c\n1,9,7\n2,9,5\n3,9,9\n", options).class_names == Names{"5", "7", "9"});
  CHECK(read("a,b,c\n1,9,7.5\n2,9,5\n3,9,9\n", options).is_regression());
}

TEST_CASE("class labels are compared as texts or as doubles, never as floats") {
  CHECK(read("1,16777216,a\n2,16777217,b\n3,16777216,a\n").classes() == 2);
  TableOptions options;
  options.label_kind = LabelKind::classes;
  CHECK(read("1,16777216\n2,16777217\n", options).class_names == Names{"16777216", "16777217"});
  CHECK(read("1,0.1\n2,0.10000000001\n3,0.10\n", options).labels == std::vector<int>{0, 1, 0});
  CHECK(read("1,007\n2,7\n3,x\n", options).class_names == Names{"007", "7", "x"});
}

TEST_CASE("the label column is the one asked for, by name or place") {
  TableOptions options;
  options.label = "a";
  options.label_kind = LabelKind::numbers;
  CHECK(read("y,a,b\n1,5,6\n2,7,8\n", options).targets == std::vector<float>{5, 7});
  options.label = "3";
  CHECK(read("y,a,b\n1,5,6\n2,7,8\n", options).targets == std::vector<float>{6, 8});
  options.label = "c";
  CHECK(contains(problem("y,a,b\n1,5,6\n", options), "no column called “c”"));
  options.label = "4";
  CHECK(contains(problem("y,a,b\n1,5,6\n", options), "no column 4"));
  options = {};
  options.label_kind = LabelKind::none;
  CHECK(read("1,2\n3,4\n", options).features() == 2);
}

TEST_CASE("by rule the label is text, then called so, then y without an x, then the last") {
  CHECK(name_of_label("label,x,y\n0,1,2\n1,3,4\n0,1,3\n1,4,4\n") == "label");
  CHECK(name_of_label("y,kind,a\n1,u,3\n2,v,4\n3,u,5\n") == "kind");
  CHECK(name_of_label("a,kind,class\n1,u,3\n2,v,4\n3,u,5\n") == "kind");
  CHECK(name_of_label("target,a,Class\n1,3,0\n2,4,1\n") == "Class");
  CHECK(name_of_label("y,a,b\n1,5,6\n2,7,8\n") == "y");
  CHECK(name_of_label("x,y,z\n1,5,6\n2,7,8\n") == "z");
  CHECK(name_of_label("name,a,b,label\nAnn,5,6,0\nBob,7,8,1\nCyd,7,9,1\n") == "label");
  TableOptions numbers;
  numbers.label_kind = LabelKind::numbers;
  CHECK(name_of_label("town,age,price\nA,5,6\nB,7,8\nA,1,2\n", numbers) == "price");
}

TEST_CASE("text that is not the label is left out, and so is what was chosen") {
  const auto reading = look_at_table("town,a,b,kind\nA,5,6,u\nB,7,8,v\nC,1,2,u\n");
  REQUIRE_MESSAGE(reading.ok(), reading.problem);
  CHECK(reading.columns[0].role == ColumnRole::left_out);
  CHECK(reading.columns[1].role == ColumnRole::input);
  CHECK(reading.columns[3].role == ColumnRole::label);
  TableOptions options;
  options.left_out = "b, 1";
  CHECK(read("a,b,c,kind\n1,x9,3,u\n4,5,6,v\n", options).column_names == Names{"c"});
  options.left_out = "nothing";
  CHECK(contains(problem("a,b,kind\n1,2,u\n", options), "“nothing”"));
  CHECK(contains(problem("day,a,kind\n2020-01-01,2,u\n2020-01-02,3,v\n"), "Line 2, column 1: “2020-01-01”"));
}

TEST_CASE("a first column without a name that counts the rows is no input") {
  CHECK(read(",a,b,kind\n0,1,2,x\n1,3,4,y\n2,1,3,x\n").column_names == Names{"a", "b"});
  CHECK(read("Unnamed: 0,a,b,kind\n1,1,2,x\n2,3,4,y\n3,1,3,x\n").column_names == Names{"a", "b"});
  CHECK(read("a,b,kind\n\"1\",1,2,x\n\"2\",3,4,y\n\"3\",1,3,x\n").column_names == Names{"a", "b"});  // as R writes
  CHECK(read(",a,b,kind\nrow 1,1,2,x\nrow 2,3,4,y\nrow 3,1,3,x\n").column_names == Names{"a", "b"});
  CHECK(read("0,5,2,x\n1,3,4,y\n2,1,3,x\n3,1,3,x\n4,1,2,y\n").features() == 2);
  // A name, another start, a gap, or nothing else to learn from: an input.
  CHECK(read("t,a,kind\n0,2,x\n1,4,y\n2,3,x\n").features() == 2);
  CHECK(read(",a,kind\n5,2,x\n6,4,y\n7,3,x\n").features() == 2);
  CHECK(read(",a,kind\n0,2,x\n1,4,y\n3,3,x\n").features() == 2);
  CHECK(read(",y\n0,2\n1,4\n2,3\n").features() == 1);
  TableOptions options;
  options.use_index = true;
  CHECK(read(",a,b,kind\n0,1,2,x\n1,3,4,y\n2,1,3,x\n", options).features() == 3);
}

TEST_CASE("a header of numbers is no sample") {
  const auto four = [](std::string_view text) {
    const auto reading = look_at_table(text);
    CAPTURE(text);
    CHECK(reading.problem == "");
    CHECK(reading.has_header);
    return reading.rows;
  };
  CHECK(four("0,1,species\n5.1,3.5,x\n6.1,2.5,y\n5,3.4,x\n6.2,2.6,y\n") == 4);
  CHECK(four("1,2,sort\n5.1,3.5,x\n6.1,2.5,y\n5,3.4,x\n6.2,2.6,y\n") == 4);
  CHECK(four("1990,2000,land\n5.1,3.5,x\n6.1,2.5,y\n5,3.4,x\n6.2,2.6,y\n") == 4);
  CHECK(four("400,450,500,550\n0.1,0.2,0.3,1\n0.2,0.3,0.4,0\n0.15,0.2,0.3,1\n0.1,0.25,0.3,0\n") == 4);
  CHECK(four("0,1,2,3\n5.1,3.5,1.4,0\n4.9,3.1,1.4,0\n6.2,3.5,1.5,1\n5.1,3.5,1.6,1\n") == 4);
  CHECK(four(",0,1,2\n0,5.1,3.5,a\n1,6.1,2.5,b\n2,5,3.4,a\n3,6.2,2.6,b\n") == 4);
  CHECK(four("0,1,2\n5.1,3.5,x\n6.1,2.5,y\n5,3.4,x\n6.2,2.6,y\n") == 4);
}

TEST_CASE("a first sample is no header, whatever its numbers are like") {
  for (const std::string_view text :
       {"1,2,a\n3,4,b\n1,3,a\n3,5,b\n", "5.1,3.5,x\n6.1,2.5,y\n5,3.4,y\n6.2,2.6,y\n", "0,1\n1,2\n2,3\n3,4\n",
        "0,1,2\n1,2,3\n2,3,4\n3,4,5\n", "0,0.5,0\n1,1.5,1\n2,2.5,0\n3,3.5,1\n"}) {
    const auto reading = look_at_table(text);
    CAPTURE(text);
    CHECK(!reading.has_header);
    CHECK(reading.rows == 4);
  }
  TableOptions options;
  options.header = data::HeaderLine::no;
  options.label_kind = LabelKind::classes;
  CHECK(read("0,1,species\n5.1,3.5,x\n", options).size() == 2);
  options.header = data::HeaderLine::yes;
  CHECK(read("3,1,z\n5.1,3.5,x\n", options).size() == 1);
}

TEST_CASE("the separator is what gives equal columns in the first lines") {
  check_four_rows("size (cm, wet);mass (g, dry);kind\n1;2;x\n3;4;y\n1;3;x\n3;5;y\n");
  check_four_rows("size, wet\tmass; dry\tkind\n1\t2\tx\n3\t4\ty\n1\t3\tx\n3\t5\ty\n");
  check_four_rows("a|b|kind\n1|2|x\n3|4|y\n1|3|x\n3|5|y\n");
  check_four_rows("  a   b kind  \n  1   2 x\n  3\t 4 y\n  1   3 x  \n  3   5 y\n");
  check_four_rows("a, b, kind\n1, 2, x\n3, 4, y\n1, 3, x\n3, 5, y\n");
  check_four_rows("a ; \"b\" ; kind\n1 ; 2 ; x\n 3;\"4\" ;y\n1;3;x\n3;5;y\n");
  TableOptions options;
  options.separator = data::Separator::semicolon;
  check_four_rows("a;b;kind\n1;2;x\n3;4;y\n1;3;x\n3;5;y\n", options);
}

TEST_CASE("a line sep=; announces the separator and is no data") {
  check_four_rows("sep=;\na;b;kind\n1;2;x\n3;4;y\n1;3;x\n3;5;y\n");
  check_four_rows("\"sep=,\"\r\na,b,kind\r\n1,2,x\r\n3,4,y\r\n1,3,x\r\n3,5,y\r\n");
  check_four_rows("\xef\xbb\xbfsep=\t\na\tb\tkind\n1\t2\tx\n3\t4\ty\n1\t3\tx\n3\t5\ty\n");
  CHECK(contains(problem("sep=;\na;b;kind\n1;?;x\n"), "Line 3, column 2"));
}

TEST_CASE("lines may end in CR alone; separators at their ends make no column") {
  check_four_rows("a,b,kind\r1,2,x\r3,4,y\r1,3,x\r3,5,y\r");
  check_four_rows("a,b,kind\r\n1,2,x\r\n\r\n3,4,y\r\n1,3,x\r\n3,5,y");
  check_four_rows("a,b,kind\n1,2,x,\n3,4,y,\n1,3,x,\n3,5,y,\n");
  check_four_rows("a;b;kind;;\n1;2;x;;\n3;4;y;;\n;;;;\n1;3;x;;\n3;5;y;;\n");
  check_four_rows("a,b,kind\n1,2,x\n3,4,y,\n1,3,x\n3,5,y\n");
}

TEST_CASE("lines that begin with # are comments, and may hold the names") {
  check_four_rows("# measured by hand, in May; twice\na,b,kind\n1,2,x\n# broken\n3,4,y\n1,3,x\n3,5,y\n");
  check_four_rows("#\n  # 7,8\n1,2,x\n3,4,y\n1,3,x\n3,5,y\n");
  const auto set = read("# u v kind\n1 2 0\n3 4 1\n1 3 0\n3 5 1\n");  // as numpy.savetxt writes
  CHECK(set.column_names == Names{"u", "v"});
  CHECK(set.size() == 4);
}

TEST_CASE("text is UTF-8, UTF-16 or Windows-1252") {
  const std::string table = "a,b,kind\n1,2,x\n3,4,y\n1,3,x\n3,5,y\n";
  check_four_rows("\xef\xbb\xbf" + table);
  check_four_rows("\xff\xfe" + utf16(table, false));
  check_four_rows("\xfe\xff" + utf16(table, true));
  check_four_rows(utf16(table, false));
  check_four_rows(utf16(table, true));
  CHECK(look_at_table(utf16(table, true)).kind == "text, UTF-16");
  const auto latin = look_at_table("gr\xf6\xdf"
                                   "e,kind\n1,x\n2,y\n");
  CHECK(latin.kind == "text, Windows-1252");
  CHECK(latin.columns[0].name == "größe");
}

TEST_CASE("numbers may have a decimal comma where commas do not separate") {
  const auto set = read("a;b;kind\n1,5;2,5;x\n3,5;4,5;y\n1,5;2,6;x\n3,5;4,6;y\n");
  CHECK(set.size() == 4);
  CHECK(set.X(0, 0) == 1.5f);
  CHECK(set.X(0, 1) == 2.5f);
  CHECK(set.class_names == Names{"x", "y"});
  CHECK(read("1,5;2,5;x\n3,5;4,5;y\n").X(1, 1) == 4.5f);
  CHECK(read("a\tb\tkind\n-1,5\t2e3\tx\n3\t4,25\ty\n").X(1, 1) == 4.25f);
  CHECK(read("a b kind\n1,5 2,5 x\n3,5 4,5 y\n").X(1, 1) == 4.5f);
  CHECK(read("a,b,kind\n\"1,5\",\"2,5\",x\n\"3,5\",\"4,5\",y\n").X(1, 1) == 4.5f);
  std::string late = "a;b;kind\n";  // the sign shows itself behind the lines that are looked at first
  for (int i = 0; i < 150; ++i) late += "1;2;x\n3;4;y\n";
  CHECK(read(late + "1,5;2;x\n").X(300, 0) == 1.5f);
  CHECK(contains(problem("a;b;kind\n1.234,5;2;x\n2.345,6;3;y\n"), "Line 2, column 1: “1.234,5”"));
  CHECK(contains(problem("a;b;kind\n1,5;2;x\n1.5;2;x\n2,5;1;y\n"), "Line 3, column 1: “1.5”"));
  CHECK(contains(problem("a,b,kind\n\"1,234\",2,x\n1,2,x\n2,1,y\n"), "“1,234”"));  // or thousands
  TableOptions comma;
  comma.decimal = data::DecimalSign::comma;
  CHECK(read("a,b,kind\n\"1,234\",2,x\n1,2,x\n2,1,y\n", comma).X(0, 0) == 1.234f);
}

TEST_CASE("large numbers with small differences keep them") {
  TableOptions numbers;
  numbers.label_kind = LabelKind::numbers;
  const auto unix_times = read("t,y\n1609459200,0\n1609459201,1\n1609459202,2\n1609459203,3\n", numbers);
  REQUIRE(unix_times.size() == 4);
  for (int i = 0; i < 4; ++i) {
    CHECK(unix_times.X(i, 0) == static_cast<float>(i));
    CHECK(unix_times.value(i, 0) == 1609459200.0 + i);
  }
  CHECK(unix_times.axis_name(0) == "t − 1609459200");
  const auto energies = read("y,E,kind\n1,-13.60000002,u\n1,-13.60000001,v\n2,-13.60000003,u\n");
  CHECK(energies.X(0, 1) != energies.X(1, 1));
  CHECK(energies.value(1, 1) == doctest::Approx(-13.60000001).epsilon(1e-12));
  const auto julian = read("a,b\n1,2459215.500001\n2,2459215.500002\n3,2459215.500003\n", numbers);
  CHECK(julian.targets[2] > julian.targets[1]);
  CHECK(julian.target(2) == doctest::Approx(2459215.500003).epsilon(1e-14));
  const auto runs = read("a,run\n1,300000001\n2,300000002\n3,300000004\n", numbers);
  CHECK(runs.targets == std::vector<float>{0, 1, 3});
  CHECK(data::select_rows(runs, std::vector<std::size_t>{2}).target(0) == 300000004.0);
  const auto years = read("year,y\n1990,0.5\n1991,1\n2020,2\n", numbers);
  CHECK(years.origin.empty());
  CHECK(years.X(2, 0) == 2020.0f);
}

TEST_CASE("text that is not ASCII stands in messages as in the file") {
  CHECK(read("a,b,kind\n−1,2,x\n3,4,y\n").X(0, 0) == -1.0f);
  CHECK(contains(problem("a,b,kind\n1,2,x\n½,4,y\n3,4,y\n"), "Line 3, column 1: “½”"));
  CHECK(contains(problem("a,b,kind\n1,2,x\n12 µm,4,y\n3,4,y\n"), "“12 µm”"));
  std::string umlauts;
  for (int i = 0; i < 30; ++i) umlauts += "ä";
  const std::string sentence = problem("a,b,kind\n1,2,x\n" + umlauts + ",4,y\n3,4,y\n");
  CHECK(contains(sentence, "ää…”"));
  CHECK(!contains(sentence, "?"));
  CHECK(contains(problem("a,b,kind\n1,2,x\n1\x01z,4,y\n3,4,y\n"), "“1?z”"));
}

TEST_CASE("what is no table is named, with what to do") {
  using namespace std::string_literals;
  CHECK(contains(problem("PK\x03\x04............xl/workbook.xml"s), "Excel"));
  CHECK(contains(problem("PK\x03\x04............arr_0.npy"s), ".npz"));
  CHECK(contains(problem("PK\x03\x04............data.csv"s), "ZIP"));
  CHECK(contains(problem("PAR1\x15\x04"s), "Parquet"));
  CHECK(contains(problem("\x89HDF\r\n\x1a\n"s), "HDF5"));
  CHECK(contains(problem("BZh91AY&SY"s), "bzip2"));
  CHECK(contains(problem("{\"a\": [1, 2]}"s), "JSON"));
  CHECK(contains(problem("\x1f\x8b broken"), "damaged"));
}

TEST_CASE("a sorted table keeps all its rows") {
  std::string text = "u,v,kind\n";
  for (int i = 0; i < 1800; ++i)
    text += std::to_string(i % 7) + ".5," + std::to_string(i % 3) + "," + "abc"[i / 600] + "\n";
  const auto set = read(text);
  CHECK(set.size() == 1800);
  CHECK(set.class_names == Names{"a", "b", "c"});
}

TEST_CASE("more than a hundred different numbers can be targets but not classes") {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "1," + std::to_string(i) + "\n";
  CHECK(read(text).targets.size() == 300);
  TableOptions classes;
  classes.label_kind = LabelKind::classes;
  CHECK(contains(problem(text, classes), "more than 100"));
  CHECK(contains(problem(text + "1,abc\n"), "Line 301, column 2"));
  CHECK(contains(problem(text + "1,5.1.2\n"), "“5.1.2” is not a number"));
}

TEST_CASE("every problem is a sentence that names the place") {
  CHECK(contains(problem(""), "no data"));
  CHECK(contains(problem("a,b\n"), "no data"));
  CHECK(contains(problem("1\n2\n"), "at least two"));
  CHECK(contains(problem("1,2\n3,4\n3,4,5\n"), "Line 3 has 3 columns"));
  CHECK(contains(problem("1,2\n,4\n"), "Line 2, column 1: the value is missing"));
  CHECK(contains(problem("1,2,3\n4,x,6\n7,8,9\n"), "Line 2, column 2: “x” is not a number"));
  CHECK(contains(problem("1,2,3\n4,1e99,6\n"), "Line 2, column 2"));
  CHECK(contains(problem("1,\"2\n3,4\n"), "never closed"));
  CHECK(contains(problem("1,\"2\"x\n"), "behind the closing"));
  CHECK(contains(problem(std::string("1,2\0", 4)), "zero byte"));
  CHECK(contains(problem(std::string(5000, '1') + ",2\n"), "4096"));
  CHECK(contains(problem("1" + std::string(20000, ',') + "1"), "10000 columns"));
  TableOptions numbers;
  numbers.label_kind = LabelKind::numbers;
  CHECK(contains(problem("1,a\n2,b\n", numbers), "text"));
}

TEST_CASE("what was found in a table is told with its reasons") {
  const auto reading = look_at_table("\xef\xbb\xbfid;länge;kind\n1;1,50;x\n2;2,5;y\n3;3,5;x\n");
  REQUIRE_MESSAGE(reading.ok(), reading.problem);
  CHECK(reading.separator == data::Separator::semicolon);
  CHECK(reading.decimal == data::DecimalSign::comma);
  CHECK(reading.has_header);
  CHECK(reading.rows == 3);
  CHECK(reading.label_kind == LabelKind::classes);
  CHECK(reading.class_names == Names{"x", "y"});
  REQUIRE(reading.columns.size() == 3);
  CHECK(reading.columns[0].role == ColumnRole::index);
  CHECK(reading.columns[1].name == "länge");
  REQUIRE(reading.first_lines.size() == 4);
  CHECK(reading.first_lines[1].line == 2);
  CHECK(reading.first_lines[1].fields == Names{"1", "1,50", "x"});
  CHECK(reading.decisions.size() == 6);
  for (const std::string& decision : reading.decisions) CHECK(decision.ends_with('.'));
}

TEST_CASE("the cell that cannot be read is quoted with its line") {
  const auto reading = look_at_table("a,b,kind\n1,2,x\n3,4 m,y\n5,6,x\n");
  REQUIRE(reading.wrong.has_value());
  CHECK(reading.wrong->line.line == 3);
  CHECK(reading.wrong->column == 2);
  CHECK(reading.wrong->line.fields == Names{"3", "4 m", "y"});
  CHECK(reading.rows == 1);
  CHECK(reading.columns.size() == 3);
  const auto short_line = look_at_table("a,b,kind\n1,2,x\n3,4\n5,6,x\n");
  REQUIRE(short_line.wrong.has_value());
  CHECK(short_line.wrong->column == 0);
  CHECK(short_line.problem == "Line 3 has 2 columns, most lines have 3.");
}
