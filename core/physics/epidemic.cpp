#include "core/physics/epidemic.h"

#include "core/math/elementary.h"

namespace lectern::physics {

EpidemicRecord run_epidemic(const EpidemicLaw& law, Rng& rng, std::vector<double>* path) {
  int susceptible = law.population - law.first_ill, ill = law.first_ill, most = ill;
  double day = 0, peak_day = 0;
  if (path != nullptr) path->clear();
  const double meetings = law.infection_per_day / law.population;
  while (ill > 0) {
    const double infections = meetings * susceptible * ill, recoveries = law.recovery_per_day * ill;
    day -= math::log(1 - rng.uniform()) / (infections + recoveries);
    if (path != nullptr)
      while (static_cast<double>(path->size()) <= day && path->size() < 10000) path->push_back(ill);
    if (rng.uniform() * (infections + recoveries) < infections) {
      --susceptible;
      if (++ill > most) {
        most = ill;
        peak_day = day;
      }
    } else {
      --ill;
    }
  }
  const double all = law.population;
  return {most / all, peak_day, (law.population - susceptible) / all};
}

double largest_share_of_many(double reproduction_number) {
  return reproduction_number > 1 ? 1 - (1 + math::log(reproduction_number)) / reproduction_number : 0;
}

}  // namespace lectern::physics
