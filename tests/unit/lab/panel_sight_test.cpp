#include "core/lab/panel_sight.h"

#include <doctest/doctest.h>

#include "core/lab/share_link.h"

namespace lectern {

TEST_CASE("panel sights: windows and cameras stand in links and come back") {
  const std::vector<PanelSight> sights = {{"plane", {-1.25, 0.5, 0, 1e-3}}, {"a~b;c", {0.5, -0.25, 1.5}}};
  const Result<std::vector<PanelSight>> read = parse_sights(sights_text(sights));
  REQUIRE(read);
  CHECK(*read == sights);

  SharedRun run;
  run.plan.id = "landscapes";
  run.view.sights = sights;
  const std::string link = write_link(run);
  CHECK(link.find("view=plane~-1.25~0.5~0~0.001") != std::string::npos);
  const ParsedLink parsed = parse_link(link);
  CHECK(parsed.problems.empty());
  CHECK(parsed.run.view == run.view);
}

TEST_CASE("panel sights: numbers are as short as a picture needs") {
  const PanelSight window = rounded_sight({"p", {0.12345678, 0.22345678, 123456.78, 923456.78}});
  CHECK(sights_text({&window, 1}) == "p~0.12346~0.22346~123460~923460");
  const PanelSight camera = rounded_sight({"p", {0.12345f, -1.5f, 2}});
  CHECK(sights_text({&camera, 1}) == "p~0.123~-1.5~2");
}

TEST_CASE("panel sights: what cannot be looked at is refused by name") {
  for (const char* text : {"", "p", "p~1", "p~1~2", "p~1~2~3~4~5", "p~2~1~0~1", "p~0~1~1~1", "p~0~x~0~1", "~0~1~0~1",
                           "p~0~1~0~1e300", "p~0~0~0", "p~1e9~0~1", "p~0~1~0~1;"}) {
    CAPTURE(text);
    const Result<std::vector<PanelSight>> read = parse_sights(text);
    REQUIRE_FALSE(read);
    CHECK(read.error().find("panel~") != std::string::npos);
  }
  const ParsedLink parsed = parse_link("#/landscapes?view=surface~1");
  CHECK(parsed.problems.size() == 1);
  CHECK(parsed.run.view.sights.empty());
}

}  // namespace lectern
