#include "tests/reference/compare.h"

#include <cmath>
#include <functional>
#include <map>
#include <sstream>

namespace lectern::reference {
namespace {

struct Limits {
  double absolute;
  double relative;
};

// How one field is held against another.
struct Rule {
  Limits limits;
  std::string compare;  // "" for element by element
};

Limits read_limits(const Json& json, const char* precision) {
  require(json.contains(precision), std::string("`tolerance` has no `") + precision + "`");
  const Json& pair = json[precision];
  require(pair.is_object() && pair.contains("abs") && pair.contains("rel") && pair["abs"].is_number() &&
              pair["rel"].is_number(),
          "`tolerance` lacks its `abs` and `rel`");
  return {pair["abs"].get<double>(), pair["rel"].get<double>()};
}

// The rule of a field: its own entry in `fields`, else the top-level numbers.
Rule rule_for(const Json& tolerance, const std::string& path, bool float32) {
  const char* precision = float32 ? "float32" : "float64";
  Rule rule;
  const bool own = tolerance.contains("fields") && tolerance["fields"].contains(path);
  const Json& field = own ? tolerance["fields"][path] : tolerance;
  if (own && field.contains("compare")) {
    require(field["compare"].is_string(), "`compare` of `" + path + "` is not a string");
    rule.compare = field["compare"].get<std::string>();
  }
  rule.limits = read_limits(field.contains(precision) ? field : tolerance, precision);
  return rule;
}

std::string number_text(const Json& json) {
  if (!json.is_number_float()) return json.dump();
  std::ostringstream text;
  text.precision(json.type() == Json::value_t::number_float ? 17 : 9);
  text << json.get<double>();
  return text.str();
}

std::string difference(const std::string& where, const Json& got, const Json& want) {
  return where + " is " + number_text(got) + " instead of " + number_text(want);
}

bool within(double got, double want, const Limits& limits) {
  return std::fabs(got - want) <= limits.absolute + limits.relative * std::fabs(want);
}

// Element by element; `sign` multiplies what was got.
std::string compare_elements(const std::string& where, const Json& got, const Json& want, const Limits& limits,
                             double sign = 1) {
  if (want.is_array()) {
    if (!got.is_array()) return where + " is not a list";
    if (got.size() != want.size()) {
      return where + " has " + std::to_string(got.size()) + " items instead of " + std::to_string(want.size());
    }
    for (std::size_t i = 0; i < want.size(); ++i) {
      std::string found = compare_elements(where + "[" + std::to_string(i) + "]", got[i], want[i], limits, sign);
      if (!found.empty()) return found;
    }
    return {};
  }
  if (want.is_number_float()) {
    if (got.is_number() && within(sign * got.get<double>(), want.get<double>(), limits)) return {};
    return difference(where, got, want);
  }
  if (want.is_number_integer()) {
    if (got.is_number() && got.get<double>() == want.get<double>()) return {};
    return difference(where, got, want);
  }
  return got == want ? std::string() : difference(where, got, want);
}

std::string compare_up_to_sign(const std::string& where, const Json& got, const Json& want, const Limits& limits) {
  if (compare_elements(where, got, want, limits, -1).empty()) return {};
  return compare_elements(where, got, want, limits);
}

// Lists of lists: each row by itself up to its sign; a plain list as one row.
std::string compare_sign_rows(const std::string& where, const Json& got, const Json& want, const Limits& limits) {
  const bool rows = want.is_array() && !want.empty() && want[0].is_array();
  if (!rows) return compare_up_to_sign(where, got, want, limits);
  if (!got.is_array() || got.size() != want.size()) return where + " has another number of rows";
  for (std::size_t r = 0; r < want.size(); ++r) {
    std::string found = compare_up_to_sign(where + "[" + std::to_string(r) + "]", got[r], want[r], limits);
    if (!found.empty()) return found;
  }
  return {};
}

Json transposed(const Json& rows, const std::string& where) {
  Json columns = Json::array();
  for (const Json& row : rows) {
    require(row.is_array() && row.size() == rows[0].size(), where + " is not a rectangular matrix");
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (columns.size() <= c) columns.push_back(Json::array());
      columns[c].push_back(row[c]);
    }
  }
  return columns;
}

std::string compare_sign_columns(const std::string& where, const Json& got, const Json& want, const Limits& limits) {
  const bool rows = want.is_array() && !want.empty() && want[0].is_array();
  if (!rows) return compare_up_to_sign(where, got, want, limits);
  if (!got.is_array() || got.size() != want.size()) return where + " has another number of rows";
  return compare_sign_rows(where + " (columns)", transposed(got, where), transposed(want, where), limits);
}

// Labels up to renaming; -1 stays -1.
std::string compare_partition(const std::string& where, const Json& got, const Json& want) {
  if (!got.is_array() || !want.is_array() || got.size() != want.size()) {
    return where + " has another number of labels";
  }
  std::map<std::int64_t, std::int64_t> forward{{-1, -1}}, backward{{-1, -1}};
  for (std::size_t i = 0; i < want.size(); ++i) {
    const std::string place = where + "[" + std::to_string(i) + "]";
    if (want[i].is_array()) {
      std::string found = compare_partition(place, got[i], want[i]);
      if (!found.empty()) return found;
      continue;
    }
    if (!got[i].is_number_integer() || !want[i].is_number_integer()) return place + " is not an integer label";
    const std::int64_t g = got[i].get<std::int64_t>(), w = want[i].get<std::int64_t>();
    if (forward.emplace(w, g).first->second != g || backward.emplace(g, w).first->second != w) {
      return place + " does not fit any renaming of the labels";
    }
  }
  return {};
}

// Rows in any order: a perfect matching between equal rows, by augmenting paths.
std::string compare_unordered_rows(const std::string& where, const Json& got, const Json& want, const Limits& limits) {
  if (!got.is_array() || !want.is_array() || got.size() != want.size()) {
    return where + " has another number of rows";
  }
  const std::size_t n = want.size(), kNone = n;
  std::vector<std::size_t> partner(n, kNone);
  std::vector<bool> visited;
  const std::function<bool(std::size_t)> place = [&](std::size_t w) {
    for (std::size_t g = 0; g < n; ++g) {
      if (visited[g] || !compare_elements("", got[g], want[w], limits).empty()) continue;
      visited[g] = true;
      if (partner[g] == kNone || place(partner[g])) {
        partner[g] = w;
        return true;
      }
    }
    return false;
  };
  for (std::size_t w = 0; w < n; ++w) {
    visited.assign(n, false);
    if (!place(w)) return where + " has no row like " + want[w].dump();
  }
  return {};
}

std::string compare_field(const std::string& path, const Json& got, const Json& want, const Rule& rule) {
  if (rule.compare.empty()) return compare_elements(path, got, want, rule.limits);
  if (rule.compare == "sign_rows") return compare_sign_rows(path, got, want, rule.limits);
  if (rule.compare == "sign_columns") return compare_sign_columns(path, got, want, rule.limits);
  if (rule.compare == "partition") return compare_partition(path, got, want);
  if (rule.compare == "unordered_rows") return compare_unordered_rows(path, got, want, rule.limits);
  throw CaseError("`" + path + "` is to be compared by `" + rule.compare + "`, which is no rule");
}

bool is_list_of_objects(const Json& json) { return json.is_array() && !json.empty() && json[0].is_object(); }

struct Comparison {
  const Json& tolerance;
  bool float32;

  std::string object(const std::string& path, const Json& got, const Json& want) const {
    for (const auto& [key, value] : want.items()) {
      const std::string inner = path.empty() ? key : path + "." + key;
      const Rule rule = rule_for(tolerance, inner, float32);
      if (rule.compare == "info") continue;
      if (!got.is_object() || !got.contains(key)) return inner + " is missing from the result";
      std::string found = field(inner, got[key], value, rule);
      if (!found.empty()) return found;
    }
    return {};
  }

  std::string field(const std::string& path, const Json& got, const Json& want, const Rule& rule) const {
    if (want.is_object()) return object(path, got, want);
    if (!is_list_of_objects(want)) return compare_field(path, got, want, rule);
    if (!got.is_array() || got.size() != want.size()) return path + " has another number of items";
    for (std::size_t i = 0; i < want.size(); ++i) {
      std::string found = object(path + "[]", got[i], want[i]);
      if (!found.empty()) return "item " + std::to_string(i) + ": " + found;
    }
    return {};
  }
};

}  // namespace

std::string first_difference(const Case& reference, const Json& result, bool float32) {
  return Comparison{reference.tolerance(), float32}.object("", result, reference.expected());
}

}  // namespace lectern::reference
