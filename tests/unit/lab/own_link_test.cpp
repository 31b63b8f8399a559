// Whatever the page accepts, its own link opens as the same run: of every demo that there is.

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "core/lab/data_file.h"
#include "core/lab/event_log.h"
#include "core/lab/registry.h"
#include "core/lab/share_link.h"
#include "core/lab/text.h"
#include "tests/unit/lab/random_plan.h"

using namespace lectern;

namespace {

// Signs that forms, chats, HTML and links themselves have uses for, and letters from far away.
std::string random_text(Rng& rng, std::size_t most_bytes) {
  constexpr std::string_view kPieces[] = {"a",
                                          "Z",
                                          "0",
                                          " ",
                                          "  ",
                                          "+",
                                          "%",
                                          "%20",
                                          "%2B",
                                          "&",
                                          "&amp;",
                                          "&seed=3",
                                          "=",
                                          "#",
                                          "?",
                                          "/",
                                          "~",
                                          ";",
                                          ",",
                                          ".",
                                          "!",
                                          "(",
                                          ")",
                                          "[",
                                          "]",
                                          "|",
                                          "\"",
                                          "'",
                                          "<b>",
                                          "\\",
                                          "^",
                                          "*",
                                          "_",
                                          "-",
                                          "−",
                                          "x²",
                                          "½",
                                          "π",
                                          "é",
                                          "ж",
                                          "中",
                                          "\U0001F600",
                                          "\u00a0",
                                          "\u200b",
                                          "“",
                                          "…",
                                          "utm_source=x",
                                          "beside=",
                                          "$",
                                          "@",
                                          ":",
                                          "`",
                                          "{",
                                          "}"};
  std::string text;
  for (std::uint32_t i = rng.below(12); i > 0; --i) {
    const std::string_view piece = kPieces[rng.below(std::size(kPieces))];
    if (text.size() + piece.size() <= most_bytes) text += piece;
  }
  return text;
}

std::string random_formula(Rng& rng) {
  constexpr std::string_view kPieces[] = {"x",   "2x",    "+",   "−", "-",  "*",   "^2", "²", "(x+1)",
                                          "|x|", "sin x", "1,5", "/", "√x", "%5E", ")",  "½", " "};
  std::string text;
  for (std::uint32_t i = 1 + rng.below(10); i > 0; --i) text += kPieces[rng.below(std::size(kPieces))];
  return text;
}

std::uint64_t random_seed(Rng& rng) {
  switch (rng.below(4)) {
    case 0: return 1;
    case 1: return kMaximumSeed - rng.below(3);
    case 2: return rng.below(3);
    default: return rng.next_u64() & kMaximumSeed;
  }
}

ParameterValue random_value(const ParameterSpec& spec, Rng& rng) {
  const auto whole = [&] {
    const double count = spec.maximum - spec.minimum + 1;
    return std::min(spec.maximum, spec.minimum + std::floor(rng.uniform() * count));
  };
  switch (spec.kind) {
    case ParameterKind::integer: return whole();
    case ParameterKind::real:
      if (rng.below(4) == 0) return rng.below(2) == 0 ? spec.minimum : spec.maximum;
      return std::min(spec.maximum, spec.minimum + rng.uniform() * (spec.maximum - spec.minimum));
    case ParameterKind::boolean: return rng.below(2) == 0;
    case ParameterKind::choice: return rng.below(static_cast<std::uint32_t>(spec.choices.size()));
    case ParameterKind::integer_list: {
      std::vector<int> list(rng.below(static_cast<std::uint32_t>(spec.maximum_length) + 1));
      for (int& element : list) element = static_cast<int>(whole());
      return list;
    }
    case ParameterKind::text:
      return rng.below(2) == 0 ? random_text(rng, spec.maximum_length)
                               : random_formula(rng).substr(0, spec.maximum_length);
  }
  return 0;
}

// As people type it: what the page accepts is set.
void type(ParameterSet& set, const ParameterSpec& spec, Rng& rng) {
  const char* typed[] = {"0,5", "1,25", "−1", "+3", "1e-3", " 2 ", "1e300", "-0", "8; 4", "2x² + 1,5|x|", "12."};
  static_cast<void>(set.parse_text(spec.id, typed[rng.below(std::size(typed))]));
}

RunPlan random_plan(const ExperimentInfo& demo, Rng& rng) {
  RunPlan plan;
  plan.id = demo.id;
  plan.seed = random_seed(rng);
  plan.data_seed = random_seed(rng);
  ParameterSet set = ParameterSet::defaults(demo.schema);
  const std::uint32_t share = 1 + rng.below(8);
  for (const ParameterSpec& spec : demo.schema.specs()) {
    if (rng.below(share) != 0) continue;
    if (rng.below(4) == 0) {
      type(set, spec, rng);
    } else {
      const Result<bool> taken = set.set(spec.id, random_value(spec, rng));
      // Texts may be cut inside a letter; everything else is in its range.
      CHECK((taken.ok() || spec.kind == ParameterKind::text));
    }
  }
  plan.parameters = set.changes();
  if (rng.below(3) == 0) {
    const bool many = rng.below(20) == 0;
    for (std::size_t i = many ? kMaximumDrawnPoints : rng.below(20); i > 0; --i)
      plan.points.push_back(tests::random_point(rng));
  }
  DataFiles files;
  for (std::uint32_t i = rng.below(4) == 0 ? rng.below(kMaximumFiles + 1) : 0; i > 0; --i) {
    std::string name = random_text(rng, 300);
    while (rng.below(3) == 0) name += random_text(rng, 300) + "very long name of a table";
    if (rng.below(9) == 0) name += std::string("\xff\n\0", 3);
    files.push_back(make_data_file(name + ".csv", "1,2"));
    plan.files.push_back({files.back()->name, rng.below(2) == 0 ? "" : "1797×65", rng.next_u64()});
  }
  std::uint64_t step = 0;
  for (std::uint32_t i = rng.below(3) == 0 ? rng.below(40) : 0; i > 0; --i) {
    step += rng.below(3) == 0 ? rng.below(1000) : 0;
    TimedEvent event{step, tests::random_action(rng)};
    if (const std::size_t index = rng.below(static_cast<std::uint32_t>(demo.schema.size()));
        demo.schema.specs()[index].effect == ParameterEffect::live) {
      const Tuning tuning{demo.schema.specs()[index].id, random_value(demo.schema.specs()[index], rng)};
      if (!tuning_problem(tuning, demo.schema)) event.what = tuning;
    }
    if (has_room_for(plan.events, event, demo.schema)) record(plan.events, event);
  }
  return plan;
}

void check_own_link(const SharedRun& run) {
  const std::string link = write_link(run);
  CAPTURE(link);
  REQUIRE(link.size() <= kMaximumLinkLength);
  // Forms write a blank as +, so that a raw + would not come back.
  CHECK(link.find('+') == std::string::npos);
  for (const std::string& as_sent :
       {link, link + ".", "(" + link + ")", link + "&utm_source=mail", "#" + percent_encoded(link.substr(1))}) {
    const ParsedLink parsed = parse_link(as_sent);
    CHECK(parsed.problems == std::vector<std::string>{});
    REQUIRE(parsed.run.plan == run.plan);
    CHECK(parsed.run.step == run.step);
    CHECK(parsed.run.beside == run.beside);
  }
  // The run made of it holds the same values.
  const ExperimentInfo& demo = *Registry::instance().find(run.plan.id);
  const ParsedParameters made = ParameterSet::with(demo.schema, run.plan.parameters);
  CHECK(made.problems.empty());
  CHECK(made.set.changes() == run.plan.parameters);
}

}  // namespace

TEST_CASE("whatever the page accepts opens from its own link as the same run, of every demo") {
  const std::vector<const ExperimentInfo*> demos = Registry::instance().all();
  REQUIRE(demos.size() >= 18);
  constexpr std::uint64_t kDraws = 150;  // of each
  for (const ExperimentInfo* demo : demos) {
    CAPTURE(demo->id);
    for (std::uint64_t draw = 0; draw < kDraws; ++draw) {
      Rng rng(1000 * draw + demo->id.size() + static_cast<unsigned char>(demo->id[0]));
      SharedRun run;
      run.plan = random_plan(*demo, rng);
      run.step = rng.below(3) == 0 ? random_seed(rng) : rng.below(5000);
      if (rng.below(5) == 0) {
        const ExperimentInfo& other = *demos[rng.below(static_cast<std::uint32_t>(demos.size()))];
        run.beside = RunMoment{random_plan(other, rng), rng.below(5000)};
      }
      check_own_link(run);
    }
  }
}

TEST_CASE("values out of range and texts that are none are kept for what is not shown, of every demo") {
  for (const ExperimentInfo* demo : Registry::instance().all()) {
    CAPTURE(demo->id);
    const ParameterSet usual = ParameterSet::defaults(demo->schema);
    for (const ParameterSpec& spec : demo->schema.specs()) {
      if (usual.is_shown(spec.id)) continue;
      CAPTURE(spec.id);
      for (const std::string value : {"-1e9", "1e9", "nonsense", "-0.5", "%"}) {
        const std::string link = "#/" + demo->id + "?" + spec.id + "=" + percent_encoded(value);
        const ParsedLink parsed = parse_link(link);
        CHECK(parsed.problems == std::vector<std::string>{});
        CHECK(parse_link(write_link(parsed.run)).run.plan == parsed.run.plan);
      }
    }
  }
}

TEST_CASE("a file's name fits into links: too long it loses its middle, and it is printable") {
  CHECK(make_data_file("a.csv", "")->name == "a.csv");
  CHECK(make_data_file("", "")->name == "file");
  CHECK(make_data_file("a\nb\xff.csv", "")->name == "a?b?.csv");
  std::string longest;
  for (int i = 0; i < 150; ++i) longest += "é";
  const std::string name = make_data_file(longest + ".csv", "")->name;
  CHECK(name.size() <= kLongestFileName);
  CHECK(name.size() > kLongestFileName - 8);
  CHECK(name.ends_with("é.csv"));
  CHECK(is_printable_utf8(name));
}
