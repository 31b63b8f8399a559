#include "core/lab/schema.h"

namespace lectern {

void BoundParameters::NumberedChoices::add(long long number, const char* id, const char* label) {
  choices.push_back({id, label});
  numbers.push_back(number);
}

void BoundParameters::bind(std::string_view id, std::ptrdiff_t offset, Read read) {
  bindings_.push_back({std::string(id), offset, specs_.size() - 1, std::move(read)});
}

void BoundParameters::append(const BoundParameters& block, std::ptrdiff_t offset) {
  const std::size_t first = specs_.size();
  specs_.append(block.specs_);
  for (const Binding& binding : block.bindings_) {
    bindings_.push_back({binding.id, offset + binding.offset, first + binding.index, binding.read});
  }
}

void BoundParameters::bind_choice(std::string_view id, std::string_view label, std::ptrdiff_t offset,
                                  NumberedChoices options, long long default_number,
                                  void (*write)(long long number, void* member)) {
  std::string default_id;
  for (std::size_t i = 0; i < options.numbers.size(); ++i) {
    if (options.numbers[i] == default_number) default_id = options.choices[i].id;
  }
  specs_.choice(id, label, std::move(options.choices), default_id);
  bind(id, offset, [numbers = std::move(options.numbers), write](const ParameterValue& position, void* member) {
    write(numbers[static_cast<std::size_t>(position.number())], member);
  });
}

const BoundParameters::Binding& BoundParameters::binding_at(std::ptrdiff_t offset) const {
  for (const Binding& binding : bindings_)
    if (binding.offset == offset) return binding;
  broken_contract("A member of the settings is bound to no parameter.");
}

void BoundParameters::read_all(const ParameterSet& values, void* settings) const {
  for (const Binding& binding : bindings_)
    binding.read(values.value(binding.index), static_cast<std::byte*>(settings) + binding.offset);
}

void BoundParameters::refuse_choice(const Binding& binding) {
  broken_contract("Parameter " + in_quotes(binding.id) + " has no choice of a value that the program names.");
}

}  // namespace lectern
