#include "core/lab/link_text.h"

#include <cmath>
#include <limits>

#include "core/lab/event_log.h"
#include "core/lab/parameter_set.h"
#include "core/lab/text.h"

namespace lectern {
namespace {

constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr unsigned kLetterBits = 5;
constexpr unsigned kMoreFollow = 1u << kLetterBits;

// A place on a grid as letters: each coordinate as the difference to the one before.
class PlaceWriter {
 public:
  PlaceWriter(std::string& text, float resolution) : text_(text), resolution_(resolution) {}
  void add(float x, float y) {
    add_difference(x, x_);
    add_difference(y, y_);
  }

 private:
  void add_difference(float value, std::int32_t& before) {
    const auto cell = static_cast<std::int32_t>(std::lround(value / resolution_));
    append_letters(text_, cell - before);
    before = cell;
  }
  std::string& text_;
  float resolution_;
  std::int32_t x_ = 0, y_ = 0;
};

class PlaceReader {
 public:
  PlaceReader(LetterReader& letters, float resolution) : letters_(letters), resolution_(resolution) {}
  // False: not a place within ±kDrawnLimit.
  bool next(float& x, float& y) { return next_coordinate(x, x_) && next_coordinate(y, y_); }

 private:
  bool next_coordinate(float& value, std::int64_t& before) {
    const std::optional<std::int32_t> difference = letters_.next();
    if (!difference) return false;
    before += *difference;
    const auto limit = static_cast<std::int64_t>(kDrawnLimit / resolution_);
    if (before < -limit || before > limit) return false;
    value = static_cast<float>(before) * resolution_;
    return true;
  }
  LetterReader& letters_;
  float resolution_;
  std::int64_t x_ = 0, y_ = 0;
};

std::string place_text(float x, float y) {
  std::string text;
  PlaceWriter(text, kDrawnResolution).add(x, y);
  return text;
}

using TextFields = std::vector<std::string>;

// The letter of an event's kind, and its fields after the panel.
struct WriteGesture {
  char& kind;
  TextFields& fields;
  void operator()(const PointAdded&) const {}  // written together with its neighbours
  void operator()(const PointMoved& g) const { set('m', {std::to_string(g.index), place_text(g.x, g.y)}); }
  void operator()(const PointRemoved& g) const { set('r', {std::to_string(g.index)}); }
  void operator()(const PointsCleared&) const { set('c', {}); }
  void operator()(const ExampleMoved& g) const { set('d', {std::to_string(g.index), place_text(g.x, g.y)}); }
  void operator()(const ExampleRemoved& g) const { set('x', {std::to_string(g.index)}); }
  void operator()(const HandleDragged& g) const { set('h', {g.handle, number_text(g.x), number_text(g.y)}); }
  void operator()(const CellEdited& g) const {
    set('e', {std::to_string(g.row), std::to_string(g.column), number_text(g.value)});
  }
  void operator()(const StrokeDrawn& g) const {
    std::string text;
    PlaceWriter writer(text, kStrokeResolution);
    for (std::size_t i = 0; i + 1 < g.xy.size(); i += 2) writer.add(g.xy[i], g.xy[i + 1]);
    set(g.erases ? 'z' : 's', {text});
  }
  void operator()(const PadCleared&) const { set('w', {}); }
  void operator()(const LatentPicked& g) const { set('l', {place_text(g.x, g.y)}); }

  void set(char letter, const TextFields& more) const {
    kind = letter;
    fields.insert(fields.end(), more.begin(), more.end());
  }
};

std::optional<int> small_natural(std::string_view text) {
  const std::optional<unsigned long long> number = parse_natural(text);
  if (!number || *number > static_cast<unsigned>(std::numeric_limits<int>::max())) return std::nullopt;
  return static_cast<int>(*number);
}

bool read_place(std::string_view text, float& x, float& y) {
  LetterReader letters(text);
  return PlaceReader(letters, kDrawnResolution).next(x, y) && letters.done();
}

template <typename Moved>
std::optional<Gesture> read_moved(const TextFields& fields) {
  const std::optional<int> index = small_natural(fields[1]);
  Moved moved;
  if (!index || !read_place(fields[2], moved.x, moved.y)) return std::nullopt;
  moved.index = *index;
  return moved;
}

template <typename Removed>
std::optional<Gesture> read_removed(const TextFields& fields) {
  const std::optional<int> index = small_natural(fields[1]);
  if (!index) return std::nullopt;
  return Removed{*index};
}

std::optional<Gesture> read_handle(const TextFields& fields) {
  const std::optional<float> x = parse_float(fields[2]), y = parse_float(fields[3]);
  if (!x || !y) return std::nullopt;
  return HandleDragged{fields[1], *x, *y};
}

std::optional<Gesture> read_cell(const TextFields& fields) {
  const std::optional<int> row = small_natural(fields[1]), column = small_natural(fields[2]);
  const std::optional<float> value = parse_float(fields[3]);
  if (!row || !column || !value) return std::nullopt;
  return CellEdited{*row, *column, *value};
}

std::optional<Gesture> read_stroke(const TextFields& fields, bool erases) {
  StrokeDrawn stroke;
  stroke.erases = erases;
  LetterReader letters(fields[1]);
  PlaceReader reader(letters, kStrokeResolution);
  while (!letters.done()) {
    float x = 0, y = 0;
    if (stroke.xy.size() == kMaximumStrokeNumbers || !reader.next(x, y)) return std::nullopt;
    stroke.xy.insert(stroke.xy.end(), {x, y});
  }
  if (stroke.xy.empty()) return std::nullopt;
  return stroke;
}

std::optional<Gesture> read_latent(const TextFields& fields) {
  LatentPicked picked;
  if (!read_place(fields[1], picked.x, picked.y)) return std::nullopt;
  return picked;
}

std::size_t field_count(char kind) {
  switch (kind) {
    case 'c':
    case 'w': return 1;
    case 't':
    case 'p':
    case 'r':
    case 'x':
    case 's':
    case 'z':
    case 'l': return 2;
    case 'm':
    case 'd': return 3;
    case 'h':
    case 'e': return 4;
    default: return 0;
  }
}

// Every kind but tunings and added points.
std::optional<Gesture> read_gesture(char kind, const TextFields& fields) {
  switch (kind) {
    case 'm': return read_moved<PointMoved>(fields);
    case 'r': return read_removed<PointRemoved>(fields);
    case 'd': return read_moved<ExampleMoved>(fields);
    case 'x': return read_removed<ExampleRemoved>(fields);
    case 'c': return PointsCleared{};
    case 'h': return read_handle(fields);
    case 'e': return read_cell(fields);
    case 's': return read_stroke(fields, false);
    case 'z': return read_stroke(fields, true);
    case 'w': return PadCleared{};
    case 'l': return read_latent(fields);
    default: return std::nullopt;
  }
}

// Reads events one after the other; a bad one is left out, one whose place is unknown ends the reading.
class EventsReader {
 public:
  explicit EventsReader(const ParameterSchema& schema) : schema_(schema) {}

  ParsedEvents read(std::string_view text) {
    std::size_t number = 0;
    for (const std::string_view entry : split(text, ';')) {
      ++number;
      const std::string problem = read_entry(entry);
      if (!problem.empty()) parsed_.problems.push_back("Change " + std::to_string(number) + " of the run: " + problem);
      if (lost_ || parsed_.events.size() > kMaximumEvents) break;
    }
    if (parsed_.events.size() > kMaximumEvents) {
      parsed_.events.resize(kMaximumEvents);
      parsed_.problems.push_back("The link holds too many changes; the first " + std::to_string(kMaximumEvents) +
                                 " are kept.");
    }
    return std::move(parsed_);
  }

 private:
  // A sentence, empty if the entry was taken.
  std::string read_entry(std::string_view entry) {
    TextFields fields;
    for (const std::string_view field : split(entry, '~')) fields.push_back(percent_decoded(field));
    const std::string head = fields.front();
    fields.erase(fields.begin());
    const std::optional<unsigned long long> steps =
        parse_natural(std::string_view(head).substr(std::min<std::size_t>(1, head.size())));
    if (!steps || *steps > kMaximumStep - step_) {
      lost_ = true;
      return in_quotes(entry) + " has no place in the run; it and what follows are left out.";
    }
    step_ += *steps;
    const char kind = head.front();
    if (field_count(kind) == 0 || fields.size() != field_count(kind)) return in_quotes(entry) + " cannot be read.";
    if (kind == 't') return take_tuning(fields);
    if (kind == 'p') return take_points(fields);
    const std::optional<Gesture> gesture = read_gesture(kind, fields);
    if (!gesture) return in_quotes(entry) + " cannot be read.";
    parsed_.events.push_back({step_, rounded_for_links(Action{fields[0], *gesture})});
    return {};
  }

  std::string take_tuning(const TextFields& fields) {
    std::string parameter(schema_.current_id(fields[0]));
    const Result<std::size_t> index = find_parameter(schema_, parameter);
    if (!index) return index.error();
    Result<ParameterValue> value = parse_value(schema_.specs()[*index], fields[1]);
    if (!value) return value.error();
    Tuning tuning{std::move(parameter), std::move(*value)};
    if (auto problem = tuning_problem(tuning, schema_)) return *problem;
    parsed_.events.push_back({step_, std::move(tuning)});
    return {};
  }

  std::string take_points(const TextFields& fields) {
    const Result<std::vector<DrawnPoint>> points = parse_points(fields[1]);
    if (!points) return points.error();
    for (const DrawnPoint& point : *points) {
      parsed_.events.push_back({step_, rounded_for_links(Action{fields[0], PointAdded{point}})});
    }
    return {};
  }

  const ParameterSchema& schema_;
  ParsedEvents parsed_;
  std::uint64_t step_ = 0;
  bool lost_ = false;
};

}  // namespace

void append_letters(std::string& text, std::int32_t number) {
  std::uint32_t bits = (static_cast<std::uint32_t>(number) << 1) ^ static_cast<std::uint32_t>(number >> 31);
  do {
    const std::uint32_t low = bits & (kMoreFollow - 1);
    bits >>= kLetterBits;
    text += kLetters[low | (bits != 0 ? kMoreFollow : 0)];
  } while (bits != 0);
}

std::optional<std::int32_t> LetterReader::next() {
  std::uint64_t bits = 0;
  for (unsigned shift = 0; shift < 32 + kLetterBits && !rest_.empty(); shift += kLetterBits) {
    const std::size_t letter = kLetters.find(rest_.front());
    rest_.remove_prefix(1);
    if (letter == std::string_view::npos) return std::nullopt;
    bits |= static_cast<std::uint64_t>(letter & (kMoreFollow - 1)) << shift;
    if ((letter & kMoreFollow) != 0) continue;
    if (bits > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
    const auto folded = static_cast<std::uint32_t>(bits);
    return static_cast<std::int32_t>((folded >> 1) ^ (0u - (folded & 1)));
  }
  return std::nullopt;
}

std::string points_text(std::span<const DrawnPoint> points) {
  std::string text;
  PlaceWriter writer(text, kDrawnResolution);
  int label = 0;
  for (const DrawnPoint& point : points) {
    writer.add(point.x, point.y);
    append_letters(text, point.label - label);
    label = point.label;
  }
  return text;
}

Result<std::vector<DrawnPoint>> parse_points(std::string_view text) {
  std::vector<DrawnPoint> points;
  LetterReader letters(text);
  PlaceReader reader(letters, kDrawnResolution);
  std::int64_t label = 0;
  while (!letters.done()) {
    const std::string which = "Drawn point " + std::to_string(points.size() + 1);
    if (points.size() == kMaximumDrawnPoints) {
      return Error{"There are too many drawn points; allowed are at most " + std::to_string(kMaximumDrawnPoints) + "."};
    }
    DrawnPoint point;
    if (!reader.next(point.x, point.y)) {
      return Error{which + " cannot be read; allowed are places within ±" + number_text(kDrawnLimit) + "."};
    }
    label += letters.next().value_or(-kMaximumDrawnClasses);
    if (label < 0 || label >= kMaximumDrawnClasses) {
      return Error{which + " has no valid class; allowed are 0 to " + std::to_string(kMaximumDrawnClasses - 1) + "."};
    }
    point.label = static_cast<int>(label);
    points.push_back(point);
  }
  return points;
}

std::string escaped_field(std::string_view field) {
  std::string escaped;
  for (const char c : field) {
    switch (c) {
      case '%': escaped += "%25"; break;
      case '~': escaped += "%7E"; break;
      case ';': escaped += "%3B"; break;
      default: escaped += c;
    }
  }
  return escaped;
}

ParsedEvents parse_events(std::string_view text, const ParameterSchema& schema) {
  return EventsReader(schema).read(text);
}

namespace {

// How many events from the first on are points added to one panel at one step: they share one entry.
std::size_t points_in_a_row(std::span<const TimedEvent> events) {
  const auto added_to = [](const TimedEvent& event) -> const std::string* {
    const auto* action = std::get_if<Action>(&event.what);
    return action != nullptr && std::holds_alternative<PointAdded>(action->gesture) ? &action->panel : nullptr;
  };
  std::size_t count = 0;
  for (const TimedEvent& event : events) {
    const std::string* panel = added_to(event);
    if (panel == nullptr || event.step != events[0].step || *panel != *added_to(events[0])) break;
    ++count;
  }
  return count;
}

std::string added_points_text(std::span<const TimedEvent> events) {
  std::vector<DrawnPoint> points;
  for (const TimedEvent& event : events) {
    points.push_back(std::get<PointAdded>(std::get<Action>(event.what).gesture).point);
  }
  return points_text(points);
}

}  // namespace

std::string events_text(std::span<const TimedEvent> events, const ParameterSchema& schema) {
  std::string text;
  std::uint64_t step = 0;
  while (!events.empty()) {
    const TimedEvent& event = events.front();
    const std::size_t points = points_in_a_row(events);
    char kind = 't';
    TextFields fields;
    if (const auto* tuning = std::get_if<Tuning>(&event.what)) {
      fields = {tuning->parameter, value_text(schema, tuning->parameter, tuning->value)};
    } else if (const Action& action = std::get<Action>(event.what); points > 0) {
      kind = 'p';
      fields = {action.panel, added_points_text(events.first(points))};
    } else {
      fields = {action.panel};
      std::visit(WriteGesture{kind, fields}, action.gesture);
    }
    if (!text.empty()) text += ';';
    text += kind + std::to_string(event.step - step);
    for (const std::string& field : fields) text += '~' + escaped_field(field);
    step = event.step;
    events = events.subspan(points > 0 ? points : 1);
  }
  return text;
}

}  // namespace lectern
