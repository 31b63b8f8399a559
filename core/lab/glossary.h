#pragma once

#include <span>
#include <string_view>

// The words that demos have in common: one id in links and one label for people for everything that occurs in more
// than one demo. A demo's own ids are its own affair, as long as they are not another spelling of one of these.
namespace lectern {

struct Term {
  std::string_view id;
  std::string_view label;
};

std::span<const Term> parameter_glossary();
std::span<const Term> metric_glossary();

// The label of a parameter or metric that stands in its glossary; asking for another aborts with a sentence.
std::string_view glossary_label(std::string_view parameter_id);
std::string_view glossary_metric_label(std::string_view metric_id);

}  // namespace lectern
