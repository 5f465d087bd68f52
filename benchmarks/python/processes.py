"""What CPython needs for the same with worker processes: processes.py PROGRAM [N].

Prints lines of metric, tab, value, as the Java programs do.
"""

import array
import multiprocessing
import os
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor

BULK = 100_000_000


def plus_one(value):
    return value + 1


def same(value):
    return value


def report(metric, value):
    print(f"{metric}\t{value:.6g}")


def await_turn():
    """Contenders may take turns, as Turns.java says."""
    if "BENCHMARKS_TURNS" in os.environ:
        print("turn", flush=True)
        if not sys.stdin.readline():
            raise EOFError("there are no more turns")


def ping(n):
    with ProcessPoolExecutor(1) as pool:
        times = []
        for i in range(n):
            start = time.perf_counter()
            assert pool.submit(plus_one, i).result() == i + 1
            times.append((time.perf_counter() - start) * 1e6)
    times = sorted(times[n // 3 :])
    report("p50 us", times[len(times) // 2])
    report("mean us", sum(times) / len(times))
    report("p99 us", times[len(times) * 99 // 100])


def submit(n):
    with ProcessPoolExecutor(2) as pool:
        assert len(list(pool.map(plus_one, range(1000)))) == 1000
        start = time.perf_counter()
        futures = [pool.submit(plus_one, i) for i in range(n)]
        assert sum(future.result() for future in futures) == n * (n + 1) // 2
        report("ktasks/s", n / (time.perf_counter() - start) / 1e3)


def chunks(n):
    """multiprocessing.Pool.map by hundreds, the fastest that the standard library has."""
    with multiprocessing.Pool(2) as pool:
        inputs = list(range(n))
        times = []
        for i in range(4):
            start = time.perf_counter()
            assert sum(pool.map(plus_one, inputs, chunksize=100)) == n * (n + 1) // 2
            if i > 0:
                times.append(time.perf_counter() - start)
        report("ktasks/s", n / statistics.median(times) / 1e3)


def executor_chunks(n):
    with ProcessPoolExecutor(2) as pool:
        assert len(list(pool.map(plus_one, range(1000)))) == 1000
        start = time.perf_counter()
        assert sum(pool.map(plus_one, range(n), chunksize=100)) == n * (n + 1) // 2
        report("ktasks/s", n / (time.perf_counter() - start) / 1e3)


def bulk(value):
    with ProcessPoolExecutor(1) as pool:
        times = []
        for i in range(6):
            start = time.perf_counter()
            assert len(pool.submit(same, value).result()) == len(value)
            if i > 0:
                times.append((time.perf_counter() - start) * 1e3)
        report("round trip ms", statistics.median(times))


def bulk_array(_):
    bulk(array.array("d", bytes(BULK)))


def bulk_bytes(_):
    bulk(bytes(BULK))


def arrive(gate):
    gate.wait()
    gate.wait()


def many_ready(context, workers=16):
    """Until so many new workers are in their initializers at the same time."""
    times = []
    for i in range(4):
        await_turn()
        gate = context.Barrier(workers + 1)
        start = time.perf_counter()
        pool = ProcessPoolExecutor(
            workers, mp_context=context, initializer=arrive, initargs=(gate,)
        )
        for _ in range(workers):
            pool.submit(plus_one, 1)
        gate.wait()
        if i > 0:
            times.append((time.perf_counter() - start) * 1e3)
        gate.wait()
        pool.shutdown()
    report("16 ready ms", statistics.median(times))


def first_result(method):
    context = multiprocessing.get_context(method)
    times = []
    for i in range(14):
        await_turn()
        time.sleep(0.06)  # the one before has gone
        start = time.perf_counter()
        pool = ProcessPoolExecutor(1, mp_context=context)
        assert pool.submit(plus_one, 1).result() == 2
        if i > 2:
            times.append((time.perf_counter() - start) * 1e3)
        pool.shutdown()
    report("first ms", statistics.median(times))
    many_ready(context)


def spawn(_):
    first_result("spawn")


def fork(_):
    first_result("fork")


if __name__ == "__main__":
    globals()[sys.argv[1]](int(sys.argv[2]) if len(sys.argv) > 2 else 0)
