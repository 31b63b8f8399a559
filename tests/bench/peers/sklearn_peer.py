"""scikit-learn, native, on one thread, beside tests/bench/classical.cpp on the same data.

  sklearn_peer.py data DIR         writes the data: DIR/CASE/*.npy, in float so that both sides read the same numbers
  sklearn_peer.py time DIR CASE    prints one JSON line; leaves the results in DIR/CASE/peer
  sklearn_peer.py table DIR LINES  the lines of both sides as a table, with the largest differences of the results

Time is that of the processor, so that other programs of the machine do not count; against a page, which knows only the
clock, it is the clock's on both sides. What is timed stops where each side stops by default or, where the two mean the
same by it, at the same tolerance; what is compared was computed once more, to the optimum.
"""

import os

for library in ("OMP", "OPENBLAS", "MKL", "BLIS"):
    os.environ[f"{library}_NUM_THREADS"] = "1"

import json
import pathlib
import statistics
import sys
import time
import warnings

import numpy as np
import sklearn
from sklearn.cluster import DBSCAN, AffinityPropagation, AgglomerativeClustering, KMeans, MeanShift
from sklearn.datasets import make_blobs, make_classification, make_moons
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import GradientBoostingRegressor, RandomForestClassifier
from sklearn.linear_model import ElasticNet, LogisticRegression, lasso_path
from sklearn.manifold import TSNE
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import KernelDensity, KNeighborsClassifier
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

WARM_UP_S = 0.4
REPETITION_S = 0.08
REPETITIONS = 7

# case: (what it is, tolerance of the comparison as in the reference cases: (absolute, relative))
CASES = {
    "svm": ("support vector machine, RBF, 3000 × 2, C 1", (2e-8, 1e-7)),
    "knn2": ("10 000 of 10 000 nearest neighbours, 2 features, k 5", (5e-10, 1e-9)),
    "knn20": ("5000 of 5000 nearest neighbours, 20 features, k 5", (5e-10, 1e-9)),
    "logistic": ("logistic regression, 20 000 × 20, 3 classes", (2e-7, 1e-6)),
    "lasso_path": ("lasso path, 2000 × 200, 100 values of α", (2e-7, 1e-6)),
    "elastic_net": ("elastic net, 2000 × 200", (2e-7, 1e-6)),
    "lda": ("linear discriminants, 5000 × 20, 3 classes", (2e-7, 1e-7)),
    "kmeans": ("k-means, Lloyd, 20 000 × 2, k 8, one start", (1e-9, 1e-9)),
    "single_linkage": ("agglomerative clustering, single, 3000 × 2", (1e-9, 1e-9)),
    "complete_linkage": ("agglomerative clustering, complete, 3000 × 2", (1e-9, 1e-9)),
    "gaussian_mixture": ("Gaussian mixture, full, 20 000 × 2, 5 components, one start", (1e-6, 1e-6)),
    "dbscan": ("DBSCAN, 20 000 × 2", (0, 0)),
    # Both sides stop at a shift of 0.001 bandwidths; ends within 0.01 bandwidths, 0.02, are one mode.
    "mean_shift": ("mean shift, flat, 2000 × 2, starts on a lattice", (2e-2, 0)),
    "mean_shift_all": ("mean shift, flat, 2000 × 2, starts on all samples", (2e-2, 0)),
    "affinity_propagation": ("affinity propagation, 1000 × 2", (0, 0)),
    # The library's tree leaves out what is below 1e-8 of a density.
    "kernel_density": ("kernel density, Gaussian, 10 000 places, 3000 × 2", (1e-7, 1e-7)),
    "pca_full": ("principal components, 1000 × 1600, 50 components, full", (1e-8, 1e-8)),
    "pca_few": ("principal components, 1000 × 1600, 50 components, randomised", (1e-4, 1e-3)),
    "tsne_exact": ("t-SNE, 1000 × 50, 1000 iterations, exact", (0, 1e-2)),
    "tsne_barnes_hut": ("t-SNE, 1000 × 50, 1000 iterations, Barnes–Hut", (0, 1e-2)),
    "tree": ("decision tree, 5000 × 20, 3 classes", (1e-9, 1e-9)),
    "forest": ("random forest of 100 trees, 5000 × 20, 3 classes", (0.02, 0)),
    "boosting": ("gradient boosting, 5000 × 20, 100 trees of depth 3", (1e-9, 1e-7)),
}


def median_ms(work):
    """The median of repetitions of so many calls that the clock is fine, after a warm-up: the processor's, the clock's."""
    start = time.process_time()
    calls = 0
    while calls == 0 or time.process_time() - start < WARM_UP_S:
        work()
        calls += 1
    calls_per_repetition = max(1, int(REPETITION_S * calls / (time.process_time() - start)))
    times = []
    for _ in range(REPETITIONS):
        begin = time.process_time(), time.perf_counter()
        for _ in range(calls_per_repetition):
            work()
        end = time.process_time(), time.perf_counter()
        times.append([1e3 * (last - first) / calls_per_repetition for first, last in zip(begin, end)])
    return tuple(map(statistics.median, zip(*times)))


def labelled(samples, seed, **more):
    return make_classification(samples, 20, n_informative=10, n_redundant=0, n_classes=3, random_state=seed, **more)


def regression(rng):
    X = rng.normal(size=(2000, 200))
    y = X[:, :20] @ rng.normal(size=20) + rng.normal(size=2000)
    return X - X.mean(0), y - y.mean()


def data():
    rng = np.random.default_rng(1)
    X, y = make_moons(3000, noise=0.3, random_state=1)
    yield "svm", {"X": X, "y": 2 * y - 1, "X_test": rng.uniform(-1.5, 2.5, (500, 2))}
    for features, n in ((2, 10000), (20, 5000)):
        yield f"knn{features}", {"X": rng.normal(size=(n, features)), "y": rng.integers(0, 3, n),
                                 "X_test": rng.normal(size=(n, features))}
    X, y = labelled(20000, 2)
    yield "logistic", {"X": X, "y": y}
    X, y = regression(rng)
    largest = np.abs(X.T @ y).max() / len(y)
    yield "lasso_path", {"X": X, "y": y, "alphas": largest * np.logspace(0, -3, 100)}
    yield "elastic_net", {"X": X, "y": y}
    X, y = labelled(5500, 3, class_sep=0.5)
    yield "lda", {"X": X[:5000], "y": y[:5000], "X_test": X[5000:]}
    X, _ = make_blobs(20000, centers=8, cluster_std=1.5, random_state=4)
    yield "kmeans", {"X": X, "start": X[:8]}
    X = rng.normal(size=(3000, 2))
    yield "single_linkage", {"X": X}
    yield "complete_linkage", {"X": X}
    X, _ = make_blobs(20000, centers=5, cluster_std=[1, 1.5, 0.5, 2, 1], random_state=5)
    yield "gaussian_mixture", {"X": X, "means": X[:5]}
    yield "dbscan", {"X": make_blobs(20000, centers=5, random_state=6)[0]}
    X, _ = make_blobs(2000, centers=5, random_state=7)
    yield "mean_shift", {"X": X}
    yield "mean_shift_all", {"X": X}
    yield "affinity_propagation", {"X": make_blobs(1000, centers=5, cluster_std=0.5, random_state=8)[0]}
    yield "kernel_density", {"X": rng.normal(size=(3000, 2)), "X_test": rng.normal(size=(10000, 2))}
    X = rng.normal(size=(1000, 60)) * np.geomspace(30, 3, 60) @ np.linalg.qr(rng.normal(size=(1600, 60)))[0].T
    X += 0.1 * rng.normal(size=X.shape)
    yield "pca_full", {"X": X}
    yield "pca_few", {"X": X}
    X, _ = make_blobs(1000, 50, centers=10, cluster_std=4, random_state=5)
    yield "tsne_exact", {"X": X}
    yield "tsne_barnes_hut", {"X": X}
    X, y = labelled(6000, 4)
    yield "tree", {"X": X[:5000], "y": y[:5000], "X_test": X[5000:]}
    yield "forest", {"X": X[:5000], "y": y[:5000], "X_test": X[5000:], "y_test": y[5000:]}
    y = X[:, 0] * X[:, 1] + X[:, 2] + rng.normal(size=6000)
    yield "boosting", {"X": X[:5000], "y": y[:5000], "X_test": X[5000:]}


def svm(given):
    X, y = given["X"], given["y"]

    def fit(tol):
        return SVC(C=1, kernel="rbf", gamma=1, tol=tol).fit(X, y)

    yield lambda: fit(1e-3)
    # The library keeps its kernel in single precision: which multipliers are at a bound is taken from it, the others
    # and b then from y f = 1 of their own samples.
    found = fit(1e-11)
    support, c, is_free = found.support_, found.dual_coef_[0], np.abs(found.dual_coef_[0]) < 1
    free, bounded = support[is_free], support[~is_free]
    ones = np.ones((len(free), 1))
    equations = np.block([[rbf_kernel(X[free], gamma=1), ones], [ones.T, np.zeros((1, 1))]])
    rest = y[free] - rbf_kernel(X[free], X[bounded], gamma=1) @ c[~is_free]
    solution = np.linalg.solve(equations, np.append(rest, -c[~is_free].sum()))
    c[is_free] = solution[:-1]
    yield {"decision values": rbf_kernel(given["X_test"], X[support], gamma=1) @ c + solution[-1]}


def knn(given):
    def predict():
        return KNeighborsClassifier(5).fit(given["X"], given["y"]).predict(given["X_test"])

    yield predict
    distances, indices = KNeighborsClassifier(5).fit(given["X"], given["y"]).kneighbors(given["X_test"])
    yield {"indices": indices, "distances": distances, "classes": predict()}


def logistic(given):
    def fit(**how):
        return LogisticRegression(C=1, multi_class="multinomial", **how).fit(given["X"], given["y"])

    yield fit
    best = fit(solver="newton-cg", tol=1e-12, max_iter=1000)
    yield {"coefficients": best.coef_, "intercepts": best.intercept_ - best.intercept_.mean()}


def lasso(given):
    def path(tol, max_iter=1000):
        return lasso_path(given["X"], given["y"], alphas=given["alphas"], tol=tol, max_iter=max_iter)[1]

    yield lambda: path(1e-4)
    yield {"coefficients": path(1e-14, 100000).T}


def elastic_net(given):
    def fit(tol, max_iter=1000):
        return ElasticNet(alpha=0.1, l1_ratio=0.5, tol=tol, max_iter=max_iter).fit(given["X"], given["y"])

    yield lambda: fit(1e-4)
    best = fit(1e-14, 100000)
    yield {"coefficients": best.coef_, "intercept": np.array([best.intercept_])}


def lda(given):
    def fit():
        return LinearDiscriminantAnalysis().fit(given["X"], given["y"])

    yield fit
    best = fit()
    yield {"transformed": best.transform(given["X_test"]), "probabilities": best.predict_proba(given["X_test"])}


def kmeans(given):
    def fit(tol):
        return KMeans(8, init=given["start"], n_init=1, algorithm="lloyd", tol=tol, max_iter=1000).fit(given["X"])

    yield lambda: fit(1e-4)
    best = fit(0)
    yield {"centres": best.cluster_centers_, "cost": np.array([best.inertia_])}


def linkage(name):
    def agglomerate(given):
        yield lambda: AgglomerativeClustering(8, linkage=name).fit(given["X"])
        yield {"heights": AgglomerativeClustering(8, linkage=name, compute_distances=True).fit(given["X"]).distances_}

    return agglomerate


def gaussian_mixture(given):
    def fit(tol, max_iter):
        # The start is given; what the library would draw as one is thrown away, so it draws what costs least.
        return GaussianMixture(5, weights_init=np.full(5, 0.2), means_init=given["means"],
                               precisions_init=np.tile(np.eye(2), (5, 1, 1)), init_params="random_from_data",
                               tol=tol, max_iter=max_iter).fit(given["X"])

    yield lambda: fit(1e-3, 100)
    best = fit(0, 300)
    yield {"means": best.means_, "covariances": best.covariances_, "score": np.array([best.score(given["X"])])}


def dbscan(given):
    def fit():
        return DBSCAN(eps=0.3, min_samples=10).fit(given["X"])

    yield fit
    yield {"labels": fit().labels_}


def mean_shift(on_lattice):
    def shift(given):
        def fit():
            return MeanShift(bandwidth=2, bin_seeding=on_lattice).fit(given["X"])

        yield fit
        yield {"modes": fit().cluster_centers_}

    return shift


def affinity_propagation(given):
    def fit():
        return AffinityPropagation(preference=-200, damping=0.7, max_iter=300, random_state=0).fit(given["X"])

    yield fit
    yield {"exemplars": fit().cluster_centers_indices_}


def kernel_density(given):
    def scores():
        return KernelDensity(bandwidth=0.2).fit(given["X"]).score_samples(given["X_test"])

    yield scores
    yield {"log density": scores()}
def pca(solver):
    def fit(given):
        yield lambda: PCA(50, svd_solver=solver, random_state=0).fit(given["X"])
        yield {"variances": PCA(50, svd_solver=solver, random_state=0).fit(given["X"]).explained_variance_}

    return fit


def tsne(method):
    def embed(given):
        made = TSNE(method=method, init="pca", learning_rate="auto", n_iter=1000, n_iter_without_progress=1000,
                    random_state=0)
        yield lambda: made.fit(given["X"])
        yield {"divergence": np.array([made.kl_divergence_])}

    return embed


def tree(given):
    def fit(**how):
        return DecisionTreeClassifier(random_state=1, **how).fit(given["X"], given["y"])

    yield fit
    # In small nodes several splits are equally good, and the library draws one of them.
    yield {"probabilities": fit(max_depth=6, min_samples_leaf=20).predict_proba(given["X_test"])}


def forest(given):
    def fit():
        return RandomForestClassifier(100, random_state=1).fit(given["X"], given["y"])

    yield fit
    yield {"accuracy": np.array([fit().score(given["X_test"], given["y_test"].astype(int))])}


def boosting(given):
    def fit(**how):
        model = GradientBoostingRegressor(criterion="squared_error", random_state=1, **how)
        return model.fit(given["X"], given["y"])

    yield fit
    yield {"predictions": fit(min_samples_leaf=20).predict(given["X_test"])}


def time_case(folder, case):
    given = {path.stem: np.load(path).astype(float) for path in (folder / case).glob("*.npy")}
    if "y" in given and case not in ("lasso_path", "elastic_net", "boosting"):
        given["y"] = given["y"].astype(int)
    makers = {"svm": svm, "knn2": knn, "knn20": knn, "logistic": logistic, "lasso_path": lasso,
              "elastic_net": elastic_net, "lda": lda, "kmeans": kmeans,
              "single_linkage": linkage("single"), "complete_linkage": linkage("complete"),
              "gaussian_mixture": gaussian_mixture, "dbscan": dbscan, "mean_shift": mean_shift(True),
              "mean_shift_all": mean_shift(False), "affinity_propagation": affinity_propagation,
              "kernel_density": kernel_density,
              "pca_full": pca("full"), "pca_few": pca("randomized"), "tsne_exact": tsne("exact"),
              "tsne_barnes_hut": tsne("barnes_hut"),
              "tree": tree, "forest": forest, "boosting": boosting}
    # scikit-learn need not look for numbers that are not finite; near the optimum it cannot know that it has arrived.
    warnings.simplefilter("ignore")
    with sklearn.config_context(assume_finite=True):
        maker = makers[case](given)
        ms, clock_ms = median_ms(next(maker))
        results = folder / case / "peer"
        results.mkdir(exist_ok=True)
        for name, values in next(maker).items():
            np.save(results / f"{name}.npy", values)
    print(json.dumps({"peer": f"scikit-learn {sklearn.__version__}", "case": case, "ms": ms, "clock_ms": clock_ms}),
          flush=True)


def differences(folder, case):
    """The largest |difference| / max(1, |value|) of any result, and whether all are within the tolerance."""
    absolute, relative = CASES[case][1]
    largest, within = 0.0, True
    for path in (folder / case / "peer").glob("*.npy"):
        theirs = np.load(path).astype(float)
        ours = np.load(folder / case / "ours" / path.name).astype(float).reshape(theirs.shape)
        if path.stem == "transformed":  # a direction may point either way
            ours = ours * np.sign((ours * theirs).sum(0))
        apart = np.abs(ours - theirs)
        largest = max(largest, (apart / np.maximum(1, np.abs(theirs))).max())
        within = within and bool((apart <= absolute + relative * np.abs(theirs)).all())
    return largest, within


def table(folder, lines):
    entries = [json.loads(line) for line in pathlib.Path(lines).read_text().splitlines()]
    peer = next(entry["peer"] for entry in entries if "peer" in entry)
    print(f"\nMedians of {max(entry['round'] for entry in entries)} rounds, milliseconds; in Chromium on one / two threads where "
          "the work is shared, by the clock, also in its ratio; natively on one, by the processor's time.\n")
    print(f"| work | native | Chromium | {peer} | native, times as fast | Chromium, times as fast | largest difference | "
          "within the reference tolerance | same bits in Chromium |")
    print("|---|---|---|---|---|---|---|---|---|")
    for case, (title, _) in CASES.items():
        here = [entry for entry in entries if entry["case"] == case]
        if not here:
            continue

        def times(by="ms", **what):  # by round
            return {entry["round"]: entry[by] for entry in here if what.items() <= entry.items()}

        native, theirs, by_clock = times(on="native"), times(peer=peer), times(by="clock_ms", peer=peer)
        pages = [found for threads in (1, 2) if (found := times(on="Chromium", threads=threads))]
        ratios = [statistics.median(their[number] / ours[number] for number in ours)
                  for ours, their in ((native, theirs), *((page, by_clock) for page in pages))]
        largest, within = differences(folder, case)
        same = len({entry["hash"] for entry in here if "hash" in entry}) == 1
        print(f"| {title} | {statistics.median(native.values()):.3g} | "
              f"{' / '.join(f'{statistics.median(page.values()):.3g}' for page in pages)} | "
              f"{statistics.median(theirs.values()):.3g} | {ratios[0]:.3g} | "
              f"{' / '.join(f'{ratio:.3g}' for ratio in ratios[1:])} | {largest:.1e} | {'yes' if within else 'no'} | "
              f"{'yes' if same else 'no'} |")


def main():
    command, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    if command == "data":
        for case, arrays in data():
            (folder / case).mkdir(parents=True, exist_ok=True)
            for name, values in arrays.items():
                np.save(folder / case / f"{name}.npy", np.asarray(values, dtype=np.float32))
    elif command == "time":
        time_case(folder, sys.argv[3])
    else:
        table(folder, sys.argv[3])


if __name__ == "__main__":
    main()
