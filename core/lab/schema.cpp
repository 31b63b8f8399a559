#include "core/lab/schema.h"

namespace lectern {

BoundParameters::BoundParameters(int version) : specs_(version) {}
BoundParameters::BoundParameters(const BoundParameters&) = default;
BoundParameters::BoundParameters(BoundParameters&&) noexcept = default;
BoundParameters::~BoundParameters() = default;

void BoundParameters::read_switch(const ParameterValue& value, const void*, void* member) {
  *static_cast<bool*>(member) = value.number() != 0;
}

void BoundParameters::read_list(const ParameterValue& value, const void*, void* member) {
  *static_cast<std::vector<int>*>(member) = value.list();
}

void BoundParameters::read_text(const ParameterValue& value, const void*, void* member) {
  *static_cast<std::string*>(member) = value.text();
}

void BoundParameters::bind(std::string_view id, std::ptrdiff_t offset, Read read,
                           std::shared_ptr<const void> alternatives) {
  bindings_.push_back({std::string(id), offset, specs_.size() - 1, read, std::move(alternatives)});
}

void BoundParameters::append(const BoundParameters& block, std::ptrdiff_t offset) {
  const std::size_t first = specs_.size();
  specs_.append(block.specs_);
  for (const Binding& binding : block.bindings_) {
    bindings_.push_back(
        {binding.id, offset + binding.offset, first + binding.index, binding.read, binding.alternatives});
  }
}

void BoundParameters::bind_choice(std::string_view id, std::string_view label, std::ptrdiff_t offset,
                                  const NumberedOptions& options, long long default_number) {
  struct Alternatives {
    std::vector<long long> of_option;
    void (*write)(long long number, void* member);
  };
  Alternatives numbers{{}, options.write};
  std::vector<Choice> choices;
  std::string default_id;
  for (std::size_t i = 0; i < options.count; ++i) {
    const NumberedOption option = options.at(options.first, i);
    if (option.number == default_number) default_id = option.id;
    choices.push_back({option.id, option.label});
    numbers.of_option.push_back(option.number);
  }
  specs_.choice(id, label, std::move(choices), default_id);
  const Read read = [](const ParameterValue& position, const void* alternatives, void* member) {
    const Alternatives& known = *static_cast<const Alternatives*>(alternatives);
    known.write(known.of_option[static_cast<std::size_t>(position.number())], member);
  };
  bind(id, offset, read, std::make_shared<const Alternatives>(std::move(numbers)));
}

const BoundParameters::Binding& BoundParameters::binding_at(std::ptrdiff_t offset) const {
  for (const Binding& binding : bindings_)
    if (binding.offset == offset) return binding;
  broken_contract("A member of the settings is bound to no parameter.");
}

void BoundParameters::read_all(const ParameterSet& values, void* settings) const {
  for (const Binding& binding : bindings_)
    binding.read(values.value(binding.index), binding.alternatives.get(),
                 static_cast<std::byte*>(settings) + binding.offset);
}

const ParameterSpec& BoundParameters::spec_of(const Binding& binding) const { return specs_.specs()[binding.index]; }

void BoundParameters::add_text(std::vector<std::string>& texts, const Binding& binding,
                               const ParameterValue& value) const {
  texts.push_back(value_text(spec_of(binding), value));
}

void BoundParameters::refuse_choice(const Binding& binding) {
  broken_contract("Parameter " + in_quotes(binding.id) + " has no choice of a value that the program names.");
}

}  // namespace lectern
