#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/lab/experiment.h"
#include "core/lab/run_plan.h"
#include "core/math/result.h"

// Drawn data and events as they stand in links.
namespace lectern {

// Whole numbers as letters of base64url: sign folded into the lowest bit (0, −1, 1, −2 …), five bits a
// letter, lowest first; a letter's sixth bit says that more follow.
void append_letters(std::string& text, std::int32_t number);

class LetterReader {
 public:
  explicit LetterReader(std::string_view text) : rest_(text) {}
  bool done() const { return rest_.empty(); }
  std::optional<std::int32_t> next();

 private:
  std::string_view rest_;
};

std::string points_text(std::span<const DrawnPoint> points);
Result<std::vector<DrawnPoint>> parse_points(std::string_view text);

// Tunings are of parameters of the schema.
std::string events_text(std::span<const TimedEvent> events, const ParameterSchema& schema);

struct ParsedEvents {
  std::vector<TimedEvent> events;
  std::vector<std::string> problems;
};
ParsedEvents parse_events(std::string_view text, const ParameterSchema& schema);

// A field with the separators ~ and ; (and %) written as %XX; percent_decoded() reads it back.
std::string escaped_field(std::string_view field);

}  // namespace lectern
