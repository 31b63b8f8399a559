#include <string>
#include <variant>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kLagrangianNetwork = "#/lagrangian-network?learning_updates=1500&";

const PlaneLayer* handle_called(const Plane& plane, std::string_view id) {
  for (const PlaneLayer& layer : plane.layers)
    if (const auto* handle = std::get_if<HandlesLayer>(&layer); handle != nullptr && handle->id.front() == id)
      return &layer;
  return nullptr;
}

}  // namespace

TEST_CASE("lagrangian-network: energy drifts by the plain network's law, and only swings by those of H and L") {
  DemoRun run(kLagrangianNetwork + "periods=30");
  run.steps(300);
  for (const char* error : {"error_plain", "error_informed", "error_hamiltonian", "error_lagrangian"}) {
    CAPTURE(error);
    CHECK(run.metric(error) < 0.25);
  }
  CHECK(run.metric("found_hamiltonian") < 0.1);
  CHECK(run.metric("found_lagrangian") < 0.6);
  run.steps(240);  // six periods
  const double early_plain = run.metric("energy_plain"), early_h = run.metric("energy_hamiltonian"),
               early_l = run.metric("energy_lagrangian");
  run.steps(1000);
  CHECK(run.metric("motion_time") == 30);
  CHECK(run.metric("energy_plain") > 1.5 * early_plain);
  CHECK(run.metric("energy_hamiltonian") < 1.5 * early_h);
  CHECK(run.metric("energy_lagrangian") < 1.5 * early_l);
  CHECK(run.metric("energy_plain") > 3 * run.metric("energy_lagrangian"));
  CHECK(run.metric("true_motion_energy") < 1e-4);
}

TEST_CASE("lagrangian-network: the start is dragged, at any time, and the same networks run from there") {
  DemoRun run("#/lagrangian-network?learning_updates=100&periods=2&hidden=8");
  run.steps(60);
  const double error = run.metric("error_lagrangian");
  CHECK(run.metric("motion_time") > 0);
  run.act("motion", HandleDragged{"bob1", 1, 0});
  CHECK(run.metric("motion_time") == 0);
  CHECK(run.metric("error_lagrangian") == error);
  const PlaneLayer* bob = handle_called(run.panel<Plane>("motion"), "bob1");
  REQUIRE(bob != nullptr);
  CHECK(std::get<HandlesLayer>(*bob).x[0] == doctest::Approx(1));
  CHECK(std::get<HandlesLayer>(*bob).y[0] == doctest::Approx(0));
  const std::uint64_t hash = run.hash();
  run.act("motion", HandleDragged{"velocity", 1, 0});
  CHECK(run.hash() == hash);
}

TEST_CASE("lagrangian-network: an orbit that is dragged too far or too fast stays bound") {
  for (const char* law : {"kepler", "henon_heiles"}) {
    CAPTURE(law);
    DemoRun run(std::string("#/lagrangian-network?learning_updates=100&periods=5&hidden=4&mechanical_law=") + law);
    run.act("motion", HandleDragged{"place", 3, 2});
    run.act("motion", HandleDragged{"velocity", -4, 9});
    run.steps(400);
    CHECK(run.metric("motion_time") == 5);
    CHECK(run.metric("true_motion_energy") < 0.01);
  }
}

TEST_CASE("lagrangian-network: more trajectories, smaller errors") {
  DemoRun run("#/lagrangian-network?motion_study=trajectories&learning_updates=300&hidden=16");
  run.steps(60);
  CHECK(run.metric("updates") == 300);
  const double from_one = run.metric("error_lagrangian");
  run.steps(1000);
  CHECK(run.metric("learned_trajectories") == 32);
  CHECK(run.metric("error_lagrangian") < from_one);
  const Plane& plane = run.panel<Plane>("counts");
  CHECK(std::get<LineLayer>(plane.layers[0]).x.size() == 6);
}

TEST_CASE("lagrangian-network: a typed Lagrangian is a system like the others, and nonsense is refused") {
  DemoRun run("#/lagrangian-network?mechanical_law=typed&lagrangian=v%5E2/2%2B2cos(q)&learning_updates=400&periods=3");
  run.steps(1000);
  CHECK(run.metric("motion_time") == 3);
  CHECK(run.metric("error_lagrangian") < 0.3);
  CHECK(run.metric("energy_hamiltonian") < 1);
}
