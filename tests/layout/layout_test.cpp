// Every demo in the states of tests/reference_links.json, laid out as on the page.
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <map>

#include <nlohmann/json.hpp>

#include "tests/layout/page.h"
#include "tests/source_dir.h"

using namespace lectern;
using namespace lectern::tests;

namespace {

struct Window {
  float width, height;
};
constexpr Window kWindows[] = {{1280, 720}, {1366, 768}, {1920, 1080}};

struct Reference {
  std::string link;
  std::uint64_t steps;
};

std::vector<Reference> references() {
  std::ifstream file(source_dir() + "/tests/reference_links.json");
  std::vector<Reference> all;
  for (const auto& each : nlohmann::json::parse(file)) all.push_back({each["link"], each["steps"]});
  return all;
}

bool is_plane(const DrawnPanel& drawn) { return std::holds_alternative<Plane>(drawn.panel->content); }

bool is_list(const DrawnPanel& drawn) {
  return std::holds_alternative<Table>(drawn.panel->content) || std::holds_alternative<Text>(drawn.panel->content);
}

// The lead is the largest; every plane uses its panel; nothing is cut.
void check_panels(const std::vector<DrawnPanel>& panels) {
  REQUIRE_FALSE(panels.empty());
  const DrawnPanel& lead = panels.front();
  for (const DrawnPanel& drawn : panels) {
    CAPTURE(drawn.panel->id);
    CHECK(drawn.area() <= lead.area() + 1);
    if (is_plane(lead) && is_plane(drawn)) CHECK(drawn.picture_area() <= lead.picture_area() * 1.01f);
    if (is_plane(drawn)) CHECK(drawn.used() >= 0.6f);
    if (is_plane(drawn)) CHECK(drawn.picture_area() > 0);
    CHECK(drawn.state->title_is_whole);
    // A long list shows its first lines, which are the most important.
    constexpr float kRoomForTheFirst = 240;
    if (is_list(drawn)) CHECK((drawn.state->all_is_seen || drawn.box.height >= kRoomForTheFirst));
    if (is_list(drawn)) CHECK(drawn.state->all_columns);
  }
}

std::map<std::string, float> picture_areas(const std::vector<DrawnPanel>& panels) {
  std::map<std::string, float> areas;
  for (const DrawnPanel& drawn : panels)
    if (is_plane(drawn)) areas[drawn.panel->id] = drawn.picture_area();
  return areas;
}

// Presenting makes no picture smaller; only one that is as high as the window loses what the larger type takes.
void check_presented(Page& page, const std::map<std::string, float>& outside) {
  for (std::size_t at = 0; at < page.pages(); ++at) {
    page.ui().page = at;
    page.draw(1280, 720, true);
    const std::vector<DrawnPanel> panels = page.panels(at);
    for (const DrawnPanel& drawn : panels) {
      CAPTURE(drawn.panel->id);
      const auto before = outside.find(drawn.panel->id);
      const bool fills_height = drawn.box.bottom() > 700 && drawn.box.height > 580;
      const float least = fills_height ? 0.85f : 1.0f;
      if (is_plane(drawn) && before != outside.end()) CHECK(drawn.picture_area() >= least * before->second);
      // A square alone on a wide page cannot.
      if (is_plane(drawn) && panels.size() > 1) CHECK(drawn.used() >= 0.6f);
      CHECK(drawn.state->title_is_whole);
    }
  }
}

void take_texts(const Panel& panel, std::string& all) {
  all += panel.title + panel.help;
  if (const auto* plane = std::get_if<Plane>(&panel.content)) {
    all += plane->x.label + plane->y.label;
    for (const PlaneLayer& layer : plane->layers) std::visit([&](const auto& each) { all += each.label; }, layer);
  }
  if (const auto* table = std::get_if<Table>(&panel.content)) {
    for (const std::string& head : table->columns) all += head;
    for (const TableRow& row : table->rows)
      for (const std::string& cell : row.cells) all += cell;
  }
  if (const auto* text = std::get_if<Text>(&panel.content))
    for (const TextLine& line : text->lines) all += line.text + line.unit + line.note;
}

double metric_of(const Snapshot& snapshot, const std::string& id) {
  for (const Metric& metric : snapshot.metrics)
    if (metric.id == id) return metric.value;
  return std::nan("");
}

}  // namespace

TEST_CASE("every demo is laid out with a large main picture, and nothing is cut") {
  for (const Reference& reference : references()) {
    CAPTURE(reference.link);
    Page page(reference.link, reference.steps);
    REQUIRE(page.snapshot().step == reference.steps);
    std::map<std::string, float> outside;
    for (const Window& window : kWindows) {
      CAPTURE(window.width);
      page.draw(window.width, window.height, false);
      check_panels(page.panels());
      if (window.width == 1280) outside = picture_areas(page.panels());
    }
    CAPTURE("presenting");
    page.draw(1280, 720, true);
    check_presented(page, outside);
    for (const Panel& panel : page.snapshot().panels) {
      std::string texts;
      take_texts(panel, texts);
      CHECK(page.missing_characters(texts) == "");
    }
  }
}

TEST_CASE("on a phone the names of pictures are whole") {
  for (const char* link : {"#/k-means?data=digits&clusters=10", "#/convolution"}) {
    CAPTURE(link);
    Page page(link, 6);
    page.draw(390, 3000, false);  // all of it is in view
    bool any = false;
    for (const auto& [key, state] : page.ui().view_states) {
      CAPTURE(key);
      any = any || state.images.label_height > 0;
      CHECK(state.images.labels_are_whole);
    }
    CHECK(any);
  }
}

TEST_CASE("the panels that a stop names are shown, the first of them largest") {
  Page page("#/landscapes", 30);
  page.ui().shown_panels = {"values", "surface", "numbers"};
  page.draw(1280, 720, false);
  const std::vector<DrawnPanel> panels = page.panels();
  REQUIRE(panels.size() == 3);
  CHECK(panels[0].panel->id == "values");
  for (const DrawnPanel& drawn : panels) CHECK(drawn.area() <= panels[0].area() + 1);
}

TEST_CASE("a panel called from the line of titles is shown") {
  Page page("#/landscapes", 30);
  page.draw(1280, 720, false);
  const std::size_t shown = page.panels().size();
  for (const Panel& panel : page.snapshot().panels) {
    page.ui().called_panels = {panel.id};
    page.ui().called_lead = false;
    page.draw(1280, 720, false);
    const std::vector<DrawnPanel> panels = page.panels();
    CAPTURE(panel.id);
    CAPTURE(shown);
    CHECK(std::any_of(panels.begin(), panels.end(), [&](const DrawnPanel& drawn) { return drawn.panel == &panel; }));
  }
}

TEST_CASE("presenting pages through all panels") {
  Page page("#/linear-regression", 20);
  page.draw(1280, 720, true);
  std::size_t seen = 0;
  for (std::size_t at = 0; at < page.pages(); ++at) seen += page.panels(at).size();
  CHECK(page.pages() > 1);
  CHECK(seen == page.snapshot().panels.size());
}

TEST_CASE("messages leave the panels where they are") {
  Page page("#/landscapes", 30);
  page.draw(1280, 720, false);
  const std::vector<Box> before = page.ui().grids[0].pages().front().boxes;
  for (int i = 0; i < 3; ++i) page.ui().notices.push_back({Notice::Kind::problem, "Something went wrong."});
  page.draw(1280, 720, false);
  CHECK(page.ui().grids[0].pages().front().boxes == before);
}

TEST_CASE(
    "the points of linear-vs-logistic are opened in the network by two presses; a run on data of its own offers none") {
  const std::string offer = "Open these data in…";
  {
    Page page("#/linear-vs-logistic?data=circles", 5);
    page.draw(1280, 720, false);
    const auto offers = [&](const char* id) {
      return page.ui().button_places.count(std::string("open data in ") + id) > 0;
    };
    CHECK_FALSE(offers("neural-network"));
    CHECK(page.press(offer).empty());
    CHECK(offers("neural-network"));
    CHECK_FALSE(offers("linear-vs-logistic"));
    CHECK_FALSE(offers("k-means"));
    CHECK(page.press("open data in neural-network") == "neural-network");
    page.draw(1280, 720, false);
    CHECK_FALSE(offers("neural-network"));  // the list is closed
  }
  for (const char* link : {"#/landscapes", "#/bias-variance?problem=classes"}) {
    CAPTURE(link);
    Page page(link, 1);
    page.draw(1280, 720, false);
    CHECK(page.ui().button_places.count(offer) == 0);
  }
}

TEST_CASE("a trial is replayed in the network by a press, on the same data, and ends as it did") {
  constexpr std::uint64_t kToTheEnd = 5000;
  std::string link;
  double reward = 0;
  {
    Page page("#/hyperoptimisation?data=moons&noise=0.2&data_seed=3&trials=10&epochs=20&seed=4", kToTheEnd);
    page.ui().shown_panels = {"winners"};
    page.draw(1280, 720, false);
    const DrawnPanel table = page.panels().front();
    REQUIRE(table.panel->id == "winners");
    std::string pressed;
    for (float y = table.box.y + 40; y < table.box.bottom() && pressed.empty(); y += 10)
      for (float x = table.box.right() - 30; x > table.box.x && pressed.empty(); x -= 40) pressed = page.press_at(x, y);
    REQUIRE(pressed.starts_with("neural-network?"));
    link = page.open(pressed);
    reward = metric_of(page.snapshot(), "best_reward");
  }
  CAPTURE(link);
  Page replay(link, kToTheEnd);
  CHECK(metric_of(replay.snapshot(), "validation_loss") == reward);
}
