"""PyTorch, native. torch_peer.py WORKLOAD THREADS prints one JSON line for each size, timed as timing.js does."""

import os
import sys

# torch.set_num_threads leaves the matrix products of OpenBLAS on all processors.
os.environ["OPENBLAS_NUM_THREADS"] = sys.argv[2]

import json
import statistics
import time

import torch
from torch import nn

WARM_UP_S = 0.4
REPETITION_S = 0.08
REPETITIONS = 7


def rate_of(work, units_per_call):
    start = time.perf_counter()
    calls = 0
    while calls == 0 or time.perf_counter() - start < WARM_UP_S:
        work()
        calls += 1
    calls_per_repetition = max(1, int(REPETITION_S * calls / (time.perf_counter() - start)))
    rates = []
    for _ in range(REPETITIONS):
        begin = time.perf_counter()
        for _ in range(calls_per_repetition):
            work()
        rates.append(calls_per_repetition * units_per_call / (time.perf_counter() - begin))
    return statistics.median(rates)


def gemm():
    for n in (512, 1024):
        a, b, c = torch.rand(n, n), torch.rand(n, n), torch.empty(n, n)
        for label, left, right in (("A B", a, b), ("A' B", a.t(), b), ("A B'", a, b.t())):
            yield f"{n}^3 {label}", "GFLOP/s", 2e-9 * n**3, lambda x=left, y=right: torch.mm(x, y, out=c)


def chain(*sizes, activation):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), activation()]
    return layers


def classification(size, model, shape):
    x, labels = torch.randn(64, *shape), torch.arange(64) % 10
    adam = torch.optim.Adam(model.parameters(), 1e-3)
    loss = nn.CrossEntropyLoss()

    def step():
        adam.zero_grad(set_to_none=True)
        loss(model(x), labels).backward()
        adam.step()

    yield size, "samples/s", 64, step


def mlp():
    model = nn.Sequential(*chain(784, 128, 64, 10, activation=nn.ReLU)[:-1])
    return classification("MLP 784-128-64-10, batch 64", model, (784,))


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), *chain(400, 120, 84, 10, activation=nn.ReLU)[:-1])


def cnn():
    return classification("LeNet 28x28, batch 64", lenet(), (1, 28, 28))


def inference():
    model = lenet().eval()
    for batch in (1, 256):
        x = torch.randn(batch, 1, 28, 28)

        def answer():
            with torch.inference_mode():
                model(x)

        yield f"LeNet 28x28, inference, batch {batch}", "samples/s", batch, answer


def gan():
    n = 128
    generator = nn.Sequential(*chain(2, 64, 64, 2, activation=nn.ReLU)[:-1])
    discriminator = nn.Sequential(*chain(2, 64, 64, 1, activation=nn.ReLU)[:-1])
    adam_g = torch.optim.Adam(generator.parameters(), 1e-3)
    adam_d = torch.optim.Adam(discriminator.parameters(), 1e-3)
    loss = nn.BCEWithLogitsLoss()
    real, noise = torch.randn(n, 2), torch.randn(n, 2)
    is_real = torch.ones(n, 1)
    both = torch.cat([is_real, torch.zeros(n, 1)])

    def step():
        with torch.no_grad():
            fake = generator(noise)
        adam_d.zero_grad(set_to_none=True)
        loss(discriminator(torch.cat([real, fake])), both).backward()
        adam_d.step()
        adam_g.zero_grad(set_to_none=True)
        discriminator.requires_grad_(False)
        loss(discriminator(generator(noise)), is_real).backward()
        discriminator.requires_grad_(True)
        adam_g.step()

    yield "GAN 2-64-64-2 and 2-64-64-1, batch 128", "steps/s", 1, step


def small_mlp():
    model = nn.Sequential(*chain(2, 8, 8, 1, activation=nn.Tanh))
    x = torch.randn(500, 2)
    targets = torch.sign(x[:, :1] * x[:, 1:])
    sgd = torch.optim.SGD(model.parameters(), 0.03)
    loss = nn.MSELoss()

    def epoch():
        sgd.zero_grad(set_to_none=True)
        loss(model(x), targets).backward()
        sgd.step()

    yield "MLP 2-8-8-1, 500 points", "epochs/s", 1, epoch


def picture_gan():
    """Conditional: noise holds the class asked for, and of the discriminator's outputs that of the class counts."""
    n, noise_size, classes, filters = 32, 16, 10, 16
    for side in (8, 28):
        enlarging = dict(kernel_size=4, stride=2, padding=1)
        last = nn.Conv2d(filters, 1, 3, padding=1) if side == 8 else nn.ConvTranspose2d(filters, 1, **enlarging)
        generator = nn.Sequential(
            nn.ConvTranspose2d(noise_size + classes, 2 * filters, 4 if side == 8 else 7), nn.BatchNorm2d(2 * filters),
            nn.ReLU(), nn.ConvTranspose2d(2 * filters, filters, **enlarging), nn.BatchNorm2d(filters), nn.ReLU(), last,
            nn.Sigmoid())
        quarter = side // 4
        discriminator = nn.Sequential(
            nn.Conv2d(1, filters, 3, stride=2, padding=1), nn.LeakyReLU(0.2),
            nn.Conv2d(filters, 2 * filters, 3, stride=2, padding=1), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(2 * filters * quarter**2, classes))
        adam_g = torch.optim.Adam(generator.parameters(), 1e-3, betas=(0.5, 0.999))
        adam_d = torch.optim.Adam(discriminator.parameters(), 1e-3, betas=(0.5, 0.999))
        loss = nn.BCEWithLogitsLoss()
        real, own, asked = torch.rand(n, 1, side, side), torch.randint(classes, (n, 1)), torch.randint(classes, (n, 1))
        one_hot = nn.functional.one_hot(asked[:, 0], classes)
        noise = torch.cat([torch.randn(n, noise_size), one_hot], 1)[:, :, None, None]
        is_real, both_classes = torch.ones(n, 1), torch.cat([own, asked])
        both = torch.cat([torch.full((n, 1), 0.9), torch.zeros(n, 1)])

        def step(generator=generator, discriminator=discriminator, adam_g=adam_g, adam_d=adam_d, real=real):
            with torch.no_grad():
                fake = generator(noise)
            adam_d.zero_grad(set_to_none=True)
            loss(discriminator(torch.cat([real, fake])).gather(1, both_classes), both).backward()
            adam_d.step()
            adam_g.zero_grad(set_to_none=True)
            discriminator.requires_grad_(False)
            loss(discriminator(generator(noise)).gather(1, asked), is_real).backward()
            discriminator.requires_grad_(True)
            adam_g.step()

        yield f"convolutional GAN, {side}x{side}, batch 32", "steps/s", 1, step


def variational(size, encoder, decoder, shape):
    x, eps = torch.rand(64, *shape), torch.randn(64, 2)
    adam = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], 1e-3)

    def step():
        adam.zero_grad(set_to_none=True)
        mean, log_variance = encoder(x).chunk(2, dim=1)
        logits = decoder(mean + torch.exp(0.5 * log_variance) * eps)
        reconstruction = nn.functional.binary_cross_entropy_with_logits(logits, x, reduction="sum")
        divergence = 0.5 * (log_variance.exp() + mean**2 - 1 - log_variance).sum()
        ((reconstruction + divergence) / 64).backward()
        adam.step()

    return size, "samples/s", 64, step


def autoencoder():
    yield variational("variational autoencoder 64-128-64-2, batch 64",
                      nn.Sequential(*chain(64, 128, 64, 4, activation=nn.ReLU)[:-1]),
                      nn.Sequential(*chain(2, 64, 128, 64, activation=nn.ReLU)[:-1]), (64,))
    doubling = {"stride": 2, "padding": 1, "output_padding": 1}
    yield variational("convolutional variational autoencoder, 8x8, batch 64",
                      nn.Sequential(nn.Conv2d(1, 16, 3, stride=2, padding=1), nn.ReLU(),
                                    nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(128, 4)),
                      nn.Sequential(nn.Unflatten(1, (2, 1, 1)), nn.ConvTranspose2d(2, 32, 2), nn.ReLU(),
                                    nn.ConvTranspose2d(32, 16, 3, **doubling), nn.ReLU(),
                                    nn.ConvTranspose2d(16, 1, 3, **doubling)), (1, 8, 8))


def lstm():
    layer, readout = nn.LSTM(1, 64), nn.Linear(64, 1)
    x, targets = torch.randn(50, 32, 1), torch.randn(50, 32, 1)
    adam = torch.optim.Adam([*layer.parameters(), *readout.parameters()], 1e-3)
    loss = nn.MSELoss()

    def step():
        adam.zero_grad(set_to_none=True)
        loss(readout(layer(x)[0]), targets).backward()
        adam.step()

    yield "LSTM of 64, 50 steps, batch 32", "sequences/s", 32, step


def transformer():
    n, length, symbols, width = 32, 20, 12, 32
    embedding = nn.Embedding(symbols, width)
    block = nn.TransformerEncoderLayer(width, 2, 64, dropout=0, batch_first=True, norm_first=True)
    norm, readout = nn.LayerNorm(width), nn.Linear(width, symbols)
    places = torch.randn(length, width)
    past = torch.triu(torch.full((length, length), float("-inf")), diagonal=1)
    tokens, targets = torch.randint(symbols, (n, length)), torch.randint(symbols, (n * length,))
    parts = nn.ModuleList([embedding, block, norm, readout])
    adam = torch.optim.Adam(parts.parameters(), 1e-3)
    loss = nn.CrossEntropyLoss()

    def step():
        adam.zero_grad(set_to_none=True)
        logits = readout(norm(block(embedding(tokens) + places, src_mask=past)))
        loss(logits.reshape(n * length, symbols), targets).backward()
        adam.step()

    yield "transformer of width 32, 2 heads, 20 tokens, batch 32", "sequences/s", n, step


def main():
    workload, threads = sys.argv[1], int(sys.argv[2])
    torch.manual_seed(1)
    torch.set_num_threads(threads)
    makers = {"W1": gemm, "W2": mlp, "W3": cnn, "W4": gan, "W5": small_mlp, "W6": inference,
              "W7": picture_gan, "W8": autoencoder, "W9": lstm, "W10": transformer}
    for size, unit, units_per_call, work in makers[workload]():
        line = {"peer": "torch", "workload": workload, "size": size, "threads": threads,
                "rate": rate_of(work, units_per_call), "unit": unit}
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
