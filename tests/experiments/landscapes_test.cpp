#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"
#include "tests/unit/parts/layers.h"

using namespace lectern;

namespace {

const std::string kLandscapes = "#/landscapes?";
const std::string kBowl = kLandscapes + "surface=quadratic&";

// Steps until the racer is below f; 0: never.
int steps_below(const std::string& link, const char* racer, double f, int most) {
  DemoRun run(link + "&steps=20000");
  for (int step = 1; step <= most; ++step) {
    run.steps(1);
    if (run.metric(racer) < f) return step;
  }
  return 0;
}

// What the table says of a racer in one column.
std::string cell(DemoRun& run, const std::string& racer, std::size_t column) {
  for (const TableRow& row : run.panel<Table>("racers").rows)
    if (row.cells[0] == racer) return row.cells[column];
  return "";
}

}  // namespace

TEST_CASE("landscapes: gradient descent converges below 2/λ of the steepest direction and diverges above") {
  for (const std::string condition : {"1", "20", "500"}) {
    CAPTURE(condition);
    const std::string bowl = kBowl + "angle=30&steps=20000&condition=" + condition;
    DemoRun below(bowl + "&learning_rate=0.98"), above(bowl + "&learning_rate=1.02");
    below.steps(20000);
    above.steps(1000);
    CHECK(below.metric("with_descent") < 1e-8);
    CHECK(cell(above, "Gradient descent", 3).starts_with("diverged at "));
  }
}

TEST_CASE("landscapes: one method that diverges is named with its cause and does not stop the others") {
  DemoRun run(kBowl + "learning_rate=1.05");
  run.steps(300);
  CHECK(run.is_ready());
  CHECK(cell(run, "Gradient descent", 3) == "diverged at 34");
  CHECK(cell(run, "Momentum", 3) != "diverged at 34");
  CHECK(run.metric("with_momentum") < 1e-10);
  bool says_why = false;
  for (const TextLine& line : run.panel<Text>("numbers").lines)
    says_why = says_why || line.text.find("2/λ = 0.1; it is 0.105") != std::string::npos;
  CHECK(says_why);
}

TEST_CASE("landscapes: when every method has diverged the run stops and offers a rate at which it does not") {
  std::string alone = kBowl;
  for (const char* other : {"momentum", "nesterov", "adagrad", "rmsprop", "adam", "average"})
    alone += std::string("with_") + other + "=false&";
  DemoRun run(alone + "learning_rate=1.2");
  run.steps(200);
  CHECK(run.session().condition() == RunSession::Condition::diverged);
  CHECK(run.session().message().find("at step 0, at (-4, 2), the curvature of the surface is λ = 20") !=
        std::string::npos);
  CHECK(run.snapshot().remedy == Tuning{"learning_rate", 0.9});
  DemoRun mended(alone + run.remedy());
  mended.steps(200);
  CHECK(mended.session().condition() != RunSession::Condition::diverged);
}

TEST_CASE("landscapes: in a ravine of condition number 100 momentum needs far fewer steps than gradient descent") {
  const std::string ravine = kBowl + "condition=100&learning_rate=0.6&momentum=0.85";
  const int descent = steps_below(ravine, "with_descent", 1e-6, 2000);
  const int momentum = steps_below(ravine, "with_momentum", 1e-6, 2000);
  const int nesterov = steps_below(ravine, "with_nesterov", 1e-6, 2000);
  CHECK(descent > 500);
  CHECK(momentum > 0);
  CHECK(momentum < descent / 4);
  CHECK(nesterov > 0);
  CHECK(nesterov < descent / 4);
}

TEST_CASE("landscapes: a learning rate too small crawls") {
  CHECK(steps_below(kBowl + "learning_rate=0.01", "with_descent", 1, 3000) >
        20 * steps_below(kBowl + "learning_rate=0.65", "with_descent", 1, 3000));
}

TEST_CASE("landscapes: adaptive methods take longer steps along the flat direction, plain descent does not") {
  DemoRun run(kBowl + "condition=100");
  run.steps(5);
  const MatrixCells& rates = run.panel<MatrixCells>("rates");
  REQUIRE(rates.cols == 2);
  REQUIRE(rates.row_labels.size() == 6);
  for (std::size_t row = 0; row < 6; ++row) {
    const std::string& method = rates.row_labels[row];
    CAPTURE(method);
    // Times the curvature: 100 times as much along y for equal steps, more alike for steps of one's own.
    const float apart = rates.values[2 * row + 1] / rates.values[2 * row];
    const bool adapts = method == "AdaGrad" || method == "RMSprop" || method == "Adam";
    if (adapts) CHECK(apart < 10);
    if (!adapts) CHECK(apart == doctest::Approx(100).epsilon(1e-4));
  }
}

TEST_CASE("landscapes: the step at which a method comes below 10⁻⁶ is counted and stays") {
  DemoRun run(kBowl);
  run.steps(600);
  CHECK(run.metric("arrival_nesterov") == steps_below(kBowl, "with_nesterov", 1e-6, 600));
  CHECK(std::isnan(run.metric("arrival_adagrad")));
  CHECK(cell(run, "AdaGrad", 2) == "–");
}

TEST_CASE("landscapes: the first step leads from the start against the gradient") {
  DemoRun run(kBowl + "start=given&start_x=-2&start_y=4&condition=1&learning_rate=0.5");
  const ArrowsLayer& arrow = tests::layer_of<ArrowsLayer>(run.panel<Plane>("surface"), "first step −η∇f");
  CHECK(arrow.x[0] == -2);
  CHECK(arrow.dx[0] == 2);
  CHECK(arrow.dy[0] == -4);
  run.steps(1);
  CHECK(run.metric("with_descent") == 0);
  CHECK(tests::find_layer<ArrowsLayer>(run.panel<Plane>("surface"), "first step −η∇f") == nullptr);
}

TEST_CASE("landscapes: in an egg box gradient descent stays beside its start, in two wells momentum leaves the first") {
  DemoRun box(kLandscapes + "surface=rastrigin");
  box.steps(600);
  CHECK(box.metric("with_descent") > 5);
  CHECK(cell(box, "Gradient descent", 3) == "minimum");
  DemoRun wells(kLandscapes + "surface=wells");
  wells.steps(600);
  CHECK(wells.metric("with_descent") == doctest::Approx(-0.5434).epsilon(1e-3));
  CHECK(wells.metric("with_momentum") == doctest::Approx(-1.4846).epsilon(1e-3));
}

TEST_CASE("landscapes: averaging beats plain descent where gradients are noisy") {
  DemoRun run(kBowl + "condition=3&gradient_noise=0.3&learning_rate=0.3&steps=20000");
  double plain = 0, averaged = 0;
  run.steps(3000);
  for (int i = 0; i < 300; ++i) {
    run.steps(10);
    plain += run.metric("with_descent");
    averaged += run.metric("with_average");
  }
  CHECK(averaged < plain / 10);
}

TEST_CASE("landscapes: all methods start again from where the start is dragged, and the link says so") {
  DemoRun run(kLandscapes + "surface=himmelblau");
  run.steps(50);
  run.act("surface", HandleDragged{"start", -3, 3.5f});
  CHECK(run.metric("race_step") == 0);
  run.steps(400);
  const Plane& plane = run.panel<Plane>("surface");
  CHECK(run.metric("with_descent") < 1e-8);
  CHECK(cell(run, "Gradient descent", 3) == "minimum");
  CHECK(plane.layers.size() > 5);
  SharedRun shared;
  shared.plan = run.session().plan();
  DemoRun again(write_link(shared));
  again.steps(450);
  CHECK(again.hash() == run.hash());
}

TEST_CASE("landscapes: a typed formula is minimised, and a wrong one is refused at the place") {
  DemoRun run(kLandscapes + "surface=typed&formula=(x-1)^2%2B3(y%2B2)^2&window=5");
  run.steps(300);
  CHECK(run.metric("with_descent") < 1e-12);
  DemoRun curve(kLandscapes + "surface=typed&formula=x^4-x&window=2");
  curve.steps(300);
  CHECK(curve.metric("with_descent") == doctest::Approx(-0.4724703937));
  ThreadPool pool(1);
  RunSession session(Registry::instance(), pool);
  session.start(parse_link(kLandscapes + "surface=typed&formula=x^2%2B*y").run.plan, {});
  CHECK(session.condition() == RunSession::Condition::failed);
  CHECK(session.message().find("At character 5") != std::string::npos);
  session.start(parse_link(kLandscapes + "surface=typed&formula=log(-1-x^2)").run.plan, {});
  CHECK(session.condition() == RunSession::Condition::failed);
  CHECK(session.message().find("no finite value") != std::string::npos);
}

TEST_CASE("landscapes: a start drawn by the seed is another one for another seed, and every surface can be raced on") {
  DemoRun one(kLandscapes + "start=random&seed=1"), two(kLandscapes + "start=random&seed=2");
  CHECK(one.metric("with_descent") != two.metric("with_descent"));
  for (const std::string surface :
       {"convex", "wells", "quadratic", "rosenbrock", "himmelblau", "beale", "rastrigin", "saddle"}) {
    CAPTURE(surface);
    DemoRun run(kLandscapes + "surface=" + surface);
    const double before = run.metric("with_adam");
    run.steps(300);
    CHECK(run.metric("with_adam") < before);
    CHECK(run.metric("with_descent") < before);
  }
}

TEST_CASE("landscapes: the seed matters where the start is random or the gradients are noisy, and nowhere else") {
  for (const std::string settings : {"", "start=random&", "gradient_noise=0.1&"}) {
    CAPTURE(settings);
    DemoRun one(kLandscapes + settings + "seed=1"), two(kLandscapes + settings + "seed=2");
    for (DemoRun* run : {&one, &two}) run->steps(5);
    CHECK((one.hash() == two.hash()) == settings.empty());
  }
}

TEST_CASE(
    "landscapes: the exercise's bowl from (−2, 4) arrives in one step at η = 0.5, never at 1 and diverges at 1.01") {
  const std::string bowl = kLandscapes + "surface=bowl&rate_unit=plain&learning_rate=";
  DemoRun half(bowl + "0.5"), edge(bowl + "1"), above(bowl + "1.01"), slow(bowl + "0.1");
  CHECK(half.metric("with_descent") == 20);
  half.steps(1);
  CHECK(half.metric("with_descent") == doctest::Approx(0));
  edge.steps(100);
  CHECK(edge.metric("with_descent") == doctest::Approx(20));
  above.steps(50);
  CHECK(above.metric("with_descent") > 50);
  slow.steps(10);
  CHECK(slow.metric("with_descent") == doctest::Approx(20 * std::pow(0.8, 20)));
}

TEST_CASE("landscapes: where gradients are noisy a falling learning rate comes to rest, a constant one does not") {
  const std::string noisy = kLandscapes + "condition=3&gradient_noise=0.2&learning_rate=0.3&steps=3000";
  DemoRun constant(noisy);
  constant.steps(2000);
  for (const std::string schedule : {"exponential", "cosine", "staircase"}) {
    CAPTURE(schedule);
    DemoRun falling(noisy + "&half_life=150&schedule=" + schedule);
    falling.steps(2000);
    CHECK(falling.metric("with_descent") < 0.2 * constant.metric("with_descent"));
    const Plane& plane = falling.panel<Plane>("schedule");
    CHECK(tests::layer_of<LineLayer>(plane, "factor of η").y.front() == 1);
  }
}

TEST_CASE("landscapes: a warm-up takes small steps first") {
  DemoRun plain(kBowl), warm(kBowl + "warm_up=9");
  const double start = plain.metric("with_descent");
  for (DemoRun* run : {&plain, &warm}) run->steps(1);
  CHECK(warm.metric("rate") == doctest::Approx(0.1 * plain.metric("rate")));
  CHECK(warm.metric("with_descent") < start);
}

TEST_CASE("landscapes: a stopping rule ends each method where its gradient is short, a saddle like a minimum") {
  DemoRun bowl(kBowl + "stop_below=thousandth");
  bowl.steps(600);
  CHECK(bowl.metric("stop_momentum") < bowl.metric("stop_descent"));
  CHECK(cell(bowl, "Momentum", 3) == "stopped at " + std::to_string(static_cast<int>(bowl.metric("stop_momentum"))));
  DemoRun monkey(kLandscapes + "surface=monkey&start=given&start_x=1.5&start_y=0&learning_rate=0.3");
  DemoRun stops(kLandscapes +
                "surface=monkey&start=given&start_x=1.5&start_y=0&learning_rate=0.3&stop_below=hundredth");
  for (DemoRun* run : {&monkey, &stops}) run->steps(600);
  CHECK(cell(stops, "Gradient descent", 3).starts_with("stopped at "));
  CHECK(std::fabs(stops.metric("with_descent")) < 0.01);
}

TEST_CASE("landscapes: the grid asks as many numbers a step as a gradient has, and ends with its places") {
  DemoRun run(kBowl + "grid_search=true&grid_side=10");
  run.steps(10);
  CHECK(run.metric("grid_evaluations") == 20);
  CHECK(cell(run, "Grid search", 3) == "20");
  CHECK(cell(run, "Adam", 3) == "22");
  run.steps(60);
  CHECK(run.metric("grid_evaluations") == 100);
  CHECK(cell(run, "Grid search", 4) == "done");
  CHECK(run.metric("grid_nodes") == 100);
  CHECK(run.metric("grid_of_ten") == 1e10);
  // The nearest places to the minimum are at ±5/9.
  CHECK(run.metric("with_grid") == doctest::Approx(0.5 * 21 * 25 / 81));
}

TEST_CASE("landscapes: with AdaDelta and the panels that are asked for the other methods run to the same bits") {
  DemoRun plain(kBowl), more(kBowl + "with_adadelta=true&signal=true&basins=true&basin_method=adam&grid_search=true");
  for (DemoRun* run : {&plain, &more}) run->steps(100);
  for (const char* method : {"with_descent", "with_momentum", "with_rmsprop", "with_adam", "with_average"})
    CHECK(plain.metric(method) == more.metric(method));
  CHECK(more.metric("with_adadelta") < 48);
  CHECK(more.panel<Plane>("signal").layers.size() == 5);
}
