#include <algorithm>
#include <cmath>
#include <string>

#include "core/lab/data_file.h"
#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kNeuralNetwork = "#/neural-network?";

double best_training_accuracy(const std::string& link, int steps) {
  DemoRun run(link);
  double best = 0;
  for (int done = 0; done < steps; done += 100) {
    run.steps(100);
    best = std::max(best, run.metric("training_agreement"));
  }
  return best;
}

}  // namespace

TEST_CASE("neural-network: one neuron cannot learn XNOR, a hundred and two layers of ten can") {
  const std::string xnor = kNeuralNetwork + "data=xnor&noise=0&";
  CHECK(best_training_accuracy(xnor + "layers=1", 3000) <= 0.8);
  CHECK(best_training_accuracy(xnor + "layers=100", 3000) >= 0.98);
  CHECK(best_training_accuracy(xnor + "layers=10,10", 3000) >= 0.98);
}

TEST_CASE("neural-network: without a nonlinearity depth is of no use") {
  CHECK(best_training_accuracy(kNeuralNetwork + "data=xnor&noise=0&layers=10,10&activation=identity", 3000) <= 0.8);
}

TEST_CASE("neural-network: the product of the coordinates makes XNOR easy even without hidden layers") {
  CHECK(best_training_accuracy(kNeuralNetwork + "data=xnor&noise=0&layers=&in_product=true", 3000) >= 0.98);
}

TEST_CASE("neural-network: the default network learns the spirals within 100 epochs") {
  DemoRun run(kNeuralNetwork + "seed=2&data_seed=2");
  run.steps(900);
  CHECK(run.metric("epoch") <= 100.5);
  CHECK(run.metric("training_agreement") >= 0.98);
  CHECK(run.metric("validation_agreement") >= 0.95);
}

TEST_CASE("neural-network: every data set is learned by the default network") {
  for (const std::string data : {"circles", "moons", "blobs&classes=5", "xnor", "law_1d", "law_2d"}) {
    INFO(data);
    DemoRun run(kNeuralNetwork + "data=" + data);
    run.steps(3000);
    CHECK(run.metric("validation_agreement") >= 0.9);
  }
}

TEST_CASE("neural-network: weights that start at zero stay alike in every layer for ever") {
  DemoRun run(kNeuralNetwork + "initialisation=zero&data=circles");
  run.steps(500);
  const Network& network = run.panel<Network>("network");
  REQUIRE(network.layers.size() == 4);
  for (std::size_t layer = 1; layer < 3; ++layer) {
    const NetworkLayer& hidden = network.layers[layer];
    const std::size_t inputs = network.layers[layer - 1].neurons.size();
    for (std::size_t neuron = 1; neuron < hidden.neurons.size(); ++neuron) {
      CHECK(hidden.neurons[neuron].bias == hidden.neurons[0].bias);
      CHECK(std::equal(hidden.weights.begin(), hidden.weights.begin() + static_cast<std::ptrdiff_t>(inputs),
                       hidden.weights.begin() + static_cast<std::ptrdiff_t>(neuron * inputs)));
    }
  }
}

TEST_CASE("neural-network: a loss that stays finite but is ten times that of the start is diagnosed, too") {
  DemoRun run(kNeuralNetwork + "optimizer=sgd&learning_rate=30");
  run.steps(500);
  CHECK(run.session().condition() == RunSession::Condition::diverged);
  CHECK(run.session().message().find("ten times that of the start") != std::string::npos);
}

TEST_CASE("neural-network: a learning rate that is too large diverges and says so") {
  DemoRun run(kNeuralNetwork + "data=law_1d&optimizer=sgd&learning_rate=3&activation=relu");
  run.steps(1000);
  CHECK(run.session().condition() == RunSession::Condition::diverged);
  CHECK(run.session().message().find("learning rate η = 3") != std::string::npos);
}

TEST_CASE("neural-network: looking back restores the least validation loss") {
  // Few noisy points and many weights: the validation loss falls, then rises.
  DemoRun run(kNeuralNetwork + "data=moons&noise=0.3&n=60&layers=32,32&stopping=look_back&epochs=400");
  double least = run.metric("validation_loss"), last = least;
  while (run.is_ready()) {
    run.steps(1);
    if (!run.is_ready()) break;
    last = run.metric("validation_loss");
    least = std::min(least, last);
  }
  CHECK(run.session().condition() == RunSession::Condition::finished);
  CHECK(last > 1.2 * least);
  CHECK(run.metric("validation_loss") == least);
}

TEST_CASE("neural-network: early stopping ends before the training does") {
  DemoRun run(kNeuralNetwork + "data=moons&noise=0.3&n=60&layers=32,32&stopping=early&patience=30&epochs=2000");
  run.steps(200000);
  CHECK(run.session().condition() == RunSession::Condition::finished);
  CHECK(run.metric("epoch") < 1000);
}

TEST_CASE("neural-network: penalties act while running") {
  DemoRun plain(kNeuralNetwork + "data=moons"), penalised(kNeuralNetwork + "data=moons");
  plain.steps(100);
  penalised.steps(100);
  CHECK(plain.hash() == penalised.hash());
  penalised.tune("l2", "0.05");
  plain.steps(500);
  penalised.steps(500);
  CHECK(penalised.metric("training_loss") > 2 * plain.metric("training_loss"));
}

TEST_CASE("neural-network: drawn points join the training data, and a link with them gives the same run") {
  DemoRun run(kNeuralNetwork + "data=drawn&classes=2");
  run.steps(3);
  CHECK(run.metric("epoch") == 0);
  for (int i = 0; i < 6; ++i) {
    run.act("plane", PointAdded{{i % 2 == 0 ? -0.5f : 0.5f, 0.125f * static_cast<float>(i), i % 2}});
    run.steps(1);
  }
  run.act("plane", PointMoved{0, -0.75f, 0.25f});
  run.act("plane", PointRemoved{5});
  run.steps(300);
  CHECK(run.metric("training_agreement") == 1);
  CHECK(run.snapshot().drawn_points.size() == 5);

  SharedRun shared;
  shared.plan = run.session().plan();
  DemoRun again(write_link(shared));
  again.steps(309);
  CHECK(again.hash() == run.hash());
}

TEST_CASE("neural-network: a weight is given a value, and a link with that gives the same run") {
  DemoRun run(kNeuralNetwork + "data=xnor&layers=3");
  run.steps(5);
  run.act("network", CellEdited{1, 0, 2.5f});   // hidden neuron 2, from x₁
  run.act("network", CellEdited{3, 3, -0.5f});  // the output's bias
  const Network& network = run.panel<Network>("network");
  CHECK(network.layers[1].weights[2] == 2.5f);
  CHECK(network.layers[2].neurons[0].bias == -0.5f);
  run.steps(10);
  SharedRun shared;
  shared.plan = run.session().plan();
  DemoRun again(write_link(shared));
  again.steps(15);
  CHECK(again.hash() == run.hash());
  const std::uint64_t before = run.hash();
  run.act("network", CellEdited{4, 0, 1});  // no such neuron
  CHECK(run.hash() == before);
}

TEST_CASE("neural-network: a neuron is shown over the data in place of the decision") {
  DemoRun run(kNeuralNetwork + "neuron=3");
  run.steps(20);
  const auto& field = std::get<FieldLayer>(run.panel<Plane>("plane").layers[0]);
  CHECK(field.label == "answer of 1.3");
  CHECK(field.values.size() == static_cast<std::size_t>(field.rows * field.cols));
  run.tune("neuron", "0");
  CHECK(std::get<FieldLayer>(run.panel<Plane>("plane").layers[0]).discrete_classes);
}

TEST_CASE("neural-network: the error of one example is posterior less target, and goes back through the weights") {
  DemoRun run(kNeuralNetwork + "data=circles&layers=4&neurons=backward&example=7");
  run.steps(50);
  const Network& network = run.panel<Network>("network");
  REQUIRE(network.layers.size() == 3);
  const NetworkLayer& output = network.layers[2];
  const double error = static_cast<double>(output.neurons[0].gradient);
  // Cross-entropy of the right class is −log(1 − |error|).
  CHECK(run.metric("example_loss") == doctest::Approx(-std::log(1 - std::fabs(error))).epsilon(1e-4));
  run.tune("neurons", "forward");
  const std::vector<float> weights = run.panel<Network>("network").layers[2].weights;
  for (std::size_t unit = 0; unit < 4; ++unit) {
    const Neuron& neuron = run.panel<Network>("network").layers[1].neurons[unit];
    const double slope = neuron.activation > 0 ? 1 : 0;  // of ReLU
    CHECK(static_cast<double>(neuron.gradient) == doctest::Approx(slope * error * static_cast<double>(weights[unit])));
  }
}

TEST_CASE("neural-network: in the last hidden layer the classes lie on the two sides of a straight cut") {
  DemoRun run(kNeuralNetwork);
  run.steps(900);
  const auto& points = std::get<PointsLayer>(run.panel<Plane>("embedding").layers[0]);
  REQUIRE(points.x.size() == points.color.size());
  std::size_t right = 0;
  for (std::size_t i = 0; i < points.x.size(); ++i) right += (points.x[i] > 0) == (points.color[i] == 1) ? 1 : 0;
  CHECK(static_cast<double>(right) / static_cast<double>(points.x.size()) ==
        doctest::Approx(run.metric("training_agreement")));
}

TEST_CASE("neural-network: the same link gives the same bits at any number of workers") {
  for (const char* settings :
       {"", "data=law_2d&dropout=0.2&activation=gelu", "layers=100,100&full_batch=true&n=1000"}) {
    DemoRun one(kNeuralNetwork + settings, 1), two(kNeuralNetwork + settings, 2), four(kNeuralNetwork + settings, 4);
    for (DemoRun* run : {&one, &two, &four}) run->steps(50);
    CHECK(one.hash() == two.hash());
    CHECK(one.hash() == four.hash());
  }
}

TEST_CASE("neural-network: describing changes nothing that later steps depend on") {
  DemoRun seen(kNeuralNetwork + "dropout=0.2"), unseen(kNeuralNetwork + "dropout=0.2");
  for (int i = 0; i < 20; ++i) {
    seen.steps(1);
    seen.snapshot();
  }
  unseen.steps(20);
  CHECK(seen.hash() == unseen.hash());
}

TEST_CASE("neural-network: a network without inputs is refused by name") {
  ThreadPool pool(1);
  RunSession session(Registry::instance(), pool);
  session.start(parse_link(kNeuralNetwork + "in_x1=false&in_x2=false").run.plan, {});
  CHECK(session.condition() == RunSession::Condition::failed);
  CHECK(session.message().find("inputs") != std::string::npos);
}

TEST_CASE("neural-network: a dropped table is learned, a wrong column is named, and without a file nothing happens") {
  ThreadPool pool(1);
  RunSession session(Registry::instance(), pool);
  std::string csv = "width,height,kind\n";
  for (int i = 0; i < 60; ++i)
    csv += std::to_string(i % 10) + "," + std::to_string(i / 10 + (i % 2) * 20) + (i % 2 == 0 ? ",low\n" : ",high\n");
  const DataFiles files{make_data_file("table.csv", csv)};
  RunPlan plan = with_files(parse_link(kNeuralNetwork).run.plan, *Registry::instance().find("neural-network"), files);
  session.start(plan, files);
  REQUIRE(session.condition() == RunSession::Condition::ready);
  for (int i = 0; i < 200; ++i) session.step();
  Snapshot snapshot;
  session.describe(snapshot);
  const auto accuracy = std::find_if(snapshot.metrics.begin(), snapshot.metrics.end(),
                                     [](const Metric& metric) { return metric.id == "training_agreement"; });
  REQUIRE(accuracy != snapshot.metrics.end());
  CHECK(accuracy->value == 1);
  plan.parameters.emplace_back("x_column", 3);
  session.start(plan, files);
  CHECK(session.condition() == RunSession::Condition::failed);
  CHECK(session.message().find("Column 3") != std::string::npos);
  DemoRun without(kNeuralNetwork + "data=file");
  without.steps(3);
  CHECK(without.metric("epoch") == 0);
}

TEST_CASE("neural-network: all columns of a table are inputs, and their classes part in the last hidden layer") {
  DemoRun run(kNeuralNetwork + "table=wine&layers=8");
  run.steps(200);
  CHECK(run.panel<Network>("network").layers[0].neurons.size() == 13);
  CHECK(run.metric("validation_agreement") > 0.9);
  CHECK(run.panel<Plane>("embedding").layers.size() == 3);  // one for each class
  run.tune("neurons", "forward");
  CHECK(run.panel<Network>("network").layers[1].neurons[0].field.size() == 1);
}

TEST_CASE("neural-network: a linear model reads digits worse than a network with a hidden layer") {
  const std::string digits = kNeuralNetwork + "table=digits&";
  DemoRun linear(digits + "layers="), hidden(digits + "layers=64");
  for (DemoRun* run : {&linear, &hidden}) run->steps(1200);
  CHECK(linear.metric("parameters") == 650);
  CHECK(linear.metric("validation_agreement") > 0.9);
  CHECK(linear.metric("validation_agreement") < hidden.metric("validation_agreement"));
}

TEST_CASE("neural-network: two others learn beside the network and do not disturb it") {
  DemoRun alone(kNeuralNetwork + "data=xnor&noise=0"), with_others(kNeuralNetwork + "data=xnor&noise=0&others=true");
  for (DemoRun* run : {&alone, &with_others}) run->steps(900);
  CHECK(alone.metric("training_loss") == with_others.metric("training_loss"));
  CHECK(with_others.metric("training_agreement_2") < 0.8);   // one neuron
  CHECK(with_others.metric("training_agreement_3") > 0.97);  // a hundred
  CHECK(with_others.panel<Plane>("plane_3").accepts_points == false);
}

TEST_CASE("neural-network: batch normalisation learns, and its neurons have answers, cuts and errors") {
  DemoRun run(kNeuralNetwork + "data=moons&batch_norm=true&dropout=0.1&neuron=3&layers=8,8");
  run.steps(300);
  CHECK(run.metric("training_agreement") > 0.7);
  const Network& network = run.panel<Network>("network");
  REQUIRE(network.layers.size() == 4);
  CHECK(!network.layers[1].neurons[0].field.empty());
  CHECK(run.panel<Plane>("gradients").layers.size() == 3);
  run.tune("neurons", "backward");
  run.steps(3);
}

TEST_CASE("neural-network: a leaky slope of 1 is linear, and a sharp softplus is close to ReLU") {
  CHECK(best_training_accuracy(kNeuralNetwork + "data=xnor&noise=0&activation=leaky_relu&negative_slope=1", 1500) <=
        0.8);
  DemoRun sharp(kNeuralNetwork + "activation=softplus&beta=50"), relu(kNeuralNetwork + "activation=relu");
  for (DemoRun* run : {&sharp, &relu}) run->steps(1);
  CHECK(sharp.metric("training_loss") == doctest::Approx(relu.metric("training_loss")).epsilon(0.05));
}

TEST_CASE("neural-network: every button of the picture gives a parameter a value that it allows") {
  DemoRun run(kNeuralNetwork + "layers=1,100");
  const ExperimentInfo& info = *Registry::instance().find("neural-network");
  const Network& network = run.panel<Network>("network");
  int layer_buttons = 0, switches = 0;
  for (const NetworkButton& button : network.buttons) {
    CAPTURE(button.label);
    ParameterSet parameters = ParameterSet::defaults(info.schema);
    CHECK(parameters.parse_text(button.parameter, button.value).ok());
    layer_buttons += button.parameter == "layers";
    switches += button.layer == -1;
  }
  CHECK(layer_buttons == 4);  // no less than one neuron, no more than a hundred; a layer less and one more
  CHECK(switches == 7);
  run.tune("neuron", "1");
  DemoRun longer(kNeuralNetwork + "layers=1,100,100");
  CHECK(longer.panel<Network>("network").layers.size() == 5);
}
