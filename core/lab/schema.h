#pragma once

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <memory>
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

// What a schema knows without the type of its settings. A member is told by its offset in them. What does not depend on
// that type is compiled here once, not with every demo.
class BoundParameters {
 public:
  BoundParameters(const BoundParameters&);
  BoundParameters(BoundParameters&&) noexcept;
  ~BoundParameters();

  const ParameterSchema& specs() const { return specs_; }

 protected:
  // Writes a parameter's value to a member; `alternatives` belong to the binding.
  using Read = void (*)(const ParameterValue& value, const void* alternatives, void* member);

  struct Binding {
    std::string id;
    std::ptrdiff_t offset;
    std::size_t index;  // of the parameter in the schema
    Read read;
    std::shared_ptr<const void> alternatives;
  };

  // The alternatives of a choice whose values are numbers to the machine, wherever they stand.
  struct NumberedOption {
    long long number;
    const char* id;
    const char* label;
  };
  struct NumberedOptions {
    const void* first;
    std::size_t count;
    NumberedOption (*at)(const void* first, std::size_t i);
    void (*write)(long long number, void* member);
  };

  explicit BoundParameters(int version);

  template <typename Value>
  static void read_number(const ParameterValue& value, const void*, void* member) {
    *static_cast<Value*>(member) = static_cast<Value>(value.number());
  }
  static void read_switch(const ParameterValue& value, const void*, void* member);
  static void read_list(const ParameterValue& value, const void*, void* member);
  static void read_text(const ParameterValue& value, const void*, void* member);
  template <typename Value>
  static void read_alternative(const ParameterValue& position, const void* alternatives, void* member) {
    const auto& values = *static_cast<const std::vector<Value>*>(alternatives);
    *static_cast<Value*>(member) = values[static_cast<std::size_t>(position.number())];
  }

  template <typename Value>
  static NumberedOptions numbered(std::span<const Named<Value>> options) {
    return {options.data(), options.size(),
            [](const void* first, std::size_t i) {
              const Named<Value>& option = static_cast<const Named<Value>*>(first)[i];
              return NumberedOption{static_cast<long long>(option.value), option.id, option.label};
            },
            [](long long number, void* to) { *static_cast<Value*>(to) = static_cast<Value>(number); }};
  }

  // To the parameter named last.
  void bind(std::string_view id, std::ptrdiff_t offset, Read read, std::shared_ptr<const void> alternatives = nullptr);
  // All parameters of a block of settings that begins at `offset`.
  void append(const BoundParameters& block, std::ptrdiff_t offset);
  void bind_choice(std::string_view id, std::string_view label, std::ptrdiff_t offset, const NumberedOptions& options,
                   long long default_number);

  // A member that is bound to no parameter aborts with a sentence.
  const Binding& binding_at(std::ptrdiff_t offset) const;
  void read_all(const ParameterSet& values, void* settings) const;
  const ParameterSpec& spec_of(const Binding& binding) const;

  // The parameter's value with which the member is read as `wanted`; of a choice one that it has.
  template <typename Value>
  ParameterValue value_read_as(const Binding& binding, const Value& wanted) const {
    const ParameterSpec& spec = spec_of(binding);
    if (spec.kind != ParameterKind::choice) {
      if constexpr (std::is_constructible_v<ParameterValue, const Value&>) return wanted;
    }
    Value value = wanted;
    for (std::size_t position = 0; position < spec.choices.size(); ++position) {
      binding.read(position, binding.alternatives.get(), &value);
      if (value == wanted) return position;
    }
    refuse_choice(binding);
  }
  template <typename Value>
  std::vector<std::string> texts_read_as(const Binding& binding, std::span<const Value> wanted) const {
    std::vector<std::string> texts;
    for (const Value& value : wanted) add_text(texts, binding, value_read_as(binding, value));
    return texts;
  }

  ParameterSchema specs_;
  std::vector<Binding> bindings_;

 private:
  void add_text(std::vector<std::string>& texts, const Binding& binding, const ParameterValue& value) const;
  [[noreturn]] static void refuse_choice(const Binding& binding);
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
class Schema : public BoundParameters {
 public:
  using Range = ParameterSchema::Range;

  // version grows when the meaning of a parameter changes; links carry it.
  explicit Schema(int version = 1, Settings defaults = {}) : BoundParameters(version), defaults_(std::move(defaults)) {}

  Schema& group(std::string_view heading) { return specs_.group(heading), *this; }

  template <typename Member>
  Schema& integer(Member member, std::string_view id, std::string_view label, Range range) {
    specs_.integer(id, label, range, static_cast<int>(field(defaults_, member)));
    using Value = FieldOf<Settings, Member>;
    return bind<Value>(member, id, read_number<Value>);
  }
  template <typename Member>
  Schema& integer(Member member, std::string_view id, Range range) {
    return integer(member, id, glossary_label(id), range);
  }

  template <typename Member>
  Schema& real(Member member, std::string_view id, std::string_view label, Range range) {
    specs_.real(id, label, range, field(defaults_, member));
    return bind<double>(member, id, read_number<double>);
  }
  template <typename Member>
  Schema& real(Member member, std::string_view id, Range range) {
    return real(member, id, glossary_label(id), range);
  }

  template <typename Member>
  Schema& boolean(Member member, std::string_view id, std::string_view label) {
    specs_.boolean(id, label, field(defaults_, member));
    return bind<bool>(member, id, read_switch);
  }
  template <typename Member>
  Schema& boolean(Member member, std::string_view id) {
    return boolean(member, id, glossary_label(id));
  }

  template <typename Member>
  Schema& integer_list(Member member, std::string_view id, std::string_view label, Range element,
                       std::size_t maximum_length) {
    specs_.integer_list(id, label, element, maximum_length, field(defaults_, member));
    return bind<std::vector<int>>(member, id, read_list);
  }

  template <typename Member>
  Schema& text(Member member, std::string_view id, std::string_view label, std::size_t maximum_length) {
    specs_.text(id, label, maximum_length, field(defaults_, member));
    return bind<std::string>(member, id, read_text);
  }

  // The values of an enum, with constant ids and labels. Options that stand in the call are constants as well, which
  // keeps the code of a schema small.
  template <typename Member>
  requires std::is_enum_v<FieldOf<Settings, Member>> || std::is_integral_v<FieldOf<Settings, Member>> Schema& choice(
      Member member, std::string_view id, std::string_view label,
      std::span<const Named<FieldOf<Settings, Member>>> options) {
    bind_choice(id, label, offset_of(member), numbered(options), static_cast<long long>(field(defaults_, member)));
    return *this;
  }
  template <typename Member>
  requires std::is_enum_v<FieldOf<Settings, Member>> || std::is_integral_v<FieldOf<Settings, Member>> Schema& choice(
      Member member, std::string_view id, std::string_view label,
      std::initializer_list<Named<FieldOf<Settings, Member>>> options) {
    return choice(member, id, label,
                  std::span<const Named<FieldOf<Settings, Member>>>(options.begin(), options.size()));
  }
  // The member has any type that can be compared, a name for example.
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
    return bind<Value>(member, id, read_alternative<Value>,
                       std::make_shared<const std::vector<Value>>(std::move(values)));
  }

  // The parameters of a block of settings, Block::schema(defaults, arguments…), in their own groups.
  template <typename Member, typename... Arguments>
  Schema& include(Member member, Arguments&&... arguments) {
    using Block = FieldOf<Settings, Member>;
    const Schema<Block> block = Block::schema(field(defaults_, member), std::forward<Arguments>(arguments)...);
    return append(block, offset_of(member)), *this;
  }

  // The same, shown only while a choice or a switch has one of these values; a parameter of the block that has a
  // condition of its own keeps it.
  template <typename Condition, typename Member, typename... Arguments>
  Schema& include_while(Condition condition,
                        std::initializer_list<std::type_identity_t<FieldOf<Settings, Condition>>> values, Member member,
                        Arguments&&... arguments) {
    const std::size_t first = specs_.size();
    include(member, std::forward<Arguments>(arguments)...);
    return specs_.shown_when(first, id_of(condition), texts_of(condition, values)), *this;
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
  Schema& shown_when(Member member, std::initializer_list<std::type_identity_t<Value>> values) {
    return specs_.shown_when(id_of(member), texts_of(member, values)), *this;
  }
  template <typename Member, typename Value = FieldOf<Settings, Member>>
  Schema& shown_when(Member member, const std::vector<std::type_identity_t<Value>>& values) {
    return specs_.shown_when(id_of(member), texts_of(member, values)), *this;
  }
  // The same for a block that stands in another demo's settings only sometimes.
  Schema& shown_when(std::string_view id, std::vector<std::string> values) {
    return specs_.shown_when(id, std::move(values)), *this;
  }

  const Settings& defaults() const { return defaults_; }

  Settings read(const ParameterSet& values) const {
    Settings settings = defaults_;
    read_all(values, &settings);
    return settings;
  }

  // The id of the parameter bound to a member.
  template <typename Member>
  const std::string& id_of(Member member) const {
    return binding_at(offset_of(member)).id;
  }

  // The parameter's value with which the member is read as `wanted`; of a choice one that it has.
  template <typename Member>
  ParameterValue value_of(Member member, const FieldOf<Settings, Member>& wanted) const {
    return value_read_as(binding_at(offset_of(member)), wanted);
  }

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
  std::vector<std::string> texts_of(Member member, std::span<const FieldOf<Settings, Member>> values) const {
    return texts_read_as(binding_at(offset_of(member)), values);
  }

  template <typename Value, typename Member>
  Schema& bind(Member member, std::string_view id, Read reader, std::shared_ptr<const void> alternatives = nullptr) {
    static_assert(std::is_same_v<Value, FieldOf<Settings, Member>>, "the member has another type than the parameter");
    return BoundParameters::bind(id, offset_of(member), reader, std::move(alternatives)), *this;
  }

  Settings defaults_;
};

}  // namespace lectern
