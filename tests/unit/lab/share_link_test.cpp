#include "core/lab/share_link.h"

#include <doctest/doctest.h>

#include "core/lab/link_text.h"
#include "core/lab/text.h"
#include "core/math/rng.h"
#include "tests/unit/lab/random_plan.h"
#include "tests/unit/lab/walk_experiment.h"

using namespace lectern;

namespace {

ParsedLink parse(std::string_view link) { return parse_link(link, tests::walk_registry()); }
std::string write(const SharedRun& run) { return write_link(run, tests::walk_registry()); }

std::string only_problem(std::string_view link) {
  const ParsedLink parsed = parse(link);
  REQUIRE(parsed.problems.size() == 1);
  CHECK(parsed.run.plan.id == "random-walk");
  return parsed.problems[0];
}

}  // namespace

TEST_CASE("a link holds only what differs from the default") {
  SharedRun run;
  run.plan.id = "random-walk";
  CHECK(write(run) == "#/random-walk");
  run.plan.seed = 7;
  run.plan.parameters = {{"pace", 0.5}, {"title", std::string("ä & b")}};
  run.step = 300;
  run.view = {true, "dark"};
  CHECK(write(run) == "#/random-walk?seed=7&pace=0.5&title=%C3%A4%20%26%20b&step=300&embed&theme=dark");
}

TEST_CASE("a link names the stop of a lesson, and carries a lesson that is not the demo's own") {
  SharedRun run;
  run.plan.id = "random-walk";
  run.plan.seed = 7;
  run.view.lesson_stop = 3;
  run.view.lesson = "aZ_-9";
  CHECK(write(run) == "#/random-walk?seed=7&lesson=3&stops=aZ_-9");
  CHECK(parse(write(run)).run.view == run.view);
  // Nothing about the run: the stop's state is meant. A run at its very beginning says so.
  CHECK(parse("#/random-walk?lesson=3").run.view.opens_stop);
  CHECK_FALSE(parse("#/random-walk?lesson=3&pace=0.5").run.view.opens_stop);
  CHECK_FALSE(parse("#/random-walk").run.view.opens_stop);
  run.plan.seed = 1;
  CHECK(write(run) == "#/random-walk?step=0&lesson=3&stops=aZ_-9");
  CHECK(parse(write(run)).run.view == run.view);
  run.view.opens_stop = true;
  CHECK(write(run) == "#/random-walk?lesson=3&stops=aZ_-9");
  CHECK(parse(write(run)).run.view == run.view);
}

TEST_CASE("links are read with and without what surrounds them") {
  for (const char* link : {"#/random-walk?seed=7", "/random-walk?seed=7", "random-walk?seed=7",
                           "https://example.org/lectern/?x=1#/random-walk?seed=7", "#/random-walk?&seed=7&"}) {
    CAPTURE(link);
    const ParsedLink parsed = parse(link);
    CHECK(parsed.problems.empty());
    CHECK(parsed.run.plan.id == "random-walk");
    CHECK(parsed.run.plan.seed == 7);
  }
  for (const char* link : {"", "#", "#/", "/", "https://example.org/#"}) {
    CAPTURE(link);
    CHECK(parse(link).problems.empty());
    CHECK(parse(link).run.plan == RunPlan{});
  }
}

TEST_CASE("a link that was damaged on its way opens as what was meant") {
  const std::string good = "#/random-walk?seed=7&pace=0.5&layers=8,4";
  const ParsedLink meant = parse(good);
  REQUIRE(meant.problems.empty());
  const std::string coded = percent_encoded(std::string_view(good).substr(1));
  std::vector<std::string> damaged{
      "#" + coded,
      "#" + percent_encoded(coded),
      percent_encoded("https://example.org/lectern/" + good),
      percent_encoded(percent_encoded("https://example.org/?a=b" + good)),
      "https://example.org/lectern/%23/random-walk%3Fseed%3D7%26pace%3D0.5%26layers%3D8%2C4",
      "#/random-walk?seed%3D7%26pace%3D0.5%26layers%3D8%2C4",
      "#/random-walk%3Fseed=7&pace=0.5&layers=8,4",
      "#/random-walk?seed=7%26pace%3D0.5%26layers=8,4",
      "#/random-walk?seed=7&amp;pace=0.5&amp;layers=8,4",
      "#/random-walk?seed=7&amp;amp;pace=0.5&#38;layers=8,4",
      "#!/random-walk?seed=7&pace=0.5&layers=8,4",
      "##/random-walk?seed=7&pace=0.5&layers=8,4",
      "#/#/random-walk?seed=7&pace=0.5&layers=8,4",
      "#//random-walk/?seed=7&pace=0.5&layers=8,4",
      "#random-walk?seed=7&pace=0.5&layers=8,4",
      "#/Random-Walk?seed=7&pace=0.5&layers=8,4",
      "#/RANDOM_WALK?SEED=7&Pace=0.5&LAYERS=8,4",
      "#/random walk?seed=7&pace=0.5&layers=8,4",
      "#/random%20walk?seed=7&pace=0.5&layers=8,4",
      "#/randomwalk&seed=7&pace=0.5&layers=8,4",
      "#/random-walk?seed=7&pace=0,5&layers=8;4",
      "#/random-walk?seed=\u00a07&pace=0\u202f.5&layers=8,\u00a04",
      "#/random-walk?seed=7&pace=+0.5&layers=8,4",
      "#/random-walk?seed=7?pace=0.5&layers=8,4#top",
      "#/random-walk?seed=7&pace=0.5&layers=8,4#:~:text=walk",
      "#/random-walk?fbclid=IwAR0&seed=7&pace=0.5&utm_source=a&utm_medium=b&layers=8,4&gclid=x&mc_cid=1&igshid=2&ref=c",
      "https://example.org/?utm_source=a&fbclid=b#/random-walk?seed=7&pace=0.5&layers=8,4",
  };
  for (const char* after :
       {"/",   ".",         ",",      ")",   "]", ">",      "\"",     "”",      "’",      "»",   " ",
        "\n",  "!",         "?",      ";",   "…", ").",     "\u200b", "\u00a0", "\ufeff", "%20", "%0A",
        "%22", "%E2%80%8B", "%C2%A0", "%29", "&", "&quot;", "&nbsp;", "/.",     "\\"})
    damaged.push_back(good + after);
  for (const char* before : {" ", "<", "(", "“", "\"", "\u200b", "\ufeff", "see "}) damaged.push_back(before + good);
  for (const std::string& link : damaged) {
    CAPTURE(link);
    const ParsedLink parsed = parse(link);
    CHECK(parsed.problems == std::vector<std::string>{});
    CHECK(parsed.run.plan == meant.run.plan);
    CHECK(write(parsed.run) == good);  // shared without what was hung on
  }
  for (const char* only_id :
       {"#/random-walk/", "#/random-walk.", "(#/random-walk)", "#/Random-walk?", "#/random-walk&utm_source=x",
        "#/random-walk?fbclid=x", "%23%2Frandom-walk", "#%2Frandom-walk", "#/random-walk%20"}) {
    CAPTURE(only_id);
    CHECK(parse(only_id).problems.empty());
    CHECK(parse(only_id).run.plan.id == "random-walk");
  }
  CHECK(parse("https://example.org/lectern/").problems.empty());
}

TEST_CASE("numbers of links may have a minus sign of the typesetter and a comma") {
  CHECK(parse("#/random-walk?pace=1e−3").run.plan.parameters == ParameterValues{{"pace", 0.001}});
  CHECK(parse("#/random-walk?pace=2,5").run.plan.parameters == ParameterValues{{"pace", 2.5}});
  CHECK(only_problem("#/random-walk?pace=−3") == "Pace η: -3 is below 1e-05; allowed are 1e-05 to 10.");
  CHECK(only_problem("#/random-walk?pace=1,2,3").find("is not a number") != std::string::npos);
  CHECK(only_problem("#/random-walk?size=1,000").find("is not a whole number") != std::string::npos);
}

TEST_CASE("signs that forms and chats change are written as codes, and raw ones are read as they stand") {
  SharedRun run;
  run.plan.id = "random-walk";
  run.plan.parameters = {{"title", std::string("(x+1)*(x-1)!")}};
  CHECK(write(run) == "#/random-walk?title=%28x%2B1%29%2A%28x-1%29%21");
  CHECK(parse(write(run)).run.plan == run.plan);
  CHECK(parse("#/random-walk?title=(x+1)*(x-1)!&seed=1").run.plan == run.plan);
  run.plan.parameters = {{"title", std::string("f(x+1)")}};
  CHECK(parse("#/random-walk?title=f(x+1)").run.plan == run.plan);   // as links of old end
  CHECK(parse("#/random-walk?title=f(x+1))").run.plan == run.plan);  // and a bracket of the text around it
  run.plan.parameters = {{"title", std::string("wait, what…-")}};
  CHECK(write(run) == "#/random-walk?title=wait,%20what%E2%80%A6%2D");
  for (const char* ending : {"-", ".", "_", "~", ",", ";", ":", "/", "„/", "//"}) {
    run.plan.parameters = {{"title", std::string("dogs") + ending}};
    CHECK_MESSAGE(parse("(" + write(run) + ").").run.plan == run.plan, ending);
  }
  CHECK(parse(write(run) + ".").run.plan == run.plan);
}

TEST_CASE("what a run does not use is kept in its link, and judged when it is used") {
  ExperimentInfo info = tests::walk_info();
  info.schema.integer("depth", "Depth", {1, 9}, 2).help("Nothing.").shown_when("damped", {"true"});
  Registry registry;
  registry.add(std::move(info));
  const auto problems = [&](const char* link) { return parse_link(link, registry).problems; };
  for (const std::string unused :
       {"#/random-walk?depth=1000", "#/random-walk?depth=many", "#/random-walk?depth=1e99"}) {
    CAPTURE(unused);
    const ParsedLink parsed = parse_link(unused, registry);
    CHECK(parsed.problems.empty());
    CHECK(write_link(parsed.run, registry) == unused);
    // The run that is made of it holds the same.
    const ParsedParameters made = ParameterSet::with(registry.find("random-walk")->schema, parsed.run.plan.parameters);
    CHECK(made.problems.empty());
    CHECK(made.set.changes() == parsed.run.plan.parameters);
    CHECK(made.set.integer("depth") == 2);
    // Shown, it is judged; given another value, it is gone.
    ParameterValues used = parsed.run.plan.parameters;
    used.emplace_back("damped", true);
    CHECK(ParameterSet::with(registry.find("random-walk")->schema, used).problems.size() == 1);
    ParameterSet set = made.set;
    CHECK_FALSE(set == ParameterSet::defaults(registry.find("random-walk")->schema));
    REQUIRE(set.set("depth", 2));
    CHECK(set.changes().empty());
  }
  using Sentences = std::vector<std::string>;
  CHECK(problems("#/random-walk?damped=true&depth=1000") == Sentences{"Depth: 1000 is above 9; allowed are 1 to 9."});
  CHECK(problems("#/random-walk?depth=many&damped=true") ==
        Sentences{"Depth: “many” is not a whole number; allowed are 1 to 9."});
  CHECK(parse_link("#/random-walk?depth=5", registry).run.plan.parameters == ParameterValues{{"depth", 5}});
}

TEST_CASE("each problem of a link is one sentence and the rest is kept") {
  CHECK(parse("#/random-wall").problems ==
        std::vector<std::string>{"There is no demo “random-wall”; near names are random-walk."});
  CHECK(only_problem("#/random-walk?pase=1") == "There is no parameter “pase”; near names are pace.");
  CHECK(only_problem("#/random-walk?pace=20") == "Pace η: 20 is above 10; allowed are 1e-05 to 10.");
  CHECK(only_problem("#/random-walk?seed=-1") ==
        "“seed”: “-1” is not allowed; allowed are whole numbers from 0 to 9007199254740991.");
  CHECK(only_problem("#/random-walk?step=9007199254740992") ==
        "“step”: “9007199254740992” is not allowed; allowed are whole numbers from 0 to 9007199254740991.");
  CHECK(only_problem("#/random-walk?xyzzy=1") == "There is no parameter “xyzzy”.");
  CHECK(only_problem("#/random-walk?seed=1&seed=2") == "“seed” stands twice; the first one counts.");
  CHECK(only_problem("#/random-walk?pace=1&pace=2") == "“pace” stands twice; the first one counts.");
  CHECK(only_problem("#/random-walk?theme=pink") == "There is no theme “pink”; allowed are light, dark.");
  CHECK(only_problem("#/random-walk?lesson=0") == "“lesson”: “0” is no stop; allowed are numbers from 1 to 40.");
  CHECK(only_problem("#/random-walk?stops=" + std::string(kMaximumLinkedLesson + 1, 'x')) ==
        "The lesson in the link is 8193 bytes long; allowed are at most 8192.");
  CHECK(only_problem("#/random-walk?embed=perhaps") == "“embed”: “perhaps” is neither true nor false.");
  CHECK(only_problem("#/random-walk?version=9") ==
        "The link was made by a newer random-walk (version 9); this one is version 1 and may miss parts of it.");
  CHECK(only_problem("#/random-walk?points=!") == "Drawn point 1 cannot be read; allowed are places within ±512.");
  CHECK(only_problem("#/random-walk?files=a.csv") == "The file “a.csv” cannot be read; allowed is name~shape~hash.");
  CHECK(only_problem("#/random-walk?events=t5~size~3") ==
        "Change 1 of the run: Size: cannot be changed in a run; changing it starts a new one.");
  CHECK(only_problem("#/random-walk?events=q5~size~3;t5~pace~1") == "Change 1 of the run: “q5~size~3” cannot be read.");
  const ParsedLink parsed = parse("#/random-walk?pace=nan&size=3&events=t5~pace~1;tx~pace~2;t5~pace~3");
  CHECK(parsed.problems.size() == 2);
  CHECK(parsed.run.plan.parameters == ParameterValues{{"size", 3}});
  CHECK(parsed.run.plan.events == std::vector<TimedEvent>{{5, Tuning{"pace", 1}}});
}

TEST_CASE("a link beyond the largest length opens its demo and says so") {
  const std::string link = "#/random-walk?title=" + std::string(kMaximumLinkLength, 'x');
  CHECK(only_problem(link).find("bytes long; allowed are at most 262144") != std::string::npos);
  CHECK(parse(std::string(kMaximumLinkLength + 1, '%')).problems.size() == 2);
}

TEST_CASE("a long row of any sign is read, and quickly") {
  for (const char* sign :
       {"&", "%26seed%3D1", "a1=1&", "%3f", "%25", ")", "(", "?", "#", "amp;", "\u200b", "utm_a=1&", "/"}) {
    CAPTURE(sign);
    std::string link = "#/random-walk?seed=1";
    while (link.size() < kMaximumLinkLength - 20) link += sign;
    const ParsedLink parsed = parse(link);
    CHECK(parsed.problems.size() <= 21);
    CHECK(parse(write(parsed.run)).problems.empty());
  }
}

TEST_CASE("a link with very many problems lists some of them") {
  std::string link = "#/random-walk?";
  for (int i = 0; i < 300; ++i) link.append("x").append(std::to_string(i)).append("=1&");
  CHECK(parse(link).problems.size() == 21);
}

TEST_CASE("links of an older version are rewritten for this one") {
  Registry registry;
  ExperimentInfo info = tests::walk_info(3);
  info.upgrade = [](int version, std::vector<std::pair<std::string, std::string>>& values) {
    for (auto& [name, value] : values) {
      if (version < 2 && name == "speed") name = "pace";
    }
  };
  registry.add(std::move(info));
  const ParsedLink old = parse_link("#/random-walk?speed=0.5", registry);
  CHECK(old.problems.empty());
  CHECK(old.run.plan.parameters == ParameterValues{{"pace", 0.5}});
  CHECK(parse_link("#/random-walk?version=2&speed=0.5", registry).problems.size() == 1);
  CHECK(write_link(old.run, registry) == "#/random-walk?version=3&pace=0.5");
}

TEST_CASE("numbers written as letters read back") {
  for (const std::int32_t number : {0, 1, -1, 15, 16, -16, 1024, -1048576, 2147483647, -2147483647 - 1}) {
    std::string text;
    append_letters(text, number);
    LetterReader reader(text);
    CHECK(reader.next() == number);
    CHECK(reader.done());
  }
  CHECK(LetterReader("g").next() == std::nullopt);  // says that more follow
  CHECK(LetterReader("gggggggggggA").next() == std::nullopt);
  CHECK(LetterReader("").next() == std::nullopt);
}

TEST_CASE("any run that a plan can hold comes back from its link unchanged") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    Rng rng(seed);
    const SharedRun run = tests::random_run(rng);
    const std::string link = write(run);
    const ParsedLink parsed = parse(link);
    CHECK(parsed.problems.empty());
    CHECK(parsed.run.plan == run.plan);
    CHECK(parsed.run.step == run.step);
    CHECK(parsed.run.view.embed == run.view.embed);
    CHECK(parsed.run.view.theme == run.view.theme);
    CHECK(parsed.run.view.lesson_stop == run.view.lesson_stop);
    CHECK(parsed.run.beside == run.beside);
    CHECK(write(parsed.run) == link);
  }
}

TEST_CASE("any bytes give a run that writes a link without problems") {
  Rng rng(42);
  for (int round = 0; round < 1000; ++round) {
    std::string link = write(tests::random_run(rng));
    const std::uint32_t damages = 1 + rng.below(6);
    for (std::uint32_t i = 0; i < damages && !link.empty(); ++i) {
      const std::size_t at = rng.below(static_cast<std::uint32_t>(link.size()));
      if (rng.below(2) == 0) {
        link[at] = static_cast<char>(rng.below(256));
      } else {
        link.erase(at, 1 + rng.below(20));
      }
    }
    CAPTURE(link);
    const ParsedLink parsed = parse(link);
    const ParsedLink again = parse(write(parsed.run));
    CHECK(again.problems.empty());
    CHECK(again.run.plan == parsed.run.plan);
    CHECK(again.run.beside == parsed.run.beside);
  }
}

TEST_CASE("a link holds another run beside its own") {
  SharedRun run;
  run.plan.id = "random-walk";
  run.step = 20;
  run.beside = RunMoment{run.plan, 10};
  run.beside->plan.parameters = {{"pace", 0.5}};
  const std::string link = write(run);
  CHECK(link == "#/random-walk?step=20&beside=%23/random-walk%3Fpace%3D0.5%26step%3D10");
  CHECK(parse(link).problems.empty());
  CHECK(parse(link).run.beside == run.beside);
  // A whole address pasted behind "beside=" is the same run.
  CHECK(parse("#/random-walk?step=20&beside=https://a.org/#/random-walk%3Fpace%3D0.5%26step%3D10").run.beside ==
        run.beside);
}

TEST_CASE("what is wrong with the run beside is told as such, and the link's own run is kept") {
  CHECK(only_problem("#/random-walk?beside=random-wall") ==
        "The run beside: There is no demo “random-wall”; near names are random-walk.");
  CHECK(only_problem("#/random-walk?beside") == "“beside” names no demo; allowed is the link of another run.");
  CHECK(only_problem("#/random-walk?beside=random-walk%3Fbeside%3Drandom-walk") ==
        "The run beside: It cannot have another run beside it.");
  const ParsedLink parsed = parse("#/random-walk?size=3&beside=random-walk%3Fpace%3D20%26size%3D4");
  CHECK(parsed.problems ==
        std::vector<std::string>{"The run beside: Pace η: 20 is above 10; allowed are 1e-05 to 10."});
  CHECK(parsed.run.plan.parameters == ParameterValues{{"size", 3}});
  REQUIRE(parsed.run.beside.has_value());
  CHECK(parsed.run.beside->plan.parameters == ParameterValues{{"size", 4}});
}
