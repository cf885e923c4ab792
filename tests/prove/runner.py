"""Runs the cases of a proof in several lanes at once, counts, and remembers how far it came.

A proof has a `name`, a title for people, and
    open(lane number) -> a context manager; what it gives is handed to each case of that lane
    run(lane, case)   -> a word for what came of it; an exception is a failure
and perhaps
    lanes             the only number of them that it can have
    figures           what it has measured, for people
Cases are numbers from 0; a case does the same again when it is asked for again, as far as the
machine lets it.
"""

import collections
import json
import os
import threading
import time
import traceback

SAY_SECONDS = 15


class Runner:
    """state: a file that remembers finished cases, or None. say: gets lines for people. patience:
    so many failures are waited for."""

    def __init__(self, proof, count, lanes=4, state=None, say=lambda line: None, patience=5):
        self.proof, self.count, self.state, self.say = proof, count, state, say
        self.lanes = getattr(proof, "lanes", lanes)
        self.patience = patience
        self.lock = threading.Lock()
        self.stopped = threading.Event()
        self.labels = collections.Counter()
        self.failures = []
        self.finished = 0
        self.seconds = 0.0
        self.load()
        self.next = self.finished
        self.early = set()  # cases that ended before one with a smaller number

    def load(self):
        if self.state and os.path.exists(self.state):
            with open(self.state, encoding="utf-8") as file:
                known = json.load(file)
            if known["count"] == self.count:
                self.finished, self.seconds = known["finished"], known["seconds"]
                self.labels.update(known["labels"])
                self.failures = known["failures"]

    def save(self):
        if not self.state:
            return
        known = {"count": self.count, "finished": self.finished, "seconds": self.seconds,
                 "labels": self.labels, "failures": self.failures}
        with open(f"{self.state}.new", "w", encoding="utf-8") as file:
            json.dump(known, file, ensure_ascii=False)
        os.replace(f"{self.state}.new", self.state)

    def take(self):
        with self.lock:
            if self.next >= self.count or self.stopped.is_set():
                return None
            self.next += 1
            return self.next - 1

    def ended(self, case, label, failure):
        with self.lock:
            if failure and self.stopped.is_set():
                return  # whoever interrupts us at a terminal interrupts the programs too
            if failure:
                self.failures.append(f"case {case}: {failure}")
                self.say(f"{self.proof.name}: case {case} FAILED\n{failure}")
                if len(self.failures) >= self.patience:
                    self.stopped.set()
            self.labels[label] += 1
            self.early.add(case)
            while self.finished in self.early:
                self.early.remove(self.finished)
                self.finished += 1

    def one(self, lane, case):
        try:
            self.ended(case, self.proof.run(lane, case), None)
        except Exception:  # whatever it is, it is this case's failure and no other's
            self.ended(case, "failed", traceback.format_exc())

    def work(self, number):
        try:
            with self.proof.open(number) as lane:
                while (case := self.take()) is not None:
                    self.one(lane, case)
        except Exception:
            with self.lock:
                if self.stopped.is_set():
                    return
                self.failures.append(f"lane {number}: {traceback.format_exc()}")
                self.say(self.failures[-1])
                self.stopped.set()

    def run(self):
        """To the end, or until stop(). True if no case has failed."""
        workers = [threading.Thread(target=self.work, args=(number,))
                   for number in range(min(self.lanes, self.count - self.finished))]
        begun, before = time.monotonic(), self.seconds
        for worker in workers:
            worker.start()
        said = begun
        while any(worker.is_alive() for worker in workers):
            for worker in workers:
                worker.join(0.2)
            self.seconds = before + time.monotonic() - begun
            if time.monotonic() - said > SAY_SECONDS:
                said = time.monotonic()
                self.tell()
                with self.lock:
                    self.save()
        self.seconds = before + time.monotonic() - begun
        self.save()
        return not self.failures

    def stop(self):
        self.stopped.set()

    def tell(self):
        rate = self.finished / self.seconds if self.seconds else 0
        self.say(f"{self.proof.name}: {self.finished} of {self.count}, "
                 f"{len(self.failures)} failed, {rate:.1f} a second")

    def summary(self):
        parts = ", ".join(f"{number} {label}" for label, number in sorted(self.labels.items()))
        return (f"{self.proof.name}: {self.finished} cases in {self.seconds:.0f} s, "
                f"{len(self.failures)} failed ({parts})" + getattr(self.proof, "figures", ""))


def smoke(proof, count, lanes=4):
    """For a test: all cases, and no failure."""
    runner = Runner(proof, count, lanes)
    done = runner.run()
    print(runner.summary())
    assert done, "\n".join(runner.failures)
    return runner


def turns_red(proof, count, lanes=1):
    """For a test with a planted fault: the proof sees it. By an assertion, not by just any
    exception."""
    runner = Runner(proof, count, lanes, patience=1)
    runner.run()
    print(f"{runner.summary()}; planted: {proof.plant}")
    assert any("AssertionError" in failure for failure in runner.failures), \
        f"{count} cases, and nobody noticed the planted fault; {runner.failures}"
