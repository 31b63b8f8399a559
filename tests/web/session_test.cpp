#include "web/model/session.h"

#include <doctest/doctest.h>

#include "core/lab/registry.h"
#include "tests/web/adder.h"
#include "web/model/carried_data.h"

using namespace lectern;

namespace {

double still_clock() { return 0; }

// A session on a runner that works when asked.
struct Fixture {
  Session session{make_inline_runner(1, still_clock)};

  Fixture() { session.open_demo(*Registry::instance().find("adder")); }
  void settle() {
    for (int i = 0; i < 1000 && (i < 3 || !session.settled()); ++i) session.update(0, 1e-3);
  }
  void step(int count) {
    settle();
    session.step(static_cast<std::uint64_t>(count));
    settle();
  }
  std::uint64_t state_hash() {
    session.want_state_hash(true);
    while (!session.snapshot().state_hash) session.update(0, 1e-3);
    session.want_state_hash(false);
    return *session.snapshot().state_hash;
  }
  double sum() const { return session.snapshot().metrics[0].value; }
};

}  // namespace

TEST_CASE("steps asked for are done, no more") {
  Fixture it;
  it.step(5);
  CHECK(it.session.snapshot().step == 5);
  CHECK(it.sum() == 1005);
}

TEST_CASE("a live parameter applies to the steps that follow and keeps the run") {
  Fixture it;
  it.step(2);
  CHECK(it.session.set_parameter("rate", 3).ok());
  it.step(2);
  CHECK(it.session.snapshot().step == 4);
  CHECK(it.sum() == 1008);
}

TEST_CASE("another parameter starts the run anew with everything as it is set now") {
  Fixture it;
  CHECK(it.session.set_parameter("rate", 3).ok());
  it.step(2);
  CHECK(it.session.set_parameter("size", 5).ok());
  it.settle();
  CHECK(it.session.snapshot().step == 0);
  it.step(1);
  CHECK(it.sum() == 1003);
}

TEST_CASE("a value that is not allowed is refused in a sentence and changes nothing") {
  Fixture it;
  const auto done = it.session.set_parameter_text("rate", "eleven");
  REQUIRE_FALSE(done.ok());
  CHECK(done.error().find("eleven") != std::string::npos);
  CHECK(it.session.parameters().real("rate") == 1);
  CHECK_FALSE(it.session.can_undo());
}

TEST_CASE("blanks around a typed value do not matter") {
  Fixture it;
  CHECK(it.session.set_parameter_text("rate", "  3 ").ok());
  CHECK(it.session.parameters().real("rate") == 3);
}

TEST_CASE("undo and redo bring parameters and seeds back") {
  Fixture it;
  CHECK(it.session.set_parameter("rate", 3).ok());
  it.session.finish_gesture();
  it.session.restart(Restart::new_start);
  CHECK(it.session.seed() == 2);
  it.session.undo();
  CHECK(it.session.seed() == 1);
  CHECK(it.session.parameters().real("rate") == 3);
  it.session.undo();
  CHECK(it.session.parameters().real("rate") == 1);
  it.session.redo();
  CHECK(it.session.parameters().real("rate") == 3);
}

TEST_CASE("the three resets change the seeds they name and no other") {
  Fixture it;
  it.session.restart(Restart::same_start);
  CHECK(it.session.seed() == 1);
  CHECK(it.session.data_seed() == 1);
  it.session.restart(Restart::new_data);
  CHECK(it.session.seed() == 1);
  CHECK(it.session.data_seed() == 2);
  it.session.restart(Restart::new_start);
  CHECK(it.session.seed() == 2);
  CHECK(it.session.data_seed() == 2);
}

TEST_CASE("only resets that would change something are offered") {
  Fixture it;
  it.settle();
  CHECK(it.session.offers(Restart::same_start));
  CHECK(it.session.offers(Restart::new_start));
  CHECK_FALSE(it.session.offers(Restart::new_data));
  it.session.open_run({});
  CHECK_FALSE(it.session.offers(Restart::same_start));
}

TEST_CASE("a handle stays where it was dragged until a new start is asked for") {
  Fixture it;
  it.step(3);
  it.session.act({"plane", HandleDragged{"start", 50, 0}});
  it.session.act({"plane", HandleDragged{"start", 70, 0}});
  it.step(1);
  CHECK(it.sum() == 71);
  it.session.restart(Restart::same_start);
  it.step(2);
  CHECK(it.sum() == 72);
  CHECK(it.session.set_parameter("size", 5).ok());
  it.step(1);
  CHECK(it.sum() == 71);
  it.session.restart(Restart::new_start);
  it.step(1);
  CHECK(it.sum() == 2001);
}

TEST_CASE("a gesture is undone with all it led to, dragging at once, and redone") {
  Fixture it;
  it.step(3);
  const std::uint64_t before = it.state_hash();
  it.session.act({"plane", HandleDragged{"start", 50, 0}});
  it.session.act({"plane", HandleDragged{"start", 70, 0}});
  it.session.finish_gesture();
  it.step(1);
  CHECK(it.sum() == 71);
  it.session.undo();
  it.settle();
  CHECK(it.session.snapshot().step == 3);
  CHECK(it.state_hash() == before);
  CHECK_FALSE(it.session.can_undo());
  it.session.redo();
  it.settle();
  CHECK(it.sum() == 71);
}

TEST_CASE("a run opened anew leads to the same state, changes on the way included") {
  Fixture it;
  it.step(3);
  CHECK(it.session.set_parameter("rate", 2).ok());
  it.step(4);
  const RunMoment moment = it.session.moment();
  const std::uint64_t hash = it.state_hash();
  Fixture other;
  other.session.open_run(moment);
  other.settle();
  CHECK(other.session.snapshot().step == 7);
  CHECK(other.state_hash() == hash);
  CHECK(other.session.parameters().real("rate") == 2);
}

TEST_CASE("a demo opens at its own speed, and the speed chosen stays while it is open") {
  Fixture it;
  CHECK(it.session.speed_limit() == 20);
  it.session.set_speed_limit(5);
  it.session.open_run(it.session.moment());
  CHECK(it.session.speed_limit() == 5);
  it.session.open_run({});
  it.session.open_demo(*Registry::instance().find("adder"));
  CHECK(it.session.speed_limit() == 20);
}

TEST_CASE("a run of no demo closes the one that is open") {
  Fixture it;
  it.session.open_run({});
  CHECK(it.session.demo() == nullptr);
  it.settle();
  CHECK(it.session.snapshot().status == RunStatus::idle);
}

TEST_CASE("a file is refused in a sentence by a demo that reads none") {
  Fixture it;
  it.session.give_file("mine.csv", "1,2", FileWay::at_once, 0);
  it.session.update(1, 0.001);
  const auto messages = it.session.take_file_messages();
  REQUIRE(messages.size() == 1);
  CHECK(messages[0].find("mine.csv") != std::string::npos);
}

TEST_CASE("going back keeps what was changed later, until something else is changed") {
  Fixture it;
  it.step(3);
  CHECK(it.session.set_parameter("rate", 5).ok());
  it.step(2);
  CHECK(it.sum() == 1013);
  it.session.seek(2);
  CHECK(it.session.aim() == 2);
  it.settle();
  CHECK(it.session.snapshot().step == 2);
  CHECK(it.sum() == 1002);
  CHECK(it.session.parameters().real("rate") == 1);
  CHECK(it.session.snapshot().furthest_step == 5);
  it.step(3);
  CHECK(it.sum() == 1013);
  CHECK(it.session.parameters().real("rate") == 5);

  it.session.seek(1);
  it.settle();
  CHECK(it.session.set_parameter("rate", 2).ok());
  it.step(4);
  CHECK(it.sum() == 1009);
  CHECK(it.session.moment().plan.events == std::vector<TimedEvent>{{1, Tuning{"rate", 2}}});
}

TEST_CASE("a change made right after going elsewhere is made there") {
  Fixture it;
  it.step(50);
  it.session.seek(10);
  CHECK(it.session.set_parameter("rate", 2).ok());
  it.settle();
  it.step(1);
  CHECK(it.sum() == 1012);
  CHECK(it.session.parameters().real("rate") == 2);
}

TEST_CASE("steps back are taken one by one, from where the run is going") {
  Fixture it;
  it.step(20);
  it.session.step_back();
  it.session.step_back();
  it.session.step_back();
  it.settle();
  CHECK(it.session.snapshot().step == 17);
  it.session.seek(0);
  it.settle();
  it.session.step_back();
  it.settle();
  CHECK(it.session.snapshot().step == 0);
}

TEST_CASE("going back while playing pauses, and playing goes on from there") {
  Fixture it;
  it.session.set_speed_limit(0);
  it.step(30);
  it.session.play();
  it.session.update(0, 1e-3);
  it.session.seek(4);
  it.settle();
  CHECK_FALSE(it.session.playing());
  CHECK(it.session.snapshot().step == 4);
  it.session.play();
  it.session.update(0, 1e-3);
  CHECK(it.session.snapshot().step > 4);
}

TEST_CASE("a diverged run is mended by setting what its remedy names and going back") {
  Fixture it;
  it.step(3);
  CHECK(it.session.set_parameter("rate", 10).ok());
  it.session.finish_gesture();
  it.step(1000);
  REQUIRE(it.session.snapshot().status == RunStatus::diverged);
  const Tuning remedy = it.session.snapshot().remedy;
  CHECK(remedy == Tuning{"rate", 0.5});
  it.session.rewind();
  it.session.apply_remedy(remedy);
  it.settle();
  CHECK(it.session.snapshot().step == 3);
  CHECK(it.session.parameters().real("rate") == 0.5);
  it.step(2);
  CHECK(it.session.snapshot().status == RunStatus::paused);
  CHECK(it.sum() == 1004);
  it.session.undo();
  CHECK(it.session.parameters().real("rate") == 10);
}

TEST_CASE("a pinned run stays as ghosts, named by what is different, through restarts") {
  Fixture it;
  it.step(4);
  it.session.pin();
  const auto ghosts = [&] {
    std::vector<LineLayer> lines;
    for (const PlaneLayer& layer : std::get<Plane>(it.session.snapshot().panels[0].content).layers)
      if (const auto& line = std::get<LineLayer>(layer); !line.run.empty()) lines.push_back(line);
    return lines;
  };
  REQUIRE(ghosts().size() == 1);
  CHECK(ghosts()[0].run == "same start");
  CHECK(it.session.set_parameter("rate", 3).ok());
  it.session.restart(Restart::new_start);
  it.step(2);
  REQUIRE(ghosts().size() == 1);
  CHECK(ghosts()[0].run == "Rate = 1, seed 1");
  CHECK(ghosts()[0].label == "sum");
  CHECK(ghosts()[0].y == std::vector<float>{1004});
  it.session.pin();
  CHECK(ghosts().size() == 2);
  it.session.unpin(0);
  REQUIRE(ghosts().size() == 1);
  CHECK(ghosts()[0].y == std::vector<float>{2006});
  for (int i = 0; i < 9; ++i) it.session.pin();
  CHECK(it.session.pins().size() == Pins::kMaximum);
  it.session.open_demo(*Registry::instance().find("other-adder"));
  CHECK(it.session.pins().size() == 0);
}

TEST_CASE(
    "points of the data set that were erased stay erased while the data set is the same, and in the next demo on it") {
  Fixture it;
  const auto erased = [&] {
    it.settle();
    std::vector<int> numbers;
    for (const TimedEvent& event : it.session.snapshot().plan.events)
      if (const auto* action = std::get_if<Action>(&event.what))
        if (const auto* removed = std::get_if<ExampleRemoved>(&action->gesture)) numbers.push_back(removed->index);
    return numbers;
  };
  it.session.act({"curves", ExampleRemoved{3}});
  it.step(2);
  it.session.act({"curves", ExampleRemoved{1}});
  CHECK(erased() == std::vector{3, 1});
  it.session.restart(Restart::new_start);
  CHECK(erased() == std::vector{3, 1});
  it.session.open_demo(*Registry::instance().find("other-adder"));
  CHECK(erased() == std::vector{3, 1});
  CHECK(it.session.set_parameter("size", 5).ok());  // of the data
  CHECK(erased().empty());
  it.session.act({"plane", ExampleRemoved{2}});
  CHECK(erased() == std::vector{2});
  it.session.restart(Restart::new_data);
  CHECK(erased().empty());
}

TEST_CASE("another demo is opened on the same data with values for its own parameters") {
  Fixture it;
  CHECK(it.session.set_parameter("size", 7).ok());
  it.session.restart(Restart::new_data);
  it.session.open_demo(*Registry::instance().find("other-adder"), "?rate=4&seed=9&nonsense=1");
  CHECK(it.session.data_seed() == 2);
  CHECK(it.session.seed() == 9);
  CHECK(it.session.parameters().integer("size") == 7);
  CHECK(it.session.parameters().real("rate") == 4);
}

TEST_CASE("another demo is opened on the data of the values, where these say which") {
  Fixture it;
  CHECK(it.session.set_parameter("size", 7).ok());
  it.session.open_demo(*Registry::instance().find("other-adder"), "?rate=4&seed=9&data_seed=5");
  CHECK(it.session.data_seed() == 5);
  CHECK(it.session.seed() == 9);
  CHECK(it.session.parameters().integer("size") != 7);
  CHECK(it.session.parameters().real("rate") == 4);
}

TEST_CASE("another demo on the same data keeps the data and nothing else") {
  Fixture it;
  CHECK(it.session.set_parameter("rate", 3).ok());
  CHECK(it.session.set_parameter("size", 7).ok());
  CHECK(it.session.set_parameter_text("shape", "round").ok());
  it.session.restart(Restart::new_data);
  it.session.restart(Restart::new_start);
  it.session.act({"plane", PointAdded{{1, 2, 0}}});
  it.settle();
  it.session.open_demo(*Registry::instance().find("other-adder"));
  CHECK(it.session.data_seed() == 2);
  CHECK(it.session.seed() == 1);
  CHECK(it.session.parameters().integer("size") == 7);
  CHECK(it.session.parameters().real("rate") == 1);          // of another group
  CHECK(it.session.parameters().choice("shape") == "flat");  // round is not known there
  it.settle();
  CHECK(it.session.snapshot().drawn_points == std::vector<DrawnPoint>{{1, 2, 0}});
  CHECK(it.session.moment().plan.points == std::vector<DrawnPoint>{{1, 2, 0}});
  it.session.open_demo(*Registry::instance().find("lonely-adder"));
  CHECK(it.session.data_seed() == 1);
  CHECK(it.session.parameters().integer("size") == 3);
  CHECK(it.session.moment().plan.points.empty());
}

TEST_CASE("the demos on the same data are offered, and those alone; each opens with the points drawn and the seed") {
  Fixture it;
  const auto offered = [](const std::string& id) {
    std::vector<std::string> ids;
    for (const DemoCard& demo : demos_on_same_data(*Registry::instance().find(id))) ids.emplace_back(demo.id);
    return ids;
  };
  CHECK(offered("adder") == std::vector<std::string>{"other-adder"});
  CHECK(offered("other-adder") == std::vector<std::string>{"adder"});
  CHECK(offered("lonely-adder").empty());
  it.session.restart(Restart::new_data);
  it.session.act({"plane", PointAdded{{3, 4, 1}}});
  it.settle();
  for (const std::string& id : offered("adder")) {
    it.session.open_demo(*Registry::instance().find(id));
    it.settle();
    CHECK(it.session.demo()->id == id);
    CHECK(it.session.data_seed() == 2);
    CHECK(it.session.snapshot().drawn_points == std::vector<DrawnPoint>{{3, 4, 1}});
  }
}

namespace {

// A session of the demo that adds the numbers of its files.
struct ReaderFixture : Fixture {
  double now_s = 0;

  explicit ReaderFixture(const char* demo = "adding-reader") { session.open_demo(*Registry::instance().find(demo)); }
  void give(const std::vector<std::pair<std::string, std::string>>& files) {
    for (const auto& [name, bytes] : files) session.give_file(name, bytes, FileWay::at_once, now_s);
    while (session.takes_files()) session.update(now_s += 1, 1e-3);
    settle();
  }
  // The link of a run on these files, opened where nobody has given them.
  void open_elsewhere(const std::vector<std::pair<std::string, std::string>>& files) {
    RunPlan plan;
    plan.id = "adding-reader";
    plan.parameters = {{"data", std::size_t{1}}};
    for (const auto& [name, bytes] : files) plan.files.push_back({name, "", make_data_file(name, bytes)->hash});
    session.open_run({plan, 3});
    settle();
  }
};

}  // namespace

TEST_CASE("a file that can be read begins a new run, and undo takes it back with all that was done") {
  ReaderFixture it;
  it.step(4);
  it.give({{"good.txt", "200"}});
  CHECK(it.session.take_file_messages().empty());
  CHECK(it.session.snapshot().step == 0);
  CHECK(it.session.parameters().text_of("data") == "file");
  CHECK(it.session.plan().files.at(0).name == "good.txt");
  it.step(1);
  CHECK(it.sum() == 1201);
  it.session.undo();
  it.settle();
  CHECK(it.session.plan().files.empty());
  CHECK(it.session.snapshot().step == 4);
  CHECK(it.sum() == 1004);
  it.session.redo();
  it.settle();
  CHECK(it.sum() == 1201);
}

TEST_CASE("the files given go along to another demo on the same data") {
  ReaderFixture it;
  it.give({{"good.txt", "200"}});
  const ExperimentInfo& other = *Registry::instance().find("other-reader");
  CHECK(demos_on_same_data(other).at(0).id == "adding-reader");
  it.session.open_demo(other);
  it.settle();
  CHECK(it.session.parameters().text_of("data") == "file");
  CHECK(it.session.plan().files.at(0).name == "good.txt");
  CHECK(it.session.missing_file() == nullptr);
  it.step(1);
  CHECK(it.sum() == 1201);
}

TEST_CASE("weights stand behind the data of a run; each is replaced by its own kind, and undo brings all back") {
  ReaderFixture it("weighing-network");
  it.give({{"w.npz", "300"}});
  CHECK(it.session.take_file_messages().empty());
  CHECK(it.session.has_given_weights());
  CHECK(it.session.parameters().text_of("data") == "none");  // no data were given
  CHECK(it.sum() == 1300);
  it.give({{"good.txt", "20"}});
  CHECK(it.session.parameters().text_of("data") == "file");
  CHECK(it.sum() == 1320);
  CHECK(it.session.plan().files.at(0).name == "good.txt");
  CHECK(it.session.plan().files.at(1).name == "w.npz");
  it.give({{"v.onnx", "500"}});
  CHECK(it.sum() == 1520);
  it.give({{"better.txt", "30"}});
  CHECK(it.sum() == 1530);
  it.session.leave_weights();
  it.settle();
  CHECK_FALSE(it.session.has_given_weights());
  CHECK(it.session.plan().files.size() == 1);
  CHECK(it.sum() == 1030);
  it.session.undo();
  it.settle();
  CHECK(it.session.has_given_weights());
  CHECK(it.sum() == 1530);
}

TEST_CASE("weights begin the run again with another seed and other settings, and stay behind in another demo") {
  ReaderFixture it("weighing-network");
  it.give({{"good.txt", "20"}, {"w.npz", "300"}});
  it.session.restart(Restart::new_start);
  it.settle();
  CHECK(it.sum() == 2320);
  CHECK(it.session.set_parameter("size", 5).ok());
  it.settle();
  CHECK(it.sum() == 2320);
  it.session.open_demo(*Registry::instance().find("other-reader"));
  it.settle();
  REQUIRE(it.session.plan().files.size() == 1);
  CHECK(it.session.plan().files[0].name == "good.txt");
}

TEST_CASE("weights are refused in a sentence by a demo that trains no network") {
  ReaderFixture it;
  it.step(2);
  it.give({{"w.npz", "300"}});
  const auto messages = it.session.take_file_messages();
  REQUIRE(messages.size() == 1);
  CHECK(messages[0].find("w.npz") != std::string::npos);
  CHECK(messages[0].find("trains none") != std::string::npos);
  CHECK(it.session.snapshot().step == 2);
}

TEST_CASE("a demo whose network no file can hold says so when it is to be saved") {
  ReaderFixture it("weighing-network");
  it.settle();
  it.session.save_networks(NetworkFormat::onnx);
  for (int i = 0; i < 10; ++i) it.session.update(0, 1e-3);
  const auto messages = it.session.take_file_messages();
  REQUIRE(messages.size() == 1);
  CHECK(messages[0].find("ONNX or NPZ") != std::string::npos);
}

TEST_CASE("a file that cannot be read changes nothing, and a sentence says why") {
  ReaderFixture it;
  it.give({{"good.txt", "200"}});
  it.step(5);
  const std::uint64_t before = it.state_hash();
  it.give({{"bad.txt", "two"}});
  CHECK(it.session.take_file_messages() == std::vector<std::string>{"bad.txt: two is not a number."});
  CHECK(it.session.snapshot().status == RunStatus::paused);
  CHECK(it.session.snapshot().message.empty());
  CHECK(it.state_hash() == before);
  CHECK(it.session.plan().files.at(0).name == "good.txt");
  it.step(1);
  CHECK(it.sum() == 1206);
}

TEST_CASE("of two files that belong together one is bad: both are left, and the bad one is named") {
  ReaderFixture it;
  it.step(2);
  it.give({{"good.txt", "200"}, {"bad.txt", "two"}});
  CHECK(it.session.take_file_messages() == std::vector<std::string>{"bad.txt: two is not a number."});
  CHECK(it.session.snapshot().step == 2);
  CHECK(it.session.plan().files.empty());
  CHECK(it.session.parameters().text_of("data") == "none");
}

TEST_CASE("a run that plays goes on while a file is tried that cannot be read") {
  ReaderFixture it;
  it.session.play();
  it.session.give_file("bad.txt", "two", FileWay::at_once, 0);
  std::uint64_t last = 0;
  for (int i = 0; i < 20 || it.session.takes_files(); ++i) {
    it.session.update(it.now_s += 0.1, 1e-3);
    CHECK(it.session.snapshot().step >= last);
    last = it.session.snapshot().step;
  }
  CHECK(it.session.playing());
  CHECK(last > 0);
  CHECK(it.session.take_file_messages().size() == 1);
}

TEST_CASE("what is changed after a bad file belongs to the run that stayed") {
  ReaderFixture it;
  it.step(2);
  it.give({{"bad.txt", "two"}});
  CHECK(it.session.set_parameter("rate", 3).ok());
  it.step(1);
  CHECK(it.sum() == 1005);
}

TEST_CASE("a link goes on asking for its file after a bad one was given, and opens with the right one") {
  ReaderFixture it;
  it.open_elsewhere({{"good.txt", "200"}});
  REQUIRE(it.session.missing_file() != nullptr);
  it.give({{"bad.txt", "two"}});
  CHECK(it.session.take_file_messages() == std::vector<std::string>{"bad.txt: two is not a number."});
  REQUIRE(it.session.missing_file() != nullptr);
  it.give({{"renamed.txt", "200"}});
  CHECK(it.session.missing_file() == nullptr);
  CHECK(it.session.snapshot().step == 3);
  CHECK(it.sum() == 1203);
  CHECK(it.session.snapshot().message.empty());
}

TEST_CASE("another file than the link's is used, and the run says so") {
  ReaderFixture it;
  it.open_elsewhere({{"good.txt", "200"}});
  it.give({{"other.txt", "300"}});
  CHECK(it.session.missing_file() == nullptr);
  CHECK(it.sum() == 1303);
  CHECK(it.session.snapshot().message.find("other.txt") != std::string::npos);
}

TEST_CASE("the files of a link may come one after the other, in any order") {
  ReaderFixture it;
  it.open_elsewhere({{"one.txt", "100"}, {"two.txt", "200"}});
  it.give({{"two.txt", "200"}});
  REQUIRE(it.session.missing_file() != nullptr);
  CHECK(it.session.missing_file()->name == "one.txt");
  it.give({{"one.txt", "100"}});
  CHECK(it.session.missing_file() == nullptr);
  CHECK(it.session.plan().files.size() == 2);
  CHECK(it.sum() == 1303);
}

TEST_CASE("a run begun anew before its files are tried goes on without them, and says so") {
  ReaderFixture it;
  it.settle();
  it.session.use_files({make_data_file("good.txt", "200")}, {});
  CHECK(it.session.set_parameter("size", 5).ok());
  it.settle();
  CHECK_FALSE(it.session.takes_files());
  CHECK(it.session.take_file_messages().size() == 1);
  CHECK(it.session.plan().files.empty());
}

TEST_CASE("files are used together with settings, as one step that undo takes back") {
  ReaderFixture it;
  it.session.use_files({make_data_file("good.txt", "200")}, {{"rate", 4.0}, {"size", 7}});
  while (it.session.takes_files()) it.session.update(it.now_s += 1, 1e-3);
  it.step(1);
  CHECK(it.sum() == 1204);
  CHECK(it.session.parameters().integer("size") == 7);
  it.session.undo();
  it.settle();
  CHECK(it.session.parameters().real("rate") == 1);
  CHECK(it.session.parameters().integer("size") == 3);
  CHECK_FALSE(it.session.can_undo());
}
