#include "core/lab/share_link.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "core/lab/link_text.h"
#include "core/lab/text.h"
#include "core/math/ascii.h"
#include "core/math/state_hasher.h"

namespace lectern {
namespace {

constexpr std::size_t kMostValues = 1024;  // in one link; no schema is that long

using Values = std::vector<std::pair<std::string, std::string>>;

std::string file_text(const DataFileIdentity& file) {
  return escaped_field(file.name) + '~' + escaped_field(file.shape) + '~' + hash_text(file.hash);
}

std::optional<DataFileIdentity> parse_file(std::string_view text) {
  const std::vector<std::string_view> fields = split(text, '~');
  if (fields.size() != 3) return std::nullopt;
  DataFileIdentity file{percent_decoded(fields[0]), percent_decoded(fields[1]), 0};
  const std::optional<std::uint64_t> hash = parse_hash(bare_word(fields[2]));
  const bool valid = hash && !file.name.empty() && file.name.size() <= kLongestFileName &&
                     file.shape.size() <= kLongestShape && is_printable_utf8(file.name) &&
                     is_printable_utf8(file.shape);
  if (!valid) return std::nullopt;
  file.hash = *hash;
  return file;
}

class LinkWriter {
 public:
  explicit LinkWriter(std::string_view id) { text_.append("#/").append(percent_encoded(id)); }

  void add(std::string_view name, std::string_view value) {
    add_word(name);
    text_.append(1, '=').append(percent_encoded(value));
  }
  void add_word(std::string_view name) {
    text_ += separator_;
    text_ += name;
    separator_ = '&';
  }
  std::size_t size() const { return text_.size(); }
  // Programs that find links in running text take a sign at the end for the text's own.
  std::string take() {
    const char last = text_.back();
    const bool is_sign = std::string_view("-._~,;:/").find(last) != std::string_view::npos;
    if (last == '=') text_ += '&';
    if (is_sign)
      text_.replace(text_.size() - 1, 1, {'%', "0123456789ABCDEF"[last >> 4], "0123456789ABCDEF"[last & 15]});
    return std::move(text_);
  }

 private:
  std::string text_;
  char separator_ = '?';
};

void add_parameters(LinkWriter& link, const ParameterValues& values, const ParameterSchema& schema) {
  for (const auto& [id, value] : values) {
    if (schema.index_of(id) < schema.size()) link.add(id, value_text(schema, id, value));
  }
}

bool contains_coded(std::string_view text, std::string_view code) {
  const std::string small = lower_case(text);
  return small.find("%" + std::string(code)) != std::string::npos ||
         small.find("%25" + std::string(code)) != std::string::npos;
}

// Whether the link was percent-encoded as a whole: the signs that divide it stand there as codes alone.
bool is_coded_as_a_whole(std::string_view text) {
  const std::size_t hash = text.find('#');
  if (hash == std::string_view::npos && contains_coded(text.substr(0, text.find('?')), "23")) return true;
  if (hash != std::string_view::npos) text.remove_prefix(hash + 1);
  const std::size_t query = text.find('?');
  if (query == std::string_view::npos)
    return contains_coded(text, "3f") || (text.find('=') == std::string_view::npos && contains_coded(text, "2f"));
  return text.find('=', query) == std::string_view::npos && contains_coded(text.substr(query), "3d");
}

// What follows the link in running text: signs that the writer never puts at the end. A bracket belongs to the link
// where it closes one that the link opened: links of old hold formulas with raw brackets.
std::string_view without_running_text(std::string_view text) {
  constexpr std::string_view kOpening = "([{", kClosing = ")]}";
  std::array<std::ptrdiff_t, 3> unopened{};  // how many more of each close than open
  for (const char c : text) {
    for (std::size_t i = 0; i < unopened.size(); ++i) unopened[i] += (c == kClosing[i]) - (c == kOpening[i]);
  }
  while (const std::size_t cut = sign_after_word(text)) {
    const std::size_t bracket = kClosing.find(text.back());
    const bool is_own = bracket != std::string_view::npos && unopened[bracket]-- <= 0;
    const bool is_all = text.size() > cut && text[text.size() - cut - 1] == '=';  // of a value
    if (is_own || is_all) break;
    text.remove_suffix(cut);
  }
  return text;
}

// A value without what running text left around it, unless it is nothing else.
std::string_view without_signs(std::string_view value) {
  const std::string_view bare = bare_word(value);
  return bare.empty() ? value : bare;
}

// The part behind the '#', as it was written.
std::string repaired(std::string_view text) {
  constexpr int kMostTimes = 3;
  std::string link(text);
  for (int i = 0; i < kMostTimes && is_coded_as_a_whole(link); ++i) link = percent_decoded(link);
  const std::size_t hash = link.find('#');
  if (hash == std::string::npos && (link.starts_with("http://") || link.starts_with("https://"))) return {};
  if (hash != std::string::npos) link.erase(0, hash + 1);
  const std::string_view rest = without_running_text(link);
  const std::size_t start = rest.find_first_not_of("#!/ \t\r\n");
  return start == std::string_view::npos ? std::string() : std::string(rest.substr(start));
}

// Words that other sites and programs hang on addresses to follow people; a link that we write has none.
bool is_tracker(std::string_view name) {
  constexpr std::string_view kBeginnings[] = {"utm_",    "mc_",  "_hs", "oly_", "vero_", "pk_", "mtm_",
                                              "matomo_", "hsa_", "fb_", "ga_",  "__",    "at_"};
  constexpr std::string_view kNames[] = {"fbclid",   "gclid",    "gclsrc",     "dclid",  "gbraid",  "wbraid",
                                         "msclkid",  "yclid",    "ysclid",     "twclid", "ttclid",  "li_fat_id",
                                         "igshid",   "igsh",     "_ga",        "_gl",    "_ke",     "_openstat",
                                         "mkt_tok",  "s_cid",    "ncid",       "cmpid",  "ref",     "ref_src",
                                         "ref_url",  "referrer", "si",         "spm",    "srsltid", "rb_clickid",
                                         "wickedid", "epik",     "elqtrackid", "trk"};
  const std::string word = lower_case(name);
  return std::any_of(std::begin(kBeginnings), std::end(kBeginnings),
                     [&](std::string_view one) { return word.starts_with(one); }) ||
         std::find(std::begin(kNames), std::end(kNames), word) != std::end(kNames);
}

// Letters and digits alone, small.
std::string letters_of(std::string_view name) {
  std::string letters = lower_case(name);
  std::erase_if(letters, [](char c) { return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')); });
  return letters;
}

// The demo of this id, also where its letters are capitals or its hyphens are others or missing.
const ExperimentInfo* find_demo(const Registry& registry, std::string_view id) {
  if (const ExperimentInfo* demo = registry.find(id)) return demo;
  const std::string letters = letters_of(id);
  for (const ExperimentInfo* demo : registry.all())
    if (letters_of(demo->id) == letters) return demo;
  return nullptr;
}

// Reads one link; every problem becomes one sentence, everything else is kept.
class LinkReader {
 public:
  explicit LinkReader(const Registry& registry, bool is_beside = false) : registry_(registry), is_beside_(is_beside) {}

  ParsedLink read(std::string_view text) {
    const std::size_t hash = text.find('#');
    if (const std::size_t length = text.size() - (hash == std::string_view::npos ? 0 : hash + 1);
        length > kMaximumLinkLength) {
      problem("The link is " + std::to_string(length) + " bytes long; allowed are at most " +
              std::to_string(kMaximumLinkLength) + ". Only its demo was opened.");
      if (hash != std::string_view::npos) text.remove_prefix(hash);
      text = text.substr(0, std::min(text.find('?'), kMaximumLinkLength));
    }
    const std::string link = repaired(text);
    const std::size_t query = link.find_first_of("?&");
    if (read_id(percent_decoded(std::string_view(link).substr(0, query))) && query != std::string::npos) {
      read_values(std::string_view(link).substr(query + 1));
    }
    return std::move(parsed_);
  }

 private:
  void problem(std::string sentence) { add_problem(parsed_.problems, std::move(sentence), "link"); }

  bool read_id(const std::string& text) {
    std::string_view id = bare_word(text);
    id.remove_prefix(std::min(id.find_first_not_of("#!/"), id.size()));
    if (id.empty()) return false;
    info_ = find_demo(registry_, id);
    if (info_ != nullptr) {
      parsed_.run.plan.id = info_->id;
      return true;
    }
    problem(no_such_demo(registry_, id));
    return false;
  }

  void read_values(std::string_view text) {
    Values parameters;
    std::map<std::string, std::string> own;  // of the words that are not parameters
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const std::string_view pair : pairs_of(text)) {
      if (pair.empty()) continue;
      const std::size_t equals = pair.find('=');
      pairs.emplace_back(name_meant(percent_decoded(pair.substr(0, equals))),
                         equals == std::string_view::npos ? "" : percent_decoded(pair.substr(equals + 1)));
    }
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      auto [name, value] = std::move(pairs[i]);
      if (name.empty() || (!is_known(name) && is_tracker(name))) continue;
      std::optional<std::pair<std::string, std::string>> next;
      if (pairs.size() < kMostValues) next = pair_inside(name, value);
      if (next) pairs.insert(pairs.begin() + static_cast<std::ptrdiff_t>(i) + 1, std::move(*next));
      if (is_link_word(name)) {
        if (!own.emplace(name, std::move(value)).second)
          problem(in_quotes(name) + " stands twice; the first one counts.");
      } else {
        add_once(parameters, name, std::move(value));
      }
    }
    read_version(own, parameters);
    read_parameters(parameters);
    read_numbers(own);
    read_data(own);
    read_view(own);
    read_beside(own);
    constexpr std::array kOfTheRun = {"seed", "data_seed", "step", "points", "events", "files"};
    const bool says_run = !parameters.empty() || std::any_of(kOfTheRun.begin(), kOfTheRun.end(),
                                                             [&](const char* word) { return own.contains(word); });
    parsed_.run.view.opens_stop = parsed_.run.view.lesson_stop > 0 && !says_run;
  }

  bool is_known(std::string_view name) const {
    return is_link_word(name) || info_->schema.index_of(info_->schema.current_id(name)) < info_->schema.size();
  }

  // The pairs between &. A run beside may be written with raw signs; in every other pair the writer has none, so that a
  // second ? begins what somebody added, and a second # ends the link.
  static std::vector<std::string_view> pairs_of(std::string_view text) {
    std::vector<std::string_view> pairs;
    for (const std::string_view pair : split(text, '&')) {
      if (pair.starts_with("beside=")) {
        pairs.push_back(pair);
        continue;
      }
      const std::size_t end = pair.find('#');
      // "&#38;" is an & of HTML.
      const bool is_entity = end == 0 && pair.find(';') != std::string_view::npos;
      for (const std::string_view part : split(is_entity ? pair : pair.substr(0, end), '?')) pairs.push_back(part);
    }
    return pairs;
  }

  // The name without the rest of an "&amp;" of HTML; as a known one is written. Empty: no name at all.
  std::string name_meant(std::string name) const {
    for (const std::string_view rest : {"amp;", "#38;", "#038;", "#x26;"}) {
      while (name.starts_with(rest)) name.erase(0, rest.size());
    }
    if (is_known(name)) return name;
    // What ends a link on a page; its semicolon may have been taken for the text's.
    if (name.ends_with(';') || name == "quot" || name == "nbsp" || name == "gt" || name == "lt") return {};
    std::string known = lower_case(bare_word(name));
    std::replace_if(
        known.begin(), known.end(), [](char c) { return c == '-' || c == ' '; }, '_');
    return is_known(known) || known.empty() ? known : name;
  }

  // A pair whose & and = were written as codes, and so stand in the value before it; it is cut off there. Texts may
  // hold such signs of their own.
  std::optional<std::pair<std::string, std::string>> pair_inside(std::string_view name, std::string& value) const {
    const std::size_t at = value.find('&');
    if (at == std::string::npos || !holds_one_word(name)) return std::nullopt;
    const std::string_view rest = std::string_view(value).substr(at + 1);
    const std::size_t equals = rest.find('=');
    std::string next = name_meant(std::string(rest.substr(0, equals)));
    if (!is_known(next) && !is_tracker(next)) return std::nullopt;
    std::string next_value(equals == std::string_view::npos ? "" : rest.substr(equals + 1));
    value.resize(at);
    return std::pair(std::move(next), std::move(next_value));
  }

  bool holds_one_word(std::string_view name) const {
    if (is_link_word(name)) return name != "beside" && name != "files" && name != "events" && name != "view";
    const std::size_t index = info_->schema.index_of(info_->schema.current_id(name));
    return index < info_->schema.size() && info_->schema.specs()[index].kind != ParameterKind::text;
  }

  void add_once(Values& values, const std::string& name, std::string value) {
    const bool twice =
        std::any_of(values.begin(), values.end(), [&](const auto& known) { return known.first == name; });
    if (twice) {
      problem(in_quotes(name) + " stands twice; the first one counts.");
    } else if (values.size() < kMostValues) {  // bounds the search above
      values.emplace_back(name, std::move(value));
    }
  }

  void read_version(const std::map<std::string, std::string>& own, Values& parameters) {
    const int current = info_->schema.version();
    int version = 1;
    if (const auto found = own.find("version"); found != own.end()) {
      const std::optional<unsigned long long> number = parse_natural(plain_number(found->second));
      if (!number || *number < 1) {
        problem("The link's version " + in_quotes(found->second) + " is not a number from 1.");
        return;
      }
      if (*number > static_cast<unsigned>(current)) {
        problem("The link was made by a newer " + info_->id + " (version " + found->second + "); this one is version " +
                std::to_string(current) + " and may miss parts of it.");
        return;
      }
      version = static_cast<int>(*number);
    }
    if (version < current && info_->upgrade != nullptr) info_->upgrade(version, parameters);
    for (auto& [name, value] : parameters) name = info_->schema.current_id(name);
  }

  void read_parameters(const Values& values) {
    const ParsedParameters parameters = ParameterSet::parse(info_->schema, values);
    for (const ParameterProblem& found : parameters.problems) problem(found.message);
    parsed_.run.plan.parameters = parameters.set.changes();
  }

  void read_number(const std::map<std::string, std::string>& own, const std::string& name, std::uint64_t maximum,
                   std::uint64_t& target) {
    const auto found = own.find(name);
    if (found == own.end()) return;
    const std::optional<unsigned long long> number = parse_natural(plain_number(found->second));
    if (number && *number <= maximum) {
      target = *number;
    } else {
      problem(in_quotes(name) + ": " + in_quotes(found->second) +
              " is not allowed; allowed are whole numbers from 0 to " + std::to_string(maximum) + ".");
    }
  }

  void read_numbers(const std::map<std::string, std::string>& own) {
    read_number(own, "seed", kMaximumSeed, parsed_.run.plan.seed);
    read_number(own, "data_seed", kMaximumSeed, parsed_.run.plan.data_seed);
    read_number(own, "step", kMaximumStep, parsed_.run.step);
  }

  void read_data(const std::map<std::string, std::string>& own) {
    if (const auto found = own.find("points"); found != own.end()) {
      Result<std::vector<DrawnPoint>> points = parse_points(without_signs(found->second));
      if (points) {
        parsed_.run.plan.points = std::move(*points);
      } else {
        problem(points.error());
      }
    }
    if (const auto found = own.find("files"); found != own.end()) read_files(found->second);
    if (const auto found = own.find("events"); found != own.end()) {
      ParsedEvents events = parse_events(found->second, info_->schema);
      parsed_.run.plan.events = std::move(events.events);
      for (std::string& sentence : events.problems) problem(std::move(sentence));
    }
  }

  void read_files(std::string_view text) {
    std::vector<DataFileIdentity>& files = parsed_.run.plan.files;
    for (const std::string_view entry : split(text, ';')) {
      const std::optional<DataFileIdentity> file = parse_file(entry);
      if (!file) {
        problem("The file " + in_quotes(entry) + " cannot be read; allowed is name~shape~hash.");
      } else if (files.size() == kMaximumFiles) {
        problem("The link names too many files; allowed are at most " + std::to_string(kMaximumFiles) + ".");
        return;
      } else {
        files.push_back(*file);
      }
    }
  }

  void read_view(const std::map<std::string, std::string>& own) {
    if (const auto found = own.find("embed"); found != own.end()) {
      const std::string value = lower_case(bare_word(found->second));
      parsed_.run.view.embed = value.empty() || value == "true" || value == "1";
      if (!parsed_.run.view.embed && value != "false" && value != "0") {
        problem(in_quotes("embed") + ": " + in_quotes(value) + " is neither true nor false.");
      }
    }
    if (const auto found = own.find("theme"); found != own.end()) {
      const std::string theme = lower_case(bare_word(found->second));
      if (theme == "light" || theme == "dark") {
        parsed_.run.view.theme = theme;
      } else {
        problem("There is no theme " + in_quotes(found->second) + "; allowed are light, dark.");
      }
    }
    if (const auto found = own.find("view"); found != own.end()) {
      Result<std::vector<PanelSight>> sights = parse_sights(found->second);
      if (sights)
        parsed_.run.view.sights = std::move(*sights);
      else
        problem(sights.error());
    }
    read_lesson(own);
  }

  void read_lesson(const std::map<std::string, std::string>& own) {
    LinkView& view = parsed_.run.view;
    if (const auto found = own.find("lesson"); found != own.end()) {
      const std::optional<unsigned long long> stop = parse_natural(plain_number(found->second));
      if (stop && *stop >= 1 && *stop <= static_cast<unsigned>(kMaximumLessonStop)) {
        view.lesson_stop = static_cast<int>(*stop);
      } else {
        problem(in_quotes("lesson") + ": " + in_quotes(found->second) + " is no stop; allowed are numbers from 1 to " +
                std::to_string(kMaximumLessonStop) + ".");
      }
    }
    if (const auto found = own.find("stops"); found != own.end()) {
      if (found->second.size() <= kMaximumLinkedLesson) {
        view.lesson = bare_word(found->second);
      } else {
        problem("The lesson in the link is " + std::to_string(found->second.size()) +
                " bytes long; allowed are at most " + std::to_string(kMaximumLinkedLesson) + ".");
      }
    }
  }

  void read_beside(const std::map<std::string, std::string>& own) {
    const auto found = own.find("beside");
    if (found == own.end()) return;
    if (is_beside_) return problem("It cannot have another run beside it.");
    ParsedLink other = LinkReader(registry_, true).read(found->second);
    for (const std::string& sentence : other.problems) problem("The run beside: " + sentence);
    if (other.run.plan.id.empty()) {
      if (other.problems.empty()) problem("“beside” names no demo; allowed is the link of another run.");
      return;
    }
    parsed_.run.beside = RunMoment{std::move(other.run.plan), other.run.step};
    if (write_link(parsed_.run, registry_).size() <= kMaximumLinkLength) return;
    parsed_.run.beside.reset();
    problem("The two runs are too long for one link; the one beside was left out.");
  }

  const Registry& registry_;
  const bool is_beside_;
  const ExperimentInfo* info_ = nullptr;
  ParsedLink parsed_;
};

}  // namespace

std::string write_link(const SharedRun& run, const Registry& registry) {
  const RunPlan& plan = run.plan;
  const RunPlan usual;
  LinkWriter link(plan.id);
  const ExperimentInfo* info = registry.find(plan.id);
  if (info != nullptr && info->schema.version() > 1) link.add("version", std::to_string(info->schema.version()));
  const std::size_t nothing = link.size();
  if (plan.seed != usual.seed) link.add("seed", std::to_string(plan.seed));
  if (plan.data_seed != usual.data_seed) link.add("data_seed", std::to_string(plan.data_seed));
  if (info != nullptr) add_parameters(link, plan.parameters, info->schema);
  if (!plan.points.empty()) link.add("points", points_text(plan.points));
  std::string files;
  for (const DataFileIdentity& file : plan.files) files.append(files.empty() ? "" : ";").append(file_text(file));
  if (!files.empty()) link.add("files", files);
  if (info != nullptr && !plan.events.empty()) link.add("events", events_text(plan.events, info->schema));
  // Without a word about the run, a link to a stop would mean the stop's state.
  const bool silent = link.size() == nothing && run.view.lesson_stop > 0 && !run.view.opens_stop;
  if (run.step > 0 || silent) link.add("step", std::to_string(run.step));
  if (run.view.embed) link.add_word("embed");
  if (!run.view.theme.empty()) link.add("theme", run.view.theme);
  if (!run.view.sights.empty()) link.add("view", sights_text(run.view.sights));
  if (run.view.lesson_stop > 0) link.add("lesson", std::to_string(run.view.lesson_stop));
  if (!run.view.lesson.empty()) link.add("stops", run.view.lesson);
  if (run.beside) link.add("beside", write_link({run.beside->plan, run.beside->step, {}}, registry));
  return link.take();
}

ParsedLink parse_link(std::string_view text, const Registry& registry) { return LinkReader(registry).read(text); }

std::string_view demo_named_in(std::string_view own_link) {
  if (!own_link.starts_with("#/")) return {};
  own_link.remove_prefix(2);
  return own_link.substr(0, std::min(own_link.find_first_of("?&"), own_link.size()));
}

}  // namespace lectern
