#include "core/lab/registry.h"

#include <doctest/doctest.h>

#include "tests/unit/lab/walk_experiment.h"

using namespace lectern;

TEST_CASE("the registry finds experiments by id and lists them by lecture and row") {
  Registry registry;
  const auto add = [&](const char* id, int lecture, const char* row) {
    ExperimentInfo info = tests::walk_info();
    info.id = id;
    info.lecture = lecture;
    info.row = row;
    info.data_block = lecture == 1 ? "shared" : "";
    registry.add(std::move(info));
  };
  add("late", 2, "R1");
  add("tenth", 1, "R10");
  add("ninth", 1, "R9");
  std::vector<std::string> ids;
  for (const ExperimentInfo* info : registry.all()) ids.push_back(info->id);
  CHECK(ids == std::vector<std::string>{"ninth", "tenth", "late"});
  CHECK(registry.find("tenth")->row == "R10");
  CHECK(registry.card("tenth")->data_block == "shared");
  CHECK(registry.card("late")->data_block.empty());
  CHECK(registry.find("eleventh") == nullptr);
  CHECK(no_such_demo(registry, "tent") == "There is no demo “tent”; near names are tenth.");
}
