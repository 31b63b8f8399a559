#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/lab/glossary.h"
#include "core/lab/parameter_set.h"
#include "core/lab/text.h"
#include "core/math/named_enum.h"

namespace lectern {

// The type of a member, given as a pointer to it or as a function from Settings& to a reference.
template <typename Settings, typename Member>
using FieldOf = std::remove_cvref_t<std::invoke_result_t<Member, Settings&>>;

// One alternative of a choice: what the settings hold, what links say, what people read.
template <typename Value>
struct Option {
  Value value;
  std::string id;
  std::string label;
};

// The parameters of a demo, each bound to the member of the settings that holds its value: a mistyped name does not
// compile, and the demo never sees text. Defaults are those of a default-constructed Settings.
//   struct Settings {
//     PlanarDataSettings data{.set = "blobs", .n = 100};
//     double learning_rate = 0.1;
//     Order order = Order::shuffled;
//   };
//   Schema<Settings> schema;
//   schema.include(&Settings::data)
//       .group("Perceptron")
//       .real(&Settings::learning_rate, "learning_rate", {0.01, 10}).logarithmic().live().help("Step along …")
//       .choice(&Settings::order, "order", "Order of visits", {{Order::shuffled, "shuffled", "Shuffled"}, …});
// A parameter without a label takes it from the glossary. Modifiers apply to the parameter named last.
template <typename Settings>
class Schema {
 public:
  using Range = ParameterSchema::Range;

  // version grows when the meaning of a parameter changes; links carry it.
  explicit Schema(int version = 1, Settings defaults = {}) : specs_(version), defaults_(std::move(defaults)) {}

  Schema& group(std::string_view heading) { return specs_.group(heading), *this; }

  template <typename Member>
  Schema& integer(Member member, std::string_view id, std::string_view label, Range range) {
    specs_.integer(id, label, range, static_cast<int>(field(defaults_, member)));
    return bind(member, id, [](const ParameterValue& value, auto& to) {
      to = static_cast<std::remove_cvref_t<decltype(to)>>(value.number());
    });
  }
  template <typename Member>
  Schema& integer(Member member, std::string_view id, Range range) {
    return integer(member, id, glossary_label(id), range);
  }

  template <typename Member>
  Schema& real(Member member, std::string_view id, std::string_view label, Range range) {
    specs_.real(id, label, range, field(defaults_, member));
    return bind(member, id, [](const ParameterValue& value, double& to) { to = value.number(); });
  }
  template <typename Member>
  Schema& real(Member member, std::string_view id, Range range) {
    return real(member, id, glossary_label(id), range);
  }

  template <typename Member>
  Schema& boolean(Member member, std::string_view id, std::string_view label) {
    specs_.boolean(id, label, field(defaults_, member));
    return bind(member, id, [](const ParameterValue& value, bool& to) { to = value.number() != 0; });
  }
  template <typename Member>
  Schema& boolean(Member member, std::string_view id) {
    return boolean(member, id, glossary_label(id));
  }

  template <typename Member>
  Schema& integer_list(Member member, std::string_view id, std::string_view label, Range element,
                       std::size_t maximum_length) {
    specs_.integer_list(id, label, element, maximum_length, field(defaults_, member));
    return bind(member, id, [](const ParameterValue& value, std::vector<int>& to) { to = value.list(); });
  }

  template <typename Member>
  Schema& text(Member member, std::string_view id, std::string_view label, std::size_t maximum_length) {
    specs_.text(id, label, maximum_length, field(defaults_, member));
    return bind(member, id, [](const ParameterValue& value, std::string& to) { to = value.text(); });
  }

  // The member has any type that can be compared: an enum, a name, a number.
  template <typename Member>
  Schema& choice(Member member, std::string_view id, std::string_view label,
                 std::vector<Option<FieldOf<Settings, Member>>> options) {
    using Value = FieldOf<Settings, Member>;
    std::vector<Choice> choices;
    std::vector<Value> values;
    std::string default_id;
    for (Option<Value>& option : options) {
      if (option.value == field(defaults_, member)) default_id = option.id;
      values.push_back(std::move(option.value));
      choices.push_back({std::move(option.id), std::move(option.label)});
    }
    specs_.choice(id, label, std::move(choices), default_id);
    return bind(member, id, [values](const ParameterValue& position, Value& to) {
      to = values[static_cast<std::size_t>(position.number())];
    });
  }
  // All values of an enum, as its table names them.
  template <typename Member>
  Schema& choice(Member member, std::string_view id, std::string_view label,
                 std::span<const Named<FieldOf<Settings, Member>>> table) {
    std::vector<Option<FieldOf<Settings, Member>>> options;
    for (const auto& named : table) options.push_back({named.value, named.id, named.label});
    return choice(member, id, label, std::move(options));
  }

  // The parameters of a block of settings, Block::schema(defaults, arguments…), in their own groups.
  template <typename Member, typename... Arguments>
  Schema& include(Member member, Arguments&&... arguments) {
    using Block = FieldOf<Settings, Member>;
    return append(member, Block::schema(field(defaults_, member), std::forward<Arguments>(arguments)...), {}, {});
  }
  // The same, shown only while a choice or a switch of these settings has one of some values.
  template <typename Condition, typename Member, typename Value = FieldOf<Settings, Condition>, typename... Arguments>
  Schema& include_when(Condition condition, const std::vector<std::type_identity_t<Value>>& values, Member member,
                       Arguments&&... arguments) {
    using Block = FieldOf<Settings, Member>;
    return append(member, Block::schema(field(defaults_, member), std::forward<Arguments>(arguments)...),
                  id_of(condition), texts_of(condition, values));
  }

  Schema& help(std::string_view sentence) { return specs_.help(sentence), *this; }
  Schema& unit(std::string_view unit) { return specs_.unit(unit), *this; }
  Schema& logarithmic() { return specs_.logarithmic(), *this; }
  Schema& live() { return specs_.live(), *this; }
  // Links used to call this parameter `id`.
  Schema& formerly(std::string_view id) { return specs_.formerly(id), *this; }

  // Shown only while a choice or a switch, named by its member, has one of these values. The member is a pointer to
  // one, or a function from Settings& to one where it lies inside a block.
  template <typename Member, typename Value = FieldOf<Settings, Member>>
  Schema& shown_when(Member member, std::vector<std::type_identity_t<Value>> values) {
    return specs_.shown_when(id_of(member), texts_of(member, values)), *this;
  }
  // The same for a block that stands in another demo's settings only sometimes.
  Schema& shown_when(std::string_view id, std::vector<std::string> values) {
    return specs_.shown_when(id, std::move(values)), *this;
  }

  const ParameterSchema& specs() const { return specs_; }
  const Settings& defaults() const { return defaults_; }

  Settings read(const ParameterSet& values) const {
    Settings settings = defaults_;
    for (const Binding& binding : bindings_) binding.read(values.value(binding.index), settings);
    return settings;
  }

  // The id of the parameter bound to a member.
  template <typename Member>
  const std::string& id_of(Member member) const {
    return binding_of(member).id;
  }

  // The parameter's value with which the member is read as `wanted`; of a choice one that it has.
  template <typename Member>
  ParameterValue value_of(Member member, const FieldOf<Settings, Member>& wanted) const {
    const Binding& binding = binding_of(member);
    const ParameterSpec& spec = specs_.specs()[binding.index];
    if (spec.kind != ParameterKind::choice) {
      if constexpr (std::is_constructible_v<ParameterValue, const FieldOf<Settings, Member>&>) return wanted;
    }
    Settings settings = defaults_;
    for (std::size_t position = 0; position < spec.choices.size(); ++position) {
      binding.read(position, settings);
      if (field(settings, member) == wanted) return position;
    }
    broken_contract("Parameter " + in_quotes(binding.id) + " has no choice of a value that the program names.");
  }

  struct Binding {
    std::string id;
    std::ptrdiff_t offset;  // of the member in the settings, to tell members apart
    std::size_t index;      // of the parameter in the schema
    std::function<void(const ParameterValue&, Settings&)> read;
  };
  std::span<const Binding> bindings() const { return bindings_; }

 private:
  template <typename Member>
  static decltype(auto) field(Settings& settings, Member member) {
    return std::invoke(member, settings);
  }

  template <typename Member>
  std::ptrdiff_t offset_of(Member member) const {
    Settings& defaults = const_cast<Settings&>(defaults_);  // members are named by functions of Settings&
    return reinterpret_cast<const std::byte*>(&field(defaults, member)) - reinterpret_cast<const std::byte*>(&defaults);
  }

  template <typename Member>
  const Binding& binding_of(Member member) const {
    for (const Binding& binding : bindings_)
      if (binding.offset == offset_of(member)) return binding;
    broken_contract("A member of the settings is bound to no parameter.");
  }

  template <typename Member, typename Block>
  Schema& append(Member member, const Schema<Block>& block, std::string_view shown_when_id,
                 const std::vector<std::string>& shown_when_values) {
    const std::size_t first = specs_.size();
    specs_.append(block.specs(), shown_when_id, shown_when_values);
    for (const auto& binding : block.bindings()) {
      bindings_.push_back({binding.id, offset_of(member) + binding.offset, first + binding.index,
                           [member, read = binding.read](const ParameterValue& value, Settings& to) {
                             read(value, field(to, member));
                           }});
    }
    return *this;
  }

  // As links write them.
  template <typename Member, typename Value>
  std::vector<std::string> texts_of(Member member, const std::vector<Value>& values) const {
    std::vector<std::string> texts;
    for (const Value& value : values)
      texts.push_back(value_text(specs_.specs()[binding_of(member).index], value_of(member, value)));
    return texts;
  }

  // To the parameter named last.
  template <typename Member, typename Read>
  Schema& bind(Member member, std::string_view id, Read read) {
    bindings_.push_back(
        {std::string(id), offset_of(member), specs_.size() - 1,
         [member, read](const ParameterValue& value, Settings& to) { read(value, field(to, member)); }});
    return *this;
  }

  ParameterSchema specs_;
  Settings defaults_;
  std::vector<Binding> bindings_;
};

}  // namespace lectern
