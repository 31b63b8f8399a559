#include <algorithm>
#include <cmath>
#include <string>

#include "core/lab/data_file.h"
#include "core/lab/text.h"
#include "tests/experiments/demo_run.h"
#include "tests/unit/parts/layers.h"

using namespace lectern;
using tests::layer_of;

namespace {

const std::string kLinearRegression = "#/linear-regression?";
const std::string kAllAlone = kLinearRegression + "show_mini=false&show_online=false&";

// The η that the demo names as the largest stable one.
double edge_of(const std::string& link) { return DemoRun(link).metric("largest_stable_rate"); }

double excess(DemoRun& run, const char* cost) { return run.metric(cost) - run.metric("least_cost"); }

}  // namespace

TEST_CASE("linear-regression: gradient descent reaches the minimum of the normal equations, on every data set") {
  for (const std::string data : {"houses", "houses&bedrooms=true", "salaries", "line"}) {
    CAPTURE(data);
    DemoRun run(kLinearRegression + "data=" + data);
    const double at_start = excess(run, "cost");
    run.steps(600);
    CHECK(excess(run, "cost") < 1e-9 * at_start);
    const Table& table = run.panel<Table>("methods");
    for (std::size_t method = 0; method < 3; ++method)
      CHECK(std::fabs(*parse_number(table.rows[method].cells[2])) < 1e-20);
  }
}

TEST_CASE("linear-regression: η just below 2/λ_max converges, just above it diverges, with a sentence and a value that "
          "works") {
  for (const std::string standardise : {"true", "false"}) {
    const std::string link = kAllAlone + "standardise=" + standardise;
    const double edge = edge_of(link);
    DemoRun below(link + "&learning_rate=" + number_text(0.98 * edge));
    const double at_start = excess(below, "cost");
    below.steps(6000);
    CHECK(below.is_ready());
    CHECK(excess(below, "cost") < 1e-3 * at_start);
    DemoRun above(link + "&learning_rate=" + number_text(1.02 * edge));
    above.steps(6000);
    CHECK_FALSE(above.is_ready());
    CHECK(above.session().message().find("2/λ_max") != std::string::npos);
    CHECK(above.session().remedy().parameter == "learning_rate");
    DemoRun mended(link + "&" + above.remedy());
    mended.steps(6000);
    CHECK(mended.is_ready());
    CHECK(excess(mended, "cost") < 1e-3 * at_start);
  }
}

TEST_CASE("linear-regression: one sample at a time diverges at an η at which all at once converge") {
  // Its mean square diverges from about 0.3 on, most single runs from about 0.5 on.
  DemoRun online(kLinearRegression + "learning_rate=0.7");
  online.steps(3000);
  CHECK_FALSE(online.is_ready());
  CHECK(online.session().message().find("one at a time") != std::string::npos);
  DemoRun mended(kLinearRegression + online.remedy());
  mended.steps(3000);
  CHECK(mended.is_ready());
  DemoRun all(kAllAlone + "learning_rate=0.7");
  all.steps(3000);
  CHECK(all.is_ready());
  CHECK(excess(all, "cost") < 1e-20);
}

TEST_CASE("linear-regression: at the same η online learning stays above the minimum, at a fraction of the operations") {
  DemoRun run(kLinearRegression);
  run.steps(400);
  CHECK(excess(run, "online_cost") > 100 * excess(run, "cost"));
  const Table& table = run.panel<Table>("methods");
  const double all = *parse_number(table.rows[3].cells[1]), online = *parse_number(table.rows[5].cells[1]);
  CHECK(all == doctest::Approx(47 * online).epsilon(0.01));
}

TEST_CASE("linear-regression: standardising makes the bowl round and lets η be larger") {
  const double round = edge_of(kLinearRegression), narrow = edge_of(kLinearRegression + "standardise=false");
  CHECK(round > 4 * narrow);
  // Two weights of one standardised input: H = 2, condition number 1.
  CHECK(round == doctest::Approx(1));
}

TEST_CASE("linear-regression: in square feet the condition number explodes, and the same descent needs a tiny η") {
  const std::string feet = kLinearRegression + "standardise=false&area_unit=one";
  CHECK(DemoRun(kLinearRegression + "standardise=false").metric("condition_number") < 1000);
  CHECK(DemoRun(feet).metric("condition_number") > 1e6);
  CHECK(edge_of(feet) < 1e-6);
  // Standardised, the unit does not matter.
  CHECK(DemoRun(kLinearRegression + "area_unit=one").metric("condition_number") == doctest::Approx(1));
  DemoRun run(kAllAlone + "standardise=false&area_unit=one&learning_rate=0.05");
  run.steps(100);
  CHECK_FALSE(run.is_ready());
  DemoRun mended(kAllAlone + "standardise=false&area_unit=one&" + run.remedy());
  mended.steps(2000);
  CHECK(mended.is_ready());
}

TEST_CASE("linear-regression: the likelihood has its maximum where the cost has its minimum, and the same contours") {
  DemoRun run(kLinearRegression);
  const auto& cost = layer_of<FieldLayer>(run.panel<Plane>("surface"), "R(θ)");
  const std::vector<float> costs = cost.values;
  const auto& likelihood = layer_of<FieldLayer>(run.panel<Plane>("likelihood"), "log L");
  const auto least = std::min_element(costs.begin(), costs.end()) - costs.begin();
  const auto most = std::max_element(likelihood.values.begin(), likelihood.values.end()) - likelihood.values.begin();
  CHECK(least == most);
  const double slope = (likelihood.values[0] - likelihood.values[500]) / (costs[0] - costs[500]);
  const double n = 47, variance = run.metric("least_cost");
  CHECK(slope == doctest::Approx(-0.5 * n / variance).epsilon(1e-3));
}

TEST_CASE("linear-regression: drawn points move the solution, and points alone are enough") {
  DemoRun run(kLinearRegression + "data=drawn&standardise=false");
  run.steps(3);
  CHECK(std::isnan(run.metric("cost")));
  for (const auto& [x, y] : {std::pair{1.0f, 3.0f}, {2.0f, 5.0f}, {4.0f, 9.0f}}) run.act("data", PointAdded{{x, y, 0}});
  CHECK(run.metric("least_cost") == doctest::Approx(0).epsilon(1e-9));
  run.steps(3000);
  CHECK(run.metric("cost") < 1e-6);
  run.act("data", PointMoved{2, 4.0f, 12.0f});
  CHECK(run.metric("least_cost") > 0.01);
}

TEST_CASE("linear-regression: the start is dragged, and everything begins anew there") {
  DemoRun run(kLinearRegression);
  run.steps(50);
  run.act("surface", HandleDragged{"start", 0.5f, -1});
  CHECK(run.metric("updates") == 0);
  const auto& handle = layer_of<HandlesLayer>(run.panel<Plane>("surface"), "start");
  CHECK(handle.x[0] == 0.5f);
  CHECK(run.metric("cost") == run.metric("online_cost"));
}

TEST_CASE("linear-regression: a dropped table is fitted, large numbers in shorter units, and a wrong column is named") {
  std::string csv = "size,price\n";
  for (int i = 0; i < 40; ++i) csv += std::to_string(1000 + 10 * i) + "," + std::to_string(200000 + 700 * i) + "\n";
  const DataFiles files{make_data_file("table.csv", csv)};
  DemoRun run(kLinearRegression, 1, files);
  run.steps(600);
  CHECK(run.metric("cost") < 1e-6);
  CHECK(run.panel<Plane>("data").x.label == "size [10³]");
  CHECK(run.session().plan().files[0].shape == "40×2");
  ThreadPool pool(1);
  RunSession session(Registry::instance(), pool);
  RunPlan plan = with_files(parse_link(kLinearRegression + "column=3").run.plan,
                            *Registry::instance().find("linear-regression"), files);
  session.start(plan, files);
  CHECK(session.condition() == RunSession::Condition::failed);
  CHECK(session.message().find("Column 3") != std::string::npos);
}
