#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "core/lab/registry.h"
#include "core/lab/run_session.h"
#include "core/lab/share_link.h"
#include "core/lab/text.h"

namespace lectern {

// A demo opened by link, as a test drives it.
class DemoRun {
 public:
  explicit DemoRun(std::string_view link, int workers = 1, const DataFiles& files = {})
      : pool_(workers), session_(Registry::instance(), pool_) {
    const ParsedLink parsed = parse_link(link);
    CHECK(parsed.problems.empty());
    session_.start(with_files(parsed.run.plan, *Registry::instance().find(parsed.run.plan.id), files), files);
    INFO(session_.message());
    CHECK(session_.condition() == RunSession::Condition::ready);
  }

  RunSession& session() { return session_; }
  bool is_ready() const { return session_.condition() == RunSession::Condition::ready; }

  // Steps at most so many times, fewer where the run ends.
  void steps(int count) {
    for (int i = 0; i < count && is_ready(); ++i) session_.step();
  }

  const Snapshot& snapshot() {
    session_.describe(snapshot_);
    return snapshot_;
  }
  std::uint64_t hash() const { return session_.state_hash(); }

  // A metric as described now; NaN if there is none of that id.
  double metric(std::string_view id) {
    for (const Metric& metric : snapshot().metrics)
      if (metric.id == id) return metric.value;
    return NAN;
  }

  // The content of a panel as described now; the test fails if there is none of that id and kind.
  template <typename Content>
  const Content& panel(std::string_view id) {
    static const Content kNone{};
    for (const Panel& panel : snapshot().panels)
      if (panel.id == id && std::holds_alternative<Content>(panel.content)) return std::get<Content>(panel.content);
    FAIL_CHECK("no such panel: ", std::string(id));
    return kNone;
  }

  void act(std::string_view panel, Gesture gesture) {
    session_.act({std::string(panel), std::move(gesture)});
    session_.settle();
  }
  // The value as links write it.
  void tune(std::string_view parameter, std::string_view text) {
    const ParameterSchema& schema = Registry::instance().find(session_.plan().id)->schema;
    ParameterSet values = ParameterSet::defaults(schema);
    REQUIRE(values.parse_text(parameter, text).ok());
    session_.tune({std::string(parameter), values.value(schema.index_of(parameter))});
    session_.settle();
  }

  // What would have kept a diverged run finite, as part of a link: "learning_rate=0.47".
  std::string remedy() const {
    const Tuning& remedy = session_.remedy();
    const ParameterSchema& schema = Registry::instance().find(session_.plan().id)->schema;
    return remedy.parameter + "=" + value_text(schema, remedy.parameter, remedy.value);
  }

 private:
  ThreadPool pool_;
  RunSession session_;
  Snapshot snapshot_;
};

// The number in a cell of a table; NaN where there is none.
inline double number_in(const Table& table, std::size_t row, std::size_t column) {
  return parse_number(table.rows[row].cells[column]).value_or(NAN);
}

}  // namespace lectern
