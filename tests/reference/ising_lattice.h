#pragma once

#include <cstddef>
#include <vector>

#include "core/physics/spin_lattice.h"
#include "tests/reference/case.h"

// Lattices of the Ising model in case files.
namespace lectern::reference {

inline double positive(const Case& c, const char* name) {
  const double value = c.number(name);
  require(value > 0, "`J` and `temperature` must be positive");
  return value;
}

// The q-th of some lattices in a row.
inline physics::SpinLattice ising_lattice(const Tensor<double>& spins, std::ptrdiff_t q) {
  const std::size_t axes = spins.shape.size();
  const std::ptrdiff_t height = spins.shape[axes - 2], width = spins.shape[axes - 1];
  require(height >= 2 && width >= 2 && height * width <= 1000000, "the size of `spins` is out of range");
  physics::SpinLattice lattice(static_cast<int>(height), static_cast<int>(width));
  for (int site = 0; site < lattice.sites(); ++site) {
    const double spin = spins.values[static_cast<std::size_t>(q * lattice.sites() + site)];
    require(spin == 1 || spin == -1, "a spin must be 1 or -1");
    lattice.set_spin(site, spin > 0 ? 1 : -1);
  }
  return lattice;
}

// Row k of a list of (row, column).
inline int site_at(const physics::SpinLattice& lattice, const Tensor<double>& places, std::ptrdiff_t k) {
  const double row = places.values[static_cast<std::size_t>(2 * k)];
  const double column = places.values[static_cast<std::size_t>(2 * k + 1)];
  require(row >= 0 && row < lattice.height() && column >= 0 && column < lattice.width(), "a site is off the lattice");
  return static_cast<int>(row) * lattice.width() + static_cast<int>(column);
}

inline Json write_spins(const physics::SpinLattice& lattice) {
  std::vector<double> spins;
  for (int site = 0; site < lattice.sites(); ++site) spins.push_back(lattice.spin(site));
  return write_tensor(spins.data(), {lattice.height(), lattice.width()});
}

}  // namespace lectern::reference
