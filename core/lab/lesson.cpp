#include "core/lab/lesson.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/lab/parameter_schema.h"
#include "core/lab/text.h"

namespace lectern {
namespace {

constexpr double kFastestPlay = 1e6;  // steps a second
constexpr std::string_view kRevealMark = "::";

std::size_t word_count(std::string_view text) {
  std::size_t words = 0;
  bool in_word = false;
  for (const char c : text) {
    const bool letter = !is_blank(c) && c != '\n';
    words += letter && !in_word;
    in_word = letter;
  }
  return words;
}

// Bytes that cannot stand in a line of the file, or would be lost at its ends, as %XX.
std::string escaped_value(std::string_view value) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(value[i]);
    const bool at_end = i == 0 || i + 1 == value.size();
    if (c < 0x20 || c == '%' || c == 0x7f || (at_end && c == ' ')) {
      out += '%';
      out += kDigits[c >> 4];
      out += kDigits[c & 15];
    } else {
      out += value[i];
    }
  }
  return out;
}

std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : trimmed(text)) out += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
  return out;
}

// Of the words that mean something in links, those that a stop may set.
bool can_be_set(std::string_view name) {
  return !is_link_word(name) || name == "seed" || name == "data_seed" || name == "points" || name == "files" ||
         name == "events" || name == "version";
}

// The marks of a line with a value behind a colon.
const std::vector<std::string> kColonMarks = {"demo", "controls", "set",  "defaults", "step",
                                              "play", "beside",   "look", "expect"};

struct Setting {
  std::string name, value;
};
// What the lines of a stop said so far.
struct Draft {
  LessonStop stop;
  std::vector<Setting> settings;
  bool defaults = false;
  std::optional<std::uint64_t> step;
  std::optional<RunMoment> beside;
  bool paragraph_ended = false;
};

class LessonReader {
 public:
  explicit LessonReader(const Registry& registry) : registry_(registry) {}

  ParsedLesson read(std::string_view text) {
    if (text.size() > kMaximumLessonBytes) {
      problem_anywhere("The lesson is " + std::to_string(text.size()) + " bytes long; allowed are at most " +
                       std::to_string(kMaximumLessonBytes) + ".");
      return std::move(parsed_);
    }
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    for (std::string_view line : split(text, '\n')) {
      ++line_;
      if (line.ends_with('\r')) line.remove_suffix(1);
      read_line(line);
    }
    end_stop();
    if (parsed_.lesson.demo.empty() && parsed_.problems.empty())
      problem_anywhere("The lesson names no demo; a line “demo: ID” has to stand before the first stop.");
    if (parsed_.lesson.stops.empty() && parsed_.problems.empty())
      problem_anywhere("The lesson has no stop; a line “## TITLE” begins one.");
    return std::move(parsed_);
  }

 private:
  void problem_anywhere(std::string sentence) { add_problem(parsed_.problems, std::move(sentence), "lesson"); }
  void problem(const std::string& sentence) { problem_anywhere("Line " + std::to_string(line_) + ": " + sentence); }

  void read_line(std::string_view line) {
    if (!is_printable_utf8(trimmed(line))) return problem("it is not printable UTF-8.");
    if (trimmed(line).empty()) {
      continued_ = nullptr;
      if (draft_) draft_->paragraph_ended = !draft_->stop.text.empty();
      return;
    }
    if (line.starts_with("  ") && continued_ != nullptr) return append_line(*continued_, trimmed(line));
    continued_ = nullptr;
    if (is_blank(line.front())) return add_text(trimmed(line));
    if (line.starts_with("## ")) return begin_stop(trimmed(line.substr(3)));
    if (line.starts_with("# ")) return read_title(trimmed(line.substr(2)));
    if (line.starts_with("? ")) return read_question(trimmed(line.substr(2)));
    if (line.starts_with("- ")) return read_answer(trimmed(line.substr(2)), false);
    if (line.starts_with("+ ")) return read_answer(trimmed(line.substr(2)), true);
    if (line.starts_with("! ")) return read_reveal(trimmed(line.substr(2)));
    if (line == "defaults" || line == "play") return read_marked(line, "");
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_word(line.substr(0, colon))) return add_text(line);
    read_marked(line.substr(0, colon), trimmed(line.substr(colon + 1)));
  }

  static bool is_word(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  }

  void read_marked(std::string_view mark, std::string_view value) {
    if (std::find(kColonMarks.begin(), kColonMarks.end(), mark) == kColonMarks.end()) {
      const std::vector<std::string> near = near_names(mark, kColonMarks);
      if (near.empty()) return add_text(std::string(mark) + ": " + std::string(value));
      return problem(in_quotes(std::string(mark) + ":") + " is no line mark; near ones are " + joined(near) +
                     ". A line that begins with one blank is text.");
    }
    if (mark == "demo") return read_demo(value);
    if (mark == "controls") return read_controls(value);
    if (!draft_) return problem(in_quotes(mark) + " stands before the first stop; “## TITLE” begins one.");
    if (info_ == nullptr) return;  // said already: the demo is missing
    if (mark == "set") return read_setting(value);
    if (mark == "defaults") {
      draft_->defaults = true;
      return;
    }
    if (mark == "step") return read_step(value);
    if (mark == "play") return read_play(value);
    if (mark == "beside") return read_beside(value);
    if (mark == "look") {
      draft_->stop.panels = names_of(value);
      return;
    }
    read_expectation(value);
  }

  std::vector<std::string> names_of(std::string_view list) {
    std::vector<std::string> names = words_in_list(list);
    if (names.empty()) problem("it names nothing; allowed are names with commas between them.");
    return names;
  }

  void read_title(std::string_view title) {
    if (draft_) return problem("the lesson's title has to stand before the first stop.");
    if (!parsed_.lesson.title.empty()) return problem("the lesson has a title already.");
    if (title.size() > kMaximumTitleBytes) return title_too_long();
    parsed_.lesson.title = title;
  }
  void title_too_long() {
    problem("the title is too long; allowed are at most " + std::to_string(kMaximumTitleBytes) + " bytes.");
  }

  void read_demo(std::string_view id) {
    if (draft_) return problem("“demo:” has to stand before the first stop.");
    if (info_ != nullptr) return problem("the lesson has a demo already.");
    info_ = registry_.find(id);
    if (info_ == nullptr) {
      demo_missed_ = true;
      return problem(no_such_demo(registry_, id));
    }
    parsed_.lesson.demo = id;
    before_.plan.id = id;
  }

  void read_controls(std::string_view value) {
    if (info_ == nullptr) return problem("“demo: ID” has to stand before “controls:”.");
    std::vector<std::string> controls;
    for (const std::string& name : names_of(value)) {
      const std::string id(info_->schema.current_id(name));
      if (const Result<std::size_t> known = find_parameter(info_->schema, id)) {
        controls.push_back(id);
      } else {
        problem(known.error());
      }
    }
    (draft_ ? draft_->stop.controls : parsed_.lesson.controls) = std::move(controls);
  }

  void begin_stop(std::string_view title) {
    end_stop();
    if (info_ == nullptr && parsed_.lesson.demo.empty() && !demo_missed_) {
      demo_missed_ = true;
      problem("“demo: ID” has to stand before the first stop.");
    }
    if (title.size() > kMaximumTitleBytes) title_too_long();
    draft_.emplace();
    draft_->stop.line = line_;
    draft_->stop.title = title.substr(0, kMaximumTitleBytes);
  }

  void read_setting(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return problem("allowed behind “set:” is NAME = VALUE.");
    Setting setting{std::string(trimmed(text.substr(0, equals))), percent_decoded(trimmed(text.substr(equals + 1)))};
    if (!can_be_set(setting.name))
      return problem(in_quotes(setting.name) + " cannot be set; allowed are the demo's parameters, seed, data_seed, " +
                     "points, events, files, and a line “step: N”.");
    for (const Setting& known : draft_->settings)
      if (known.name == setting.name) return problem(in_quotes(setting.name) + " is set twice.");
    const ParsedLink alone = parse_link(link_of({setting}), registry_);
    for (const std::string& sentence : alone.problems) problem(sentence);
    if (alone.problems.empty()) draft_->settings.push_back(std::move(setting));
  }

  // The link of these settings, of the schema's present version unless they name another.
  std::string link_of(const std::vector<Setting>& settings) const {
    std::string link = "#/" + info_->id + "?";
    const bool has_version =
        std::any_of(settings.begin(), settings.end(), [](const Setting& setting) { return setting.name == "version"; });
    if (!has_version) link += "version=" + std::to_string(info_->schema.version());
    for (const auto& [name, value] : settings) link += "&" + percent_encoded(name) + "=" + percent_encoded(value);
    return link;
  }

  void read_step(std::string_view value) {
    const std::optional<unsigned long long> step = parse_natural(value);
    if (!step || *step > kMaximumStep)
      return problem(in_quotes(value) + " is no step; allowed are whole numbers from 0 to " +
                     std::to_string(kMaximumStep) + ".");
    draft_->step = *step;
  }

  void read_play(std::string_view value) {
    draft_->stop.plays = true;
    if (value.empty()) return;
    const std::optional<double> speed = parse_number(value);
    if (!speed || *speed <= 0 || *speed > kFastestPlay)
      return problem(in_quotes(value) + " is no speed; allowed are steps per second above 0, or nothing.");
    draft_->stop.steps_per_second = *speed;
  }

  void read_beside(std::string_view link) {
    ParsedLink parsed = parse_link(link, registry_);
    if (parsed.problems.empty() && parsed.run.plan.id.empty())
      parsed.problems.push_back("“beside:” names no demo; allowed is a link, as “#/ID?NAME=VALUE”.");
    for (const std::string& sentence : parsed.problems) problem(sentence);
    if (parsed.problems.empty()) draft_->beside = RunMoment{std::move(parsed.run.plan), parsed.run.step};
  }

  void read_expectation(std::string_view text) {
    Result<Expectation> expectation = parse_expectation(text, *info_);
    if (!expectation) return problem(expectation.error());
    expectation->line = line_;
    draft_->stop.expectations.push_back(std::move(*expectation));
  }

  void add_text(std::string_view line) {
    if (!draft_) return problem("text has to stand in a stop; “## TITLE” begins one.");
    if (!draft_->stop.question.text.empty()) {
      return problem(
          "text of the stop has to stand before its question; a line that goes on with a question, an answer or what it "
          "reveals begins with two blanks.");
    }
    std::string& text = draft_->stop.text;
    if (draft_->paragraph_ended) text += "\n\n";
    draft_->paragraph_ended = false;
    append_line(text, line);
  }
  static void append_line(std::string& text, std::string_view line) {
    if (!text.empty() && text.back() != '\n') text += ' ';
    text += line;
  }

  void read_question(std::string_view text) {
    if (!draft_) return problem("a question has to stand in a stop; “## TITLE” begins one.");
    if (!draft_->stop.question.text.empty()) return problem("the stop has a question already.");
    draft_->stop.question.text = text;
    continued_ = &draft_->stop.question.text;
  }

  void read_answer(std::string_view text, bool right) {
    if (!draft_ || draft_->stop.question.text.empty())
      return problem("an answer needs a question before it; “? ” begins one.");
    std::vector<LessonAnswer>& answers = draft_->stop.question.answers;
    if (answers.size() == kMostAnswers)
      return problem("there are too many answers; allowed are at most " + std::to_string(kMostAnswers) + ".");
    answers.reserve(kMostAnswers);  // continued_ points into it
    answers.push_back({std::string(text), "", right});
    continued_ = &answers.back().text;
  }

  void read_reveal(std::string_view text) {
    if (!draft_ || draft_->stop.question.text.empty())
      return problem("what is revealed needs a question before it; “? ” begins one.");
    append_line(draft_->stop.question.reveal, text);
    continued_ = &draft_->stop.question.reveal;
  }

  // An answer was read as a whole, with what it reveals.
  static void split_reveals(LessonQuestion& question) {
    for (LessonAnswer& answer : question.answers) {
      const std::size_t mark = answer.text.find(kRevealMark);
      if (mark == std::string::npos) continue;
      answer.reveal = trimmed(std::string_view(answer.text).substr(mark + kRevealMark.size()));
      answer.text = trimmed(std::string_view(answer.text).substr(0, mark));
    }
  }

  void end_stop() {
    continued_ = nullptr;
    if (!draft_) return;
    Draft draft = std::move(*draft_);
    draft_.reset();
    LessonStop& stop = draft.stop;
    const auto problem_of_stop = [&](const std::string& sentence) {
      problem_anywhere("Line " + std::to_string(stop.line) + ": the stop " + in_quotes(stop.title) + " " + sentence);
    };
    split_reveals(stop.question);
    const std::size_t answers = stop.question.answers.size();
    if (!stop.question.text.empty() && answers < kFewestAnswers)
      problem_of_stop("has a question with too few answers; allowed are " + std::to_string(kFewestAnswers) + " to " +
                      std::to_string(kMostAnswers) + ".");
    if (word_count(stop.text) > kMaximumStopWords)
      problem_of_stop("has " + std::to_string(word_count(stop.text)) + " words; allowed are at most " +
                      std::to_string(kMaximumStopWords) + ".");
    if (draft.defaults && !draft.settings.empty()) problem_of_stop("has both “defaults” and “set:”.");
    if (parsed_.lesson.stops.size() == kMaximumStops) {
      if (!stops_full_) problem_of_stop("is one too many; allowed are " + std::to_string(kMaximumStops) + ".");
      stops_full_ = true;
      return;
    }
    if (info_ != nullptr) resolve_state(draft);
    parsed_.lesson.stops.push_back(std::move(stop));
  }

  void resolve_state(Draft& draft) {
    LessonStop& stop = draft.stop;
    const bool has_settings = draft.defaults || !draft.settings.empty();
    stop.has_state = has_settings || draft.step || stop.plays || draft.beside;
    if (has_settings) {
      before_ = {parse_link(link_of(draft.settings), registry_).run.plan, 0};
    }
    if (stop.has_state) before_.step = draft.step.value_or(0);
    stop.moment = before_;
    stop.beside = std::move(draft.beside);
    if (stop.beside && stop.beside->step == 0) stop.beside->step = stop.moment.step;
  }

  const Registry& registry_;
  const ExperimentInfo* info_ = nullptr;
  ParsedLesson parsed_;
  int line_ = 0;
  std::optional<Draft> draft_;
  std::string* continued_ = nullptr;  // the text that indented lines go on
  RunMoment before_;                  // of the stop before
  bool demo_missed_ = false, stops_full_ = false;
};

void write_names(std::string& out, std::string_view mark, const std::vector<std::string>& names) {
  if (!names.empty()) out.append(mark).append(joined(names)).append("\n");
}

void write_state(std::string& out, const LessonStop& stop, const Registry& registry) {
  if (!stop.has_state) return;
  const std::string link = write_link({stop.moment.plan, 0, {}}, registry);
  const std::size_t query = link.find('?');
  if (query == std::string::npos) {
    out += "defaults\n";
  } else {
    for (const std::string_view pair : split(std::string_view(link).substr(query + 1), '&')) {
      const std::size_t equals = pair.find('=');
      if (equals == std::string_view::npos) continue;
      out.append("set: ").append(pair.substr(0, equals)).append(" = ");
      out.append(escaped_value(percent_decoded(pair.substr(equals + 1)))).append("\n");
    }
  }
  if (stop.moment.step > 0) out += "step: " + std::to_string(stop.moment.step) + "\n";
  if (stop.beside) {
    const bool at_same_step = stop.beside->step == stop.moment.step;
    out += "beside: " + write_link({stop.beside->plan, at_same_step ? 0 : stop.beside->step, {}}, registry) + "\n";
  }
  if (stop.plays) out += stop.steps_per_second > 0 ? "play: " + number_text(stop.steps_per_second) + "\n" : "play\n";
}

void write_text(std::string& out, std::string_view text) {
  for (const std::string_view line : split(text, '\n')) {
    // One blank keeps what looks like a mark from being one.
    const std::string words = one_line(line);
    if (!words.empty()) out += ' ';
    out += words + "\n";
  }
}

void write_question(std::string& out, const LessonQuestion& question) {
  if (question.text.empty()) return;
  out += "? " + one_line(question.text) + "\n";
  for (const LessonAnswer& answer : question.answers) {
    out += (answer.right ? "+ " : "- ") + one_line(answer.text);
    if (!answer.reveal.empty()) out += " :: " + one_line(answer.reveal);
    out += "\n";
  }
  if (!question.reveal.empty()) out += "! " + one_line(question.reveal) + "\n";
}

}  // namespace

ParsedLesson parse_lesson(std::string_view text, const Registry& registry) { return LessonReader(registry).read(text); }

std::string write_lesson(const Lesson& lesson, const Registry& registry) {
  std::string out = "# " + one_line(lesson.title) + "\ndemo: " + lesson.demo + "\n";
  write_names(out, "controls: ", lesson.controls);
  for (const LessonStop& stop : lesson.stops) {
    out += "\n## " + one_line(stop.title) + "\n";
    write_state(out, stop, registry);
    write_names(out, "look: ", stop.panels);
    write_names(out, "controls: ", stop.controls);
    if (!stop.text.empty()) write_text(out, stop.text);
    write_question(out, stop.question);
    for (const Expectation& expectation : stop.expectations) out += "expect: " + expectation.text + "\n";
  }
  return out;
}

}  // namespace lectern
