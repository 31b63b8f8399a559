#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

TEST_CASE(
    "a cluster update agrees with Onsager within the errors it states, below the critical temperature and above") {
  for (const char* temperature : {"2", "3"}) {
    DemoRun run(
        std::string("#/ising?lattice_side=32&spin_update=wolff&spin_start=up&sweeps_per_step=20&spin_temperature=") +
        temperature);
    run.steps(100);
    CHECK(run.metric("energy_error") < 0.01);
    CHECK(std::fabs(run.metric("energy") - run.metric("exact_energy")) < 4 * run.metric("energy_error"));
    if (temperature[0] == '2')
      CHECK(std::fabs(run.metric("abs_magnetisation") - run.metric("exact_magnetisation")) <
            4 * run.metric("abs_magnetisation_error"));
    CHECK(run.metric("binder") < 2.0 / 3 + 1e-9);
  }
}

TEST_CASE("at the critical temperature single spins remember for long, clusters do not") {
  DemoRun run("#/ising?lattice_side=32&all_updates=true&spin_temperature=2.269&sweeps_per_step=20");
  run.steps(120);
  CHECK(run.metric("tau_metropolis") > 4 * run.metric("tau_swendsen_wang"));
  CHECK(run.metric("tau_metropolis") > 6 * run.metric("tau_wolff"));
}

TEST_CASE("in a weak field against the spins a small droplet dies and a large one takes the lattice") {
  for (const bool is_large : {false, true}) {
    DemoRun run("#/ising?spin_start=up&spin_temperature=1.5&spin_field=-0.1");
    run.steps(20);
    const double before = run.metric("magnetisation_now");
    run.tune("droplet_radius", is_large ? "12" : "4");
    run.act("lattice", LatentPicked{32, 32});
    CHECK(run.metric("magnetisation_now") < before - 0.01);
    run.steps(160);
    CHECK((run.metric("magnetisation_now") < -0.9) == is_large);
    CHECK((run.metric("magnetisation_now") > 0.9) != is_large);
  }
}

TEST_CASE("the spins drawn are those that the brush says, and other panels take no droplets") {
  DemoRun run("#/ising?spin_start=up&spin_temperature=0.5&droplet_radius=3");
  run.act("lattice", LatentPicked{10, 10});
  const double down = run.metric("magnetisation_now");
  CHECK(down < 1);
  run.tune("droplet_spin", "up");
  run.act("lattice", LatentPicked{10, 10});
  CHECK(run.metric("magnetisation_now") == 1);
  run.act("trace", LatentPicked{10, 10});
  CHECK(run.metric("magnetisation_now") == 1);
}

TEST_CASE("a change of conditions and back between two steps leaves the record, another begins a new one") {
  DemoRun run("#/ising?lattice_side=16");
  run.steps(60);
  const double independent = run.metric("independent");
  CHECK(independent > 0);
  run.tune("spin_temperature", "3");
  run.tune("spin_temperature", "2.4");
  run.steps(1);
  CHECK(run.metric("independent") > 0);
  run.tune("spin_temperature", "3");
  run.steps(1);
  CHECK(std::isnan(run.metric("independent")));
}

TEST_CASE(
    "Binder cumulants of different sizes cross at the critical temperature, and a tap chooses the temperature shown") {
  DemoRun run("#/ising?ising_study=scan&lattice_side=32&spin_update=swendsen_wang&scan_points=7");
  run.steps(150);
  CHECK(run.metric("crossing") == doctest::Approx(2.269).epsilon(0.02));
  CHECK(run.metric("crossing_far") == doctest::Approx(2.269).epsilon(0.02));
  CHECK(std::fabs(run.metric("crossing_binder") - 0.611) < 0.06);
  run.act("scan", LatentPicked{1.6f, 0.5f});
  CHECK(run.metric("shown_temperature") == doctest::Approx(1.6));
  CHECK(run.metric("shown_magnetisation") > 0.95);
  run.act("scan", HandleDragged{"T", 3.2f, 0});
  CHECK(run.metric("shown_magnetisation") < 0.3);
}

TEST_CASE(
    "networks trained outside the critical region find the transition inside it, the dense one by the magnetisation") {
  DemoRun run("#/ising?ising_study=phases");
  const double drawn = run.metric("constant_share");
  CHECK(drawn < 0.03);
  run.steps(450);
  CHECK_FALSE(run.is_ready());
  CHECK(run.metric("outside_dense") > 0.95);
  CHECK(run.metric("outside_cnn") > 0.97);
  CHECK(run.metric("transition_dense") > 2.2);
  CHECK(run.metric("transition_dense") < 2.45);
  CHECK(run.metric("transition_cnn") > 2.1);
  CHECK(run.metric("transition_cnn") < 2.45);
  CHECK(run.metric("constant_share") > 10 * drawn);
  run.act("probability", LatentPicked{1, 0.5f});
  CHECK(run.metric("drawn_dense") > 0.8);
  CHECK(run.metric("drawn_magnetisation") > 0.9);
  run.tune("droplet_radius", "6.3");
  run.act("asked", LatentPicked{8, 8});
  CHECK(run.metric("drawn_magnetisation") < 0.2);
  CHECK(run.metric("drawn_dense") < 0.4);
}

TEST_CASE("learning by confusion peaks near the critical temperature between two dips") {
  DemoRun run("#/ising?ising_study=confusion");
  run.steps(350);
  CHECK_FALSE(run.is_ready());
  CHECK(run.metric("peak") > 2.1);
  CHECK(run.metric("peak") < 2.5);
  CHECK(run.metric("peak_accuracy") > run.metric("dip_left") + 0.1);
  CHECK(run.metric("peak_accuracy") > run.metric("dip_right") + 0.1);
}
