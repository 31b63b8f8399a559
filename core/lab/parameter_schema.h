#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lectern {

enum class ParameterKind { integer, real, boolean, choice, integer_list, text };
enum class ParameterScale { linear, logarithmic };

// live: applies between two steps of a running experiment; restart: starts the run anew.
enum class ParameterEffect { live, restart };

// One of the alternatives of a choice. `id` stands in links and never changes; `label` is for people.
struct Choice {
  std::string id;
  std::string label;
};

// Everything there is to know about one parameter: enough to make its control, its command-line flag,
// its part of the link, its validation and its documentation.
struct ParameterSpec {
  std::string id;     // [a-z][a-z0-9_]*, unique in its schema, stands in links
  std::string label;  // "Learning rate η"
  std::string help;   // one or two sentences: what it does and what to watch
  std::string unit;   // "" for pure numbers
  std::string group;  // heading under which the control stands
  ParameterKind kind = ParameterKind::real;
  ParameterEffect effect = ParameterEffect::restart;
  ParameterScale scale = ParameterScale::linear;

  double minimum = 0;  // integer, real, and each element of an integer_list
  double maximum = 1;
  std::size_t maximum_length = 0;  // elements of an integer_list, bytes of a text

  double default_number = 0;  // integer, real; boolean as 0/1; choice as index
  std::vector<int> default_list;
  std::string default_text;
  std::vector<Choice> choices;

  // The control is shown only while choice (or boolean: "true"/"false") `shown_when_id` has one of these
  // values; empty id: always. Hidden parameters keep their values; what they are given is judged when they are shown.
  std::string shown_when_id;
  std::vector<std::string> shown_when_values;

  std::vector<std::string> former_ids;  // what links used to call it
};

// Whether `id` already means something in links ("seed", "step" …), so that no parameter may be called that.
bool is_link_word(std::string_view id);

// The ordered parameters of one experiment. Built once, in a chain:
//   ParameterSchema schema(1);
//   schema.group("Training")
//       .real("learning_rate", "Learning rate η", {1e-5, 10}, 0.03).logarithmic().live()
//       .help("Step along the negative gradient. Too large: the loss grows.");
// Modifiers apply to the parameter named last. Breaking the rules of ParameterSpec aborts with a sentence:
// a schema is code, not input.
class ParameterSchema {
 public:
  struct Range {
    double minimum;
    double maximum;
  };

  // version grows when the meaning of a parameter changes; links carry it.
  explicit ParameterSchema(int version = 1);
  ParameterSchema(const ParameterSchema&);
  ParameterSchema(ParameterSchema&&) noexcept;
  ParameterSchema& operator=(const ParameterSchema&);
  ParameterSchema& operator=(ParameterSchema&&) noexcept;
  ~ParameterSchema();

  ParameterSchema& group(std::string_view heading);
  ParameterSchema& integer(std::string_view id, std::string_view label, Range range, int default_value);
  ParameterSchema& real(std::string_view id, std::string_view label, Range range, double default_value);
  ParameterSchema& boolean(std::string_view id, std::string_view label, bool default_value);
  ParameterSchema& choice(std::string_view id, std::string_view label, std::vector<Choice> choices,
                          std::string_view default_id);
  ParameterSchema& integer_list(std::string_view id, std::string_view label, Range element_range,
                                std::size_t maximum_length, std::vector<int> default_value);
  ParameterSchema& text(std::string_view id, std::string_view label, std::size_t maximum_length,
                        std::string_view default_value);

  ParameterSchema& help(std::string_view sentence);
  ParameterSchema& unit(std::string_view unit);
  ParameterSchema& logarithmic();
  ParameterSchema& live();
  ParameterSchema& shown_when(std::string_view id, std::vector<std::string> values);
  // The same for all parameters from position `first` on that are always shown.
  ParameterSchema& shown_when(std::size_t first, std::string_view id, const std::vector<std::string>& values);
  // Links used to call the parameter `id`, and may go on doing so.
  ParameterSchema& formerly(std::string_view id);

  // Adds all parameters of another schema, in their own groups.
  ParameterSchema& append(const ParameterSchema& block);

  int version() const { return version_; }
  std::span<const ParameterSpec> specs() const { return specs_; }
  std::size_t size() const { return specs_.size(); }
  // Position of a parameter, or size() if the schema has none of that id.
  std::size_t index_of(std::string_view id) const;
  // The id that a parameter of this or of a former id has now; `id` itself where there is none.
  std::string_view current_id(std::string_view id) const;

 private:
  ParameterSpec& add(std::string_view id, std::string_view label, ParameterKind kind);
  ParameterSpec& last();
  void set_condition(ParameterSpec& spec, std::string_view id, std::vector<std::string> values);

  int version_;
  std::string group_;
  std::vector<ParameterSpec> specs_;
};

}  // namespace lectern
