"""What CPython's concurrent.futures.ThreadPoolExecutor needs for the same: threads.py PROGRAM [N].

Prints lines of metric, tab, value, as the Java programs do.
"""

import gc
import sys
import threading
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, as_completed, wait


def one():
    return 1


def report(metric, value):
    print(f"{metric}\t{value:.6g}")


def resident():
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4096


def throughput(n):
    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(one) for _ in range(min(n, 20_000))]:
            future.result()
        start = time.perf_counter()
        futures = [pool.submit(one) for _ in range(n)]
        assert sum(future.result() for future in futures) == n
        report("Mtasks/s", n / (time.perf_counter() - start) / 1e6)


def ping(_):
    with ThreadPoolExecutor(2) as pool:
        times = []
        for _ in range(20_000):
            start = time.perf_counter()
            pool.submit(one).result()
            times.append((time.perf_counter() - start) * 1e6)
    times = sorted(times[5_000:])
    report("p50 us", times[len(times) // 2])
    report("mean us", sum(times) / len(times))
    report("p99 us", times[len(times) * 99 // 100])


def memory(n):
    go = threading.Event()
    with ThreadPoolExecutor(2) as pool:
        pool.submit(go.wait)
        pool.submit(go.wait)
        time.sleep(0.1)
        gc.collect()
        before = resident()
        futures = [pool.submit(one) for _ in range(n)]
        report("bytes pending", (resident() - before) / n - 8)  # the list's reference
        go.set()
        wait(futures)


def completed(n):
    with ThreadPoolExecutor(2) as pool:
        start = time.perf_counter()
        futures = [pool.submit(one) for _ in range(n)]
        assert sum(future.result() for future in as_completed(futures)) == n
        total = time.perf_counter() - start
        report("total s", total)
        report("us/future", total / n * 1e6)
        start = time.perf_counter()  # all are done now
        next(iter(as_completed(futures)))
        report("first ms", (time.perf_counter() - start) * 1e3)


def waitloop(n):
    futures = [Future() for _ in range(n)]
    pending = set(futures)
    start = time.perf_counter()
    for future in futures:
        future.set_result(1)
        done, pending = wait(pending, return_when=FIRST_COMPLETED)
        assert len(done) == 1
    assert not pending
    total = time.perf_counter() - start
    report("total s", total)
    report("us/round", total / n * 1e6)


def maplines(_):
    """The length of every line of standard input, as futures map does it."""
    with ThreadPoolExecutor() as pool:
        for length in pool.map(len, (line.rstrip("\n") for line in sys.stdin)):
            print(length)


if __name__ == "__main__":
    globals()[sys.argv[1]](int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
