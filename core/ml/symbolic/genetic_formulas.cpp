#include "core/ml/symbolic/genetic_formulas.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "core/math/angle.h"
#include "core/math/elementary.h"
#include "core/simd/thread_pool.h"

namespace lectern::symbolic {
namespace {

constexpr double kHalfPi = std::numbers::pi / 2;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr int kFitIterations = 8;
constexpr int kMostScanned = 1500;      // blocks looked at in one change
constexpr double kTokenPenalty = 1.03;  // of a block's error, a token

double arc_sine(double x) { return std::fabs(x) > 1 ? kNone : math::angle_of(x, std::sqrt(1 - x * x)); }

// What a part may become: g of what is taken from the library.
enum class Shape { plain, inverse, root, inverse_root, square, exponential, logarithm, tanh, sine, cosine };
constexpr int kShapes = 10;

struct Turned {
  double value, slope;  // g⁻¹(t), and |g′| there
};
Turned turned(Shape shape, double t) {
  switch (shape) {
    case Shape::plain: return {t, 1};
    case Shape::inverse: return {1 / t, t * t};
    case Shape::root: return {t > 0 ? t * t : kNone, 0.5 / t};
    case Shape::inverse_root: return {t > 0 ? 1 / (t * t) : kNone, 0.5 * t * t * t};
    case Shape::square: {
      const double z = std::sqrt(t);
      return {z, 2 * z};
    }
    case Shape::exponential: return {t > 0 ? math::log(t) : kNone, t};
    case Shape::logarithm: {
      const double z = math::exp(t);
      return {z, 1 / z};
    }
    case Shape::tanh: return {std::fabs(t) < 1 ? 0.5 * math::log((1 + t) / (1 - t)) : kNone, 1 - t * t};
    case Shape::sine: return {arc_sine(t), std::sqrt(std::max(1 - t * t, 0.0))};
    case Shape::cosine: return {kHalfPi - arc_sine(t), std::sqrt(std::max(1 - t * t, 0.0))};
  }
  return {t, 1};
}

// Whether the grammar has what the shape needs, and the unit of what stands inside it.
bool has(const Grammar& grammar, Op op) {
  return std::find(grammar.functions.begin(), grammar.functions.end(), op) != grammar.functions.end();
}
bool inner_unit(const Grammar& grammar, Shape shape, const Unit& unit, Unit& inner) {
  switch (shape) {
    case Shape::plain: inner = unit; return true;
    case Shape::inverse: inner = Unit{}.over(unit); return true;
    case Shape::root: inner = unit.squared(); return has(grammar, Op::root);
    case Shape::inverse_root: inner = Unit{}.over(unit.squared()); return has(grammar, Op::root);
    case Shape::square: {
      const std::optional<Unit> half = unit.rooted();
      if (!half) return false;
      inner = *half;
      return has(grammar, Op::square);
    }
    default: break;
  }
  if (!unit.is_number()) return false;
  inner = {};
  constexpr std::array kFunctions{Op::exponential, Op::logarithm, Op::tanh, Op::sine, Op::cosine};
  return has(grammar, kFunctions[static_cast<std::size_t>(shape) - static_cast<std::size_t>(Shape::exponential)]);
}

void put_shape(Formula& formula, Shape shape) {
  switch (shape) {
    case Shape::plain: return;
    case Shape::inverse: formula.push_back(op_token(Op::inverse)); return;
    case Shape::root: formula.push_back(op_token(Op::root)); return;
    case Shape::inverse_root:
      formula.push_back(op_token(Op::root));
      formula.push_back(op_token(Op::inverse));
      return;
    case Shape::square: formula.push_back(op_token(Op::square)); return;
    case Shape::exponential: formula.push_back(op_token(Op::exponential)); return;
    case Shape::logarithm: formula.push_back(op_token(Op::logarithm)); return;
    case Shape::tanh: formula.push_back(op_token(Op::tanh)); return;
    case Shape::sine: formula.push_back(op_token(Op::sine)); return;
    case Shape::cosine: formula.push_back(op_token(Op::cosine)); return;
  }
}

struct BlockFit {
  int block = -1;
  double a = 0, b = 0, cost = std::numeric_limits<double>::infinity();
};

// Everything that one island needs in one generation.
struct Breeder {
  const Grammar& grammar;
  const BlockLibrary& library;
  const Samples& samples;
  Rng rng;
  FormulaTape tape{};
  std::vector<Unit> units{};
  std::vector<double> wanted{}, weight{}, inner{}, inner_weight{};
  double total_weight = 0;

  std::size_t places() const { return library.places(); }
  ConstMatrixView<double> few() const {
    return {samples.X.data, samples.X.rows, static_cast<std::ptrdiff_t>(places()), samples.X.stride};
  }
  bool chance(double p) { return rng.uniform() < p; }
  std::size_t pick(std::size_t count) { return rng.below(static_cast<std::uint32_t>(count)); }

  // The block b·u, or a + b·u, that comes nearest to `inner` under its weights.
  BlockFit nearest(const BlockLibrary::Group& group, bool has_offset, double share) {
    const std::size_t m = places();
    double W = 0, Wt = 0, Wtt = 0;
    for (std::size_t i = 0; i < m; ++i) {
      W += inner_weight[i];
      Wt += inner_weight[i] * inner[i];
      Wtt += inner_weight[i] * inner[i] * inner[i];
    }
    BlockFit best;
    if (!(W > 0) || !std::isfinite(Wtt)) return best;
    const std::size_t count = group.members.size();
    const auto looked =
        std::max<std::size_t>(1, std::min<std::size_t>(kMostScanned,
                                                       static_cast<std::size_t>(share * static_cast<double>(count))));
    // Short blocks are always looked at, of the others a stretch that begins anywhere.
    const std::size_t short_ones = std::min<std::size_t>(looked / 2 + 1, count);
    const std::size_t rest = count - short_ones, start = rest > 0 ? pick(rest) : 0;
    const double floor = 1e-13 * Wtt;
    for (std::size_t k = 0; k < std::min(looked, count); ++k) {
      const std::size_t at = k < short_ones ? k : short_ones + (start + k - short_ones) % rest;
      const int block = group.members[at];
      const float* u = library.values(block).data();
      std::array<double, 4> u1{}, u2{}, ut{};
      std::size_t i = 0;
      for (; i + 4 <= m; i += 4)
        for (std::size_t j = 0; j < 4; ++j) {
          const double v = u[i + j], wv = inner_weight[i + j] * v;
          u1[j] += wv;
          u2[j] += wv * v;
          ut[j] += wv * inner[i + j];
        }
      for (; i < m; ++i) {
        const double v = u[i], wv = inner_weight[i] * v;
        u1[0] += wv;
        u2[0] += wv * v;
        ut[0] += wv * inner[i];
      }
      const double S = (u1[0] + u1[1]) + (u1[2] + u1[3]), SS = (u2[0] + u2[1]) + (u2[2] + u2[3]),
                   ST = (ut[0] + ut[1]) + (ut[2] + ut[3]);
      double a = 0, b = 0, error = 0;
      if (has_offset) {
        const double spread = SS - S * S / W, across = ST - S * Wt / W;
        if (!(spread > 1e-9 * SS)) continue;
        b = across / spread;
        a = (Wt - b * S) / W;
        error = Wtt - Wt * Wt / W - b * across;
      } else {
        if (!(SS > 0)) continue;
        b = ST / SS;
        error = Wtt - b * ST;
      }
      double cost = std::max(error, 0.0) + floor;
      for (std::size_t t = library.formula(block).size(); t > 1; --t) cost *= kTokenPenalty;
      if (cost < best.cost) best = {block, a, b, cost};
    }
    return best;
  }

  // A part of this unit that comes near to `wanted` under `weight`; empty: none was found.
  Formula answer(const Unit& unit, double share) {
    const std::size_t m = places();
    Shape shape = chance(0.5) ? Shape::plain : static_cast<Shape>(pick(kShapes));
    Unit inside;
    if (!inner_unit(grammar, shape, unit, inside)) {
      shape = Shape::plain;
      inside = unit;
    }
    inner.resize(m);
    inner_weight.resize(m);
    std::size_t valid = 0;
    for (std::size_t i = 0; i < m; ++i) {
      const Turned z = turned(shape, wanted[i]);
      const double w = weight[i] * z.slope;
      if (std::isfinite(z.value) && std::isfinite(w) && std::fabs(z.value) < 1e9 && w != 0) {
        inner[i] = z.value;
        inner_weight[i] = w * w;
        ++valid;
      } else {
        inner[i] = inner_weight[i] = 0;
      }
    }
    if (4 * valid < 3 * m) return {};
    const BlockLibrary::Group* group = library.group(inside);
    const bool is_number = inside.is_number();
    if (group == nullptr) {
      if (!is_number) return {};
      return {constant_token(1)};
    }
    const bool has_offset = is_number && chance(0.7);
    const BlockFit first = nearest(*group, has_offset, share);
    if (first.block < 0) return {};
    Formula part = times(first.b, library.formula(first.block));
    if (has_offset) {
      part.insert(part.begin(), constant_token(first.a));
      part.push_back(op_token(Op::add));
    }
    if (chance(0.3)) {  // a second block for what remains
      const std::span<const float> u = library.values(first.block);
      for (std::size_t i = 0; i < m; ++i) inner[i] -= first.a + first.b * static_cast<double>(u[i]);
      const BlockFit second = nearest(*group, false, share);
      if (second.block >= 0 && second.block != first.block) {
        const Formula other = times(second.b, library.formula(second.block));
        part.insert(part.end(), other.begin(), other.end());
        part.push_back(op_token(Op::add));
      }
    }
    put_shape(part, shape);
    return part;
  }

  static Formula times(double factor, const Formula& block) {
    Formula part{constant_token(factor)};
    part.insert(part.end(), block.begin(), block.end());
    part.push_back(op_token(Op::multiply));
    return part;
  }

  // What a node should have been, given that all else stays: written to `wanted`; `weight` is ∂ whole / ∂ node.
  void ask(const Candidate& parent, std::size_t node) {
    const std::size_t m = places();
    wanted.resize(m);
    weight.resize(m);
    tape.values(parent.formula, few());
    tape.derivatives(parent.formula);
    const Links& links = tape.links();
    for (std::size_t i = 0; i < m; ++i) wanted[i] = samples.y[i] / parent.scale;
    std::vector<std::size_t> path;
    for (std::size_t at = node; at + 1 < parent.formula.size(); at = static_cast<std::size_t>(links.parent[at]))
      path.push_back(at);
    for (std::size_t step = path.size(); step-- > 0;) {
      const std::size_t child = path[step], above = static_cast<std::size_t>(links.parent[child]);
      const bool is_left = links.left[above] == static_cast<int>(child);
      const int sibling = is_left ? links.right[above] : links.left[above];
      const double* o = sibling >= 0 ? tape.node(static_cast<std::size_t>(sibling)).data() : nullptr;
      const double* s = tape.node(child).data();
      for (std::size_t i = 0; i < m; ++i) {
        double& d = wanted[i];
        switch (parent.formula[above].op) {
          case Op::add: d -= o[i]; break;
          case Op::subtract: d = is_left ? d + o[i] : o[i] - d; break;
          case Op::multiply: d /= o[i]; break;
          case Op::divide: d = is_left ? d * o[i] : o[i] / d; break;
          case Op::negate: d = -d; break;
          case Op::inverse: d = 1 / d; break;
          case Op::square: d = s[i] < 0 ? -std::sqrt(d) : std::sqrt(d); break;
          case Op::root: d = d < 0 ? kNone : d * d; break;
          case Op::exponential: d = d > 0 ? math::log(d) : kNone; break;
          case Op::logarithm: d = math::exp(d); break;
          case Op::tanh: d = std::fabs(d) < 1 ? 0.5 * math::log((1 + d) / (1 - d)) : kNone; break;
          case Op::sine: d = s[i] + (d - math::sin(s[i])) / math::cos(s[i]); break;
          case Op::cosine: d = s[i] - (d - math::cos(s[i])) / math::sin(s[i]); break;
          default: d = kNone;
        }
      }
    }
    const std::span<const double> slope = tape.derivative(node);
    for (std::size_t i = 0; i < m; ++i) weight[i] = std::fabs(parent.scale * slope[i]);
  }

  // The whole should be y.
  void ask_whole() {
    const std::size_t m = places();
    wanted.assign(samples.y.begin(), samples.y.begin() + static_cast<std::ptrdiff_t>(m));
    weight.assign(m, 1);
  }

  Formula with_part(const Formula& whole, const Links& links, std::size_t node, const Formula& part) const {
    if (part.empty()) return {};
    Formula out(whole.begin(), whole.begin() + links.first[node]);
    out.insert(out.end(), part.begin(), part.end());
    out.insert(out.end(), whole.begin() + static_cast<std::ptrdiff_t>(node) + 1, whole.end());
    return out;
  }
  static Formula part_of(const Formula& whole, const Links& links, std::size_t node) {
    return {whole.begin() + links.first[node], whole.begin() + static_cast<std::ptrdiff_t>(node) + 1};
  }

  // A random formula of a unit; empty: none was found.
  Formula grow(const Unit& unit, int levels) {
    const BlockLibrary::Group* group = library.group(unit);
    if (levels == 0 || chance(0.35)) {
      if (unit.is_number() && (group == nullptr || chance(0.15))) return {constant_token(rng.uniform(0.5, 2))};
      if (group == nullptr) return {};
      const double u = rng.uniform();
      const auto at = static_cast<std::size_t>(u * u * u * static_cast<double>(group->members.size()));
      return library.formula(group->members[std::min(at, group->members.size() - 1)]);
    }
    const double choice = rng.uniform();
    const auto join = [](Formula a, const Formula& b, Op op) -> Formula {
      if (a.empty() || b.empty()) return {};
      a.insert(a.end(), b.begin(), b.end());
      a.push_back(op_token(op));
      return a;
    };
    if (choice < 0.35) {
      // One draw after the other: a compiler may evaluate arguments in any order.
      Formula a = grow(unit, levels - 1);
      const Op op = chance(0.5) ? Op::add : Op::subtract;
      const Formula b = grow(unit, levels - 1);
      return join(std::move(a), b, op);
    }
    if (choice < 0.75) {
      const std::span<const BlockLibrary::Group> groups = library.groups();
      if (groups.empty()) return {};
      const Unit other = groups[pick(std::min<std::size_t>(groups.size(), 24))].unit;
      const bool divides = chance(0.5);
      const Unit first = divides ? unit.times(other) : unit.over(other);
      Formula a = grow(first, levels - 1);
      return join(std::move(a), grow(other, levels - 1), divides ? Op::divide : Op::multiply);
    }
    const Shape shape = static_cast<Shape>(1 + pick(kShapes - 1));
    Unit inside;
    if (!inner_unit(grammar, shape, unit, inside)) return grow(unit, 0);
    Formula a = grow(inside, levels - 1);
    if (a.empty()) return a;
    put_shape(a, shape);
    return a;
  }

  bool is_sound(const Formula& formula) {
    return static_cast<int>(formula.size()) <= grammar.longest && units_of(formula, grammar.variables, units) &&
           units.back() == grammar.target;
  }

  Formula seed_formula(bool backward) {
    if (backward && chance(0.6)) {
      ask_whole();
      return answer(grammar.target, rng.uniform(0.2, 1));
    }
    return grow(grammar.target, 3);
  }

  // A child by asking what a part should have been.
  Formula asked(const Candidate& parent) {
    if (parent.formula.empty() || parent.scale == 0) return seed_formula(true);
    const Formula& whole = parent.formula;
    const std::size_t node = pick(whole.size());
    if (!units_of(whole, grammar.variables, units)) return {};
    const Unit unit = units[node];
    ask(parent, node);
    const Links links = tape.links();
    const double* s = tape.node(node).data();
    const double mode = rng.uniform();
    const std::size_t m = places();
    const double share = chance(0.5) ? 1 : rng.uniform(0.1, 1);
    if (mode < 0.5) return with_part(whole, links, node, answer_or_part(whole, links, node, unit, share));
    Formula own = part_of(whole, links, node);
    if (mode < 0.75) {
      for (std::size_t i = 0; i < m; ++i) wanted[i] -= s[i];
      const Formula part = answer(unit, share);
      if (part.empty()) return {};
      own.insert(own.end(), part.begin(), part.end());
      own.push_back(op_token(Op::add));
    } else {
      for (std::size_t i = 0; i < m; ++i) {
        wanted[i] /= s[i];
        weight[i] *= std::fabs(s[i]);
      }
      const Formula part = answer(Unit{}, share);
      if (part.empty()) return {};
      own.insert(own.end(), part.begin(), part.end());
      own.push_back(op_token(Op::multiply));
    }
    return with_part(whole, links, node, own);
  }
  Formula answer_or_part(const Formula& whole, const Links& links, std::size_t node, const Unit& unit, double share) {
    Formula part = answer(unit, share);
    return part.empty() ? part_of(whole, links, node) : part;
  }

  // A child by a change that asks nothing.
  Formula changed(const Candidate& parent, const Candidate& other) {
    Formula whole = parent.formula;
    if (whole.empty()) return grow(grammar.target, 3);
    Links links;
    link(whole, links);
    if (!units_of(whole, grammar.variables, units)) return {};
    const std::size_t node = pick(whole.size());
    const Unit unit = units[node];
    const double choice = rng.uniform();
    if (choice < 0.3 && !other.formula.empty()) {  // crossover
      std::vector<Unit> theirs;
      if (!units_of(other.formula, grammar.variables, theirs)) return {};
      std::size_t like = 0;
      for (const Unit& u : theirs) like += u == unit ? 1 : 0;
      if (like == 0) return {};
      std::size_t chosen = pick(like), at = 0;
      for (;; ++at)
        if (theirs[at] == unit && chosen-- == 0) break;
      Links other_links;
      link(other.formula, other_links);
      return with_part(whole, links, node, part_of(other.formula, other_links, at));
    }
    if (choice < 0.5) return with_part(whole, links, node, grow(unit, 2));  // another subtree
    if (choice < 0.65) {                                                    // an operand in place of its operation
      if (links.left[node] < 0) return {};
      const int kept = links.right[node] >= 0 && chance(0.5) ? links.right[node] : links.left[node];
      return with_part(whole, links, node, part_of(whole, links, static_cast<std::size_t>(kept)));
    }
    if (choice < 0.8) {  // another operation or variable
      Token& token = whole[node];
      const int operands = arity(token.op);
      if (operands == 2) {
        constexpr std::array kBinary{Op::add, Op::subtract, Op::multiply, Op::divide};
        token.op = kBinary[pick(4)];
      } else if (operands == 1) {
        token.op = grammar.functions[pick(grammar.functions.size())];
      } else if (token.op == Op::variable) {
        token.variable = static_cast<std::uint8_t>(pick(grammar.variables.size()));
      } else {
        token = constant_token(token.value * rng.uniform(-2, 2));
      }
      return whole;
    }
    if (choice < 0.9) {  // a constant put in
      Formula own = part_of(whole, links, node);
      own.push_back(constant_token(rng.uniform(0.3, 3)));
      own.push_back(op_token(unit.is_number() && chance(0.5) ? Op::add : Op::multiply));
      return with_part(whole, links, node, own);
    }
    if (choice < 0.96) {  // a function put in
      Formula own = part_of(whole, links, node);
      own.push_back(op_token(grammar.functions[pick(grammar.functions.size())]));
      return with_part(whole, links, node, own);
    }
    for (Token& token : whole)  // numbers may move again
      if (token.op == Op::number) token = constant_token(token.value);
    return whole;
  }

  // Shortened and fitted; infinite error where it is no good.
  Candidate finished(Formula formula, double scale) {
    Candidate child;
    child.error = std::numeric_limits<double>::infinity();
    if (formula.empty() || formula.size() > 60) return child;
    scale *= simplify(formula);
    if (!formula.empty() && !is_sound(formula)) return child;
    if (formula.empty() && !grammar.target.is_number()) return child;
    for (const Token& token : formula)
      if (!std::isfinite(token.value)) return child;
    child.formula = std::move(formula);
    child.scale = std::isfinite(scale) && scale != 0 ? scale : 1;
    child.scale_is_number = false;
    fit_constants(child, samples, tape, kFitIterations);
    return child;
  }
};

}  // namespace

GeneticFormulas::GeneticFormulas(const GeneticSpec& spec, const Grammar& grammar, const BlockLibrary& library,
                                 const Samples& samples, const Rng& rng)
    : spec_(spec), rng_(rng), islands_(static_cast<std::size_t>(spec.islands)), front_(grammar.longest + 2) {
  for (Island& island : islands_) island.front = FormulaFront(grammar.longest + 2);
  FormulaTape tape;
  Candidate constant;
  constant.scale_is_number = false;
  fit_constants(constant, samples, tape, 0);
  if (grammar.target.is_number()) front_.offer(constant);
  // The best short blocks by themselves.
  if (const BlockLibrary::Group* group = library.group(grammar.target)) {
    constexpr std::size_t kTried = 40;
    for (std::size_t i = 0; i < std::min(kTried, group->members.size()); ++i) {
      Candidate block;
      block.formula = library.formula(group->members[i]);
      block.scale_is_number = false;
      fit_constants(block, samples, tape, 0);
      front_.offer(block);
    }
  }
}

void GeneticFormulas::step(const Grammar& grammar, const BlockLibrary& library, const Samples& samples,
                           ThreadPool& pool) {
  const std::size_t count = islands_.size();
  if (generation_ % spec_.migration == 0) {
    // In a ring, and all at once: each takes what its neighbour had before.
    std::vector<FormulaFront> before;
    for (const Island& island : islands_) before.push_back(island.front);
    for (std::size_t i = 0; i < count; ++i)
      for (const FormulaFront* from : {&before[(i + 1) % count], i == 0 ? &front_ : nullptr}) {
        if (from == nullptr) continue;
        for (const int c : from->members()) islands_[i].front.offer(from->at(c));
      }
  }
  pool.run(static_cast<std::ptrdiff_t>(count), [&](std::ptrdiff_t which) {
    Island& island = islands_[static_cast<std::size_t>(which)];
    Breeder breeder{grammar, library, samples,
                    rng_.split("island").split(static_cast<std::uint64_t>(which)).split(island.draws++)};
    const auto full = static_cast<std::size_t>(spec_.population);
    if (island.since_progress > spec_.patience) {
      island.population.clear();
      island.front = FormulaFront(grammar.longest + 2);
      island.since_progress = 0;
    }
    bool made_progress = false;
    for (int k = 0; k < spec_.offspring; ++k) {
      Candidate child;
      const bool is_seed = island.population.size() < full && (island.population.empty() || breeder.chance(0.5));
      if (is_seed) {
        child = breeder.finished(breeder.seed_formula(spec_.backward), 1);
      } else {
        const std::vector<int> members = island.front.members();
        const auto chosen = [&]() -> const Candidate& {
          if (!members.empty() && breeder.chance(0.5)) return island.front.at(members[breeder.pick(members.size())]);
          const Candidate* best = &island.population[breeder.pick(island.population.size())];
          double least = description_length(*best, samples);
          for (int t = 0; t < 2; ++t) {
            const Candidate& rival = island.population[breeder.pick(island.population.size())];
            const double bits = description_length(rival, samples);
            if (bits < least) {
              least = bits;
              best = &rival;
            }
          }
          return *best;
        };
        const Candidate& parent = chosen();
        Formula made =
            spec_.backward && breeder.chance(0.6) ? breeder.asked(parent) : breeder.changed(parent, chosen());
        child = breeder.finished(std::move(made), parent.scale);
      }
      ++island.tried;
      if (!std::isfinite(child.error)) continue;
      if (island.front.wants(child.complexity(), child.error) ||
          (island.front.wants(child.complexity() - 2, child.error) && child.complexity() > 2)) {
        Candidate rounded = child;
        prune_terms(rounded, samples, breeder.tape);
        round_constants(rounded, samples, breeder.tape);
        made_progress = island.front.offer(child) || made_progress;
        made_progress = island.front.offer(rounded) || made_progress;
        child = std::move(rounded);
      }
      const auto is_twin = [&](const Candidate& known) {
        return known.complexity() == child.complexity() &&
               std::fabs(known.error - child.error) <= 1e-9 * std::fabs(child.error);
      };
      if (std::any_of(island.population.begin(), island.population.end(), is_twin)) continue;
      if (island.population.size() < full) {
        island.population.push_back(std::move(child));
        continue;
      }
      std::size_t worst = 0;
      double most = -std::numeric_limits<double>::infinity();
      for (int t = 0; t < 4; ++t) {
        const std::size_t at = breeder.pick(full);
        const double bits = description_length(island.population[at], samples);
        if (bits > most) {
          most = bits;
          worst = at;
        }
      }
      if (description_length(child, samples) < most || breeder.chance(0.1)) island.population[worst] = std::move(child);
    }
    island.since_progress = made_progress ? 0 : island.since_progress + 1;
  });
  for (const Island& island : islands_)
    for (const int c : island.front.members()) front_.offer(island.front.at(c));
  ++generation_;
}

std::int64_t GeneticFormulas::tried() const {
  std::int64_t sum = 0;
  for (const Island& island : islands_) sum += island.tried;
  return sum;
}

}  // namespace lectern::symbolic
